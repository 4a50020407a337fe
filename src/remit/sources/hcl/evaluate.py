"""The value of an expression in a scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from remit.sources.hcl.operators import (
    NOT_KNOWN,
    SetValue,
    attribute,
    binary,
    check_size,
    deep_reason,
    equal,
    index,
    reason_of,
    to_bool,
    to_number,
    to_text,
)
from remit.sources.hcl.scope import Names, Scope
from remit.sources.hcl.syntax import Expression, HclError
from remit.values import Reference, Unknown, join_text


def evaluate(node: Expression, scope: Scope) -> Any:
    """The value of an expression.

    Raises:
        HclError: Terraform would refuse it.
    """
    if node[0] == "lit":
        return node[1]
    return _EVALUATE[node[0]](node, scope)


def value_or_unknown(node: Expression, scope: Scope) -> Any:
    """The value of an expression; Unknown with the reason where it has none."""
    if node[0] == "lit":
        return node[1]
    try:
        return _EVALUATE[node[0]](node, scope)
    except HclError as error:
        return Unknown(error.reason)
    except (RecursionError, OverflowError):
        return Unknown("this expression is nested too deeply to evaluate")


def _variable(node: Expression, scope: Scope) -> Any:
    name = node[1]
    if name in scope.names:
        return scope.names[name]
    raise HclError(f'"{name}" is not a value here')


def _reference(node: Expression, scope: Scope) -> Any:
    _, root, names = node
    if root in scope.names:
        value = scope.names[root]
        rest = names
    elif root in ("var", "local", "module", "path", "terraform"):
        value = _MODULE[root](scope.module, names[0])
        rest = names[1:]
    elif root == "data":
        if len(names) < 2:
            raise HclError("a data source needs a type and a name")
        value = scope.module.data(names[0], names[1])
        rest = names[2:]
    elif root in ("each", "count", "self"):
        raise HclError(f'"{root}" is not a value here')
    else:
        value = scope.module.resource(root, names[0])
        rest = names[1:]
    for name in rest:
        value = attribute(value, name)
    return value


_MODULE: dict[str, Callable[[Names, str], Any]] = {
    "var": lambda module, name: module.variable(name),
    "local": lambda module, name: module.local(name),
    "module": lambda module, name: module.child(name),
    "path": lambda module, name: module.path(name),
    "terraform": lambda module, name: module.terraform(name),
}


def _attribute(node: Expression, scope: Scope) -> Any:
    return attribute(evaluate(node[1], scope), node[2])


def _index(node: Expression, scope: Scope) -> Any:
    return index(evaluate(node[1], scope), evaluate(node[2], scope))


def _splat(node: Expression, scope: Scope) -> Any:
    _, over, _, steps = node
    value = evaluate(over, scope)
    if value is None:
        return []
    reason = reason_of(value)
    if reason is not None:
        return Unknown(reason)
    if isinstance(value, list):
        items = value
    else:
        uncertain = None if isinstance(value, (dict, str, int, float)) else value.why_uncertain()
        if uncertain is not None:
            return Unknown(uncertain)
        items = [value]
    scope.budget.spend(len(items))
    return [_steps(item, steps, scope) for item in items]


def _steps(value: Any, steps: tuple[Any, ...], scope: Scope) -> Any:
    for kind, operand in steps:
        if kind == "attr":
            value = attribute(value, operand)
        else:
            value = index(value, evaluate(operand, scope))
    return value


def _template(node: Expression, scope: Scope) -> Any:
    parts: list[Any] = []
    for part in node[1]:
        value = evaluate(part, scope)
        parts.append(value if isinstance(value, (str, Unknown, Reference)) else to_text(value))
    text = join_text(parts)
    scope.budget.spend(len(text) // 64)
    return check_size(text)


def _template_if(node: Expression, scope: Scope) -> Any:
    return _choose(evaluate(node[1], scope), node[2], node[3], scope)


def _template_for(node: Expression, scope: Scope) -> Any:
    _, key, value, over, body = node
    pairs = _pairs(evaluate(over, scope), scope)
    if isinstance(pairs, Unknown):
        return pairs
    text = join_text(evaluate(body, _loop(scope, key, value, pair)) for pair in pairs)
    return check_size(text)


def _condition(node: Expression, scope: Scope) -> Any:
    return _choose(evaluate(node[1], scope), node[2], node[3], scope)


def _choose(condition: Any, then: Expression, otherwise: Expression, scope: Scope) -> Any:
    reason = reason_of(condition)
    if reason is None:
        chosen, other = (then, otherwise) if to_bool(condition) else (otherwise, then)
        value = evaluate(chosen, scope)
        # Both results have one type: a number beside a text becomes a text.
        if isinstance(value, (bool, int, float)) and _is_text(other):
            return to_text(value)
        return value
    one = value_or_unknown(then, scope)
    two = value_or_unknown(otherwise, scope)
    if type(one) is type(two) and equal(one, two) is True:
        return one
    return Unknown(reason)


def _is_text(node: Expression) -> bool:
    return node[0] == "tmpl" or (node[0] == "lit" and isinstance(node[1], str))


def _unary(node: Expression, scope: Scope) -> Any:
    value = evaluate(node[2], scope)
    reason = reason_of(value)
    if reason is not None:
        return Unknown(reason)
    return not to_bool(value) if node[1] == "!" else -to_number(value)


def _binary(node: Expression, scope: Scope) -> Any:
    _, operator, left, right = node
    if operator in ("&&", "||"):
        return _logic(operator == "||", left, right, scope)
    one, two = evaluate(left, scope), evaluate(right, scope)
    if operator == "==":
        return equal(one, two)
    if operator == "!=":
        same = equal(one, two)
        return same if isinstance(same, Unknown) else not same
    return binary(operator, one, two)


def _logic(decisive: bool, left: Expression, right: Expression, scope: Scope) -> Any:
    """`||` is decided by one true, `&&` by one false, even where the other is unknown."""
    one = evaluate(left, scope)
    reason = reason_of(one)
    if reason is None and to_bool(one) is decisive:
        return decisive
    two = evaluate(right, scope)
    second = reason_of(two)
    if second is None and to_bool(two) is decisive:
        return decisive
    unknown = reason if reason is not None else second
    return not decisive if unknown is None else Unknown(unknown)


def _list(node: Expression, scope: Scope) -> Any:
    return [evaluate(item, scope) for item in node[1]]


def _object(node: Expression, scope: Scope) -> Any:
    result: dict[str, Any] = {}
    for key, value in node[1]:
        name = evaluate(key, scope)
        reason = reason_of(name)
        if reason is not None:
            return Unknown(reason)
        result[to_text(name)] = evaluate(value, scope)
    return result


def _pairs(value: Any, scope: Scope) -> list[tuple[Any, Any]] | Unknown:
    """Key and value of each element, in Terraform's order."""
    pairs: list[tuple[Any, Any]]
    if isinstance(value, NOT_KNOWN):
        return Unknown(value.reason)
    if isinstance(value, SetValue):
        pairs = [(item, item) for item in value]
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    elif isinstance(value, dict):
        pairs = sorted(value.items())
    elif value is None or isinstance(value, (str, int, float)):
        raise HclError("only a list, a set or a map can be looped over")
    else:
        return Unknown(value.why_uncertain() or f"known only after deployment: {value}")
    scope.budget.spend(len(pairs) + 1)
    return pairs


