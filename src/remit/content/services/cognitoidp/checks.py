"""Amazon Cognito checks: user pools and their applications."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.cognitoidp.tables import Client, UserPool


@check(severity="medium", duty="strong-authentication")
def cognitoidp_user_pool_mfa_offered() -> Expr:
    """Users of the pool can use a second factor.

    A password alone is guessed, reused and phished. With OPTIONAL the users decide, and adaptive
    authentication can ask those whose sign-in looks risky.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    """
    return UserPool.mfa != "OFF"


@check(severity="low", duty="strong-authentication")
def cognitoidp_user_pool_mfa_required() -> Expr:
    """Every user of the pool needs a second factor to sign in.

    Right for employees and administrators; for a shop's customers OPTIONAL may be the choice:
    then except the pool.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    """
    return UserPool.mfa == "ON"


@check(severity="medium", duty="strong-authentication")
def cognitoidp_user_pool_password_policy_strong(
    minimum_length: int = 8, temporary_days: int = 7
) -> Expr:
    """Passwords are long, mix four kinds of characters, and temporary ones end within a week.

    These are what Cognito takes where nobody says, so a pool that fails has been weakened.

    https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
    """
    return (
        (UserPool.password_length >= minimum_length)
        & UserPool.password_upper
        & UserPool.password_lower
        & UserPool.password_number
        & UserPool.password_symbol
        & (UserPool.temporary_password_days <= temporary_days)
    )


@check(severity="medium", duty="detect-threats")
def cognitoidp_user_pool_threat_protection_enforced() -> Expr:
    """Risky sign-ins with a password are answered, not only written down.

    Threat protection knows leaked passwords and sign-ins unlike a user's others. It is billed by
    user and needs the Plus plan; watch in AUDIT first.

    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html
    """
    return UserPool.threat_protection == "ENFORCED"


@check(severity="low", duty="detect-threats")
def cognitoidp_user_pool_custom_threat_protection_enforced() -> Expr:
    """Risky sign-ins by the application's own challenges are answered as well.

    They are left out of threat protection unless somebody adds them. A pool without such
    challenges needs it not: except it.

    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html
    """
    return UserPool.custom_threat_protection == "ENFORCED"


@check(severity="medium", duty="protect-from-deletion")
def cognitoidp_user_pool_deletion_protected() -> Expr:
    """A user pool cannot be deleted by one call.

    A deleted pool takes all users and their passwords with it; there is no backup of them.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html
    """
    return UserPool.deletion_protected


@check(severity="low", duty="block-public-access")
def cognitoidp_user_pool_sign_up_closed() -> Expr:
    """Only administrators make users of the pool.

    Otherwise everyone who knows the client's id can sign up, and has what signed-in users have.
    Right for a public shop: then except the pool.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-admin-create-user-policy.html
    """
    return UserPool.closed


@check(severity="medium", duty="strong-authentication")
def cognitoidp_client_without_password_flow() -> Expr:
    """Applications do not send passwords in plain text to Cognito.

    With SRP the password never leaves the device. The server-side flow with administrator's
    rights is another thing and may stay.

    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    """
    flows = Client.auth_flows
    return ~flows.has("ALLOW_USER_PASSWORD_AUTH") & ~flows.has("USER_PASSWORD_AUTH")


@check(severity="medium", duty="configure-securely")
def cognitoidp_client_hides_unknown_users() -> Expr:
    """The answer to a failed sign-in does not tell whether the user exists.

    Otherwise anyone can find out whose addresses are customers.

    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    """
    return Client.unknown_user_answer == "ENABLED"


@check(severity="medium", duty="configure-securely")
def cognitoidp_client_without_implicit_grant() -> Expr:
    """No application gets tokens in the address of a page.

    The implicit grant leaves them in histories and logs; the authorization code grant does not.

    https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints-oauth-grants.html
    """
    return ~Client.grants.has("implicit")


@check(severity="medium", duty="configure-securely")
def cognitoidp_client_tokens_revocable() -> Expr:
    """Refresh tokens can be taken back before they end.

    https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html
    """
    return Client.tokens_revocable


@check(severity="low", duty="rotate-credentials")
def cognitoidp_client_tokens_short_lived(access_minutes: int = 60, refresh_days: int = 30) -> Expr:
    """Access tokens end within an hour, refresh tokens within thirty days.

    Whoever finds a token has what its user has until it ends.

    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
    """
    return (Client.access_minutes <= access_minutes) & (Client.refresh_days <= refresh_days)
