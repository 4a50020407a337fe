"""Amazon Redshift tables: provisioned clusters."""

from remit.content.keys import named_key
from remit.content.services.redshift import values
from remit.tables import At, By, Calls, Column, Derived, Table

LIST = "DescribeClusters"


class Cluster(
    Table,
    name="redshift_cluster",
    api=Calls(
        "redshift",
        lists=LIST,
        items="Clusters",
        key="ClusterIdentifier",
        argument="ClusterIdentifier",
    ),
    cfn="AWS::Redshift::Cluster",
    tf="aws_redshift_cluster",
    config="AWS::Redshift::Cluster",
    key="name",
    arn="arn:{partition}:redshift:{region}:{account}:cluster:{name}",
    satellites={"aws_redshift_logging": "cluster_identifier"},
):
    """A provisioned data warehouse.

    A template shows what is asked for today: since January 2025 AWS makes no unencrypted cluster
    any more, but an older one keeps what it was made with.
    https://aws.amazon.com/blogs/security/amazon-redshift-enhances-security-by-changing-default-behavior-in-2025/
    """

    name = Column(
        str,
        "The cluster's identifier.",
        api=f"{LIST}.ClusterIdentifier",
        cfn="ClusterIdentifier",
        tf="cluster_identifier",
        config="configuration.clusterIdentifier",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api=f"{LIST}.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    publicly_accessible = Column(
        bool,
        "It has a public address; without a word on it Terraform gives it one before version 6.",
        api=f"{LIST}.PubliclyAccessible",
        cfn="PubliclyAccessible",
        tf="publicly_accessible",
        config="configuration.publiclyAccessible",
        default=By(cfn=False, tf=True),
    )
    encrypted = Column(
        bool,
        "Its data and snapshots are encrypted.",
        api=f"{LIST}.Encrypted",
        cfn=("Encrypted", At("", via=values.encrypted_unasked)),
        tf=("encrypted", At("", via=values.encrypted_unasked)),
        config="configuration.encrypted",
    )
    kms_key = Column(
        str,
        "The KMS key; empty for a key that AWS owns.",
        api=f"{LIST}.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        config="configuration.kmsKeyId",
        reference=True,
    )
    key_named = named_key()
    allow_version_upgrade = Column(
        bool,
        "Major versions are installed in the maintenance window.",
        api=f"{LIST}.AllowVersionUpgrade",
        cfn="AllowVersionUpgrade",
        tf="allow_version_upgrade",
        config="configuration.allowVersionUpgrade",
        default=True,
    )
    maintenance_track = Column(
        str,
        "How early it gets new versions: current, trailing or preview.",
        api=f"{LIST}.MaintenanceTrackName",
        cfn="MaintenanceTrackName",
        tf="maintenance_track_name",
        config="configuration.maintenanceTrackName",
        default="current",
    )
    maintenance_deferred = Column(
        bool,
        "Its maintenance is put off.",
        api=At(f"{LIST}.DeferredMaintenanceWindows", via=bool),
        cfn="DeferMaintenance",
    )
    snapshot_days = Column(
        int,
        "How many days automated snapshots are kept; 0 when there are none.",
        api=f"{LIST}.AutomatedSnapshotRetentionPeriod",
        cfn="AutomatedSnapshotRetentionPeriod",
        tf="automated_snapshot_retention_period",
        config="configuration.automatedSnapshotRetentionPeriod",
        absent=0,
        default=1,
    )
    enhanced_vpc_routing = Column(
        bool,
        "COPY and UNLOAD go through the VPC.",
        api=f"{LIST}.EnhancedVpcRouting",
        cfn="EnhancedVpcRouting",
        tf="enhanced_vpc_routing",
        config="configuration.enhancedVpcRouting",
    )
    logging = Column(
        bool,
        "Connections and user activity are logged to a bucket or CloudWatch Logs.",
        api="DescribeLoggingStatus.LoggingEnabled",
        cfn=At("LoggingProperties", via=values.logs_somewhere),
        tf=(
            At("aws_redshift_logging", via=values.logs_somewhere),
            At("logging", via=values.logs_somewhere),
        ),
    )
    multi_az = Column(
        bool,
        "It runs in two Availability Zones.",
        api=At(f"{LIST}.MultiAZ", via=values.two_zones),
        cfn="MultiAZ",
        tf="multi_az",
    )
    admin_name = Column(
        str,
        "The administrator's name.",
        api=f"{LIST}.MasterUsername",
        cfn="MasterUsername",
        tf="master_username",
        config="configuration.masterUsername",
    )
    database = Column(
        str,
        "The first database's name.",
        api=f"{LIST}.DBName",
        cfn="DBName",
        tf="database_name",
        config="configuration.dBName",
        absent="dev",
    )
    password_in_template = Column(
        bool,
        "The administrator's password is written down in the template (the value is not kept).",
        cfn=At("", via=values.password_written_down),
        tf=At("", via=values.password_written_down),
    )
    parameter_group = Column(
        str,
        "Its parameter group; empty for AWS's default.",
        api=f"{LIST}.ClusterParameterGroups.ParameterGroupName",
        cfn="ClusterParameterGroupName",
        tf="cluster_parameter_group_name",
        config="configuration.clusterParameterGroups.parameterGroupName",
        reference=True,
    )
    default_group_requires_tls = Column(
        bool,
        "It uses a default parameter group, and that refuses plain connections.",
        derived=Derived(values.default_group_requires_tls, ("parameter_group", "source")),
    )


class ParameterGroup(
    Table,
    name="redshift_parameter_group",
    api=Calls(
        "redshift",
        lists="DescribeClusterParameterGroups",
        items="ParameterGroups",
        key="ParameterGroupName",
        argument="ParameterGroupName",
    ),
    cfn="AWS::Redshift::ClusterParameterGroup",
    tf="aws_redshift_parameter_group",
    key="name",
    arn="arn:{partition}:redshift:{region}:{account}:parametergroup:{name}",
):
    """Settings of the databases, shared by clusters. AWS Config does not tell the parameters."""

    name = Column(
        str,
        "The group's name.",
        api="DescribeClusterParameterGroups.ParameterGroupName",
        cfn="ParameterGroupName",
        tf="name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeClusterParameterGroups.Tags",
        cfn="Tags",
        tf="tags_all",
    )
    family = Column(
        str,
        "redshift-1.0 or redshift-2.0.",
        api="DescribeClusterParameterGroups.ParameterGroupFamily",
        cfn="ParameterGroupFamily",
        tf="family",
    )
    require_ssl = Column(
        str,
        "The parameter require_ssl as it is set; empty for the family's own.",
        api="DescribeClusterParameters.Parameters[ParameterName=require_ssl].ParameterValue",
        cfn="Parameters[ParameterName=require_ssl].ParameterValue",
        tf="parameter[name=require_ssl].value",
    )
    requires_tls = Column(
        bool,
        "Connections without TLS are refused.",
        derived=Derived(values.set_to_require_tls, ("family", "require_ssl")),
    )
    user_activity_logging = Column(
        bool,
        "Queries are logged too, where the cluster logs at all.",
        api="DescribeClusterParameters.Parameters[ParameterName=enable_user_activity_logging]"
        ".ParameterValue",
        cfn="Parameters[ParameterName=enable_user_activity_logging].ParameterValue",
        tf="parameter[name=enable_user_activity_logging].value",
    )
