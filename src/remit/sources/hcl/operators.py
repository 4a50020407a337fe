"""Terraform's operators and conversions over values that may be unknown."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from remit.sources.hcl.syntax import HclError
from remit.values import HOLE, Partial, Reference, Unknown


class SetValue(list[Any]):
    """A set: a list in Terraform's order, without doubles."""

    __slots__ = ()


@runtime_checkable
class Record(Protocol):
    """What has attributes that are computed when asked for: a resource, a module."""

    def get(self, name: str) -> Any:
        """The attribute, or an `HclError`."""

    def index(self, key: Any) -> Any:
        """What `[key]` gives, or an `HclError`."""

    def why_uncertain(self) -> str | None:
        """Why nobody knows how many of it there are, or None."""


NOT_KNOWN = (Unknown, Reference, Partial)
_SURE = frozenset({"id", "arn"})
_MAX_NUMBER = 10**150
_MAX_TEXT = 16_000_000


def reason_of(value: Any) -> str | None:
    """Why this value itself is not known, or None."""
    if isinstance(value, NOT_KNOWN):
        return value.reason
    return None


def deep_reason(value: Any) -> str | None:
    """Why some part of this value is not known, or None."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None or kind is float:
        return None
    if isinstance(value, NOT_KNOWN):
        return value.reason
    if isinstance(value, list):
        return next((r for item in value if (r := deep_reason(item)) is not None), None)
    if isinstance(value, dict):
        return next((r for item in value.values() if (r := deep_reason(item)) is not None), None)
    return f"known only after deployment: {value}"


def is_number(value: Any) -> bool:
    """True for a number; a boolean is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number_text(value: float) -> str:
    """A number as Terraform spells it, without an exponent."""
    text = repr(value)
    if "e" in text or "n" in text:
        text = format(Decimal(text), "f") if "n" not in text else text
    return text.removesuffix(".0")


def to_text(value: Any) -> str:
    """A known primitive as text.

    Raises:
        HclError: null, a list or an object.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return number_text(value)
    raise HclError(f"a string is needed, not {type_name(value)}")


def to_number(value: Any) -> int | float:
    """A known number, or a string that spells one.

    Raises:
        HclError: anything else.
    """
    if is_number(value):
        return value  # type: ignore[no-any-return]
    if isinstance(value, str):
        number = parse_number(value)
        if number is not None:
            return number
    raise HclError(f"a number is needed, not {type_name(value)}")


def parse_number(text: str) -> int | float | None:
    """The number a string spells, or None."""
    if len(text) > 300 or not re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", text):
        return None
    if "." not in text and "e" not in text and "E" not in text:
        return int(text)
    return whole(float(text))


def whole(value: float) -> int | float:
    """A float without a fraction becomes an int.

    Raises:
        HclError: not a finite number.
    """
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise HclError("the number is out of range")
        if value.is_integer() and abs(value) < 1e15:
            return int(value)
    return value


def to_bool(value: Any) -> bool:
    """A known boolean, or a string that spells one.

    Raises:
        HclError: anything else.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "false"):
        return value == "true"
    raise HclError(f"a boolean is needed, not {type_name(value)}")


