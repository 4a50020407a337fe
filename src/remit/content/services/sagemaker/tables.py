"""Amazon SageMaker AI tables: notebooks and Studio domains, models and what serves them."""

from datetime import datetime

from remit.content.services.sagemaker.values import enabled, images, own_image, variants
from remit.lifecycles import supported_until
from remit.tables import All, At, Calls, Column, Derived, Records, Table

DEFAULT_PLATFORM = "notebook-al2023-v1"
"""What AWS takes since 15 May 2026 where nobody names a platform.
https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2.html"""


class NotebookInstance(
    Table,
    name="sagemaker_notebook_instance",
    api=Calls(
        "sagemaker",
        lists="ListNotebookInstances",
        items="NotebookInstances",
        key="NotebookInstanceName",
        argument="NotebookInstanceName",
    ),
    cfn="AWS::SageMaker::NotebookInstance",
    tf="aws_sagemaker_notebook_instance",
    key="name",
    arn="arn:{partition}:sagemaker:{region}:{account}:notebook-instance/{name}",
    tagged="sagemaker:notebook-instance",
):
    """A notebook instance: a virtual machine with Jupyter on it."""

    name = Column(
        str,
        "The instance's name.",
        api="ListNotebookInstances.NotebookInstanceName",
        cfn="NotebookInstanceName",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="ListNotebookInstances.NotebookInstanceArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    platform = Column(
        str,
        "The operating system and JupyterLab it runs, such as notebook-al2023-v1.",
        api="DescribeNotebookInstance.PlatformIdentifier",
        cfn="PlatformIdentifier",
        tf="platform_identifier",
        default=DEFAULT_PLATFORM,
    )
    platform_supported_until = Column(
        datetime,
        "When AWS stops patching that platform.",
        absent=None,
        derived=Derived(supported_until("sagemaker-notebooks", exact=True), ("platform",)),
    )
    direct_internet = Column(
        bool,
        "SageMaker gives it a way to the internet outside the customer's VPC.",
        api=At("DescribeNotebookInstance.DirectInternetAccess", via=enabled),
        cfn=At("DirectInternetAccess", via=enabled),
        tf=At("direct_internet_access", via=enabled),
        absent=True,
    )
    root_access = Column(
        bool,
        "Its users may become root.",
        api=At("DescribeNotebookInstance.RootAccess", via=enabled),
        cfn=At("RootAccess", via=enabled),
        tf=At("root_access", via=enabled),
        absent=True,
    )
    subnet = Column(
        str,
        "The customer's subnet that it is attached to; empty for none.",
        api="DescribeNotebookInstance.SubnetId",
        cfn="SubnetId",
        tf="subnet_id",
        reference=True,
    )
    kms_key = Column(
        str,
        "The customer's KMS key of its volume; empty for AWS's own.",
        api="DescribeNotebookInstance.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        reference=True,
    )
    metadata_version = Column(
        str,
        "The lowest version of the instance metadata service that it answers: 1 or 2.",
        api="DescribeNotebookInstance.InstanceMetadataServiceConfiguration"
        ".MinimumInstanceMetadataServiceVersion",
        cfn="InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion",
        tf="instance_metadata_service_configuration.minimum_instance_metadata_service_version",
        absent="1",
    )


class EndpointConfig(
    Table,
    name="sagemaker_endpoint_config",
    api=Calls(
        "sagemaker",
        lists="ListEndpointConfigs",
        items="EndpointConfigs",
        key="EndpointConfigName",
        argument="EndpointConfigName",
    ),
    cfn="AWS::SageMaker::EndpointConfig",
    tf="aws_sagemaker_endpoint_configuration",
    key="name",
    arn="arn:{partition}:sagemaker:{region}:{account}:endpoint-config/{name}",
    tagged="sagemaker:endpoint-config",
):
    """What an endpoint runs on: instances or serverless, and the key of their volumes."""

    name = Column(
        str,
        "Its name.",
        api="ListEndpointConfigs.EndpointConfigName",
        cfn="EndpointConfigName",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="ListEndpointConfigs.EndpointConfigArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    variants = Column(
        Records(model=str, serverless=bool, instances=int),
        "Each production variant: its model, whether it is serverless, and its first instances.",
        api=At("DescribeEndpointConfig.ProductionVariants[]", via=variants),
        cfn=At("ProductionVariants[]", via=variants),
        tf=At("production_variants[]", via=variants),
    )
    kms_key = Column(
        str,
        "The customer's KMS key of the volumes; empty for AWS's own.",
        api="DescribeEndpointConfig.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_arn",
        reference=True,
    )


