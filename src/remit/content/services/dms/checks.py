"""AWS Database Migration Service checks: instances, endpoints and tasks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.dms.tables import Endpoint, ReplicationInstance, ReplicationTask

WITHOUT_A_MODE = (
    "s3",
    "dynamodb",
    "kinesis",
    "neptune",
    "opensearch",
    "elasticsearch",
    "redshift",
    "redshift-serverless",
    "dms-transfer",
    "kafka",
    "redis",
)
"""Engines to which no mode of TLS applies: always encrypted, or with a setting of their own."""

SEARCH = Endpoint.engine.is_in("opensearch", "elasticsearch")


@check(severity="critical", duty="block-public-access")
def dms_replication_instance_not_public() -> Expr:
    """Replication instances have no address on the internet.

    AWS gives them one unless told not to, and it cannot be taken away later. Sources and targets
    are reached through the VPC, a VPN or Direct Connect without it.

    https://docs.aws.amazon.com/securityhub/latest/userguide/dms-controls.html#dms-1
    """
    return ~ReplicationInstance.public


@check(severity="medium", duty="patch-managed-software")
def dms_replication_instance_minor_versions_automatic() -> Expr:
    """Replication instances install minor versions of their engine by themselves.

    They carry fixes of security. AWS does so unless told not to; Terraform's provider tells it
    not to unless told otherwise. The instance is away for a while in the maintenance window.

    https://docs.aws.amazon.com/securityhub/latest/userguide/dms-controls.html#dms-6
    """
    return ReplicationInstance.auto_minor_version_upgrade


@check(severity="medium", duty="upgrade-engine")
def dms_replication_instance_engine_supported(days_ahead: int = 0) -> Expr:
    """DMS supports the version of the replication instance's engine.

    After its end AWS upgrades the instance in a maintenance window, whether tasks were tried with
    the next version or not.

    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReleaseNotes.html
    """
    return ~ReplicationInstance.supported_until.within_days(days_ahead)


@check(severity="medium", duty="survive-failure")
def dms_replication_instance_multi_az() -> Expr:
    """Replication instances have a standby in another zone.

    Without one, changes that go on at the source wait until the zone is back. It costs twice as
    much; what only loads once may do without.

    https://docs.aws.amazon.com/securityhub/latest/userguide/dms-controls.html#dms-13
    """
    return ReplicationInstance.multi_az


@check(severity="low", duty="manage-keys")
def dms_replication_instance_encrypted_with_named_key() -> Expr:
    """The storage of replication instances is encrypted with a KMS key of the customer's.

    It always is encrypted; without a choice with the key that AWS manages for DMS. A key of your
    own has a policy that you write, and can be revoked.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.html#CHAP_Security.EncryptionKey
    """
    return customers(ReplicationInstance.kms_key, ReplicationInstance.key_named)


@check(severity="medium", duty="encrypt-in-transit", where=~Endpoint.engine.is_in(*WITHOUT_A_MODE))
def dms_endpoint_uses_tls() -> Expr:
    """DMS connects to databases over TLS.

    It does not unless told to, so rows and passwords go in the clear. Which modes there are
    depends on the engine; `verify-full` also makes sure who is at the other end.

    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.SSL.html
    """
    return Endpoint.ssl_mode != "none"


@check(severity="medium", duty="encrypt-in-transit", where=Endpoint.engine == "redis")
def dms_endpoint_redis_uses_tls() -> Expr:
    """DMS writes to Redis over TLS.

    It does unless told not to.

    https://docs.aws.amazon.com/securityhub/latest/userguide/dms-controls.html#dms-12
    """
    return Endpoint.redis_protocol != "plaintext"


@check(severity="medium", duty="encrypt-in-transit", where=Endpoint.engine == "kafka")
def dms_endpoint_kafka_uses_tls() -> Expr:
    """DMS writes to Kafka over TLS.

    https://docs.aws.amazon.com/dms/latest/APIReference/API_KafkaSettings.html
    """
    return Endpoint.kafka_protocol != "plaintext"


@check(severity="medium", duty="encrypt-in-transit", where=SEARCH)
def dms_endpoint_opensearch_over_https() -> Expr:
    """DMS writes to OpenSearch over HTTPS.

    It does unless the address begins with http://.

    https://docs.aws.amazon.com/dms/latest/APIReference/API_ElasticsearchSettings.html
    """
    return Endpoint.search_over_https


@check(severity="medium", duty="strong-authentication", where=Endpoint.engine == "mongodb")
def dms_endpoint_mongodb_signs_in() -> Expr:
    """DMS signs in to MongoDB with a password.

    A source that lets it in without one lets in everyone who reaches its port.

    https://docs.aws.amazon.com/securityhub/latest/userguide/dms-controls.html#dms-11
    """
    return Endpoint.mongodb_auth == "password"


@check(severity="medium", duty="strong-authentication", where=Endpoint.engine == "neptune")
def dms_endpoint_neptune_signs_in() -> Expr:
    """DMS signs its requests to Neptune for IAM.

    A target that takes them unsigned takes them from everyone who reaches its port.

    https://docs.aws.amazon.com/securityhub/latest/userguide/dms-controls.html#dms-10
    """
    return Endpoint.neptune_iam


@check(severity="high", duty="block-public-access", where=Endpoint.engine == "s3")
def dms_endpoint_objects_not_public() -> Expr:
    """DMS writes no objects to S3 that everyone, or every AWS account, can read.

    A bucket whose objects take no ACLs, as new ones do not, refuses them; older ones let them in.

    https://docs.aws.amazon.com/dms/latest/APIReference/API_S3Settings.html
    """
    return ~Endpoint.objects_acl.is_in("public-read", "public-read-write", "authenticated-read")


@check(severity="low", duty="manage-keys")
def dms_endpoint_encrypted_with_named_key() -> Expr:
    """What endpoints know of a connection is encrypted with a KMS key of the customer's.

    It always is encrypted; without a choice with the key that AWS manages for DMS, whose
    policy nobody can change.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.html#CHAP_Security.EncryptionKey
    """
    return customers(Endpoint.kms_key, Endpoint.key_named)


@check(severity="high", duty="protect-secrets", where=Endpoint.source.is_in("cfn", "tf"))
def dms_endpoint_password_not_in_template() -> Expr:
    """No template spells out the password of an endpoint.

    Whoever reads the repository, or its history, has it. DMS can fetch it from Secrets Manager.

    https://docs.aws.amazon.com/dms/latest/userguide/security_iam_secretsmanager.html
    """
    return ~Endpoint.password_in_template


@check(severity="medium", duty="log-activity")
def dms_replication_task_source_logged() -> Expr:
    """Replication tasks, serverless ones too, log what they read and capture at the source.

    Logging is off unless the task's settings turn it on, and says too little below the default
    severity. The logs go to CloudWatch Logs, which is paid for.

    https://docs.aws.amazon.com/securityhub/latest/userguide/dms-controls.html#dms-8
    """
    return ReplicationTask.source_logged


@check(severity="medium", duty="log-activity")
def dms_replication_task_target_logged() -> Expr:
    """Replication tasks, serverless ones too, log what they load and apply at the target.

    Logging is off unless the task's settings turn it on, and says too little below the default
    severity. The logs go to CloudWatch Logs, which is paid for.

    https://docs.aws.amazon.com/securityhub/latest/userguide/dms-controls.html#dms-7
    """
    return ReplicationTask.target_logged
