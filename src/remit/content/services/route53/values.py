"""How sources spell what the table of Amazon Route 53 holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.content.common import known

PREFIX = "/hostedzone/"


def zones(answer: Any) -> Any:
    """ListHostedZones with bare ids, as all other operations spell them, and a word for private.

    The word is what `Calls.spared` can tell a private zone by.
    """
    return {**answer, "HostedZones": [_zone(zone) for zone in answer.get("HostedZones") or ()]}


def _zone(zone: Mapping[str, Any]) -> dict[str, Any]:
    config = dict(zone.get("Config") or {})
    if "PrivateZone" in config:
        config["PrivateZone"] = str(config["PrivateZone"]).lower()
    return {**zone, "Id": str(zone["Id"]).removeprefix(PREFIX), "Config": config}


def logging(answer: Any) -> Any:
    """ListQueryLoggingConfigs with bare ids of zones."""
    found = answer.get("QueryLoggingConfigs") or ()
    bare = [{**one, "HostedZoneId": str(one["HostedZoneId"]).removeprefix(PREFIX)} for one in found]
    return {**answer, "QueryLoggingConfigs": bare}


@known
def something(value: Any) -> Any:
    """Whether there is anything in what AWS Config holds; it may hold an empty object."""
    return bool(value)


def signing(_: Any) -> Any:
    """What a zone does that CloudFormation's resource for DNSSEC names."""
    return "SIGNING"


@known
def bare(zone: Any) -> Any:
    """The id of a zone without what answers put before it."""
    return str(zone).removeprefix(PREFIX)
