"""Amazon S3 tables: buckets in the customer's own building."""

from remit.tables import Column, Table


class OutpostBucket(
    Table,
    name="s3_outposts_bucket",
    service="s3",
    cfn="AWS::S3Outposts::Bucket",
    tf="aws_s3control_bucket",
    key="bucket_arn",
):
    """A bucket on an Outpost, as a template declares it.

    The API lists them for each Outpost that has S3. It is not asked: no check is about them, so a
    live scan would pay in every Region for what almost nobody has.
    """

    bucket_arn = Column(str, "The ARN that AWS gives.", tf="arn")
    name = Column(str, "The name.", cfn="BucketName", tf="bucket")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    outpost = Column(
        str,
        "The Outpost that it is on.",
        cfn="OutpostId",
        tf="outpost_id",
        reference=True,
    )
