"""AWS Lambda tables."""

from datetime import datetime

from remit.analysis.policies import confused_deputy
from remit.content.common import document, public, shared_with
from remit.content.services.awslambda.values import (
    filled,
    foreign_layers,
    one_policy,
    open_to_s3,
    policy_of,
    secrets_in,
)
from remit.lifecycles import supported_until
from remit.tables import At, Calls, Column, Derived, Table


class Function(
    Table,
    name="lambda_function",
    api=Calls(
        "lambda",
        lists="ListFunctions",
        items="Functions",
        key="FunctionName",
        argument="FunctionName",
        absent=("ResourceNotFoundException",),
    ),
    cfn="AWS::Lambda::Function",
    tf="aws_lambda_function",
    config="AWS::Lambda::Function",
    key="name",
    arn="arn:{partition}:lambda:{region}:{account}:function:{name}",
    satellites={
        "AWS::Lambda::Permission": "FunctionName",
        "AWS::Lambda::EventInvokeConfig": "FunctionName",
        "aws_lambda_permission": "function_name",
        "aws_lambda_runtime_management_config": "function_name",
        "aws_lambda_function_event_invoke_config": "function_name",
    },
    tagged="lambda",
):
    """A function."""

    name = Column(
        str,
        "The function's name.",
        api="ListFunctions.FunctionName",
        cfn="FunctionName",
        tf="function_name",
        config="configuration.functionName",
    )
    arn = Column(
        str,
        "The ARN without a version.",
        api="ListFunctions.FunctionArn",
        config="configuration.functionArn",
    )
    package_type = Column(
        str,
        "Zip, or Image for a container image.",
        api="ListFunctions.PackageType",
        cfn="PackageType",
        tf="package_type",
        config="configuration.packageType",
        absent="Zip",
    )
    runtime = Column(
        str,
        "The language runtime; empty for a container image.",
        api="ListFunctions.Runtime",
        cfn="Runtime",
        tf="runtime",
        config="configuration.runtime",
    )
    runtime_supported_until = Column(
        datetime,
        "When AWS stops patching the runtime.",
        absent=None,
        derived=Derived(supported_until("lambda", exact=True), ("runtime",)),
    )
    runtime_updates = Column(
        str,
        "When AWS puts a patched runtime under it: Auto, FunctionUpdate or Manual.",
        api="GetRuntimeManagementConfig.UpdateRuntimeOn",
        cfn="RuntimeManagementConfig.UpdateRuntimeOn",
        tf="aws_lambda_runtime_management_config.update_runtime_on",
        absent="Auto",
    )
    secrets = Column(
        list[str],
        "The names of environment variables that hold a secret in plain text.",
        api=At("ListFunctions.Environment.Variables", via=secrets_in),
        cfn=At("Environment.Variables", via=secrets_in),
        tf=At("environment.variables", via=secrets_in),
    )
    has_environment = Column(
        bool,
        "There are environment variables.",
        api=At("ListFunctions.Environment.Variables", via=filled),
        cfn=At("Environment.Variables", via=filled),
        tf=At("environment.variables", via=filled),
    )
    kms_key = Column(
        str,
        "The customer's KMS key for the environment variables; empty for the AWS managed key.",
        api="ListFunctions.KMSKeyArn",
        cfn="KmsKeyArn",
        tf="kms_key_arn",
        config="configuration.kmskeyArn",
        reference=True,
    )
    dead_letter_target = Column(
        str,
        "The queue or topic for events that failed.",
        api="ListFunctions.DeadLetterConfig.TargetArn",
        cfn="DeadLetterConfig.TargetArn",
        tf="dead_letter_config.target_arn",
        config="configuration.deadLetterConfig.targetArn",
        reference=True,
    )
    on_failure = Column(
        str,
        "The destination of asynchronous events that failed.",
        api="GetFunctionEventInvokeConfig.DestinationConfig.OnFailure.Destination",
        cfn="AWS::Lambda::EventInvokeConfig.DestinationConfig.OnFailure.Destination",
        tf="aws_lambda_function_event_invoke_config.destination_config.on_failure.destination",
        reference=True,
    )
    subnets = Column(
        list[str],
        "The subnets that the function is attached to; none for AWS's own network.",
        api="ListFunctions.VpcConfig.SubnetIds",
        cfn="VpcConfig.SubnetIds",
        tf="vpc_config.subnet_ids",
        config="configuration.vpcConfig.subnetIds",
        reference=True,
    )
    tracing = Column(
        str,
        "Active, or PassThrough where the caller decides.",
        api="ListFunctions.TracingConfig.Mode",
        cfn="TracingConfig.Mode",
        tf="tracing_config.mode",
        config="configuration.tracingConfig.mode",
        absent="PassThrough",
    )
    reserved_concurrency = Column(
        int,
        "How many instances are reserved for it and are its limit; -1 for none.",
        api="GetFunctionConcurrency.ReservedConcurrentExecutions",
        cfn="ReservedConcurrentExecutions",
        tf="reserved_concurrent_executions",
        config="supplementaryConfiguration.Concurrency.reservedConcurrentExecutions",
        absent=-1,
    )
    code_signing = Column(
        str,
        "The configuration that says whose code may be deployed; empty for none.",
        api="GetFunctionCodeSigningConfig.CodeSigningConfigArn",
        cfn="CodeSigningConfigArn",
        tf="code_signing_config_arn",
        reference=True,
    )
    layers = Column(
        list[str],
        "The layers, with their versions.",
        api="ListFunctions.Layers[].Arn",
        cfn="Layers",
        tf="layers",
        config="configuration.layers[].arn",
        reference=True,
    )
    foreign_layers = Column(
        list[str],
        "The layers that belong to another account.",
        derived=Derived(foreign_layers, ("layers", "account")),
    )
    policy = Column(
        str,
        "The function's policy as JSON, empty if there is none.",
        api=At("GetPolicy.Policy", via=document),
        cfn=At("AWS::Lambda::Permission[]", via=policy_of),
        tf=At("aws_lambda_permission[]", via=policy_of),
        config=At("supplementaryConfiguration.Policy", via=document),
    )
    policy_is_public = Column(
        bool,
        "The policy lets everyone call the function.",
        derived=Derived(public, ("policy", "account")),
    )
    policy_open_to_s3 = Column(
        bool,
        "The policy lets Amazon S3 call the function for anybody's bucket.",
        derived=Derived(open_to_s3, ("policy",)),
    )
    policy_admits_deputy = Column(
        bool,
        "The policy lets an AWS service call the function on behalf of anybody.",
        derived=Derived(confused_deputy, ("policy",)),
    )
    shared_accounts = Column(
        list[str],
        "The other accounts that the policy lets in.",
        derived=Derived(shared_with, ("policy", "account")),
    )


