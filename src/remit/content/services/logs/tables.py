"""Amazon CloudWatch Logs tables."""

from remit.content.common import document, public, stated
from remit.tables import At, Calls, Column, Derived, Table


class LogGroup(
    Table,
    name="logs_group",
    api=Calls("logs", lists="DescribeLogGroups", items="logGroups", key="logGroupName"),
    cfn="AWS::Logs::LogGroup",
    tf="aws_cloudwatch_log_group",
    key="name",
    arn="arn:{partition}:logs:{region}:{account}:log-group:{name}",
    satellites={"aws_cloudwatch_log_data_protection_policy": "log_group_name"},
    tagged="logs",
):
    """A log group."""

    name = Column(
        str,
        "The group's name.",
        api="DescribeLogGroups.logGroupName",
        cfn="LogGroupName",
        tf="name",
    )
    retention_days = Column(
        int,
        "After how many days events go; 0 for never.",
        api="DescribeLogGroups.retentionInDays",
        cfn="RetentionInDays",
        tf="retention_in_days",
        absent=0,
    )
    kms_key = Column(
        str,
        "The KMS key that encrypts it; empty for the service's own.",
        api="DescribeLogGroups.kmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        reference=True,
    )
    data_protected = Column(
        bool,
        "A data protection policy looks for sensitive data in events and masks it.",
        api="DescribeLogGroups.dataProtectionStatus",
        cfn=At("DataProtectionPolicy", via=stated),
        tf=At("aws_cloudwatch_log_data_protection_policy", via=stated),
        words={"ACTIVATED": True, "DELETED": False, "ARCHIVED": False, "DISABLED": False},
    )


class ResourcePolicy(
    Table,
    name="logs_resource_policy",
    api=Calls("logs", lists="DescribeResourcePolicies", items="resourcePolicies", key="policyName"),
    cfn="AWS::Logs::ResourcePolicy",
    tf="aws_cloudwatch_log_resource_policy",
    key="name",
):
    """A policy that says who may write to the log groups of a Region."""

    name = Column(
        str,
        "The policy's name.",
        api="DescribeResourcePolicies.policyName",
        cfn="PolicyName",
        tf="policy_name",
    )
    policy = Column(
        str,
        "The policy as JSON.",
        api=At("DescribeResourcePolicies.policyDocument", via=document),
        cfn=At("PolicyDocument", via=document),
        tf=At("policy_document", via=document),
    )
    policy_is_public = Column(
        bool,
        "The policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )
