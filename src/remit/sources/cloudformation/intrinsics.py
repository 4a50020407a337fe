"""The intrinsic functions.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from remit.sources.cloudformation.conditions import OPERATORS, choose, decide
from remit.sources.cloudformation.evaluation import Evaluator
from remit.sources.cloudformation.parameters import text_of
from remit.sources.cloudformation.pseudo import NO_VALUE
from remit.values import (
    ACCOUNT,
    HOLE,
    PARTITION,
    REGION,
    Partial,
    Reference,
    Unknown,
    join_text,
    unknown_reason,
)

Function = Callable[[Evaluator, Any], Any]

_VARIABLE = re.compile(r"\$\{([^{}$]*)\}")
_SAFE_HOLES = frozenset(hole[1:-1] for hole in (ACCOUNT, REGION, PARTITION))
_MAX_CIDRS = 256


def _ref(scope: Evaluator, argument: Any) -> Any:
    return scope.ref(argument)


def _get_att(scope: Evaluator, argument: Any) -> Any:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    if not isinstance(parts, list) or len(parts) < 2:
        return Unknown("Fn::GetAtt without a resource and an attribute")
    values = [scope.value(part) for part in parts]
    for value in values:
        reason = unknown_reason(value)
        if reason is not None:
            return Unknown(reason)
    return scope.attribute(text_of(values[0]), ".".join(text_of(value) for value in values[1:]))


def _sub(scope: Evaluator, argument: Any) -> Any:
    variables: Any = {}
    if isinstance(argument, list) and len(argument) == 2:
        argument, variables = argument
    if not isinstance(argument, str) or not isinstance(variables, dict):
        return Unknown("Fn::Sub without a text")
    parts: list[Any] = []
    end = 0
    for match in _VARIABLE.finditer(argument):
        parts.append(argument[end : match.start()])
        parts.append(_variable(scope, match.group(1), variables))
        end = match.end()
    parts.append(argument[end:])
    return _concatenate(parts)


def _variable(scope: Evaluator, name: str, variables: dict[str, Any]) -> Any:
    if name.startswith("!"):
        return "${" + name[1:] + "}"
    name = name.strip()
    if name in variables:
        return scope.value(variables[name])
    if "." in name and name not in scope.parameters:
        return scope.attribute(*name.split(".", 1))
    return scope.ref(name)


def _concatenate(parts: list[Any]) -> Any:
    """One text of all parts; a single part that is not known stays what it is."""
    full = [part for part in parts if part != "" and part is not NO_VALUE]
    for part in full:
        if isinstance(part, (list, dict)):
            return Unknown("a list or an object where a text is needed")
        if isinstance(part, Unknown) and part.reason.startswith("dynamic reference"):
            return part
    if len(full) == 1 and isinstance(full[0], (Unknown, Reference)):
        return full[0]
    return join_text(full)


def _join(scope: Evaluator, argument: Any) -> Any:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Join without a delimiter and a list")
    delimiter, items = scope.value(argument[0]), scope.value(argument[1])
    if isinstance(items, (Unknown, Reference)):
        return Unknown(items.reason)
    if isinstance(items, str):
        items = [items]
    if not isinstance(items, list) or unknown_reason(delimiter) is not None:
        return Unknown("Fn::Join without a delimiter and a list")
    parts: list[Any] = []
    for item in items:
        parts += [text_of(delimiter), item] if parts else [item]
    return _concatenate(parts)


def _select(scope: Evaluator, argument: Any) -> Any:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Select without an index and a list")
    index, items = scope.value(argument[0]), scope.value(argument[1])
    for value in (index, items):
        reason = unknown_reason(value)
        if reason is not None:
            return Unknown(reason)
    text = text_of(index)
    if not isinstance(items, list) or not (text.isascii() and text.isdigit() and len(text) < 9):
        return Unknown("Fn::Select without an index and a list")
    if int(text) >= len(items):
        return Unknown(f"Fn::Select of item {text} in a list of {len(items)}")
    return items[int(text)]


def _split(scope: Evaluator, argument: Any) -> Any:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Split without a delimiter and a text")
    delimiter, text = scope.value(argument[0]), scope.value(argument[1])
    if not isinstance(delimiter, str) or not delimiter or isinstance(text, (Unknown, Reference)):
        reason = unknown_reason(text) or unknown_reason(delimiter)
        return Unknown(reason or "Fn::Split without a delimiter and a text")
    if isinstance(text, (list, dict)):
        return Unknown("Fn::Split of what is not a text")
    if isinstance(text, Partial) and not _splits_safely(delimiter, text):
        return Unknown(text.reason)
    return [join_text([part]) for part in text_of(text).split(delimiter)]


def _splits_safely(delimiter: str, text: Partial) -> bool:
    """Whether no hole can hold the delimiter: accounts, Regions, partitions have no `:,/ `."""
    known = set(HOLE.findall(text)) <= _SAFE_HOLES
    return known and not any(sign.isalnum() or sign in "-⟦⟧" for sign in delimiter)


def _base64(scope: Evaluator, argument: Any) -> Any:
    # The text itself, because it is what a reader looks for (user data, secrets in it).
    return scope.value(argument)


def _find_in_map(scope: Evaluator, argument: Any) -> Any:
    if not isinstance(argument, list) or len(argument) not in (3, 4):
        return Unknown("Fn::FindInMap without a mapping and two keys")
    options = argument[3] if len(argument) == 4 and isinstance(argument[3], dict) else {}
    keys = [scope.value(key) for key in argument[:3]]
    found = [scope.mappings]
    for key in keys:
        found = _step(found, key)
    default = "DefaultValue" in options
    reason = next((reason for key in keys if (reason := unknown_reason(key))), None)
    label = f"mapping {join_text([keys[0]])}"
    if not found and reason is None:
        if default:
            return scope.value(options["DefaultValue"])
        return Unknown(f"{label} has no entry {join_text([keys[1]])}, {join_text([keys[2]])}")
    candidates = [_literal(scope, item) for item in found]
    if default and reason is not None:
        candidates.append(scope.value(options["DefaultValue"]))
    if candidates and all(candidate == candidates[0] for candidate in candidates):
        return candidates[0]
    return Unknown(f"{label} is looked up by what is {reason}")


def _step(found: list[Any], key: Any) -> list[Any]:
    """What lies under a key, or under every key where it is not known."""
    levels = [level for level in found if isinstance(level, Mapping)]
    if unknown_reason(key) is not None:
        return [item for level in levels for item in level.values()]
    return [level[text_of(key)] for level in levels if text_of(key) in level]


def _literal(scope: Evaluator, item: Any) -> Any:
    """A mapping holds texts and lists of texts; no functions."""
    simple = [isinstance(part, (list, dict)) for part in (item if type(item) is list else [item])]
    return Unknown("a mapping's entry that is not a text") if any(simple) else scope.value(item)


def _if(scope: Evaluator, argument: Any) -> Any:
    if not isinstance(argument, list) or len(argument) != 3:
        return Unknown("Fn::If without a condition and two values")
    decision = scope.condition(argument[0])
    if decision is True:
        return scope.value(argument[1])
    if decision is False:
        return scope.value(argument[2])
    return choose(decision, argument[0], scope.value(argument[1]), scope.value(argument[2]))


def _import_value(scope: Evaluator, argument: Any) -> Any:
    return Unknown(f"imported from another stack: {join_text([_leaf(scope.value(argument))])}")


def _leaf(value: Any) -> Any:
    return "" if isinstance(value, (list, dict)) or value is NO_VALUE else value


def _transform(scope: Evaluator, argument: Any) -> Any:
    name = argument.get("Name") if isinstance(argument, dict) else None
    label = name if isinstance(name, str) else "a macro"
    hint = "Scan the processed template: aws cloudformation get-template --template-stage Processed"
    scope.report(f"what {label} puts in is not read", hint)
    return Unknown(f"put in by {label} at deployment")


def _get_azs(scope: Evaluator, argument: Any) -> Any:
    region = scope.value(argument)
    if region in ("", None):
        region = scope.ref("AWS::Region")
    return Unknown(f"the Availability Zones of {join_text([_leaf(region)])} at deployment")


def _cidr(scope: Evaluator, argument: Any) -> Any:
    import ipaddress

    if not isinstance(argument, list) or len(argument) not in (2, 3):
        return Unknown("Fn::Cidr without a block and a count")
    values = [scope.value(item) for item in argument]
    for value in values:
        reason = unknown_reason(value)
        if reason is not None:
            return Unknown(reason)
    try:
        network = ipaddress.ip_network(text_of(values[0]), strict=False)
        count = int(text_of(values[1]))
        bits = (
            int(text_of(values[2])) if len(values) == 3 else (128 if network.version == 6 else 32)
        )
        subnets = network.subnets(new_prefix=network.max_prefixlen - bits)
    except ValueError:
        return Unknown("Fn::Cidr of what is not a block, a count and a number of bits")
    return [str(subnet) for _, subnet in zip(range(min(count, _MAX_CIDRS)), subnets, strict=False)]


def _length(scope: Evaluator, argument: Any) -> Any:
    items = scope.value(argument)
    reason = unknown_reason(items)
    if reason is not None:
        return Unknown(reason)
    return len(items) if isinstance(items, list) else Unknown("Fn::Length of what is not a list")


def _to_json_string(scope: Evaluator, argument: Any) -> Any:
    value = scope.value(argument)
    if isinstance(value, Unknown):
        return value
    text = json.dumps(value, default=lambda leaf: join_text([leaf]), ensure_ascii=False)
    return join_text([text])


def _operator(name: str) -> Function:
    """An operator of conditions, where a value is asked for."""
    return lambda scope, argument: decide(scope, {name: argument})


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "Ref": _ref,
        "Fn::Base64": _base64,
        "Fn::Cidr": _cidr,
        "Fn::FindInMap": _find_in_map,
        "Fn::GetAtt": _get_att,
        "Fn::GetAZs": _get_azs,
        "Fn::If": _if,
        "Fn::ImportValue": _import_value,
        "Fn::Join": _join,
        "Fn::Length": _length,
        "Fn::Select": _select,
        "Fn::Split": _split,
        "Fn::Sub": _sub,
        "Fn::ToJsonString": _to_json_string,
        "Fn::Transform": _transform,
        **{name: _operator(name) for name in OPERATORS},
    }
)
"""Each takes the evaluator and the function's argument, and returns an evaluated value."""
