"""Amazon RDS checks: clusters and snapshots."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.keys import customers
from remit.content.services.rds.tables import Instance
from remit.content.services.rds.tables_cluster import Cluster
from remit.content.services.rds.tables_snapshot import ClusterSnapshot, Snapshot


@check(severity="high", duty="encrypt-at-rest")
def rds_cluster_storage_encrypted() -> Expr:
    """The storage of database clusters is encrypted.

    It can only be chosen when the cluster is made. Aurora has encrypted every new cluster since
    18 February 2026; what is older, and Neptune and DocumentDB, must be told to.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
    """
    return Cluster.storage_encrypted


@check(severity="low", duty="manage-keys", where=Cluster.storage_encrypted)
def rds_cluster_encrypted_with_named_key() -> Expr:
    """The storage of database clusters is encrypted with a KMS key of the customer's.

    A key of your own has a policy that you write and can be shared with the account that keeps
    the backups. AWS's key for RDS can do neither.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
    """
    return customers(Cluster.kms_key, Cluster.key_named)


@check(severity="medium", duty="schedule-backups")
def rds_cluster_backups_kept(min_days: int = 7) -> Expr:
    """Automated backups of database clusters are kept long enough.

    They cannot be switched off, but AWS keeps a single day unless told otherwise.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.html
    """
    return Cluster.backup_retention_days >= min_days


@check(severity="medium", duty="protect-from-deletion")
def rds_cluster_deletion_protected() -> Expr:
    """Database clusters cannot be deleted by a single call.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html
    """
    return Cluster.deletion_protection


@check(severity="medium", duty="survive-failure")
def rds_cluster_multi_az() -> Expr:
    """Database clusters have instances in more than one Availability Zone.

    The storage spans three zones anyway; a second instance is what takes over without a rebuild.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
    """
    return Cluster.multi_az


@check(
    severity="medium",
    duty="patch-managed-software",
    where=Cluster.engine.is_in("mysql", "postgres"),
)
def rds_cluster_minor_versions_automatic() -> Expr:
    """Multi-AZ clusters install minor versions of their engine by themselves.

    In Aurora each instance says so for itself.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/multi-az-db-clusters-concepts.html
    """
    return Cluster.auto_minor_version_upgrade


@check(severity="medium", duty="strong-authentication", where=~Cluster.engine.is_in("docdb"))
def rds_cluster_iam_authentication_enabled() -> Expr:
    """Users can sign in to database clusters with IAM tokens.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html
    """
    return Cluster.iam_authentication


@check(severity="medium", duty="log-activity")
def rds_cluster_logs_exported() -> Expr:
    """Database clusters send their engine's audit log to CloudWatch Logs.

    The audit log for Aurora MySQL, Neptune and DocumentDB, the engine's log for PostgreSQL. A
    Multi-AZ cluster of MySQL has no audit log: its error, general and slow query logs.

    https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-34
    """
    return Cluster.logs_not_exported.is_empty()


@check(severity="low", duty="inventory-assets", where=~Cluster.engine.is_in("docdb"))
def rds_cluster_copies_tags_to_snapshots() -> Expr:
    """Snapshots of database clusters carry the cluster's tags.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Tagging.html
    """
    return Cluster.copies_tags_to_snapshots


@check(severity="low", duty="recover-data", where=Cluster.engine.is_in("aurora", "aurora-mysql"))
def rds_cluster_backtrack_enabled() -> Expr:
    """Aurora MySQL clusters can be rewound without a restore.

    It must be chosen when the cluster is made, and costs by the number of changes kept.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Backtrack.html
    """
    return Cluster.backtrack_seconds > 0


@check(severity="low", duty="strong-authentication")
def rds_cluster_admin_renamed() -> Expr:
    """The administrator of a database cluster has a name that is not everybody's first guess.

    https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-24
    """
    return ~Cluster.admin_name.lower().is_in("admin", "postgres")


@check(severity="high", duty="protect-secrets", where=Cluster.source.is_in("cfn", "tf"))
def rds_cluster_password_not_in_template() -> Expr:
    """No template spells out the password of a database cluster.

    Whoever reads the repository, or its history, has it. RDS can make the password itself and
    keep it in Secrets Manager.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html
    """
    return ~Cluster.password_in_template


@check(severity="high", duty="encrypt-at-rest")
def rds_snapshot_encrypted() -> Expr:
    """Snapshots of database instances are encrypted.

    A snapshot is as its instance was; an unencrypted one is made good by copying it with a key.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CopySnapshot.html
    """
    same = (Instance.id == Snapshot.instance) & (Instance.scope == Snapshot.scope)
    told = Snapshot.source == "tf"
    return (
        Snapshot.encrypted | (told & exists_in(Instance, same, Instance.storage_encrypted))
    ) & ~(told & exists_in(Instance, same, ~Instance.storage_encrypted))


@check(severity="high", duty="encrypt-at-rest")
def rds_cluster_snapshot_encrypted() -> Expr:
    """Snapshots of database clusters are encrypted.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-copy-snapshot.html
    """
    same = (Cluster.id == ClusterSnapshot.cluster) & (Cluster.scope == ClusterSnapshot.scope)
    told = ClusterSnapshot.source == "tf"
    return (
        ClusterSnapshot.encrypted | (told & exists_in(Cluster, same, Cluster.storage_encrypted))
    ) & ~(told & exists_in(Cluster, same, ~Cluster.storage_encrypted))


@check(severity="critical", duty="block-public-access")
def rds_snapshot_not_public() -> Expr:
    """Snapshots of database instances are not shared with everybody.

    Anyone with an AWS account can restore a public snapshot and read the whole database.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
    """
    return ~Snapshot.shared_with.has("all")


@check(severity="medium", duty="limit-cross-account")
def rds_snapshot_not_shared() -> Expr:
    """Snapshots of database instances are not shared with other accounts.

    An account that keeps the backups is a good reason for an exception.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
    """
    return Snapshot.shared_with.is_empty()


@check(severity="critical", duty="block-public-access")
def rds_cluster_snapshot_not_public() -> Expr:
    """Snapshots of database clusters are not shared with everybody.

    Anyone with an AWS account can restore a public snapshot and read the whole database.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-share-snapshot.html
    """
    return ~ClusterSnapshot.shared_with.has("all")


@check(severity="medium", duty="limit-cross-account")
def rds_cluster_snapshot_not_shared() -> Expr:
    """Snapshots of database clusters are not shared with other accounts.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-share-snapshot.html
    """
    return ClusterSnapshot.shared_with.is_empty()
