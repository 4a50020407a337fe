"""Amazon EMR Serverless tables."""

from datetime import datetime

from remit.lifecycles import supported_until
from remit.tables import Calls, Column, Derived, Table

GOT = "GetApplication.application"
MONITORED = f"{GOT}.monitoringConfiguration"


class Application(
    Table,
    name="emrserverless_application",
    api=Calls(
        "emr-serverless",
        lists="ListApplications",
        items="applications",
        key="id",
        argument="applicationId",
        fixed={
            "ListApplications": {
                "states": ["CREATING", "CREATED", "STARTING", "STARTED", "STOPPING", "STOPPED"]
            }
        },
    ),
    cfn="AWS::EMRServerless::Application",
    tf="aws_emrserverless_application",
    key="application_id",
):
    """An application: a release of EMR that runs jobs on workers of AWS's."""

    application_id = Column(str, "The id.", api="ListApplications.id", tf="id")
    name = Column(str, "Its name.", api="ListApplications.name", cfn="Name", tf="name")
    arn = Column(str, "The ARN.", api="ListApplications.arn")
    tags = Column(dict[str, str], "The tags.", api=f"{GOT}.tags", cfn="Tags", tf="tags_all")
    release = Column(
        str,
        "The release, such as emr-7.12.0.",
        api="ListApplications.releaseLabel",
        cfn="ReleaseLabel",
        tf="release_label",
    )
    supported_until = Column(
        datetime,
        "When standard support of this release ends.",
        absent=None,
        derived=Derived(supported_until("emr"), ("release",)),
    )
    custom_image = Column(
        str,
        "The customer's own image of the workers; empty for EMR's.",
        api=f"{GOT}.imageConfiguration.imageUri",
        cfn="ImageConfiguration.ImageUri",
        tf="image_configuration.image_uri",
        reference=True,
    )
    subnets = Column(
        list[str],
        "The subnets that its workers are connected to; none for no VPC.",
        api=f"{GOT}.networkConfiguration.subnetIds",
        cfn="NetworkConfiguration.SubnetIds",
        tf="network_configuration.subnet_ids",
        reference=True,
    )
    logs_to_s3 = Column(
        str,
        "The bucket that jobs log to unless they name another.",
        api=f"{MONITORED}.s3MonitoringConfiguration.logUri",
        cfn="MonitoringConfiguration.S3MonitoringConfiguration.LogUri",
        reference=True,
    )
    logs_to_cloudwatch = Column(
        bool,
        "Jobs log to CloudWatch Logs unless they say otherwise.",
        api=f"{MONITORED}.cloudWatchLoggingConfiguration.enabled",
        cfn="MonitoringConfiguration.CloudWatchLoggingConfiguration.Enabled",
    )
