"""AWS DataSync tables."""

from typing import Any

from remit.tables import By, Calls, Column, Derived, Table
from remit.values import Unknown

EFS = {"Filters": [{"Name": "LocationType", "Values": ["EFS"], "Operator": "Equals"}]}


def logged(group: str, level: str, mode: str) -> Any:
    """Whether a task logs: not with level OFF, nor in Basic mode without a log group.

    Enhanced tasks have a group of their own:
    https://docs.aws.amazon.com/datasync/latest/userguide/API_CreateTask.html
    """
    if level == "OFF" or not (group or mode == "ENHANCED"):
        return False
    if level or mode == "ENHANCED":
        return True
    return Unknown("AWS does not document the log level of a task that names none")


class SyncTask(
    Table,
    name="datasync_task",
    api=Calls(
        "datasync",
        lists="ListTasks",
        items="Tasks",
        key="TaskArn",
        argument="TaskArn",
    ),
    cfn="AWS::DataSync::Task",
    tf="aws_datasync_task",
    config="AWS::DataSync::Task",
    tagged="datasync:task",
):
    """A task: what is copied from where to where, and how."""

    name = Column(
        str,
        "The task's name.",
        api="ListTasks.Name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    arn = Column(str, "The ARN.", api="ListTasks.TaskArn", config="configuration.TaskArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    mode = Column(
        str,
        "BASIC or ENHANCED.",
        api="DescribeTask.TaskMode",
        cfn="TaskMode",
        tf="task_mode",
        config="configuration.TaskMode",
        absent="BASIC",
    )
    log_group = Column(
        str,
        "The log group that was named; empty for none.",
        api="DescribeTask.CloudWatchLogGroupArn",
        cfn="CloudWatchLogGroupArn",
        tf="cloudwatch_log_group_arn",
        config="configuration.CloudWatchLogGroupArn",
        reference=True,
    )
    log_level = Column(
        str,
        "BASIC for errors, TRANSFER for all files, or OFF; empty where a template does not say.",
        api="DescribeTask.Options.LogLevel",
        cfn="Options.LogLevel",
        tf="options.log_level",
        config="configuration.Options.LogLevel",
        within=By(cfn="", tf="OFF"),
    )
    logged = Column(
        bool,
        "Each run is logged in CloudWatch Logs.",
        derived=Derived(logged, ("log_group", "log_level", "mode")),
    )


class EfsLocation(
    Table,
    name="datasync_efs_location",
    api=Calls(
        "datasync",
        lists="ListLocations",
        items="Locations",
        key="LocationArn",
        argument="LocationArn",
        fixed={"ListLocations": EFS},
    ),
    cfn="AWS::DataSync::LocationEFS",
    tf="aws_datasync_location_efs",
    config="AWS::DataSync::LocationEFS",
    tagged="datasync:location",
):
    """A file system of Amazon EFS that tasks read or write."""

    name = Column(str, "Its URI.", api="ListLocations.LocationUri")
    arn = Column(
        str, "The ARN.", api="ListLocations.LocationArn", config="configuration.LocationArn"
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    in_transit = Column(
        str,
        "TLS1_2 or NONE: between DataSync and the file system.",
        api="DescribeLocationEfs.InTransitEncryption",
        cfn="InTransitEncryption",
        tf="in_transit_encryption",
        config="configuration.InTransitEncryption",
        absent="NONE",
    )
