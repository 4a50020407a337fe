"""Amazon MSK Connect tables."""

from remit.tables import Calls, Column, Table

LIST = "ListConnectors"


class Connector(
    Table,
    name="kafkaconnect_connector",
    api=Calls("kafkaconnect", lists=LIST, items="connectors", key="connectorArn"),
    cfn="AWS::KafkaConnect::Connector",
    tf="aws_mskconnect_connector",
    config="AWS::KafkaConnect::Connector",
    key="name",
    tagged="kafkaconnect",
):
    """A connector: code of the customer's that moves data into or out of Apache Kafka."""

    name = Column(
        str,
        "The connector's name.",
        api=f"{LIST}.connectorName",
        cfn="ConnectorName",
        tf="name",
        config="configuration.ConnectorName",
    )
    arn = Column(str, "The ARN.", api=f"{LIST}.connectorArn", config="configuration.ConnectorArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    encryption = Column(
        str,
        "How it talks to the cluster: TLS or PLAINTEXT.",
        api=f"{LIST}.kafkaClusterEncryptionInTransit.encryptionType",
        cfn="KafkaClusterEncryptionInTransit.EncryptionType",
        tf="kafka_cluster_encryption_in_transit.encryption_type",
        config="configuration.KafkaClusterEncryptionInTransit.EncryptionType",
        absent="PLAINTEXT",
    )
    authentication = Column(
        str,
        "How it signs in to the cluster: IAM or NONE.",
        api=f"{LIST}.kafkaClusterClientAuthentication.authenticationType",
        cfn="KafkaClusterClientAuthentication.AuthenticationType",
        tf="kafka_cluster_client_authentication.authentication_type",
        config="configuration.KafkaClusterClientAuthentication.AuthenticationType",
        absent="NONE",
    )
    logs_to_cloudwatch = Column(
        bool,
        "Workers send their logs to CloudWatch Logs.",
        api=f"{LIST}.logDelivery.workerLogDelivery.cloudWatchLogs.enabled",
        cfn="LogDelivery.WorkerLogDelivery.CloudWatchLogs.Enabled",
        tf="log_delivery.worker_log_delivery.cloudwatch_logs.enabled",
        config="configuration.LogDelivery.WorkerLogDelivery.CloudWatchLogs.Enabled",
    )
    logs_to_firehose = Column(
        bool,
        "Workers send their logs to a Firehose stream.",
        api=f"{LIST}.logDelivery.workerLogDelivery.firehose.enabled",
        cfn="LogDelivery.WorkerLogDelivery.Firehose.Enabled",
        tf="log_delivery.worker_log_delivery.firehose.enabled",
        config="configuration.LogDelivery.WorkerLogDelivery.Firehose.Enabled",
    )
    logs_to_s3 = Column(
        bool,
        "Workers send their logs to a bucket.",
        api=f"{LIST}.logDelivery.workerLogDelivery.s3.enabled",
        cfn="LogDelivery.WorkerLogDelivery.S3.Enabled",
        tf="log_delivery.worker_log_delivery.s3.enabled",
        config="configuration.LogDelivery.WorkerLogDelivery.S3.Enabled",
    )
