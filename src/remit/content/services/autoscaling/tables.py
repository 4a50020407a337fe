"""Amazon EC2 Auto Scaling tables."""

from typing import Any

from remit.content.common import known
from remit.tables import All, At, Calls, Column, Table

LIST = "DescribeAutoScalingGroups"


@known
def separated(text: Any) -> Any:
    """The items of a text with commas: subnets, kinds of health checks."""
    return text if isinstance(text, list) else [one.strip() for one in text.split(",") if one]


class AutoScalingGroup(
    Table,
    name="autoscaling_group",
    api=Calls(
        "autoscaling",
        lists=LIST,
        items="AutoScalingGroups",
        key="AutoScalingGroupName",
    ),
    cfn="AWS::AutoScaling::AutoScalingGroup",
    tf="aws_autoscaling_group",
    config="AWS::AutoScaling::AutoScalingGroup",
    key="name",
    satellites={"aws_autoscaling_attachment": "autoscaling_group_name"},
):
    """A group of instances that are started and replaced as needed."""

    name = Column(
        str,
        "The group's name.",
        api=f"{LIST}.AutoScalingGroupName",
        cfn="AutoScalingGroupName",
        tf="name",
        config="configuration.autoScalingGroupName",
    )
    arn = Column(
        str,
        "The ARN.",
        api=f"{LIST}.AutoScalingGroupARN",
        config="configuration.autoScalingGroupARN",
    )
    tags = Column(
        dict[str, str],
        "The tags of the group.",
        api=f"{LIST}.Tags",
        cfn="Tags",
        tf="tag",
        config="tags",
    )
    launch_configuration = Column(
        str,
        "The launch configuration that instances are made from; empty for a launch template.",
        api=f"{LIST}.LaunchConfigurationName",
        cfn="LaunchConfigurationName",
        tf="launch_configuration",
        config="configuration.launchConfigurationName",
        reference=True,
    )
    places = Column(
        list[str],
        "The Availability Zones that instances are started in; where a template names only "
        "subnets, those.",
        api=f"{LIST}.AvailabilityZones",
        cfn=("AvailabilityZones", "VPCZoneIdentifier"),
        tf=("availability_zones", "vpc_zone_identifier"),
        config="configuration.availabilityZones",
        reference=True,
    )
    balancers = Column(
        list[str],
        "The load balancers and target groups that send requests to its instances.",
        api=All(
            f"{LIST}.LoadBalancerNames",
            f"{LIST}.TargetGroupARNs",
            f"{LIST}.TrafficSources[].Identifier",
        ),
        cfn=All("LoadBalancerNames", "TargetGroupARNs", "TrafficSources[].Identifier"),
        tf=All(
            "load_balancers",
            "target_group_arns",
            "traffic_source[].identifier",
            "aws_autoscaling_attachment[].lb_target_group_arn",
            "aws_autoscaling_attachment[].elb",
        ),
        config=All("configuration.loadBalancerNames", "configuration.targetGroupARNs"),
    )
    health_checks = Column(
        list[str],
        "By whose word an instance is replaced: EC2, ELB, EBS, VPC_LATTICE.",
        api=At(f"{LIST}.HealthCheckType", via=separated),
        cfn=At("HealthCheckType", via=separated),
        tf=At("health_check_type", via=separated),
        config=At("configuration.healthCheckType", via=separated),
        absent=["EC2"],
    )
