"""DynamoDB Accelerator (DAX) tables."""

from remit.content.services.dax import values
from remit.content.services.dynamodb.tables import is_on
from remit.tables import At, Calls, Column, Derived, Table


class DaxCluster(
    Table,
    name="dax_cluster",
    api=Calls(
        "dax",
        lists="DescribeClusters",
        items="Clusters",
        key="ClusterName",
        arguments={"ListTags": {"ResourceName": "ClusterArn"}},
    ),
    cfn="AWS::DAX::Cluster",
    tf="aws_dax_cluster",
    config="AWS::DAX::Cluster",
    key="name",
    arn="arn:{partition}:dax:{region}:{account}:cache/{name}",
):
    """A DynamoDB Accelerator cluster: a cache before tables."""

    name = Column(
        str,
        "The cluster's name.",
        api="DescribeClusters.ClusterName",
        cfn="ClusterName",
        tf="cluster_name",
        config="resourceName",
    )
    arn = Column(str, "The ARN.", api="DescribeClusters.ClusterArn", tf="arn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListTags.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    encrypted = Column(
        bool,
        "What the cache keeps on disk is encrypted.",
        api=At("DescribeClusters.SSEDescription.Status", via=is_on),
        cfn="SSESpecification.SSEEnabled",
        tf="server_side_encryption.enabled",
        config=At("configuration.SSEDescription.Status", via=is_on),
    )
    endpoint_encryption = Column(
        str,
        "TLS or NONE: whether clients talk to it encrypted.",
        api="DescribeClusters.ClusterEndpointEncryptionType",
        cfn="ClusterEndpointEncryptionType",
        tf="cluster_endpoint_encryption_type",
        config="configuration.ClusterEndpointEncryptionType",
        absent="NONE",
    )
    nodes = Column(
        int,
        "How many nodes it has.",
        api="DescribeClusters.TotalNodes",
        cfn="ReplicationFactor",
        tf="replication_factor",
        config="configuration.TotalNodes",
        absent=1,
    )
    zones = Column(
        list[str],
        "The zone of each node, as far as a template names them.",
        api="DescribeClusters.Nodes[].AvailabilityZone",
        cfn="AvailabilityZones",
        tf="availability_zones",
        config="configuration.Nodes[].AvailabilityZone",
    )
    subnet_group = Column(
        str,
        "The subnet group that its nodes lie in; empty for the default one.",
        api="DescribeClusters.SubnetGroup",
        cfn="SubnetGroupName",
        tf="subnet_group_name",
        config="configuration.SubnetGroup",
        reference=True,
    )
    zone_count = Column(
        int,
        "How many zones its nodes lie in.",
        absent=1,
        derived=Derived(values.zone_count, ("zones", "nodes", "subnet_group", "source")),
    )
