"""Who a statement reaches, and whether a Deny takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from remit.analysis.policy_conditions import restricted, spares_only_fixed
from remit.analysis.policy_document import Principal, Statement
from remit.analysis.policy_patterns import (
    FIXED_HOLE,
    Verdict,
    covers,
    every,
    has_hole,
    has_wildcard,
    matches,
    negate,
    overlap,
    some,
    why,
)
from remit.values import Unknown

Who = Callable[[Statement], Verdict]


def has_effect(statement: Statement, effect: str) -> Verdict:
    """Whether the statement's effect is `effect`."""
    return why(statement.effect) if "⟦" in statement.effect else statement.effect == effect


def is_anyone(principal: Principal) -> Verdict:
    """Whether a principal is everyone: `*`, or `*` as AWS or federated principal."""
    value = principal.value
    if re.fullmatch(r"[*]*(⟦[^⟦⟧]*⟧[*]*)+", value):
        return why(value) if has_hole(value) and not FIXED_HOLE.fullmatch(value) else False
    if value == "*":
        if principal.kind in ("AWS", "Federated", "*"):
            return True
        return Unknown(f"principal {principal.kind} * is not understood")
    if has_wildcard(value):
        return Unknown(f"principal {value} has a wildcard in it, which AWS rejects")
    return False


def is_anyone_with_login(principal: Principal) -> Verdict:
    """`is_anyone`, or whoever has an account at a public web identity provider.

    S3 counts `{"Federated": "graph.facebook.com"}` as public; a provider of the account's own is
    named by an ARN.
    """
    value = principal.value
    if principal.kind == "Federated" and "." in value and not value.startswith(("arn:", "⟦")):
        return why(value) if has_hole(value) else True
    return is_anyone(principal)


def anyone(statement: Statement, among: Callable[[Principal], Verdict] = is_anyone) -> Verdict:
    """Whether the statement is about everyone; with NotPrincipal: everyone but those listed."""
    if statement.not_principals:
        return every(negate(is_anyone(p)) for p in statement.not_principals)
    return some(among(p) for p in statement.principals)


def opens(statement: Statement, policy: Sequence[Statement], who: Who = anyone) -> Verdict:
    """Whether an Allow admits strangers (`who`) to something that no Deny takes back."""
    return every(
        [
            has_effect(statement, "Allow"),
            grants_something(statement),
            who(statement),
            negate(restricted(statement.conditions)),
            negate(taken_back(statement, policy)),
        ]
    )


def grants_something(statement: Statement) -> Verdict:
    """Whether the statement has any action at all."""
    if statement.actions:
        return some(why(a) if _all_hole(a) else True for a in statement.actions)
    return every(
        [bool(statement.not_actions), *(negate(matches(a, "*")) for a in statement.not_actions)]
    )


def taken_back(statement: Statement, policy: Sequence[Statement]) -> Verdict:
    """Whether Deny statements leave strangers nothing of what an Allow grants."""
    return every(
        some(_cancels(deny, action, statement) for deny in policy)
        for action in statement.actions or ("*",)
    )


def _cancels(deny: Statement, action: str, allow: Statement) -> Verdict:
    if deny is allow or has_effect(deny, "Deny") is False:
        return False
    return every(
        [
            has_effect(deny, "Deny"),
            anyone(deny),
            denies_action(deny, action, one_service=True),
            denies_resources(deny, allow.resources if not allow.not_resources else ()),
            spares_only_fixed(deny.conditions),
        ]
    )


def denies_action(deny: Statement, action: str, *, one_service: bool = False) -> Verdict:
    """Whether a Deny's actions contain all that the pattern `action` matches.

    Part of a whole service (`s3:*`) is clearly not all of it; part of a narrower pattern
    (`s3:GetObject*`) may be all that exists. In the policy of a resource (`one_service`) the whole
    of one service may be all that `*` means.
    """
    action = action.lower()
    if deny.not_actions:
        return every(_apart(a.lower(), action) for a in deny.not_actions)
    known = [a.lower() for a in deny.actions]
    if any(covers(a, action) for a in known):
        return True
    near = [a for a in known if overlap(a, action)]
    if not near:
        return False
    if any(has_hole(text) for text in (*near, action)):
        return why("".join((*near, action)))
    whole = one_service and action == "*" and any(a.endswith(":*") for a in near)
    if re.fullmatch(r"\*|[\w-]+:\*", action) and not whole:
        return False
    return Unknown("a Deny takes back part of the actions, perhaps all that exist")


def _apart(excluded: str, action: str) -> Verdict:
    """Whether two patterns have nothing in common."""
    if not overlap(excluded, action):
        return True
    return why(excluded + action) if has_hole(excluded + action) else False


def denies_resources(deny: Statement, resources: Iterable[str]) -> Verdict:
    """Whether a Deny's resources contain all of `resources` (none given: all there are)."""
    if not deny.resources and not deny.not_resources:
        return True
    verdicts = [_denies_resource(deny, r) for r in tuple(resources) or ("*",)]
    if all(v is verdicts[0] for v in verdicts):
        return verdicts[0]
    return Unknown("a Deny takes back part of the resources, perhaps all that matter")


def _denies_resource(deny: Statement, resource: str) -> Verdict:
    if deny.not_resources:
        if any(overlap(r, resource) for r in deny.not_resources):
            return Unknown("a Deny with NotResource may take back the grant")
        return True
    if any(covers(r, resource) for r in deny.resources):
        return True
    if any(overlap(r, resource) for r in deny.resources):
        return Unknown("a Deny takes back part of the resources, perhaps all that matter")
    return False


def _all_hole(text: str) -> bool:
    """Whether nothing of a text is known."""
    return re.fullmatch(r"(⟦[^⟦⟧]*⟧)+", text) is not None
