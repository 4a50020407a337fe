"""Rows from AWS Config: snapshots, history files, and the items that its queries return.

Paths are those of Config's own items: `configuration.…`, `supplementaryConfiguration.…`.
https://docs.aws.amazon.com/config/latest/developerguide/config-item-table.html
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from remit.conditions import Kind
from remit.paths import finder
from remit.rows import Builder, Look, coerce, fill, itself, partition_of
from remit.sources.declared import Problem
from remit.sources.declared_rows import items_of
from remit.tables import AnyTable, Column, Origin
from remit.values import Unknown

GONE = ("ResourceDeleted", "ResourceDeletedNotRecorded", "ResourceNotRecorded")
LARGEST = 2 << 30
"""Bytes that an export may have once it is unpacked."""


@dataclass(frozen=True, slots=True)
class Export:
    """What one file of AWS Config holds: its items as objects, and what could not be read."""

    items: tuple[Mapping[str, Any], ...]
    problems: tuple[Problem, ...]


def looks_like_config(head: bytes) -> bool:
    """Whether the beginning of a file (unpacked) is that of a Config snapshot or history."""
    return b'"configurationItems"' in head or b'"configurationItemVersion"' in head


def read_config(path: Path) -> Export:
    """The items of a snapshot or history file, the latest of each resource, gzip or not."""
    try:
        data = _unpacked(path)
        found = orjson.loads(data)
    except (OSError, EOFError, ValueError) as error:
        hint = "Fetch the file again: it is cut off or no JSON"
        problem = Problem(
            f"not a readable AWS Config file: {error}", str(path), hint=hint, fatal=True
        )
        return Export((), (problem,))
    items = found.get("configurationItems") if isinstance(found, Mapping) else found
    if not isinstance(items, list):
        message = "no configurationItems in this AWS Config file"
        return Export((), (Problem(message, str(path), fatal=True),))
    kept: dict[tuple[str, ...], Mapping[str, Any]] = {}
    problems = []
    for index, item in enumerate(items):
        if not isinstance(item, Mapping) or not isinstance(item.get("resourceType"), str):
            problems.append(
                Problem(f"item {index} of configurationItems is not an item", str(path))
            )
            continue
        key = identity(item)
        known = kept.get(key)
        if known is None or _when(known) <= _when(item):
            kept[key] = item
    live = (item for item in kept.values() if item.get("configurationItemStatus") not in GONE)
    return Export(tuple(decoded(item) for item in live), tuple(problems))


def _unpacked(path: Path) -> bytes:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rb") if packed else path.open("rb") as whole:
        data = whole.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"more than {LARGEST} bytes")
    return data


def identity(item: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes two items the same resource: account, Region, type, id."""
    names = ("awsRegion", "resourceType", "resourceId")
    return (account_of(item), *(str(item.get(name)) for name in names))


def account_of(item: Mapping[str, Any]) -> str:
    """The account of an item; files spell it `awsAccountId`, queries `accountId`."""
    return str(item.get("awsAccountId") or item.get("accountId") or "")


def _when(item: Mapping[str, Any]) -> str:
    return str(item.get("configurationItemCaptureTime") or "")


def decoded(item: Mapping[str, Any]) -> dict[str, Any]:
    """The item with its JSON texts read: Config keeps some parts as objects, some as text.

    Tags become a map, as in a file; queries list them. A part that is not there is not known: it
    does not say that nothing is set.
    """
    configuration = _read(item.get("configuration"))
    supplements = item.get("supplementaryConfiguration")
    return {
        **item,
        "tags": _tags(item.get("tags")),
        "configuration": Unknown("AWS Config gives no configuration of it")
        if configuration is None
        else configuration,
        "supplementaryConfiguration": {name: _read(value) for name, value in supplements.items()}
        if isinstance(supplements, Mapping)
        else Unknown("AWS Config gives no supplementary configuration of it"),
    }


