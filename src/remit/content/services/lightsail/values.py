"""How sources spell what the tables of Amazon Lightsail hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.content.common import known, spelled_out
from remit.content.services.ec2.values_network import internet
from remit.values import Unknown, unknown_reason

ON = (None, "Enabled", "Enabling")
"""The states of an add-on that is there: a template may name none."""


def auto_snapshots(add_ons: Any) -> Any:
    """Whether one of the add-ons takes a snapshot every day."""
    found = [_snapshots(one) for one in (add_ons if isinstance(add_ons, list) else [add_ons])]
    doubt = next((one for one in found if isinstance(one, Unknown)), None)
    return True if True in found else doubt if doubt is not None else False


def _snapshots(add_on: Any) -> Any:
    if not isinstance(add_on, Mapping):
        return Unknown(getattr(add_on, "reason", "an add-on is no record"))
    names = ("AddOnType", "type", "name")
    kind = next((add_on[name] for name in names if name in add_on), None)
    state = add_on.get("Status", add_on.get("status"))
    for value in (kind, state):
        if (reason := unknown_reason(value)) is not None:
            return Unknown(reason)
    return kind == "AutoSnapshot" and state in ON


def ports(rules: Any) -> Any:
    """Each range of ports of an instance's firewall, and whether it is open to the internet."""
    return [_port(one) for one in (rules if isinstance(rules, list) else [rules])]


@known
def default_ports(blueprint: Any) -> Any:
    """The way in for administrators that a new instance's firewall opens to all.

    Remote Desktop for Windows, SSH for all others. What else a blueprint serves is left out.
    https://docs.aws.amazon.com/lightsail/latest/userguide/understanding-firewall-and-port-mappings-in-amazon-lightsail.html
    """
    port = 3389 if str(blueprint).startswith("windows") else 22
    return [{"protocol": "tcp", "first": port, "last": port, "open": True}]


def _port(rule: Any) -> Any:
    if not isinstance(rule, Mapping):
        return Unknown(getattr(rule, "reason", "a port is no record"))
    return {
        "protocol": _named(rule, "Protocol", "protocol"),
        "first": _named(rule, "FromPort", "fromPort", "from_port"),
        "last": _named(rule, "ToPort", "toPort", "to_port"),
        "open": _open(rule),
    }


def _first(rule: Mapping[str, Any], *names: str) -> Any:
    return next((rule[name] for name in names if rule.get(name) is not None), None)


def _named(rule: Mapping[str, Any], *names: str) -> Any:
    """As `_first`; not known where a rule does not say it."""
    found = _first(rule, *names)
    return Unknown(f"the rule names no {names[0]}") if found is None else found


def _open(rule: Mapping[str, Any]) -> Any:
    """Whether all the world may use it: also where no address is named at all."""
    networks = [
        one
        for names in (("Cidrs", "cidrs"), ("Ipv6Cidrs", "ipv6Cidrs", "ipv6_cidrs"))
        if (found := _first(rule, *names)) is not None
        for one in (found if isinstance(found, list) else [found])
    ]
    alias = _first(rule, "CidrListAliases", "cidrListAliases", "cidr_list_aliases")
    if networks:
        return internet(networks)
    return alias in (None, [])


@known
def is_public(word: Any) -> Any:
    """Whether a bucket's objects are public unless told otherwise."""
    return word == "public"


@known
def versioned(word: Any) -> Any:
    """Whether a bucket keeps earlier versions: Enabled, Suspended, NeverEnabled, or a boolean."""
    return word if isinstance(word, bool) else word == "Enabled"


def password_written_down(values: Any) -> Any:
    """Whether the master password stands in the template itself; it is dropped here.

    A parameter, a variable without a value and a reference to a secret are none.
    """
    return spelled_out(values.get("MasterUserPassword", values.get("master_password")))
