"""Amazon DynamoDB tables."""

from typing import Any

from remit.content.common import document, public
from remit.content.keys import named_key
from remit.paths import LEAF_ABSENT
from remit.tables import At, Calls, Column, Derived, Table
from remit.values import Partial, Reference, Unknown


def every(*path: str) -> Any:
    """A conversion: whether every replica of a global table has a setting on."""

    def find(replicas: Any) -> Any:
        values = [_leaf(one, path) for one in replicas]
        doubt = next((v for v in values if isinstance(v, (Unknown, Reference, Partial))), None)
        if any(value in (None, False, "false") for value in values):
            return False
        return Unknown(doubt.reason) if doubt is not None else bool(values)

    return find


def _leaf(item: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        if not isinstance(item, dict):
            return item
        item = item.get(key)
    return item


def itself(item: Any) -> Any:
    """The listed name: an item of a list of texts stands under an empty key."""
    return item[""]


def sse_kind(enabled: Any) -> Any:
    """KMS when server-side encryption is switched on in a template, else AWS's own key."""
    if isinstance(enabled, (Reference, Partial)):
        return Unknown(enabled.reason)
    return "KMS" if str(enabled).lower() == "true" else "DEFAULT"


def sse_status(description: Any) -> Any:
    """What DynamoDB says of a key: nothing, while it uses the one that AWS owns."""
    if not isinstance(description, dict):
        return LEAF_ABSENT
    kind = description.get("SSEType") or description.get("ssetype")
    status = description.get("Status") or description.get("status")
    return "DEFAULT" if status in ("DISABLED", "DISABLING") else kind


def is_on(status: Any) -> bool:
    """Whether a status says ENABLED."""
    return status in ("ENABLED", "ENABLING")


def locked_keys(keys: Any) -> Any:
    """The first key of a global table's replicas; each Region has its own."""
    return keys[0] if keys else LEAF_ABSENT


def replica_regions(replicas: Any) -> Any:
    """The Regions of the replicas, in any source's spelling."""
    return [
        one.get("RegionName", one.get("Region", one.get("regionName", one.get("region_name"))))
        if isinstance(one, dict)
        else one
        for one in replicas
    ]


class DynamoTable(
    Table,
    name="dynamodb_table",
    api=Calls(
        "dynamodb",
        lists="ListTables",
        items="TableNames",
        argument="TableName",
    ),
    cfn=("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"),
    tf="aws_dynamodb_table",
    config="AWS::DynamoDB::Table",
    key="name",
    arn="arn:{partition}:dynamodb:{region}:{account}:table/{name}",
    satellites={"aws_dynamodb_resource_policy": "resource_arn"},
    tagged="dynamodb:table",
):
    """A table, with its replicas in other Regions if it is a global one.

    Every table is encrypted at rest; only the key can be chosen.
    """

    name = Column(
        str,
        "The table's name.",
        api=At("ListTables", via=itself),
        cfn="TableName",
        tf="name",
        config="configuration.tableName",
    )
    arn = Column(str, "The ARN.", config="configuration.tableArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    key_kind = Column(
        str,
        "Whose key encrypts the table: DEFAULT (AWS owns it) or KMS.",
        api=At("DescribeTable.Table.SSEDescription", via=sse_status),
        cfn=At("SSESpecification.SSEEnabled", via=sse_kind),
        tf=At("server_side_encryption.enabled", via=sse_kind),
        config=At("configuration.ssedescription", via=sse_status),
        absent="DEFAULT",
    )
    kms_key = Column(
        str,
        "The KMS key; empty for those that AWS owns or manages where a template names none.",
        api="DescribeTable.Table.SSEDescription.KMSMasterKeyArn",
        cfn=(
            "SSESpecification.KMSMasterKeyId",
            At("Replicas[].SSESpecification.KMSMasterKeyId", via=locked_keys),
        ),
        tf="server_side_encryption.kms_key_arn",
        config="configuration.ssedescription.kmsmasterKeyArn",
        reference=True,
    )
    key_named = named_key()
    point_in_time_recovery = Column(
        bool,
        "The table, in every Region it is in, can be restored to any second of the last weeks.",
        api=At(
            "DescribeContinuousBackups.ContinuousBackupsDescription"
            ".PointInTimeRecoveryDescription.PointInTimeRecoveryStatus",
            via=is_on,
        ),
        cfn=(
            "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
            At(
                "Replicas[]",
                via=every("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"),
            ),
        ),
        tf="point_in_time_recovery.enabled",
        config=At(
            "supplementaryConfiguration.ContinuousBackupsDescription"
            ".pointInTimeRecoveryDescription.pointInTimeRecoveryStatus",
            via=is_on,
        ),
    )
    deletion_protection = Column(
        bool,
        "It cannot be deleted before this is switched off.",
        api="DescribeTable.Table.DeletionProtectionEnabled",
        cfn=(
            "DeletionProtectionEnabled",
            At("Replicas[]", via=every("DeletionProtectionEnabled")),
        ),
        tf="deletion_protection_enabled",
        config="configuration.deletionProtectionEnabled",
    )
    billing_mode = Column(
        str,
        "PROVISIONED or PAY_PER_REQUEST.",
        api="DescribeTable.Table.BillingModeSummary.BillingMode",
        cfn="BillingMode",
        tf="billing_mode",
        config="configuration.billingModeSummary.billingMode",
        absent="PROVISIONED",
    )
    policy = Column(
        str,
        "The resource policy as JSON, empty if there is none. The API wants an ARN to tell it, and"
        " lists names.",
        cfn=(
            At("ResourcePolicy.PolicyDocument", via=document),
            At("Replicas.ResourcePolicy.PolicyDocument", via=document),
        ),
        tf=At("aws_dynamodb_resource_policy.policy", via=document),
    )
    policy_is_public = Column(
        bool,
        "The resource policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )
    replica_regions = Column(
        list[str],
        "The other Regions that hold a copy of the data.",
        api=At("DescribeTable.Table.Replicas[]", via=replica_regions),
        cfn=At("Replicas[]", via=replica_regions),
        tf=At("replica[]", via=replica_regions),
        config=At("configuration.replicas[]", via=replica_regions),
    )
