"""Amazon EC2 tables: networks, and what may pass them."""

from remit.content.common import document
from remit.content.services.ec2 import values_network as values
from remit.tables import All, At, By, Calls, Column, Derived, Origin, Table

INGRESS = {"egress": False}
EGRESS = {"egress": True}


class SecurityGroup(
    Table,
    name="ec2_security_group",
    api=Calls("ec2", lists="DescribeSecurityGroups", items="SecurityGroups", key="GroupId"),
    cfn="AWS::EC2::SecurityGroup",
    tf=(
        Origin("aws_security_group", fixed={"is_default": False}),
        Origin("aws_default_security_group", fixed={"name": "default", "is_default": True}),
    ),
    config="AWS::EC2::SecurityGroup",
    key="group_id",
    arn="arn:{partition}:ec2:{region}:{account}:security-group/{group_id}",
):
    """A security group; its rules are rows of `ec2_security_group_rule`."""

    group_id = Column(
        str,
        "Its id.",
        api="DescribeSecurityGroups.GroupId",
        config="configuration.groupId",
    )
    name = Column(
        str,
        "Its name.",
        api="DescribeSecurityGroups.GroupName",
        cfn="GroupName",
        tf="name",
        config="configuration.groupName",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeSecurityGroups.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    vpc = Column(
        str,
        "The VPC it belongs to.",
        api="DescribeSecurityGroups.VpcId",
        cfn="VpcId",
        tf="vpc_id",
        config="configuration.vpcId",
        reference=True,
    )
    is_default = Column(
        bool,
        "AWS made it with its VPC. Nobody can make one; of templates only Terraform's can hold it.",
        api=At("DescribeSecurityGroups.GroupName", via=values.named_default),
        cfn=At("", via=values.never),
        config=At("configuration.groupName", via=values.named_default),
    )
    default_egress = Column(
        bool,
        "AWS adds a rule that lets everything out, since the template names none."
        " Terraform's provider takes that rule away.",
        api=At("DescribeSecurityGroups.GroupId", via=values.never),
        cfn=At("SecurityGroupEgress", via=values.never),
        tf=At("egress", via=values.never),
        config=At("configuration.groupId", via=values.never),
        default=By(cfn=True, tf=False),
    )


class SecurityGroupRule(
    Table,
    name="ec2_security_group_rule",
    api=Calls(
        "ec2",
        lists="DescribeSecurityGroupRules",
        items="SecurityGroupRules",
        key="SecurityGroupRuleId",
    ),
    cfn=(
        Origin("AWS::EC2::SecurityGroup", each="SecurityGroupIngress", fixed=INGRESS),
        Origin("AWS::EC2::SecurityGroup", each="SecurityGroupEgress", fixed=EGRESS),
        Origin("AWS::EC2::SecurityGroupIngress", fixed=INGRESS),
        Origin("AWS::EC2::SecurityGroupEgress", fixed=EGRESS),
    ),
    tf=(
        Origin("aws_security_group", each="ingress", fixed=INGRESS),
        Origin("aws_security_group", each="egress", fixed=EGRESS),
        Origin("aws_default_security_group", each="ingress", fixed=INGRESS),
        Origin("aws_default_security_group", each="egress", fixed=EGRESS),
        "aws_security_group_rule",
        Origin("aws_vpc_security_group_ingress_rule", fixed=INGRESS),
        Origin("aws_vpc_security_group_egress_rule", fixed=EGRESS),
    ),
    config=(
        Origin("AWS::EC2::SecurityGroup", each="configuration.ipPermissions", fixed=INGRESS),
        Origin("AWS::EC2::SecurityGroup", each="configuration.ipPermissionsEgress", fixed=EGRESS),
    ),
    key="rule_id",
    of=SecurityGroup,
    link="security_group",
):
    """One rule of a security group: which protocol and ports, from or to which networks."""

    rule_id = Column(str, "Its id.", api="DescribeSecurityGroupRules.SecurityGroupRuleId")
    security_group = Column(
        str,
        "The security group that it belongs to.",
        api="DescribeSecurityGroupRules.GroupId",
        cfn=("GroupId", "GroupName", "^"),
        tf=("security_group_id", "^"),
        config="^",
        reference=True,
    )
    egress = Column(
        bool,
        "It is about what goes out, not what comes in.",
        api="DescribeSecurityGroupRules.IsEgress",
        tf=At("type", via=values.is_egress),
    )
    protocol = Column(
        str,
        "all, tcp, udp, icmp, icmpv6, or a protocol's number.",
        api=At("DescribeSecurityGroupRules.IpProtocol", via=values.protocol),
        cfn=At("IpProtocol", via=values.protocol),
        tf=(At("protocol", via=values.protocol), At("ip_protocol", via=values.protocol)),
        config=At("ipProtocol", via=values.protocol),
        absent="all",
    )
    from_port = Column(
        int,
        "The first port as the rule says it (or an ICMP type); -1 for any.",
        api="DescribeSecurityGroupRules.FromPort",
        cfn="FromPort",
        tf="from_port",
        config="fromPort",
        absent=-1,
    )
    to_port = Column(
        int,
        "The last port as the rule says it (or an ICMP code); -1 for any.",
        api="DescribeSecurityGroupRules.ToPort",
        cfn="ToPort",
        tf="to_port",
        config="toPort",
        absent=-1,
    )
    first_port = Column(
        int,
        "The first TCP or UDP port that it covers; -1 for a protocol without ports.",
        derived=Derived(values.first_port, ("protocol", "from_port", "to_port"), lenient=True),
    )
    last_port = Column(
        int,
        "The last TCP or UDP port that it covers; -1 for a protocol without ports.",
        derived=Derived(values.last_port, ("protocol", "from_port", "to_port"), lenient=True),
    )
    networks = Column(
        list[str],
        "The networks at the other end. Prefix lists and other groups are not among them.",
        api=All(
            "DescribeSecurityGroupRules.CidrIpv4",
            "DescribeSecurityGroupRules.CidrIpv6",
        ),
        cfn=All("CidrIp", "CidrIpv6"),
        tf=All("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"),
        config=At("", via=values.config_networks),
    )
    open_to_internet = Column(
        bool,
        "The other end is anyone: 0.0.0.0/0, ::/0, or a network too wide to be anybody's.",
        derived=Derived(values.internet, ("networks",)),
    )


class NetworkAcl(
    Table,
    name="ec2_network_acl",
    api=Calls("ec2", lists="DescribeNetworkAcls", items="NetworkAcls", key="NetworkAclId"),
    cfn="AWS::EC2::NetworkAcl",
    tf=(
        "aws_network_acl",
        "aws_default_network_acl",
    ),
    config="AWS::EC2::NetworkAcl",
    key="acl_id",
    arn="arn:{partition}:ec2:{region}:{account}:network-acl/{acl_id}",
):
    """A network access control list; its entries are rows of `ec2_network_acl_entry`."""

    acl_id = Column(
        str,
        "Its id.",
        api="DescribeNetworkAcls.NetworkAclId",
        config="configuration.networkAclId",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeNetworkAcls.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    subnets = Column(
        list[str],
        "The subnets that it guards.",
        api="DescribeNetworkAcls.Associations[].SubnetId",
        tf="subnet_ids",
        config="configuration.associations[].subnetId",
        reference=True,
    )


class NetworkAclEntry(
    Table,
    name="ec2_network_acl_entry",
    api=Calls(
        "ec2",
        lists="DescribeNetworkAcls",
        items="NetworkAcls",
        key="NetworkAclId",
        each="Entries",
    ),
    cfn="AWS::EC2::NetworkAclEntry",
    tf=(
        Origin("aws_network_acl", each="ingress", fixed=INGRESS),
        Origin("aws_network_acl", each="egress", fixed=EGRESS),
        Origin("aws_default_network_acl", each="ingress", fixed=INGRESS),
        Origin("aws_default_network_acl", each="egress", fixed=EGRESS),
        "aws_network_acl_rule",
    ),
    config=Origin("AWS::EC2::NetworkAcl", each="configuration.entries"),
    of=NetworkAcl,
    link="acl",
):
    """One entry of a network ACL. The lowest number that fits decides about a packet."""

    acl = Column(
        str,
        "The list that it belongs to.",
        api="^.NetworkAclId",
        cfn="NetworkAclId",
        tf=("network_acl_id", "^"),
        config="^",
        reference=True,
    )
    egress = Column(
        bool,
        "It is about what goes out, not what comes in.",
        api="DescribeNetworkAcls.Egress",
        cfn="Egress",
        tf="egress",
        config="egress",
    )
    number = Column(
        int,
        "Its number: lower ones decide first.",
        api="DescribeNetworkAcls.RuleNumber",
        cfn="RuleNumber",
        tf=("rule_number", "rule_no"),
        config="ruleNumber",
        absent=0,
    )
    action = Column(
        str,
        "allow or deny.",
        api="DescribeNetworkAcls.RuleAction",
        cfn="RuleAction",
        tf=("rule_action", "action"),
        config="ruleAction",
        words={"ALLOW": "allow", "DENY": "deny"},
    )
    protocol = Column(
        str,
        "all, tcp, udp, icmp, icmpv6, or a protocol's number.",
        api=At("DescribeNetworkAcls.Protocol", via=values.protocol),
        cfn=At("Protocol", via=values.protocol),
        tf=At("protocol", via=values.protocol),
        config=At("protocol", via=values.protocol),
        absent="all",
    )
    from_port = Column(
        int,
        "The first port as the entry says it; -1 for any.",
        api="DescribeNetworkAcls.PortRange.From",
        cfn="PortRange.From",
        tf="from_port",
        config="portRange.from",
        absent=-1,
    )
    to_port = Column(
        int,
        "The last port as the entry says it; -1 for any.",
        api="DescribeNetworkAcls.PortRange.To",
        cfn="PortRange.To",
        tf="to_port",
        config="portRange.to",
        absent=-1,
    )
    first_port = Column(
        int,
        "The first TCP or UDP port that it covers; -1 for a protocol without ports.",
        derived=Derived(values.first_port, ("protocol", "from_port", "to_port"), lenient=True),
    )
    last_port = Column(
        int,
        "The last TCP or UDP port that it covers; -1 for a protocol without ports.",
        derived=Derived(values.last_port, ("protocol", "from_port", "to_port"), lenient=True),
    )
    networks = Column(
        list[str],
        "The network at the other end.",
        api=All("DescribeNetworkAcls.CidrBlock", "DescribeNetworkAcls.Ipv6CidrBlock"),
        cfn=All("CidrBlock", "Ipv6CidrBlock"),
        tf=All("cidr_block", "ipv6_cidr_block"),
        config=All("cidrBlock", "ipv6CidrBlock"),
    )
    open_to_internet = Column(
        bool,
        "The other end is anyone: 0.0.0.0/0, ::/0, or a network too wide to be anybody's.",
        derived=Derived(values.internet, ("networks",)),
    )
    siblings = Column(
        list[str],
        "The entries that stand in the same list of the source.",
        api="^.Entries[]",
        cfn=At("", via=values.none_beside),
        tf="^.ingress[]",
        config="^.configuration.entries[]",
    )
    overruled = Column(
        bool,
        "An entry with a lower number denies all of it.",
        derived=Derived(
            values.overruled,
            ("siblings", "number", "egress", "protocol", "from_port", "to_port", "networks"),
        ),
    )


class FlowLog(
    Table,
    name="ec2_flow_log",
    api=Calls("ec2", lists="DescribeFlowLogs", items="FlowLogs", key="FlowLogId"),
    cfn="AWS::EC2::FlowLog",
    tf="aws_flow_log",
    config="AWS::EC2::FlowLog",
    key="flow_log_id",
    arn="arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{flow_log_id}",
):
    """What records the traffic of a VPC, subnet, interface or transit gateway."""

    flow_log_id = Column(
        str,
        "Its id.",
        api="DescribeFlowLogs.FlowLogId",
        config="configuration.flowLogId",
    )
    tags = Column(dict[str, str], "The tags.", api="DescribeFlowLogs.Tags")
    subject = Column(
        str,
        "The VPC, subnet, interface or transit gateway whose traffic it records.",
        api="DescribeFlowLogs.ResourceId",
        cfn="ResourceId",
        tf=("vpc_id", "subnet_id", "eni_id", "transit_gateway_id"),
        config="configuration.resourceId",
        reference=True,
    )
    traffic = Column(
        str,
        "ALL, ACCEPT or REJECT; empty for a transit gateway, where it is all.",
        api="DescribeFlowLogs.TrafficType",
        cfn="TrafficType",
        tf="traffic_type",
        config="configuration.trafficType",
    )


class Vpc(
    Table,
    name="ec2_vpc",
    api=Calls("ec2", lists="DescribeVpcs", items="Vpcs", key="VpcId"),
    cfn="AWS::EC2::VPC",
    tf=("aws_vpc", "aws_default_vpc"),
    config="AWS::EC2::VPC",
    key="vpc_id",
    arn="arn:{partition}:ec2:{region}:{account}:vpc/{vpc_id}",
):
    """A virtual private cloud."""

    vpc_id = Column(str, "Its id.", api="DescribeVpcs.VpcId", config="configuration.vpcId")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeVpcs.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    cidr = Column(
        str,
        "Its first network.",
        api="DescribeVpcs.CidrBlock",
        cfn="CidrBlock",
        tf="cidr_block",
        config="configuration.cidrBlock",
    )


class Subnet(
    Table,
    name="ec2_subnet",
    api=Calls("ec2", lists="DescribeSubnets", items="Subnets", key="SubnetId"),
    cfn="AWS::EC2::Subnet",
    tf=("aws_subnet", "aws_default_subnet"),
    config="AWS::EC2::Subnet",
    key="subnet_id",
    arn="arn:{partition}:ec2:{region}:{account}:subnet/{subnet_id}",
):
    """A subnet of a VPC, in one Availability Zone."""

    subnet_id = Column(
        str, "Its id.", api="DescribeSubnets.SubnetId", config="configuration.subnetId"
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeSubnets.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    vpc = Column(
        str,
        "The VPC it belongs to.",
        api="DescribeSubnets.VpcId",
        cfn="VpcId",
        tf="vpc_id",
        config="configuration.vpcId",
        reference=True,
    )
    zone = Column(
        str,
        "Its zone, by name or id: an Availability, Local (…-lax-1a) or Wavelength (…-wlz-1) Zone.",
        api="DescribeSubnets.AvailabilityZone",
        cfn=("AvailabilityZone", "AvailabilityZoneId"),
        tf=("availability_zone", "availability_zone_id"),
        config="configuration.availabilityZone",
    )
    outpost = Column(
        str,
        "The Outpost that it is on, in the customer's own building; empty for AWS's.",
        api="DescribeSubnets.OutpostArn",
        cfn="OutpostArn",
        tf="outpost_arn",
        config="configuration.outpostArn",
        reference=True,
    )
    public_addresses = Column(
        bool,
        "What is started in it gets a public IPv4 address unless it refuses one.",
        api="DescribeSubnets.MapPublicIpOnLaunch",
        cfn="MapPublicIpOnLaunch",
        tf=(
            "map_public_ip_on_launch",
            At("", via=values.public_unless_told),
        ),
        config="configuration.mapPublicIpOnLaunch",
    )


class VpcEndpoint(
    Table,
    name="ec2_vpc_endpoint",
    api=Calls("ec2", lists="DescribeVpcEndpoints", items="VpcEndpoints", key="VpcEndpointId"),
    cfn="AWS::EC2::VPCEndpoint",
    tf="aws_vpc_endpoint",
    key="endpoint_id",
    arn="arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{endpoint_id}",
    satellites={"aws_vpc_endpoint_policy": "vpc_endpoint_id"},
):
    """A private way from a VPC to a service. AWS Config tells nothing of its policy."""

    endpoint_id = Column(
        str,
        "Its id.",
        api="DescribeVpcEndpoints.VpcEndpointId",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeVpcEndpoints.Tags",
        cfn="Tags",
        tf="tags_all",
    )
    endpoint_type = Column(
        str,
        "Gateway, Interface, GatewayLoadBalancer …",
        api="DescribeVpcEndpoints.VpcEndpointType",
        cfn="VpcEndpointType",
        tf="vpc_endpoint_type",
        default="Gateway",
    )
    policy = Column(
        str,
        "The endpoint policy as JSON; empty where AWS's own allows everything.",
        api=At("DescribeVpcEndpoints.PolicyDocument", via=document),
        cfn=At("PolicyDocument", via=document),
        tf=(
            At("aws_vpc_endpoint_policy.policy", via=document),
            At("policy", via=document),
        ),
    )
    grants_everything = Column(
        bool,
        "The policy lets anyone do anything to everything through the endpoint.",
        derived=Derived(values.grants_everything, ("policy",)),
    )
