"""Amazon Lightsail tables: servers, databases, buckets, containers and what stands before them."""

from remit.content.services.lightsail import values
from remit.tables import At, Calls, Column, Records, Table
from remit.values import Unknown

UNNAMED = Unknown("no blueprint is named that would say which ports are open")


class Instance(
    Table,
    name="lightsail_instance",
    api=Calls("lightsail", lists="GetInstances", items="instances", key="name"),
    cfn="AWS::Lightsail::Instance",
    tf="aws_lightsail_instance",
    key="name",
    satellites={"aws_lightsail_instance_public_ports": "instance_name"},
):
    """An instance: a virtual server with an image of AWS's on it."""

    name = Column(str, "Its name.", api="GetInstances.name", cfn="InstanceName", tf="name")
    arn = Column(str, "The ARN.", api="GetInstances.arn")
    tags = Column(dict[str, str], "The tags.", api="GetInstances.tags", cfn="Tags", tf="tags_all")
    blueprint = Column(
        str,
        "The image that it was made from.",
        api="GetInstances.blueprintId",
        cfn="BlueprintId",
        tf="blueprint_id",
    )
    auto_snapshots = Column(
        bool,
        "A snapshot is taken every day and kept for a week.",
        api=At("GetInstances.addOns[]", via=values.auto_snapshots),
        cfn=At("AddOns[]", via=values.auto_snapshots),
        tf=At("add_on[]", via=values.auto_snapshots),
    )
    ports = Column(
        Records(protocol=str, first=int, last=int, open=bool),
        "The ports that its firewall lets in, and whether from the whole internet.",
        api=At("GetInstances.networking.ports[]", via=values.ports),
        cfn=(
            At("Networking.Ports[]", via=values.ports),
            At("BlueprintId", via=values.default_ports),
        ),
        tf=(
            At("aws_lightsail_instance_public_ports.port_info[]", via=values.ports),
            At("blueprint_id", via=values.default_ports),
        ),
        default=UNNAMED,
    )
    metadata_tokens = Column(
        str,
        "optional, or required where the metadata service answers version 2 only.",
        api="GetInstances.metadataOptions.httpTokens",
        absent="optional",
    )
    metadata_endpoint = Column(
        str,
        "enabled, or disabled where the metadata service does not answer.",
        api="GetInstances.metadataOptions.httpEndpoint",
        absent="enabled",
    )


class Database(
    Table,
    name="lightsail_database",
    api=Calls("lightsail", lists="GetRelationalDatabases", items="relationalDatabases", key="name"),
    cfn="AWS::Lightsail::Database",
    tf="aws_lightsail_database",
    key="name",
):
    """A managed database."""

    name = Column(
        str,
        "Its name.",
        api="GetRelationalDatabases.name",
        cfn="RelationalDatabaseName",
        tf="relational_database_name",
    )
    arn = Column(str, "The ARN.", api="GetRelationalDatabases.arn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="GetRelationalDatabases.tags",
        cfn="Tags",
        tf="tags_all",
    )
    blueprint = Column(
        str,
        "The engine and its major version, such as mysql_8_0.",
        api="GetRelationalDatabases.relationalDatabaseBlueprintId",
        cfn="RelationalDatabaseBlueprintId",
        tf="blueprint_id",
    )
    public = Column(
        bool,
        "It can be reached from outside the account's Lightsail resources.",
        api="GetRelationalDatabases.publiclyAccessible",
        cfn="PubliclyAccessible",
        tf="publicly_accessible",
    )
    backups = Column(
        bool,
        "It is backed up every day, for a week.",
        api="GetRelationalDatabases.backupRetentionEnabled",
        cfn="BackupRetention",
        tf="backup_retention_enabled",
        default=True,
    )
    password_in_template = Column(
        bool,
        "The administrator's password is written down in the template (it is not kept).",
        cfn=At("", via=values.password_written_down),
        tf=At("", via=values.password_written_down),
    )


