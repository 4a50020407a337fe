"""AWS Step Functions tables."""

from remit.content.common import known
from remit.tables import At, Calls, Column, Table


@known
def own_key(kind: object) -> bool:
    """Whether an encryption type stands for a key of the customer's."""
    return kind == "CUSTOMER_MANAGED_KMS_KEY"


class StateMachine(
    Table,
    name="stepfunctions_state_machine",
    service="stepfunctions",
    api=Calls(
        "stepfunctions",
        lists="ListStateMachines",
        items="stateMachines",
        key="stateMachineArn",
        arguments={
            "DescribeStateMachine": {"stateMachineArn": "stateMachineArn"},
        },
    ),
    cfn="AWS::StepFunctions::StateMachine",
    tf="aws_sfn_state_machine",
    config="AWS::StepFunctions::StateMachine",
    tagged="states",
):
    """A workflow."""

    name = Column(
        str,
        "Its name.",
        api="ListStateMachines.name",
        cfn="StateMachineName",
        tf="name",
        config="configuration.StateMachineName",
    )
    arn = Column(
        str, "The ARN.", api="ListStateMachines.stateMachineArn", config="configuration.Arn"
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    kind = Column(
        str,
        "STANDARD or EXPRESS.",
        api="ListStateMachines.type",
        cfn="StateMachineType",
        tf="type",
        config="configuration.StateMachineType",
        absent="STANDARD",
    )
    log_level = Column(
        str,
        "What of an execution is logged: ALL, ERROR, FATAL or OFF.",
        api="DescribeStateMachine.loggingConfiguration.level",
        cfn="LoggingConfiguration.Level",
        tf="logging_configuration.level",
        config="configuration.LoggingConfiguration.Level",
        absent="OFF",
    )
    traced = Column(
        bool,
        "Executions are traced by AWS X-Ray.",
        api="DescribeStateMachine.tracingConfiguration.enabled",
        cfn="TracingConfiguration.Enabled",
        tf="tracing_configuration.enabled",
        config="configuration.TracingConfiguration.Enabled",
    )
    own_key = Column(
        bool,
        "Definition and executions are encrypted with a KMS key of the customer's.",
        api=At("DescribeStateMachine.encryptionConfiguration.type", via=own_key),
        cfn=At("EncryptionConfiguration.Type", via=own_key),
        tf=At("encryption_configuration.type", via=own_key),
        config=At("configuration.EncryptionConfiguration.Type", via=own_key),
    )
