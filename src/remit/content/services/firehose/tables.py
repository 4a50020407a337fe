"""Amazon Data Firehose tables."""

from collections.abc import Mapping
from typing import Any

from remit.content.common import stated
from remit.tables import At, Calls, Column, Table
from remit.values import Unknown, unknown_reason

DESCRIBED = "DescribeDeliveryStream.DeliveryStreamDescription"
INPUT = "DeliveryStreamEncryptionConfigurationInput"


def itself(item: Any) -> Any:
    """The name of a stream, which is all that the list of streams gives."""
    return item.get("") if isinstance(item, Mapping) else item


def switched_on(status: Any) -> Any:
    """Whether a status of encryption says that it is on."""
    return status in ("ENABLED", "ENABLING")


def source_of(stream: Any) -> Any:
    """Where a stream of Terraform takes records from: a block says so, or nothing does."""
    for name, kind in (
        ("kinesis_source_configuration", "KinesisStreamAsSource"),
        ("msk_source_configuration", "MSKAsSource"),
    ):
        block = stream.get(name)
        if (reason := unknown_reason(block)) is not None:
            return Unknown(reason)
        if block not in (None, []):
            return kind
    return "DirectPut"


class DeliveryStream(
    Table,
    name="firehose_stream",
    api=Calls(
        "firehose",
        lists="ListDeliveryStreams",
        items="DeliveryStreamNames",
        argument="DeliveryStreamName",
        # It gives ten unless told how many, and no token to ask for more.
        fixed={"ListDeliveryStreams": {"Limit": 10_000}},
    ),
    cfn="AWS::KinesisFirehose::DeliveryStream",
    tf="aws_kinesis_firehose_delivery_stream",
    config="AWS::KinesisFirehose::DeliveryStream",
    key="name",
    arn="arn:{partition}:firehose:{region}:{account}:deliverystream/{name}",
    tagged="firehose",
):
    """A stream that delivers records to a store."""

    name = Column(
        str,
        "Its name.",
        api=At("ListDeliveryStreams", via=itself),
        cfn="DeliveryStreamName",
        tf="name",
        config="configuration.DeliveryStreamName",
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    takes_from = Column(
        str,
        "DirectPut, KinesisStreamAsSource, MSKAsSource or DatabaseAsSource.",
        api=f"{DESCRIBED}.DeliveryStreamType",
        cfn="DeliveryStreamType",
        tf=At("", via=source_of),
        config="configuration.DeliveryStreamType",
        absent="DirectPut",
    )
    encrypted = Column(
        bool,
        "What waits for delivery is encrypted.",
        api=At(f"{DESCRIBED}.DeliveryStreamEncryptionConfiguration.Status", via=switched_on),
        cfn=At(f"{INPUT}.KeyType", via=stated),
        tf="server_side_encryption.enabled",
        config=At(f"configuration.{INPUT}.KeyType", via=stated),
    )
    key_type = Column(
        str,
        "AWS_OWNED_CMK, or CUSTOMER_MANAGED_CMK for a key of the customer's.",
        api=f"{DESCRIBED}.DeliveryStreamEncryptionConfiguration.KeyType",
        cfn=f"{INPUT}.KeyType",
        tf="server_side_encryption.key_type",
        config=f"configuration.{INPUT}.KeyType",
        absent="AWS_OWNED_CMK",
    )
