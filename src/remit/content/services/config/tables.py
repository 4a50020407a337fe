"""AWS Config tables."""

from collections.abc import Mapping
from typing import Any

from remit.tables import At, By, Calls, Column, Table
from remit.values import Unknown, unknown_reason


def _first(group: Any, *names: str) -> Any:
    return next((group[name] for name in names if group.get(name) not in (None, "", [])), None)


def everything(group: Any) -> Any:
    """Whether a recording group takes in all resource types that there are and will be."""
    group = group[0] if isinstance(group, list) and group else group
    if (reason := unknown_reason(group)) is not None:
        return Unknown(reason)
    if not isinstance(group, Mapping):
        return True
    strategy = _first(group, "RecordingStrategy", "recordingStrategy", "recording_strategy")
    strategy = strategy[0] if isinstance(strategy, list) else strategy
    use = (
        _first(strategy, "UseOnly", "useOnly", "use_only")
        if isinstance(strategy, Mapping)
        else strategy
    )
    if use is not None:
        reason = unknown_reason(use)
        return Unknown(reason) if reason is not None else use == "ALL_SUPPORTED_RESOURCE_TYPES"
    # CloudFormation's and the API's default is false, the Terraform provider's is true.
    silent = not set(group) & {"ResourceTypes", "resourceTypes", "IncludeGlobalResourceTypes"}
    supported = _first(group, "AllSupported", "allSupported", "all_supported")
    if (reason := unknown_reason(supported)) is not None:
        return Unknown(reason)
    return silent if supported is None else str(supported).lower() == "true"


class Recorder(
    Table,
    name="config_recorder",
    api=Calls(
        "config",
        lists="DescribeConfigurationRecorders",
        items="ConfigurationRecorders",
        key="name",
        join={"DescribeConfigurationRecorderStatus": ("ConfigurationRecordersStatus", "name")},
    ),
    cfn="AWS::Config::ConfigurationRecorder",
    tf="aws_config_configuration_recorder",
    key="name",
    satellites={"aws_config_configuration_recorder_status": "name"},
    tagged="config:configuration-recorder",
):
    """A configuration recorder. AWS Config does not record itself."""

    name = Column(
        str,
        "The recorder's name.",
        api="DescribeConfigurationRecorders.name",
        cfn="Name",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="DescribeConfigurationRecorders.arn")
    recording = Column(
        bool,
        "It is switched on; CloudFormation switches it on, Terraform only by a status resource.",
        api="DescribeConfigurationRecorderStatus.recording",
        cfn="StartedOnCreate",
        tf="aws_config_configuration_recorder_status.is_enabled",
        default=By(cfn=True, tf=False),
    )
    all_types = Column(
        bool,
        "It records every resource type, those to come too.",
        api=At("DescribeConfigurationRecorders.recordingGroup", via=everything),
        cfn=At("RecordingGroup", via=everything),
        tf=At("recording_group", via=everything),
        absent=True,
    )


class RegionRecorders(
    Table,
    name="config_region",
    api=Calls("config", lists="DescribeConfigurationRecorders", items=""),
):
    """The recorders of a Region as a whole: also where there is none."""

    recorders = Column(
        list[str],
        "Their names.",
        api="DescribeConfigurationRecorders.ConfigurationRecorders[].name",
    )