def type_name(value: Any) -> str:
    """The type in Terraform's words."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case SetValue():
            return "a set"
        case list():
            return "a list"
        case _:
            return "an object"


def equal(left: Any, right: Any) -> bool | Unknown:
    """`left == right`; Unknown where the known parts do not decide."""
    if isinstance(left, NOT_KNOWN) or isinstance(right, NOT_KNOWN):
        return _equal_unknown(left, right)
    if isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return False
        return _all_equal(zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        return _all_equal((left[key], right[key]) for key in left)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if is_number(left) and is_number(right):
        return bool(left == right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if left is None or right is None or type(left) is not type(right):
        return left is right
    return left is right or Unknown(f"known only after deployment: {left}")


def _all_equal(pairs: Any) -> bool | Unknown:
    open_question: Unknown | None = None
    for left, right in pairs:
        verdict = equal(left, right)
        if verdict is False:
            return False
        if isinstance(verdict, Unknown):
            open_question = verdict
    return True if open_question is None else open_question


def _equal_unknown(left: Any, right: Any) -> bool | Unknown:
    if not isinstance(left, NOT_KNOWN) or (isinstance(right, Unknown)):
        left, right = right, left
    if isinstance(left, Unknown):
        return left
    if isinstance(left, Reference):
        if left == right:
            return True
        if left.attribute in _SURE and (right is None or right == ""):
            return False
        return Unknown(left.reason)
    if right is None or (isinstance(right, (bool, int, float, list, dict))):
        return False
    if isinstance(right, str) and not isinstance(right, Partial) and not may_be(left, right):
        return False
    return Unknown(left.reason)


def may_be(partial: str, text: str) -> bool:
    """Could the holes be filled so that `partial` becomes `text`?"""
    at = 0
    pieces = HOLE.split(partial)[::2]
    if not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    for piece in pieces:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def not_empty(partial: Partial) -> bool:
    """Has the text characters of its own, whatever the holes hold?"""
    return bool(HOLE.sub("", partial))


def attribute(value: Any, name: str) -> Any:
    """`value.name`.

    Raises:
        HclError: there is none.
    """
    if isinstance(value, dict):
        if name in value:
            return value[name]
        raise HclError(f'there is no attribute "{name}"')
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Reference):
        return Reference(value.address, f"{value.attribute}.{name}")
    if isinstance(value, (str, int, float, list)) or value is None:
        if isinstance(value, Partial):
            return Unknown(value.reason)
        raise HclError(f'{type_name(value)} has no attribute "{name}"')
    return value.get(name)


def index(value: Any, key: Any) -> Any:
    """`value[key]`.

    Raises:
        HclError: there is none.
    """
    if isinstance(key, NOT_KNOWN):
        return Unknown(key.reason)
    if isinstance(value, dict):
        name = to_text(key)
        if name in value:
            return value[name]
        raise HclError(f'there is no element "{name}"')
    if isinstance(value, list):
        at = to_number(key)
        if isinstance(value, SetValue):
            raise HclError("a set has no index")
        if not isinstance(at, int) or not 0 <= at < len(value):
            raise HclError(f"there is no element {key}: the list has {len(value)}")
        return value[at]
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Reference):
        shown = key if is_number(key) else f'"{key}"'
        return Reference(value.address, f"{value.attribute}[{shown}]")
    if isinstance(value, Partial):
        return Unknown(value.reason)
    if value is None or isinstance(value, (str, int, float)):
        raise HclError(f"{type_name(value)} has no index")
    return value.index(key)


def binary(operator: str, left: Any, right: Any) -> Any:
    """An arithmetic or ordering operator over two operands.

    Raises:
        HclError: an operand is no number, or a division by zero.
    """
    for side in (left, right):
        if isinstance(side, NOT_KNOWN):
            return Unknown(side.reason)
    one, two = to_number(left), to_number(right)
    if operator in "+-*":
        return _exact(operator, one, two)
    match operator:
        case "<":
            return one < two
        case ">":
            return one > two
        case "<=":
            return one <= two
        case ">=":
            return one >= two
    if two == 0:
        raise HclError("division by zero")
    if operator == "%":
        remainder = abs(one) % abs(two)
        return whole(-remainder if one < 0 else remainder)
    if isinstance(one, int) and isinstance(two, int) and one % two == 0:
        return one // two
    return whole(one / two)


def _exact(operator: str, one: float, two: float) -> int | float:
    """Terraform computes in decimals of 512 bits: 0.1 + 0.2 is 0.3."""
    if isinstance(one, int) and isinstance(two, int):
        if max(abs(one), abs(two)) > _MAX_NUMBER:
            raise HclError("the number is out of range")
        return one + two if operator == "+" else one - two if operator == "-" else one * two
    a, b = Decimal(repr(one)), Decimal(repr(two))
    result = a + b if operator == "+" else a - b if operator == "-" else a * b
    return whole(float(result))


def set_of(values: list[Any]) -> SetValue:
    """The set of these values, in Terraform's order: texts and numbers sorted, others as given."""
    kinds = {type(value) for value in values}
    if kinds <= {str}:
        return SetValue(sorted(set(values)))
    if kinds <= {int, float}:
        return SetValue(sorted(set(values)))
    if kinds <= {str, int, float, bool}:
        return SetValue(sorted({to_text(value) for value in values}))
    result = SetValue()
    for value in values:
        if value not in result:
            result.append(value)
    return result


def check_size(text: str) -> str:
    """The text itself.

    Raises:
        HclError: it is larger than any real configuration makes.
    """
    if len(text) > _MAX_TEXT:
        raise HclError("a text of more than 16 MB is not evaluated")
    return text
