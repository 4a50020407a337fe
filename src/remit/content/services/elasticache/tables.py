"""Amazon ElastiCache tables: caches on nodes that the customer sizes."""

from datetime import datetime

from remit.content.services.elasticache import values
from remit.tables import At, Calls, Column, Derived, Table
from remit.values import Unknown


class ReplicationGroup(
    Table,
    name="elasticache_replication_group",
    api=Calls(
        "elasticache",
        lists="DescribeReplicationGroups",
        items="ReplicationGroups",
        key="ReplicationGroupId",
        join={"DescribeCacheClusters": ("CacheClusters", "ReplicationGroupId")},
    ),
    cfn="AWS::ElastiCache::ReplicationGroup",
    tf="aws_elasticache_replication_group",
    key="name",
    arn="arn:{partition}:elasticache:{region}:{account}:replicationgroup:{name}",
    tagged="elasticache:replicationgroup",
):
    """A cache of Valkey or Redis OSS: a primary and its replicas, in one shard or several.

    What the API tells of nodes only (the version, the subnets) is read off one of its nodes. AWS
    Config does not record it.
    """

    name = Column(
        str,
        "The group's identifier.",
        api="DescribeReplicationGroups.ReplicationGroupId",
        cfn="ReplicationGroupId",
        tf="replication_group_id",
    )
    arn = Column(str, "The ARN.", api="DescribeReplicationGroups.ARN")
    tags = Column(
        dict[str, str],
        "The tags.",
        cfn="Tags",
        tf="tags_all",
    )
    engine = Column(
        str,
        "valkey or redis.",
        api="DescribeReplicationGroups.Engine",
        cfn=("Engine", At("GlobalReplicationGroupId", via=values.of_global_datastore)),
        tf=("engine", At("global_replication_group_id", via=values.of_global_datastore)),
        absent="redis",
    )
    engine_version = Column(
        str,
        "The engine's version; empty where the template leaves it to AWS.",
        api="DescribeCacheClusters.EngineVersion",
        cfn=("EngineVersion", At("GlobalReplicationGroupId", via=values.of_global_datastore)),
        tf=("engine_version", At("global_replication_group_id", via=values.of_global_datastore)),
    )
    supported_until = Column(
        datetime,
        "When AWS ends standard support for the version.",
        absent=None,
        derived=Derived(values.supported_until, ("engine", "engine_version")),
    )
    encrypted_at_rest = Column(
        bool,
        "What it writes to disk, and its backups, are encrypted.",
        api=(
            At("DescribeReplicationGroups.StorageEncryptionType", via=values.encrypted),
            "DescribeReplicationGroups.AtRestEncryptionEnabled",
        ),
        cfn=("AtRestEncryptionEnabled", At("", via=values.encrypted_unasked)),
        tf=("at_rest_encryption_enabled", At("", via=values.encrypted_unasked)),
    )
    kms_key = Column(
        str,
        "The KMS key of the encryption at rest; empty for ElastiCache's own.",
        api="DescribeReplicationGroups.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        reference=True,
    )
    encrypted_in_transit = Column(
        bool,
        "Clients can, or must, talk to it over TLS.",
        api="DescribeReplicationGroups.TransitEncryptionEnabled",
        cfn=(
            "TransitEncryptionEnabled",
            At("GlobalReplicationGroupId", via=values.of_global_datastore),
        ),
        tf=(
            "transit_encryption_enabled",
            At("global_replication_group_id", via=values.of_global_datastore),
        ),
    )
    transit_mode = Column(
        str,
        "With TLS: required, or preferred where plain connections are let in beside it.",
        api="DescribeReplicationGroups.TransitEncryptionMode",
        cfn="TransitEncryptionMode",
        tf="transit_encryption_mode",
        absent="required",
    )
    auth_token = Column(
        bool,
        "Clients need a shared password, the AUTH token (which is not kept).",
        api="DescribeReplicationGroups.AuthTokenEnabled",
        cfn=At("", via=values.present("AuthToken")),
        tf=At("", via=values.present("auth_token")),
    )
    token_in_template = Column(
        bool,
        "The AUTH token is written down in the template (the value is not kept).",
        cfn=At("", via=values.written_down("AuthToken")),
        tf=At("", via=values.written_down("auth_token")),
    )
    user_groups = Column(
        list[str],
        "The groups of users that may sign in.",
        api="DescribeReplicationGroups.UserGroupIds",
        cfn="UserGroupIds",
        tf="user_group_ids",
        reference=True,
    )
    auto_minor_version_upgrade = Column(
        bool,
        "Minor versions are installed in the maintenance window.",
        api="DescribeReplicationGroups.AutoMinorVersionUpgrade",
        cfn="AutoMinorVersionUpgrade",
        tf="auto_minor_version_upgrade",
        default=True,
    )
    automatic_failover = Column(
        bool,
        "A replica takes over when the primary fails.",
        api=At("DescribeReplicationGroups.AutomaticFailover", via=values.is_on),
        cfn="AutomaticFailoverEnabled",
        tf="automatic_failover_enabled",
    )
    multi_az = Column(
        bool,
        "Replicas lie in another zone than their primary.",
        api=At("DescribeReplicationGroups.MultiAZ", via=values.is_on),
        cfn="MultiAZEnabled",
        tf="multi_az_enabled",
    )
    snapshot_days = Column(
        int,
        "How many days automatic backups are kept; 0 when there are none.",
        api="DescribeReplicationGroups.SnapshotRetentionLimit",
        cfn="SnapshotRetentionLimit",
        tf="snapshot_retention_limit",
        absent=0,
    )
    subnet_group = Column(
        str,
        "The subnet group that its nodes lie in; empty for the default one.",
        api="DescribeCacheClusters.CacheSubnetGroupName",
        cfn="CacheSubnetGroupName",
        tf="subnet_group_name",
        absent=Unknown("no node of it was listed"),
        default="",
        reference=True,
    )
    log_types = Column(
        list[str],
        "The logs that it delivers: slow-log, engine-log.",
        api="DescribeReplicationGroups.LogDeliveryConfigurations[].LogType",
        cfn="LogDeliveryConfigurations[].LogType",
        tf="log_delivery_configuration[].log_type",
    )


