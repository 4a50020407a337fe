"""AWS Systems Manager tables: Parameter Store."""

from typing import Any

from remit.content.keys import named_key
from remit.tables import At, Calls, Column, Table

DEFAULT_KEY = "alias/aws/ssm"


def own_key(key: Any) -> Any:
    """The KMS key, empty for the one that AWS manages for Systems Manager."""
    return "" if isinstance(key, str) and key.endswith(DEFAULT_KEY) else key


class Parameter(
    Table,
    name="ssm_parameter",
    api=Calls("ssm", lists="DescribeParameters", items="Parameters", key="Name", argument="Name"),
    cfn="AWS::SSM::Parameter",
    tf="aws_ssm_parameter",
    key="name",
    tagged="ssm:parameter",
):
    """A parameter in Parameter Store: its settings, never its value."""

    arn = Column(str, "The ARN.", api="DescribeParameters.ARN")
    name = Column(
        str,
        "The name, often with slashes in it.",
        api="DescribeParameters.Name",
        cfn="Name",
        tf="name",
    )
    kind = Column(
        str,
        "String, StringList or SecureString; CloudFormation cannot make the last.",
        api="DescribeParameters.Type",
        cfn="Type",
        tf="type",
        absent="String",
    )
    kms_key = Column(
        str,
        "The KMS key of a SecureString; empty for the one that AWS manages.",
        api=At("DescribeParameters.KeyId", via=own_key),
        tf=At("key_id", via=own_key),
        reference=True,
    )
    key_named = named_key()
