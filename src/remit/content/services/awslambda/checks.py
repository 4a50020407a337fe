"""AWS Lambda checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.awslambda.tables import Function, FunctionUrl, Permission

ZIP = Function.package_type == "Zip"


@check(severity="medium", duty="patch-runtime", where=ZIP)
def lambda_function_runtime_supported(days_ahead: int = 0) -> Expr:
    """The runtime still gets security patches.

    AWS patches a runtime until it is deprecated; after that the function goes on running on what
    was there. Moving to the next version needs a test, so ask some days ahead. Container images
    bring their own runtime and are out of scope.

    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
    """
    return ~Function.runtime_supported_until.within_days(days_ahead)


@check(severity="medium", duty="patch-runtime", where=ZIP)
def lambda_function_runtime_updated() -> Expr:
    """AWS puts security patches of the runtime under the function by itself.

    With Manual the function stays on one version of the runtime until somebody names another. It
    is meant for going back from a bad patch, for a few days.

    https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html
    """
    return Function.runtime_updates != "Manual"


@check(severity="high", duty="protect-secrets")
def lambda_function_environment_without_secrets() -> Expr:
    """No environment variable holds a secret in plain text.

    Everyone who may read the function's configuration reads its variables. Keep secrets in
    Secrets Manager or Parameter Store and fetch them when the function starts.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    return Function.secrets.is_empty()


@check(severity="low", duty="manage-keys")
def lambda_function_environment_encrypted_with_own_key() -> Expr:
    """Environment variables, where there are any, are encrypted with a KMS key of the customer's.

    AWS encrypts them with a key of its own without being asked. A key of your own adds a policy
    that says who may read them in the console and through the API.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
    """
    return ~Function.has_environment | (Function.kms_key != "")


@check(severity="critical", duty="block-public-access")
def lambda_function_policy_not_public() -> Expr:
    """Not everybody may call the function.

    A permission for everyone without a condition on account, organisation or source lets any AWS
    account run your code and pay with your money; one for S3 that names no source lets anybody's
    bucket do it.

    https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    """
    return ~Function.policy_is_public & ~Function.policy_open_to_s3


@check(severity="critical", duty="block-public-access")
def lambda_permission_not_public() -> Expr:
    """The permission does not let everybody call the function.

    The same as for the function's whole policy, asked where a template declares it: the function
    may be somewhere else.

    https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    """
    return ~Permission.policy_is_public & ~Permission.policy_open_to_s3


@check(severity="medium", duty="least-privilege")
def lambda_function_policy_names_source() -> Expr:
    """AWS services may call the function only on behalf of a named source or account.

    A service principal alone stands for all of that service's customers: any of them who learns
    the ARN can have the service call it (the confused deputy). Name SourceArn or SourceAccount.

    https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
    """
    return ~Function.policy_admits_deputy


@check(severity="medium", duty="least-privilege")
def lambda_permission_names_source() -> Expr:
    """The permission of an AWS service names the source or account that it may call for.

    Without SourceArn or SourceAccount the service may be made to call by any of its customers.

    https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
    """
    return ~Permission.policy_admits_deputy


@check(severity="low", duty="limit-cross-account")
def lambda_function_not_shared_with_other_accounts() -> Expr:
    """No other account may call the function.

    Calls across accounts are often wanted: then except the function and say for whom.

    https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    """
    return Function.shared_accounts.is_empty()


@check(severity="high", duty="block-public-access")
def lambda_function_url_requires_iam() -> Expr:
    """Function URLs take signed requests only.

    With NONE anyone who knows the address calls the function; it must then check for itself who
    asks. That may be right for a webhook: except it, and look at what the code checks.

    https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    """
    return FunctionUrl.auth_type != "NONE"


@check(severity="low", duty="configure-securely")
def lambda_function_url_names_origins() -> Expr:
    """Function URLs let only named web origins read their answers.

    A star lets every website that a user visits call the function from that user's browser.

    https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
    """
    return ~FunctionUrl.origins.has("*")


@check(severity="low", duty="recover-data")
def lambda_function_keeps_failed_events() -> Expr:
    """Events that failed are kept: in a dead-letter queue or at a destination for failures.

    An asynchronous event is dropped after two retries. Functions that are only called
    synchronously need neither.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    """
    return (Function.dead_letter_target != "") | (Function.on_failure != "")


@check(severity="low", duty="restrict-network-access")
def lambda_function_in_vpc() -> Expr:
    """The function is attached to a VPC.

    There its traffic passes your own subnets, security groups and flow logs. It then needs a NAT
    gateway or endpoints to reach anything else, so except functions that only call AWS.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    """
    return Function.subnets.length() > 0


@check(severity="low", duty="monitor-and-alert")
def lambda_function_traced() -> Expr:
    """X-Ray traces the function's calls.

    Traces show where time goes and which call fails; a sample of them is billed.

    https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
    """
    return Function.tracing == "Active"


@check(severity="low", duty="manage-capacity")
def lambda_function_concurrency_reserved() -> Expr:
    """A part of the account's concurrency is reserved for the function, and limits it.

    Without it one busy function can starve all others of the Region, and nothing caps its cost.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    """
    return Function.reserved_concurrency >= 0


@check(severity="low", duty="secure-code", where=ZIP)
def lambda_function_code_signed() -> Expr:
    """Only code signed by a trusted publisher can be deployed.

    It stops whoever can update the function from running what never went through your build.
    Container images are signed in another way.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
    """
    return Function.code_signing != ""


@check(severity="low", duty="secure-code")
def lambda_function_layers_own() -> Expr:
    """Every layer belongs to the function's own account.

    A layer is code that runs with the function's role; its owner decides what is in the next
    version. Layers that AWS publishes come from its own accounts: except those that you trust.

    https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html
    """
    return Function.foreign_layers.is_empty()
