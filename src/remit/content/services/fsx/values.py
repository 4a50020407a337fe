"""How sources spell what the tables of Amazon FSx hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.content.common import known
from remit.values import Unknown

UNSAID = -1
"""Stands for a number of days that nobody said."""

DAYS: Mapping[str, Mapping[str, int]] = {
    "cfn": {"WINDOWS": 30, "ONTAP": 30, "OPENZFS": 30, "LUSTRE": 0},
    "tf": {"WINDOWS": 7, "ONTAP": 0, "OPENZFS": 0, "LUSTRE": 0},
    "api": {"LUSTRE": 0},
}
"""How long automatic backups are kept when nobody says: AWS's own defaults, and those that
Terraform's provider sends. A live answer is silent for what has no backups.
https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemWindowsConfiguration.html
"""

DEPLOYMENTS = {"WINDOWS": "SINGLE_AZ_1", "LUSTRE": "SCRATCH_1"}
"""How kinds are deployed when nobody says; for the others it must be said."""


@known
def upper(value: Any) -> str:
    """A word in capitals."""
    return str(value).upper()


def backup_days(asked: int, kind: str, source: str) -> Any:
    """How many days automatic backups are kept; 0 when there are none."""
    if asked != UNSAID:
        return asked
    unsaid = DAYS.get(source, {}).get(kind)
    return Unknown("nothing says how long backups are kept") if unsaid is None else unsaid


def deployment(asked: str, kind: str) -> Any:
    """How a file system is deployed, such as MULTI_AZ_1 or PERSISTENT_2."""
    found = asked or DEPLOYMENTS.get(kind)
    return found or Unknown("nothing says how it is deployed")
