"""Amazon CloudFront checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.cloudfront.tables import Distribution, DistributionOrigin, LogSource


@check(severity="high", duty="encrypt-in-transit")
def cloudfront_distribution_viewers_use_https() -> Expr:
    """Viewers are served over HTTPS, or sent there.

    It holds for the default behaviour and for each other.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html
    """
    return Distribution.viewers_use_https


@check(severity="medium", duty="encrypt-in-transit")
def cloudfront_distribution_tls_current() -> Expr:
    """Viewers cannot use a version of TLS before 1.2.

    With the certificate of cloudfront.net alone the oldest version is TLS 1.0, whatever the
    distribution says: it takes a name and a certificate of your own to raise it.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
    """
    policy = Distribution.security_policy
    return ~Distribution.default_certificate & (
        policy.starts_with("TLSv1.2_") | policy.starts_with("TLSv1.3_")
    )


@check(severity="medium", duty="log-network-traffic")
def cloudfront_distribution_logs_access() -> Expr:
    """The distribution writes access logs.

    To a bucket, or by a delivery of CloudWatch Logs. Real-time logs do not count: they may be a
    sample. The first that are asked for in an inquiry.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html
    """
    return Distribution.standard_logs | exists_in(
        LogSource,
        LogSource.distribution == Distribution.id,
        LogSource.log_type == "ACCESS_LOGS",
        LogSource.delivered,
    )


@check(severity="medium", duty="protect-against-denial-of-service")
def cloudfront_distribution_behind_waf() -> Expr:
    """AWS WAF inspects requests to the distribution.

    Rules keep known attacks and floods of requests away from the origin. Each rule costs, and each
    request.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-awswaf.html
    """
    return Distribution.web_acl != ""


@check(severity="low", duty="configure-securely")
def cloudfront_distribution_has_default_root_object() -> Expr:
    """There is an object to serve for the bare name.

    Otherwise the request goes to the origin as it is, which may answer with a list of all it has.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DefaultRootObject.html
    """
    return Distribution.default_root_object != ""


@check(severity="low", duty="choose-region")
def cloudfront_distribution_restricts_countries() -> Expr:
    """Somebody decided which countries are served.

    Except distributions that are meant for the whole world.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/georestrictions.html
    """
    return Distribution.geo_restriction != "none"


@check(severity="low", duty="survive-failure")
def cloudfront_distribution_has_a_second_origin() -> Expr:
    """A second origin answers when the first fails.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
    """
    return Distribution.origin_groups.length() > 0


@check(severity="medium", duty="encrypt-in-transit", where=DistributionOrigin.kind == "custom")
def cloudfront_origin_reached_over_https() -> Expr:
    """CloudFront fetches from servers over HTTPS.

    Matching the viewer's protocol is enough where viewers cannot use plain HTTP.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html
    """
    matched = DistributionOrigin.protocol_policy == "match-viewer"
    return (DistributionOrigin.protocol_policy == "https-only") | (
        matched
        & exists_in(
            Distribution,
            Distribution.id == DistributionOrigin.distribution,
            Distribution.viewers_use_https,
        )
    )


@check(severity="medium", duty="encrypt-in-transit", where=DistributionOrigin.kind == "custom")
def cloudfront_origin_tls_current(
    old: tuple[str, ...] = ("SSLv3", "TLSv1", "TLSv1.1"),
) -> Expr:
    """CloudFront speaks no version of TLS before 1.2 with servers.

    CloudFormation takes SSL 3.0 and TLS 1.0 unless told otherwise.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html
    """
    return ~DistributionOrigin.tls_versions.any(lambda version: version.is_in(*old))


@check(severity="medium", duty="restrict-network-access", where=DistributionOrigin.kind == "s3")
def cloudfront_origin_bucket_reached_with_identity() -> Expr:
    """CloudFront signs its requests to buckets.

    Then the bucket can refuse whoever goes past CloudFront and what it restricts and records. An
    origin access control is for all buckets; the older identity does not work with KMS keys.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    return (DistributionOrigin.access_control != "") | (DistributionOrigin.access_identity != "")
