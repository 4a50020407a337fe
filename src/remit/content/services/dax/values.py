"""How sources spell what the tables of DynamoDB Accelerator hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from remit.tables import DECLARED
from remit.values import Unknown, unknown_reason


def zone_count(zones: Sequence[Any], nodes: Any, subnet_group: Any, source: str) -> Any:
    """How many zones the nodes of a cluster lie in.

    Where a template names none, DAX spreads them as far as its subnet group lets it, and the
    default group lies in every zone.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_CreateCluster.html
    """
    if zones:
        doubts = [reason for zone in zones if (reason := unknown_reason(zone)) is not None]
        return Unknown(doubts[0]) if doubts else len(set(zones))
    if source not in DECLARED:
        return Unknown("no node of it is listed")
    if nodes == 1:
        return 1
    if subnet_group:
        return Unknown("DAX spreads its nodes over the zones of its subnet group")
    return nodes
