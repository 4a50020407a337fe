"""Whom the trust policy of a role lets in.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from remit.analysis.policy_conditions import operator_of, restricted
from remit.analysis.policy_document import Condition, Principal, Statement, account_of, parse
from remit.analysis.policy_grants import anyone, has_effect, is_anyone, opens, taken_back
from remit.analysis.policy_patterns import (
    FIXED_HOLE,
    Verdict,
    covers,
    every,
    has_hole,
    has_wildcard,
    negate,
    overlap,
    some,
    why,
)
from remit.values import ACCOUNT, Unknown, unknown_reason

_ASSUME = ("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity")
_WITHOUT_TENANTS = (
    "accounts.google.com",
    "graph.facebook.com",
    "www.amazon.com",
    "cognito-identity.amazonaws.com",
)
"""Providers where the audience is an app or a pool of one's own, hence pins the caller down."""
_AUDIENCES = ("aud", "oaud", "app_id", "azp")
_SUBJECTS = (
    "sub",
    "repository",
    "repository_id",
    "job_workflow_ref",
    "enterprise_id",
    "actor",
    "actor_id",
)
"""Claims that name who asks; AWS checks those beside `sub` since January 2026:
https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
"""
_SHARED_CLAIMS = ("ref", "workflow", "environment", "amr", "aud", "azp")
"""Claims that a stranger's token may have as well."""
_LEAD = re.compile(r"(system:serviceaccount|[A-Za-z_]+):")
_PINS = ("stringequals", "stringequalsignorecase", "stringlike")


def trusts_anyone(policy: Any, *, account: str | Unknown | None) -> bool | Unknown:
    """Whether a role can be assumed from any AWS account.

    `sts:ExternalId` alone is no restriction: it is a name, not a secret, and the role is open to
    whoever learns it. `account` is the role's own; today's analysis does not need it.
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    return some(every([_assumes(s), opens(s, parsed)]) for s in parsed)


def trusts_federated_broadly(policy: Any) -> bool | Unknown:
    """Whether a role trusts all users of a federated identity provider.

    OIDC providers need a condition on the subject (`<host>:sub`, or a claim as good) that names at
    least an owner: `repo:my-org/*`, not `repo:*`; for providers whose audience is one's own app
    the audience will do. SAML providers need `SAML:aud`, or a claim as good.
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    return some(
        every(
            [
                has_effect(s, "Allow"),
                _assumes(s),
                some(_broad(p, s.conditions) for p in s.principals if p.kind in ("Federated", "")),
                negate(restricted(_without_claims(s.conditions))),
                negate(taken_back(s, parsed)),
            ]
        )
        for s in parsed
    )


