"""How sources spell what the tables of AWS WAF hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from remit.content.common import document, known
from remit.content.containers import pick
from remit.values import Partial, Reference, Unknown, unknown_reason

SCOPES = ("REGIONAL", "CLOUDFRONT")
HOME_OF_CLOUDFRONT = "us-east-1"
"""Where what is tied to distributions is kept.

https://docs.aws.amazon.com/waf/latest/APIReference/API_ListWebACLs.html
"""

LOG4J = "Log4JRCE"
"""How the rules against the flaw of Log4j in AWS's group for known bad inputs begin."""


def scopes(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Both scopes instead of the web ACLs of one: where that was answered, AWS WAF is there."""
    return {**answer, "WebACLs": [{"Name": word} for word in SCOPES]}


def asked_in(region: Any, word: Any) -> str:
    """The scope where it is kept in the Region, empty elsewhere.

    >>> asked_in("us-east-1", "CLOUDFRONT"), asked_in("eu-west-1", "CLOUDFRONT")
    ('CLOUDFRONT', '')
    """
    return word if word == "REGIONAL" or region == HOME_OF_CLOUDFRONT else ""


@known
def rules(given: Any) -> Any:
    """Rules as records: their names, and whether CloudWatch counts what they match."""
    return [_rule(one) if isinstance(one, Mapping) else one for one in _items(given)]


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    seen = pick(rule, "VisibilityConfig", "visibility_config")
    flag = pick(seen, "CloudWatchMetricsEnabled", "cloudwatch_metrics_enabled")
    return {"name": pick(rule, "name") or "", "measured": False if flag is None else flag}


@known
def groups(given: Any) -> Any:
    """The managed groups among rules that act on what they match, rather than only count it."""
    found = [_group(one) if isinstance(one, Mapping) else one for one in _items(given)]
    return [one for one in found if one is not None]


def _group(rule: Mapping[str, Any]) -> Any:
    statement = pick(rule, "Statement", "statement", "FirewallManagerStatement")
    group = pick(statement, "ManagedRuleGroupStatement", "managed_rule_group_statement")
    if group in (None, []):
        return None
    if (reason := unknown_reason(group)) is not None:
        return Unknown(reason)
    override = pick(rule, "OverrideAction", "override_action")
    for doubt in (override, pick(override, "count")):
        if (reason := unknown_reason(doubt)) is not None:
            return Unknown(reason)
    if pick(override, "count") not in (None, []):
        return None
    spared = _spared(group)
    return spared if isinstance(spared, Unknown) else None if spared else pick(group, "name")


def _spared(group: Any) -> bool | Unknown:
    """Whether a rule against the flaw of Log4j is left out of a group."""
    excluded = pick(group, "ExcludedRules", "excluded_rule")
    overridden = pick(group, "RuleActionOverrides", "rule_action_override")
    for rules in (excluded, overridden):
        if (reason := unknown_reason(rules)) is not None:
            return Unknown(reason)
    for rule in [*_items(excluded or []), *_items(overridden or [])]:
        name, to = pick(rule, "name"), pick(rule, "ActionToUse", "action_to_use")
        for doubt in (rule, name, to):
            if (reason := unknown_reason(doubt)) is not None:
                return Unknown(reason)
        counts = to is None or pick(to, "count") not in (None, [])
        if counts and str(name).startswith(LOG4J):
            return True
    return False


@known
def rules_of_text(text: Any) -> Any:
    """Rules that Terraform was given as JSON."""
    return rules(_read(text))


@known
def groups_of_text(text: Any) -> Any:
    """The managed groups among rules that Terraform was given as JSON."""
    return groups(_read(text))


def _read(text: Any) -> Any:
    found = document(text)
    return found if isinstance(found, list) else Unknown("the rules are no JSON list")


def _items(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def pool(arn: Any) -> Any:
    """The user pool that a web ACL is tied to by its ARN, empty for what is no user pool."""
    arn = arn[""] if isinstance(arn, Mapping) else arn
    if isinstance(arn, (Unknown, Reference)):
        return arn
    unsure = Unknown(unknown_reason(arn) or "")
    if (named := re.search(r":userpool/([^/]+)$", str(arn))) is None:
        elsewhere = re.match(r"arn:[^:]*:(?!cognito-idp:)[^:⟦]+:", str(arn)) is not None
        return unsure if isinstance(arn, Partial) and not elsewhere else ""
    if (hole := re.fullmatch(r"⟦(\w+)⟧", named[1])) is not None:
        return Reference(hole[1])
    return unsure if "⟦" in named[1] else named[1]