def _loop(scope: Scope, key: str | None, value: str, pair: tuple[Any, Any]) -> Scope:
    names = {**scope.names, value: pair[1]}
    if key is not None:
        names[key] = pair[0]
    return Scope(scope.module, scope.budget, names)


def _wanted(condition: Expression | None, scope: Scope) -> bool | Unknown:
    if condition is None:
        return True
    value = evaluate(condition, scope)
    reason = reason_of(value)
    return Unknown(reason) if reason is not None else to_bool(value)


def _for_list(node: Expression, scope: Scope) -> Any:
    _, key, value, over, result, condition = node
    pairs = _pairs(evaluate(over, scope), scope)
    if isinstance(pairs, Unknown):
        return pairs
    items: list[Any] = []
    for pair in pairs:
        inner = _loop(scope, key, value, pair)
        wanted = _wanted(condition, inner)
        if isinstance(wanted, Unknown):
            return wanted
        if wanted:
            items.append(evaluate(result, inner))
    return items


def _for_object(node: Expression, scope: Scope) -> Any:
    _, key, value, over, key_result, result, condition, grouped = node
    pairs = _pairs(evaluate(over, scope), scope)
    if isinstance(pairs, Unknown):
        return pairs
    items: dict[str, Any] = {}
    for pair in pairs:
        inner = _loop(scope, key, value, pair)
        wanted = _wanted(condition, inner)
        if isinstance(wanted, Unknown):
            return wanted
        if not wanted:
            continue
        name = evaluate(key_result, inner)
        reason = reason_of(name)
        if reason is not None:
            return Unknown(reason)
        _put(items, to_text(name), evaluate(result, inner), grouped)
    return items


def _put(items: dict[str, Any], name: str, value: Any, grouped: bool) -> None:
    if grouped:
        items.setdefault(name, []).append(value)
    elif name in items:
        raise HclError(f'the key "{name}" appears twice in a for expression')
    else:
        items[name] = value


def _call(node: Expression, scope: Scope) -> Any:
    _, name, arguments, expand = node
    if name in ("try", "can"):
        return _attempt(name, arguments, scope)
    values = [evaluate(argument, scope) for argument in arguments]
    if expand:
        last = values.pop()
        if isinstance(last, NOT_KNOWN):
            return Unknown(last.reason)
        if not isinstance(last, list):
            raise HclError("only a list can be expanded into arguments")
        values += last
    scope.budget.spend(1)
    return scope.module.function(name, scope, values)


def _attempt(name: str, arguments: tuple[Expression, ...], scope: Scope) -> Any:
    scope.budget.trying += 1
    try:
        for argument in arguments:
            try:
                value = evaluate(argument, scope)
            except HclError:
                continue
            return value if name == "try" else _can(value)
    finally:
        scope.budget.trying -= 1
    if name == "can":
        return False
    raise HclError("no argument of try() has a value")


def _can(value: Any) -> bool | Unknown:
    reason = deep_reason(value) if not isinstance(value, Reference) else None
    return True if reason is None else Unknown(reason)


_EVALUATE: dict[str, Callable[[Expression, Scope], Any]] = {
    "var": _variable,
    "ref": _reference,
    "attr": _attribute,
    "index": _index,
    "splat": _splat,
    "tmpl": _template,
    "tif": _template_if,
    "tfor": _template_for,
    "call": _call,
    "cond": _condition,
    "un": _unary,
    "bin": _binary,
    "list": _list,
    "obj": _object,
    "forl": _for_list,
    "foro": _for_object,
}
