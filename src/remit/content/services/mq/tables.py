"""Amazon MQ tables."""

from datetime import datetime

from remit.content.keys import named_key
from remit.content.services.dms.values import password_written_down
from remit.content.services.mq import values
from remit.tables import At, By, Calls, Column, Derived, Table


class Broker(
    Table,
    name="mq_broker",
    api=Calls(
        "mq", lists="ListBrokers", items="BrokerSummaries", key="BrokerId", argument="BrokerId"
    ),
    cfn="AWS::AmazonMQ::Broker",
    tf="aws_mq_broker",
    config="AWS::AmazonMQ::Broker",
    key="name",
):
    """A message broker: ActiveMQ or RabbitMQ, on one instance or several.

    Terraform's provider sends `false` for automatic upgrades where nobody says anything; AWS itself
    would say `true`, and takes nothing else for newer versions.
    """

    name = Column(
        str,
        "The broker's name.",
        api="ListBrokers.BrokerName",
        cfn="BrokerName",
        tf="broker_name",
        config="configuration.BrokerName",
    )
    arn = Column(str, "The ARN.", api="ListBrokers.BrokerArn", tf="arn", config="configuration.Arn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeBroker.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    engine = Column(
        str,
        "ACTIVEMQ or RABBITMQ.",
        api="ListBrokers.EngineType",
        cfn=At("EngineType", via=values.upper),
        tf=At("engine_type", via=values.upper),
        config=At("configuration.EngineType", via=values.upper),
    )
    engine_version = Column(
        str,
        "The engine's version; empty where the template leaves it to AWS.",
        api="DescribeBroker.EngineVersion",
        cfn="EngineVersion",
        tf="engine_version",
        config="configuration.EngineVersion",
    )
    supported_until = Column(
        datetime,
        "When Amazon MQ ends support of the version.",
        absent=None,
        derived=Derived(values.supported_until, ("engine", "engine_version")),
    )
    auto_minor_version_upgrade = Column(
        bool,
        "Patch versions are installed in the maintenance window.",
        api="DescribeBroker.AutoMinorVersionUpgrade",
        cfn="AutoMinorVersionUpgrade",
        tf="auto_minor_version_upgrade",
        config="configuration.AutoMinorVersionUpgrade",
        default=By(cfn=True, tf=False),
    )
    deployment_mode = Column(
        str,
        "SINGLE_INSTANCE, ACTIVE_STANDBY_MULTI_AZ or CLUSTER_MULTI_AZ.",
        api="ListBrokers.DeploymentMode",
        cfn=At("DeploymentMode", via=values.upper),
        tf=At("deployment_mode", via=values.upper),
        config=At("configuration.DeploymentMode", via=values.upper),
        absent="SINGLE_INSTANCE",
    )
    public = Column(
        bool,
        "Its endpoints are open to the internet.",
        api="DescribeBroker.PubliclyAccessible",
        cfn="PubliclyAccessible",
        tf="publicly_accessible",
        config="configuration.PubliclyAccessible",
    )
    general_log = Column(
        bool,
        "Its general log goes to CloudWatch Logs.",
        api="DescribeBroker.Logs.General",
        cfn="Logs.General",
        tf="logs.general",
        config="configuration.Logs.General",
    )
    audit_log = Column(
        bool,
        "Its audit log goes to CloudWatch Logs (ActiveMQ only).",
        api="DescribeBroker.Logs.Audit",
        cfn="Logs.Audit",
        tf="logs.audit",
        config="configuration.Logs.Audit",
    )
    kms_key = Column(
        str,
        "The KMS key of what it stores; empty for one that AWS owns.",
        api="DescribeBroker.EncryptionOptions.KmsKeyId",
        cfn="EncryptionOptions.KmsKeyId",
        tf="encryption_options.kms_key_id",
        config="configuration.EncryptionOptions.KmsKeyId",
        reference=True,
    )
    key_named = named_key()
    password_in_template = Column(
        bool,
        "A user's or LDAP's password is written down in the template (the value is not kept).",
        cfn=At("", via=password_written_down),
        tf=At("", via=password_written_down),
    )
