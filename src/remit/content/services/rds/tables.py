"""Amazon RDS: DB instances."""

from datetime import datetime

from remit.content.keys import named_key
from remit.content.services.rds import engines, values
from remit.content.services.rds.support import until_end
from remit.tables import At, By, Calls, Column, Derived, Origin, Table
from remit.values import Unknown

UNTOLD = Unknown("it is not said; it depends on the source or on AWS")


class Instance(
    Table,
    name="rds_instance",
    api=Calls("rds", lists="DescribeDBInstances", items="DBInstances", key="DBInstanceIdentifier"),
    cfn=(
        "AWS::RDS::DBInstance",
        Origin("AWS::Neptune::DBInstance", fixed={"engine": "neptune"}),
        Origin("AWS::DocDB::DBInstance", fixed={"engine": "docdb"}),
    ),
    tf=(
        "aws_db_instance",
        "aws_rds_cluster_instance",
        Origin("aws_neptune_cluster_instance", fixed={"engine": "neptune"}),
        Origin("aws_docdb_cluster_instance", fixed={"engine": "docdb"}),
    ),
    config="AWS::RDS::DBInstance",
    key="name",
    arn="arn:{partition}:rds:{region}:{account}:db:{name}",
):
    """A database instance, on its own or a member of a cluster.

    What a cluster decides for its members (storage, backups, deletion) is judged on the cluster.
    Those of Neptune and DocumentDB, which the API lists too, are always members.
    """

    name = Column(
        str,
        "The instance's identifier.",
        api="DescribeDBInstances.DBInstanceIdentifier",
        cfn="DBInstanceIdentifier",
        tf="identifier",
        config="configuration.dBInstanceIdentifier",
    )
    arn = Column(
        str,
        "The ARN.",
        api="DescribeDBInstances.DBInstanceArn",
        config="configuration.dBInstanceArn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeDBInstances.TagList",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    engine = Column(
        str,
        "postgres, mysql, oracle-ee, aurora-mysql …",
        api="DescribeDBInstances.Engine",
        cfn="Engine",
        tf="engine",
        config="configuration.engine",
        default=UNTOLD,
    )
    engine_version = Column(
        str,
        "The engine's version; empty where the template leaves it to AWS.",
        api="DescribeDBInstances.EngineVersion",
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
    cluster = Column(
        str,
        "The cluster it is a member of; empty for an instance on its own.",
        api="DescribeDBInstances.DBClusterIdentifier",
        cfn="DBClusterIdentifier",
        tf="cluster_identifier",
        config="configuration.dBClusterIdentifier",
        reference=True,
    )
    replica_of = Column(
        str,
        "The instance it is a read replica of.",
        api=(
            "DescribeDBInstances.ReadReplicaSourceDBInstanceIdentifier",
            "DescribeDBInstances.ReadReplicaSourceDBClusterIdentifier",
        ),
        cfn=("SourceDBInstanceIdentifier", "SourceDBClusterIdentifier"),
        tf="replicate_source_db",
        config="configuration.readReplicaSourceDBInstanceIdentifier",
        reference=True,
    )
    storage_encrypted = Column(
        bool,
        "The storage, its backups and snapshots are encrypted.",
        api=(
            At("DescribeDBInstances.StorageEncryptionType", via=values.encrypted),
            "DescribeDBInstances.StorageEncrypted",
        ),
        cfn=("StorageEncrypted", At("", via=values.encrypted_unasked)),
        tf=("storage_encrypted", At("", via=values.encrypted_unasked)),
        config="configuration.storageEncrypted",
    )
    kms_key = Column(
        str,
        "The KMS key of the storage; empty for AWS's own where a template says nothing.",
        api="DescribeDBInstances.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        config="configuration.kmsKeyId",
        reference=True,
    )
    key_named = named_key()
    publicly_accessible = Column(
        bool,
        "Its name resolves to a public address outside the VPC.",
        api="DescribeDBInstances.PubliclyAccessible",
        cfn=(
            "PubliclyAccessible",
            At("DBSubnetGroupName", via=values.public_by_subnet_group),
            At("DBClusterIdentifier", via=values.public_by_cluster),
            At("Engine", via=values.public_by_engine),
        ),
        tf="publicly_accessible",
        config="configuration.publiclyAccessible",
        default=By(cfn=UNTOLD, tf=False),
    )
    backup_retention_days = Column(
        int,
        "How many days automated backups are kept; 0 when there are none.",
        api="DescribeDBInstances.BackupRetentionPeriod",
        cfn=(
            "BackupRetentionPeriod",
            At("SourceDBInstanceIdentifier", via=values.no_backups_of_its_own),
            At("SourceDBClusterIdentifier", via=values.no_backups_of_its_own),
            At("DBClusterIdentifier", via=values.no_backups_of_its_own),
        ),
        tf="backup_retention_period",
        config="configuration.backupRetentionPeriod",
        absent=0,
        default=By(cfn=1, tf=0),
    )
    deletion_protection = Column(
        bool,
        "It cannot be deleted before this is switched off.",
        api="DescribeDBInstances.DeletionProtection",
        cfn="DeletionProtection",
        tf="deletion_protection",
        config="configuration.deletionProtection",
    )
    multi_az = Column(
        bool,
        "A standby in another zone takes over.",
        api="DescribeDBInstances.MultiAZ",
        cfn="MultiAZ",
        tf="multi_az",
        config="configuration.multiAZ",
    )
    auto_minor_version_upgrade = Column(
        bool,
        "Minor versions are installed in the maintenance window.",
        api="DescribeDBInstances.AutoMinorVersionUpgrade",
        cfn="AutoMinorVersionUpgrade",
        tf="auto_minor_version_upgrade",
        config="configuration.autoMinorVersionUpgrade",
        default=True,
    )
    iam_authentication = Column(
        bool,
        "Users can sign in with short-lived IAM tokens.",
        api="DescribeDBInstances.IAMDatabaseAuthenticationEnabled",
        cfn="EnableIAMDatabaseAuthentication",
        tf="iam_database_authentication_enabled",
        config="configuration.iAMDatabaseAuthenticationEnabled",
    )
    log_exports = Column(
        list[str],
        "The logs that go to CloudWatch Logs.",
        api="DescribeDBInstances.EnabledCloudwatchLogsExports",
        cfn="EnableCloudwatchLogsExports",
        tf="enabled_cloudwatch_logs_exports",
        config="configuration.enabledCloudwatchLogsExports",
    )
    logs_not_exported = Column(
        list[str],
        "The logs of its engine that go nowhere.",
        derived=Derived(engines.logs_not_exported, ("engine", "log_exports")),
    )
    monitoring_seconds = Column(
        int,
        "Seconds between measurements of Enhanced Monitoring; 0 when it is off.",
        api="DescribeDBInstances.MonitoringInterval",
        cfn="MonitoringInterval",
        tf="monitoring_interval",
        config="configuration.monitoringInterval",
        absent=0,
    )
    copies_tags_to_snapshots = Column(
        bool,
        "Snapshots get the instance's tags.",
        api="DescribeDBInstances.CopyTagsToSnapshot",
        cfn="CopyTagsToSnapshot",
        tf="copy_tags_to_snapshot",
        config="configuration.copyTagsToSnapshot",
    )
    port = Column(
        int,
        "The port it listens on; 0 where a template leaves it to the engine.",
        api="DescribeDBInstances.Endpoint.Port",
        cfn="Port",
        tf="port",
        config="configuration.endpoint.port",
        absent=0,
    )
    on_default_port = Column(
        bool,
        "It listens on its engine's usual port.",
        derived=Derived(engines.on_default_port, ("engine", "port")),
    )
    admin_name = Column(
        str,
        "The administrator's name.",
        api="DescribeDBInstances.MasterUsername",
        cfn="MasterUsername",
        tf="username",
        config="configuration.masterUsername",
    )
    password_in_template = Column(
        bool,
        "The administrator's password is written down in the template (the value is not kept).",
        cfn=At("", via=values.password_written_down),
        tf=At("", via=values.password_written_down),
    )
    performance_insights = Column(
        bool,
        "Performance Insights keeps samples of the queries.",
        api="DescribeDBInstances.PerformanceInsightsEnabled",
        cfn="EnablePerformanceInsights",
        tf=("performance_insights_enabled", "enable_performance_insights"),
        config="configuration.performanceInsightsEnabled",
    )
    performance_insights_kms_key = Column(
        str,
        "The KMS key of those samples.",
        api="DescribeDBInstances.PerformanceInsightsKMSKeyId",
        cfn="PerformanceInsightsKMSKeyId",
        tf="performance_insights_kms_key_id",
        config="configuration.performanceInsightsKMSKeyId",
        reference=True,
    )
    performance_insights_key_named = named_key("performance_insights_kms_key")
    ca_certificate = Column(
        str,
        "The certificate authority of its TLS certificate; empty for the account's default.",
        api="DescribeDBInstances.CACertificateIdentifier",
        cfn="CACertificateIdentifier",
        tf="ca_cert_identifier",
        config="configuration.cACertificateIdentifier",
    )
    certificate_valid_until = Column(
        datetime,
        "When its TLS certificate ends.",
        api="DescribeDBInstances.CertificateDetails.ValidTill",
        absent=UNTOLD,
    )
    parameter_group = Column(
        str,
        "Its parameter group; empty for the engine's default.",
        api="DescribeDBInstances.DBParameterGroups.DBParameterGroupName",
        cfn="DBParameterGroupName",
        tf=("parameter_group_name", "db_parameter_group_name"),
        config="configuration.dBParameterGroups.dBParameterGroupName",
        reference=True,
    )
    default_group_forces_tls = Column(
        bool,
        "It uses the engine's default parameter group, and that refuses plain connections.",
        derived=Derived(
            engines.default_group_forces_tls,
            ("parameter_group", "engine", "engine_version", "source"),
        ),
    )


class ParameterGroup(
    Table,
    name="rds_parameter_group",
    api=Calls(
        "rds",
        lists="DescribeDBParameterGroups",
        items="DBParameterGroups",
        key="DBParameterGroupName",
        argument="DBParameterGroupName",
    ),
    cfn="AWS::RDS::DBParameterGroup",
    tf="aws_db_parameter_group",
    key="name",
    tagged="rds:pg",
):
    """Settings of the engine, shared by instances. AWS Config does not record it."""

    name = Column(
        str,
        "The group's name.",
        api="DescribeDBParameterGroups.DBParameterGroupName",
        cfn="DBParameterGroupName",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="DescribeDBParameterGroups.DBParameterGroupArn")
    family = Column(
        str,
        "The engine and version it is for, such as postgres16.",
        api="DescribeDBParameterGroups.DBParameterGroupFamily",
        cfn="Family",
        tf="family",
    )
    tls_setting = Column(
        str,
        "The parameter that makes TLS compulsory, as it is set; empty for the family's default.",
        api=(
            "DescribeDBParameters.Parameters[ParameterName=rds.force_ssl].ParameterValue",
            "DescribeDBParameters.Parameters[ParameterName=require_secure_transport]"
            ".ParameterValue",
        ),
        cfn=At("Parameters", via=values.parameter("rds.force_ssl", "require_secure_transport")),
        tf=(
            "parameter[name=rds.force_ssl].value",
            "parameter[name=require_secure_transport].value",
        ),
    )
    forces_tls = Column(
        bool,
        "Connections without TLS are refused.",
        derived=Derived(engines.setting_forces_tls, ("family", "tls_setting")),
    )
