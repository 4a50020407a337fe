"""Paths into what a source says, in the vendor's own words.

`VersioningConfiguration.Status`        a key in a key
`Rules[].ServerSideEncryptionByDefault` every item of a list
`Attributes[Key=idle.timeout].Value`    the items of a list whose field has this value
`^.VpcId`                               the same on the resource that an item stands in

Without `[]` a list stands for its first item, as a Terraform block does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from remit.values import Partial, Reference, Unknown

STEP = re.compile(r"(?P<key>[^.\[\]]+)|\[(?P<field>[^=\]]+)=(?P<value>[^\]]*)\]|(?P<each>\[\])")


class Silent:
    """A source says nothing here: `block` when even what would hold the value is absent."""

    __slots__ = ("block",)

    def __init__(self, block: bool) -> None:
        self.block = block

    def __repr__(self) -> str:
        return "BLOCK_ABSENT" if self.block else "LEAF_ABSENT"


BLOCK_ABSENT = Silent(True)
LEAF_ABSENT = Silent(False)

Step = str | tuple[str, str] | None  # a key; a field and its value; None for every item
Find = Callable[[Any], Any]


@cache
def parse(path: str) -> tuple[Step, ...]:
    """The steps of a path.

    >>> parse("Rules[].Id"), parse("Attributes[Key=a.b].Value")
    (('Rules', None, 'Id'), ('Attributes', ('Key', 'a.b'), 'Value'))
    """
    steps: list[Step] = []
    for match in STEP.finditer(path):
        if match["key"]:
            steps.append(match["key"])
        else:
            steps.append((match["field"], match["value"]) if match["field"] else None)
    return tuple(steps)


def is_list(path: str) -> bool:
    """Whether the path leads to any number of values.

    >>> is_list("Rules[].Id"), is_list("Attributes[Key=a].Value")
    (True, False)
    """
    return None in parse(path)


@cache
def finder(path: str) -> Find:
    """A function that follows the path from a value.

    It gives the value, a list of values where the path has `[]`, `Unknown` or `Reference` where
    one stands in the way, and `BLOCK_ABSENT` or `LEAF_ABSENT` where the source is silent.
    """
    steps = parse(path)
    if not steps:
        return lambda value: value
    if len(steps) == 1 and isinstance(steps[0], str):
        return _leaf(steps[0])
    return lambda value: _follow(value, steps, 0)


def _leaf(key: str) -> Find:
    def find(value: Any) -> Any:
        if isinstance(value, Mapping):
            found = value.get(key)
            return BLOCK_ABSENT if found is None else found
        return _follow(value, (key,), 0)

    return find


def _follow(value: Any, steps: tuple[Step, ...], at: int) -> Any:
    for index in range(at, len(steps)):
        step = steps[index]
        if value is None:
            return BLOCK_ABSENT
        if isinstance(value, (Unknown, Reference, Partial)):
            return value
        if step is None:
            return _each(value, steps, index + 1)
        if isinstance(step, tuple):
            value = _where(value, *step)
        else:
            if isinstance(value, list):
                value = value[0] if value else None
            if isinstance(value, (Unknown, Reference, Partial)):
                return value
            if not isinstance(value, Mapping):
                return BLOCK_ABSENT if value is None else Unknown(f"no {step} in what was read")
            value = value.get(step)
            if value is None:
                return LEAF_ABSENT if index == len(steps) - 1 and index else BLOCK_ABSENT
    return value if value is not None else LEAF_ABSENT


def _each(value: Any, steps: tuple[Step, ...], at: int) -> Any:
    items = value if isinstance(value, list) else [value]
    found: list[Any] = []
    for item in items:
        one = _follow(item, steps, at) if at < len(steps) else item
        if isinstance(one, list) and at < len(steps):
            found.extend(one)
        elif one is not None and not isinstance(one, Silent):
            found.append(one)
    return found


def _where(value: Any, field: str, wanted: str) -> Any:
    """The item of a list whose field has a value; unknown if an unknown item could be it."""
    doubt = None
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, Mapping):
            doubt = doubt or (item if isinstance(item, (Unknown, Reference, Partial)) else None)
            continue
        found = item.get(field)
        if isinstance(found, (Unknown, Reference, Partial)):
            doubt = doubt or Unknown(found.reason)
        elif found is not None and str(found) == wanted:
            return item
    return doubt


def explode(item: Mapping[str, Any], keys: Iterable[str]) -> list[Mapping[str, Any]]:
    """One copy of the item per value of these list-valued keys, each with that value alone.

    AWS keeps a security group rule per peer where templates list many in one block.

    >>> explode({"port": 22, "cidrs": ["a", "b"], "groups": []}, ("cidrs", "groups"))
    [{'port': 22, 'cidrs': 'a'}, {'port': 22, 'cidrs': 'b'}]
    """
    rest = {key: value for key, value in item.items() if key not in set(keys)}
    copies: list[Mapping[str, Any]] = []
    for key in keys:
        value = item.get(key)
        if value is None or value is False:
            continue
        values = value if isinstance(value, list) else [value]
        copies.extend({**rest, key: one} for one in values)
    return copies or [rest]
