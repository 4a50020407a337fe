"""How sources spell networks, protocols and ports, and what that opens."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any

from remit.content.common import known
from remit.values import Unknown, unknown_reason

PROTOCOLS = {"-1": "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
"""https://www.iana.org/assignments/protocol-numbers; -1 is EC2's word for all of them."""

LAST_PORT = 65535
WIDEST = {4: 8, 6: 4}
"""Any shorter prefix holds public addresses: 10.0.0.0/8 is the widest private network, and
2000::/3 is all of the IPv6 internet. So halves such as 0.0.0.0/1 count as the internet too."""


@known
def protocol(word: Any) -> Any:
    """`all`, `tcp`, `udp`, `icmp`, `icmpv6`, or the number of another protocol."""
    return PROTOCOLS.get(str(word).lower(), str(word).lower())


def _number(value: Any) -> int | None:
    """A port, or None where there is none; -1 is how EC2 says *any*."""
    if value is None or value == "":
        return None
    number = int(value)
    return None if number < 0 else number


def _range(spoken: Any, start: Any, end: Any) -> tuple[int, int] | Unknown:
    """The TCP or UDP ports of a rule; (-1, -1) for a protocol without ports.

    `spoken` is a protocol as `protocol` gives it. Other protocols than TCP and UDP have no ports:
    what stands in those fields is an ICMP type, or is ignored.
    """
    if reason := unknown_reason(spoken):
        return Unknown(reason)
    if spoken == "all":
        return 0, LAST_PORT
    if spoken not in ("tcp", "udp"):
        return -1, -1
    if reason := unknown_reason(start) or unknown_reason(end):
        return Unknown(reason)
    try:
        first, last = _number(start), _number(end)
    except (TypeError, ValueError):
        return Unknown(f"{start!r} to {end!r} is no range of ports")
    if first is None and last is None:
        return 0, LAST_PORT
    return (first or 0), (last if last is not None else first or 0)


def first_port(spoken: Any, start: Any, end: Any) -> Any:
    """The first port that a rule covers."""
    found = _range(spoken, start, end)
    return found if isinstance(found, Unknown) else found[0]


def last_port(spoken: Any, start: Any, end: Any) -> Any:
    """The last port that a rule covers."""
    found = _range(spoken, start, end)
    return found if isinstance(found, Unknown) else found[1]


def internet(networks: Any) -> Any:
    """Whether one of these networks holds so many addresses that anyone can be among them."""
    doubt: Unknown | None = None
    for one in networks if isinstance(networks, list) else [networks]:
        if reason := unknown_reason(one):
            doubt = doubt or Unknown(reason)
            continue
        try:
            network = ip_network(str(one).strip(), strict=False)
        except ValueError:
            doubt = doubt or Unknown(f"{one!r} is no network")
            continue
        if network.prefixlen < WIDEST[network.version]:
            return True
    return doubt or False


def config_networks(permission: Any) -> Any:
    """The networks of a permission in AWS Config, which has words of its own for them.

    `ipv4Ranges` is a list of objects and `ipRanges`, the older way, one of texts; items have both.
    https://github.com/awslabs/aws-config-resource-schema (AWS::EC2::SecurityGroup)
    """
    found = [*(permission.get("ipRanges") or ())]
    for ranges, cidr in (("ipv4Ranges", "cidrIp"), ("ipv6Ranges", "cidrIpv6")):
        found += [one.get(cidr) for one in permission.get(ranges) or ()]
    found = [one.get("cidrIp") if isinstance(one, Mapping) else one for one in found]
    return list(dict.fromkeys(one for one in found if one is not None))


def _get(entry: Mapping[str, Any], *names: str) -> Any:
    return next((entry[name] for name in names if entry.get(name) is not None), None)