def _tags(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    pairs = [tag for tag in value if isinstance(tag, Mapping) and isinstance(tag.get("key"), str)]
    return (
        {tag["key"]: tag.get("value") or "" for tag in pairs} if len(pairs) == len(value) else value
    )


def _read(value: Any) -> Any:
    if not isinstance(value, str) or value[:1] not in ("{", "[", '"'):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


@dataclass(frozen=True, slots=True)
class Context:
    """An item of Config, or an item of a list in it."""

    item: Any
    whole: Mapping[str, Any]
    identity: str


class ConfigRows:
    """Makes rows of all tables from items of AWS Config."""

    def __init__(self, tables: Iterable[AnyTable]) -> None:
        self.origins: dict[str, list[tuple[AnyTable, Origin]]] = defaultdict(list)
        self.builders: dict[AnyTable, Builder] = {}
        for table in tables:
            for origin in table.spec.origins["config"]:
                self.origins[origin.type].append((table, origin))

    def rows(
        self, items: Iterable[Mapping[str, Any]], file: str
    ) -> Iterator[tuple[AnyTable, dict[str, Any]]]:
        """Every row that the items make, with its table; `file` is empty for what was queried."""
        for item in items:
            for table, origin in self.origins.get(item["resourceType"], ()):
                yield from self._of(table, origin, item, file)

    def _of(
        self, table: AnyTable, origin: Origin, whole: Mapping[str, Any], file: str
    ) -> Iterator[tuple[AnyTable, dict[str, Any]]]:
        if table not in self.builders:
            self.builders[table] = Builder(table, "config", _look)
        spec, base = table.spec, _base(whole, file)
        parent = str(whole.get("resourceId") or base["arn"])
        for index, item in enumerate(items_of(whole, origin.each, origin.explode)):
            if isinstance(item, Unknown):
                yield table, unlisted(table, base, parent, item.reason)
                continue
            row = self.builders[table].row(Context(item, whole, parent), base, itself, origin.fixed)
            row["arn"] = row["arn"] or base["arn"] or (fill(spec.arn, row) if spec.arn else "")
            part = f"{origin.each}{index}" if origin.each else ""
            own = str(row.get(spec.key) or "") if spec.key else ""
            row["id"] = f"{parent}/{part}" if part else own or row["arn"] or parent
            row["item"] = part
            row["resource"] = row["arn"] or row["id"]
            yield table, row


def unlisted(table: AnyTable, base: Mapping[str, Any], parent: str, reason: str) -> dict[str, Any]:
    """The row that stands for what nobody could list: of a place, or of one resource in it.

    `base` gives account, Region, partition, scope, document; an account or Region that is
    `Unknown` stands for any.
    """
    spec = table.spec
    account, region = (_or_any(base[name]) for name in ("account", "region"))
    stands_for = parent or f"{account}/{region}/{spec.name}"
    unseen = dict.fromkeys(table.own_columns(), reason)
    row = {**base, "arn": "", "name": "", "listed": False, "id": f"{stands_for}/?", "item": "?"}
    row["resource"] = base["arn"] or parent
    if not parent:
        row["resource"] = f"arn:{base['partition']}:{spec.service}:{region}:{account}:*"
    if spec.link and parent:
        row[spec.link] = parent
        unseen.pop(spec.link, None)
    for name in ("account", "region"):
        if isinstance(row[name], Unknown):
            unseen[name], row[name] = row[name].reason, None
        else:
            unseen.pop(name, None)
    return row | {"unseen": unseen}


def _or_any(place: str | Unknown) -> str:
    return "*" if isinstance(place, Unknown) else place


def outdated(table: AnyTable, row: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """The row of a resource whose settings may be others by now: only what it is called is kept."""
    spec = table.spec
    kept = {spec.key, spec.link, "arn", "name", "account", "region"}
    lost = [name for name in table.own_columns() if name not in kept]
    return {
        **row,
        **dict.fromkeys(lost),
        "unseen": {**row["unseen"], **dict.fromkeys(lost, reason)},
    }


def place_of(
    account: str, region: str, partition: str, kind: str, file: str = ""
) -> dict[str, Any]:
    """What every row of a place in an account has in common."""
    return {
        "account": account or Unknown("the item names no account"),
        "region": region or Unknown("the item names no Region"),
        "partition": partition,
        "scope": account or file,
        "arn": "",
        "address": "",
        "type": kind,
        "name": "",
        "source": "config",
        "document": file,
        "file": file,
        "line": 0,
        "listed": True,
        "captured": None,
    }


def _base(item: Mapping[str, Any], file: str) -> dict[str, Any]:
    region = str(item.get("awsRegion") or "")
    arn = str(item.get("ARN") or item.get("arn") or "")
    # what is global lies in no Region that would tell
    partition = arn.split(":")[1] if arn.startswith("arn:aws") else partition_of(region)
    place = place_of(account_of(item), region, partition, item["resourceType"], file)
    return place | {
        "arn": arn,
        "name": str(item.get("resourceName") or ""),
        "captured": _moment(item.get("configurationItemCaptureTime")),
    }


def _moment(value: Any) -> str | None:
    if value is None:
        return None
    try:
        found: str = coerce(Kind.TIME, value)
    except (ValueError, OverflowError, OSError):
        return None
    return found


def _look(column: Column, path: str) -> Look:
    if path == "^":
        return lambda context: context.identity
    if path.startswith("^."):
        up = finder(path[2:])
        return lambda context: up(context.whole)
    find = finder(path)
    return lambda context: find(context.item)
