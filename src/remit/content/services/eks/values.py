"""How sources spell what the tables of Amazon EKS hold."""

from __future__ import annotations

import re
from typing import Any

from remit.content.common import known
from remit.paths import LEAF_ABSENT
from remit.values import Unknown, unknown_reason

ANYWHERE = ("0.0.0.0/0", "::/0")


def enabled_logs(setups: Any) -> Any:
    """The kinds of logs that are switched on; the API lists those that are off beside them."""
    return [kind for one in setups if one.get("enabled") for kind in one.get("types") or ()]


def secrets_key(configs: Any) -> Any:
    """The KMS key of Kubernetes secrets; silent where no configuration covers them."""
    if unknown_reason(configs) is not None:
        return Unknown(unknown_reason(configs) or "")
    for config in configs if isinstance(configs, list) else [configs]:
        if unknown_reason(config) is not None:
            return Unknown(unknown_reason(config) or "")
        provider = config.get("provider") or config.get("Provider") or {}
        provider = provider[0] if isinstance(provider, list) else provider
        for name in ("keyArn", "KeyArn", "key_arn"):
            if provider.get(name):
                return provider[name]
    return LEAF_ABSENT


def open_cidrs(cidrs: Any) -> Any:
    """Those of some networks that are the whole internet; one that is not seen may be."""
    found = [one for one in cidrs if one in ANYWHERE]
    doubt = next((one for one in cidrs if unknown_reason(one) is not None), None)
    return found if found or doubt is None else Unknown(doubt.reason)


def by_launch_template(template: Any) -> Any:
    """The kind of image where a launch template decides it; silent where there is none."""
    if template in ([], {}, ""):
        return LEAF_ABSENT
    return Unknown("the launch template may name an image of its own")


@known
def released(version: Any) -> Any:
    """The day in a release of an EKS-optimized image (1.33.0-20250519); Bottlerocket's has none."""
    found = re.search(r"-(\d{4})(\d{2})(\d{2})$", str(version))
    if found is None:
        return Unknown(f"no day can be read from the release {version}" if version
                       else "AWS takes the newest release when the group is made")  # fmt: skip
    return f"{found[1]}-{found[2]}-{found[3]}T00:00:00Z"