def _denial(entry: Any) -> tuple[int, str, int, int, frozenset[str], bool] | None:
    """An entry that surely denies: its number, protocol, ports, networks, and its direction."""
    if not isinstance(entry, Mapping):
        return None
    action = _get(entry, "RuleAction", "ruleAction", "action")
    numbered = _get(entry, "RuleNumber", "ruleNumber", "rule_no")
    spoken = protocol(_get(entry, "Protocol", "protocol"))
    ports = _get(entry, "PortRange", "portRange") or {}
    start = _get(entry, "from_port") if "from_port" in entry else _get(ports, "From", "from")
    end = _get(entry, "to_port") if "to_port" in entry else _get(ports, "To", "to")
    spread = _range(spoken, start, end)
    if str(action).lower() != "deny" or isinstance(spread, Unknown) or not _is_number(numbered):
        return None
    names = ("CidrBlock", "cidrBlock", "cidr_block", "Ipv6CidrBlock", "ipv6CidrBlock",
             "ipv6_cidr_block")  # fmt: skip
    networks = frozenset(str(entry[name]) for name in names if entry.get(name))
    egress = _get(entry, "Egress", "egress") in (True, "true")
    return int(numbered), str(spoken), *spread, networks, egress


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, str)) and str(value).removesuffix(".0").isdigit()


def overruled(
    entries: Any, number: Any, egress: Any, spoken: Any, start: Any, end: Any, networks: Any
) -> Any:
    """Whether another entry of the same list, with a lower number, denies all that this allows.

    `entries` is the list that the source keeps the entry in; entries that stand elsewhere are not
    compared. https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
    """
    mine = _range(spoken, start, end)
    values = networks if isinstance(networks, list) else [networks]
    if isinstance(mine, Unknown) or not _is_number(number) or any(map(unknown_reason, values)):
        return False
    return any(
        (denied := _denial(entry)) is not None
        and denied[0] < int(number)
        and denied[5] == (egress in (True, "true"))
        and denied[1] in ("all", spoken)
        and denied[2] <= mine[0]
        and denied[3] >= mine[1]
        and _covers(denied[4], values)
        for entry in (entries if isinstance(entries, list) else [])
    )


def _covers(wide: frozenset[str], networks: list[Any]) -> bool:
    """Whether each of the networks lies in one of the wide ones."""
    try:
        outer = [ip_network(one, strict=False) for one in wide]
        inner = [ip_network(str(one), strict=False) for one in networks]
    except ValueError:
        return False
    return all(
        any(
            one.version == other.version
            and one.prefixlen >= other.prefixlen
            and one.network_address in other
            for other in outer
        )
        for one in inner
    )


def is_egress(kind: Any) -> Any:
    """The direction of a rule that says `ingress` or `egress`."""
    return kind == "egress"


def none_beside(_: Any) -> Any:
    """The list that an entry of CloudFormation stands in: each stands on its own."""
    return []


@known
def named_default(name: Any) -> Any:
    """Whether a security group has the name that AWS keeps for its own."""
    return name == "default"


def never(_: Any) -> Any:
    """What AWS alone makes or adds is not among what a source declares."""
    return False


def public_unless_told(values: Any) -> Any:
    """What `aws_default_subnet` leaves alone: AWS made it with public addresses for all.

    It is the resource that has no VPC and no network of its own to name.
    """
    return not ("vpc_id" in values or "cidr_block" in values)


def grants_everything(policy: Any) -> Any:
    """Whether an endpoint policy lets anyone do anything to everything, as AWS's default does."""
    if policy in ("", None):
        return True
    if not isinstance(policy, Mapping):
        return Unknown(unknown_reason(policy) or "the policy is not JSON")
    statements = policy.get("Statement", [])
    doubt: Unknown | None = None
    for one in statements if isinstance(statements, list) else [statements]:
        if reason := unknown_reason(one):
            doubt = doubt or Unknown(reason)
        elif isinstance(one, Mapping) and one.get("Effect") == "Allow" and not one.get("Condition"):
            parts = [_listed(one.get(name)) for name in ("Action", "Resource")]
            principal = one.get("Principal")
            who = principal.get("AWS") if isinstance(principal, Mapping) else principal
            parts.append(_listed(who))
            if all("*" in part for part in parts):
                return True
            if all("*" in part or any(map(unknown_reason, part)) for part in parts):
                doubt = doubt or Unknown("part of the policy is not known")
    return doubt or False


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
