"""How sources spell what the tables of Amazon Redshift hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.content.common import spells_out
from remit.values import Partial, Reference, Unknown, unknown_reason

PASSWORDS = (
    "MasterUserPassword", "master_password", "master_password_wo", "AdminUserPassword",
    "admin_user_password", "admin_user_password_wo",
)  # fmt: skip

SNAPSHOTS = ("SnapshotIdentifier", "snapshot_identifier", "snapshot_arn")

ON = ("1", "on", "true")


password_written_down = spells_out(*PASSWORDS)
"""Whether the administrator's password stands in the template itself."""


def encrypted_unasked(values: Any) -> Any:
    """Whether a cluster is encrypted when a template does not say so.

    Since January 2025 every new one is; one that is restored takes after its snapshot.
    """
    named = next((name for name in SNAPSHOTS if values.get(name) not in (None, "")), None)
    return True if named is None else Unknown(f"follows the snapshot that {named} names")


def two_zones(value: Any) -> Any:
    """Whether a cluster is in two zones; the API answers in words."""
    return str(value).lower() in ("true", "enabled")


def logs_somewhere(settings: Any) -> Any:
    """Whether a template's block on logging switches it on: being there does.

    Terraform's older block has a switch of its own.
    """
    if (reason := unknown_reason(settings)) is not None:
        return Unknown(reason)
    block = settings[0] if isinstance(settings, list) and settings else settings
    if not isinstance(block, Mapping):
        return False
    switch = block.get("enable", True)
    if (reason := unknown_reason(switch)) is not None:
        return Unknown(reason)
    return str(switch).lower() == "true"


def set_to_require_tls(family: Any, setting: Any) -> Any:
    """Whether a parameter group refuses plain connections: by its setting or its family's own.

    redshift-2.0 does since it exists (January 2025), redshift-1.0 does not.
    """
    if isinstance(setting, (Reference, Partial)):
        return Unknown(setting.reason)
    if setting != "":
        return str(setting).lower() in ON
    if isinstance(family, (Reference, Partial)):
        return Unknown(family.reason)
    return family == "redshift-2.0"


def default_group_requires_tls(group: Any, source: Any) -> Any:
    """Whether a cluster refuses plain connections without a parameter group of its own.

    False for a group that its own row speaks for; unknown for one that this source does not show.
    """
    if isinstance(group, Reference):
        return False
    if isinstance(group, Partial):
        return Unknown(group.reason)
    if group == "" and source in ("api", "config"):
        return Unknown("no parameter group is told")
    if group in ("", "default.redshift-2.0"):
        return True
    if group == "default.redshift-1.0" or source == "api":
        return False
    return Unknown(f"parameter group {group} is not in what was read")
