"""Amazon Kinesis Data Streams tables."""

from typing import Any

from remit.content.keys import named_key
from remit.tables import At, Calls, Column, Table

SUMMARY = "DescribeStreamSummary.StreamDescriptionSummary"


def with_kms(kind: Any) -> Any:
    """Whether an encryption type encrypts at all: NONE or KMS."""
    return kind == "KMS"


class Stream(
    Table,
    name="kinesis_stream",
    api=Calls(
        "kinesis",
        lists="ListStreams",
        items="StreamSummaries",
        key="StreamName",
        argument="StreamName",
    ),
    cfn="AWS::Kinesis::Stream",
    tf="aws_kinesis_stream",
    config="AWS::Kinesis::Stream",
    key="name",
    arn="arn:{partition}:kinesis:{region}:{account}:stream/{name}",
    tagged="kinesis",
):
    """A data stream."""

    name = Column(
        str,
        "Its name.",
        api="ListStreams.StreamName",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    encrypted = Column(
        bool,
        "Records are encrypted with a KMS key when they arrive.",
        api=At(f"{SUMMARY}.EncryptionType", via=with_kms),
        cfn=At("StreamEncryption.EncryptionType", via=with_kms),
        tf=At("encryption_type", via=with_kms),
        config=At("configuration.StreamEncryption.EncryptionType", via=with_kms),
    )
    kms_key = Column(
        str,
        "The KMS key; alias/aws/kinesis for the one that AWS manages.",
        api=f"{SUMMARY}.KeyId",
        cfn="StreamEncryption.KeyId",
        tf="kms_key_id",
        config="configuration.StreamEncryption.KeyId",
        reference=True,
    )
    key_named = named_key()
    retention_hours = Column(
        int,
        "How many hours records can be read again.",
        api=f"{SUMMARY}.RetentionPeriodHours",
        cfn="RetentionPeriodHours",
        tf="retention_period",
        config="configuration.RetentionPeriodHours",
        absent=24,
    )
