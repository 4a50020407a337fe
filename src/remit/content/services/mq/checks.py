"""Amazon MQ checks: brokers of ActiveMQ and RabbitMQ."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.mq.tables import Broker

ACTIVEMQ = Broker.engine == "ACTIVEMQ"
RABBITMQ = Broker.engine == "RABBITMQ"


@check(severity="high", duty="block-public-access")
def mq_broker_not_public() -> Expr:
    """Brokers are reached from inside the VPC only.

    A public one lets anyone try passwords on its protocols and its console. It cannot be changed
    once the broker is made.

    https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/using-amazon-mq-securely.html
    """
    return ~Broker.public


@check(severity="medium", duty="patch-managed-software")
def mq_broker_patch_versions_automatic() -> Expr:
    """Brokers install new patch versions of their engine by themselves.

    They carry fixes of security. AWS does so unless told not to; Terraform's provider tells it not
    to unless told otherwise, which newer versions refuse. The broker restarts for it in the
    maintenance window.

    https://docs.aws.amazon.com/securityhub/latest/userguide/mq-controls.html#mq-3
    """
    return Broker.auto_minor_version_upgrade


@check(severity="medium", duty="upgrade-engine")
def mq_broker_engine_supported(days_ahead: int = 0) -> Expr:
    """Amazon MQ supports the version of the broker's engine.

    After its end AWS upgrades the broker in one of the next maintenance windows, whether clients
    are ready or not.

    https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/activemq-version-management.html
    """
    return ~Broker.supported_until.within_days(days_ahead)


@check(severity="medium", duty="log-activity")
def mq_broker_general_log_delivered() -> Expr:
    """Brokers deliver their general log to CloudWatch Logs.

    Without it nobody sees afterwards who failed to connect, or why a broker stopped.

    https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/security-logging-monitoring.html
    """
    return Broker.general_log


@check(severity="medium", duty="log-activity", where=ACTIVEMQ)
def mq_broker_audit_log_delivered() -> Expr:
    """Brokers of ActiveMQ deliver their audit log to CloudWatch Logs.

    It tells who managed the broker through its console or JMX. RabbitMQ has none.

    https://docs.aws.amazon.com/securityhub/latest/userguide/mq-controls.html#mq-2
    """
    return Broker.audit_log


@check(severity="low", duty="survive-failure", where=ACTIVEMQ)
def mq_broker_activemq_has_standby() -> Expr:
    """Brokers of ActiveMQ have a standby in another zone.

    A single one is away while it is maintained or its zone is. It cannot be changed once the broker
    is made, and costs twice as much.

    https://docs.aws.amazon.com/securityhub/latest/userguide/mq-controls.html#mq-5
    """
    return Broker.deployment_mode == "ACTIVE_STANDBY_MULTI_AZ"


@check(severity="low", duty="survive-failure", where=RABBITMQ)
def mq_broker_rabbitmq_is_cluster() -> Expr:
    """Brokers of RabbitMQ are clusters over several zones.

    A single one is away while it is maintained or its zone is. It cannot be changed once the broker
    is made, and costs three times as much.

    https://docs.aws.amazon.com/securityhub/latest/userguide/mq-controls.html#mq-6
    """
    return Broker.deployment_mode == "CLUSTER_MULTI_AZ"


@check(severity="low", duty="manage-keys")
def mq_broker_encrypted_with_named_key() -> Expr:
    """What brokers store is encrypted with a KMS key of the customer's.

    It always is encrypted; without a choice with a key that AWS owns. A key of your own has a
    policy that you write, and can be revoked. It is chosen when the broker is made.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/data-protection.html
    """
    return customers(Broker.kms_key, Broker.key_named)


@check(severity="high", duty="protect-secrets", where=Broker.source.is_in("cfn", "tf"))
def mq_broker_password_not_in_template() -> Expr:
    """No template spells out the password of a broker's user, or of its LDAP account.

    Whoever reads the repository, or its history, has it.

    https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/security-authentication-authorization.html
    """
    return ~Broker.password_in_template
