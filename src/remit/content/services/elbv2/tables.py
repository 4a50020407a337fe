"""Elastic Load Balancing tables: application, network and gateway load balancers."""

from remit.content.services.elbv2 import values
from remit.tables import At, Calls, Column, Derived, Table


def attribute(key: str) -> str:
    """Where the API keeps an attribute of a load balancer."""
    return f"DescribeLoadBalancerAttributes.Attributes[Key={key}].Value"


def declared(key: str) -> str:
    """Where CloudFormation keeps an attribute of a load balancer."""
    return f"LoadBalancerAttributes[Key={key}].Value"


class LoadBalancer(
    Table,
    name="elbv2_load_balancer",
    api=Calls(
        "elbv2",
        lists="DescribeLoadBalancers",
        items="LoadBalancers",
        key="LoadBalancerArn",
        argument="LoadBalancerArn",
    ),
    cfn="AWS::ElasticLoadBalancingV2::LoadBalancer",
    tf=("aws_lb", "aws_alb"),
    config="AWS::ElasticLoadBalancingV2::LoadBalancer",
    key="arn",
    tagged="elasticloadbalancing",
):
    """An application, network or gateway load balancer. AWS Config does not tell its attributes."""

    arn = Column(
        str,
        "The ARN.",
        api="DescribeLoadBalancers.LoadBalancerArn",
        config="configuration.loadBalancerArn",
    )
    name = Column(
        str,
        "Its name.",
        api="DescribeLoadBalancers.LoadBalancerName",
        cfn="Name",
        tf="name",
        config="configuration.loadBalancerName",
    )
    load_balancer_type = Column(
        str,
        "application, network or gateway.",
        api="DescribeLoadBalancers.Type",
        cfn="Type",
        tf="load_balancer_type",
        config="configuration.type",
        default="application",
    )
    scheme = Column(
        str,
        "internet-facing or internal.",
        api="DescribeLoadBalancers.Scheme",
        cfn="Scheme",
        tf=At("internal", via=values.scheme),
        config="configuration.scheme",
        absent="internal",
        default="internet-facing",
    )
    subnets = Column(
        list[str],
        "The subnets that it has addresses in, one in each of its zones.",
        api="DescribeLoadBalancers.AvailabilityZones[].SubnetId",
        cfn=("Subnets", "SubnetMappings[].SubnetId"),
        tf=("subnets", "subnet_mapping[].subnet_id"),
        config="configuration.availabilityZones[].subnetId",
        reference=True,
    )
    access_logs = Column(
        bool,
        "Each request is written to a log.",
        api=attribute("access_logs.s3.enabled"),
        cfn=declared("access_logs.s3.enabled"),
        tf="access_logs.enabled",
    )
    deletion_protection = Column(
        bool,
        "It cannot be deleted before this is turned off.",
        api=attribute("deletion_protection.enabled"),
        cfn=declared("deletion_protection.enabled"),
        tf="enable_deletion_protection",
    )
    drops_invalid_headers = Column(
        bool,
        "Headers with names that HTTP does not allow are dropped.",
        api=attribute("routing.http.drop_invalid_header_fields.enabled"),
        cfn=declared("routing.http.drop_invalid_header_fields.enabled"),
        tf="drop_invalid_header_fields",
    )
    desync_mitigation = Column(
        str,
        "monitor, defensive or strictest.",
        api=attribute("routing.http.desync_mitigation_mode"),
        cfn=declared("routing.http.desync_mitigation_mode"),
        tf="desync_mitigation_mode",
        absent="defensive",
    )
    cross_zone = Column(
        bool,
        "Traffic is spread over the targets of all zones; application load balancers always do.",
        api=attribute("load_balancing.cross_zone.enabled"),
        cfn=declared("load_balancing.cross_zone.enabled"),
        tf="enable_cross_zone_load_balancing",
    )


class Listener(
    Table,
    name="elbv2_listener",
    api=Calls(
        "elbv2",
        lists="DescribeListeners",
        items="Listeners",
        key="ListenerArn",
        per=LoadBalancer,
        per_argument="LoadBalancerArn",
        per_column="arn",
    ),
    cfn="AWS::ElasticLoadBalancingV2::Listener",
    tf=("aws_lb_listener", "aws_alb_listener"),
    config="AWS::ElasticLoadBalancingV2::Listener",
    key="arn",
    of=LoadBalancer,
    link="load_balancer",
    tagged="elasticloadbalancing",
):
    """A port that a load balancer listens on."""

    arn = Column(
        str,
        "The ARN.",
        api="DescribeListeners.ListenerArn",
        config="configuration.ListenerArn",
    )
    load_balancer = Column(
        str,
        "The load balancer it belongs to.",
        api="DescribeListeners.LoadBalancerArn",
        cfn="LoadBalancerArn",
        tf="load_balancer_arn",
        config="configuration.LoadBalancerArn",
        reference=True,
    )
    protocol = Column(
        str,
        "HTTP, HTTPS, TCP, TLS, UDP … or GENEVE, which is what gateways speak.",
        api="DescribeListeners.Protocol",
        cfn=(At("Protocol", via=values.upper), At("", via=values.unstated_protocol)),
        tf=(At("protocol", via=values.upper), At("", via=values.unstated_protocol)),
        config="configuration.Protocol",
        absent="GENEVE",
    )
    ssl_policy = Column(
        str,
        "The security policy: which versions of TLS and which ciphers it takes.",
        api="DescribeListeners.SslPolicy",
        cfn="SslPolicy",
        tf="ssl_policy",
        config="configuration.SslPolicy",
        default=values.DEFAULT_POLICY,
    )
    oldest_tls = Column(
        str,
        "The oldest version of TLS that the policy takes: 1.0, 1.1, 1.2 or 1.3.",
        derived=Derived(values.oldest_tls, ("ssl_policy",)),
    )
    redirects_to_https = Column(
        bool,
        "What comes in is sent on to HTTPS.",
        api=At("DescribeListeners.DefaultActions[]", via=values.redirects),
        cfn=At("DefaultActions[]", via=values.redirects),
        tf=At("default_action[]", via=values.redirects),
        config=At("configuration.DefaultActions[]", via=values.redirects),
    )


class WebAcl(
    Table,
    name="elbv2_web_acl",
    api=Calls(
        "wafv2",
        lists="ListWebACLs",
        items="WebACLs",
        fixed={"ListWebACLs": {"Scope": "REGIONAL"}},
    ),
    service="elbv2",
    key="arn",
):
    """A web ACL of AWS WAF in a Region: what to ask for the load balancers behind it."""

    arn = Column(str, "The ARN.", api="ListWebACLs.ARN")


class WebAclAssociation(
    Table,
    name="elbv2_web_acl_association",
    api=Calls(
        "wafv2",
        lists="ListResourcesForWebACL",
        items="ResourceArns",
        per=WebAcl,
        per_argument="WebACLArn",
        per_column="arn",
    ),
    cfn="AWS::WAFv2::WebACLAssociation",
    tf=("aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association"),
    service="elbv2",
):
    """That a web ACL of AWS WAF guards a resource."""

    subject = Column(
        str,
        "The ARN of what is guarded.",
        api=At("ListResourcesForWebACL", via=values.itself),
        cfn="ResourceArn",
        tf="resource_arn",
        reference=True,
    )
