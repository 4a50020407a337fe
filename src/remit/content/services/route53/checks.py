"""Amazon Route 53 checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.route53.tables import HostedZone


@check(severity="medium", duty="log-network-traffic", where=~HostedZone.private)
def route53_zone_logs_queries() -> Expr:
    """Queries for public zones are logged.

    They show who looks for which names: scans, misuse, and what would break if a record went. It
    costs what the logs cost.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html
    """
    return HostedZone.logs_queries


@check(severity="low", duty="encrypt-in-transit", where=~HostedZone.private)
def route53_zone_signed() -> Expr:
    """Answers for public zones are signed with DNSSEC.

    So nobody on the way can put another answer in their place. It needs a key-signing key in KMS, a
    record in the parent zone, and somebody who watches both: mistakes make a domain vanish.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec.html
    """
    return HostedZone.signing == "SIGNING"
