"""How sources spell what the tables of Elastic Load Balancing hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from remit.content.common import known
from remit.values import Partial, Reference, Unknown, unknown_reason

DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"
"""What a secure listener gets that names no policy, unless the console made it.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
"""

VERSIONED = re.compile(r"^ELBSecurityPolicy-(?:TLS13|TLS|FS)-1-(?P<minor>[0-3])(?:-|$)")
"""Since 2017 a policy's name tells the oldest version of TLS that it takes."""

FROM_TLS_1_0 = re.compile(r"^ELBSecurityPolicy-(?:201\d-\d\d|FS-2018-06)$")
"""The policies older than that, and the first with forward secrecy, all take TLS 1.0."""


def oldest_tls(policy: Any) -> Any:
    """The oldest version of TLS that a security policy takes, such as `1.2`."""
    if reason := unknown_reason(policy):
        return Unknown(reason)
    if found := VERSIONED.match(str(policy)):
        return f"1.{found['minor']}"
    if FROM_TLS_1_0.match(str(policy)):
        return "1.0"
    return Unknown(f"{policy!r} is no security policy whose name tells its versions of TLS")


def redirects(actions: Any) -> Any:
    """Whether a listener's default actions send the client on to HTTPS.

    A redirect keeps the protocol of the request unless it names another.
    """
    doubt: Unknown | None = None
    for action in actions if isinstance(actions, list) else [actions]:
        if reason := unknown_reason(action):
            doubt = doubt or Unknown(reason)
            continue
        if not isinstance(action, Mapping):
            continue
        target = action.get("RedirectConfig") or action.get("redirect")
        target = target[0] if isinstance(target, list) and target else target
        found = (target.get("Protocol") or target.get("protocol")) if isinstance(
            target, Mapping) else target  # fmt: skip
        if reason := unknown_reason(found):
            doubt = doubt or Unknown(reason)
        elif str(found).upper() == "HTTPS":
            return True
    return doubt or False


def unstated_protocol(values: Any) -> Any:
    """A listener without a port belongs to a gateway; one that says no more speaks HTTP."""
    return "HTTP" if values.get("Port", values.get("port")) is not None else "GENEVE"


@known
def upper(word: Any) -> Any:
    """A word in capitals."""
    return str(word).upper()


def scheme(internal: Any) -> Any:
    """The scheme, from Terraform's switch."""
    if isinstance(internal, (Unknown, Reference, Partial)):
        return Unknown(internal.reason)
    return "internal" if internal in (True, "true") else "internet-facing"


def itself(item: Any) -> Any:
    """The text that a list of texts holds."""
    return item.get("") if isinstance(item, Mapping) else item
