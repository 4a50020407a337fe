"""Amazon Cognito checks: identity pools."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.cognitoidentity.tables import IdentityPool


@check(severity="medium", duty="block-public-access")
def cognitoidentity_pool_without_guests() -> Expr:
    """Nobody gets AWS credentials without signing in.

    The pool's id stands in the application, so guests are everyone on the internet. Where an
    application needs them, their role must allow only what the public may see: then except it.

    https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html
    """
    return ~IdentityPool.guests


@check(severity="low", duty="least-privilege")
def cognitoidentity_pool_without_classic_flow() -> Expr:
    """Applications cannot ask for a role by the classic flow.

    The enhanced flow lets the pool choose the role and cuts guests' rights down to a list of
    services; the classic one leaves both to the application.

    https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
    """
    return ~IdentityPool.classic_flow


@check(severity="low", duty="remove-unused-access")
def cognitoidentity_pool_checks_tokens() -> Expr:
    """The pool asks user pools whether a user is still there before it gives credentials.

    Otherwise one who was deleted or signed out gets them until the token ends.

    https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CognitoIdentityProvider.html
    """
    return IdentityPool.providers.all(lambda provider: provider.checked)
