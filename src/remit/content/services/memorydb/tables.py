"""Amazon MemoryDB tables."""

from datetime import datetime

from remit.content.services.memorydb import values
from remit.tables import At, Calls, Column, Derived, Table
from remit.values import Unknown

OF_MANY_REGIONS = "follows the multi-Region cluster that it belongs to"


class Cluster(
    Table,
    name="memorydb_cluster",
    api=Calls(
        "memorydb",
        lists="DescribeClusters",
        items="Clusters",
        key="Name",
    ),
    cfn="AWS::MemoryDB::Cluster",
    tf="aws_memorydb_cluster",
    key="name",
    arn="arn:{partition}:memorydb:{region}:{account}:cluster/{name}",
    tagged="memorydb:cluster",
):
    """A durable database of Valkey or Redis OSS in memory; always encrypted at rest.

    AWS Config does not record it.
    """

    name = Column(
        str,
        "The cluster's name.",
        api="DescribeClusters.Name",
        cfn="ClusterName",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="DescribeClusters.ARN")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    engine_version = Column(
        str,
        "The engine's version; empty where the template leaves it to AWS.",
        api="DescribeClusters.EngineVersion",
        cfn="EngineVersion",
        tf="engine_version",
    )
    kms_key = Column(
        str,
        "The KMS key of the encryption at rest; empty for MemoryDB's own.",
        api="DescribeClusters.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_arn",
        reference=True,
    )
    encrypted_in_transit = Column(
        bool,
        "Clients must talk to it over TLS; so it is unless switched off.",
        api="DescribeClusters.TLSEnabled",
        cfn="TLSEnabled",
        tf="tls_enabled",
        default=True,
    )
    acl = Column(
        str,
        "The list of users that may sign in; `open-access` lets everybody in.",
        api="DescribeClusters.ACLName",
        cfn="ACLName",
        tf="acl_name",
        default=Unknown(OF_MANY_REGIONS),
        reference=True,
    )
    auto_minor_version_upgrade = Column(
        bool,
        "Minor versions are installed in the maintenance window.",
        api="DescribeClusters.AutoMinorVersionUpgrade",
        cfn="AutoMinorVersionUpgrade",
        tf="auto_minor_version_upgrade",
        default=True,
    )
    multi_az = Column(
        bool,
        "Every shard has a replica in another zone.",
        api=At("DescribeClusters.AvailabilityMode", via=lambda mode: mode == "multiaz"),
        cfn=At("NumReplicasPerShard", via=values.replicated),
        tf=At("num_replicas_per_shard", via=values.replicated),
        default=True,
    )
    snapshot_days = Column(
        int,
        "How many days automatic snapshots are kept; 0 when there are none.",
        api="DescribeClusters.SnapshotRetentionLimit",
        cfn="SnapshotRetentionLimit",
        tf="snapshot_retention_limit",
        absent=0,
    )


class User(
    Table,
    name="memorydb_user",
    api=Calls("memorydb", lists="DescribeUsers", items="Users", key="Name"),
    cfn="AWS::MemoryDB::User",
    tf="aws_memorydb_user",
    key="name",
    arn="arn:{partition}:memorydb:{region}:{account}:user/{name}",
    tagged="memorydb:user",
):
    """A user of clusters; AWS makes one called `default`, who needs no password."""

    name = Column(str, "The user's name.", api="DescribeUsers.Name", cfn="UserName", tf="user_name")
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


class Acl(
    Table,
    name="memorydb_acl",
    api=Calls("memorydb", lists="DescribeACLs", items="ACLs", key="Name"),
    cfn="AWS::MemoryDB::ACL",
    tf="aws_memorydb_acl",
    key="name",
    arn="arn:{partition}:memorydb:{region}:{account}:acl/{name}",
    tagged="memorydb:acl",
):
    """A list of users that may sign in to the clusters that name it."""

    name = Column(str, "The list's name.", api="DescribeACLs.Name", cfn="ACLName", tf="name")
    arn = Column(str, "The ARN.", api="DescribeACLs.ARN")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    users = Column(
        list[str],
        "The users' names.",
        api="DescribeACLs.UserNames",
        cfn="UserNames",
        tf="user_names",
        reference=True,
    )


class Update(
    Table,
    name="memorydb_cluster_update",
    api=Calls("memorydb", lists="DescribeServiceUpdates", items="ServiceUpdates"),
    of=Cluster,
    link="cluster",
):
    """A service update that AWS offers for a cluster, and how far it is applied."""

    cluster = Column(str, "The cluster.", api="DescribeServiceUpdates.ClusterName", reference=True)
    name = Column(str, "The update's name.", api="DescribeServiceUpdates.ServiceUpdateName")
    status = Column(
        str,
        "available, scheduled, in-progress or complete.",
        api="DescribeServiceUpdates.Status",
        absent="available",
    )
    released = Column(
        datetime,
        "When AWS released it.",
        api="DescribeServiceUpdates.ReleaseDate",
        absent=None,
    )