class Model(
    Table,
    name="sagemaker_model",
    api=Calls(
        "sagemaker",
        lists="ListModels",
        items="Models",
        key="ModelName",
        argument="ModelName",
    ),
    cfn="AWS::SageMaker::Model",
    tf="aws_sagemaker_model",
    config="AWS::SageMaker::Model",
    key="name",
    arn="arn:{partition}:sagemaker:{region}:{account}:model/{name}",
    tagged="sagemaker:model",
):
    """A model: a container image, the data it loads, and what it may reach."""

    name = Column(
        str,
        "The model's name.",
        api="ListModels.ModelName",
        cfn="ModelName",
        tf="name",
        config="configuration.ModelName",
    )
    arn = Column(str, "The ARN.", api="ListModels.ModelArn", config="configuration.ModelArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    network_isolation = Column(
        bool,
        "Its containers can make no network call.",
        api="DescribeModel.EnableNetworkIsolation",
        cfn="EnableNetworkIsolation",
        tf="enable_network_isolation",
        config="configuration.EnableNetworkIsolation",
    )
    subnets = Column(
        list[str],
        "The customer's subnets that its containers are attached to.",
        api="DescribeModel.VpcConfig.Subnets",
        cfn="VpcConfig.Subnets",
        tf="vpc_config.subnets",
        config="configuration.VpcConfig.Subnets",
        reference=True,
    )
    images = Column(
        list[str],
        "The images of its containers.",
        api=All(
            At("DescribeModel.PrimaryContainer", via=images),
            At("DescribeModel.Containers[]", via=images),
        ),
        cfn=All(At("PrimaryContainer", via=images), At("Containers[]", via=images)),
        tf=All(At("primary_container", via=images), At("container[]", via=images)),
        config=All(
            At("configuration.PrimaryContainer", via=images),
            At("configuration.Containers[]", via=images),
        ),
        reference=True,
    )
    own_image = Column(
        bool,
        "A container comes from the account's own registry.",
        derived=Derived(own_image, ("images", "account")),
    )


class Domain(
    Table,
    name="sagemaker_domain",
    api=Calls(
        "sagemaker",
        lists="ListDomains",
        items="Domains",
        key="DomainId",
        argument="DomainId",
    ),
    cfn="AWS::SageMaker::Domain",
    tf="aws_sagemaker_domain",
    config="AWS::SageMaker::Domain",
    tagged="sagemaker:domain",
):
    """A domain of SageMaker Studio: its users, their files and their network."""

    arn = Column(str, "The ARN.", api="ListDomains.DomainArn", config="configuration.DomainArn")
    name = Column(
        str,
        "The domain's name.",
        api="ListDomains.DomainName",
        cfn="DomainName",
        tf="domain_name",
        config="configuration.DomainName",
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    network_access = Column(
        str,
        "PublicInternetOnly, or VpcOnly where all traffic goes through the customer's subnets.",
        api="DescribeDomain.AppNetworkAccessType",
        cfn="AppNetworkAccessType",
        tf="app_network_access_type",
        config="configuration.AppNetworkAccessType",
        absent="PublicInternetOnly",
    )
    kms_key = Column(
        str,
        "The customer's KMS key of the users' files; empty for AWS's own.",
        api=("DescribeDomain.KmsKeyId", "DescribeDomain.HomeEfsFileSystemKmsKeyId"),
        cfn="KmsKeyId",
        tf="kms_key_id",
        config="configuration.KmsKeyId",
        reference=True,
    )
