"""AWS Amplify checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.amplify.tables import App


@check(severity="high", duty="protect-secrets")
def amplify_app_no_secrets_in_variables() -> Expr:
    """No environment variable of an app holds a secret in plain text.

    Everyone who may read the app's settings sees them, and builds can print them. Amplify hands
    secrets from Parameter Store to builds.

    https://docs.aws.amazon.com/amplify/latest/userguide/environment-secrets.html
    """
    return App.secret_variables.is_empty()


@check(severity="high", duty="protect-secrets", where=App.source.is_in("cfn", "tf"))
def amplify_app_token_not_in_template() -> Expr:
    """No template spells out the token with which Amplify reads a repository.

    Whoever reads the template, or its history, can read the code with it, and often change it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-amplify-app.html
    """
    return ~App.token_in_template
