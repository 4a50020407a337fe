"""Amazon EKS: what pods run on, and what is added to a cluster."""

from datetime import datetime

from remit.content import common
from remit.content.services.eks import values
from remit.content.services.eks.tables import Cluster
from remit.lifecycles import supported_until
from remit.tables import At, Calls, Column, Derived, Table


class NodeGroup(
    Table,
    name="eks_node_group",
    api=Calls(
        "eks",
        lists="ListNodegroups",
        items="nodegroups",
        arguments={"DescribeNodegroup": {"clusterName": "^", "nodegroupName": ""}},
        per=Cluster,
        per_argument="clusterName",
        per_column="name",
    ),
    cfn="AWS::EKS::Nodegroup",
    tf="aws_eks_node_group",
    arn="arn:{partition}:eks:{region}:{account}:nodegroup/{cluster}/{name}",
):
    """A managed node group: EC2 instances that EKS makes and replaces when it is told to.

    The ARN lacks the suffix that EKS adds, so that it is known where describing is refused.
    """

    name = Column(
        str,
        "The name.",
        api=At("ListNodegroups", via=common.listed),
        cfn="NodegroupName",
        tf="node_group_name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeNodegroup.nodegroup.tags",
        cfn="Tags",
        tf="tags_all",
    )
    cluster = Column(
        str, "The cluster.", api="^", cfn="ClusterName", tf="cluster_name", reference=True
    )
    ami_type = Column(
        str,
        "The kind of image: AL2023_x86_64_STANDARD, BOTTLEROCKET_x86_64 …, CUSTOM for the"
        " customer's own; empty where a template leaves it to AWS.",
        api="DescribeNodegroup.nodegroup.amiType",
        cfn=("AmiType", At("LaunchTemplate", via=values.by_launch_template)),
        tf=("ami_type", At("launch_template", via=values.by_launch_template)),
    )
    launch_template = Column(
        str,
        "The launch template that it uses; empty for none.",
        api="DescribeNodegroup.nodegroup.launchTemplate.id",
        cfn=("LaunchTemplate.Id", "LaunchTemplate.Name"),
        tf=("launch_template.id", "launch_template.name"),
        reference=True,
    )
    version = Column(
        str,
        "The Kubernetes version of the nodes; empty where a template takes the cluster's.",
        api="DescribeNodegroup.nodegroup.version",
        cfn="Version",
        tf="version",
    )
    supported_until = Column(
        datetime,
        "When standard support for the version ends.",
        absent=None,
        derived=Derived(supported_until("eks"), ("version",)),
    )
    release_version = Column(
        str,
        "The release of the EKS-optimized image.",
        api="DescribeNodegroup.nodegroup.releaseVersion",
    )
    released = Column(
        datetime,
        "The day of that release.",
        absent=None,
        derived=Derived(values.released, ("release_version",)),
    )
    ssh_key = Column(
        str,
        "The key pair that opens the nodes over SSH; empty for none.",
        api="DescribeNodegroup.nodegroup.remoteAccess.ec2SshKey",
        cfn="RemoteAccess.Ec2SshKey",
        tf="remote_access.ec2_ssh_key",
        reference=True,
    )
    ssh_sources = Column(
        list[str],
        "The security groups that may use it; none is the whole internet.",
        api="DescribeNodegroup.nodegroup.remoteAccess.sourceSecurityGroups",
        cfn="RemoteAccess.SourceSecurityGroups",
        tf="remote_access.source_security_group_ids",
        reference=True,
    )
    node_repair = Column(
        bool,
        "EKS replaces nodes that it finds unhealthy.",
        api="DescribeNodegroup.nodegroup.nodeRepairConfig.enabled",
        cfn="NodeRepairConfig.Enabled",
        tf="node_repair_config.enabled",
    )


class FargateProfile(
    Table,
    name="eks_fargate_profile",
    api=Calls(
        "eks",
        lists="ListFargateProfiles",
        items="fargateProfileNames",
        arguments={"DescribeFargateProfile": {"clusterName": "^", "fargateProfileName": ""}},
        per=Cluster,
        per_argument="clusterName",
        per_column="name",
    ),
    cfn="AWS::EKS::FargateProfile",
    tf="aws_eks_fargate_profile",
    arn="arn:{partition}:eks:{region}:{account}:fargateprofile/{cluster}/{name}",
):
    """Which pods run on AWS Fargate, each on a machine of its own that AWS patches.

    The ARN lacks the suffix that EKS adds, so that it is known where describing is refused.
    """

    name = Column(
        str,
        "The name.",
        api=At("ListFargateProfiles", via=common.listed),
        cfn="FargateProfileName",
        tf="fargate_profile_name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeFargateProfile.fargateProfile.tags",
        cfn="Tags",
        tf="tags_all",
    )
    cluster = Column(
        str, "The cluster.", api="^", cfn="ClusterName", tf="cluster_name", reference=True
    )
    namespaces = Column(
        list[str],
        "The namespaces whose pods it takes.",
        api="DescribeFargateProfile.fargateProfile.selectors[].namespace",
        cfn="Selectors[].Namespace",
        tf="selector[].namespace",
    )


class Addon(
    Table,
    name="eks_addon",
    api=Calls(
        "eks",
        lists="ListAddons",
        items="addons",
        arguments={"DescribeAddon": {"clusterName": "^", "addonName": ""}},
        per=Cluster,
        per_argument="clusterName",
        per_column="name",
    ),
    cfn="AWS::EKS::Addon",
    tf="aws_eks_addon",
    arn="arn:{partition}:eks:{region}:{account}:addon/{cluster}/{name}",
):
    """Software that EKS installs into a cluster: networking, DNS, storage drivers.

    The ARN lacks the suffix that EKS adds, so that it is known where describing is refused.
    """

    name = Column(
        str,
        "The name, such as vpc-cni.",
        api=At("ListAddons", via=common.listed),
        cfn="AddonName",
        tf="addon_name",
    )
    tags = Column(
        dict[str, str], "The tags.", api="DescribeAddon.addon.tags", cfn="Tags", tf="tags_all"
    )
    cluster = Column(
        str, "The cluster.", api="^", cfn="ClusterName", tf="cluster_name", reference=True
    )
    version = Column(
        str,
        "The version; empty where a template takes the default of its cluster's version.",
        api="DescribeAddon.addon.addonVersion",
        cfn="AddonVersion",
        tf="addon_version",
    )
    status = Column(
        str,
        "ACTIVE, DEGRADED, UPDATE_FAILED …",
        api="DescribeAddon.addon.status",
    )
