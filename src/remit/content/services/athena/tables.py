"""Amazon Athena tables."""

from typing import Any

from remit.paths import finder
from remit.tables import At, By, Calls, Column, Table
from remit.values import Unknown, unknown_reason

GOT = "GetWorkGroup.WorkGroup.Configuration"
CFN = "WorkGroupConfiguration"
CONFIG = "configuration.WorkGroupConfiguration"
UNTOLD = Unknown("the template does not say, and AWS's default is not published")


def managed_by_terraform(configuration: Any) -> Any:
    """Whether Athena keeps the results itself: only version 6 of the provider can ask for it."""
    if (reason := unknown_reason(configuration)) is not None:
        return Unknown(reason)
    found = finder("managed_query_results_configuration.enabled")(configuration)
    if (reason := unknown_reason(found)) is not None:
        return Unknown(reason)
    return found is True or str(found).lower() == "true"


class WorkGroup(
    Table,
    name="athena_workgroup",
    api=Calls(
        "athena", lists="ListWorkGroups", items="WorkGroups", key="Name", argument="WorkGroup"
    ),
    cfn="AWS::Athena::WorkGroup",
    tf="aws_athena_workgroup",
    config="AWS::Athena::WorkGroup",
    key="name",
    arn="arn:{partition}:athena:{region}:{account}:workgroup/{name}",
    tagged="athena",
):
    """A workgroup: settings and limits for the queries that run in it."""

    name = Column(
        str,
        "Its name.",
        api="ListWorkGroups.Name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    result_encryption = Column(
        str,
        "How results in a bucket are encrypted: SSE_S3, SSE_KMS, CSE_KMS, or empty.",
        api=f"{GOT}.ResultConfiguration.EncryptionConfiguration.EncryptionOption",
        cfn=f"{CFN}.ResultConfiguration.EncryptionConfiguration.EncryptionOption",
        tf="configuration.result_configuration.encryption_configuration.encryption_option",
        config=f"{CONFIG}.ResultConfiguration.EncryptionConfiguration.EncryptionOption",
    )
    managed_results = Column(
        bool,
        "Athena keeps the results itself, encrypted, for a day.",
        api=f"{GOT}.ManagedQueryResultsConfiguration.Enabled",
        cfn=f"{CFN}.ManagedQueryResultsConfiguration.Enabled",
        tf=At("configuration", via=managed_by_terraform),
        config=f"{CONFIG}.ManagedQueryResultsConfiguration.Enabled",
    )
    settings_enforced = Column(
        bool,
        "Its settings hold for every query; otherwise each client brings its own.",
        api=f"{GOT}.EnforceWorkGroupConfiguration",
        cfn=f"{CFN}.EnforceWorkGroupConfiguration",
        tf="configuration.enforce_workgroup_configuration",
        config=f"{CONFIG}.EnforceWorkGroupConfiguration",
        default=By(cfn=UNTOLD, tf=True),
    )
    metrics_published = Column(
        bool,
        "Metrics of its queries go to CloudWatch.",
        api=f"{GOT}.PublishCloudWatchMetricsEnabled",
        cfn=f"{CFN}.PublishCloudWatchMetricsEnabled",
        tf="configuration.publish_cloudwatch_metrics_enabled",
        config=f"{CONFIG}.PublishCloudWatchMetricsEnabled",
        default=By(cfn=UNTOLD, tf=True),
    )
    engine_version = Column(
        str,
        "The version of the engine that was chosen: AUTO follows AWS's.",
        api="ListWorkGroups.EngineVersion.SelectedEngineVersion",
        cfn=f"{CFN}.EngineVersion.SelectedEngineVersion",
        tf="configuration.engine_version.selected_engine_version",
        config=f"{CONFIG}.EngineVersion.SelectedEngineVersion",
        default="AUTO",
    )


class Database(
    Table,
    name="athena_database",
    service="athena",
    tf="aws_athena_database",
    key="name",
):
    """A database that Terraform makes by a query, with how that query's result is encrypted.

    For AWS it is a database of the Glue Data Catalog.
    """

    name = Column(str, "Its name.", tf="name")
    result_encryption = Column(
        str,
        "SSE_S3, SSE_KMS, CSE_KMS, or empty.",
        tf="encryption_configuration.encryption_option",
    )
