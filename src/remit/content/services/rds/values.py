"""How sources spell what the tables of Amazon RDS hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.content.common import spells_out
from remit.paths import LEAF_ABSENT
from remit.values import Unknown

INHERITED = (
    "DBSnapshotIdentifier", "DBClusterSnapshotIdentifier", "SnapshotIdentifier",
    "SourceDBInstanceIdentifier", "SourceDBClusterIdentifier", "SourceDbiResourceId",
    "SourceDBInstanceAutomatedBackupsArn", "ReplicationSourceIdentifier", "snapshot_identifier",
    "replicate_source_db", "restore_to_point_in_time", "replication_source_identifier",
)  # fmt: skip
"""The properties that make a database from another one, or from a snapshot."""

PASSWORDS = (
    "MasterUserPassword", "master_password", "password", "master_password_wo", "password_wo",
)  # fmt: skip


def serverless(mode: Any) -> Any:
    """Whether an engine mode is that of Aurora Serverless v1."""
    return mode == "serverless"


def encrypted_unasked(values: Any) -> Any:
    """Whether storage is encrypted when a template does not say so.

    Serverless v1 always is; what is made from a snapshot or from another database takes after
    that, which the template does not show; anything else is not.
    """
    if "serverless" in (values.get("EngineMode"), values.get("engine_mode")):
        return True
    named = next((name for name in INHERITED if values.get(name) not in (None, "", [])), None)
    return False if named is None else Unknown(f"follows the source that {named} names")


def cluster_encrypted_unasked(values: Any) -> Any:
    """The same of a cluster: every Aurora cluster made since 18 February 2026 is encrypted.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
    """
    found = encrypted_unasked(values)
    engine = next((values[name] for name in ("Engine", "engine") if name in values), "")
    if found is False and isinstance(engine, Unknown):
        return engine
    return found or (isinstance(engine, str) and engine.startswith("aurora"))


def encrypted(kind: Any) -> Any:
    """Whether a storage encryption type encrypts at all: none, sse-rds or sse-kms."""
    return kind != "none"


password_written_down = spells_out(*PASSWORDS)
"""Whether the administrator's password stands in the template itself."""


def public_by_subnet_group(group: Any) -> Any:
    """Whether an instance is public that names its subnet group and says no more.

    CreateDBInstance: not public, unless the group is called `default`.
    """
    return group == "default"


def no_backups_of_its_own(_: Any) -> int:
    """A replica is backed up at its source, a member of a cluster with the cluster."""
    return 0


def public_by_cluster(_: Any) -> Any:
    """An Aurora instance is not public unless it says so."""
    return False


def public_by_engine(engine: Any) -> Any:
    """Whether an instance is public that names no subnet group: yes, unless it is Aurora."""
    return not str(engine).startswith("aurora")


def parameter(*names: str) -> Any:
    """A conversion: the value of one of these parameters in CloudFormation's map of them."""

    def find(parameters: Any) -> Any:
        if not isinstance(parameters, Mapping):
            return Unknown(getattr(parameters, "reason", "Parameters is not a map"))
        return next((parameters[name] for name in names if name in parameters), LEAF_ABSENT)

    return find


def spread(kind: Any) -> Any:
    """A cluster with an instance class of its own is a Multi-AZ DB cluster: three zones."""
    return bool(kind)


def several(instances: Any) -> Any:
    """Whether a cluster has a second instance: Aurora puts it in another zone.

    Not known from a template that shows none; not so when all are told to be in one zone.
    """
    if not instances:
        return Unknown("the template shows no instance of this cluster")
    zones = [
        one.get("AvailabilityZone", one.get("availability_zone"))
        for one in instances
        if isinstance(one, Mapping)
    ]
    if len(instances) > 1 and None not in zones and len({str(zone) for zone in zones}) == 1:
        return False
    return len(instances) > 1
