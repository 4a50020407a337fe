"""Amazon Redshift checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.keys import customers
from remit.content.services.redshift.tables import Cluster, ParameterGroup


def _of_cluster() -> Expr:
    """The parameter group of a cluster: the same account, and Region where that is known."""
    return (
        (ParameterGroup.id == Cluster.parameter_group)
        & (ParameterGroup.scope == Cluster.scope)
        & ((ParameterGroup.region == Cluster.region) | Cluster.source.is_in("cfn", "tf"))
    )


@check(severity="critical", duty="block-public-access")
def redshift_cluster_not_public() -> Expr:
    """Clusters have no public address.

    A public one is a security group rule away from everybody's password guesses. Terraform makes
    it public without a word on it until version 6 of its provider, so say it.

    https://docs.aws.amazon.com/securityhub/latest/userguide/redshift-controls.html#redshift-1
    """
    return ~Cluster.publicly_accessible


@check(severity="high", duty="encrypt-at-rest")
def redshift_cluster_encrypted() -> Expr:
    """The data and the snapshots of clusters are encrypted.

    AWS refuses to make clusters that are not, since January 2025; older ones can be changed.

    https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html
    """
    return Cluster.encrypted


@check(severity="low", duty="manage-keys", where=Cluster.encrypted)
def redshift_cluster_encrypted_with_named_key() -> Expr:
    """Clusters are encrypted with a KMS key of the customer's.

    A key of your own has a policy that you write, can be revoked, and lets snapshots be shared.
    AWS's key for Redshift has none of that.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html
    """
    return customers(Cluster.kms_key, Cluster.key_named)


@check(severity="medium", duty="upgrade-engine")
def redshift_cluster_version_upgrades_allowed() -> Expr:
    """Clusters install new major versions in their maintenance window.

    Without it fixes wait until somebody asks for them.

    https://docs.aws.amazon.com/securityhub/latest/userguide/redshift-controls.html#redshift-6
    """
    return Cluster.allow_version_upgrade


@check(severity="medium", duty="patch-managed-software")
def redshift_cluster_maintenance_not_deferred() -> Expr:
    """Nobody has put off the maintenance of the cluster.

    It can be put off for weeks, and with it every patch: do it for a reason and except it until
    then.

    https://docs.aws.amazon.com/redshift/latest/mgmt/managing-cluster-considerations.html
    """
    return ~Cluster.maintenance_deferred


@check(severity="low", duty="patch-managed-software")
def redshift_cluster_not_on_preview_track() -> Expr:
    """Clusters get versions that are released, not previews.

    A preview cluster is for tests; AWS gives it no promise and removes it when the preview ends.

    https://docs.aws.amazon.com/redshift/latest/mgmt/managing-cluster-considerations.html
    """
    return ~Cluster.maintenance_track.lower().starts_with("preview")


@check(severity="medium", duty="schedule-backups")
def redshift_cluster_snapshots_kept(min_days: int = 7) -> Expr:
    """Automated snapshots of clusters are on and kept long enough.

    AWS keeps them for a single day unless told otherwise.

    https://docs.aws.amazon.com/securityhub/latest/userguide/redshift-controls.html#redshift-3
    """
    return Cluster.snapshot_days >= min_days


@check(severity="medium", duty="restrict-network-access")
def redshift_cluster_enhanced_vpc_routing() -> Expr:
    """COPY and UNLOAD go through the VPC.

    There security groups, endpoint policies and flow logs hold for them; otherwise Redshift
    takes a way of its own to the buckets.

    https://docs.aws.amazon.com/redshift/latest/mgmt/enhanced-vpc-routing.html
    """
    return Cluster.enhanced_vpc_routing


@check(severity="medium", duty="log-activity")
def redshift_cluster_audit_logged() -> Expr:
    """Clusters log connections and the changes of users.

    What users ask is logged too where the parameter group says so.

    https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
    """
    return Cluster.logging


@check(severity="low", duty="log-activity")
def redshift_parameter_group_logs_queries() -> Expr:
    """Parameter groups have the queries of users logged.

    The cluster must log at all as well.

    https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
    """
    return ParameterGroup.user_activity_logging


@check(severity="medium", duty="encrypt-in-transit")
def redshift_cluster_requires_tls() -> Expr:
    """Clusters refuse connections without TLS.

    The parameter group decides, by require_ssl. The default group of redshift-2.0, which new
    clusters get, refuses; those of redshift-1.0 do not until told to.

    https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html
    """
    group = ParameterGroup
    return (
        Cluster.default_group_requires_tls | exists_in(group, _of_cluster(), group.requires_tls)
    ) & ~exists_in(group, _of_cluster(), ~group.requires_tls)


@check(severity="medium", duty="encrypt-in-transit")
def redshift_parameter_group_requires_tls() -> Expr:
    """Parameter groups have clusters refuse connections without TLS.

    https://docs.aws.amazon.com/securityhub/latest/userguide/redshift-controls.html#redshift-2
    """
    return ParameterGroup.requires_tls


@check(severity="medium", duty="survive-failure")
def redshift_cluster_multi_az() -> Expr:
    """Clusters run in two Availability Zones.

    Only some node types can; it doubles the nodes, so except what may be down for an hour.

    https://docs.aws.amazon.com/redshift/latest/mgmt/managing-cluster-multi-az.html
    """
    return Cluster.multi_az


@check(severity="low", duty="strong-authentication")
def redshift_cluster_admin_renamed() -> Expr:
    """The administrator of a cluster has a name that is not everybody's first guess.

    https://docs.aws.amazon.com/securityhub/latest/userguide/redshift-controls.html#redshift-8
    """
    return ~Cluster.admin_name.lower().is_in("awsuser", "admin")


@check(severity="low", duty="configure-securely")
def redshift_cluster_database_renamed() -> Expr:
    """The first database of a cluster has a name of its own.

    https://docs.aws.amazon.com/controltower/latest/controlreference/redshift-rules.html
    """
    return Cluster.database != "dev"


@check(severity="high", duty="protect-secrets", where=Cluster.source.is_in("cfn", "tf"))
def redshift_cluster_password_not_in_template() -> Expr:
    """No template spells out the password of a cluster.

    Whoever reads the repository, or its history, has it. Redshift can make the password itself
    and keep it in Secrets Manager (ManageMasterPassword).

    https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-secrets-manager-integration.html
    """
    return ~Cluster.password_in_template
