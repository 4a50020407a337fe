"""Amazon SageMaker AI checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.sagemaker.tables import (
    Domain,
    EndpointConfig,
    Model,
    NotebookInstance,
)
from remit.content.services.sagemaker.tables_monitoring import MonitoringJob


@check(severity="high", duty="restrict-network-access")
def sagemaker_notebook_without_direct_internet() -> Expr:
    """Notebook instances have no way to the internet outside your VPC.

    By default SageMaker gives an instance a network interface of its own to the internet, past
    every route, security group and log of yours. Without it the VPC must offer a NAT gateway or
    endpoints for training and hosting.

    https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html
    """
    return ~NotebookInstance.direct_internet


@check(severity="high", duty="segment-networks")
def sagemaker_notebook_in_vpc() -> Expr:
    """Notebook instances are attached to a subnet of yours.

    Without one they run in a network of the service, where your security groups and flow logs
    see nothing.

    https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html
    """
    return NotebookInstance.subnet != ""


@check(severity="high", duty="harden-guest-os")
def sagemaker_notebook_without_root_access() -> Expr:
    """Users of notebook instances cannot become root.

    Root can change and read every file on the instance, and switch off what watches it. Lifecycle
    scripts run as root all the same. It is on unless somebody switches it off.

    https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html
    """
    return ~NotebookInstance.root_access


@check(severity="medium", duty="patch-guest-os")
def sagemaker_notebook_platform_supported(days_ahead: int = 0) -> Expr:
    """The notebook's platform still gets security updates.

    AWS patches a platform until it ends, and an instance takes the patches when it is stopped and
    started. Scripts and packages may need changes before the next platform, so ask days ahead.

    https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2.html
    """
    return ~NotebookInstance.platform_supported_until.within_days(days_ahead)


@check(severity="medium", duty="manage-keys")
def sagemaker_notebook_encrypted_with_own_key() -> Expr:
    """The volume of a notebook instance is encrypted with a KMS key of the customer's.

    The volume holds notebooks and samples of data. A key of your own has a policy and a log, and
    can be switched off.

    https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest.html
    """
    return NotebookInstance.kms_key != ""


@check(severity="medium", duty="harden-guest-os")
def sagemaker_notebook_requires_imdsv2() -> Expr:
    """Notebook instances answer version 2 of the instance metadata service only.

    Version 1 hands the role's credentials to whoever makes the instance fetch a URL.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InstanceMetadataServiceConfiguration.html
    """
    return NotebookInstance.metadata_version == "2"


@check(severity="low", duty="manage-keys")
def sagemaker_endpoint_config_encrypted_with_own_key() -> Expr:
    """The volumes of an endpoint's instances are encrypted with a KMS key of the customer's.

    Instances with local NVMe disks encrypt in hardware and take no key; except those.

    https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest.html
    """
    return EndpointConfig.kms_key != ""


@check(severity="medium", duty="survive-failure")
def sagemaker_endpoint_config_has_spare_instance(instances: int = 2) -> Expr:
    """Each production variant starts with two instances or more, or is serverless.

    SageMaker spreads the instances of a variant over zones; a single one goes with its zone, and
    each of them costs by the hour.

    https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-best-practices.html
    """
    return EndpointConfig.variants.all(
        lambda variant: variant.serverless | (variant.instances >= instances)
    )


@check(severity="medium", duty="restrict-network-access")
def sagemaker_model_network_isolated() -> Expr:
    """The containers of a model can make no network call.

    A model or its image that is not to be trusted could otherwise send data away. Some images and
    models from other accounts must reach the network: except them.

    https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
    """
    return Model.network_isolation


@check(severity="low", duty="segment-networks")
def sagemaker_model_in_vpc() -> Expr:
    """The containers of a model run in a VPC of yours, or are isolated from all networks.

    There your security groups say what they reach, and flow logs show it.

    https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
    """
    return Model.network_isolation | (Model.subnets.length() > 0)


@check(severity="medium", duty="restrict-network-access")
def sagemaker_domain_in_vpc_only() -> Expr:
    """All traffic of a Studio domain goes through your VPC.

    By default its applications reach the internet through a network of the service. VpcOnly needs
    endpoints or a NAT gateway for what they use.

    https://docs.aws.amazon.com/sagemaker/latest/dg/studio-notebooks-and-internet-access.html
    """
    return Domain.network_access == "VpcOnly"


@check(severity="low", duty="manage-keys")
def sagemaker_domain_encrypted_with_own_key() -> Expr:
    """The files of a Studio domain's users are encrypted with a KMS key of the customer's.

    The key of a domain cannot be changed later.

    https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest.html
    """
    return Domain.kms_key != ""


@check(severity="medium", duty="encrypt-in-transit")
def sagemaker_monitoring_job_traffic_encrypted() -> Expr:
    """The machines of a job that watches a model encrypt what they send each other.

    It is off unless somebody switches it on, and may make the job longer.

    https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html
    """
    return MonitoringJob.traffic_encrypted


@check(severity="low", duty="restrict-network-access")
def sagemaker_monitoring_job_network_isolated() -> Expr:
    """The containers of a job that watches a model can make no network call.

    They read what customers sent to the model and need no other way than to their bucket.

    https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
    """
    return MonitoringJob.network_isolation
