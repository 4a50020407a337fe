"""Amazon Route 53 VPC Resolver tables."""

from remit.tables import Calls, Column, Origin, Table

DECLARED = {"status": "ACTIVE"}


class LogAssociation(
    Table,
    name="route53resolver_log_association",
    api=Calls(
        "route53resolver",
        lists="ListResolverQueryLogConfigAssociations",
        items="ResolverQueryLogConfigAssociations",
    ),
    cfn=Origin("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", fixed=DECLARED),
    tf=Origin("aws_route53_resolver_query_log_config_association", fixed=DECLARED),
    key="association",
):
    """That the queries of a VPC are logged; what a template declares will be active."""

    association = Column(
        str, "Its id; templates know none.", api="ListResolverQueryLogConfigAssociations.Id"
    )
    vpc = Column(
        str,
        "The VPC.",
        api="ListResolverQueryLogConfigAssociations.ResourceId",
        cfn="ResourceId",
        tf="resource_id",
        reference=True,
    )
    status = Column(
        str,
        "ACTIVE, CREATING, DELETING, FAILED, or ACTION_NEEDED where nothing can be delivered.",
        api="ListResolverQueryLogConfigAssociations.Status",
    )


class FirewallAssociation(
    Table,
    name="route53resolver_firewall_association",
    api=Calls(
        "route53resolver",
        lists="ListFirewallRuleGroupAssociations",
        items="FirewallRuleGroupAssociations",
    ),
    cfn="AWS::Route53Resolver::FirewallRuleGroupAssociation",
    tf="aws_route53_resolver_firewall_rule_group_association",
    key="arn",
):
    """That a group of DNS Firewall rules filters the queries of a VPC."""

    arn = Column(str, "The ARN.", api="ListFirewallRuleGroupAssociations.Arn")
    vpc = Column(
        str,
        "The VPC.",
        api="ListFirewallRuleGroupAssociations.VpcId",
        cfn="VpcId",
        tf="vpc_id",
        reference=True,
    )


class ProfileAssociation(
    Table,
    name="route53resolver_profile_association",
    service="route53resolver",
    api=Calls("route53profiles", lists="ListProfileAssociations", items="ProfileAssociations"),
    cfn="AWS::Route53Profiles::ProfileAssociation",
    tf="aws_route53profiles_association",
    key="association",
):
    """That a VPC follows a Route 53 Profile, which may log and filter for it."""

    association = Column(str, "Its id; templates know none.", api="ListProfileAssociations.Id")
    vpc = Column(
        str,
        "The VPC.",
        api="ListProfileAssociations.ResourceId",
        cfn="ResourceId",
        tf="resource_id",
        reference=True,
    )


class FirewallConfig(
    Table,
    name="route53resolver_firewall_config",
    api=Calls("route53resolver", lists="ListFirewallConfigs", items="FirewallConfigs"),
    tf="aws_route53_resolver_firewall_config",
    key="config",
):
    """What becomes of a VPC's queries while DNS Firewall does not answer.

    CloudFormation has no resource for it.
    """

    config = Column(str, "Its id; templates know none.", api="ListFirewallConfigs.Id")
    vpc = Column(
        str,
        "The VPC, or a profile.",
        api="ListFirewallConfigs.ResourceId",
        tf="resource_id",
        reference=True,
    )
    fail_open = Column(
        str,
        "ENABLED, DISABLED, or USE_LOCAL_RESOURCE_SETTING in a profile.",
        api="ListFirewallConfigs.FirewallFailOpen",
        tf="firewall_fail_open",
        absent="DISABLED",
    )
