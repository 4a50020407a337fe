"""AWS Network Firewall tables."""

from remit.content.common import known
from remit.tables import All, At, By, Calls, Column, Table
from remit.values import Unknown

LOGGING = "AWS::NetworkFirewall::LoggingConfiguration"
TF_LOGGING = "aws_networkfirewall_logging_configuration"
FIREWALL = "DescribeFirewall.Firewall"
POLICY = "DescribeFirewallPolicy.FirewallPolicy"
STATELESS = "RulesSource.StatelessRulesAndCustomActions.StatelessRules[].Priority"
TF_STATELESS = "rules_source.stateless_rules_and_custom_actions.stateless_rule[].priority"

NOT_SAID = Unknown(
    "the template does not say, and what CloudFormation makes of that is not settled"
)
"""The API's reference says that what is not given begins as true, other tools take silence in a
template for off, and Terraform sends false.
https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_CreateFirewall.html"""


@known
def own_key(kind: object) -> bool:
    """Whether an encryption type stands for a key of the customer's."""
    return kind == "CUSTOMER_KMS"


class Firewall(
    Table,
    name="networkfirewall_firewall",
    api=Calls(
        "network-firewall",
        lists="ListFirewalls",
        items="Firewalls",
        key="FirewallArn",
        argument="FirewallArn",
    ),
    cfn="AWS::NetworkFirewall::Firewall",
    tf="aws_networkfirewall_firewall",
    config="AWS::NetworkFirewall::Firewall",
    key="arn",
    satellites={LOGGING: "FirewallArn", TF_LOGGING: "firewall_arn"},
):
    """A firewall in a VPC or at a transit gateway."""

    name = Column(
        str,
        "Its name.",
        api="ListFirewalls.FirewallName",
        cfn="FirewallName",
        tf="name",
        config="configuration.FirewallName",
    )
    arn = Column(
        str, "The ARN.", api="ListFirewalls.FirewallArn", config="configuration.FirewallArn"
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api=f"{FIREWALL}.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    zones = Column(
        list[str],
        "The subnets of its endpoints, each in a zone of its own, or the zones at a gateway.",
        api=All(
            f"{FIREWALL}.SubnetMappings[].SubnetId",
            f"{FIREWALL}.AvailabilityZoneMappings[].AvailabilityZone",
        ),
        cfn=All("SubnetMappings[].SubnetId", "AvailabilityZoneMappings[].AvailabilityZone"),
        tf="subnet_mapping[].subnet_id",
        config=All(
            "configuration.SubnetMappings[].SubnetId",
            "configuration.AvailabilityZoneMappings[].AvailabilityZone",
        ),
        reference=True,
    )
    protected = Column(
        bool,
        "It cannot be deleted.",
        api=f"{FIREWALL}.DeleteProtection",
        cfn="DeleteProtection",
        tf="delete_protection",
        config="configuration.DeleteProtection",
        default=By(cfn=NOT_SAID, tf=False),
    )
    subnets_protected = Column(
        bool,
        "Its subnets cannot be changed.",
        api=f"{FIREWALL}.SubnetChangeProtection",
        cfn="SubnetChangeProtection",
        tf="subnet_change_protection",
        config="configuration.SubnetChangeProtection",
        default=By(cfn=NOT_SAID, tf=False),
    )
    own_key = Column(
        bool,
        "It is encrypted with a KMS key of the customer's.",
        api=At(f"{FIREWALL}.EncryptionConfiguration.Type", via=own_key),
        tf=At("encryption_configuration.type", via=own_key),
    )
    logs = Column(
        list[str],
        "What it logs: ALERT, FLOW, TLS.",
        api="DescribeLoggingConfiguration.LoggingConfiguration.LogDestinationConfigs[].LogType",
        cfn=f"{LOGGING}.LoggingConfiguration.LogDestinationConfigs[].LogType",
        tf=f"{TF_LOGGING}.logging_configuration.log_destination_config[].log_type",
    )


