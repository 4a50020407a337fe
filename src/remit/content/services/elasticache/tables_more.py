"""Amazon ElastiCache tables: serverless caches, users, and the updates that AWS offers."""

from datetime import datetime

from remit.content.services.elasticache import values
from remit.content.services.elasticache.tables import Cluster, ReplicationGroup
from remit.tables import At, Calls, Column, Derived, Table
from remit.values import Unknown

UNTOLD = Unknown("the template names no way to sign in")


class ServerlessCache(
    Table,
    name="elasticache_serverless_cache",
    api=Calls(
        "elasticache",
        lists="DescribeServerlessCaches",
        items="ServerlessCaches",
        key="ServerlessCacheName",
    ),
    cfn="AWS::ElastiCache::ServerlessCache",
    tf="aws_elasticache_serverless_cache",
    key="name",
    arn="arn:{partition}:elasticache:{region}:{account}:serverlesscache:{name}",
    tagged="elasticache:serverlesscache",
):
    """A cache without nodes: always encrypted, on its way and on disk, and in several zones."""

    name = Column(
        str,
        "The cache's name.",
        api="DescribeServerlessCaches.ServerlessCacheName",
        cfn="ServerlessCacheName",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="DescribeServerlessCaches.ARN")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    engine = Column(
        str,
        "valkey, redis or memcached.",
        api="DescribeServerlessCaches.Engine",
        cfn="Engine",
        tf="engine",
    )
    major_version = Column(
        str,
        "The engine's major version, all that is left to choose; empty where AWS chooses.",
        api="DescribeServerlessCaches.MajorEngineVersion",
        cfn="MajorEngineVersion",
        tf="major_engine_version",
    )
    supported_until = Column(
        datetime,
        "When AWS ends standard support for the version.",
        absent=None,
        derived=Derived(values.supported_until, ("engine", "major_version")),
    )
    kms_key = Column(
        str,
        "The KMS key of the encryption at rest; empty for a key that AWS owns.",
        api="DescribeServerlessCaches.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        reference=True,
    )
    connection = Column(
        str,
        "vpc, or public where it is reached over the internet.",
        api="DescribeServerlessCaches.ConnectionType",
        cfn="ConnectionType",
        absent="vpc",
    )
    user_group = Column(
        str,
        "The group of users that may sign in; empty where everybody who reaches it may.",
        api="DescribeServerlessCaches.UserGroupId",
        cfn="UserGroupId",
        tf="user_group_id",
        reference=True,
    )
    snapshot_days = Column(
        int,
        "How many days automatic backups are kept; 0 when there are none.",
        api="DescribeServerlessCaches.SnapshotRetentionLimit",
        cfn="SnapshotRetentionLimit",
        tf="snapshot_retention_limit",
        absent=0,
    )


class User(
    Table,
    name="elasticache_user",
    api=Calls("elasticache", lists="DescribeUsers", items="Users", key="UserId"),
    cfn="AWS::ElastiCache::User",
    tf="aws_elasticache_user",
    key="user_id",
    arn="arn:{partition}:elasticache:{region}:{account}:user:{user_id}",
    tagged="elasticache:user",
):
    """A user of Valkey or Redis OSS caches.

    AWS makes one in every Region whose id is `default`, who needs no password: it cannot be
    changed, but a user group can have another default user in its place.
    """

    user_id = Column(str, "The user's id.", api="DescribeUsers.UserId", cfn="UserId", tf="user_id")
    name = Column(
        str,
        "The name to sign in with.",
        api="DescribeUsers.UserName",
        cfn="UserName",
        tf="user_name",
    )
    arn = Column(str, "The ARN.", api="DescribeUsers.ARN")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    access = Column(
        str,
        "What the user may do, as an access string.",
        api="DescribeUsers.AccessString",
        cfn="AccessString",
        tf="access_string",
    )
    unlimited = Column(
        bool,
        "The user is on, and may run all commands on all keys.",
        derived=Derived(values.unlimited, ("access",)),
    )
    authentication = Column(
        str,
        "How the user signs in: password, iam or no-password.",
        api="DescribeUsers.Authentication.Type",
        cfn=(
            "AuthenticationMode.Type",
            At("NoPasswordRequired", via=values.no_password),
            At("Passwords", via=values.by_password),
        ),
        tf=(
            "authentication_mode.type",
            At("no_password_required", via=values.no_password),
            At("passwords", via=values.by_password),
        ),
        words={"no-password-required": "no-password"},
        default=UNTOLD,
    )
    password_in_template = Column(
        bool,
        "A password is written down in the template (the value is not kept).",
        cfn=At("", via=values.written_down("Passwords")),
        tf=At("", via=values.written_down("passwords")),
    )


class GroupUpdate(
    Table,
    name="elasticache_replication_group_update",
    api=Calls(
        "elasticache",
        lists="DescribeUpdateActions",
        items="UpdateActions",
        decode={"DescribeUpdateActions": values.updates_of("ReplicationGroupId")},
    ),
    of=ReplicationGroup,
    link="cache",
):
    """A service update that AWS offers for a replication group, and how far it is applied."""

    cache = Column(
        str,
        "The replication group.",
        api="DescribeUpdateActions.ReplicationGroupId",
        reference=True,
    )
    name = Column(str, "The update's name.", api="DescribeUpdateActions.ServiceUpdateName")
    severity = Column(
        str,
        "critical, important, medium or low.",
        api="DescribeUpdateActions.ServiceUpdateSeverity",
    )
    offer = Column(
        str,
        "available, cancelled or expired.",
        api="DescribeUpdateActions.ServiceUpdateStatus",
        absent="available",
    )
    status = Column(
        str,
        "not-applied, waiting-to-start, scheduled, in-progress, complete …",
        api="DescribeUpdateActions.UpdateActionStatus",
        absent="not-applied",
    )
    released = Column(
        datetime,
        "When AWS released it.",
        api="DescribeUpdateActions.ServiceUpdateReleaseDate",
        absent=None,
    )
    apply_by = Column(
        datetime,
        "The day by which it should be applied to stay compliant.",
        api="DescribeUpdateActions.ServiceUpdateRecommendedApplyByDate",
        absent=values.FAR,
    )


class ClusterUpdate(
    Table,
    name="elasticache_cluster_update",
    api=Calls(
        "elasticache",
        lists="DescribeUpdateActions",
        items="UpdateActions",
        decode={"DescribeUpdateActions": values.updates_of("CacheClusterId")},
    ),
    of=Cluster,
    link="cache",
):
    """A service update that AWS offers for a cluster, and how far it is applied."""

    cache = Column(str, "The cluster.", api="DescribeUpdateActions.CacheClusterId", reference=True)
    name = Column(str, "The update's name.", api="DescribeUpdateActions.ServiceUpdateName")
    offer = Column(
        str,
        "available, cancelled or expired.",
        api="DescribeUpdateActions.ServiceUpdateStatus",
        absent="available",
    )
    status = Column(
        str,
        "not-applied, waiting-to-start, scheduled, in-progress, complete …",
        api="DescribeUpdateActions.UpdateActionStatus",
        absent="not-applied",
    )
    apply_by = Column(
        datetime,
        "The day by which it should be applied to stay compliant.",
        api="DescribeUpdateActions.ServiceUpdateRecommendedApplyByDate",
        absent=values.FAR,
    )
