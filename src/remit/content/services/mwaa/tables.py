"""Amazon MWAA tables."""

from datetime import datetime
from typing import Any

from remit.lifecycles import supported_until
from remit.tables import At, Calls, Column, Derived, Table

GET = "GetEnvironment.Environment"


def itself(item: Any) -> Any:
    """The listed name: an item of a list of texts stands under an empty key."""
    return item[""]


class Environment(
    Table,
    name="mwaa_environment",
    api=Calls(
        "mwaa",
        lists="ListEnvironments",
        items="Environments",
        arguments={"GetEnvironment": {"Name": ""}},
    ),
    cfn="AWS::MWAA::Environment",
    tf="aws_mwaa_environment",
    key="name",
    arn="arn:{partition}:airflow:{region}:{account}:environment/{name}",
):
    """An environment of Apache Airflow: scheduler, workers and web server, run by AWS."""

    name = Column(
        str,
        "The environment's name.",
        api=At("ListEnvironments", via=itself),
        cfn="Name",
        tf="name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api=f"{GET}.Tags",
        cfn="Tags",
        tf="tags_all",
    )
    version = Column(
        str,
        "The version of Apache Airflow; empty where a template leaves it to AWS.",
        api=f"{GET}.AirflowVersion",
        cfn="AirflowVersion",
        tf="airflow_version",
    )
    supported_until = Column(
        datetime,
        "When MWAA ends support of this version.",
        absent=None,
        derived=Derived(supported_until("mwaa"), ("version",)),
    )
    access_mode = Column(
        str,
        "Where the web server answers: PRIVATE_ONLY, PUBLIC_ONLY or PUBLIC_AND_PRIVATE.",
        api=f"{GET}.WebserverAccessMode",
        cfn="WebserverAccessMode",
        tf="webserver_access_mode",
        absent="PRIVATE_ONLY",
    )
    kms_key = Column(
        str,
        "The customer's KMS key; empty where AWS encrypts with a key that it owns.",
        api=f"{GET}.KmsKey",
        cfn="KmsKey",
        tf="kms_key",
        reference=True,
    )
    scheduler_logs = Column(
        bool,
        "The scheduler's logs go to CloudWatch Logs.",
        api=f"{GET}.LoggingConfiguration.SchedulerLogs.Enabled",
        cfn="LoggingConfiguration.SchedulerLogs.Enabled",
        tf="logging_configuration.scheduler_logs.enabled",
    )
    worker_logs = Column(
        bool,
        "The workers' logs go to CloudWatch Logs.",
        api=f"{GET}.LoggingConfiguration.WorkerLogs.Enabled",
        cfn="LoggingConfiguration.WorkerLogs.Enabled",
        tf="logging_configuration.worker_logs.enabled",
    )
    webserver_logs = Column(
        bool,
        "The web server's logs go to CloudWatch Logs.",
        api=f"{GET}.LoggingConfiguration.WebserverLogs.Enabled",
        cfn="LoggingConfiguration.WebserverLogs.Enabled",
        tf="logging_configuration.webserver_logs.enabled",
    )
