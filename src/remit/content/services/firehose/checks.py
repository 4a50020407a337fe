"""Amazon Data Firehose checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.firehose.tables import DeliveryStream

DIRECT = DeliveryStream.takes_from == "DirectPut"


@check(severity="medium", duty="encrypt-at-rest", where=DIRECT)
def firehose_stream_encrypted() -> Expr:
    """Streams that take records directly encrypt what waits for delivery.

    It is off until switched on. What comes from a data stream or a topic is encrypted as its
    source is, so those are out of scope.

    https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
    """
    return DeliveryStream.encrypted


@check(severity="low", duty="manage-keys", where=DIRECT & DeliveryStream.encrypted)
def firehose_stream_encrypted_with_own_key() -> Expr:
    """Streams are encrypted with a KMS key of the customer's.

    A key of your own has a policy that you write, and can be revoked.

    https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
    """
    return DeliveryStream.key_type == "CUSTOMER_MANAGED_CMK"
