"""AWS X-Ray checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.xray.tables import Encryption


@check(severity="low", duty="manage-keys")
def xray_region_encrypted_with_named_key() -> Expr:
    """X-Ray encrypts traces with a KMS key of the customer's.

    Without one it encrypts with a key of its own, which has no policy and no log of yours.

    https://docs.aws.amazon.com/xray/latest/devguide/xray-console-encryption.html
    """
    return (Encryption.mode == "KMS") & customers(Encryption.kms_key, Encryption.key_named)
