"""How sources spell what the tables of Amazon ECS hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.content.common import known
from remit.content.containers import pick
from remit.paths import LEAF_ABSENT
from remit.values import Partial, Reference, Unknown, unknown_reason

FARGATE = ("FARGATE", "FARGATE_SPOT")


@known
def is_enabled(word: Any) -> Any:
    """Whether a word says ENABLED; Terraform says true."""
    return str(word).upper() in ("ENABLED", "TRUE")


def runs_on(compatibilities: Any) -> Any:
    """The one launch type that a task definition is made for; unknown where services decide."""
    doubt = next((one for one in compatibilities if unknown_reason(one) is not None), None)
    if doubt is not None:
        return Unknown(doubt.reason)
    if len(compatibilities) == 1:
        return str(compatibilities[0]).upper()
    return Unknown("no single launch type is required: each service or task decides")


def compute(launch_type: Any, providers: Any) -> Any:
    """What a service's tasks run on: its launch type, or what its capacity providers are.

    A provider with a name of its own is an Auto Scaling group or a fleet of managed instances;
    its own row says which.
    """
    if isinstance(providers, (Unknown, Reference, Partial)):
        return Unknown(providers.reason)
    if providers:
        doubt = next((one for one in providers if unknown_reason(one) is not None), None)
        if doubt is not None:
            return Unknown(doubt.reason)
        others = [one for one in providers if one not in FARGATE]
        if not others:
            return "FARGATE"
        return Unknown(f"what the capacity provider {others[0]} is stands with the provider")
    if isinstance(launch_type, (Unknown, Reference, Partial)):
        return Unknown(launch_type.reason)
    return launch_type


@known
def volumes(given: Any) -> Any:
    """Volumes as records: whether each is on Amazon EFS, and encrypted on its way there."""
    items = given if isinstance(given, list) else [given]
    return [_volume(one) if isinstance(one, Mapping) else one for one in items]


def _volume(volume: Mapping[str, Any]) -> dict[str, Any]:
    efs = pick(
        volume, "efsVolumeConfiguration", "EFSVolumeConfiguration", "efs_volume_configuration"
    )
    word = pick(efs, "transitEncryption", "transit_encryption") if efs is not None else None
    return {
        "name": pick(volume, "name") or "",
        "efs": bool(efs),
        "encrypted_in_transit": is_enabled(word) if word is not None else False,
    }


def own_provider(providers: Any) -> Any:
    """The first capacity provider that is not one of AWS's own; silent where there is none."""
    return next((one for one in providers if one not in FARGATE), LEAF_ABSENT)


def provider_kind(name: Any, group: Any, managed: Any) -> Any:
    """FARGATE, EC2 for an Auto Scaling group, or MANAGED_INSTANCES."""
    if isinstance(name, str) and name in FARGATE:
        return "FARGATE"
    if isinstance(group, Unknown):
        return group
    if group != "":
        return "EC2"
    return "MANAGED_INSTANCES" if managed is True else Unknown("it names no kind of capacity")
