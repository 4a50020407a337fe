"""What a policy grants, in a few questions.

A policy is an object or JSON text (URL-encoded or not), possibly with parts that are not known
(`remit.values`); no policy grants nothing. Each answer is `Unknown` with a reason when a part that
matters is not known or not understood. Only the policy itself is looked at: what an identity is
allowed elsewhere, service control policies and Block Public Access are not part of the answer.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from remit.analysis.policy_conditions import operator_of, restricted
from remit.analysis.policy_document import Condition, Principal, Statement, account_of, parse
from remit.analysis.policy_grants import (
    anyone,
    denies_action,
    grants_something,
    has_effect,
    is_anyone,
    is_anyone_with_login,
    opens,
    taken_back,
)
from remit.analysis.policy_identity import (
    allows,
    allows_not_action,
    escalation_paths,
    grants_admin,
    wildcard_services,
)
from remit.analysis.policy_patterns import FIXED_HOLE, Verdict, every, negate, some, why
from remit.analysis.policy_trust import (
    is_foreign,
    trusts_account_without_external_id,
    trusts_anyone,
    trusts_federated_broadly,
)
from remit.values import Partial, Unknown

__all__ = [
    "allows",
    "allows_not_action",
    "confused_deputy",
    "escalation_paths",
    "grants_admin",
    "is_public",
    "other_accounts",
    "requires_tls",
    "statements",
    "trusts_account_without_external_id",
    "trusts_anyone",
    "trusts_federated_broadly",
    "wildcard_services",
]

_SOURCE_KEYS = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")
_ACCOUNT_KEYS = (
    "aws:principalaccount",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:principalarn",
    "aws:sourcearn",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
)
_ALLOWING = ("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike")


def is_public(policy: Any, *, account: str | Unknown | None) -> bool | Unknown:
    """Whether a resource policy grants anything to anonymous callers or to any AWS account.

    Principal `*` (or NotPrincipal) without a condition on a fixed account, organisation, network,
    source or narrow address range, and without a Deny that leaves only such callers. `account` is
    the resource's own; today's analysis does not need it.
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    return some(opens(s, parsed, _anyone_with_login) for s in parsed)


def other_accounts(policy: Any, *, account: str | Unknown | None) -> list[str] | Unknown:
    """The ids (12 digits) of other accounts that Allow statements name, sorted.

    As principal, or for Principal `*` in a condition; `*` itself is no account. `account` is the
    resource's own. A Deny is not held against what an Allow names.
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    found: set[str] = set()
    unknown: list[Unknown] = []
    for statement in parsed:
        allowed = has_effect(statement, "Allow")
        for principal in _named(statement) if allowed is not False else ():
            foreign = every([is_foreign(principal, account), allowed])
            if isinstance(foreign, Unknown):
                unknown.append(foreign)
            elif foreign:
                found.add(account_of(principal.value) or principal.value)
    if unknown:
        return Unknown("; ".join(dict.fromkeys(u.reason for u in unknown)))
    return sorted(found)


def confused_deputy(policy: Any) -> bool | Unknown:
    """Whether an AWS service is admitted on behalf of anybody.

    An Allow to a service principal without a condition on aws:SourceArn, aws:SourceAccount,
    aws:SourceOrgID or aws:SourceOrgPaths. Some services never send these keys, so a trust policy
    for them cannot do better.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    return some(
        every(
            [
                has_effect(s, "Allow"),
                grants_something(s),
                some(_is_service(p) for p in s.principals),
                negate(restricted(_about_source(s.conditions))),
                negate(taken_back(s, parsed)),
                _no_deny_by_source(parsed),
            ]
        )
        for s in parsed
    )


def requires_tls(policy: Any, *, resource_actions: str = "s3:*") -> bool | Unknown:
    """Whether everyone is denied all `resource_actions` over plain HTTP.

    A Deny on aws:SecureTransport false, without further conditions; for S3 on the bucket and its
    objects. AWS Config's rule asks the same; an Allow on aws:SecureTransport true is not enough.
    https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-ssl-requests-only.html
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    return some(
        every(
            [
                has_effect(s, "Deny"),
                _everybody(s),
                denies_action(s, resource_actions),
                _bucket_and_objects(s) if resource_actions.startswith("s3:") else True,
                every(_is_insecure(c) for c in s.conditions),
            ]
        )
        for s in parsed
    )


def statements(policy: Any) -> list[dict[str, Any]] | Unknown:
    """The statements, normalised, for a table with one row each.

    `sid`, `effect`, then lists of texts: `principals` and `not_principals` (`AWS:arn…`, `*` for
    everyone), `actions`, `not_actions`, `resources`, `not_resources`; and `conditions`, a list of
    objects with `operator`, `key`, `values`. What is not known is a `Partial`.
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    return [
        {
            "sid": _shown(s.sid),
            "effect": _shown(s.effect),
            "principals": [_principal(p) for p in s.principals],
            "not_principals": [_principal(p) for p in s.not_principals],
            "actions": [_shown(a) for a in s.actions],
            "not_actions": [_shown(a) for a in s.not_actions],
            "resources": [_shown(r) for r in s.resources],
            "not_resources": [_shown(r) for r in s.not_resources],
            "conditions": [
                {
                    "operator": _shown(c.operator),
                    "key": _shown(c.key),
                    "values": [_shown(v) for v in c.values],
                }
                for c in s.conditions
            ],
        }
        for s in parsed
    ]


