"""Amazon SageMaker AI tables: the jobs that watch models, which have a list for each kind."""

from typing import Any

from remit.content.common import known
from remit.tables import At, Calls, Column, Table

KINDS = ("DataQuality", "ModelBias", "ModelExplainability", "ModelQuality")
TYPES = tuple(f"AWS::SageMaker::{kind}JobDefinition" for kind in KINDS)


def _jobs(kind: str) -> Calls:
    return Calls(
        "sagemaker",
        lists=f"List{kind}JobDefinitions",
        items="JobDefinitionSummaries",
        key="MonitoringJobDefinitionName",
        arguments={
            f"Describe{kind}JobDefinition": {"JobDefinitionName": "MonitoringJobDefinitionName"},
            "ListTags": {"ResourceArn": "MonitoringJobDefinitionArn"},
        },
    )


def _listed(member: str) -> tuple[str, ...]:
    """Where the lists keep something."""
    return tuple(f"List{kind}JobDefinitions.{member}" for kind in KINDS)


def _network(member: str) -> tuple[str, ...]:
    """Where the answers about jobs keep something of their network."""
    return tuple(f"Describe{kind}JobDefinition.NetworkConfig.{member}" for kind in KINDS)


@known
def type_of(arn: Any) -> Any:
    """The type of a job, by its ARN.

    >>> type_of("arn:aws:sagemaker:eu-west-1:123456789012:model-bias-job-definition/watch")
    'AWS::SageMaker::ModelBiasJobDefinition'
    """
    words = str(arn).split(":")[5].partition("/")[0].split("-")
    return "AWS::SageMaker::" + "".join(word.capitalize() for word in words)


class MonitoringJob(
    Table,
    name="sagemaker_monitoring_job",
    api=tuple(_jobs(kind) for kind in KINDS),
    cfn=TYPES,
    tf="aws_sagemaker_data_quality_job_definition",
    config=TYPES,
    key="name",
):
    """The definition of a job that looks at what a model was asked and answered."""

    name = Column(
        str,
        "Its name.",
        api=_listed("MonitoringJobDefinitionName"),
        cfn="JobDefinitionName",
        tf="name",
        config="configuration.JobDefinitionName",
    )
    arn = Column(
        str,
        "The ARN.",
        api=_listed("MonitoringJobDefinitionArn"),
        config="configuration.JobDefinitionArn",
    )
    type = Column(
        str,
        "Its type in the source's words.",
        api=tuple(At(path, via=type_of) for path in _listed("MonitoringJobDefinitionArn")),
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListTags.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    traffic_encrypted = Column(
        bool,
        "What its machines send each other is encrypted.",
        api=_network("EnableInterContainerTrafficEncryption"),
        cfn="NetworkConfig.EnableInterContainerTrafficEncryption",
        tf="network_config.enable_inter_container_traffic_encryption",
        config="configuration.NetworkConfig.EnableInterContainerTrafficEncryption",
    )
    network_isolation = Column(
        bool,
        "Its containers can make no network call.",
        api=_network("EnableNetworkIsolation"),
        cfn="NetworkConfig.EnableNetworkIsolation",
        tf="network_config.enable_network_isolation",
        config="configuration.NetworkConfig.EnableNetworkIsolation",
    )
