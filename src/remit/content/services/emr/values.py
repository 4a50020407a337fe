"""How sources spell what the tables of Amazon EMR hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from remit.content.common import document, known
from remit.paths import LEAF_ABSENT
from remit.values import Partial, Unknown, unknown_reason

SSH = 22


def setting(*names: str) -> Callable[[Any], Any]:
    """A conversion: what lies at these names in a security configuration, an object or its JSON."""

    def found(configuration: Any) -> Any:
        if not isinstance(configuration, Partial):
            reason = unknown_reason(configuration)
            if reason is not None:
                return Unknown(reason)
        value = document(configuration)
        for name in names:
            if (reason := unknown_reason(value)) is not None:
                return Unknown(reason)
            value = value.get(name) if isinstance(value, Mapping) else None
        return LEAF_ABSENT if value is None else value

    return found


ENCRYPTION = "EncryptionConfiguration"

at_rest = setting(ENCRYPTION, "EnableAtRestEncryption")
in_transit = setting(ENCRYPTION, "EnableInTransitEncryption")
local_disks = setting(
    ENCRYPTION, "AtRestEncryptionConfiguration", "LocalDiskEncryptionConfiguration"
)
metadata = setting("InstanceMetadataServiceConfiguration", "MinimumInstanceMetadataServiceVersion")


def disks(configuration: Any) -> Any:
    """Whether local disks are encrypted: encryption at rest is on, and says how for disks."""
    switch, how = at_rest(configuration), local_disks(configuration)
    if isinstance(switch, Unknown) or isinstance(how, Unknown):
        return switch if isinstance(switch, Unknown) else how
    on = switch is not LEAF_ABSENT and str(switch).lower() == "true"
    return on and how not in (LEAF_ABSENT, {})


@known
def public_name(name: Any) -> Any:
    """Whether a node's DNS name is that of a public address, ec2-…, or of a private one, ip-…."""
    return str(name).startswith("ec2-") if name else Unknown("the cluster tells no DNS name yet")


def only_subnet(subnets: Any) -> Any:
    """The subnet of a cluster that names one; EMR picks for those that name more."""
    if not isinstance(subnets, list):
        return subnets
    return subnets[0] if len(subnets) == 1 else Unknown("EMR picks one of several subnets")


@known
def several(count: Any) -> Any:
    """Whether there is more than one primary node: then AWS protects the cluster by itself."""
    return int(count) > 1


def other_than_ssh(ranges: Any) -> Any:
    """Whether ranges of ports hold any but that of SSH."""
    if (reason := unknown_reason(ranges)) is not None:
        return Unknown(reason)
    ports: list[Any] = []
    for one in ranges if isinstance(ranges, list) else [ranges]:
        low = one.get("MinRange", one.get("min_range"))
        ports += [low, one.get("MaxRange", one.get("max_range", low)) or low]
    told = [unknown_reason(port) for port in ports]
    if any(why is None and int(port) != SSH for why, port in zip(told, ports, strict=True)):
        return True
    doubt = next((why for why in told if why is not None), None)
    return Unknown(doubt) if doubt else False
