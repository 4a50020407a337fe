"""How sources spell what the tables of Amazon CloudFront hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from remit.content.common import known
from remit.values import Partial, Reference, Unknown, unknown_reason

KINDS: Mapping[str, str] = {
    "customoriginconfig": "custom",
    "vpcoriginconfig": "vpc",
    "s3originconfig": "s3",
}


def only_https(policies: list[Any]) -> Any:
    """Whether no behaviour serves viewers over plain HTTP."""
    if "allow-all" in policies:
        return False
    why = next((reason for one in policies if (reason := unknown_reason(one))), None)
    return Unknown(why) if why else True


def kind_of(origin: Mapping[str, Any]) -> Any:
    """What an origin is: s3 for a bucket, vpc for what is private, custom for any other server.

    A bucket with an origin access control needs no block of its own in Terraform.
    """
    for name, value in origin.items():
        kind = KINDS.get(name.replace("_", "").lower())
        if kind in (None, "s3") or value in (None, []):
            continue
        reason = unknown_reason(value)
        return Unknown(reason) if reason else kind
    return "s3"


@known
def standard_or_unknown(enabled: Any) -> Any:
    """That standard logs of the older kind are on; the newer kind AWS Config does not tell of."""
    on = str(enabled).lower() == "true"
    return True if on else Unknown("AWS Config does not tell of logs that CloudWatch Logs delivers")


def distribution_of(arn: Any) -> Any:
    """The distribution at the end of its ARN, which a template often puts together itself."""
    one = arn[0] if isinstance(arn, list) and arn else arn
    if isinstance(one, Reference):
        return one
    reason = unknown_reason(one)
    if reason is None:
        return str(one).rpartition("/")[2]
    whole = isinstance(one, Partial) and re.search(r":distribution/⟦([\w.]+?)(\.[iI]d)?⟧$", one)
    return Reference(whole[1]) if whole else Unknown(reason)


def given(_: Any) -> bool:
    """That something is there, whatever it is."""
    return True
