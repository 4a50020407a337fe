"""AWS WAF checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.cognitoidp.tables import UserPool
from remit.content.services.wafv2.tables import GuardedPool, RuleGroup, WebAcl


@check(severity="low", duty="log-network-traffic")
def wafv2_web_acl_logged() -> Expr:
    """Requests that a web ACL inspects are written to a log.

    Without one nobody can tell what was blocked, and whether it should have been. Redact fields
    that hold secrets.

    https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-11
    """
    return WebAcl.logged


@check(severity="medium", duty="configure-securely")
def wafv2_web_acl_has_rules() -> Expr:
    """A web ACL has at least one rule or group of rules.

    Without one it inspects nothing and only does its default action, whatever it is tied to.

    https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-10
    """
    return WebAcl.rules.length() > 0


@check(severity="medium", duty="monitor-and-alert", where=WebAcl.rules.length() > 0)
def wafv2_web_acl_rules_measured() -> Expr:
    """CloudWatch counts what each rule of a web ACL matches.

    Alarms on a flood of blocked requests, or on a rule that blocks what is wanted, stand on these
    metrics.

    https://docs.aws.amazon.com/waf/latest/developerguide/monitoring-cloudwatch.html
    """
    return WebAcl.rules.all(lambda rule: rule.measured)


@check(severity="medium", duty="detect-threats")
def wafv2_web_acl_stops_known_bad_inputs(
    group: str = "AWSManagedRulesKnownBadInputsRuleSet",
) -> Expr:
    """A web ACL has AWS's rules against requests that are known to be bad.

    They stop, among others, attempts on the flaw of Log4j (CVE-2021-44228). A group that only
    counts stops nothing.

    https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
    """
    return WebAcl.acting_groups.has(group)


@check(severity="medium", duty="monitor-and-alert")
def wafv2_rule_group_measured() -> Expr:
    """CloudWatch counts what a group of rules matches.

    https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-12
    """
    return RuleGroup.measured


@check(severity="medium", duty="protect-against-denial-of-service")
def wafv2_user_pool_behind_waf() -> Expr:
    """AWS WAF inspects requests to a user pool of Amazon Cognito.

    Whoever tries stolen passwords by the thousand can be slowed down before they reach the pool.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
    """
    return exists_in(GuardedPool, GuardedPool.pool == UserPool.id)
