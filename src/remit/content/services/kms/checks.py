"""AWS KMS checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.kms.tables import Key

CUSTOMERS = Key.manager == "CUSTOMER"
DELETED = ("PendingDeletion", "PendingReplicaDeletion")


@check(
    severity="medium",
    duty="manage-keys",
    where=CUSTOMERS
    & (Key.key_spec == "SYMMETRIC_DEFAULT")
    & (Key.origin == "AWS_KMS")
    & ~Key.replica
    & ~Key.state.is_in(*DELETED),
)
def kms_key_rotates() -> Expr:
    """Symmetric keys get new material by themselves every year.

    It bounds how much is encrypted with one piece of key material; nothing needs to be encrypted
    again. KMS cannot rotate asymmetric, HMAC and imported keys nor those of custom key stores, and
    a replica follows its primary key: they are not asked.

    https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    """
    return Key.rotation


@check(severity="critical", duty="block-public-access", where=CUSTOMERS)
def kms_key_policy_not_public() -> Expr:
    """No key policy lets everyone use or govern the key.

    Principal `*` needs a condition that fixes who calls, such as kms:CallerAccount; a condition on
    kms:ViaService alone names the way, not the caller.

    https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-5
    """
    return ~Key.policy_is_public


@check(severity="low", duty="limit-cross-account", where=CUSTOMERS)
def kms_key_not_shared_with_other_accounts() -> Expr:
    """No key policy names other accounts.

    Who may use the key of another account can read what it protects. Shared snapshots and central
    logs need it: list those as exceptions.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
    """
    return Key.shared_with.length() == 0


@check(severity="high", duty="protect-from-deletion", where=CUSTOMERS)
def kms_key_not_pending_deletion() -> Expr:
    """No key is about to be deleted.

    What was encrypted with it is lost for good. Cancel the deletion, or accept it for a key that is
    known to protect nothing any more.

    https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-3
    """
    return ~Key.state.is_in(*DELETED)


@check(severity="low", duty="protect-from-deletion")
def kms_key_deletion_waits(min_days: int = 14) -> Expr:
    """A key that is removed from a template stays for two weeks at least.

    That is the time in which somebody notices what can no longer be read. AWS waits 30 days unless
    told otherwise, and never less than 7.

    https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
    """
    return Key.deletion_window >= min_days
