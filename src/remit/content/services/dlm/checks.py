"""Amazon Data Lifecycle Manager checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.dlm.tables import LifecyclePolicy


@check(severity="medium", duty="encrypt-at-rest")
def dlm_policy_copies_encrypted() -> Expr:
    """Copies of snapshots in other Regions are encrypted.

    A copy of an encrypted snapshot is encrypted in any case; one of a plain snapshot only where
    the rule says so, or where the other Region encrypts by default.

    https://docs.aws.amazon.com/dlm/latest/APIReference/API_CrossRegionCopyRule.html
    """
    return ~LifecyclePolicy.copies.any(lambda copy: ~copy.encrypted)


@check(severity="low", duty="manage-keys", where=LifecyclePolicy.copies.length() > 0)
def dlm_policy_copies_encrypted_with_named_key() -> Expr:
    """Copies of snapshots in other Regions are encrypted with a KMS key that somebody named.

    Without a name it is the key that the other Region takes by default.

    https://docs.aws.amazon.com/dlm/latest/APIReference/API_CrossRegionCopyRule.html
    """
    return ~LifecyclePolicy.copies.any(lambda copy: copy.kms_key == "")


@check(severity="medium", duty="limit-cross-account")
def dlm_policy_shares_with_nobody() -> Expr:
    """The policy shares the snapshots that it takes with no other account.

    Each share hands out all data of a volume. Where a copy in another account is the point, except
    the policy.

    https://docs.aws.amazon.com/dlm/latest/APIReference/API_ShareRule.html
    """
    return LifecyclePolicy.shared_accounts.length() == 0


@check(severity="medium", duty="schedule-backups")
def dlm_policy_runs() -> Expr:
    """The policy is enabled and in no error.

    A policy that does not run looks like a backup and is none.

    https://docs.aws.amazon.com/dlm/latest/APIReference/API_LifecyclePolicy.html
    """
    return LifecyclePolicy.state == "ENABLED"
