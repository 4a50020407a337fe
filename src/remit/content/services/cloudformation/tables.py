"""AWS CloudFormation tables."""

from collections.abc import Mapping
from typing import Any

from remit.analysis.secrets import find_secrets
from remit.content.common import known
from remit.content.containers import pick
from remit.tables import At, Calls, Column, Origin, Table
from remit.values import Unknown, unknown_reason


def shown(*values: str, key: str) -> Any:
    """A conversion: the names of entries whose values show a secret; values are dropped here.

    Entries are a list of records with a name under `key` and values under `values`, or a mapping.
    A parameter that is marked NoEcho comes as asterisks.
    """

    @known
    def names(entries: Any) -> Any:
        if isinstance(entries, Mapping):
            return find_secrets(entries)
        found: list[str] = []
        doubt: Unknown | None = None
        for entry in entries if isinstance(entries, list) else [entries]:
            if (reason := unknown_reason(entry)) is not None:
                doubt = doubt or Unknown(reason)
                continue
            for value in values:
                found += find_secrets({str(pick(entry, key)): pick(entry, value) or ""})
        return list(dict.fromkeys(found)) or doubt or []

    return names


@known
def version(text: Any) -> int | Unknown:
    """The number of a version."""
    return int(text) if str(text).isdigit() else Unknown("the version is no number")


parameters = shown("parameterValue", "resolvedValue", key="parameterKey")
outputs = shown("outputValue", key="outputKey")


class Stack(
    Table,
    name="cloudformation_stack",
    api=Calls("cloudformation", lists="DescribeStacks", items="Stacks"),
    tf=Origin("aws_cloudformation_stack", fixed={"parent": ""}),
    config="AWS::CloudFormation::Stack",
    key="arn",
):
    """A stack. Those that templates nest are read as parts of the template, not here."""

    name = Column(
        str,
        "Its name.",
        api="DescribeStacks.StackName",
        tf="name",
        config="configuration.stackName",
    )
    arn = Column(str, "The ARN.", api="DescribeStacks.StackId", config="configuration.stackId")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeStacks.Tags",
        tf="tags_all",
        config="tags",
    )
    parent = Column(
        str,
        "The stack that it is nested in, if it is.",
        api="DescribeStacks.ParentId",
        config="configuration.parentId",
    )
    protected = Column(
        bool,
        "Termination protection is on; nested stacks have that of their root.",
        api="DescribeStacks.EnableTerminationProtection",
        config="configuration.enableTerminationProtection",
    )
    role = Column(
        str,
        "The service role; empty where CloudFormation works with the caller's permissions.",
        api="DescribeStacks.RoleARN",
        tf="iam_role_arn",
        config="configuration.roleARN",
        reference=True,
    )
    topics = Column(
        list[str],
        "The topics that are told of its events.",
        api="DescribeStacks.NotificationARNs",
        tf="notification_arns",
        config="configuration.notificationARNs",
        reference=True,
    )
    secret_parameters = Column(
        list[str],
        "The names of parameters that show a secret.",
        api=At("DescribeStacks.Parameters", via=parameters),
        tf=At("parameters", via=parameters),
        config=At("configuration.parameters", via=parameters),
    )
    secret_outputs = Column(
        list[str],
        "The names of outputs that show a secret.",
        api=At("DescribeStacks.Outputs", via=outputs),
        config=At("configuration.outputs", via=outputs),
    )
    bootstrap = Column(
        int,
        "The version of the CDK's bootstrap template; 0 where there is none, or one without it.",
        api=At("DescribeStacks.Outputs[OutputKey=BootstrapVersion].OutputValue", via=version),
        config=At("configuration.outputs[outputKey=BootstrapVersion].outputValue", via=version),
        absent=0,
    )
