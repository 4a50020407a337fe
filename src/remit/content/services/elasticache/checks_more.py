"""Amazon ElastiCache checks: serverless caches, users and service updates."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.elasticache.tables_more import (
    ClusterUpdate,
    GroupUpdate,
    ServerlessCache,
    User,
)

NOBODYS = ("complete", "not-applicable")
"""The states in which an update asks nobody for anything."""

IN_USE = (User.user_id != "default") & User.access.lower().matches(r"(^|\s)on(\s|$)")
"""The user that AWS makes cannot be changed, and who is not on cannot sign in."""


@check(severity="high", duty="patch-managed-software", where=GroupUpdate.offer != "cancelled")
def elasticache_replication_group_updates_applied_in_time(grace_days: int = 0) -> Expr:
    """Service updates of replication groups are applied by the day that AWS recommends.

    AWS installs critical fixes by itself in the maintenance window. The others wait for you, and
    after that day the group no longer counts as compliant.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Self-Service-Updates.html
    """
    return GroupUpdate.status.is_in(*NOBODYS) | ~GroupUpdate.apply_by.older_than(grace_days)


@check(
    severity="medium",
    duty="patch-managed-software",
    where=(GroupUpdate.offer != "cancelled") & GroupUpdate.severity.is_in("critical", "important"),
)
def elasticache_replication_group_security_updates_prompt(max_days: int = 30) -> Expr:
    """Critical and important updates of replication groups do not wait longer than a month.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Self-Service-Updates.html
    """
    return GroupUpdate.status.is_in(*NOBODYS) | ~GroupUpdate.released.older_than(max_days)


@check(severity="high", duty="patch-managed-software", where=ClusterUpdate.offer != "cancelled")
def elasticache_cluster_updates_applied_in_time(grace_days: int = 0) -> Expr:
    """Service updates of clusters without replicas are applied by the day AWS recommends.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Self-Service-Updates.html
    """
    return ClusterUpdate.status.is_in(*NOBODYS) | ~ClusterUpdate.apply_by.older_than(grace_days)


@check(severity="low", duty="manage-keys")
def elasticache_serverless_cache_key_named() -> Expr:
    """Serverless caches are encrypted with a KMS key that somebody named.

    They always are encrypted, with a key that AWS owns unless one is named.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
    """
    return ~ServerlessCache.kms_key.is_empty()


@check(severity="medium", duty="schedule-backups")
def elasticache_serverless_cache_backups_kept(min_days: int = 1) -> Expr:
    """Automatic backups of serverless caches are kept long enough.

    AWS takes none unless told to. What only caches another store may do without: except it.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
    """
    return ServerlessCache.snapshot_days >= min_days


@check(
    severity="high",
    duty="strong-authentication",
    where=ServerlessCache.engine.is_in("redis", "valkey"),
)
def elasticache_serverless_cache_users_named() -> Expr:
    """Clients of serverless caches sign in as users of a group.

    Without a user group, whoever reaches the endpoint reads and writes everything. Serverless
    Memcached has no users at all.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
    """
    return ~ServerlessCache.user_group.is_empty()


@check(severity="high", duty="block-public-access")
def elasticache_serverless_cache_not_public() -> Expr:
    """Serverless caches are reached through a VPC endpoint, not over the internet.

    It is chosen when the cache is made and cannot be changed.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateServerlessCache.html
    """
    return ServerlessCache.connection != "public"


@check(severity="medium", duty="upgrade-engine")
def elasticache_serverless_cache_engine_supported(days_ahead: int = 0) -> Expr:
    """The major version of serverless caches has standard support.

    AWS installs minor versions and patches by itself; the next major version is yours to choose.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html
    """
    return ~ServerlessCache.supported_until.within_days(days_ahead)


@check(severity="high", duty="strong-authentication", where=IN_USE)
def elasticache_user_proves_identity() -> Expr:
    """Users of caches sign in with a password or with IAM.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
    """
    return User.authentication.is_in("password", "iam")


@check(severity="medium", duty="least-privilege", where=IN_USE)
def elasticache_user_access_limited() -> Expr:
    """Users of caches may not run every command on every key.

    An access string of `~* +@all` lets an application that only reads also empty the cache or
    change its settings.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
    """
    return ~User.unlimited


@check(severity="high", duty="protect-secrets", where=User.source.is_in("cfn", "tf"))
def elasticache_user_password_not_in_template() -> Expr:
    """No template spells out the password of a cache's user.

    Whoever reads the repository, or its history, has it.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
    """
    return ~User.password_in_template
