"""Amazon Bedrock checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.bedrock.tables import Agent, CustomModel, Guardrail, Logging


@check(severity="medium", duty="log-activity")
def bedrock_logging_enabled() -> Expr:
    """Prompts and answers are recorded in a bucket or a log group.

    CloudTrail tells who asked a model, not what. The log holds whatever people typed: guard it
    like that. A Region in which nobody uses Bedrock may be excepted.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
    """
    return (Logging.bucket != "") | (Logging.log_group != "")


@check(severity="medium", duty="configure-securely")
def bedrock_guardrail_stops_prompt_attacks() -> Expr:
    """The guardrail searches prompts for attacks on the model, with full strength.

    What a user or a document says can otherwise override what the application told the model.

    https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-prompt-attack.html
    """
    return Guardrail.prompt_attack == "HIGH"


@check(severity="low", duty="classify-data")
def bedrock_guardrail_looks_for_sensitive_data() -> Expr:
    """The guardrail looks for personal data in prompts and answers.

    It can block or mask what your policy says must not reach a model or leave it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-sensitive-filters.html
    """
    return Guardrail.sensitive.length() > 0


@check(severity="low", duty="manage-keys")
def bedrock_guardrail_encrypted_with_own_key() -> Expr:
    """The guardrail is encrypted with a KMS key of the customer's.

    Its denied topics and patterns may tell what you must hide.

    https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-kms.html
    """
    return Guardrail.kms_key != ""


@check(severity="medium", duty="manage-keys")
def bedrock_custom_model_encrypted_with_own_key() -> Expr:
    """A model made with your data is encrypted with a KMS key of the customer's.

    It can give back what it was trained with; who may use the key may use the model.

    https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html
    """
    return CustomModel.kms_key != ""


@check(severity="low", duty="restrict-network-access")
def bedrock_custom_model_trained_through_vpc() -> Expr:
    """The training of a model reads its data through a VPC of yours.

    There an endpoint's policy and flow logs say and show what is read.

    https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-model-customization.html
    """
    return CustomModel.subnets.length() > 0


@check(severity="medium", duty="configure-securely")
def bedrock_agent_guarded() -> Expr:
    """Prompts and answers of the agent go through a guardrail.

    An agent acts on what it reads, with a role that can do things.

    https://docs.aws.amazon.com/bedrock/latest/userguide/agents-guardrail.html
    """
    return Agent.guardrail != ""


@check(severity="low", duty="manage-keys")
def bedrock_agent_encrypted_with_own_key() -> Expr:
    """The agent and its sessions are encrypted with a KMS key of the customer's.

    https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-agents-new.html
    """
    return Agent.kms_key != ""
