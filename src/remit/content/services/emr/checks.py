"""Amazon EMR checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.ec2.tables_network import Subnet
from remit.content.services.emr.tables import BlockPublicAccess, Cluster, SecurityConfiguration

DECLARED = Cluster.source.is_in("cfn", "tf")


@check(severity="medium", duty="upgrade-engine")
def emr_cluster_release_supported(days_ahead: int = 0) -> Expr:
    """The release of a cluster has standard support.

    After that it gets no patches and AWS takes no support cases. For some releases AWS support
    adds time to those who ask for it with a plan: except them until that time ends.

    https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-standard-support.html
    """
    return ~Cluster.supported_until.within_days(days_ahead)


@check(severity="medium", duty="patch-guest-os")
def emr_cluster_young_enough(max_days: int = 90) -> Expr:
    """Clusters are replaced often enough to get the patches of their operating system.

    Nodes have the security updates of the day on which the cluster was started, and do not
    install later ones by themselves.

    https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-default-ami.html
    """
    return ~Cluster.created.older_than(max_days)


@check(severity="medium", duty="patch-guest-os", where=Cluster.custom_image != "")
def emr_cluster_custom_image_updated_on_boot() -> Expr:
    """Nodes of a custom image install security updates when they start.

    https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-custom-ami.html
    """
    return Cluster.updates_on_boot == "SECURITY"


@check(severity="high", duty="block-public-access")
def emr_cluster_primary_not_public() -> Expr:
    """The primary node of a cluster has no public address.

    The interfaces of Hadoop, Spark and notebooks run there, most of them without a password. A
    template tells by its subnet, where it declares it.

    https://docs.aws.amazon.com/securityhub/latest/userguide/emr-controls.html#emr-1
    """
    declared = (Subnet.id == Cluster.subnet) & (Subnet.scope == Cluster.scope)
    running = (
        (Subnet.subnet_id == Cluster.subnet)
        & (Subnet.scope == Cluster.scope)
        & (Subnet.region == Cluster.region)
    )
    private = exists_in(Subnet, declared, ~Subnet.public_addresses)
    told_by_template = ~exists_in(Subnet, declared, Subnet.public_addresses) & (
        private | ~Cluster.primary_is_public
    )
    told_by_aws = ~Cluster.primary_is_public & ~exists_in(Subnet, running, Subnet.public_addresses)
    return (~DECLARED | told_by_template) & (DECLARED | told_by_aws)


@check(severity="high", duty="block-public-access")
def emr_block_public_access_enabled() -> Expr:
    """EMR refuses clusters that are open to everyone, but for SSH.

    Accounts that had clusters before July 2019 do not have it on by themselves.

    https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html
    """
    return BlockPublicAccess.blocked & ~BlockPublicAccess.exempts_other_ports


@check(severity="medium", duty="encrypt-at-rest")
def emr_cluster_has_security_configuration() -> Expr:
    """Clusters use a security configuration.

    Without one nothing on their disks or between their nodes is encrypted by EMR.

    https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-security-configurations.html
    """
    return Cluster.security_configuration != ""


@check(severity="medium", duty="encrypt-at-rest")
def emr_security_configuration_encrypts_at_rest() -> Expr:
    """Security configurations encrypt data at rest.

    https://docs.aws.amazon.com/securityhub/latest/userguide/emr-controls.html#emr-3
    """
    return SecurityConfiguration.encrypts_at_rest


@check(severity="medium", duty="encrypt-at-rest")
def emr_security_configuration_encrypts_disks() -> Expr:
    """Security configurations encrypt the local disks of nodes.

    Encryption at rest covers what goes to S3, and the disks only where it says how.

    https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-data-encryption-options.html
    """
    return SecurityConfiguration.encrypts_disks


@check(severity="medium", duty="encrypt-in-transit")
def emr_security_configuration_encrypts_in_transit() -> Expr:
    """Security configurations encrypt data on its way between nodes.

    https://docs.aws.amazon.com/securityhub/latest/userguide/emr-controls.html#emr-4
    """
    return SecurityConfiguration.encrypts_in_transit


@check(severity="medium", duty="harden-guest-os")
def emr_security_configuration_requires_imdsv2() -> Expr:
    """Security configurations have nodes answer on version 2 of the metadata service only.

    Version 1 gives the node's credentials to whoever can make it fetch a page.

    https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html
    """
    return SecurityConfiguration.metadata_version >= 2


@check(severity="low", duty="strong-authentication")
def emr_cluster_kerberos_enabled() -> Expr:
    """Users and services of a cluster prove who they are with Kerberos.

    Without it Hadoop believes the name that a user gives. Clusters of one job need none.

    https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-kerberos.html
    """
    return Cluster.kerberos_realm != ""


@check(severity="medium", duty="log-activity")
def emr_cluster_logs_kept() -> Expr:
    """The logs of a cluster are kept in a bucket.

    On its nodes they end with it.

    https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-debugging.html
    """
    return Cluster.log_uri != ""


@check(severity="low", duty="protect-from-deletion")
def emr_cluster_termination_protected() -> Expr:
    """Clusters cannot be ended by a single call.

    It also keeps their disks after an error. Clusters that end with their job need it not.

    https://docs.aws.amazon.com/emr/latest/ManagementGuide/UsingEMR_TerminationProtection.html
    """
    return Cluster.termination_protected
