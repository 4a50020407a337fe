"""Amazon Keyspaces tables."""

from typing import Any

from remit.content.common import known
from remit.tables import At, Calls, Column, Table


@known
def enabled(status: Any) -> bool:
    """Whether a status says that something is on."""
    return bool(status == "ENABLED")


@known
def own_key(kind: Any) -> bool:
    """Whether an encryption type stands for a key of the customer's."""
    return bool(kind == "CUSTOMER_MANAGED_KMS_KEY")


class Keyspace(
    Table,
    name="keyspaces_keyspace",
    api=Calls("keyspaces", lists="ListKeyspaces", items="keyspaces", key="keyspaceName"),
    cfn="AWS::Cassandra::Keyspace",
    tf="aws_keyspaces_keyspace",
    key="name",
    tagged="cassandra",
):
    """A keyspace: tables that are replicated alike."""

    name = Column(
        str,
        "The keyspace's name.",
        api="ListKeyspaces.keyspaceName",
        cfn="KeyspaceName",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="ListKeyspaces.resourceArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")


class KeyspacesTable(
    Table,
    name="keyspaces_table",
    api=Calls(
        "keyspaces",
        lists="ListTables",
        items="tables",
        key="tableName",
        per=Keyspace,
        per_argument="keyspaceName",
        arguments={"GetTable": {"keyspaceName": "keyspaceName", "tableName": "tableName"}},
    ),
    cfn="AWS::Cassandra::Table",
    tf="aws_keyspaces_table",
    tagged="cassandra",
):
    """A table. Every table is encrypted at rest; only the key can be chosen."""

    keyspace = Column(
        str,
        "The keyspace that it lies in.",
        api="ListTables.keyspaceName",
        cfn="KeyspaceName",
        tf="keyspace_name",
        reference=True,
    )
    name = Column(
        str,
        "The table's name.",
        api="ListTables.tableName",
        cfn="TableName",
        tf="table_name",
    )
    arn = Column(str, "The ARN.", api="ListTables.resourceArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    point_in_time_recovery = Column(
        bool,
        "The table can be restored to any second of the last 35 days.",
        api=At("GetTable.pointInTimeRecovery.status", via=enabled),
        cfn="PointInTimeRecoveryEnabled",
        tf=At("point_in_time_recovery.status", via=enabled),
    )
    own_key = Column(
        bool,
        "The table is encrypted with a KMS key of the customer's.",
        api=At("GetTable.encryptionSpecification.type", via=own_key),
        cfn=At("EncryptionSpecification.EncryptionType", via=own_key),
        tf=At("encryption_specification.type", via=own_key),
    )
