"""Amazon Timestream for LiveAnalytics checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.timestreamwrite.tables import Database


@check(severity="low", duty="manage-keys")
def timestreamwrite_database_encrypted_with_own_key() -> Expr:
    """Databases are encrypted with a KMS key of the customer's.

    They always are encrypted; without a choice with the key that AWS manages for Timestream in the
    account, whose policy cannot be changed.

    https://docs.aws.amazon.com/timestream/latest/developerguide/EncryptionAtRest.html
    """
    return customers(Database.kms_key, Database.key_named)
