"""Amazon EC2 Auto Scaling checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.autoscaling.tables import AutoScalingGroup


@check(severity="low", duty="survive-failure", where=AutoScalingGroup.balancers.length() > 0)
def autoscaling_group_heeds_the_load_balancer() -> Expr:
    """Groups behind a load balancer replace instances that the load balancer finds unhealthy.

    By default only the state of the machine counts: an application that answers nobody is kept.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
    """
    return AutoScalingGroup.health_checks.any(lambda one: one.is_in("ELB", "VPC_LATTICE"))


@check(severity="medium", duty="survive-failure")
def autoscaling_group_in_several_zones(min_zones: int = 2) -> Expr:
    """Groups start instances in more than one Availability Zone.

    Where a template names subnets, two subnets count as two zones.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
    """
    return AutoScalingGroup.places.length() >= min_zones


@check(severity="low", duty="configure-securely")
def autoscaling_group_uses_launch_template() -> Expr:
    """Groups make instances from a launch template, not from a launch configuration.

    Launch configurations get no new features and no new instance types.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html
    """
    return AutoScalingGroup.launch_configuration == ""
