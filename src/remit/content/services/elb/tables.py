"""Classic Load Balancer tables."""

from typing import Any

from remit.tables import At, By, Calls, Column, Table
from remit.values import unknown_reason


def capitals(protocols: Any) -> Any:
    """The protocols in capitals; what is not known stays as it is."""
    return [one if unknown_reason(one) else str(one).upper() for one in protocols]


class ClassicLoadBalancer(
    Table,
    name="elb_load_balancer",
    api=Calls(
        "elb",
        lists="DescribeLoadBalancers",
        items="LoadBalancerDescriptions",
        key="LoadBalancerName",
        argument="LoadBalancerName",
    ),
    cfn="AWS::ElasticLoadBalancing::LoadBalancer",
    tf="aws_elb",
    config="AWS::ElasticLoadBalancing::LoadBalancer",
    key="name",
    arn="arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{name}",
    satellites={"aws_load_balancer_policy": "load_balancer_name"},
    tagged="elasticloadbalancing",
):
    """A load balancer of the first generation. AWS Config does not tell its attributes."""

    name = Column(
        str,
        "Its name.",
        api="DescribeLoadBalancers.LoadBalancerName",
        cfn="LoadBalancerName",
        tf="name",
        config="configuration.loadBalancerName",
    )
    protocols = Column(
        list[str],
        "What its listeners speak with clients: HTTP, HTTPS, TCP, SSL.",
        api=At("DescribeLoadBalancers.ListenerDescriptions[].Listener.Protocol", via=capitals),
        cfn=At("Listeners[].Protocol", via=capitals),
        tf=At("listener[].lb_protocol", via=capitals),
        config=At("configuration.listenerDescriptions[].listener.protocol", via=capitals),
    )
    access_logs = Column(
        bool,
        "Each request is written to a log.",
        api="DescribeLoadBalancerAttributes.LoadBalancerAttributes.AccessLog.Enabled",
        cfn="AccessLoggingPolicy.Enabled",
        tf="access_logs.enabled",
        within=By(cfn=False, tf=True),
    )
    cross_zone = Column(
        bool,
        "Traffic is spread over the servers of all zones. Terraform's provider turns it on.",
        api="DescribeLoadBalancerAttributes.LoadBalancerAttributes.CrossZoneLoadBalancing.Enabled",
        cfn="CrossZone",
        tf="cross_zone_load_balancing",
        default=By(cfn=False, tf=True),
    )
    connection_draining = Column(
        bool,
        "Requests under way are finished before a server is taken out.",
        api="DescribeLoadBalancerAttributes.LoadBalancerAttributes.ConnectionDraining.Enabled",
        cfn="ConnectionDrainingPolicy.Enabled",
        tf="connection_draining",
    )
    security_policies = Column(
        list[str],
        "The predefined security policies among its policies; without one, AWS takes one of 2016.",
        api="DescribeLoadBalancerPolicies.PolicyDescriptions[]"
        ".PolicyAttributeDescriptions[AttributeName=Reference-Security-Policy].AttributeValue",
        cfn="Policies[].Attributes[Name=Reference-Security-Policy].Value",
        tf="aws_load_balancer_policy[].policy_attribute[name=Reference-Security-Policy].value",
        config="supplementaryConfiguration.LoadBalancerPolicies[]"
        ".policyAttributeDescriptions[attributeName=Reference-Security-Policy].attributeValue",
    )
