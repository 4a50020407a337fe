"""Whether the code itself spells out a secret, or takes it from elsewhere.

A plan holds the values of variables, so a password that came in by one looks like one that stands
in the code. The configuration beside it lists what an expression refers to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from remit.sources.terraform_json.addresses import leaders, split_address
from remit.sources.terraform_json.configuration import Module
from remit.sources.terraform_json.references import references_of
from remit.sources.terraform_json.shape import MAX_DEPTH, mapping
from remit.values import Unknown

SECRET = re.compile("password|passwd|(?:auth|access|oauth)_token|secret_string")
"""Names of arguments that hold a secret."""

_OPAQUE = frozenset({"local", "each", "count", "path", "terraform", "self"})
"""What a plan does not follow further: it may be spelled out there."""


def without_given(
    values: Mapping[str, Any], expressions: Mapping[str, Any], module: Module
) -> dict[str, Any]:
    """The values of a resource; secrets that the code takes from elsewhere are not known."""
    return {
        name: _one(name, value, expressions.get(name), module) for name, value in values.items()
    }


def _one(name: str, value: Any, expression: Any, module: Module) -> Any:
    if isinstance(value, str) and value and SECRET.search(name):
        given = mapping(expression)
        if given and not _spelled(value, given, module):
            names = ", ".join(leaders(references_of(given)))
            return Unknown(f"the code takes it from {names}")
        return value
    if isinstance(value, list) and SECRET.search(name) and isinstance(expression, dict):
        return [_one(name, item, expression, module) for item in value]
    if isinstance(value, dict) and isinstance(expression, dict):
        return without_given(value, expression, module)
    if isinstance(value, list) and isinstance(expression, list) and len(value) == len(expression):
        return [_one("", item, part, module) for item, part in zip(value, expression, strict=True)]
    if isinstance(value, list) and len(value) == 1 and isinstance(expression, dict):
        return [_one("", value[0], expression, module)]
    return value


def _spelled(value: str, expression: Mapping[str, Any], module: Module, depth: int = 0) -> bool:
    """Whether an expression holds the value itself, or may: a default of a variable does."""
    names = leaders(references_of(expression))
    if not names or depth > MAX_DEPTH:
        return True
    for name in names:
        steps = split_address(name)
        if not steps or steps[0][0] in _OPAQUE:
            return True
        if steps[0][0] == "var" and len(steps) > 1:
            variable = steps[1][0]
            given = mapping(mapping(module.call.get("expressions")).get(variable))
            if module.parent is not None and given:
                if _spelled(value, given, module.parent, depth + 1):
                    return True
            elif (
                mapping(mapping(module.config.get("variables")).get(variable)).get("default")
                == value
            ):
                return True
    return False
