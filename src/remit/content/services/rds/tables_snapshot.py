"""Amazon RDS: snapshots of instances and clusters."""

from remit.tables import At, Calls, Column, Table
from remit.values import Unknown

FOLLOWS = Unknown("a snapshot is encrypted as its source is, which the template does not show")


class Snapshot(
    Table,
    name="rds_snapshot",
    api=Calls(
        "rds",
        lists="DescribeDBSnapshots",
        items="DBSnapshots",
        key="DBSnapshotIdentifier",
        argument="DBSnapshotIdentifier",
        # only manual snapshots have these attributes; one that AWS took is copied to be shared:
        # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshotAttributes.html
        # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
        spared={
            "DescribeDBSnapshotAttributes": ("DescribeDBSnapshots.SnapshotType", ("automated",))
        },
    ),
    tf=("aws_db_snapshot", "aws_db_snapshot_copy"),
    config="AWS::RDS::DBSnapshot",
    key="name",
    arn="arn:{partition}:rds:{region}:{account}:snapshot:{name}",
):
    """A snapshot of a database instance, taken by hand or by AWS."""

    name = Column(
        str,
        "The snapshot's identifier.",
        api="DescribeDBSnapshots.DBSnapshotIdentifier",
        tf=("db_snapshot_identifier", "target_db_snapshot_identifier"),
        config="configuration.dBSnapshotIdentifier",
    )
    arn = Column(
        str,
        "The ARN.",
        api="DescribeDBSnapshots.DBSnapshotArn",
        config="configuration.dBSnapshotArn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeDBSnapshots.TagList",
        tf="tags_all",
        config="tags",
    )
    instance = Column(
        str,
        "The instance it was taken of.",
        api="DescribeDBSnapshots.DBInstanceIdentifier",
        tf="db_instance_identifier",
        config="configuration.dBInstanceIdentifier",
        reference=True,
    )
    encrypted = Column(
        bool,
        "The snapshot is encrypted.",
        api=(
            At("DescribeDBSnapshots.StorageEncryptionType", via=lambda kind: kind != "none"),
            "DescribeDBSnapshots.Encrypted",
        ),
        tf=("encrypted", At("kms_key_id", via=lambda key: True)),
        config="configuration.encrypted",
        default=FOLLOWS,
    )
    shared_with = Column(
        list[str],
        "The accounts that may restore it; `all` is everyone.",
        api="DescribeDBSnapshotAttributes.DBSnapshotAttributesResult"
        ".DBSnapshotAttributes[AttributeName=restore].AttributeValues",
        tf="shared_accounts",
        config="supplementaryConfiguration.DBSnapshotAttributes[attributeName=restore]"
        ".attributeValues",
    )


class ClusterSnapshot(
    Table,
    name="rds_cluster_snapshot",
    api=Calls(
        "rds",
        lists="DescribeDBClusterSnapshots",
        items="DBClusterSnapshots",
        key="DBClusterSnapshotIdentifier",
        argument="DBClusterSnapshotIdentifier",
    ),
    tf=(
        "aws_db_cluster_snapshot",
        "aws_rds_cluster_snapshot_copy",
        "aws_neptune_cluster_snapshot",
        "aws_docdb_cluster_snapshot",
    ),
    config="AWS::RDS::DBClusterSnapshot",
    key="name",
    arn="arn:{partition}:rds:{region}:{account}:cluster-snapshot:{name}",
):
    """A snapshot of a cluster of Aurora, Neptune or DocumentDB, or of a Multi-AZ cluster."""

    name = Column(
        str,
        "The snapshot's identifier.",
        api="DescribeDBClusterSnapshots.DBClusterSnapshotIdentifier",
        tf=("db_cluster_snapshot_identifier", "target_db_cluster_snapshot_identifier"),
        config="configuration.dbclusterSnapshotIdentifier",
    )
    arn = Column(
        str,
        "The ARN.",
        api="DescribeDBClusterSnapshots.DBClusterSnapshotArn",
        config="configuration.dbclusterSnapshotArn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeDBClusterSnapshots.TagList",
        tf="tags_all",
        config="tags",
    )
    cluster = Column(
        str,
        "The cluster it was taken of.",
        api="DescribeDBClusterSnapshots.DBClusterIdentifier",
        tf="db_cluster_identifier",
        config="configuration.dbclusterIdentifier",
        reference=True,
    )
    encrypted = Column(
        bool,
        "The snapshot is encrypted.",
        api=(
            At("DescribeDBClusterSnapshots.StorageEncryptionType", via=lambda kind: kind != "none"),
            "DescribeDBClusterSnapshots.StorageEncrypted",
        ),
        tf=("storage_encrypted", At("kms_key_id", via=lambda key: True)),
        config="configuration.storageEncrypted",
        default=FOLLOWS,
    )
    shared_with = Column(
        list[str],
        "The accounts that may restore it; `all` is everyone.",
        api="DescribeDBClusterSnapshotAttributes.DBClusterSnapshotAttributesResult"
        ".DBClusterSnapshotAttributes[AttributeName=restore].AttributeValues",
        tf="shared_accounts",
        config="supplementaryConfiguration.DBClusterSnapshotAttributes[attributeName=restore]"
        ".attributeValues",
    )
