"""AWS Backup checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.backup.tables import Plan, RecoveryPoint, Vault


@check(severity="low", duty="manage-keys")
def backup_vault_encrypted_with_named_key() -> Expr:
    """Vaults are encrypted with a KMS key of the customer's.

    Copies to another account need a key of your own; the key that AWS manages cannot be shared.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
    """
    return customers(Vault.kms_key, Vault.key_named)


@check(severity="medium", duty="protect-backups")
def backup_vault_locked() -> Expr:
    """Vault Lock keeps recovery points from being deleted before their time.

    In compliance mode not even root can; in governance mode those with the right to can. Try it
    with short times first.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
    """
    return Vault.locked


@check(severity="medium", duty="protect-backups")
def backup_vault_deletion_denied() -> Expr:
    """A lock or a policy keeps everyone from deleting recovery points by hand.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
    """
    return Vault.locked | Vault.policy_denies_deletion


@check(severity="critical", duty="block-public-access")
def backup_vault_policy_not_public() -> Expr:
    """No vault policy grants anything to everyone.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
    """
    return ~Vault.policy_is_public


@check(severity="medium", duty="schedule-backups")
def backup_plan_daily_and_kept(min_days: int = 35) -> Expr:
    """A rule of each plan takes a copy at least daily and keeps it long enough.

    A rule without a schedule runs every day at five (UTC); one without an end keeps copies for
    ever.

    https://docs.aws.amazon.com/config/latest/developerguide/backup-plan-min-frequency-and-min-retention-check.html
    """
    return Plan.daily_kept_days >= min_days


@check(severity="low", duty="survive-failure")
def backup_plan_copies_elsewhere() -> Expr:
    """A rule of each plan copies to a second vault.

    In another Region it survives the loss of this one, in another account the loss of this one's
    administrators. Mind where the copy goes: abroad it is a transfer of data.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
    """
    return Plan.copies > 0


@check(severity="medium", duty="schedule-backups")
def backup_plan_cold_storage_consistent(min_cold_days: int = 90) -> Expr:
    """What a plan moves to cold storage stays there for the ninety days it must.

    AWS Backup refuses a rule that deletes earlier: it would never run.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
    """
    return Plan.shortest_cold_days >= min_cold_days


@check(severity="medium", duty="encrypt-at-rest")
def backup_recovery_point_encrypted() -> Expr:
    """Recovery points are encrypted.

    For some kinds of resource the copy is as the original is, whatever the vault's key.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
    """
    return RecoveryPoint.encrypted
