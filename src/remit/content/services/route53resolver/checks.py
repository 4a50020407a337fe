"""Amazon Route 53 VPC Resolver checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.ec2.tables_network import Vpc
from remit.content.services.route53resolver.tables import (
    FirewallAssociation,
    FirewallConfig,
    LogAssociation,
    ProfileAssociation,
)

BROKEN = ("ACTION_NEEDED", "FAILED", "DELETING")
LOGGED = exists_in(
    LogAssociation, LogAssociation.vpc == Vpc.id, ~LogAssociation.status.is_in(*BROKEN)
)
FILTERED = exists_in(FirewallAssociation, FirewallAssociation.vpc == Vpc.id)
BY_PROFILE = exists_in(ProfileAssociation, ProfileAssociation.vpc == Vpc.id)
"""What a profile brings is not read, so it may log and filter."""


@check(severity="medium", duty="log-network-traffic", where=LOGGED | ~BY_PROFILE)
def route53resolver_vpc_queries_logged() -> Expr:
    """The DNS queries of VPCs are logged.

    Malware asks for its masters and carries data out by DNS, which flow logs do not show. A VPC
    that follows a Route 53 Profile is left out, since that may log for it.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html
    """
    return LOGGED


@check(severity="low", duty="restrict-network-access", where=FILTERED | ~BY_PROFILE)
def route53resolver_vpc_queries_filtered() -> Expr:
    """DNS Firewall filters the queries of VPCs.

    Queries to the VPC's resolver pass security groups and firewalls by, and so data can leave in
    them. A VPC that follows a Route 53 Profile is left out, since that may filter for it.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall.html
    """
    return FILTERED


@check(
    severity="low",
    duty="restrict-network-access",
    where=FirewallConfig.fail_open != "USE_LOCAL_RESOURCE_SETTING",
)
def route53resolver_firewall_fails_closed() -> Expr:
    """DNS Firewall lets no query pass that it could not look at.

    That is the default, which puts security before availability. Open it on purpose only.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-vpc-configuration.html
    """
    return FirewallConfig.fail_open == "DISABLED"
