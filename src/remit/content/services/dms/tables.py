"""AWS Database Migration Service tables: instances, the endpoints they connect, and tasks."""

from datetime import datetime

from remit.content.keys import named_key
from remit.content.services.dms import values
from remit.lifecycles import supported_until
from remit.tables import At, By, Calls, Column, Derived, Origin, Table

INSTANCES = "DescribeReplicationInstances"
ENDPOINTS = "DescribeEndpoints"
TASKS = "DescribeReplicationTasks"
SERVERLESS = "DescribeReplicationConfigs"
LIVE = (f"{TASKS}.ReplicationTaskSettings", f"{SERVERLESS}.ReplicationSettings")
CFN = ("ReplicationTaskSettings", "ReplicationSettings")
TF = ("replication_task_settings", "replication_settings")
EXTRA = {"cfn": "ExtraConnectionAttributes", "tf": "extra_connection_attributes"}
SETTINGS = "configuration.ReplicationTaskSettings"
SOURCE = ("SOURCE_CAPTURE", "SOURCE_UNLOAD")
TARGET = ("TARGET_APPLY", "TARGET_LOAD")


class ReplicationInstance(
    Table,
    name="dms_replication_instance",
    api=Calls(
        "dms",
        lists=INSTANCES,
        items="ReplicationInstances",
        key="ReplicationInstanceArn",
        argument="ResourceArn",
    ),
    cfn="AWS::DMS::ReplicationInstance",
    tf="aws_dms_replication_instance",
    config="AWS::DMS::ReplicationInstance",
    key="name",
):
    """A server that reads a source, keeps what is on its way, and writes the target.

    Terraform's provider sends `false` for what is left out, where AWS itself would say `true`.
    """

    name = Column(
        str,
        "Its identifier.",
        api=f"{INSTANCES}.ReplicationInstanceIdentifier",
        cfn="ReplicationInstanceIdentifier",
        tf="replication_instance_id",
        config="configuration.ReplicationInstanceIdentifier",
    )
    arn = Column(str, "The ARN.", api=f"{INSTANCES}.ReplicationInstanceArn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListTagsForResource.TagList",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    public = Column(
        bool,
        "It has an address on the internet.",
        api=f"{INSTANCES}.PubliclyAccessible",
        cfn="PubliclyAccessible",
        tf="publicly_accessible",
        config="configuration.PubliclyAccessible",
        default=By(cfn=True, tf=False),
    )
    auto_minor_version_upgrade = Column(
        bool,
        "Minor versions of its engine are installed in the maintenance window.",
        api=f"{INSTANCES}.AutoMinorVersionUpgrade",
        cfn="AutoMinorVersionUpgrade",
        tf="auto_minor_version_upgrade",
        config="configuration.AutoMinorVersionUpgrade",
        default=By(cfn=True, tf=False),
    )
    multi_az = Column(
        bool,
        "A standby in another zone takes over.",
        api=f"{INSTANCES}.MultiAZ",
        cfn="MultiAZ",
        tf="multi_az",
        config="configuration.MultiAZ",
    )
    kms_key = Column(
        str,
        "The KMS key of its storage; empty for AWS's own where a template names none.",
        api=f"{INSTANCES}.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_arn",
        config="configuration.KmsKeyId",
        reference=True,
    )
    key_named = named_key()
    engine_version = Column(
        str,
        "The version of the replication engine; empty where the template leaves it to AWS.",
        api=f"{INSTANCES}.EngineVersion",
        cfn="EngineVersion",
        tf="engine_version",
        config="configuration.EngineVersion",
    )
    supported_until = Column(
        datetime,
        "When DMS ends support of this version.",
        absent=None,
        derived=Derived(supported_until("dms"), ("engine_version",)),
    )


class Endpoint(
    Table,
    name="dms_endpoint",
    api=Calls("dms", lists=ENDPOINTS, items="Endpoints", key="EndpointArn", argument="ResourceArn"),
    cfn="AWS::DMS::Endpoint",
    tf=(Origin("aws_dms_endpoint"), Origin("aws_dms_s3_endpoint", fixed={"engine": "s3"})),
    config="AWS::DMS::Endpoint",
    key="name",
):
    """How DMS connects to a source or a target.

    The mode of TLS is one of databases: S3, DynamoDB, Kinesis, Neptune, OpenSearch and Redshift
    take none and are always encrypted, Kafka and Redis have a setting of their own.
    """

    name = Column(
        str,
        "Its identifier.",
        api=f"{ENDPOINTS}.EndpointIdentifier",
        cfn="EndpointIdentifier",
        tf="endpoint_id",
        config="configuration.EndpointIdentifier",
    )
    arn = Column(str, "The ARN.", api=f"{ENDPOINTS}.EndpointArn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListTagsForResource.TagList",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    engine = Column(
        str,
        "The kind of store at its end, such as mysql or s3.",
        api=At(f"{ENDPOINTS}.EngineName", via=values.lower),
        cfn=At("EngineName", via=values.lower),
        tf=At("engine_name", via=values.lower),
        config=At("configuration.EngineName", via=values.lower),
    )
    ssl_mode = Column(
        str,
        "none, require, verify-ca or verify-full: how a connection to a database is encrypted.",
        api=f"{ENDPOINTS}.SslMode",
        cfn="SslMode",
        tf="ssl_mode",
        config="configuration.SslMode",
        absent="none",
    )
    kafka_protocol = Column(
        str,
        "With Kafka: plaintext, ssl-encryption, ssl-authentication or sasl-ssl.",
        api=At(f"{ENDPOINTS}.KafkaSettings.SecurityProtocol", via=values.lower),
        cfn=(
            At("KafkaSettings.SecurityProtocol", via=values.lower),
            At(EXTRA["cfn"], via=values.attribute("securityProtocol")),
        ),
        tf=(
            At("kafka_settings.security_protocol", via=values.lower),
            At(EXTRA["tf"], via=values.attribute("securityProtocol")),
        ),
        config=At("configuration.KafkaSettings.SecurityProtocol", via=values.lower),
        absent=values.KAFKA_BY_DMS,
    )
    redis_protocol = Column(
        str,
        "With Redis: plaintext or ssl-encryption.",
        api=At(f"{ENDPOINTS}.RedisSettings.SslSecurityProtocol", via=values.lower),
        cfn=At("RedisSettings.SslSecurityProtocol", via=values.lower),
        tf=At("redis_settings.ssl_security_protocol", via=values.lower),
        config=At("configuration.RedisSettings.SslSecurityProtocol", via=values.lower),
        absent="ssl-encryption",
    )
    search_over_https = Column(
        bool,
        "With OpenSearch: requests go over HTTPS, as they do where the address names no scheme.",
        api=At(f"{ENDPOINTS}.ElasticsearchSettings.EndpointUri", via=values.over_https),
        cfn=At("ElasticsearchSettings.EndpointUri", via=values.over_https),
        tf=At("elasticsearch_settings.endpoint_uri", via=values.over_https),
        config=At("configuration.ElasticsearchSettings.EndpointUri", via=values.over_https),
        absent=True,
    )
    mongodb_auth = Column(
        str,
        "With MongoDB: password, or no for none.",
        api=At(f"{ENDPOINTS}.MongoDbSettings.AuthType", via=values.lower),
        cfn=(
            At("MongoDbSettings.AuthType", via=values.lower),
            At(EXTRA["cfn"], via=values.attribute("authType")),
        ),
        tf=(
            At("mongodb_settings.auth_type", via=values.lower),
            At(EXTRA["tf"], via=values.attribute("authType")),
        ),
        config=At("configuration.MongoDbSettings.AuthType", via=values.lower),
        absent="password",
    )
    neptune_iam = Column(
        bool,
        "With Neptune: requests are signed for IAM.",
        api=f"{ENDPOINTS}.NeptuneSettings.IamAuthEnabled",
        cfn=(
            "NeptuneSettings.IamAuthEnabled",
            At(EXTRA["cfn"], via=values.is_true("IamAuthEnabled")),
        ),
        tf=At(EXTRA["tf"], via=values.is_true("IamAuthEnabled")),
        config="configuration.NeptuneSettings.IamAuthEnabled",
    )
    objects_acl = Column(
        str,
        "With S3: the canned ACL that objects are written with, or none.",
        api=At(f"{ENDPOINTS}.S3Settings.CannedAclForObjects", via=values.lower),
        cfn=At("S3Settings.CannedAclForObjects", via=values.lower),
        tf=(
            At("s3_settings.canned_acl_for_objects", via=values.lower),
            At("canned_acl_for_objects", via=values.lower),
        ),
        config=At("configuration.S3Settings.CannedAclForObjects", via=values.lower),
        absent="none",
    )
    kms_key = Column(
        str,
        "The KMS key of its connection's settings; empty for AWS's own.",
        api=f"{ENDPOINTS}.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_arn",
        config="configuration.KmsKeyId",
        reference=True,
    )
    key_named = named_key()
    password_in_template = Column(
        bool,
        "A password is written down in the template (the value is not kept).",
        cfn=At("", via=values.password_written_down),
        tf=At("", via=values.password_written_down),
    )


class ReplicationTask(
    Table,
    name="dms_replication_task",
    api=(
        Calls(
            "dms",
            lists=TASKS,
            items="ReplicationTasks",
            key="ReplicationTaskArn",
            argument="ResourceArn",
        ),
        Calls(
            "dms",
            lists=SERVERLESS,
            items="ReplicationConfigs",
            key="ReplicationConfigArn",
            argument="ResourceArn",
        ),
    ),
    cfn=("AWS::DMS::ReplicationTask", "AWS::DMS::ReplicationConfig"),
    tf=("aws_dms_replication_task", "aws_dms_replication_config"),
    config="AWS::DMS::ReplicationTask",
    key="name",
):
    """What goes from which source to which target: a task on an instance, or serverless."""

    name = Column(
        str,
        "Its identifier.",
        api=(
            f"{TASKS}.ReplicationTaskIdentifier",
            f"{SERVERLESS}.ReplicationConfigIdentifier",
        ),
        cfn=("ReplicationTaskIdentifier", "ReplicationConfigIdentifier"),
        tf=("replication_task_id", "replication_config_identifier"),
        config="configuration.ReplicationTaskIdentifier",
    )
    arn = Column(
        str,
        "The ARN.",
        api=(f"{TASKS}.ReplicationTaskArn", f"{SERVERLESS}.ReplicationConfigArn"),
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListTagsForResource.TagList",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    source_logged = Column(
        bool,
        "What happens at the source is logged, in the default detail or more.",
        api=tuple(At(one, via=values.logged(*SOURCE, unasked="")) for one in LIVE),
        cfn=tuple(At(one, via=values.logged(*SOURCE)) for one in CFN),
        tf=tuple(At(one, via=values.logged(*SOURCE)) for one in TF),
        config=(
            At(SETTINGS, via=values.logged(*SOURCE, unasked="")),
            At("configuration", via=lambda _: values.NO_SETTINGS),
        ),
    )
    target_logged = Column(
        bool,
        "What happens at the target is logged, in the default detail or more.",
        api=tuple(At(one, via=values.logged(*TARGET, unasked="")) for one in LIVE),
        cfn=tuple(At(one, via=values.logged(*TARGET)) for one in CFN),
        tf=tuple(At(one, via=values.logged(*TARGET)) for one in TF),
        config=(
            At(SETTINGS, via=values.logged(*TARGET, unasked="")),
            At("configuration", via=lambda _: values.NO_SETTINGS),
        ),
    )