class Cluster(
    Table,
    name="elasticache_cluster",
    api=Calls(
        "elasticache",
        lists="DescribeCacheClusters",
        items="CacheClusters",
        key="CacheClusterId",
        fixed={"DescribeCacheClusters": {"ShowCacheClustersNotInReplicationGroups": True}},
    ),
    cfn="AWS::ElastiCache::CacheCluster",
    tf="aws_elasticache_cluster",
    key="name",
    arn="arn:{partition}:elasticache:{region}:{account}:cluster:{name}",
    tagged="elasticache:cluster",
):
    """A cluster of Memcached, or a single node of Valkey or Redis OSS without replicas.

    Neither has encryption at rest. In Terraform it may also be a replica that joins a replication
    group: that names no engine, and the group decides everything. AWS Config does not record it.
    """

    name = Column(
        str,
        "The cluster's identifier.",
        api="DescribeCacheClusters.CacheClusterId",
        cfn="ClusterName",
        tf="cluster_id",
    )
    arn = Column(str, "The ARN.", api="DescribeCacheClusters.ARN")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    engine = Column(
        str,
        "memcached, valkey or redis; empty for a replica that joins a replication group.",
        api="DescribeCacheClusters.Engine",
        cfn="Engine",
        tf="engine",
    )
    engine_version = Column(
        str,
        "The engine's version; empty where the template leaves it to AWS.",
        api="DescribeCacheClusters.EngineVersion",
        cfn="EngineVersion",
        tf="engine_version",
    )
    supported_until = Column(
        datetime,
        "When AWS ends standard support for the version.",
        absent=None,
        derived=Derived(values.supported_until, ("engine", "engine_version")),
    )
    encrypted_in_transit = Column(
        bool,
        "Clients talk to it over TLS.",
        api="DescribeCacheClusters.TransitEncryptionEnabled",
        cfn="TransitEncryptionEnabled",
        tf="transit_encryption_enabled",
    )
    auto_minor_version_upgrade = Column(
        bool,
        "Minor versions are installed in the maintenance window (Valkey and Redis OSS).",
        api="DescribeCacheClusters.AutoMinorVersionUpgrade",
        cfn="AutoMinorVersionUpgrade",
        tf="auto_minor_version_upgrade",
        default=True,
    )
    nodes = Column(
        int,
        "How many nodes it has.",
        api="DescribeCacheClusters.NumCacheNodes",
        cfn="NumCacheNodes",
        tf="num_cache_nodes",
        absent=1,
    )
    several_zones = Column(
        bool,
        "Its nodes lie in more than one zone.",
        api=At("DescribeCacheClusters.PreferredAvailabilityZone", via=lambda z: z == "Multiple"),
        cfn=At("AZMode", via=lambda mode: mode == "cross-az"),
        tf=At("az_mode", via=lambda mode: mode == "cross-az"),
    )
    snapshot_days = Column(
        int,
        "How many days automatic backups are kept; 0 when there are none.",
        api="DescribeCacheClusters.SnapshotRetentionLimit",
        cfn="SnapshotRetentionLimit",
        tf="snapshot_retention_limit",
        absent=0,
    )
    subnet_group = Column(
        str,
        "The subnet group that its nodes lie in; empty for the default one.",
        api="DescribeCacheClusters.CacheSubnetGroupName",
        cfn="CacheSubnetGroupName",
        tf="subnet_group_name",
        reference=True,
    )
