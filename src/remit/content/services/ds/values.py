"""Conversions of the tables of AWS Directory Service."""

from collections.abc import Mapping
from typing import Any

from remit.content.common import known, spelled_out
from remit.values import Unknown


@known
def completed(status: Any) -> bool:
    """Whether a RADIUS server was connected successfully."""
    return bool(status == "Completed")


def free(limits: Any) -> Any:
    """How many snapshots may still be taken by hand."""
    found = limits if isinstance(limits, Mapping) else {}
    limit, taken = found.get("ManualSnapshotsLimit"), found.get("ManualSnapshotsCurrentCount")
    if isinstance(limit, int) and isinstance(taken, int):
        return limit - taken
    return Unknown("the answer does not say how many snapshots there may be")


def written_down(resource: Any) -> bool:
    """Whether the administrator's password stands in the template itself; it is dropped here.

    A parameter, a variable without a value and a reference to a secret are none.
    """
    values = resource if isinstance(resource, Mapping) else {}
    password = values.get("Password", values.get("password"))
    return spelled_out(password)
