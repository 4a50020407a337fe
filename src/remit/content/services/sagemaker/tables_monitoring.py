"""Amazon SageMaker AI tables: the jobs that watch models.

The API has a list for each of the four kinds; those that run are read from AWS Config.
"""

from remit.tables import Column, Table

KINDS = ("DataQuality", "ModelBias", "ModelExplainability", "ModelQuality")
TYPES = tuple(f"AWS::SageMaker::{kind}JobDefinition" for kind in KINDS)


class MonitoringJob(
    Table,
    name="sagemaker_monitoring_job",
    service="sagemaker",
    cfn=TYPES,
    tf="aws_sagemaker_data_quality_job_definition",
    config=TYPES,
    key="name",
):
    """The definition of a job that looks at what a model was asked and answered.

    The API lists them by four operations, one for each kind of job, which are not asked yet.
    """

    name = Column(
        str,
        "Its name.",
        cfn="JobDefinitionName",
        tf="name",
        config="configuration.JobDefinitionName",
    )
    arn = Column(str, "The ARN.", config="configuration.JobDefinitionArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    traffic_encrypted = Column(
        bool,
        "What its machines send each other is encrypted.",
        cfn="NetworkConfig.EnableInterContainerTrafficEncryption",
        tf="network_config.enable_inter_container_traffic_encryption",
        config="configuration.NetworkConfig.EnableInterContainerTrafficEncryption",
    )
    network_isolation = Column(
        bool,
        "Its containers can make no network call.",
        cfn="NetworkConfig.EnableNetworkIsolation",
        tf="network_config.enable_network_isolation",
        config="configuration.NetworkConfig.EnableNetworkIsolation",
    )