class Permission(
    Table,
    name="lambda_permission",
    service="lambda",
    cfn="AWS::Lambda::Permission",
    tf="aws_lambda_permission",
):
    """A permission as a template declares it, wherever its function is.

    In a running account it is a statement of the function's policy.
    """

    policy = Column(
        str,
        "The statement that it makes, as a policy in JSON.",
        cfn=At("", via=one_policy),
        tf=At("", via=one_policy),
    )
    policy_is_public = Column(
        bool,
        "It lets everyone call the function.",
        derived=Derived(public, ("policy", "account")),
    )
    policy_open_to_s3 = Column(
        bool,
        "It lets Amazon S3 call the function for anybody's bucket.",
        derived=Derived(open_to_s3, ("policy",)),
    )
    policy_admits_deputy = Column(
        bool,
        "It lets an AWS service call the function on behalf of anybody.",
        derived=Derived(confused_deputy, ("policy",)),
    )


class FunctionUrl(
    Table,
    name="lambda_function_url",
    api=Calls(
        "lambda",
        lists="ListFunctionUrlConfigs",
        items="FunctionUrlConfigs",
        per=Function,
        per_argument="FunctionName",
        per_column="name",
    ),
    cfn="AWS::Lambda::Url",
    tf="aws_lambda_function_url",
    of=Function,
    link="function",
):
    """An HTTPS address of a function, or of one of its aliases."""

    function = Column(
        str,
        "The function that it calls.",
        api="^",
        cfn="TargetFunctionArn",
        tf="function_name",
        reference=True,
    )
    auth_type = Column(
        str,
        "AWS_IAM, or NONE for anyone who knows the address.",
        api="ListFunctionUrlConfigs.AuthType",
        cfn="AuthType",
        tf="authorization_type",
    )
    origins = Column(
        list[str],
        "The web origins whose pages may read the answers.",
        api="ListFunctionUrlConfigs.Cors.AllowOrigins[]",
        cfn="Cors.AllowOrigins[]",
        tf="cors.allow_origins[]",
    )
