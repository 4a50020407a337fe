"""Amazon Bedrock tables: guardrails, agents, models of the customer's, and the log of prompts."""

from remit.content.services.bedrock.values import prompt_attack
from remit.tables import All, At, Calls, Column, Table


class Guardrail(
    Table,
    name="bedrock_guardrail",
    api=Calls(
        "bedrock",
        lists="ListGuardrails",
        items="guardrails",
        key="id",
        argument="guardrailIdentifier",
    ),
    cfn="AWS::Bedrock::Guardrail",
    tf="aws_bedrock_guardrail",
    config="AWS::Bedrock::Guardrail",
    tagged="bedrock:guardrail",
):
    """A guardrail: what prompts and answers are searched for."""

    arn = Column(str, "The ARN.", api="ListGuardrails.arn", config="configuration.GuardrailArn")
    name = Column(
        str,
        "Its name.",
        api="ListGuardrails.name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    kms_key = Column(
        str,
        "The customer's KMS key that encrypts it; empty for AWS's own.",
        api="GetGuardrail.kmsKeyArn",
        cfn="KmsKeyArn",
        tf="kms_key_arn",
        config="configuration.KmsKeyArn",
        reference=True,
    )
    prompt_attack = Column(
        str,
        "How strongly prompts are searched for attacks on the model: NONE, LOW, MEDIUM or HIGH.",
        api=At("GetGuardrail.contentPolicy.filters[]", via=prompt_attack),
        cfn=At("ContentPolicyConfig.FiltersConfig[]", via=prompt_attack),
        tf=At("content_policy_config.filters_config[]", via=prompt_attack),
        config=At("configuration.ContentPolicyConfig.FiltersConfig[]", via=prompt_attack),
        absent="NONE",
    )
    sensitive = Column(
        list[str],
        "The kinds of personal data and the patterns of one's own that it looks for.",
        api=All(
            "GetGuardrail.sensitiveInformationPolicy.piiEntities[].type",
            "GetGuardrail.sensitiveInformationPolicy.regexes[].name",
        ),
        cfn=All(
            "SensitiveInformationPolicyConfig.PiiEntitiesConfig[].Type",
            "SensitiveInformationPolicyConfig.RegexesConfig[].Name",
        ),
        tf=All(
            "sensitive_information_policy_config.pii_entities_config[].type",
            "sensitive_information_policy_config.regexes_config[].name",
        ),
        config=All(
            "configuration.SensitiveInformationPolicyConfig.PiiEntitiesConfig[].Type",
            "configuration.SensitiveInformationPolicyConfig.RegexesConfig[].Name",
        ),
    )


class Logging(
    Table,
    name="bedrock_logging",
    api=Calls("bedrock", lists="GetModelInvocationLoggingConfiguration", items=""),
    tf="aws_bedrock_model_invocation_logging_configuration",
):
    """The log of prompts and answers: one setting for an account's Region.

    CloudFormation has no resource for it.
    """

    bucket = Column(
        str,
        "The bucket that it goes to.",
        api="GetModelInvocationLoggingConfiguration.loggingConfig.s3Config.bucketName",
        tf="logging_config.s3_config.bucket_name",
        reference=True,
    )
    log_group = Column(
        str,
        "The log group that it goes to.",
        api="GetModelInvocationLoggingConfiguration.loggingConfig.cloudWatchConfig.logGroupName",
        tf="logging_config.cloudwatch_config.log_group_name",
        reference=True,
    )


class CustomModel(
    Table,
    name="bedrock_custom_model",
    api=Calls(
        "bedrock",
        lists="ListCustomModels",
        items="modelSummaries",
        key="modelArn",
        argument="modelIdentifier",
    ),
    tf="aws_bedrock_custom_model",
    tagged="bedrock:custom-model",
):
    """A model that was made from a base model with the customer's data."""

    arn = Column(str, "The ARN.", api="ListCustomModels.modelArn")
    name = Column(str, "Its name.", api="ListCustomModels.modelName", tf="custom_model_name")
    tags = Column(dict[str, str], "The tags.", tf="tags_all")
    kms_key = Column(
        str,
        "The customer's KMS key that encrypts it; empty for AWS's own.",
        api="GetCustomModel.modelKmsKeyArn",
        tf="custom_model_kms_key_id",
        reference=True,
    )
    subnets = Column(
        list[str],
        "The customer's subnets through which its training reads the data.",
        tf="vpc_config.subnet_ids",
        reference=True,
    )


class Agent(
    Table,
    name="bedrock_agent",
    service="bedrock",
    api=Calls(
        "bedrock-agent",
        lists="ListAgents",
        items="agentSummaries",
        key="agentId",
        argument="agentId",
    ),
    cfn="AWS::Bedrock::Agent",
    tf="aws_bedrockagent_agent",
    arn="arn:{partition}:bedrock:{region}:{account}:agent/{agent_id}",
    tagged="bedrock:agent",
):
    """An agent: a model that calls functions and knowledge bases of the customer's."""

    agent_id = Column(str, "Its id.", api="ListAgents.agentId")
    name = Column(str, "Its name.", api="ListAgents.agentName", cfn="AgentName", tf="agent_name")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    kms_key = Column(
        str,
        "The customer's KMS key that encrypts it; empty for AWS's own.",
        api="GetAgent.agent.customerEncryptionKeyArn",
        cfn="CustomerEncryptionKeyArn",
        tf="customer_encryption_key_arn",
        reference=True,
    )
    guardrail = Column(
        str,
        "The guardrail that its prompts and answers go through; empty for none.",
        api="GetAgent.agent.guardrailConfiguration.guardrailIdentifier",
        cfn="GuardrailConfiguration.GuardrailIdentifier",
        tf="guardrail_configuration.guardrail_identifier",
        reference=True,
    )
