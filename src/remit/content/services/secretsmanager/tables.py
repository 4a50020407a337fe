"""AWS Secrets Manager tables."""

from datetime import datetime

from remit.content.common import document, public, shared_with, stated
from remit.content.services.secretsmanager.values import days, own_key, written
from remit.tables import NEVER, At, Calls, Column, Derived, Table


class Secret(
    Table,
    name="secretsmanager_secret",
    api=Calls(
        "secretsmanager",
        lists="ListSecrets",
        items="SecretList",
        key="ARN",
        argument="SecretId",
    ),
    cfn="AWS::SecretsManager::Secret",
    tf="aws_secretsmanager_secret",
    config="AWS::SecretsManager::Secret",
    satellites={
        "AWS::SecretsManager::ResourcePolicy": "SecretId",
        "AWS::SecretsManager::RotationSchedule": "SecretId",
        "AWS::SecretsManager::SecretTargetAttachment": "SecretId",
        "aws_secretsmanager_secret_policy": "secret_arn",
        "aws_secretsmanager_secret_rotation": "secret_id",
        "aws_secretsmanager_secret_version": "secret_id",
    },
):
    """A secret: its settings, never its value."""

    arn = Column(str, "The ARN.", api="ListSecrets.ARN", config="configuration.ARN")
    name = Column(
        str,
        "The secret's name.",
        api="ListSecrets.Name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListSecrets.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    created = Column(datetime, "When it was made.", api="ListSecrets.CreatedDate", absent=NEVER)
    kms_key = Column(
        str,
        "The KMS key that encrypts it; empty for the one that AWS manages.",
        api=At("ListSecrets.KmsKeyId", via=own_key),
        cfn=At("KmsKeyId", via=own_key),
        tf=At("kms_key_id", via=own_key),
        config=At("configuration.KMSKeyId", via=own_key),
        reference=True,
    )
    rotation = Column(
        bool,
        "It is rotated on a schedule.",
        api="ListSecrets.RotationEnabled",
        cfn=At("AWS::SecretsManager::RotationSchedule", via=stated),
        tf=(
            At("aws_secretsmanager_secret_rotation", via=stated),
            At("rotation_lambda_arn", via=stated),
        ),
        config="configuration.RotationEnabled",
    )
    rotation_days = Column(
        int,
        "How many days lie between rotations; 0 where no schedule says so.",
        api=(
            "ListSecrets.RotationRules.AutomaticallyAfterDays",
            At("ListSecrets.RotationRules.ScheduleExpression", via=days),
        ),
        cfn=(
            "AWS::SecretsManager::RotationSchedule.RotationRules.AutomaticallyAfterDays",
            At(
                "AWS::SecretsManager::RotationSchedule.RotationRules.ScheduleExpression",
                via=days,
            ),
        ),
        tf=(
            "aws_secretsmanager_secret_rotation.rotation_rules.automatically_after_days",
            At(
                "aws_secretsmanager_secret_rotation.rotation_rules.schedule_expression",
                via=days,
            ),
        ),
        config=(
            "configuration.RotationRules.AutomaticallyAfterDays",
            At("configuration.RotationRules.RotationScheduleExpression", via=days),
        ),
        absent=0,
    )
    last_rotated = Column(
        datetime, "When it was last rotated.", api="ListSecrets.LastRotatedDate", absent=NEVER
    )
    last_accessed = Column(
        datetime,
        "The day on which somebody last read it.",
        api="ListSecrets.LastAccessedDate",
        absent=NEVER,
    )
    recovery_window = Column(
        int,
        "How many days a deleted secret can be brought back; 0 for not at all.",
        tf="recovery_window_in_days",
        absent=30,
    )
    written = Column(
        bool,
        "Its value stands in the template.",
        cfn=At("SecretString", via=written),
        tf=At("aws_secretsmanager_secret_version.secret_string", via=written),
    )
    policy = Column(
        str,
        "The resource policy as JSON, empty if there is none.",
        api=At("GetResourcePolicy.ResourcePolicy", via=document),
        cfn=At("AWS::SecretsManager::ResourcePolicy.ResourcePolicy", via=document),
        tf=(
            At("aws_secretsmanager_secret_policy.policy", via=document),
            At("policy", via=document),
        ),
    )
    policy_is_public = Column(
        bool,
        "The resource policy lets everyone do something.",
        derived=Derived(public, ("policy", "account")),
    )
    shared_with = Column(
        list[str],
        "The other accounts that the resource policy names.",
        derived=Derived(shared_with, ("policy", "account")),
    )
