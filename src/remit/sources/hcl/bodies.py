"""The bodies of blocks: nested blocks and dynamic blocks become lists of objects."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from remit.sources.hcl.evaluate import value_or_unknown
from remit.sources.hcl.operators import SetValue, reason_of
from remit.sources.hcl.scope import Scope
from remit.sources.hcl.syntax import NULL, Block, HclError
from remit.values import Reference, Unknown

_NOTHING: frozenset[str] = frozenset()
_READY = frozenset({str, int, float, bool, type(None), Unknown})


def plain(value: Any) -> Any:
    """The value as a reader of the document sees it: sets are lists, resources references."""
    if type(value) in _READY:
        return value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (str, Reference)):
        return value
    return Reference(str(value))


def body_values(block: Block, scope: Scope) -> dict[str, Any]:
    """Attributes and nested blocks of one block."""
    values: dict[str, Any] = {}
    for name, node in block.attributes.items():
        values[name] = node[1] if node[0] == "lit" else plain(value_or_unknown(node, scope))
    if block.blocks:
        values.update(block_values(block.blocks, scope, _NOTHING))
    return values


def block_values(blocks: list[Block], scope: Scope, without: AbstractSet[str]) -> dict[str, Any]:
    """Each block type with the list of its bodies; Unknown where a dynamic block is."""
    values: dict[str, Any] = {}
    for block in blocks:
        if block.type == "dynamic" and block.labels:
            _add_dynamic(values, block, scope)
        elif block.type not in without:
            _add(values, block.type, [body_values(block, scope)])
    return values


def _add(values: dict[str, Any], name: str, bodies: list[dict[str, Any]] | Unknown) -> None:
    known = values.get(name)
    if isinstance(known, Unknown):
        return
    if isinstance(bodies, Unknown) or known is None:
        values[name] = bodies
    else:
        known += bodies


def _add_dynamic(values: dict[str, Any], block: Block, scope: Scope) -> None:
    name = block.labels[0]
    content = next(iter(block.of_type("content")), None)
    over = value_or_unknown(block.attributes.get("for_each", NULL), scope)
    try:
        pairs = _pairs(over)
    except HclError as error:
        pairs = Unknown(error.reason)
    if isinstance(pairs, Unknown):
        _add(values, name, pairs)
        return
    if content is None:
        _add(values, name, Unknown(f'the dynamic block "{name}" has no content'))
        return
    iterator = _iterator(block)
    bodies = []
    for key, value in pairs:
        inner = scope.bound({iterator: {"key": key, "value": value}})
        bodies.append(body_values(content, inner))
    _add(values, name, bodies)


def _iterator(block: Block) -> str:
    match block.attributes.get("iterator"):
        case ("var" | "lit", str(name)):
            return name
    return block.labels[0]


def _pairs(over: Any) -> list[tuple[Any, Any]] | Unknown:
    reason = reason_of(over)
    if reason is not None:
        return Unknown(reason)
    if isinstance(over, SetValue):
        return [(item, item) for item in over]
    if isinstance(over, list):
        return list(enumerate(over))
    if isinstance(over, dict):
        return sorted(over.items())
    if over is None or isinstance(over, (str, int, float)):
        raise HclError("for_each of a dynamic block needs a list, a set or a map")
    return Unknown(f"known only after deployment: {over}")
