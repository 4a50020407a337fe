"""AWS Secrets Manager checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.secretsmanager.tables import Secret


@check(severity="medium", duty="rotate-credentials")
def secretsmanager_secret_rotation_enabled() -> Expr:
    """Secrets are rotated on a schedule.

    A secret that leaked unnoticed stops working at the next rotation. What the other side issues,
    such as the key of a foreign API, often cannot be rotated so: an exception for those.

    https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html
    """
    return Secret.rotation


@check(severity="low", duty="rotate-credentials", where=Secret.rotation)
def secretsmanager_secret_rotates_often(max_days: int = 90) -> Expr:
    """The schedule of rotation leaves no more than 90 days between two rotations.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
    """
    return Secret.rotation_days <= max_days


@check(severity="medium", duty="rotate-credentials")
def secretsmanager_secret_rotated(days: int = 90) -> Expr:
    """Secrets have been rotated lately.

    A schedule whose function fails leaves the old secret in force. New secrets have their time.

    https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html
    """
    return ~(Secret.last_rotated.older_than(days) & Secret.created.older_than(days))


@check(severity="low", duty="remove-unused-access")
def secretsmanager_secret_used(days: int = 90) -> Expr:
    """Secrets that nobody has read for a while are gone.

    Those who once had to know them still may.

    https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html
    """
    return ~(Secret.last_accessed.older_than(days) & Secret.created.older_than(days))


@check(severity="low", duty="manage-keys")
def secretsmanager_secret_encrypted_with_own_key() -> Expr:
    """Secrets are encrypted with a KMS key of the customer's own.

    Every secret is encrypted. A key of one's own adds a key policy, a log of each use and the power
    to revoke; other accounts can read a secret only with such a key.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
    """
    return Secret.kms_key != ""


@check(severity="critical", duty="block-public-access")
def secretsmanager_secret_policy_not_public() -> Expr:
    """No resource policy lets everyone read or change the secret.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
    """
    return ~Secret.policy_is_public


@check(severity="medium", duty="limit-cross-account")
def secretsmanager_secret_not_shared_with_other_accounts() -> Expr:
    """No resource policy names other accounts.

    A secret that several accounts share is known wherever the weakest of them leaks it.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
    """
    return Secret.shared_with.length() == 0


@check(severity="high", duty="protect-secrets")
def secretsmanager_secret_value_not_in_template() -> Expr:
    """No template holds the value of a secret.

    Whoever can read the repository or the stack knows it, and rotation does not clean up history.
    Let Secrets Manager generate it, or put it in apart from the template.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html
    """
    return ~Secret.written


@check(severity="low", duty="protect-from-deletion")
def secretsmanager_secret_can_be_recovered(min_days: int = 7) -> Expr:
    """A secret that is removed from a template can be brought back for a while.

    A window of 0 deletes at once. Short-lived environments do it so as to reuse the name.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
    """
    return Secret.recovery_window >= min_days
