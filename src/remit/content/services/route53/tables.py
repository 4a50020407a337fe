"""Amazon Route 53 tables: hosted zones."""

from remit.content.common import stated
from remit.content.services.route53 import values
from remit.tables import At, Calls, Column, Table
from remit.values import Unknown


class HostedZone(
    Table,
    name="route53_zone",
    api=Calls(
        "route53",
        lists="ListHostedZones",
        items="HostedZones",
        key="Id",
        argument="HostedZoneId",
        join={"ListQueryLoggingConfigs": ("QueryLoggingConfigs", "HostedZoneId")},
        decode={"ListHostedZones": values.zones, "ListQueryLoggingConfigs": values.logging},
        # DNSSEC signing is for public zones only:
        # https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec.html
        spared={"GetDNSSEC": ("ListHostedZones.Config.PrivateZone", ("true",))},
        scope="global",
    ),
    cfn="AWS::Route53::HostedZone",
    tf="aws_route53_zone",
    config="AWS::Route53::HostedZone",
    key="zone_id",
    arn="arn:{partition}:route53:::hostedzone/{zone_id}",
    satellites={
        "AWS::Route53::DNSSEC": "HostedZoneId",
        "aws_route53_query_log": "zone_id",
        "aws_route53_hosted_zone_dnssec": "hosted_zone_id",
    },
    tagged="route53:hostedzone",
):
    """A hosted zone: the records of a domain, for the internet or for VPCs."""

    zone_id = Column(
        str,
        "Its id; empty in a template.",
        api="ListHostedZones.Id",
        config=At("configuration.Id", via=values.bare),
    )
    name = Column(
        str,
        "The domain.",
        api="ListHostedZones.Name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        cfn="HostedZoneTags",
        tf="tags_all",
        config="tags",
    )
    private = Column(
        bool,
        "It answers within VPCs only.",
        api="ListHostedZones.Config.PrivateZone",
        cfn=At("VPCs", via=stated),
        tf=At("vpc", via=stated),
        config=At("configuration.VPCs", via=values.something),
        absent=False,
    )
    logs_queries = Column(
        bool,
        "Queries are written to CloudWatch Logs.",
        api=At("ListQueryLoggingConfigs.CloudWatchLogsLogGroupArn", via=stated),
        cfn=At("QueryLoggingConfig.CloudWatchLogsLogGroupArn", via=stated),
        tf=At("aws_route53_query_log.cloudwatch_log_group_arn", via=stated),
        config=At("configuration.QueryLoggingConfig", via=values.something),
    )
    signing = Column(
        str,
        "SIGNING where answers are signed (DNSSEC), NOT_SIGNING, or what is wrong.",
        api="GetDNSSEC.Status.ServeSignature",
        cfn=At("AWS::Route53::DNSSEC.HostedZoneId", via=values.signing),
        tf=(
            "aws_route53_hosted_zone_dnssec.signing_status",
            At("aws_route53_hosted_zone_dnssec.hosted_zone_id", via=values.signing),
        ),
        absent=Unknown("the answer does not say whether the zone is signed"),
        default="NOT_SIGNING",
    )
