"""Amazon RDS: clusters."""

from datetime import datetime

from remit.content.common import stated
from remit.content.keys import named_key
from remit.content.services.rds import engines, values
from remit.content.services.rds.support import until_end
from remit.content.services.rds.tables import UNTOLD
from remit.tables import At, Calls, Column, Derived, Origin, Table


class Cluster(
    Table,
    name="rds_cluster",
    api=Calls("rds", lists="DescribeDBClusters", items="DBClusters", key="DBClusterIdentifier"),
    cfn=(
        "AWS::RDS::DBCluster",
        Origin("AWS::Neptune::DBCluster", fixed={"engine": "neptune"}),
        Origin("AWS::DocDB::DBCluster", fixed={"engine": "docdb"}),
    ),
    tf=(
        "aws_rds_cluster",
        Origin("aws_neptune_cluster", fixed={"engine": "neptune"}),
        Origin("aws_docdb_cluster", fixed={"engine": "docdb"}),
    ),
    config="AWS::RDS::DBCluster",
    key="name",
    arn="arn:{partition}:rds:{region}:{account}:cluster:{name}",
    satellites={
        "AWS::RDS::DBInstance": "DBClusterIdentifier",
        "AWS::Neptune::DBInstance": "DBClusterIdentifier",
        "AWS::DocDB::DBInstance": "DBClusterIdentifier",
        "aws_rds_cluster_instance": "cluster_identifier",
        "aws_neptune_cluster_instance": "cluster_identifier",
        "aws_docdb_cluster_instance": "cluster_identifier",
    },
):
    """A cluster of Aurora, Neptune or DocumentDB, or a Multi-AZ cluster of MySQL or PostgreSQL.

    They share an API. What a template says of encryption is what it asks for: since 18 February
    2026 AWS encrypts new Aurora clusters with a key of its own even when nobody asks, but a
    cluster keeps what it was made with, and a template does not show when that was.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
    """

    name = Column(
        str,
        "The cluster's identifier.",
        api="DescribeDBClusters.DBClusterIdentifier",
        cfn="DBClusterIdentifier",
        tf="cluster_identifier",
        config="configuration.dbclusterIdentifier",
    )
    arn = Column(
        str,
        "The ARN.",
        api="DescribeDBClusters.DBClusterArn",
        config="configuration.dbclusterArn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeDBClusters.TagList",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    engine = Column(
        str,
        "aurora-mysql, aurora-postgresql, mysql, postgres, neptune or docdb.",
        api="DescribeDBClusters.Engine",
        cfn="Engine",
        tf="engine",
        config="configuration.engine",
        default=UNTOLD,
    )
    engine_version = Column(
        str,
        "The engine's version; empty where the template leaves it to AWS.",
        api="DescribeDBClusters.EngineVersion",
        cfn="EngineVersion",
        tf="engine_version",
        config="configuration.engineVersion",
    )
    supported_until = Column(
        datetime,
        "When standard support of its major version ends.",
        absent=None,
        derived=Derived(until_end(), ("engine", "engine_version")),
    )
    paid_until = Column(
        datetime,
        "When the support that can be bought ends too.",
        absent=None,
        derived=Derived(until_end(paid=True), ("engine", "engine_version")),
    )
    serverless = Column(
        bool,
        "AWS adds and removes capacity by itself, within limits.",
        api=(
            At("DescribeDBClusters.ServerlessV2ScalingConfiguration", via=stated),
            At("DescribeDBClusters.EngineMode", via=values.serverless),
        ),
        cfn=(
            At("ServerlessV2ScalingConfiguration", via=stated),
            At("EngineMode", via=values.serverless),
        ),
        tf=(
            At("serverlessv2_scaling_configuration", via=stated),
            At("engine_mode", via=values.serverless),
        ),
        config=At("configuration.engineMode", via=values.serverless),
    )
    storage_encrypted = Column(
        bool,
        "The storage, its backups and snapshots are encrypted.",
        api=(
            At("DescribeDBClusters.StorageEncryptionType", via=values.encrypted),
            "DescribeDBClusters.StorageEncrypted",
        ),
        cfn=("StorageEncrypted", At("", via=values.cluster_encrypted_unasked)),
        tf=("storage_encrypted", At("", via=values.cluster_encrypted_unasked)),
        config="configuration.storageEncrypted",
    )
    kms_key = Column(
        str,
        "The KMS key of the storage; empty for AWS's own where a template says nothing.",
        api="DescribeDBClusters.KmsKeyId",
        cfn="KmsKeyId",
        tf=("kms_key_id", "kms_key_arn"),
        config="configuration.kmsKeyId",
        reference=True,
    )
    key_named = named_key()
    backup_retention_days = Column(
        int,
        "How many days automated backups are kept.",
        api="DescribeDBClusters.BackupRetentionPeriod",
        cfn="BackupRetentionPeriod",
        tf="backup_retention_period",
        config="configuration.backupRetentionPeriod",
        absent=0,
        default=1,
    )
    deletion_protection = Column(
        bool,
        "It cannot be deleted before this is switched off.",
        api="DescribeDBClusters.DeletionProtection",
        cfn="DeletionProtection",
        tf="deletion_protection",
        config="configuration.deletionProtection",
    )
    multi_az = Column(
        bool,
        "Instances in more than one zone.",
        api="DescribeDBClusters.MultiAZ",
        cfn=(
            At("DBClusterInstanceClass", via=values.spread),
            At("AWS::RDS::DBInstance[]", via=values.several),
            At("AWS::Neptune::DBInstance[]", via=values.several),
            At("AWS::DocDB::DBInstance[]", via=values.several),
        ),
        tf=(
            At("db_cluster_instance_class", via=values.spread),
            At("aws_rds_cluster_instance[]", via=values.several),
            At("aws_neptune_cluster_instance[]", via=values.several),
            At("aws_docdb_cluster_instance[]", via=values.several),
        ),
        config="configuration.multiAZ",
        default=UNTOLD,
    )
    auto_minor_version_upgrade = Column(
        bool,
        "Minor versions are installed in the maintenance window (Multi-AZ DB clusters).",
        api="DescribeDBClusters.AutoMinorVersionUpgrade",
        cfn="AutoMinorVersionUpgrade",
        config="configuration.autoMinorVersionUpgrade",
        default=True,
    )
    iam_authentication = Column(
        bool,
        "Users can sign in with short-lived IAM tokens.",
        api="DescribeDBClusters.IAMDatabaseAuthenticationEnabled",
        cfn=("EnableIAMDatabaseAuthentication", "IamAuthEnabled"),
        tf="iam_database_authentication_enabled",
        config="configuration.iamdatabaseAuthenticationEnabled",
    )
    log_exports = Column(
        list[str],
        "The logs that go to CloudWatch Logs.",
        api="DescribeDBClusters.EnabledCloudwatchLogsExports",
        cfn="EnableCloudwatchLogsExports",
        tf=("enabled_cloudwatch_logs_exports", "enable_cloudwatch_logs_exports"),
        config="configuration.enabledCloudwatchLogsExports",
    )
    logs_not_exported = Column(
        list[str],
        "The logs of its engine that go nowhere.",
        derived=Derived(engines.cluster_logs_not_exported, ("engine", "log_exports")),
    )
    copies_tags_to_snapshots = Column(
        bool,
        "Snapshots get the cluster's tags.",
        api="DescribeDBClusters.CopyTagsToSnapshot",
        cfn="CopyTagsToSnapshot",
        tf="copy_tags_to_snapshot",
        config="configuration.copyTagsToSnapshot",
    )
    backtrack_seconds = Column(
        int,
        "How far back the cluster can be rewound, in seconds; 0 when it cannot.",
        api="DescribeDBClusters.BacktrackWindow",
        cfn="BacktrackWindow",
        tf="backtrack_window",
        config="configuration.backtrackWindow",
        absent=0,
    )
    admin_name = Column(
        str,
        "The administrator's name.",
        api="DescribeDBClusters.MasterUsername",
        cfn="MasterUsername",
        tf="master_username",
        config="configuration.masterUsername",
    )
    password_in_template = Column(
        bool,
        "The administrator's password is written down in the template (the value is not kept).",
        cfn=At("", via=values.password_written_down),
        tf=At("", via=values.password_written_down),
    )
