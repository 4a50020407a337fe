"""Amazon MemoryDB checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.memorydb.tables import Acl, Cluster, Update, User

IN_USE = (User.name != "default") & User.access.lower().matches(r"(^|\s)on(\s|$)")
"""The user that AWS makes cannot be changed, and who is not on cannot sign in."""


@check(severity="high", duty="encrypt-in-transit")
def memorydb_cluster_encrypted_in_transit() -> Expr:
    """Clients talk to MemoryDB clusters over TLS, and so do their nodes with each other.

    It is on unless switched off when the cluster is made; without it users cannot sign in.

    https://docs.aws.amazon.com/memorydb/latest/devguide/in-transit-encryption.html
    """
    return Cluster.encrypted_in_transit


@check(severity="low", duty="manage-keys")
def memorydb_cluster_key_named() -> Expr:
    """MemoryDB clusters are encrypted with a KMS key that somebody named.

    They always are encrypted, with a key of MemoryDB's own unless one is named.

    https://docs.aws.amazon.com/memorydb/latest/devguide/at-rest-encryption.html
    """
    return ~Cluster.kms_key.is_empty()


@check(severity="high", duty="strong-authentication")
def memorydb_cluster_not_open() -> Expr:
    """Clients of MemoryDB clusters sign in.

    The list `open-access` lets everybody who reaches the port run every command.

    https://docs.aws.amazon.com/memorydb/latest/devguide/clusters.acls.html
    """
    return Cluster.acl != "open-access"


@check(severity="medium", duty="patch-managed-software")
def memorydb_cluster_minor_versions_automatic() -> Expr:
    """MemoryDB clusters install minor versions of their engine by themselves.

    https://docs.aws.amazon.com/memorydb/latest/devguide/engine-versions.html
    """
    return Cluster.auto_minor_version_upgrade


@check(severity="medium", duty="survive-failure")
def memorydb_cluster_multi_az() -> Expr:
    """Every shard of MemoryDB clusters has a replica in another zone.

    The log of writes spans zones anyway; a replica is what takes over without a rebuild.

    https://docs.aws.amazon.com/memorydb/latest/devguide/autofailover.html
    """
    return Cluster.multi_az


@check(severity="medium", duty="schedule-backups")
def memorydb_cluster_snapshots_kept(min_days: int = 1) -> Expr:
    """Automatic snapshots of MemoryDB clusters are kept long enough.

    AWS takes none unless told to. The log protects from a lost node, not from a wrong command.

    https://docs.aws.amazon.com/memorydb/latest/devguide/snapshots-automatic.html
    """
    return Cluster.snapshot_days >= min_days


@check(severity="high", duty="patch-managed-software")
def memorydb_cluster_updates_prompt(max_days: int = 30) -> Expr:
    """Service updates of MemoryDB clusters do not wait longer than a month.

    They are security updates. You may apply one before AWS does so by itself.

    https://docs.aws.amazon.com/memorydb/latest/devguide/service-updates.html
    """
    return (Update.status == "complete") | ~Update.released.older_than(max_days)


@check(severity="medium", duty="least-privilege", where=IN_USE)
def memorydb_user_access_limited() -> Expr:
    """Users of MemoryDB may not run every command on every key.

    https://docs.aws.amazon.com/memorydb/latest/devguide/clusters.acls.html
    """
    return ~User.unlimited


@check(severity="high", duty="strong-authentication", where=Acl.name != "open-access")
def memorydb_acl_without_default_user() -> Expr:
    """No list of users lets in the default user, who needs no password.

    AWS's own list `open-access` is judged on the clusters that name it.

    https://docs.aws.amazon.com/memorydb/latest/devguide/clusters.acls.html
    """
    return ~Acl.users.has("default")