def trusts_account_without_external_id(
    policy: Any, *, account: str | Unknown | None
) -> bool | Unknown:
    """Whether another account can assume the role without an `sts:ExternalId`.

    `account` is the role's own, 12 digits. An account of the own organisation counts as another.
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    return some(
        every(
            [
                has_effect(s, "Allow"),
                _assumes(s),
                _foreign(s, account),
                negate(some(_external_id(c) for c in s.conditions)),
                negate(taken_back(s, parsed)),
            ]
        )
        for s in parsed
    )


def is_foreign(principal: Principal, account: str | Unknown | None) -> Verdict:
    """Whether a named principal belongs to another account than `account`.

    The ARN of a resource in the same document is taken to be in the document's account.
    """
    value = principal.value
    whole = FIXED_HOLE.fullmatch(value)
    if whole and value.lower().endswith("arn⟧"):
        return False
    if principal.kind == "Service":
        return False
    if principal.kind == "CanonicalUser":
        return Unknown("nobody can tell from a canonical user id which account it is")
    named = account_of(value)
    if named == ACCOUNT:
        return False
    if named is None:
        if "⟦" in value:
            return why(value)
        if re.fullmatch(r"A[A-Z]{2}A[A-Z0-9]{8,}", value):
            return Unknown(f"{value} is a deleted principal of an account that nobody can tell")
        return False
    if "⟦" in named:
        return why(named)
    if not isinstance(account, str) or unknown_reason(account) is not None:
        return Unknown("the own account is not known")
    return named != account


def _foreign(statement: Statement, account: str | Unknown | None) -> Verdict:
    """Whether an AWS principal of the statement is another account."""
    if statement.not_principals:
        return anyone(statement)
    open_to_all = some(is_anyone(p) for p in statement.principals if p.kind in ("AWS", ""))
    if open_to_all is True:
        limited = restricted(statement.conditions)
        if limited is True:
            return Unknown("conditions decide which accounts may assume the role")
        return negate(limited)
    named = [p for p in statement.principals if p.kind in ("AWS", "")]
    return some([open_to_all, *(is_foreign(p, account) for p in named)])


def _assumes(statement: Statement) -> Verdict:
    """Whether the statement is about assuming the role."""
    if statement.actions:
        return some(_assuming(a.lower()) for a in statement.actions)
    return some(
        every(negate(_overlaps(n.lower(), action)) for n in statement.not_actions)
        for action in _ASSUME
        if statement.not_actions
    )


def _assuming(action: str) -> Verdict:
    return some(_overlaps(action, assume) for assume in _ASSUME)


def _overlaps(pattern: str, action: str) -> Verdict:
    if covers(pattern, action):
        return True
    return why(pattern) if has_hole(pattern) and overlap(pattern, action) else False


def _external_id(condition: Condition) -> Verdict:
    """Whether the condition demands an external id; nothing known of it: Unknown."""
    if "⟦" in condition.operator + condition.key:
        return why(condition.operator + condition.key)
    operator = operator_of(condition)
    if condition.key.lower() != "sts:externalid" or operator.base not in _PINS:
        return False
    if operator.vacuous:
        return False
    likes = operator.base == "stringlike"
    return every(
        why(v) if likes and has_hole(v) else bool(v.strip("*")) or not likes
        for v in condition.values
    )


def _broad(principal: Principal, conditions: Sequence[Condition]) -> Verdict:
    """Whether conditions leave a federated provider open to all its users."""
    value = principal.value
    if not principal.kind:
        return why(value)
    if value == "*":
        return True
    if ":saml-provider/" in value:
        return negate(some(_saml_claim(c) for c in conditions))
    if value.startswith("arn:") and ":oidc-provider/" in value:
        host = value.partition(":oidc-provider/")[2]
    elif "⟦" in value:
        # Whichever provider it is, a condition on a subject narrows it.
        sure = [c for c in conditions if not operator_of(c).vacuous]
        claims = [_claim(c, c.key.rpartition(":")[0]) for c in sure]
        narrowed = some([*claims, *(_saml_claim(c) for c in conditions)])
        return negate(narrowed) if narrowed is True or FIXED_HOLE.fullmatch(value) else why(value)
    else:
        host = value
    return negate(some(_claim(c, host) for c in conditions))


def _claim(condition: Condition, host: str) -> Verdict:
    """Whether a condition on a claim of the provider `host` narrows who may come."""
    if "⟦" in condition.operator:
        return why(condition.operator)
    issuer, colon, claim = condition.key.rpartition(":")
    same = issuer.lower() == host.lower()
    if not same and "⟦" in issuer + host and overlap(issuer.lower(), host.lower()):
        same = True
    if not colon or not same:
        if "⟦" in condition.key:
            return why(condition.key)
        # No token of this provider has another provider's claim, so nobody comes in by it.
        operator = operator_of(condition)
        return "." in issuer and operator.base in _PINS and not operator.vacuous
    claim = claim.lower()
    if claim in _AUDIENCES and host.lower() in _WITHOUT_TENANTS:
        return _pinned(condition, subject=False)
    if claim in _SHARED_CLAIMS:
        return False
    if claim in _SUBJECTS:
        return _pinned(condition, subject=True)
    return Unknown(f"condition key {condition.key} is not understood")


def _saml_claim(condition: Condition) -> Verdict:
    if "⟦" in condition.operator + condition.key:
        return why(condition.operator + condition.key)
    if not condition.key.lower().startswith("saml:"):
        return False
    return _pinned(condition, subject=False)


def _pinned(condition: Condition, *, subject: bool) -> Verdict:
    """Whether a condition on a claim that every token has pins its value down."""
    operator = operator_of(condition)
    if operator.base not in _PINS:
        return (
            False
            if operator.base.startswith("stringnot")
            else Unknown(f"condition {condition.operator} {condition.key} is not understood")
        )
    if operator.base != "stringlike":
        return True
    return every(_names_owner(v) if subject else _says_something(v) for v in condition.values)


def _names_owner(value: str) -> Verdict:
    """Whether a subject pattern names an owner: `repo:my-org/*` does, `repo:my-org*` does not."""
    if not has_wildcard(value) and not has_hole(value):
        return True
    rest = _rest(value)
    known = re.split(r"[*?⟦]", rest, maxsplit=1)[0]
    if re.match(r"[^/:]+[/:]", known):
        return True
    return why(value) if rest[len(known) :].startswith("⟦") else False


def _rest(value: str) -> str:
    """A subject without the word that says what follows: `repo:`."""
    return _LEAD.sub("", value, count=1) if _LEAD.match(value) else value


def _says_something(value: str) -> Verdict:
    if has_hole(value) and not re.sub(r"⟦[^⟦⟧]*⟧|[*?]", "", value):
        return why(value)
    return bool(value.strip("*?"))


def _without_claims(conditions: Sequence[Condition]) -> list[Condition]:
    """The conditions that are not about a provider's claims (those are judged apart)."""
    known = ("aws:", "sts:", "⟦")
    return [c for c in conditions if c.key.lower().startswith(known) or "⟦" in c.operator]