class Bucket(
    Table,
    name="lightsail_bucket",
    api=Calls("lightsail", lists="GetBuckets", items="buckets", key="name"),
    cfn="AWS::Lightsail::Bucket",
    tf="aws_lightsail_bucket",
    config="AWS::Lightsail::Bucket",
    key="name",
):
    """A bucket for objects. Terraform cannot say who may read it."""

    name = Column(
        str,
        "Its name.",
        api="GetBuckets.name",
        cfn="BucketName",
        tf="name",
        config="configuration.BucketName",
    )
    arn = Column(str, "The ARN.", api="GetBuckets.arn", config="configuration.BucketArn")
    tags = Column(
        dict[str, str], "The tags.", api="GetBuckets.tags", cfn="Tags", tf="tags_all", config="tags"
    )
    public = Column(
        bool,
        "Everyone may read all of its objects.",
        api=At("GetBuckets.accessRules.getObject", via=values.is_public),
        cfn=At("AccessRules.GetObject", via=values.is_public),
        config=At("configuration.AccessRules.GetObject", via=values.is_public),
    )
    public_overrides = Column(
        bool,
        "Single objects may be made public.",
        api="GetBuckets.accessRules.allowPublicOverrides",
        cfn="AccessRules.AllowPublicOverrides",
        config="configuration.AccessRules.AllowPublicOverrides",
    )
    versioned = Column(
        bool,
        "It keeps the earlier versions of its objects.",
        api=At("GetBuckets.objectVersioning", via=values.versioned),
        cfn=At("ObjectVersioning", via=values.versioned),
        config=At("configuration.ObjectVersioning", via=values.versioned),
    )


class LoadBalancer(
    Table,
    name="lightsail_load_balancer",
    api=Calls("lightsail", lists="GetLoadBalancers", items="loadBalancers", key="name"),
    cfn="AWS::Lightsail::LoadBalancer",
    tf="aws_lightsail_lb",
    key="name",
    satellites={
        "AWS::Lightsail::LoadBalancerTlsCertificate": "LoadBalancerName",
        "aws_lightsail_lb_https_redirection_policy": "lb_name",
    },
):
    """A load balancer before instances."""

    name = Column(str, "Its name.", api="GetLoadBalancers.name", cfn="LoadBalancerName", tf="name")
    arn = Column(str, "The ARN.", api="GetLoadBalancers.arn")
    tags = Column(
        dict[str, str], "The tags.", api="GetLoadBalancers.tags", cfn="Tags", tf="tags_all"
    )
    https_only = Column(
        bool,
        "It sends whoever asks over plain HTTP to HTTPS.",
        api="GetLoadBalancers.httpsRedirectionEnabled",
        cfn="AWS::Lightsail::LoadBalancerTlsCertificate.HttpsRedirectionEnabled",
        tf="aws_lightsail_lb_https_redirection_policy.enabled",
    )
    tls_policy = Column(
        str,
        "The policy that says which versions of TLS it speaks.",
        api="GetLoadBalancers.tlsPolicyName",
        cfn="TlsPolicyName",
        absent="TLS-2016-08",
    )


class Container(
    Table,
    name="lightsail_container",
    api=Calls(
        "lightsail",
        lists="GetContainerServices",
        items="containerServices",
        key="containerServiceName",
    ),
    cfn="AWS::Lightsail::Container",
    tf="aws_lightsail_container_service",
    key="name",
):
    """A container service: images of the customer's on machines of AWS's."""

    name = Column(
        str,
        "Its name.",
        api="GetContainerServices.containerServiceName",
        cfn="ServiceName",
        tf="name",
    )
    arn = Column(str, "The ARN.", api="GetContainerServices.arn")
    tags = Column(
        dict[str, str], "The tags.", api="GetContainerServices.tags", cfn="Tags", tf="tags_all"
    )
