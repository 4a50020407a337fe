"""Amazon MSK tables."""

from datetime import datetime

from remit.content.keys import named_key
from remit.content.services.kafka import values
from remit.lifecycles import supported_until
from remit.tables import At, Calls, Column, Derived, Origin, Table

LIST = "ListClustersV2"
BROKERS = f"{LIST}.Provisioned"


class Cluster(
    Table,
    name="kafka_cluster",
    api=Calls("kafka", lists=LIST, items="ClusterInfoList", key="ClusterArn"),
    cfn=(
        Origin("AWS::MSK::Cluster", fixed={"cluster_type": "PROVISIONED"}),
        Origin("AWS::MSK::ServerlessCluster", fixed={"cluster_type": "SERVERLESS"}),
    ),
    tf=(
        Origin("aws_msk_cluster", fixed={"cluster_type": "PROVISIONED"}),
        Origin("aws_msk_serverless_cluster", fixed={"cluster_type": "SERVERLESS"}),
    ),
    config=Origin("AWS::MSK::Cluster", fixed={"cluster_type": "PROVISIONED"}),
    key="name",
):
    """A cluster of Apache Kafka, with brokers that were chosen or serverless.

    Of a serverless cluster AWS decides nearly everything: it signs in with IAM, over TLS only.
    """

    name = Column(
        str,
        "The cluster's name.",
        api=f"{LIST}.ClusterName",
        cfn="ClusterName",
        tf="cluster_name",
        config="configuration.ClusterName",
    )
    arn = Column(str, "The ARN.", api=f"{LIST}.ClusterArn", config="configuration.Arn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api=f"{LIST}.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    cluster_type = Column(str, "PROVISIONED or SERVERLESS.", api=f"{LIST}.ClusterType")
    version = Column(
        str,
        "The version of Apache Kafka, such as 3.8.x; empty for a serverless cluster.",
        api=f"{BROKERS}.CurrentBrokerSoftwareInfo.KafkaVersion",
        cfn="KafkaVersion",
        tf="kafka_version",
        config="configuration.KafkaVersion",
    )
    supported_until = Column(
        datetime,
        "When MSK ends support of this version.",
        absent=None,
        derived=Derived(supported_until("msk"), ("version",)),
    )
    client_encryption = Column(
        str,
        "Between clients and brokers: TLS, TLS_PLAINTEXT for both, or PLAINTEXT.",
        api=f"{BROKERS}.EncryptionInfo.EncryptionInTransit.ClientBroker",
        cfn="EncryptionInfo.EncryptionInTransit.ClientBroker",
        tf="encryption_info.encryption_in_transit.client_broker",
        config="configuration.EncryptionInfo.EncryptionInTransit.ClientBroker",
        absent="TLS",
    )
    encrypted_between_brokers = Column(
        bool,
        "Brokers talk to each other over TLS.",
        api=f"{BROKERS}.EncryptionInfo.EncryptionInTransit.InCluster",
        cfn="EncryptionInfo.EncryptionInTransit.InCluster",
        tf="encryption_info.encryption_in_transit.in_cluster",
        config="configuration.EncryptionInfo.EncryptionInTransit.InCluster",
        absent=True,
    )
    kms_key = Column(
        str,
        "The KMS key of the brokers' volumes; empty for AWS's own where a template names none.",
        api=f"{BROKERS}.EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId",
        cfn="EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId",
        tf="encryption_info.encryption_at_rest_kms_key_arn",
        config="configuration.EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId",
        reference=True,
    )
    key_named = named_key()
    public_access = Column(
        str,
        "DISABLED, or SERVICE_PROVIDED_EIPS where brokers have public addresses.",
        api=f"{BROKERS}.BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type",
        cfn="BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type",
        tf="broker_node_group_info.connectivity_info.public_access.type",
        config="configuration.BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type",
        absent="DISABLED",
    )
    unauthenticated = Column(
        bool,
        "Clients may connect without signing in.",
        api=(
            At(f"{BROKERS}.ClientAuthentication", via=values.unauthenticated),
            At(f"{LIST}.Serverless.ClientAuthentication", via=values.unauthenticated),
        ),
        cfn=At("ClientAuthentication", via=values.unauthenticated),
        tf=At("client_authentication", via=values.unauthenticated),
        config=At("configuration.ClientAuthentication", via=values.unauthenticated),
        absent=True,
    )
    logs_to_cloudwatch = Column(
        bool,
        "Brokers send their logs to CloudWatch Logs.",
        api=f"{BROKERS}.LoggingInfo.BrokerLogs.CloudWatchLogs.Enabled",
        cfn="LoggingInfo.BrokerLogs.CloudWatchLogs.Enabled",
        tf="logging_info.broker_logs.cloudwatch_logs.enabled",
        config="configuration.LoggingInfo.BrokerLogs.CloudWatchLogs.Enabled",
    )
    logs_to_firehose = Column(
        bool,
        "Brokers send their logs to a Firehose stream.",
        api=f"{BROKERS}.LoggingInfo.BrokerLogs.Firehose.Enabled",
        cfn="LoggingInfo.BrokerLogs.Firehose.Enabled",
        tf="logging_info.broker_logs.firehose.enabled",
        config="configuration.LoggingInfo.BrokerLogs.Firehose.Enabled",
    )
    logs_to_s3 = Column(
        bool,
        "Brokers send their logs to a bucket.",
        api=f"{BROKERS}.LoggingInfo.BrokerLogs.S3.Enabled",
        cfn="LoggingInfo.BrokerLogs.S3.Enabled",
        tf="logging_info.broker_logs.s3.enabled",
        config="configuration.LoggingInfo.BrokerLogs.S3.Enabled",
    )
    monitoring = Column(
        str,
        "How finely metrics are kept: DEFAULT, PER_BROKER, PER_TOPIC_PER_BROKER …",
        api=f"{BROKERS}.EnhancedMonitoring",
        cfn="EnhancedMonitoring",
        tf="enhanced_monitoring",
        config="configuration.EnhancedMonitoring",
        absent="DEFAULT",
    )
    subnets = Column(
        list[str],
        "The subnets of its brokers, one to a zone.",
        api=f"{BROKERS}.BrokerNodeGroupInfo.ClientSubnets",
        cfn="BrokerNodeGroupInfo.ClientSubnets",
        tf="broker_node_group_info.client_subnets",
        config="configuration.BrokerNodeGroupInfo.ClientSubnets",
        reference=True,
    )
    customer_action = Column(
        str,
        "NONE, ACTION_RECOMMENDED or CRITICAL_ACTION_REQUIRED: what AWS waits for.",
        api=f"{BROKERS}.CustomerActionStatus",
        absent="NONE",
    )
