"""How sources spell what the tables of Amazon DocumentDB hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from remit.paths import LEAF_ABSENT
from remit.values import Unknown


def groups_of(family: str) -> Callable[[Any], Any]:
    """A reading of DescribeDBClusterParameterGroups that keeps the groups of one engine.

    Amazon RDS, Neptune and DocumentDB share this API, and each lists the groups of all.
    """

    def kept(answer: Any) -> Any:
        groups = [
            one
            for one in answer.get("DBClusterParameterGroups") or ()
            if str(one.get("DBParameterGroupFamily", "")).startswith(family)
            and not str(one.get("DBClusterParameterGroupName", "")).startswith("default.")
        ]
        return {**answer, "DBClusterParameterGroups": groups}

    return kept


def parameter(name: str) -> Callable[[Any], Any]:
    """A conversion: the value of a parameter in CloudFormation's map of them."""

    def find(parameters: Any) -> Any:
        if not isinstance(parameters, Mapping):
            return Unknown(getattr(parameters, "reason", "Parameters is not a map"))
        return parameters.get(name, LEAF_ABSENT)

    return find
