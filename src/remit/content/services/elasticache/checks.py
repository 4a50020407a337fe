"""Amazon ElastiCache checks: replication groups and clusters of nodes."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.elasticache.tables import Cluster, ReplicationGroup

REDIS_LIKE = Cluster.engine.is_in("redis", "valkey")
ON_ITS_OWN = Cluster.engine != ""


@check(severity="high", duty="encrypt-at-rest")
def elasticache_replication_group_encrypted_at_rest() -> Expr:
    """What replication groups write to disk, and their backups, are encrypted.

    It is chosen when the group is made and cannot be added later. Valkey is encrypted unless told
    otherwise, Redis OSS only when asked.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
    """
    return ReplicationGroup.encrypted_at_rest


@check(severity="low", duty="manage-keys", where=ReplicationGroup.encrypted_at_rest)
def elasticache_replication_group_key_named() -> Expr:
    """Replication groups are encrypted with a KMS key that somebody named.

    A key of your own has a policy that you write, and CloudTrail shows each use of it.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
    """
    return ~ReplicationGroup.kms_key.is_empty()


@check(severity="high", duty="encrypt-in-transit")
def elasticache_replication_group_encrypted_in_transit() -> Expr:
    """Clients talk to replication groups over TLS, and so do their nodes with each other.

    AUTH tokens and users work only with it.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
    """
    return ReplicationGroup.encrypted_in_transit


@check(severity="medium", duty="encrypt-in-transit", where=ReplicationGroup.encrypted_in_transit)
def elasticache_replication_group_refuses_plain_connections() -> Expr:
    """Replication groups with TLS let no plain connection in beside it.

    The mode `preferred` lets clients move one by one; it is meant to end with `required`.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption-enable.html
    """
    return ReplicationGroup.transit_mode != "preferred"


@check(severity="high", duty="strong-authentication")
def elasticache_replication_group_authenticates_clients() -> Expr:
    """Clients of replication groups sign in: as users of a group, or with an AUTH token.

    Without either, whoever reaches the port reads and writes everything. Users with access
    strings need version 6 or later; an AUTH token is one password for all.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
    """
    return ReplicationGroup.auth_token | (ReplicationGroup.user_groups.length() > 0)


@check(severity="high", duty="protect-secrets", where=ReplicationGroup.source.is_in("cfn", "tf"))
def elasticache_replication_group_token_not_in_template() -> Expr:
    """No template spells out the AUTH token of a replication group.

    Whoever reads the repository, or its history, has it.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
    """
    return ~ReplicationGroup.token_in_template


@check(severity="medium", duty="patch-managed-software")
def elasticache_replication_group_minor_versions_automatic() -> Expr:
    """Replication groups install minor versions of their engine by themselves.

    They carry fixes of security; AWS installs them in the maintenance window. Versions before 6
    have no such upgrades, whatever the setting says.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html
    """
    return ReplicationGroup.auto_minor_version_upgrade


@check(severity="medium", duty="upgrade-engine")
def elasticache_replication_group_engine_supported(days_ahead: int = 0) -> Expr:
    """The engine version of replication groups has standard support.

    After its end AWS goes on charging for Extended Support, and in the end upgrades by itself.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support.html
    """
    return ~ReplicationGroup.supported_until.within_days(days_ahead)


@check(severity="medium", duty="survive-failure")
def elasticache_replication_group_automatic_failover() -> Expr:
    """A replica takes over by itself when the primary of a replication group fails.

    It takes at least one replica.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
    """
    return ReplicationGroup.automatic_failover


@check(severity="medium", duty="survive-failure")
def elasticache_replication_group_multi_az() -> Expr:
    """Replication groups keep replicas in another zone than the primary.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
    """
    return ReplicationGroup.multi_az


@check(severity="medium", duty="schedule-backups")
def elasticache_replication_group_backups_kept(min_days: int = 1) -> Expr:
    """Automatic backups of replication groups are kept long enough.

    AWS takes none unless told to. What only caches another store may do without: except it.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
    """
    return ReplicationGroup.snapshot_days >= min_days


@check(severity="medium", duty="restrict-network-access")
def elasticache_replication_group_own_subnets() -> Expr:
    """Replication groups lie in a subnet group that somebody chose.

    The default one spans every subnet of the default VPC, those with a route to the internet too.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SubnetGroups.html
    """
    return ~ReplicationGroup.subnet_group.is_in("", "default")


@check(severity="low", duty="log-activity")
def elasticache_replication_group_logs_delivered() -> Expr:
    """Replication groups deliver their engine's log or their slow log.

    Slow logs take version 6.0, engine logs 6.2 or later.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html
    """
    return ReplicationGroup.log_types.length() > 0


@check(severity="medium", duty="encrypt-in-transit", where=ON_ITS_OWN)
def elasticache_cluster_encrypted_in_transit() -> Expr:
    """Clients talk to clusters without replicas over TLS.

    Memcached knows it from version 1.6.12 on.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
    """
    return Cluster.encrypted_in_transit


@check(severity="medium", duty="patch-managed-software", where=REDIS_LIKE)
def elasticache_cluster_minor_versions_automatic() -> Expr:
    """Single nodes of Valkey and Redis OSS install minor versions by themselves.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html
    """
    return Cluster.auto_minor_version_upgrade


@check(severity="medium", duty="upgrade-engine", where=ON_ITS_OWN)
def elasticache_cluster_engine_supported(days_ahead: int = 0) -> Expr:
    """The engine version of clusters without replicas has standard support.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support.html
    """
    return ~Cluster.supported_until.within_days(days_ahead)


@check(
    severity="low",
    duty="survive-failure",
    where=(Cluster.engine == "memcached") & (Cluster.nodes > 1),
)
def elasticache_cluster_in_several_zones() -> Expr:
    """The nodes of Memcached clusters lie in more than one zone.

    A node that is lost takes its part of the cache with it; in several zones never all of it.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/RegionsAndAZs.html
    """
    return Cluster.several_zones


@check(severity="medium", duty="schedule-backups", where=REDIS_LIKE)
def elasticache_cluster_backups_kept(min_days: int = 1) -> Expr:
    """Automatic backups of single nodes of Valkey and Redis OSS are kept long enough.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
    """
    return Cluster.snapshot_days >= min_days


@check(severity="medium", duty="restrict-network-access", where=ON_ITS_OWN)
def elasticache_cluster_own_subnets() -> Expr:
    """Clusters without replicas lie in a subnet group that somebody chose.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SubnetGroups.html
    """
    return ~Cluster.subnet_group.is_in("", "default")
