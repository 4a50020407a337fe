"""Conditions with three values: true, false, or not decided, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from remit.sources.cloudformation.parameters import text_of
from remit.values import Unknown, unknown_reason

if TYPE_CHECKING:
    from remit.sources.cloudformation.evaluation import Evaluator

Decision = bool | Unknown

OPERATORS = frozenset({"Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"})


def decide(scope: Evaluator, expression: Any) -> Decision:
    """Decide a condition's expression."""
    match expression:
        case bool():
            return expression
        case {"Condition": name} if len(expression) == 1:
            return scope.condition(name)
        case {"Fn::Equals": [left, right]} if len(expression) == 1:
            return _equals(scope, left, right)
        case {"Fn::Not": [operand]} if len(expression) == 1:
            decision = decide(scope, operand)
            return decision if isinstance(decision, Unknown) else not decision
        case {"Fn::And": [*operands]} if len(expression) == 1:
            return _all([decide(scope, operand) for operand in operands])
        case {"Fn::Or": [*operands]} if len(expression) == 1:
            return _any([decide(scope, operand) for operand in operands])
        case {**items} if len(items) == 1 and OPERATORS.issuperset(items):
            return Unknown(f"{next(iter(items))} without its operands")
        case _:
            return _truth(scope.value(expression))


def _equals(scope: Evaluator, left: Any, right: Any) -> Decision:
    if left == right and not isinstance(left, bool):
        return True
    # A secret may decide a condition, because a condition does not tell it.
    scope.deciding += 1
    try:
        first, second = scope.value(left), scope.value(right)
    finally:
        scope.deciding -= 1
    if _first_reason([first, second]) is None:
        return text_of(first) == text_of(second)
    # The reason is looked for without the secrets, so that it cannot tell one.
    reason = _first_reason([scope.value(left), scope.value(right)])
    return Unknown(reason or "it compares what is not known")


def _first_reason(value: Any) -> str | None:
    if isinstance(value, list):
        return next((reason for item in value if (reason := _first_reason(item))), None)
    return unknown_reason(value)


def _truth(value: Any) -> Decision:
    reason = unknown_reason(value)
    if reason is not None:
        return Unknown(reason)
    if isinstance(value, (bool, str)) and text_of(value).lower() in ("true", "false"):
        return text_of(value).lower() == "true"
    return Unknown("a condition that is neither true nor false")


def _all(decisions: list[Decision]) -> Decision:
    if False in decisions:
        return False
    return next((d for d in decisions if isinstance(d, Unknown)), True)


def _any(decisions: list[Decision]) -> Decision:
    if True in decisions:
        return True
    return next((d for d in decisions if isinstance(d, Unknown)), False)


def choose(decision: Decision, name: Any, yes: Any, no: Any) -> Any:
    """What `Fn::If` gives; where it is not decided, what both branches agree on.

    A branch may be `NO_VALUE`. Objects, and lists of one length, are merged: a leaf that both
    have alike is known, any other is not.
    """
    if not isinstance(decision, Unknown):
        return yes if decision else no
    label = name if isinstance(name, str) else "its condition"
    return _merge(yes, no, Unknown(f"depends on condition {label}: {decision.reason}"))


def _merge(yes: Any, no: Any, otherwise: Unknown) -> Any:
    if type(yes) is not type(no):
        return otherwise
    if isinstance(yes, dict):
        return {
            key: _merge(yes[key], no[key], otherwise) if key in yes and key in no else otherwise
            for key in {**yes, **no}
        }
    if isinstance(yes, list) and len(yes) == len(no):
        return [_merge(a, b, otherwise) for a, b in zip(yes, no, strict=True)]
    return yes if yes == no else otherwise
