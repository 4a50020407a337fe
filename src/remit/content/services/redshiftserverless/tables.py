"""Amazon Redshift Serverless tables."""

from remit.content.services.redshiftserverless import values
from remit.tables import At, Calls, Column, Table
from remit.values import Unknown

UNTOLD = Unknown("the template does not say, and AWS's default is not published")


class Workgroup(
    Table,
    name="redshiftserverless_workgroup",
    api=Calls("redshift-serverless", lists="ListWorkgroups", items="workgroups"),
    cfn="AWS::RedshiftServerless::Workgroup",
    tf="aws_redshiftserverless_workgroup",
    key="name",
    tagged="redshift-serverless:workgroup",
):
    """The computing half of a serverless warehouse: network and settings of the databases."""

    name = Column(
        str,
        "The workgroup's name.",
        api="ListWorkgroups.workgroupName",
        cfn="WorkgroupName",
        tf="workgroup_name",
    )
    arn = Column(str, "The ARN.", api="ListWorkgroups.workgroupArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    publicly_accessible = Column(
        bool,
        "It has a public address.",
        api="ListWorkgroups.publiclyAccessible",
        cfn="PubliclyAccessible",
        tf="publicly_accessible",
    )
    enhanced_vpc_routing = Column(
        bool,
        "COPY and UNLOAD go through the VPC.",
        api="ListWorkgroups.enhancedVpcRouting",
        cfn="EnhancedVpcRouting",
        tf="enhanced_vpc_routing",
    )
    requires_tls = Column(
        bool,
        "Connections without TLS are refused; they are not unless require_ssl is set.",
        api="ListWorkgroups.configParameters[parameterKey=require_ssl].parameterValue",
        cfn="ConfigParameters[ParameterKey=require_ssl].ParameterValue",
        tf="config_parameter[parameter_key=require_ssl].parameter_value",
    )
    user_activity_logging = Column(
        bool,
        "Queries are logged too, where the namespace exports that log.",
        api="ListWorkgroups.configParameters[parameterKey=enable_user_activity_logging]"
        ".parameterValue",
        cfn="ConfigParameters[ParameterKey=enable_user_activity_logging].ParameterValue",
        tf="config_parameter[parameter_key=enable_user_activity_logging].parameter_value",
        default=UNTOLD,
    )
    track = Column(
        str,
        "How early it gets new versions: current or trailing.",
        api="ListWorkgroups.trackName",
        cfn="TrackName",
        tf="track_name",
        default="current",
    )


class Namespace(
    Table,
    name="redshiftserverless_namespace",
    api=Calls("redshift-serverless", lists="ListNamespaces", items="namespaces"),
    cfn="AWS::RedshiftServerless::Namespace",
    tf="aws_redshiftserverless_namespace",
    key="name",
    tagged="redshift-serverless:namespace",
):
    """The storing half of a serverless warehouse: databases, users, snapshots, keys."""

    name = Column(
        str,
        "The namespace's name.",
        api="ListNamespaces.namespaceName",
        cfn="NamespaceName",
        tf="namespace_name",
    )
    arn = Column(str, "The ARN.", api="ListNamespaces.namespaceArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    kms_key = Column(
        str,
        "The KMS key; AWS_OWNED_KMS_KEY or empty for one that AWS owns.",
        api="ListNamespaces.kmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        reference=True,
    )
    log_exports = Column(
        list[str],
        "The logs that go to CloudWatch Logs: userlog, connectionlog, useractivitylog.",
        api="ListNamespaces.logExports",
        cfn="LogExports",
        tf="log_exports",
    )
    admin_name = Column(
        str,
        "The administrator's name.",
        api="ListNamespaces.adminUsername",
        cfn="AdminUsername",
        tf="admin_username",
        absent="admin",
    )
    password_in_template = Column(
        bool,
        "The administrator's password is written down in the template (the value is not kept).",
        cfn=At("", via=values.password_written_down),
        tf=At("", via=values.password_written_down),
    )
