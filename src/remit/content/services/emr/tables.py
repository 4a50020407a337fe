"""Amazon EMR tables: clusters on Amazon EC2."""

from datetime import datetime

from remit.content.services.emr import values
from remit.lifecycles import supported_until
from remit.tables import At, Calls, Column, Derived, Table
from remit.values import Unknown

DESCRIBED = "DescribeCluster.Cluster"
DOCUMENT = "DescribeSecurityConfiguration.SecurityConfiguration"
BLOCK = "GetBlockPublicAccessConfiguration.BlockPublicAccessConfiguration"
UNTOLD = Unknown("known only when the cluster runs")
UNSAID = Unknown("not said; the image of the release decides")


class Cluster(
    Table,
    name="emr_cluster",
    api=Calls(
        "emr",
        lists="ListClusters",
        items="Clusters",
        key="Id",
        argument="ClusterId",
        fixed={
            "ListClusters": {"ClusterStates": ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]}
        },
    ),
    cfn="AWS::EMR::Cluster",
    tf="aws_emr_cluster",
    key="cluster_id",
):
    """A cluster of EC2 instances of the customer's that EMR installs and runs.

    Those that have ended are left out. AWS Config does not record clusters.
    """

    cluster_id = Column(str, "The id, j-…; empty in a template.", api="ListClusters.Id", tf="id")
    name = Column(str, "Its name.", api="ListClusters.Name", cfn="Name", tf="name")
    arn = Column(str, "The ARN.", api="ListClusters.ClusterArn")
    tags = Column(dict[str, str], "The tags.", api=f"{DESCRIBED}.Tags", cfn="Tags", tf="tags_all")
    created = Column(
        datetime,
        "When it was started; its nodes have the patches of that day.",
        api="ListClusters.Status.Timeline.CreationDateTime",
        absent=None,
    )
    release = Column(
        str,
        "The release, such as emr-7.12.0: Amazon Linux and the applications.",
        api=f"{DESCRIBED}.ReleaseLabel",
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
        "The customer's own image of the nodes; empty for EMR's.",
        api=f"{DESCRIBED}.CustomAmiId",
        cfn=(
            "CustomAmiId",
            "Instances.MasterInstanceGroup.CustomAmiId",
            "Instances.CoreInstanceGroup.CustomAmiId",
        ),
        tf="custom_ami_id",
        reference=True,
    )
    updates_on_boot = Column(
        str,
        "What nodes of a custom image install when they start: SECURITY or NONE.",
        api=f"{DESCRIBED}.RepoUpgradeOnBoot",
        absent="SECURITY",
    )
    security_configuration = Column(
        str,
        "The security configuration that it uses; empty for none.",
        api=f"{DESCRIBED}.SecurityConfiguration",
        cfn="SecurityConfiguration",
        tf="security_configuration",
        reference=True,
    )
    subnet = Column(
        str,
        "The subnet of its nodes; empty for AWS's choice.",
        api=f"{DESCRIBED}.Ec2InstanceAttributes.Ec2SubnetId",
        cfn=("Instances.Ec2SubnetId", At("Instances.Ec2SubnetIds", via=values.only_subnet)),
        tf=(
            "ec2_attributes.subnet_id",
            At("ec2_attributes.subnet_ids", via=values.only_subnet),
        ),
        reference=True,
    )
    primary_is_public = Column(
        bool,
        "Its primary node has a public DNS name.",
        api=At(f"{DESCRIBED}.MasterPublicDnsName", via=values.public_name),
        tf=At("master_public_dns", via=values.public_name),
        absent=UNTOLD,
    )
    termination_protected = Column(
        bool,
        "Neither a call nor an error ends it before this is switched off.",
        api=f"{DESCRIBED}.TerminationProtected",
        cfn=(
            "Instances.TerminationProtected",
            At("Instances.MasterInstanceGroup.InstanceCount", via=values.several),
        ),
        tf=(
            "termination_protection",
            At("master_instance_group.instance_count", via=values.several),
        ),
    )
    log_uri = Column(
        str,
        "Where its logs are kept; empty where they end with it.",
        api=f"{DESCRIBED}.LogUri",
        cfn="LogUri",
        tf="log_uri",
        reference=True,
    )
    kerberos_realm = Column(
        str,
        "The realm in which users and services prove who they are; empty without Kerberos.",
        api=f"{DESCRIBED}.KerberosAttributes.Realm",
        cfn="KerberosAttributes.Realm",
        tf="kerberos_attributes.realm",
    )


class SecurityConfiguration(
    Table,
    name="emr_security_configuration",
    api=Calls(
        "emr",
        lists="ListSecurityConfigurations",
        items="SecurityConfigurations",
        key="Name",
        argument="Name",
    ),
    cfn="AWS::EMR::SecurityConfiguration",
    tf="aws_emr_security_configuration",
    config="AWS::EMR::SecurityConfiguration",
    key="name",
):
    """What clusters encrypt and how they authenticate, named by them."""

    name = Column(
        str,
        "Its name.",
        api="ListSecurityConfigurations.Name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    encrypts_at_rest = Column(
        bool,
        "Data in buckets and on disks is encrypted.",
        api=At(DOCUMENT, via=values.at_rest),
        cfn=At("SecurityConfiguration", via=values.at_rest),
        tf=At("configuration", via=values.at_rest),
        config=At("configuration.SecurityConfiguration", via=values.at_rest),
    )
    encrypts_in_transit = Column(
        bool,
        "Applications use TLS among each other.",
        api=At(DOCUMENT, via=values.in_transit),
        cfn=At("SecurityConfiguration", via=values.in_transit),
        tf=At("configuration", via=values.in_transit),
        config=At("configuration.SecurityConfiguration", via=values.in_transit),
    )
    encrypts_disks = Column(
        bool,
        "It says how local disks are encrypted, where encryption at rest is on.",
        api=At(DOCUMENT, via=values.disks),
        cfn=At("SecurityConfiguration", via=values.disks),
        tf=At("configuration", via=values.disks),
        config=At("configuration.SecurityConfiguration", via=values.disks),
    )
    metadata_version = Column(
        int,
        "The lowest version of the instance metadata service that nodes answer on.",
        api=At(DOCUMENT, via=values.metadata),
        cfn=At("SecurityConfiguration", via=values.metadata),
        tf=At("configuration", via=values.metadata),
        config=At("configuration.SecurityConfiguration", via=values.metadata),
        absent=UNSAID,
    )


class BlockPublicAccess(
    Table,
    name="emr_block_public_access",
    api=Calls("emr", lists="GetBlockPublicAccessConfiguration", items=""),
    tf="aws_emr_block_public_access_configuration",
):
    """Whether EMR refuses, in a Region, clusters whose security groups are open to everyone.

    CloudFormation has no type for it.
    """

    blocked = Column(
        bool,
        "EMR refuses such clusters.",
        api=f"{BLOCK}.BlockPublicSecurityGroupRules",
        tf="block_public_security_group_rules",
    )
    exempts_other_ports = Column(
        bool,
        "Ports other than SSH's are exempt.",
        api=At(f"{BLOCK}.PermittedPublicSecurityGroupRuleRanges", via=values.other_than_ssh),
        tf=At("permitted_public_security_group_rule_range", via=values.other_than_ssh),
    )
