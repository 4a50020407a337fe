"""Amazon Neptune tables: clusters, instances and snapshots lie in those of Amazon RDS."""

from collections.abc import Mapping
from typing import Any

from remit.paths import LEAF_ABSENT
from remit.tables import At, Calls, Column, Table
from remit.values import Unknown

AUDIT = "neptune_enable_audit_log"


def of_neptune(answer: Any) -> Any:
    """The groups of Neptune among all that the API lists, which it shares with Amazon RDS.

    AWS's own groups cannot be changed and are left out.
    """
    groups = [
        one
        for one in answer.get("DBClusterParameterGroups") or ()
        if str(one.get("DBParameterGroupFamily", "")).startswith("neptune")
        and not str(one.get("DBClusterParameterGroupName", "")).startswith("default.")
    ]
    return {**answer, "DBClusterParameterGroups": groups}


def audit(parameters: Any) -> Any:
    """The setting of the audit log in CloudFormation's map of parameters."""
    if not isinstance(parameters, Mapping):
        return Unknown(getattr(parameters, "reason", "Parameters is not a map"))
    return parameters.get(AUDIT, LEAF_ABSENT)


class ParameterGroup(
    Table,
    name="neptune_cluster_parameter_group",
    api=Calls(
        "neptune",
        lists="DescribeDBClusterParameterGroups",
        items="DBClusterParameterGroups",
        key="DBClusterParameterGroupName",
        argument="DBClusterParameterGroupName",
        decode={"DescribeDBClusterParameterGroups": of_neptune},
    ),
    cfn="AWS::Neptune::DBClusterParameterGroup",
    tf="aws_neptune_cluster_parameter_group",
    key="name",
    arn="arn:{partition}:rds:{region}:{account}:cluster-pg:{name}",
    tagged="rds:cluster-pg",
):
    """Settings of the engine that clusters share. AWS Config does not record it."""

    name = Column(
        str,
        "The group's name.",
        api="DescribeDBClusterParameterGroups.DBClusterParameterGroupName",
        cfn="Name",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="DescribeDBClusterParameterGroups.DBClusterParameterGroupArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    audit_log = Column(
        bool,
        "Requests are written to the audit log.",
        api=f"DescribeDBClusterParameters.Parameters[ParameterName={AUDIT}].ParameterValue",
        cfn=At("Parameters", via=audit),
        tf=f"parameter[name={AUDIT}].value",
    )
