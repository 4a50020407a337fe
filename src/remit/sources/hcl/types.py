"""Type constraints of variables, and the conversion of values to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from remit.sources.hcl.operators import (
    NOT_KNOWN,
    SetValue,
    set_of,
    to_bool,
    to_number,
    to_text,
    type_name,
)
from remit.sources.hcl.syntax import Expression, HclError
from remit.values import Partial

TypeConstraint = tuple[Any, ...]
Evaluate = Callable[[Expression], Any]

ANY: TypeConstraint = ("any",)
_PRIMITIVES = frozenset({"string", "number", "bool"})
_COLLECTIONS = frozenset({"list", "map", "set"})
_SCALARS = (str, int, float, bool)


def type_constraint(expression: Expression | None) -> TypeConstraint:
    """The constraint that a `type = …` expression spells; `("any",)` where it spells none."""
    match expression:
        case ("var" | "lit", str(name)):
            if name in _PRIMITIVES:
                return (name,)
            # `type = list` and `type = "map"` were the spellings before Terraform 0.12.
            return (name, ANY) if name in _COLLECTIONS else ANY
        case ("call", ("list" | "map" | "set") as name, arguments, _):
            return (name, type_constraint(arguments[0] if arguments else None))
        case ("call", "tuple", (("list", items), *_), _):
            return ("tuple", tuple(type_constraint(item) for item in items))
        case ("call", "object", (("obj", pairs), *_), _):
            return ("object", tuple((key[1], *_member(value)) for key, value in pairs))
    return ANY


def _member(expression: Expression) -> tuple[TypeConstraint, bool, Expression | None]:
    """Type, whether it may be left out, and its default."""
    match expression:
        case ("call", "optional", (inner, *rest), _):
            return type_constraint(inner), True, rest[0] if rest else None
    return type_constraint(expression), False, None


def convert(value: Any, to: TypeConstraint, evaluate: Evaluate) -> Any:
    """The value as this type; what is not known stays as it is.

    Raises:
        HclError: Terraform would refuse it.
    """
    if value is None or (isinstance(value, NOT_KNOWN) and to[0] != "object"):
        return value
    match to[0]:
        case "string":
            return to_text(value)
        case "number":
            return to_number(value)
        case "bool":
            return to_bool(value)
        case "list" | "set":
            return _to_sequence(value, to, evaluate)
        case "map":
            return _to_map(value, to, evaluate)
        case "tuple":
            return _to_tuple(value, to, evaluate)
        case "object":
            return _to_object(value, to, evaluate)
    return value


def unified(values: list[Any]) -> list[Any]:
    """Elements of one collection have one type: mixed primitives all become strings."""
    kinds = {type(value) for value in values if value is not None}
    kinds = {str if issubclass(kind, Partial) else int if kind is float else kind for kind in kinds}
    if len(kinds) > 1 and kinds <= {str, int, bool}:
        return [value if value is None else to_text(value) for value in values]
    return values


def _to_sequence(value: Any, to: TypeConstraint, evaluate: Evaluate) -> Any:
    if not isinstance(value, list):
        raise HclError(f"a {to[0]} is needed, not {type_name(value)}")
    items = [convert(item, to[1], evaluate) for item in value]
    if to[1] == ANY:
        items = unified(items)
    return set_of(items) if to[0] == "set" else items


def _to_map(value: Any, to: TypeConstraint, evaluate: Evaluate) -> Any:
    if not isinstance(value, dict):
        if isinstance(value, (list, *_SCALARS)):
            raise HclError(f"a map is needed, not {type_name(value)}")
        return value
    items = [convert(item, to[1], evaluate) for item in value.values()]
    if to[1] == ANY:
        items = unified(items)
    return dict(zip(value, items, strict=True))


def _to_tuple(value: Any, to: TypeConstraint, evaluate: Evaluate) -> Any:
    if not isinstance(value, list) or isinstance(value, SetValue) or len(value) != len(to[1]):
        raise HclError(f"a list of {len(to[1])} is needed")
    return [convert(item, kind, evaluate) for item, kind in zip(value, to[1], strict=True)]


def _to_object(value: Any, to: TypeConstraint, evaluate: Evaluate) -> Any:
    if isinstance(value, NOT_KNOWN):
        return value
    if not isinstance(value, dict):
        if isinstance(value, (list, *_SCALARS)):
            raise HclError(f"an object is needed, not {type_name(value)}")
        return value
    result: dict[str, Any] = {}
    for name, kind, optional, default in to[1]:
        if name not in value and not optional:
            raise HclError(f'the attribute "{name}" is required')
        given = value.get(name)
        if given is None and default is not None:
            given = evaluate(default)
        result[name] = convert(given, kind, evaluate)
    return result
