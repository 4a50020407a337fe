"""AWS CloudTrail tables."""

from remit.content.services.cloudtrail.values import (
    advanced_excluded,
    advanced_management,
    advanced_objects,
    by_default,
    excluded,
    management,
    objects,
)
from remit.tables import At, Calls, Column, Table

ABOUT = {"GetTrailStatus": {"Name": "TrailARN"}, "GetEventSelectors": {"TrailName": "TrailARN"}}


class Trail(
    Table,
    name="cloudtrail_trail",
    api=Calls(
        "cloudtrail",
        lists="DescribeTrails",
        items="trailList",
        key="TrailARN",
        arguments=ABOUT,
        fixed={"DescribeTrails": {"includeShadowTrails": False}},
    ),
    cfn="AWS::CloudTrail::Trail",
    tf="aws_cloudtrail",
    config="AWS::CloudTrail::Trail",
    arn="arn:{partition}:cloudtrail:{region}:{account}:trail/{name}",
    tagged="cloudtrail",
):
    """A trail, in its home Region."""

    name = Column(
        str,
        "The trail's name.",
        api="DescribeTrails.Name",
        cfn="TrailName",
        tf="name",
        config="configuration.name",
    )
    arn = Column(
        str, "The ARN.", api="DescribeTrails.TrailARN", tf="arn", config="configuration.trailARN"
    )
    multi_region = Column(
        bool,
        "It records all Regions.",
        api="DescribeTrails.IsMultiRegionTrail",
        cfn="IsMultiRegionTrail",
        tf="is_multi_region_trail",
        config="configuration.isMultiRegionTrail",
    )
    logging = Column(
        bool,
        "It is switched on.",
        api="GetTrailStatus.IsLogging",
        cfn="IsLogging",
        tf="enable_logging",
        default=True,
    )
    management_events = Column(
        bool,
        "It records all management events, reads and writes.",
        api=(
            At("GetEventSelectors.AdvancedEventSelectors", via=advanced_management),
            At("GetEventSelectors.EventSelectors", via=management),
        ),
        cfn=(
            At("AdvancedEventSelectors", via=advanced_management),
            At("EventSelectors", via=management),
        ),
        tf=(
            At("advanced_event_selector", via=advanced_management),
            At("event_selector", via=management),
        ),
        config=At("configuration.hasCustomEventSelectors", via=by_default),
        absent=True,
    )
    excluded_sources = Column(
        list[str],
        "The services whose management events it leaves out.",
        api=(
            At("GetEventSelectors.AdvancedEventSelectors", via=advanced_excluded),
            At("GetEventSelectors.EventSelectors", via=excluded),
        ),
        cfn=(
            At("AdvancedEventSelectors", via=advanced_excluded),
            At("EventSelectors", via=excluded),
        ),
        tf=(
            At("advanced_event_selector", via=advanced_excluded),
            At("event_selector", via=excluded),
        ),
    )
    object_events = Column(
        bool,
        "It records what is done to the objects of all S3 buckets.",
        api=(
            At("GetEventSelectors.AdvancedEventSelectors", via=advanced_objects),
            At("GetEventSelectors.EventSelectors", via=objects),
        ),
        cfn=(
            At("AdvancedEventSelectors", via=advanced_objects),
            At("EventSelectors", via=objects),
        ),
        tf=(
            At("advanced_event_selector", via=advanced_objects),
            At("event_selector", via=objects),
        ),
    )
    file_validation = Column(
        bool,
        "Digests show whether a log file was changed.",
        api="DescribeTrails.LogFileValidationEnabled",
        cfn="EnableLogFileValidation",
        tf="enable_log_file_validation",
        config="configuration.logFileValidationEnabled",
    )
    kms_key = Column(
        str,
        "The KMS key that encrypts log files; empty for S3's own encryption.",
        api="DescribeTrails.KmsKeyId",
        cfn="KMSKeyId",
        tf="kms_key_id",
        config="configuration.kmsKeyId",
        reference=True,
    )
    log_group = Column(
        str,
        "The CloudWatch log group that events go to as well; empty for none.",
        api="DescribeTrails.CloudWatchLogsLogGroupArn",
        cfn="CloudWatchLogsLogGroupArn",
        tf="cloud_watch_logs_group_arn",
        config="configuration.cloudWatchLogsLogGroupArn",
        reference=True,
    )
    bucket = Column(
        str,
        "The bucket that log files go to.",
        api="DescribeTrails.S3BucketName",
        cfn="S3BucketName",
        tf="s3_bucket_name",
        config="configuration.s3BucketName",
        reference=True,
    )


class CoveringTrail(
    Table,
    name="cloudtrail_covering_trail",
    api=Calls(
        "cloudtrail",
        lists="DescribeTrails",
        items="trailList",
        key="TrailARN",
        arguments=ABOUT,
        fixed={"DescribeTrails": {"includeShadowTrails": True}},
        scope="global",
    ),
):
    """A trail of any home Region, or of the organization, that reaches into this account.

    Shadows of trails are listed here, since a member account sees its organization's trail as one.
    """

    arn = Column(str, "The ARN.", api="DescribeTrails.TrailARN")
    multi_region = Column(bool, "It records all Regions.", api="DescribeTrails.IsMultiRegionTrail")
    logging = Column(bool, "It is switched on.", api="GetTrailStatus.IsLogging")
    management_events = Column(
        bool,
        "It records all management events, reads and writes.",
        api=(
            At("GetEventSelectors.AdvancedEventSelectors", via=advanced_management),
            At("GetEventSelectors.EventSelectors", via=management),
        ),
        absent=True,
    )


class AccountTrails(
    Table,
    name="cloudtrail_account",
    api=Calls(
        "cloudtrail",
        lists="DescribeTrails",
        items="",
        fixed={"DescribeTrails": {"includeShadowTrails": True}},
        scope="global",
    ),
):
    """The account's trails as a whole: also where there is none."""

    trails = Column(list[str], "The ARNs of all trails.", api="DescribeTrails.trailList[].TrailARN")