def _shown(text: str) -> str:
    return Partial(text) if "⟦" in text else text


def _principal(principal: Principal) -> str:
    if principal.kind == "AWS" and principal.value == "*":
        return "*"
    kind = principal.kind + ":" if principal.kind else ""
    return _shown(kind + principal.value)


def _anyone_with_login(statement: Statement) -> Verdict:
    return anyone(statement, is_anyone_with_login)


def _named(statement: Statement) -> list[Principal]:
    """The principals of an Allow, and for everyone those that its conditions name."""
    named = [p for p in statement.principals if is_anyone(p) is not True]
    if len(named) == len(statement.principals) and not statement.not_principals:
        return named
    for condition in statement.conditions:
        if "⟦" in condition.operator + condition.key:
            named.append(Principal("AWS", condition.operator + condition.key))
        elif condition.key.lower() in _ACCOUNT_KEYS and operator_of(condition).base in _ALLOWING:
            named += [Principal("AWS", value) for value in condition.values]
    return named


def _is_service(principal: Principal) -> Verdict:
    if principal.kind == "Service":
        return True
    return why(principal.value) if not principal.kind else False


def _about_source(conditions: Sequence[Condition]) -> list[Condition]:
    keys = (*_SOURCE_KEYS, "aws:sourceowner", "lambda:eventsourcetoken")
    return [c for c in conditions if c.key.lower() in keys or "⟦" in c.operator + c.key]


def _no_deny_by_source(policy: Sequence[Statement]) -> Verdict:
    """True, or Unknown when a Deny on the source may take the grant back.

    The usual one (aws:SourceOrgID differs, aws:SourceAccount is there, the caller is a service)
    holds for some services and not for others.
    """
    return every(
        Unknown("a Deny on the source of the request may protect it")
        if has_effect(s, "Deny") is not False
        and any(c.key.lower() in _SOURCE_KEYS or "⟦" in c.operator + c.key for c in s.conditions)
        else True
        for s in policy
    )


def _everybody(statement: Statement) -> Verdict:
    """Whether a Deny is for everyone without exception."""
    if statement.not_principals:
        return False
    return some(is_anyone(p) for p in statement.principals)


def _bucket_and_objects(statement: Statement) -> Verdict:
    """Whether a bucket policy's statement is about the bucket and all its objects.

    S3 refuses a policy that names another bucket, so the names need not be compared.
    """
    if statement.not_resources:
        return Unknown("NotResource: all but some resources")
    kinds = [_levels(r) for r in statement.resources]
    return every([some(bucket for bucket, _ in kinds), some(objects for _, objects in kinds)])


def _levels(resource: str) -> tuple[Verdict, Verdict]:
    """Whether a resource pattern is the bucket, and whether it is all objects."""
    if re.fullmatch(r"(⟦[^⟦⟧]*⟧)+", resource) and not FIXED_HOLE.fullmatch(resource):
        return why(resource), why(resource)
    path = re.sub(r"⟦[^⟦⟧]*⟧", "x", resource)
    if "/" not in path:
        return True, path.endswith("*")
    return False, path.partition("/")[2].strip("*") == ""


def _is_insecure(condition: Condition) -> Verdict:
    """Whether a condition is true of every request over plain HTTP."""
    if "⟦" in condition.operator + condition.key:
        return why(condition.operator + condition.key)
    base, key = operator_of(condition).base, condition.key.lower()
    if key == "aws:securetransport" and base == "bool":
        return some(why(v) if "⟦" in v else v.lower() == "false" for v in condition.values)
    if key == "s3:tlsversion" and base.startswith("numericlessthan"):
        if operator_of(condition).if_exists:
            return True
        return Unknown("whether s3:TlsVersion is sent over plain HTTP is not documented")
    if key == "aws:securetransport":
        return Unknown(f"condition {condition.operator} aws:SecureTransport is not understood")
    return False
