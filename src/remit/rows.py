"""Rows of a table from what one source says: find, give silence its meaning, coerce, derive.

Every source ends here, so a column means the same wherever it was read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from remit.conditions import Kind
from remit.paths import BLOCK_ABSENT, Silent
from remit.tables import BASE, All, AnyTable, At, Column, Path
from remit.values import Partial, Reference, Unknown

Look = Callable[[Any], Any]
"""Looks something up in what a source says of one resource; gives a value or a `Silent`."""

Identify = Callable[[Reference | str], str]
"""The identity by which other rows know what is referred to."""

SOURCE_NAMES = {
    "api": "the API",
    "cfn": "CloudFormation",
    "tf": "Terraform",
    "config": "AWS Config",
}

UNTOLD = "does not tell"
"""What a row says of a column that its source never has."""

TRUE, FALSE = ("true", "1", "yes", "on", "enabled"), ("false", "0", "no", "off", "disabled", "")
TAG_KEYS = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"))


NOT_ASKED = "not asked for, since no chosen check reads it"


MISSHAPEN = (TypeError, KeyError, IndexError, AttributeError, ValueError)
"""What a conversion raises on what no AWS service would say; it costs a value, not the scan."""


class Coercion(ValueError):
    """A value that is not of its column's kind."""


def coerce(kind: Kind, value: Any) -> Any:
    """A found value as its column's kind; raises Coercion when it cannot be.

    >>> coerce(Kind.BOOLEAN, "true"), coerce(Kind.INTEGER, "7"), coerce(Kind.TEXTS, "one")
    (True, 7, ['one'])
    """
    return COERCIONS[kind](value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return canonical_json(value)


def canonical_json(value: Any) -> str:
    """Compact JSON with sorted keys; raises Coercion where a leaf is not known."""

    def refuse(leaf: Any) -> Any:
        if isinstance(leaf, (Unknown, Reference)):
            raise Coercion(leaf.reason)
        return str(leaf)

    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=refuse)
    if "\\u27e6" in text:
        raise Coercion("part of it is known only after deployment")
    return text


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise Coercion(f"{value!r} is neither true nor false")


