"""What a check says of a row by the plain-Python oracle, and what each row was told by its source.

The engine's SQL is held against this, and so are the rules that every declaration keeps.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from remit import catalog
from remit.checks import Check, Status
from remit.conditions import Kind, World
from remit.paths import Silent
from remit.rows import Builder, Look
from remit.sources import config as config_source
from remit.sources import declared_rows
from remit.sources.api import reader as api_source
from remit.sources.cloudformation import read_template
from remit.sources.hcl import read_directory
from remit.tables import AnyTable, Column
from remit.values import Unknown
from tests.examples import NOW, PLACE, Section, recorded, sections, tagged_by

Told = frozenset[tuple[str, str]]
"""The columns of a row that its source did not pass over in silence, and by which path."""


@dataclass(frozen=True)
class Shown:
    """A row that an example makes, typed as the engine sees it."""

    table: AnyTable
    row: Mapping[str, Any]
    told: Told


def folder_of(thing: AnyTable | Check) -> str:
    """The service folder that declares a table or a check."""
    module = thing.origin if isinstance(thing, Check) else thing.__module__
    return module.split(".")[3]


def pages_of(folder: str) -> list[Section]:
    """The example sections of a service folder."""
    return [section for section in sections() if section.where.startswith(f"{folder}/")]


def checks_of(folder: str) -> list[Check]:
    """The checks of a service folder."""
    return [check for check in catalog.checks() if folder_of(check) == folder]


def own_columns(check: Check) -> list[Column]:
    """The columns a check reads that a table declares, rather than those of every row."""
    return [column for column in check.reads if column.name in column.table.own_columns()]


def shown(section: Section, source: str) -> tuple[Shown, ...]:
    """Every row, of every table, that a section's text in a source makes."""
    return _shown(source, section.texts[source])


@cache
def _shown(source: str, text: str) -> tuple[Shown, ...]:
    read = list(_rows(source, text, catalog.tables()))
    around = world(read).rows
    for table in catalog.tables():
        computed = table.spec.computed
        if computed is not None and around.get(computed.needs.spec.name):
            read += [Shown(table, typed(table, row), frozenset())
                     for row in computed.function(around)]  # fmt: skip
    return tuple(read)


def world(rows: Sequence[Shown]) -> World:
    """All rows of one text, as what each of them is judged in."""
    by_table: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in rows:
        by_table[one.table.spec.name].append(one.row)
    return World(NOW, by_table)


def verdict(check: Check, row: Mapping[str, Any], around: World) -> Status:
    """The status of a check on a row, by the oracle."""
    if not row["listed"]:
        harmless = check.table.spec.of is not None and check.passes.evaluate(row, around) is True
        return Status.PASS if harmless else Status.UNKNOWN
    scope = True if check.where is None else check.where.evaluate(row, around)
    if scope is not True:
        return Status.UNKNOWN if scope is None else Status.NOT_APPLICABLE
    answer = check.passes.evaluate(row, around)
    return Status.UNKNOWN if answer is None else Status.PASS if answer else Status.FAIL


def typed(table: AnyTable, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as DuckDB holds it: a value for every column, moments as moments."""
    values: dict[str, Any] = {}
    for name, column in table.columns().items():
        value = row.get(name)
        if value is not None and column.kind is Kind.TIME:
            value = moment(value)
        elif value is not None and column.kind is Kind.RECORDS:
            value = [record and _record(column, record) for record in value]
        values[name] = value
    return values


def _record(column: Column, record: Mapping[str, Any]) -> dict[str, Any]:
    fields = column.fields or {}
    return {
        name: moment(leaf) if fields[name] is Kind.TIME and leaf is not None else leaf
        for name, leaf in record.items()
    }


def moment(text: str) -> datetime:
    """A moment in a row, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class _Recorder:
    """Notes which paths were not silent since it was last asked."""

    def __init__(self) -> None:
        self.heard: set[tuple[str, str]] = set()

    def noting(self, look: Callable[[Column, str], Look]) -> Callable[[Column, str], Look]:
        """The same compiler of paths, whose looks are noted."""

        def compiled(column: Column, path: str) -> Look:
            plain = look(column, path)

            def noted(context: Any) -> Any:
                value = plain(context)
                if not isinstance(value, (Silent, Unknown)) and value != []:
                    self.heard.add((column.name, path))
                return value

            return noted

        return compiled

    def drain(self) -> Told:
        """What was heard, and forget it."""
        heard, self.heard = frozenset(self.heard), set()
        return heard


def _rows(source: str, text: str, tables: Sequence[AnyTable]) -> Iterator[Shown]:
    recorder = _Recorder()
    read = {"cfn": _declared, "tf": _declared, "config": _config, "api": _api}[source]
    for table, row in read(source, text, tables, recorder):
        yield Shown(table, typed(table, row), recorder.drain())


def _declared(
    source: str, text: str, tables: Sequence[AnyTable], recorder: _Recorder
) -> Iterator[tuple[AnyTable, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("template.yaml" if source == "cfn" else "main.tf")
        path.write_text(text)
        document = (
            read_template(path, name=path.name) if source == "cfn" else read_directory(Path(folder))
        )
    declared = declared_rows.Declared(tables, source)
    for table in tables:
        look = recorder.noting(declared_rows._look(table))
        declared.builders[table] = Builder(table, source, look)
    yield from declared.rows(document)


def _config(
    source: str, text: str, tables: Sequence[AnyTable], recorder: _Recorder
) -> Iterator[tuple[AnyTable, Any]]:
    rows = config_source.ConfigRows(tables)
    for table in tables:
        rows.builders[table] = Builder(table, source, recorder.noting(config_source._look))
    yield from rows.rows([config_source.decoded(item) for item in orjson.loads(text)], "config")


def _api(
    source: str, text: str, tables: Sequence[AnyTable], recorder: _Recorder
) -> Iterator[tuple[AnyTable, Any]]:
    """Parents first, since some lists are asked once per row of another table."""
    answers = orjson.loads(text)
    ask, tagging = recorded(answers), tagged_by(answers, tables)
    done: dict[AnyTable, list[Any]] = {}

    def read(table: AnyTable) -> Iterator[tuple[AnyTable, Any]]:
        calls = table.spec.calls
        if table in done or calls is None or not any(c.lists in answers for c in calls.every):
            return
        parents = None
        if calls.per is not None:
            yield from read(calls.per)
            listed = (row for row in done.get(calls.per, ()) if row["listed"])
            parents = {row["id"]: row[calls.per_column] for row in listed}
        mine = done.setdefault(table, [])
        reader = api_source.Reader(table)
        for one in (reader, *reader.more):
            look = recorder.noting(api_source._look(one.calls))
            one.builder = Builder(table, source, look)
        for row in reader.rows(ask, PLACE, parents):
            if table.spec.tagged:
                tagging.tell(table, row)
            mine.append(row)
            yield table, row

    for table in tables:
        yield from read(table)
