"""Amazon EKS: clusters."""

from datetime import datetime

from remit.content import common
from remit.content.services.eks import values
from remit.lifecycles import extended_until, supported_until
from remit.tables import At, Calls, Column, Derived, Table


class Cluster(
    Table,
    name="eks_cluster",
    api=Calls(
        "eks",
        lists="ListClusters",
        items="clusters",
        arguments={"DescribeCluster": {"name": ""}},
    ),
    cfn="AWS::EKS::Cluster",
    tf="aws_eks_cluster",
    config="AWS::EKS::Cluster",
    key="name",
    arn="arn:{partition}:eks:{region}:{account}:cluster/{name}",
):
    """A Kubernetes cluster: the control plane, which AWS runs."""

    name = Column(
        str,
        "The name.",
        api=At("ListClusters", via=common.listed),
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeCluster.cluster.tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    version = Column(
        str,
        "The Kubernetes version; empty where a template leaves it to AWS.",
        api="DescribeCluster.cluster.version",
        cfn="Version",
        tf="version",
        config="configuration.Version",
    )
    supported_until = Column(
        datetime,
        "When standard support for the version ends.",
        absent=None,
        derived=Derived(supported_until("eks"), ("version",)),
    )
    extended_until = Column(
        datetime,
        "When paid support for the version ends, too.",
        absent=None,
        derived=Derived(extended_until("eks"), ("version",)),
    )
    support_policy = Column(
        str,
        "What happens when standard support ends: EXTENDED (paid support) or STANDARD (upgrade).",
        api="DescribeCluster.cluster.upgradePolicy.supportType",
        cfn="UpgradePolicy.SupportType",
        tf="upgrade_policy.support_type",
        absent="EXTENDED",
    )
    endpoint_public = Column(
        bool,
        "The Kubernetes API can be reached from the internet.",
        api="DescribeCluster.cluster.resourcesVpcConfig.endpointPublicAccess",
        cfn="ResourcesVpcConfig.EndpointPublicAccess",
        tf="vpc_config.endpoint_public_access",
        config="configuration.ResourcesVpcConfig.EndpointPublicAccess",
        absent=True,
    )
    endpoint_private = Column(
        bool,
        "The Kubernetes API can be reached inside the VPC without leaving it.",
        api="DescribeCluster.cluster.resourcesVpcConfig.endpointPrivateAccess",
        cfn="ResourcesVpcConfig.EndpointPrivateAccess",
        tf="vpc_config.endpoint_private_access",
        config="configuration.ResourcesVpcConfig.EndpointPrivateAccess",
    )
    public_cidrs = Column(
        list[str],
        "The networks from which the public endpoint may be reached.",
        api="DescribeCluster.cluster.resourcesVpcConfig.publicAccessCidrs",
        cfn="ResourcesVpcConfig.PublicAccessCidrs",
        tf="vpc_config.public_access_cidrs",
        config="configuration.ResourcesVpcConfig.PublicAccessCidrs",
        absent=["0.0.0.0/0"],
    )
    open_cidrs = Column(
        list[str],
        "Those of them that are the whole internet.",
        derived=Derived(values.open_cidrs, ("public_cidrs",)),
    )
    secrets_key = Column(
        str,
        "The customer's KMS key around Kubernetes secrets; empty for a key that AWS owns.",
        api=At("DescribeCluster.cluster.encryptionConfig", via=values.secrets_key),
        cfn=At("EncryptionConfig", via=values.secrets_key),
        tf=At("encryption_config", via=values.secrets_key),
        config=At("configuration.EncryptionConfig", via=values.secrets_key),
        reference=True,
    )
    logs = Column(
        list[str],
        "The control plane's logs that go to CloudWatch Logs.",
        api=At("DescribeCluster.cluster.logging.clusterLogging", via=values.enabled_logs),
        cfn="Logging.ClusterLogging.EnabledTypes[].Type",
        tf="enabled_cluster_log_types",
        config="configuration.Logging.ClusterLogging.EnabledTypes[].Type",
    )
    authentication_mode = Column(
        str,
        "Who says which IAM identities come in: API (access entries), CONFIG_MAP or both.",
        api="DescribeCluster.cluster.accessConfig.authenticationMode",
        cfn="AccessConfig.AuthenticationMode",
        tf="access_config.authentication_mode",
        absent="CONFIG_MAP",
    )
    auto_mode = Column(
        bool,
        "EKS Auto Mode: AWS makes, patches and replaces the nodes.",
        api="DescribeCluster.cluster.computeConfig.enabled",
        cfn="ComputeConfig.Enabled",
        tf="compute_config.enabled",
    )
    zonal_shift = Column(
        bool,
        "Traffic can be shifted away from a zone in trouble.",
        api="DescribeCluster.cluster.zonalShiftConfig.enabled",
        cfn="ZonalShiftConfig.Enabled",
        tf="zonal_shift_config.enabled",
    )
    deletion_protection = Column(
        bool,
        "It cannot be deleted before this is switched off.",
        api="DescribeCluster.cluster.deletionProtection",
        cfn="DeletionProtection",
    )
