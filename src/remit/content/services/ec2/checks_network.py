"""Amazon EC2 checks: networks, and what may pass them."""

from functools import reduce
from operator import or_

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.ec2.tables_network import (
    FlowLog,
    NetworkAclEntry,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    Vpc,
    VpcEndpoint,
)


def covers(table: type[SecurityGroupRule | NetworkAclEntry], ports: tuple[int, ...]) -> Expr:
    """The entry is about one of the ports."""
    return reduce(or_, ((table.first_port <= port) & (table.last_port >= port) for port in ports))


def open_to(ports: tuple[int, ...], *protocols: str) -> Expr:
    """A rule lets the internet in to one of the ports."""
    rule = SecurityGroupRule
    spoken = rule.protocol.is_in(*protocols, "all")
    return ~rule.egress & rule.open_to_internet & spoken & covers(rule, ports)


@check(severity="high", duty="restrict-network-access")
def ec2_security_group_no_ssh_from_internet(ports: tuple[int, ...] = (22,)) -> Expr:
    """No security group lets the whole internet in to SSH.

    Every public address is tried within minutes: passwords by guessing, servers by their latest
    flaw. Session Manager, EC2 Instance Connect Endpoint or a VPN do without an open port.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html
    """
    return ~open_to(ports, "tcp")


@check(severity="high", duty="restrict-network-access")
def ec2_security_group_no_rdp_from_internet(ports: tuple[int, ...] = (3389,)) -> Expr:
    """No security group lets the whole internet in to Remote Desktop.

    Open RDP is a favourite way in for ransomware. Fleet Manager or a VPN reach the same desktop.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html
    """
    return ~open_to(ports, "tcp", "udp")


@check(severity="high", duty="restrict-network-access")
def ec2_security_group_no_remote_administration_from_internet(
    ports: tuple[int, ...] = (22, 23, 3389, 5900, 5985, 5986),
) -> Expr:
    """No security group lets the whole internet in to any port of remote administration.

    SSH, Telnet, Remote Desktop, VNC and WinRM, over IPv4 and IPv6 alike.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html
    """
    return ~open_to(ports, "tcp", "udp")


@check(severity="high", duty="restrict-network-access")
def ec2_security_group_no_database_ports_from_internet(
    ports: tuple[int, ...] = (
        1433, 1434, 1521, 2483, 2484, 3306, 5432, 5439, 6379, 7000, 7001, 7199, 8182, 9042, 9160,
        9200, 9300, 11211, 27017, 27018, 27019, 50000,
    ),
) -> Expr:  # fmt: skip
    """No security group lets the whole internet in to a database.

    SQL Server, Oracle, MySQL, PostgreSQL, Redshift, Redis, Cassandra, Neptune, Elasticsearch,
    Memcached, MongoDB, Db2. Databases belong behind the application that asks them.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
    """
    return ~open_to(ports, "tcp", "udp")


@check(severity="critical", duty="restrict-network-access")
def ec2_security_group_no_high_risk_ports_from_internet(
    ports: tuple[int, ...] = (
        20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432,
        5500, 5601, 8080, 8088, 8888, 9200, 9300,
    ),
) -> Expr:  # fmt: skip
    """No security group lets the whole internet in to a port that attackers like.

    File transfer, mail, remote desktops, databases, consoles and development servers: the list is
    that of Security Hub's EC2.19. Set other ports where yours differ.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19
    """
    return ~open_to(ports, "tcp", "udp")


@check(severity="critical", duty="restrict-network-access")
def ec2_security_group_no_all_ports_from_internet() -> Expr:
    """No security group lets the whole internet in to every port.

    Such a rule makes the group pointless: whatever listens, now or later, is reachable.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
    """
    rule = SecurityGroupRule
    every = (rule.first_port <= 1) & (rule.last_port >= 65535)
    return ~(~rule.egress & rule.open_to_internet & every & (rule.first_port >= 0))


@check(severity="medium", duty="restrict-network-access")
def ec2_security_group_only_web_ports_from_internet(
    ports: tuple[int, ...] = (80, 443),
) -> Expr:
    """Security groups let the whole internet in to web ports only.

    What serves everyone should be few and known. Add the ports of services that you offer to the
    public on purpose. As Security Hub's EC2.18, only TCP counts as one of them.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18
    """
    rule = SecurityGroupRule
    one = reduce(or_, ((rule.first_port == port) & (rule.last_port == port) for port in ports))
    without_ports = rule.first_port < 0
    return rule.egress | ~rule.open_to_internet | without_ports | ((rule.protocol == "tcp") & one)


@check(severity="low", duty="restrict-network-access")
def ec2_security_group_egress_restricted() -> Expr:
    """Security groups do not let everything out to everywhere.

    Who has broken in needs a way out, to fetch tools and to carry data off. AWS's own default is
    to let all out: except groups whose traffic goes through a firewall or proxy anyway.

    https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
    """
    group, rule = SecurityGroup, SecurityGroupRule
    return ~group.default_egress & ~exists_in(
        rule,
        rule.security_group == group.id,
        rule.egress,
        rule.open_to_internet,
        rule.protocol == "all",
    )


@check(severity="high", duty="restrict-network-access", where=SecurityGroup.is_default)
def ec2_default_security_group_closed() -> Expr:
    """The default security group of a VPC has no rules.

    What is started without a group gets this one. Without rules, that is noticed at once and
    opens nothing; AWS's own rules let its members talk to each other and to everywhere.

    https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
    """
    group, rule = SecurityGroup, SecurityGroupRule
    return ~exists_in(rule, rule.security_group == group.id, rule.protocol != "")


@check(severity="medium", duty="restrict-network-access")
def ec2_network_acl_no_remote_administration_from_internet(
    ports: tuple[int, ...] = (22, 3389),
) -> Expr:
    """No network ACL lets the whole internet in to SSH or Remote Desktop.

    The list of a subnet is the second fence, behind security groups. An allowing entry counts
    unless one with a lower number in the same list denies all of it. AWS's default list allows
    everything: except it where security groups alone are meant to decide.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-21
    """
    entry = NetworkAclEntry
    lets_in = ~entry.egress & (entry.action == "allow") & entry.open_to_internet
    spoken = entry.protocol.is_in("tcp", "udp", "all")
    return ~(lets_in & spoken & covers(entry, ports)) | entry.overruled


@check(severity="medium", duty="log-network-traffic")
def ec2_vpc_flow_logs_enabled() -> Expr:
    """A flow log records at least the rejected traffic of each VPC.

    After an incident, it says which address spoke to which, and what was tried in vain. Recording
    all traffic tells more and costs more. Logs of single subnets or interfaces do not count.

    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
    """
    log = FlowLog
    return exists_in(log, log.subject == Vpc.id, log.traffic.is_in("ALL", "REJECT"))


@check(severity="medium", duty="restrict-network-access")
def ec2_subnet_no_public_addresses() -> Expr:
    """Subnets give no public IP address to what is started in them.

    An address for all makes a server public that nobody meant to publish. Give addresses to the
    few that need one, or put a load balancer in front of them.

    https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html
    """
    return ~Subnet.public_addresses


@check(
    severity="low",
    duty="restrict-network-access",
    where=VpcEndpoint.endpoint_type.is_in("Gateway", "Interface"),
)
def ec2_vpc_endpoint_policy_restricted() -> Expr:
    """Endpoint policies do not let anyone do anything to everything.

    AWS's default allows every request, so data can leave through the endpoint to a bucket or
    queue of anybody's account. Some services take no policy of their own: except their endpoints.

    https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    """
    return ~VpcEndpoint.grants_everything
