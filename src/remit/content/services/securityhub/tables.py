"""AWS Security Hub tables."""

from remit.content.common import stated
from remit.tables import At, Calls, Column, Origin, Table


class Hub(
    Table,
    name="securityhub_hub",
    api=Calls(
        "securityhub",
        lists="DescribeHub",
        items="",
        arguments={"GetEnabledStandards": {}},
        absent=("InvalidAccessException", "ResourceNotFoundException"),
    ),
    cfn=Origin("AWS::SecurityHub::Hub", fixed={"enabled": True}),
    tf=Origin("aws_securityhub_account", fixed={"enabled": True}),
    config=Origin("AWS::SecurityHub::Hub", fixed={"enabled": True}),
    key="place",
):
    """Security Hub in a Region: live also where it is off, since then it refuses to answer.

    Whom IAM denies the call gets another error (AccessDeniedException):
    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
    """

    place = Column(
        str,
        "The hub's ARN; empty where there is none.",
        api="DescribeHub.HubArn",
        config="configuration.ARN",
    )
    arn = Column(str, "The ARN.", api="DescribeHub.HubArn", config="configuration.ARN")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", config="tags")
    enabled = Column(bool, "It is switched on.", api=At("DescribeHub.HubArn", via=stated))
    new_controls = Column(
        bool,
        "Controls that AWS adds to an enabled standard are switched on by themselves.",
        api="DescribeHub.AutoEnableControls",
        cfn="AutoEnableControls",
        tf="auto_enable_controls",
        config="configuration.AutoEnableControls",
        default=True,
    )
    standards = Column(
        list[str],
        "The standards that it checks, by ARN.",
        api="GetEnabledStandards.StandardsSubscriptions[].StandardsArn",
    )


class Standard(
    Table,
    name="securityhub_standard",
    api=Calls(
        "securityhub",
        lists="GetEnabledStandards",
        items="StandardsSubscriptions",
        absent=("InvalidAccessException",),
    ),
):
    """A standard that a Region's hub checks the account against."""

    name = Column(
        str,
        "Which standard: what follows `standards/` or `ruleset/` in its ARN.",
        api=At(
            "GetEnabledStandards.StandardsArn",
            via=lambda arn: str(arn).partition(":::")[2] or str(arn).rpartition("::")[2],
        ),
    )
    arn = Column(
        str, "The ARN of the subscription.", api="GetEnabledStandards.StandardsSubscriptionArn"
    )
    status = Column(
        str,
        "PENDING, READY, INCOMPLETE, DELETING or FAILED.",
        api="GetEnabledStandards.StandardsStatus",
    )
