"""Fn::ForEach, which repeats a fragment of a template for each item of a collection.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from remit.sources.cloudformation.parameters import text_of
from remit.values import unknown_reason

if TYPE_CHECKING:
    from remit.sources.cloudformation.evaluation import Evaluator

LOOP = "Fn::ForEach::"

_MAX_ROUNDS = 5_000
_SYMBOLS = re.compile(r"[^A-Za-z0-9]")


def expand_loops(scope: Evaluator, node: dict[str, Any]) -> dict[str, Any]:
    """Replace the loops among a mapping's keys by what they produce, nested loops included."""
    out: dict[str, Any] = {}
    pending = list(reversed(node.items()))
    rounds = 0
    while pending:
        key, body = pending.pop()
        if not key.startswith(LOOP):
            out.setdefault(key, body)
            continue
        produced = _rounds(scope, key, body)
        rounds += len(produced)
        if rounds > _MAX_ROUNDS:
            scope.report(f"{key} repeats more than {_MAX_ROUNDS} times; the rest is left out", "")
            return out
        pending.extend(reversed(produced))
    return out


def _rounds(scope: Evaluator, key: str, body: Any) -> list[tuple[str, Any]]:
    match body:
        case [str(identifier), collection, dict(fragment)]:
            items = scope.value(collection)
        case _:
            scope.report(f"{key} is not [identifier, collection, fragment]", "")
            return []
    known = isinstance(items, list) and not any(unknown_reason(item) for item in items)
    if not known or any(isinstance(item, (list, dict)) for item in items):
        reason = unknown_reason(items)
        scope.report(
            f"the collection of {key} is not known" + (f": {reason}" if reason else ""), ""
        )
        return []
    produced: list[tuple[str, Any]] = []
    for item in items:
        text = text_of(item)
        if len(produced) > _MAX_ROUNDS:
            break
        produced += _substitute(fragment, identifier, text).items()
    return produced


def _substitute(node: Any, identifier: str, text: str) -> Any:
    """The fragment with the loop's identifier replaced; `&{…}` drops what is not alphanumeric."""
    match node:
        case str():
            if "{" not in node:
                return node
            plain = node.replace("${" + identifier + "}", text)
            return plain.replace("&{" + identifier + "}", _SYMBOLS.sub("", text))
        case list():
            return [_substitute(item, identifier, text) for item in node]
        case {"Ref": name} if name == identifier and len(node) == 1:
            return text
        case dict():
            return {
                _substitute(key, identifier, text): _substitute(child, identifier, text)
                for key, child in node.items()
            }
        case _:
            return node
