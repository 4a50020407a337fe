"""AWS IAM checks: the root user, the password policy and other things of the whole account."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.iam.tables_account import Account, PasswordPolicy, ServerCertificate


@check(severity="critical", duty="protect-root")
def iam_root_has_no_access_keys() -> Expr:
    """The root user has no access keys.

    No policy of the account binds the root user, so its key opens everything and can be limited by
    nobody. There is no task that needs it.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-4
    """
    return ~Account.root_access_keys


@check(severity="critical", duty="protect-root", where=Account.root_password)
def iam_root_has_mfa() -> Expr:
    """The root user signs in with a second factor.

    Member accounts of an organisation can do without root credentials altogether.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-9
    """
    return Account.root_mfa


@check(severity="medium", duty="protect-root", where=Account.root_password)
def iam_root_has_hardware_mfa() -> Expr:
    """The root user's second factor is a device, not an app.

    A security key cannot be phished or copied with a phone's backup. It costs little and belongs
    into a safe; for small accounts an app may do.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-6
    """
    return Account.root_mfa & ~Account.root_virtual_mfa


@check(severity="medium", duty="protect-root")
def iam_root_not_used(days: int = 30) -> Expr:
    """Nobody has used the root user lately.

    A handful of tasks need it; each use should be known beforehand, and explained by an exception.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html
    """
    return Account.root_last_used.older_than(days)


@check(severity="low", duty="respond-to-incidents")
def iam_account_has_support_role() -> Expr:
    """Some role may open and follow cases at AWS Support.

    In an incident nobody should have to look for the root user's password to reach AWS.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-18
    """
    return Account.support_roles.length() > 0


@check(severity="medium", duty="strong-authentication")
def iam_password_policy_strong(min_length: int = 8) -> Expr:
    """Passwords are long and mixed: capital and small letters, digits and symbols.

    An account without rules of its own fails: AWS's default asks for three of the four kinds.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-7
    """
    policy = PasswordPolicy
    return (
        (policy.minimum_length >= min_length)
        & policy.require_uppercase
        & policy.require_lowercase
        & policy.require_symbols
        & policy.require_numbers
    )


@check(severity="medium", duty="strong-authentication")
def iam_password_policy_length(min_length: int = 14) -> Expr:
    """Passwords have at least 14 characters.

    Length helps more against guessing than any rule about characters.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-15
    """
    return PasswordPolicy.minimum_length >= min_length


@check(severity="medium", duty="strong-authentication")
def iam_password_policy_requires_uppercase() -> Expr:
    """Passwords need a capital letter.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-11
    """
    return PasswordPolicy.require_uppercase


@check(severity="medium", duty="strong-authentication")
def iam_password_policy_requires_lowercase() -> Expr:
    """Passwords need a small letter.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-12
    """
    return PasswordPolicy.require_lowercase


@check(severity="medium", duty="strong-authentication")
def iam_password_policy_requires_symbols() -> Expr:
    """Passwords need a character that is neither letter nor digit.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-13
    """
    return PasswordPolicy.require_symbols


@check(severity="medium", duty="strong-authentication")
def iam_password_policy_requires_numbers() -> Expr:
    """Passwords need a digit.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-14
    """
    return PasswordPolicy.require_numbers


@check(severity="low", duty="strong-authentication")
def iam_password_policy_prevents_reuse(remembered: int = 24) -> Expr:
    """Earlier passwords cannot be used again.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-16
    """
    return PasswordPolicy.remembered >= remembered


@check(severity="low", duty="rotate-credentials")
def iam_password_policy_expires(max_days: int = 90) -> Expr:
    """Passwords expire.

    Standards still ask for it; NIST has advised against it since 2017, because people who must
    change often choose badly. With MFA everywhere an exception is sound.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-17
    """
    return (PasswordPolicy.max_age > 0) & (PasswordPolicy.max_age <= max_days)


@check(severity="medium", duty="rotate-credentials")
def iam_server_certificate_not_expired() -> Expr:
    """TLS certificates kept in IAM have not expired.

    Delete the old ones before somebody picks one for a load balancer; ACM renews by itself.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-26
    """
    return ~ServerCertificate.expires.older_than(0)
