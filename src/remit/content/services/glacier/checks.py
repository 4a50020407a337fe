"""Amazon Glacier checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.glacier.tables import Vault


@check(severity="critical", duty="block-public-access")
def glacier_vault_policy_not_public() -> Expr:
    """No vault's access policy grants anything to everyone.

    Whoever may start jobs reads what was archived; whoever may delete archives destroys it. Name
    accounts or an organisation.

    https://docs.aws.amazon.com/amazonglacier/latest/dev/vault-access-policy.html
    """
    return ~Vault.policy_is_public


@check(severity="low", duty="limit-cross-account")
def glacier_vault_not_shared_with_other_accounts() -> Expr:
    """No vault's access policy lets in another account.

    Sharing may be wanted: then except the vault and say for whom.

    https://docs.aws.amazon.com/amazonglacier/latest/dev/vault-access-policy.html
    """
    return Vault.shared_accounts.is_empty()


@check(severity="low", duty="protect-backups")
def glacier_vault_locked() -> Expr:
    """A vault lock policy holds what is archived, and is locked.

    Nobody can change it any more, administrators included, so archives outlive a stolen account.
    A lock that is not completed within a day ends by itself.

    https://docs.aws.amazon.com/amazonglacier/latest/dev/vault-lock.html
    """
    return Vault.lock == "Locked"
