"""AWS Systems Manager checks: Parameter Store."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.ssm.tables import Parameter

SECRET = (
    r"(?i)(passw(or)?d|passphrase|secret|token|credential|(api|private|access|signing)[-_]?key)"
)
POINTER = r"(?i)([-_/.]|^)(arn|name|id|url|uri|path|length|policy|ttl|expiry|version)$"
"""What points to a secret or describes it is none."""


@check(
    severity="medium",
    duty="protect-secrets",
    where=Parameter.name.matches(SECRET) & ~Parameter.name.matches(POINTER),
)
def ssm_parameter_secret_is_secure_string() -> Expr:
    """Parameters that are named like secrets are SecureStrings.

    The value of a plain String stands in the console, in the stack and in every answer to whoever
    may read parameters; a SecureString needs the right to use its key as well. CloudFormation
    cannot make one: use Secrets Manager there.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
    """
    return Parameter.kind == "SecureString"


@check(severity="low", duty="manage-keys", where=Parameter.kind == "SecureString")
def ssm_parameter_encrypted_with_own_key() -> Expr:
    """SecureStrings are encrypted with a KMS key of the customer's own.

    Everyone in the account can use the key that AWS manages, so the right to read the parameter is
    all that protects it. A key of one's own adds a policy, and a log under its own name.

    https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
    """
    return customers(Parameter.kms_key, Parameter.key_named)
