"""Functions of IP networks and of ARNs."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from remit.sources.hcl.operators import to_number, to_text
from remit.sources.hcl.syntax import HclError

Network = IPv4Network | IPv6Network


def _network(prefix: Any) -> Network:
    text = to_text(prefix)
    if "/" not in text:
        raise HclError(f"{text} is not a network in CIDR notation")
    return ip_network(text, strict=False)


def _cidrhost(prefix: Any, number: Any) -> str:
    network, host = _network(prefix), int(to_number(number))
    if not -network.num_addresses <= host < network.num_addresses:
        raise HclError(f"{network} has no host {host}")
    base = network.network_address if host >= 0 else network.broadcast_address
    return str(base + (host if host >= 0 else host + 1))


def _cidrsubnet(prefix: Any, bits: Any, number: Any) -> str:
    network, more, at = _network(prefix), int(to_number(bits)), int(to_number(number))
    length = network.prefixlen + more
    if more < 0 or length > network.max_prefixlen or not 0 <= at < 2**more:
        raise HclError(f"{network} has no subnet {at} with {more} more bits")
    start = int(network.network_address) + (at << (network.max_prefixlen - length))
    return f"{_address(network, start)}/{length}"


def _cidrsubnets(prefix: Any, *bits: Any) -> list[str]:
    network = _network(prefix)
    at, end = int(network.network_address), int(network.broadcast_address)
    found: list[str] = []
    for more in bits:
        length = network.prefixlen + int(to_number(more))
        if not network.prefixlen < length <= network.max_prefixlen:
            raise HclError("cidrsubnets() cannot extend the prefix by that")
        size = 1 << (network.max_prefixlen - length)
        at = -(-at // size) * size
        if at + size - 1 > end:
            raise HclError(f"{network} has no room for these subnets")
        found.append(f"{_address(network, at)}/{length}")
        at += size
    return found


def _address(network: Network, number: int) -> str:
    return str(type(network.network_address)(number))


def _cidrnetmask(prefix: Any) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise HclError("cidrnetmask() takes IPv4 only")
    return str(network.netmask)


def _arn_parse(arn: Any) -> dict[str, str]:
    parts = to_text(arn).split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        raise HclError("this is not an ARN")
    names = ("partition", "service", "region", "account_id", "resource")
    return dict(zip(names, parts[1:], strict=True))


def _trim_iam_role_path(arn: Any) -> str:
    head, _, path = to_text(arn).partition(":role/")
    return f"{head}:role/{path.rsplit('/', 1)[-1]}"


STRICT: dict[str, Callable[..., Any]] = {
    "cidrhost": _cidrhost,
    "cidrnetmask": _cidrnetmask,
    "cidrsubnet": _cidrsubnet,
    "cidrsubnets": _cidrsubnets,
    "provider::aws::arn_parse": _arn_parse,
    "provider::aws::arn_build": lambda *parts: ":".join(("arn", *map(to_text, parts))),
    "provider::aws::trim_iam_role_path": _trim_iam_role_path,
}