def _integer(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Coercion(f"{value!r} is not a whole number") from None


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Coercion(f"{value!r} is not a number") from None


def _time(value: Any) -> str:
    """ISO 8601 in UTC to the second, which is what AWS's answers carry in common."""
    if isinstance(value, (int, float)):
        moment = datetime.fromtimestamp(value, UTC)
    elif isinstance(value, datetime):
        moment = value
    else:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            raise Coercion(f"{value!r} is not a moment in ISO 8601") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _texts(value: Any) -> list[Any]:
    items = value if isinstance(value, (list, tuple)) else [value]
    return [item if isinstance(item, (Unknown, Reference, Partial)) else _text(item)
            for item in items if item is not None]  # fmt: skip


def _map(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {str(k): v if isinstance(v, (Unknown, Reference)) else _text(v)
                for k, v in value.items() if v is not None}  # fmt: skip
    pairs: dict[str, Any] = {}
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, (Unknown, Reference)):
            raise Coercion(item.reason)
        names = next((ks for ks in TAG_KEYS if isinstance(item, Mapping) and ks[0] in item), None)
        if names is None:
            raise Coercion("neither a map nor a list of keys and values")
        key, text = item[names[0]], item.get(names[1]) or ""
        if isinstance(key, (Unknown, Reference)):
            raise Coercion(key.reason)
        pairs[str(key)] = text if isinstance(text, (Unknown, Reference)) else _text(text)
    return pairs


def _records(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


COERCIONS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text,
    Kind.BOOLEAN: _boolean,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.TIME: _time,
    Kind.TEXTS: _texts,
    Kind.MAP: _map,
    Kind.RECORDS: _records,
}


def finish(column: Column, value: Any, identify: Identify) -> tuple[Any, str | None]:
    """A found value as the column keeps it, and why it (or part of it) is not known."""
    if isinstance(value, Unknown):
        return None, value.reason
    if isinstance(value, (Reference, Partial)):
        if not column.reference:
            return None, value.reason
        value = identify(value)
    if column.words and isinstance(value, (str, bool, int)) and value in column.words:
        value = column.words[value]
    try:
        value = COERCIONS[column.kind](value)
    except Coercion as error:
        return None, str(error)
    match column.kind:
        case Kind.TEXTS:
            return _items(column, value, identify)
        case Kind.MAP:
            return _leaves(value)
        case Kind.RECORDS:
            return _fields(column, value)
    return value, None


def _items(column: Column, value: list[Any], identify: Identify) -> tuple[list[Any], str | None]:
    """A list keeps its shape: an item that is not known is NULL in it."""
    reason = None
    for index, item in enumerate(value):
        if isinstance(item, (Reference, Partial)) and column.reference:
            value[index] = identify(item)
        elif isinstance(item, (Unknown, Reference, Partial)):
            value[index], reason = None, item.reason
        elif item in column.words:
            value[index] = column.words[item]
    return value, reason


def _leaves(value: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    reason = None
    for key, leaf in value.items():
        if isinstance(leaf, (Unknown, Reference, Partial)):
            value[key], reason = None, leaf.reason
    return value, reason


def _fields(column: Column, value: list[Any]) -> tuple[list[Any], str | None]:
    reason: str | None = None
    records: list[Any] = []
    for record in value:
        if isinstance(record, (Unknown, Reference)):
            reason = record.reason
            records.append(None)
            continue
        if not isinstance(record, Mapping):
            reason = "an item is no record"
            records.append(None)
            continue
        kept: dict[str, Any] = {}
        for name, kind in (column.fields or {}).items():
            leaf: Any = record.get(name)
            if isinstance(leaf, (Unknown, Reference, Partial)):
                reason = leaf.reason
                leaf = None
            try:
                kept[name] = None if leaf is None else COERCIONS[kind](leaf)
            except Coercion as error:
                kept[name], reason = None, str(error)
        records.append(kept)
    return records, reason


@dataclass(frozen=True)
class _Reader:
    name: str
    column: Column
    looks: tuple[Look, ...]
    raw: bool


class Builder:
    """Makes the rows of one table from one source.

    `look` compiles a path of this source into a function of the source's own context. `wanted`
    names the columns to read, derived ones aside; all of them when it is None.
    """

    def __init__(
        self,
        table: AnyTable,
        source: str,
        look: Callable[[Column, str], Look],
        wanted: frozenset[str] | None = None,
    ) -> None:
        self.table, self.source = table, source
        columns = table.own_columns()
        inputs = {n for c in columns.values() if c.derived for n in c.derived.columns}
        self.readers: list[_Reader] = []
        self.derived = [(n, c, c.derived) for n, c in columns.items() if c.derived]
        self.silent: dict[str, str] = {}
        for name, column in columns.items():
            if wanted is not None and name not in wanted and not column.derived:
                self.silent[name] = NOT_ASKED
            elif paths := column.paths.get(source):
                looks = tuple(_converted(path, look, column) for path in paths)
                self.readers.append(_Reader(name, column, looks, name in inputs))
            elif not column.derived and name not in BASE:
                self.silent[name] = f"{SOURCE_NAMES[source]} {UNTOLD}"

    def row(
        self, context: Any, base: Mapping[str, Any], identify: Identify, fixed: Mapping[str, Any]
    ) -> dict[str, Any]:
        """One row: `base` gives account, Region and the like, `fixed` what the origin decides."""
        row: dict[str, Any] = {**base}
        unseen: dict[str, str] = dict(self.silent)
        raws: dict[str, Any] = {}
        for reader in self.readers:
            if reader.name in fixed:
                continue
            value = found(reader.column, self.source, reader.looks, context)
            if reader.raw:
                raws[reader.name] = value
            row[reader.name], reason = finish(reader.column, value, identify)
            if reason is not None:
                unseen[reader.name] = reason
        for name, value in fixed.items():
            row[name] = raws[name] = value
            unseen.pop(name, None)
        for name, column, derived in self.derived:
            value = derive(derived, raws, row, unseen)
            raws[name] = value
            row[name], reason = finish(column, value, identify)
            if reason is not None:
                unseen[name] = reason
        for name in ("account", "region"):
            if isinstance(row.get(name), Unknown):
                unseen[name], row[name] = row[name].reason, None
        row["unseen"] = unseen
        return row


def found(column: Column, source: str, looks: Iterable[Look], context: Any) -> Any:
    """The first alternative that is not silent, or what silence means."""
    block = True
    for look in looks:
        value = look(context)
        if not isinstance(value, Silent):
            return value
        block = block and value.block
    return column.silence(source, block)


def derive(
    derived: Any, raws: Mapping[str, Any], row: Mapping[str, Any], unseen: Mapping[str, str]
) -> Any:
    """Ask a derived column's function, unless what it needs is not known."""
    values = []
    for name in derived.columns:
        value = raws[name] if name in raws else row.get(name)
        if value is None and name in unseen:
            value = Unknown(unseen[name])
        if isinstance(value, Unknown) and not derived.lenient and name != "account":
            return value
        values.append(value)
    try:
        return derived.function(*values)
    except MISSHAPEN as error:
        shape = f"{', '.join(derived.columns)} not of the shape expected"
        return Unknown(f"{shape} ({type(error).__name__})")


def _converted(path: Path, look: Callable[[Column, str], Look], column: Column) -> Look:
    if isinstance(path, All):
        return _together([_converted(one, look, column) for one in path.paths])
    if not isinstance(path, At):
        return look(column, path)
    plain, via = look(column, path.path), path.via

    def converted(context: Any) -> Any:
        value = plain(context)
        if isinstance(value, (Silent, Unknown)):
            return value
        try:
            return via(value)
        except MISSHAPEN as error:
            return Unknown(f"{path.path} is not of the shape expected ({type(error).__name__})")

    return converted


def _together(looks: list[Look]) -> Look:
    """The values of several lookups as one list; not known where one of the lists is not."""

    def look(context: Any) -> Any:
        values = [value for one in looks if not isinstance(value := one(context), Silent)]
        if not values:
            return BLOCK_ABSENT
        doubt = next((value for value in values if isinstance(value, Unknown)), None)
        return doubt or [
            item for value in values for item in (value if isinstance(value, list) else [value])
        ]

    return look


def fill(pattern: str, row: Mapping[str, Any]) -> str:
    """An ARN pattern filled with a row's columns; empty where one of them is not known.

    >>> fill("arn:{partition}:s3:::{name}", {"partition": "aws", "name": "logs"})
    'arn:aws:s3:::logs'
    """
    try:
        values = {key: row[key] for key in _fields_of(pattern)}
    except KeyError:
        return ""
    return pattern.format(**values) if all(values.values()) else ""


def _fields_of(pattern: str) -> list[str]:
    return [part.partition("}")[0] for part in pattern.split("{")[1:]]


def itself(value: Reference | str) -> str:
    """How sources of what really runs identify: by the identity as they spell it."""
    return value if isinstance(value, str) else value.address


def partition_of(region: str) -> str:
    """The partition a Region lies in, by its prefix.

    >>> partition_of("eu-west-1"), partition_of("cn-north-1"), partition_of("us-gov-west-1")
    ('aws', 'aws-cn', 'aws-us-gov')
    """
    prefixes = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso",
                "us-isob-": "aws-iso-b", "eu-isoe-": "aws-iso-e", "us-isof-": "aws-iso-f",
                "eusc-": "aws-eusc"}  # fmt: skip
    return next((name for prefix, name in prefixes.items() if region.startswith(prefix)), "aws")
