"""Amazon Kinesis Data Streams checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.kinesis.tables import Stream


@check(severity="medium", duty="encrypt-at-rest")
def kinesis_stream_encrypted() -> Expr:
    """Streams are encrypted with a KMS key.

    The console, CloudFormation and Terraform leave it off unless told otherwise.

    https://docs.aws.amazon.com/streams/latest/dev/what-is-sse.html
    """
    return Stream.encrypted


@check(severity="low", duty="manage-keys", where=Stream.encrypted)
def kinesis_stream_encrypted_with_named_key() -> Expr:
    """Streams are encrypted with a KMS key of the customer's.

    A key of your own has a policy that you write, and lets other accounts read.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/streams/latest/dev/what-is-sse.html
    """
    return customers(Stream.kms_key, Stream.key_named)


@check(severity="medium", duty="recover-data")
def kinesis_stream_retention_long_enough(min_hours: int = 168) -> Expr:
    """Records stay in streams long enough to repair a consumer and read again.

    AWS keeps them for a day; longer is billed.

    https://docs.aws.amazon.com/securityhub/latest/userguide/kinesis-controls.html#kinesis-3
    """
    return Stream.retention_hours >= min_hours