class Policy(
    Table,
    name="networkfirewall_policy",
    api=Calls(
        "network-firewall",
        lists="ListFirewallPolicies",
        items="FirewallPolicies",
        key="Arn",
        argument="FirewallPolicyArn",
    ),
    cfn="AWS::NetworkFirewall::FirewallPolicy",
    tf="aws_networkfirewall_firewall_policy",
    config="AWS::NetworkFirewall::FirewallPolicy",
    key="arn",
):
    """What firewalls do with traffic."""

    name = Column(
        str,
        "Its name.",
        api="ListFirewallPolicies.Name",
        cfn="FirewallPolicyName",
        tf="name",
        config="configuration.FirewallPolicyName",
    )
    arn = Column(
        str, "The ARN.", api="ListFirewallPolicies.Arn", config="configuration.FirewallPolicyArn"
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeFirewallPolicy.FirewallPolicyResponse.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    rule_groups = Column(
        list[str],
        "Its rule groups, stateless and stateful.",
        api=All(
            f"{POLICY}.StatelessRuleGroupReferences[].ResourceArn",
            f"{POLICY}.StatefulRuleGroupReferences[].ResourceArn",
        ),
        cfn=All(
            "FirewallPolicy.StatelessRuleGroupReferences[].ResourceArn",
            "FirewallPolicy.StatefulRuleGroupReferences[].ResourceArn",
        ),
        tf=All(
            "firewall_policy.stateless_rule_group_reference[].resource_arn",
            "firewall_policy.stateful_rule_group_reference[].resource_arn",
        ),
        config=All(
            "configuration.FirewallPolicy.StatelessRuleGroupReferences[].ResourceArn",
            "configuration.FirewallPolicy.StatefulRuleGroupReferences[].ResourceArn",
        ),
        reference=True,
    )
    whole_packets = Column(
        list[str],
        "What happens to packets that no stateless rule is about.",
        api=f"{POLICY}.StatelessDefaultActions",
        cfn="FirewallPolicy.StatelessDefaultActions",
        tf="firewall_policy.stateless_default_actions",
        config="configuration.FirewallPolicy.StatelessDefaultActions",
    )
    fragments = Column(
        list[str],
        "What happens to fragments of UDP packets that no stateless rule is about.",
        api=f"{POLICY}.StatelessFragmentDefaultActions",
        cfn="FirewallPolicy.StatelessFragmentDefaultActions",
        tf="firewall_policy.stateless_fragment_default_actions",
        config="configuration.FirewallPolicy.StatelessFragmentDefaultActions",
    )
    own_key = Column(
        bool,
        "It is encrypted with a KMS key of the customer's.",
        api=At("DescribeFirewallPolicy.FirewallPolicyResponse.EncryptionConfiguration.Type",
               via=own_key),
        tf=At("encryption_configuration.type", via=own_key),
    )  # fmt: skip


class RuleGroup(
    Table,
    name="networkfirewall_rule_group",
    api=Calls(
        "network-firewall",
        lists="ListRuleGroups",
        items="RuleGroups",
        key="Arn",
        argument="RuleGroupArn",
        fixed={"ListRuleGroups": {"Scope": "ACCOUNT", "Type": "STATELESS"}},
    ),
    cfn="AWS::NetworkFirewall::RuleGroup",
    tf="aws_networkfirewall_rule_group",
    config="AWS::NetworkFirewall::RuleGroup",
    key="arn",
):
    """A group of rules of the account's own; of what runs, the stateless ones."""

    name = Column(
        str,
        "Its name.",
        api="ListRuleGroups.Name",
        cfn="RuleGroupName",
        tf="name",
        config="configuration.RuleGroupName",
    )
    arn = Column(str, "The ARN.", api="ListRuleGroups.Arn", config="configuration.RuleGroupArn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeRuleGroup.RuleGroupResponse.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    kind = Column(
        str,
        "STATELESS or STATEFUL.",
        api="DescribeRuleGroup.RuleGroupResponse.Type",
        cfn="Type",
        tf="type",
        config="configuration.Type",
    )
    rules = Column(
        list[str],
        "The priorities of its stateless rules.",
        api=f"DescribeRuleGroup.RuleGroup.{STATELESS}",
        cfn=f"RuleGroup.{STATELESS}",
        tf=f"rule_group.{TF_STATELESS}",
        config=f"configuration.RuleGroup.{STATELESS}",
    )
