"""Amazon DocumentDB tables: clusters, instances and snapshots lie in those of Amazon RDS."""

from remit.content.services.docdb import values
from remit.tables import At, Calls, Column, Table


class ParameterGroup(
    Table,
    name="docdb_cluster_parameter_group",
    api=Calls(
        "docdb",
        lists="DescribeDBClusterParameterGroups",
        items="DBClusterParameterGroups",
        key="DBClusterParameterGroupName",
        argument="DBClusterParameterGroupName",
        decode={"DescribeDBClusterParameterGroups": values.groups_of("docdb")},
    ),
    cfn="AWS::DocDB::DBClusterParameterGroup",
    tf="aws_docdb_cluster_parameter_group",
    key="name",
    arn="arn:{partition}:rds:{region}:{account}:cluster-pg:{name}",
    tagged="rds:cluster-pg",
):
    """Settings of the engine that clusters share; AWS's own groups cannot be changed.

    AWS Config does not record it.
    """

    name = Column(
        str,
        "The group's name.",
        api="DescribeDBClusterParameterGroups.DBClusterParameterGroupName",
        cfn="Name",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="DescribeDBClusterParameterGroups.DBClusterParameterGroupArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    tls = Column(
        str,
        "Whether clients must use TLS, and which: enabled, disabled, fips-140-3, tls1.2+ …",
        api="DescribeDBClusterParameters.Parameters[ParameterName=tls].ParameterValue",
        cfn=At("Parameters", via=values.parameter("tls")),
        tf="parameter[name=tls].value",
        absent="enabled",
    )
    audit_logs = Column(
        str,
        "Which events are written to the audit log: disabled, enabled, ddl, all …",
        api="DescribeDBClusterParameters.Parameters[ParameterName=audit_logs].ParameterValue",
        cfn=At("Parameters", via=values.parameter("audit_logs")),
        tf="parameter[name=audit_logs].value",
        absent="disabled",
    )
