"""Amazon MSK checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.kafka.tables import Cluster

PROVISIONED = Cluster.cluster_type == "PROVISIONED"


@check(severity="medium", duty="upgrade-engine", where=PROVISIONED)
def kafka_cluster_version_supported(days_ahead: int = 0) -> Expr:
    """The version of Apache Kafka is one that MSK supports.

    After the end of support AWS may upgrade the cluster at any time and without notice, so test
    and upgrade before it. AWS upgrades serverless clusters by itself.

    https://docs.aws.amazon.com/msk/latest/developerguide/version-support.html
    """
    return ~Cluster.supported_until.within_days(days_ahead)


@check(severity="medium", duty="patch-managed-software", where=PROVISIONED)
def kafka_cluster_waits_for_no_action() -> Expr:
    """AWS waits for nothing that its customer must do to keep the cluster healthy.

    Until it is done MSK may be unable to patch brokers or to heal them.

    https://docs.aws.amazon.com/msk/latest/developerguide/troubleshooting.html
    """
    return Cluster.customer_action == "NONE"


@check(severity="high", duty="encrypt-in-transit", where=PROVISIONED)
def kafka_cluster_clients_use_tls() -> Expr:
    """Clients reach the brokers over TLS only.

    That is what a cluster does unless told otherwise. TLS_PLAINTEXT leaves a port open on which
    everything, passwords included, goes in the clear.

    https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html
    """
    return Cluster.client_encryption == "TLS"


@check(severity="medium", duty="encrypt-in-transit", where=PROVISIONED)
def kafka_cluster_brokers_use_tls() -> Expr:
    """Brokers send data to each other over TLS.

    It is so by default, and can be chosen only when the cluster is made.

    https://docs.aws.amazon.com/securityhub/latest/userguide/msk-controls.html#msk-1
    """
    return Cluster.encrypted_between_brokers


@check(severity="critical", duty="block-public-access", where=PROVISIONED)
def kafka_cluster_not_public() -> Expr:
    """Brokers have no public addresses.

    With them anyone can try to sign in to them. Without, clients come through the VPC.

    https://docs.aws.amazon.com/msk/latest/developerguide/public-access.html
    """
    return Cluster.public_access == "DISABLED"


@check(severity="high", duty="strong-authentication", where=PROVISIONED)
def kafka_cluster_clients_sign_in() -> Expr:
    """Nobody reads or writes without signing in.

    A cluster that names no way to sign in (IAM, SASL/SCRAM, TLS certificates) takes everyone who
    reaches its network.

    https://docs.aws.amazon.com/securityhub/latest/userguide/msk-controls.html#msk-6
    """
    return ~Cluster.unauthenticated


@check(severity="low", duty="manage-keys", where=PROVISIONED)
def kafka_cluster_encrypted_with_named_key() -> Expr:
    """The brokers' volumes are encrypted with a KMS key of the customer's.

    They always are encrypted; without a choice with the key that AWS manages for MSK. A key of
    your own has a policy that you write, and can be revoked.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html
    """
    return customers(Cluster.kms_key, Cluster.key_named)


@check(severity="medium", duty="log-activity", where=PROVISIONED)
def kafka_cluster_broker_logs_delivered() -> Expr:
    """Brokers deliver their logs to CloudWatch Logs, a bucket or Firehose.

    Without them nobody sees afterwards who failed to sign in, or why a broker left.

    https://docs.aws.amazon.com/msk/latest/developerguide/msk-logging.html
    """
    return Cluster.logs_to_cloudwatch | Cluster.logs_to_firehose | Cluster.logs_to_s3


@check(severity="low", duty="monitor-and-alert", where=PROVISIONED)
def kafka_cluster_monitored_per_topic() -> Expr:
    """Metrics are kept for each topic of each broker.

    The finer ones show which topic lags; they are billed.

    https://docs.aws.amazon.com/securityhub/latest/userguide/msk-controls.html#msk-2
    """
    return Cluster.monitoring.is_in("PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION")


@check(severity="medium", duty="survive-failure", where=PROVISIONED)
def kafka_cluster_spread_over_zones(min_zones: int = 3) -> Expr:
    """Brokers stand in three Availability Zones.

    With a replica in each, a topic outlives the loss of a zone and still takes writes.

    https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html
    """
    return Cluster.subnets.length() >= min_zones
