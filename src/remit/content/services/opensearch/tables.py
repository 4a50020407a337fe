"""Amazon OpenSearch Service tables."""

from datetime import datetime

from remit.content.common import document, public, shared_with
from remit.content.keys import named_key
from remit.content.services.opensearch import values
from remit.tables import At, By, Calls, Column, Derived, Table


class Domain(
    Table,
    name="opensearch_domain",
    api=Calls(
        "opensearch",
        lists="ListDomainNames",
        items="DomainNames",
        key="DomainName",
        argument="DomainName",
    ),
    cfn=("AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"),
    tf=("aws_opensearch_domain", "aws_elasticsearch_domain"),
    config=("AWS::OpenSearch::Domain", "AWS::Elasticsearch::Domain"),
    key="name",
    arn="arn:{partition}:es:{region}:{account}:domain/{name}",
    satellites={
        "aws_opensearch_domain_policy": "domain_name",
        "aws_elasticsearch_domain_policy": "domain_name",
    },
    tagged="es",
):
    """A cluster of OpenSearch or of the older Elasticsearch, which the same API lists."""

    name = Column(
        str,
        "The domain's name.",
        api="ListDomainNames.DomainName",
        cfn="DomainName",
        tf="domain_name",
        config=("configuration.DomainName", "configuration.domainName"),
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    engine_version = Column(
        str,
        "OpenSearch_2.19, Elasticsearch_7.10 …; empty where the template leaves it to AWS.",
        api="DescribeDomain.DomainStatus.EngineVersion",
        cfn=("EngineVersion", At("ElasticsearchVersion", via=values.elasticsearch)),
        tf=("engine_version", At("elasticsearch_version", via=values.elasticsearch)),
        config=(
            "configuration.EngineVersion",
            At("configuration.elasticsearchVersion", via=values.elasticsearch),
        ),
    )
    supported_until = Column(
        datetime,
        "When AWS ends standard support for the version.",
        absent=None,
        derived=Derived(values.supported_until, ("engine_version",)),
    )
    encrypted_at_rest = Column(
        bool,
        "Indices, logs, swap and automated snapshots are encrypted.",
        api="DescribeDomain.DomainStatus.EncryptionAtRestOptions.Enabled",
        cfn="EncryptionAtRestOptions.Enabled",
        tf="encrypt_at_rest.enabled",
        config=(
            "configuration.EncryptionAtRestOptions.Enabled",
            "configuration.encryptionAtRestOptions.enabled",
        ),
    )
    kms_key = Column(
        str,
        "The KMS key of the encryption at rest; empty for AWS's own where a template names none.",
        api="DescribeDomain.DomainStatus.EncryptionAtRestOptions.KmsKeyId",
        cfn="EncryptionAtRestOptions.KmsKeyId",
        tf="encrypt_at_rest.kms_key_id",
        config=(
            "configuration.EncryptionAtRestOptions.KmsKeyId",
            "configuration.encryptionAtRestOptions.kmsKeyId",
        ),
        reference=True,
    )
    key_named = named_key()
    nodes_encrypted = Column(
        bool,
        "Nodes talk to each other over TLS.",
        api="DescribeDomain.DomainStatus.NodeToNodeEncryptionOptions.Enabled",
        cfn="NodeToNodeEncryptionOptions.Enabled",
        tf="node_to_node_encryption.enabled",
        config=(
            "configuration.NodeToNodeEncryptionOptions.Enabled",
            "configuration.nodeToNodeEncryptionOptions.enabled",
        ),
    )
    https_enforced = Column(
        bool,
        "Plain HTTP is refused. In Terraform a block of endpoint options switches it on.",
        api="DescribeDomain.DomainStatus.DomainEndpointOptions.EnforceHTTPS",
        cfn="DomainEndpointOptions.EnforceHTTPS",
        tf="domain_endpoint_options.enforce_https",
        config=(
            "configuration.DomainEndpointOptions.EnforceHTTPS",
            "configuration.domainEndpointOptions.enforceHTTPS",
        ),
        within=By(cfn=False, tf=True),
    )
    tls_policy = Column(
        str,
        "The policy that says which versions of TLS the endpoint takes.",
        api="DescribeDomain.DomainStatus.DomainEndpointOptions.TLSSecurityPolicy",
        cfn="DomainEndpointOptions.TLSSecurityPolicy",
        tf="domain_endpoint_options.tls_security_policy",
        config=(
            "configuration.DomainEndpointOptions.TLSSecurityPolicy",
            "configuration.domainEndpointOptions.tlssecurityPolicy",
        ),
        absent="Policy-Min-TLS-1-0-2019-07",
    )
    fine_grained_access = Column(
        bool,
        "Users sign in, and roles say which indices and fields they see.",
        api="DescribeDomain.DomainStatus.AdvancedSecurityOptions.Enabled",
        cfn="AdvancedSecurityOptions.Enabled",
        tf="advanced_security_options.enabled",
        config=(
            "configuration.AdvancedSecurityOptions.Enabled",
            "configuration.advancedSecurityOptions.enabled",
        ),
    )
    password_in_template = Column(
        bool,
        "The master user's password is written down in the template (the value is not kept).",
        cfn=At(
            "AdvancedSecurityOptions.MasterUserOptions",
            via=values.written_down("MasterUserPassword"),
        ),
        tf=At(
            "advanced_security_options.master_user_options",
            via=values.written_down("master_user_password"),
        ),
    )
    subnets = Column(
        list[str],
        "The subnets that it lies in; none where its endpoint is on the internet.",
        api="DescribeDomain.DomainStatus.VPCOptions.SubnetIds",
        cfn="VPCOptions.SubnetIds",
        tf="vpc_options.subnet_ids",
        config=("configuration.VPCOptions.SubnetIds", "configuration.vpcoptions.subnetIds"),
        reference=True,
    )
    policy = Column(
        str,
        "The access policy as JSON, empty if there is none.",
        api=At("DescribeDomain.DomainStatus.AccessPolicies", via=document),
        cfn=At("AccessPolicies", via=document),
        tf=(
            At("access_policies", via=document),
            At("aws_opensearch_domain_policy.access_policies", via=document),
            At("aws_elasticsearch_domain_policy.access_policies", via=document),
        ),
    )
    policy_is_public = Column(
        bool,
        "The access policy lets everyone in.",
        derived=Derived(public, ("policy", "account")),
    )
    shared_accounts = Column(
        list[str],
        "The other accounts that the access policy lets in.",
        derived=Derived(shared_with, ("policy", "account")),
    )
    log_types = Column(
        list[str],
        "The logs that go to CloudWatch Logs: ES_APPLICATION_LOGS, AUDIT_LOGS, SEARCH_SLOW_LOGS …",
        api=At("DescribeDomain.DomainStatus.LogPublishingOptions", via=values.published),
        cfn=At("LogPublishingOptions", via=values.published),
        tf=At("log_publishing_options[]", via=values.published_blocks),
        config=(
            At("configuration.LogPublishingOptions", via=values.published),
            At("configuration.logPublishingOptions", via=values.published),
        ),
    )
    data_nodes = Column(
        int,
        "How many data nodes it has.",
        api="DescribeDomain.DomainStatus.ClusterConfig.InstanceCount",
        cfn=("ClusterConfig.InstanceCount", "ElasticsearchClusterConfig.InstanceCount"),
        tf="cluster_config.instance_count",
        config=(
            "configuration.ClusterConfig.InstanceCount",
            "configuration.elasticsearchClusterConfig.instanceCount",
        ),
        absent=1,
    )
    zone_awareness = Column(
        bool,
        "Data nodes and copies of each shard are spread over zones.",
        api="DescribeDomain.DomainStatus.ClusterConfig.ZoneAwarenessEnabled",
        cfn=(
            "ClusterConfig.ZoneAwarenessEnabled",
            "ElasticsearchClusterConfig.ZoneAwarenessEnabled",
        ),
        tf="cluster_config.zone_awareness_enabled",
        config=(
            "configuration.ClusterConfig.ZoneAwarenessEnabled",
            "configuration.elasticsearchClusterConfig.zoneAwarenessEnabled",
        ),
    )
    dedicated_masters = Column(
        bool,
        "Nodes of their own manage the cluster.",
        api="DescribeDomain.DomainStatus.ClusterConfig.DedicatedMasterEnabled",
        cfn=(
            "ClusterConfig.DedicatedMasterEnabled",
            "ElasticsearchClusterConfig.DedicatedMasterEnabled",
        ),
        tf="cluster_config.dedicated_master_enabled",
        config=(
            "configuration.ClusterConfig.DedicatedMasterEnabled",
            "configuration.elasticsearchClusterConfig.dedicatedMasterEnabled",
        ),
    )
    master_nodes = Column(
        int,
        "How many such nodes there are.",
        api="DescribeDomain.DomainStatus.ClusterConfig.DedicatedMasterCount",
        cfn=(
            "ClusterConfig.DedicatedMasterCount",
            "ElasticsearchClusterConfig.DedicatedMasterCount",
        ),
        tf="cluster_config.dedicated_master_count",
        config=(
            "configuration.ClusterConfig.DedicatedMasterCount",
            "configuration.elasticsearchClusterConfig.dedicatedMasterCount",
        ),
        absent=0,
    )
    auto_software_update = Column(
        bool,
        "Optional updates of the service software are installed in the off-peak window.",
        api="DescribeDomain.DomainStatus.SoftwareUpdateOptions.AutoSoftwareUpdateEnabled",
        cfn="SoftwareUpdateOptions.AutoSoftwareUpdateEnabled",
        tf="software_update_options.auto_software_update_enabled",
    )
    off_peak_window = Column(
        bool,
        "There is a window of ten hours a day for updates and other changes.",
        api="DescribeDomain.DomainStatus.OffPeakWindowOptions.Enabled",
        cfn="OffPeakWindowOptions.Enabled",
        tf="off_peak_window_options.enabled",
        default=True,
    )
    update_available = Column(
        bool,
        "An update of the service software waits.",
        api="DescribeDomain.DomainStatus.ServiceSoftwareOptions.UpdateAvailable",
    )
    update_optional = Column(
        bool,
        "The update is one that AWS never installs by itself.",
        api="DescribeDomain.DomainStatus.ServiceSoftwareOptions.OptionalDeployment",
    )
    update_deadline = Column(
        datetime,
        "The day from which AWS installs the update whenever it likes.",
        api="DescribeDomain.DomainStatus.ServiceSoftwareOptions.AutomatedUpdateDate",
        absent=values.FAR,
    )
