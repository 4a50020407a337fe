"""AWS Network Firewall checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.networkfirewall.tables import Firewall, Policy, RuleGroup


@check(severity="medium", duty="survive-failure")
def networkfirewall_firewall_in_several_zones(zones: int = 2) -> Expr:
    """Firewalls have endpoints in several zones.

    What is routed to an endpoint stops when the endpoint's zone does. `zones` is how many it takes.

    https://docs.aws.amazon.com/securityhub/latest/userguide/networkfirewall-controls.html
    """
    return Firewall.zones.length() >= zones


@check(severity="medium", duty="log-network-traffic")
def networkfirewall_firewall_logged() -> Expr:
    """Firewalls write logs of what they saw or stopped.

    https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-logging.html
    """
    return Firewall.logs.length() > 0


@check(severity="medium", duty="protect-from-deletion")
def networkfirewall_firewall_protected_from_deletion() -> Expr:
    """Firewalls have deletion protection.

    Routes that lead to a deleted firewall end nowhere, or are bent around it in haste.

    https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-settings.html
    """
    return Firewall.protected


@check(severity="medium", duty="protect-from-deletion")
def networkfirewall_firewall_keeps_its_subnets() -> Expr:
    """The subnets of firewalls are protected from changes.

    A subnet that is taken away takes the endpoint with it that routes lead to.

    https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-settings.html
    """
    return Firewall.subnets_protected


@check(severity="low", duty="manage-keys")
def networkfirewall_firewall_encrypted_with_own_key() -> Expr:
    """Firewalls are encrypted with a KMS key of the customer's.

    Without one AWS encrypts them with a key that it owns, which has no policy and no log of yours.

    https://docs.aws.amazon.com/network-firewall/latest/developerguide/kms-encryption-at-rest.html
    """
    return Firewall.own_key


@check(severity="medium", duty="restrict-network-access")
def networkfirewall_policy_has_rules() -> Expr:
    """Policies have at least one rule group.

    Without one, only the default actions decide: all passes alike, or nothing does.

    https://docs.aws.amazon.com/securityhub/latest/userguide/networkfirewall-controls.html
    """
    return Policy.rule_groups.length() > 0


@check(severity="medium", duty="restrict-network-access")
def networkfirewall_policy_passes_no_packets_by_default(
    good: tuple[str, ...] = ("aws:drop", "aws:forward_to_sfe"),
) -> Expr:
    """Packets that no stateless rule is about are dropped, or inspected by stateful rules.

    Passing them by default keeps them from every stateful rule. `good` are actions that do not.

    https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateless-default-actions.html
    """
    return Policy.whole_packets.any(lambda action: action.is_in(*good))


@check(severity="medium", duty="restrict-network-access")
def networkfirewall_policy_passes_no_fragments_by_default(
    good: tuple[str, ...] = ("aws:drop", "aws:forward_to_sfe"),
) -> Expr:
    """Fragments that no stateless rule is about are dropped, or inspected by stateful rules.

    Cut into fragments, traffic would pass where the whole packet would not. `good` are actions
    that do not let it.

    https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateless-default-actions.html
    """
    return Policy.fragments.any(lambda action: action.is_in(*good))


@check(severity="low", duty="manage-keys")
def networkfirewall_policy_encrypted_with_own_key() -> Expr:
    """Policies are encrypted with a KMS key of the customer's.

    Without one AWS encrypts them with a key that it owns, which has no policy and no log of yours.

    https://docs.aws.amazon.com/network-firewall/latest/developerguide/kms-encryption-at-rest.html
    """
    return Policy.own_key


@check(severity="medium", duty="restrict-network-access", where=RuleGroup.kind == "STATELESS")
def networkfirewall_rule_group_not_empty() -> Expr:
    """Stateless rule groups have rules.

    An empty group in a policy looks like protection and does nothing.

    https://docs.aws.amazon.com/securityhub/latest/userguide/networkfirewall-controls.html
    """
    return RuleGroup.rules.length() > 0
