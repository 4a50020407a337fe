"""Amazon Managed Service for Apache Flink tables."""

from remit.content.common import stated
from remit.tables import At, Calls, Column, Table

LOGGING = "AWS::KinesisAnalyticsV2::ApplicationCloudWatchLoggingOption"
DETAIL = "DescribeApplication.ApplicationDetail"


class Application(
    Table,
    name="kinesisanalyticsv2_application",
    api=Calls(
        "kinesisanalyticsv2",
        lists="ListApplications",
        items="ApplicationSummaries",
        key="ApplicationName",
        argument="ApplicationName",
        arguments={"ListTagsForResource": {"ResourceARN": "ApplicationARN"}},
    ),
    cfn="AWS::KinesisAnalyticsV2::Application",
    tf="aws_kinesisanalyticsv2_application",
    key="name",
    satellites={LOGGING: "ApplicationName"},
):
    """An application of Apache Flink, or a notebook that runs on it."""

    name = Column(
        str,
        "The application's name.",
        api="ListApplications.ApplicationName",
        cfn="ApplicationName",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="ListApplications.ApplicationARN", tf="arn")
    tags = Column(
        dict[str, str], "The tags.", api="ListTagsForResource.Tags", cfn="Tags", tf="tags_all"
    )
    logged = Column(
        bool,
        "It writes its log into a stream of CloudWatch Logs.",
        api=At(f"{DETAIL}.CloudWatchLoggingOptionDescriptions.LogStreamARN", via=stated),
        cfn=At(f"{LOGGING}.CloudWatchLoggingOption.LogStreamARN", via=stated),
        tf=At("cloudwatch_logging_options.log_stream_arn", via=stated),
    )
