"""Amazon Timestream for LiveAnalytics tables: databases."""

from remit.content.keys import named_key
from remit.tables import Calls, Column, Table


class Database(
    Table,
    name="timestreamwrite_database",
    api=Calls(
        "timestream-write",
        lists="ListDatabases",
        items="Databases",
        key="DatabaseName",
        absent=("ResourceNotFoundException",),
    ),
    cfn="AWS::Timestream::Database",
    tf="aws_timestreamwrite_database",
    key="name",
    tagged="timestream",
):
    """A database of time series. Every database is encrypted at rest; only the key can be chosen.

    AWS takes no new customers; accounts that never had one are refused in words of their own.
    """

    name = Column(
        str,
        "The database's name.",
        api="ListDatabases.DatabaseName",
        cfn="DatabaseName",
        tf="database_name",
    )
    arn = Column(str, "The ARN.", api="ListDatabases.Arn", tf="arn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    kms_key = Column(
        str,
        "The KMS key; empty for the one that AWS manages where a template names none.",
        api="ListDatabases.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        reference=True,
    )
    key_named = named_key()
