"""Amazon CloudFront tables: distributions, their origins, and logs that are delivered elsewhere."""

from remit.content.common import stated
from remit.content.services.cloudfront import values
from remit.tables import All, At, Calls, Column, Derived, Origin, Table

CONFIG = "configuration.distributionConfig"


class Distribution(
    Table,
    name="cloudfront_distribution",
    api=Calls(
        "cloudfront",
        lists="ListDistributions",
        items="DistributionList.Items",
        key="Id",
        argument="Id",
        scope="global",
    ),
    cfn="AWS::CloudFront::Distribution",
    tf="aws_cloudfront_distribution",
    config="AWS::CloudFront::Distribution",
    key="distribution_id",
    arn="arn:{partition}:cloudfront::{account}:distribution/{distribution_id}",
    tagged="cloudfront",
):
    """A distribution: names under which CloudFront serves what lies in its origins."""

    distribution_id = Column(
        str,
        "Its id; empty in a template.",
        api="ListDistributions.Id",
        tf="id",
        config="configuration.id",
    )
    arn = Column(str, "The ARN.", api="ListDistributions.ARN", config="configuration.arn")
    tags = Column(
        dict[str, str],
        "The tags.",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    viewer_policies = Column(
        list[str],
        "How each behaviour takes plain HTTP: allow-all, https-only or redirect-to-https.",
        api=All(
            "ListDistributions.DefaultCacheBehavior.ViewerProtocolPolicy",
            "ListDistributions.CacheBehaviors.Items[].ViewerProtocolPolicy",
        ),
        cfn=All(
            "DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy",
            "DistributionConfig.CacheBehaviors[].ViewerProtocolPolicy",
        ),
        tf=All(
            "default_cache_behavior.viewer_protocol_policy",
            "ordered_cache_behavior[].viewer_protocol_policy",
        ),
        config=All(
            f"{CONFIG}.defaultCacheBehavior.viewerProtocolPolicy",
            f"{CONFIG}.cacheBehaviors.items[].viewerProtocolPolicy",
        ),
    )
    viewers_use_https = Column(
        bool,
        "No behaviour serves viewers over plain HTTP.",
        derived=Derived(values.only_https, ("viewer_policies",)),
    )
    default_certificate = Column(
        bool,
        "It has no certificate of its own, only that of cloudfront.net.",
        api="ListDistributions.ViewerCertificate.CloudFrontDefaultCertificate",
        cfn="DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate",
        tf="viewer_certificate.cloudfront_default_certificate",
        config=f"{CONFIG}.viewerCertificate.cloudFrontDefaultCertificate",
        default=True,
        within=False,
    )
    security_policy = Column(
        str,
        "The policy for viewers' TLS, named after the oldest version; moot without a certificate.",
        api="ListDistributions.ViewerCertificate.MinimumProtocolVersion",
        cfn="DistributionConfig.ViewerCertificate.MinimumProtocolVersion",
        tf="viewer_certificate.minimum_protocol_version",
        config=f"{CONFIG}.viewerCertificate.minimumProtocolVersion",
        absent="TLSv1",
    )
    standard_logs = Column(
        bool,
        "Access logs of the older kind go to a bucket.",
        api="GetDistributionConfig.DistributionConfig.Logging.Enabled",
        cfn=At("DistributionConfig.Logging.Bucket", via=stated),
        tf=At("logging_config.bucket", via=stated),
        config=At(f"{CONFIG}.logging.enabled", via=values.standard_or_unknown),
    )
    web_acl = Column(
        str,
        "The web ACL of AWS WAF, empty for none.",
        api="ListDistributions.WebACLId",
        cfn="DistributionConfig.WebACLId",
        tf="web_acl_id",
        config=f"{CONFIG}.webACLId",
        reference=True,
    )
    default_root_object = Column(
        str,
        "What is served for the bare name.",
        api="GetDistributionConfig.DistributionConfig.DefaultRootObject",
        cfn="DistributionConfig.DefaultRootObject",
        tf="default_root_object",
        config=f"{CONFIG}.defaultRootObject",
    )
    geo_restriction = Column(
        str,
        "whitelist or blacklist of countries, or none.",
        api="ListDistributions.Restrictions.GeoRestriction.RestrictionType",
        cfn="DistributionConfig.Restrictions.GeoRestriction.RestrictionType",
        tf="restrictions.geo_restriction.restriction_type",
        config=f"{CONFIG}.restrictions.geoRestriction.restrictionType",
        absent="none",
    )
    origin_groups = Column(
        list[str],
        "The groups of two origins, of which the second answers when the first fails.",
        api="ListDistributions.OriginGroups.Items[].Id",
        cfn="DistributionConfig.OriginGroups.Items[].Id",
        tf="origin_group[].origin_id",
        config=f"{CONFIG}.originGroups.items[].id",
    )


class DistributionOrigin(
    Table,
    name="cloudfront_origin",
    api=Calls(
        "cloudfront",
        lists="ListDistributions",
        items="DistributionList.Items",
        key="Id",
        each="Origins.Items",
        scope="global",
    ),
    cfn=Origin("AWS::CloudFront::Distribution", each="DistributionConfig.Origins"),
    tf=Origin("aws_cloudfront_distribution", each="origin"),
    config=Origin("AWS::CloudFront::Distribution", each=f"{CONFIG}.origins.items"),
    of=Distribution,
    link="distribution",
):
    """A place that CloudFront fetches from."""

    distribution = Column(
        str, "The distribution.", api="^.Id", cfn="^", tf="^", config="^.configuration.id"
    )
    name = Column(
        str,
        "What the distribution calls it.",
        api="ListDistributions.Id",
        cfn="Id",
        tf="origin_id",
        config="id",
    )
    kind = Column(
        str,
        "s3 for a bucket, vpc for a server without a public address, custom for any other.",
        api=At("ListDistributions", via=values.kind_of),
        cfn=At("", via=values.kind_of),
        tf=At("", via=values.kind_of),
        config=At("", via=values.kind_of),
    )
    access_control = Column(
        str,
        "The origin access control by which CloudFront signs its requests, empty for none.",
        api="ListDistributions.OriginAccessControlId",
        cfn="OriginAccessControlId",
        tf="origin_access_control_id",
        reference=True,
    )
    access_identity = Column(
        str,
        "The older origin access identity, empty for none.",
        api="ListDistributions.S3OriginConfig.OriginAccessIdentity",
        cfn="S3OriginConfig.OriginAccessIdentity",
        tf="s3_origin_config.origin_access_identity",
        config="s3OriginConfig.originAccessIdentity",
        reference=True,
    )
    protocol_policy = Column(
        str,
        "http-only, match-viewer or https-only.",
        api="ListDistributions.CustomOriginConfig.OriginProtocolPolicy",
        cfn="CustomOriginConfig.OriginProtocolPolicy",
        tf="custom_origin_config.origin_protocol_policy",
        config="customOriginConfig.originProtocolPolicy",
    )
    tls_versions = Column(
        list[str],
        "The versions of SSL and TLS that CloudFront speaks with it.",
        api="ListDistributions.CustomOriginConfig.OriginSslProtocols.Items",
        cfn="CustomOriginConfig.OriginSSLProtocols",
        tf="custom_origin_config.origin_ssl_protocols",
        config="customOriginConfig.originSslProtocols.items",
        within=["TLSv1", "SSLv3"],
    )


class LogSource(
    Table,
    name="cloudfront_log_source",
    api=Calls(
        "logs",
        lists="DescribeDeliverySources",
        items="deliverySources",
        key="name",
        join={"DescribeDeliveries": ("deliveries", "deliverySourceName")},
    ),
    service="cloudfront",
    cfn="AWS::Logs::DeliverySource",
    tf="aws_cloudwatch_log_delivery_source",
    key="name",
    satellites={
        "AWS::Logs::Delivery": "DeliverySourceName",
        "aws_cloudwatch_log_delivery": "delivery_source_name",
    },
):
    """Logs that CloudWatch Logs delivers for a distribution: access logs of the newer kind.

    The same list has the logs of other services, which belong to no distribution.
    """

    name = Column(str, "Its name.", api="DescribeDeliverySources.name", cfn="Name", tf="name")
    distribution = Column(
        str,
        "The distribution (or whatever else) whose logs they are.",
        api=At("DescribeDeliverySources.resourceArns", via=values.distribution_of),
        cfn=At("ResourceArn", via=values.distribution_of),
        tf=At("resource_arn", via=values.distribution_of),
        reference=True,
    )
    log_type = Column(
        str,
        "Which logs they are: ACCESS_LOGS, and others of other services.",
        api="DescribeDeliverySources.logType",
        cfn="LogType",
        tf="log_type",
    )
    delivered = Column(
        bool,
        "A delivery takes them to a destination.",
        api=At("DescribeDeliveries.deliveryDestinationArn", via=stated),
        cfn=At("AWS::Logs::Delivery.DeliverySourceName", via=values.given),
        tf=At("aws_cloudwatch_log_delivery.delivery_source_name", via=values.given),
    )
