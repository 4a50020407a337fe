"""Functions of lists, sets and maps."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from remit.sources.hcl.operators import (
    NOT_KNOWN,
    SetValue,
    equal,
    index,
    not_empty,
    reason_of,
    set_of,
    to_bool,
    to_number,
    to_text,
    type_name,
    whole,
)
from remit.sources.hcl.syntax import HclError
from remit.sources.hcl.types import ANY, convert, unified
from remit.values import Partial, Reference, Unknown

_MAX_ITEMS = 1_000_000


def _items(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise HclError(f"a list is needed, not {type_name(value)}")


def _open(*values: Any) -> Unknown | None:
    """Why one of these, taken as a whole, is not known."""
    for value in values:
        if isinstance(value, NOT_KNOWN):
            return Unknown(value.reason)
        if value is not None and not isinstance(value, (str, int, float, list, dict)):
            return Unknown(value.why_uncertain() or f"known only after deployment: {value}")
    return None


def _merge(*maps: Any) -> Any:
    merged: dict[str, Any] = {}
    open_question = _open(*maps)
    if open_question is not None:
        return open_question
    for each in maps:
        if each is not None:
            if not isinstance(each, dict):
                raise HclError("merge() takes maps")
            merged.update(each)
    return merged


def _concat(*lists: Any) -> Any:
    return _open(*lists) or [item for each in lists for item in _items(each)]


def _flatten(value: Any) -> Any:
    open_question = _open(value)
    if open_question is not None:
        return open_question
    flat: list[Any] = []
    pending = list(reversed(_items(value)))
    while pending:
        item = pending.pop()
        if isinstance(item, Unknown):
            return item
        if isinstance(item, list):
            pending += reversed(item)
        else:
            flat.append(item)
        if len(flat) > _MAX_ITEMS or len(pending) > _MAX_ITEMS:
            raise HclError("a list of more than a million elements is not evaluated")
    return flat


def _keys(value: Any) -> Any:
    open_question = _open(value)
    if open_question is not None:
        return open_question
    if not isinstance(value, dict):
        raise HclError("keys() takes a map")
    return sorted(value)


def _values(value: Any) -> Any:
    open_question = _open(value)
    if open_question is not None:
        return open_question
    if not isinstance(value, dict):
        raise HclError("values() takes a map")
    return [value[key] for key in sorted(value)]


def _length(value: Any) -> Any:
    open_question = _open(value)
    if open_question is not None:
        return open_question
    if isinstance(value, (list, dict, str)):
        return len(value)
    raise HclError(f"{type_name(value)} has no length")


def _element(value: Any, at: Any) -> Any:
    open_question = _open(value, at)
    if open_question is not None:
        return open_question
    items, number = _items(value), int(to_number(at))
    if not items:
        raise HclError("element() of an empty list")
    return items[number % len(items)]


def _lookup(value: Any, key: Any, *default: Any) -> Any:
    reason = reason_of(value) or reason_of(key)
    if reason is not None:
        return Unknown(reason)
    if isinstance(value, (list, str, int, float)) or value is None:
        raise HclError("lookup() takes a map")
    try:
        return index(value, to_text(key))
    except HclError:
        if default:
            return default[0]
        raise


def _contains(value: Any, wanted: Any) -> Any:
    open_question = _open(value)
    if open_question is not None:
        return open_question
    for item in _items(value):
        verdict = equal(item, wanted)
        if verdict is True:
            return True
        if isinstance(verdict, Unknown):
            open_question = verdict
    return False if open_question is None else open_question


def _index(value: Any, wanted: Any) -> Any:
    for at, item in enumerate(_items(value)):
        if equal(item, wanted) is True:
            return at
    raise HclError("index() does not find the element")


def _coalesce(*values: Any) -> Any:
    for value in values:
        if value is None or value == "":
            continue
        if isinstance(value, Unknown) or (isinstance(value, Partial) and not not_empty(value)):
            return Unknown(value.reason)
        if isinstance(value, Reference) and value.attribute not in ("id", "arn"):
            return Unknown(value.reason)
        return value
    raise HclError("coalesce() finds no value")


def _coalescelist(*lists: Any) -> Any:
    for each in lists:
        open_question = _open(each)
        if open_question is not None:
            return open_question
        if each:
            return each
    raise HclError("coalescelist() finds no list")


def _compact(value: Any) -> Any:
    open_question = _open(value)
    if open_question is not None:
        return open_question
    kept: list[Any] = []
    for item in _items(value):
        if isinstance(item, Unknown):
            return item
        if isinstance(item, Partial) and not not_empty(item):
            return Unknown(item.reason)
        if item is not None and item != "":
            kept.append(item)
    return kept


def _distinct(value: Any) -> Any:
    open_question = _open(value)
    if open_question is not None:
        return open_question
    kept: list[Any] = []
    seen: set[tuple[type, Any]] = set()
    for item in unified(_items(value)):
        if isinstance(item, Unknown):
            return item
        if isinstance(item, (str, int, float, Reference)):
            if (type(item), item) in seen:
                continue
            seen.add((type(item), item))
        elif any(equal(item, other) is True for other in kept):
            continue
        kept.append(item)
    return kept


def _toset(value: Any) -> Any:
    open_question = _open(value)
    if open_question is not None:
        return open_question
    found = _distinct(value)
    return found if isinstance(found, Unknown) else set_of(found)


def _tolist(value: Any) -> Any:
    return _open(value) or unified(list(_items(value)))


def _tomap(value: Any) -> Any:
    return _open(value) or convert(value, ("map", ANY), lambda node: None)


def _zipmap(keys: Any, values: Any) -> Any:
    open_question = _open(keys, values) or _open(*_items(keys))
    if open_question is not None:
        return open_question
    names = [to_text(key) for key in _items(keys)]
    return dict(zip(names, _items(values), strict=True))


def _reverse(value: Any) -> Any:
    return _open(value) or _items(value)[::-1]


def _slice(value: Any, start: Any, end: Any) -> Any:
    open_question = _open(value, start, end)
    if open_question is not None:
        return open_question
    items, first, last = _items(value), int(to_number(start)), int(to_number(end))
    if not 0 <= first <= last <= len(items):
        raise HclError("slice() goes beyond the list")
    return items[first:last]


def _chunklist(value: Any, size: Any) -> Any:
    open_question = _open(value, size)
    if open_question is not None:
        return open_question
    items, step = _items(value), int(to_number(size))
    if step < 0:
        raise HclError("chunklist() needs a size")
    step = step or max(len(items), 1)
    return [items[at : at + step] for at in range(0, len(items), step)]


def _one(value: Any) -> Any:
    open_question = _open(value)
    if open_question is not None:
        return open_question
    if value is None:
        return None
    items = _items(value)
    if len(items) > 1:
        raise HclError("one() takes a list of at most one element")
    return items[0] if items else None


def _all(value: Any) -> Any:
    return _decided(value, False)


def _any(value: Any) -> Any:
    return _decided(value, True)


def _decided(value: Any, decisive: bool) -> Any:
    open_question = _open(value)
    if open_question is not None:
        return open_question
    for item in _items(value):
        reason = reason_of(item)
        if reason is not None:
            open_question = Unknown(reason)
        elif (False if item is None else to_bool(item)) is decisive:
            return decisive
    return not decisive if open_question is None else open_question


def _setunion(*sets: Any) -> Any:
    joined = _concat(*sets)
    return joined if isinstance(joined, Unknown) else _toset(joined)


def _setproduct(*sets: Any) -> Any:
    open_question = _open(*sets)
    if open_question is not None:
        return open_question
    size = 1
    for each in sets:
        size *= len(_items(each))
    if size > _MAX_ITEMS:
        raise HclError("a product of more than a million elements is not evaluated")
    rows = [list(row) for row in product(*sets)]
    return SetValue(rows) if all(isinstance(each, SetValue) for each in sets) else rows


def _setintersection(first: Any, *others: Any) -> SetValue:
    return set_of([i for i in _items(first) if all(i in _items(other) for other in others)])


def _setsubtract(first: Any, second: Any) -> SetValue:
    return set_of([item for item in _items(first) if item not in _items(second)])


def _setsymmetricdifference(first: Any, second: Any) -> SetValue:
    return set_of([*_setsubtract(first, second), *_setsubtract(second, first)])


def _sort(value: Any) -> list[str]:
    return sorted(to_text(item) for item in _items(value))


def _sum(value: Any) -> Any:
    if not _items(value):
        raise HclError("sum() of an empty list")
    return whole(sum(to_number(item) for item in value))


def _matchkeys(values: Any, keys: Any, wanted: Any) -> list[Any]:
    pairs = zip(_items(values), _items(keys), strict=True)
    return [value for value, key in pairs if key in _items(wanted)]


def _transpose(value: Any) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for key in sorted(value):
        for item in value[key]:
            result.setdefault(to_text(item), []).append(key)
    return {key: sorted(result[key]) for key in sorted(result)}


def _legacy_map(*pairs: Any) -> dict[str, Any]:
    return {to_text(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}


def _converter(kind: str) -> Callable[[Any], Any]:
    return lambda value: convert(value, (kind,), lambda node: None)


STRICT: dict[str, Callable[..., Any]] = {
    "index": _index,
    "setintersection": _setintersection,
    "setsubtract": _setsubtract,
    "setsymmetricdifference": _setsymmetricdifference,
    "sort": _sort,
    "sum": _sum,
    "matchkeys": _matchkeys,
    "transpose": _transpose,
}
LENIENT: dict[str, Callable[..., Any]] = {
    "alltrue": _all,
    "anytrue": _any,
    "chunklist": _chunklist,
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _distinct,
    "element": _element,
    "ephemeralasnull": lambda value: value,
    "flatten": _flatten,
    "issensitive": lambda value: False,
    "keys": _keys,
    "length": _length,
    "list": lambda *items: list(items),
    "lookup": _lookup,
    "map": _legacy_map,
    "merge": _merge,
    "nonsensitive": lambda value: value,
    "one": _one,
    "reverse": _reverse,
    "sensitive": lambda value: value,
    "setproduct": _setproduct,
    "setunion": _setunion,
    "slice": _slice,
    "tobool": _converter("bool"),
    "tolist": _tolist,
    "tomap": _tomap,
    "tonumber": _converter("number"),
    "toset": _toset,
    "tostring": _converter("string"),
    "values": _values,
    "zipmap": _zipmap,
}
