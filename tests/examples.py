"""Reads the content's example pages and judges what they show, the way a scan would."""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import orjson

from remit import catalog, computing, engine, findings, store
from remit.checks import Check
from remit.sources.api.reader import Place, Reader, Refused
from remit.sources.api.tagging import Tagging
from remit.sources.cloudformation import read_template
from remit.sources.config import ConfigRows, decoded
from remit.sources.declared_rows import Declared
from remit.sources.hcl import read_directory
from remit.tables import AnyTable

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PLACE = Place("123456789012", "eu-west-1")
FENCE = re.compile(r"^```\w+ (api|cfn|tf|config)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"`--set (\w+)\.(\w+)='([^'`]+)'`")
VERDICTS = {"pass", "fail", "unknown", "-"}
OWNERS = {"inherited", "shared", "customer", "-"}


@dataclass(frozen=True)
class Section:
    """One part of a page: the same resources in several sources, and what the checks say.

    `settings` are the thresholds that it names (`--set CHECK.PARAMETER='VALUE'`), by check.
    """

    where: str
    texts: Mapping[str, str]
    names: tuple[str, ...]
    expected: Mapping[str, Mapping[str, str]]
    owners: Mapping[str, Mapping[str, str]]
    settings: Mapping[str, Mapping[str, Any]]

    def set(self, check: Check) -> Check:
        """The check with the thresholds of this section."""
        return check.adjusted(self.settings[check.id]) if check.id in self.settings else check


def pages() -> Iterator[tuple[str, str]]:
    for service in catalog.folders():
        folder = catalog.content() / "services" / service
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if re.fullmatch(r"examples.*\.md", file.name):
                yield service, file.read_text()


@cache
def sections() -> tuple[Section, ...]:
    """All sections of all pages; several fences of a source in one section are one document."""
    found = []
    for service, page in pages():
        for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
            title = part.partition("\n")[0]
            texts: dict[str, str] = {}
            for source, text in FENCE.findall(part):
                texts[source] = texts.get(source, "") + text
            expected, owners = {}, {}
            for name, columns, rows in _tables(FENCE.sub("", part)):
                said = {row: dict(zip(columns, cells, strict=True)) for row, *cells in rows}
                (owners if name == "owner" else expected).update(said)
            if not expected and not owners:
                continue
            names = dict.fromkeys(
                n for said in (*expected.values(), *owners.values()) for n in said
            )
            settings: dict[str, dict[str, Any]] = {}
            for check, parameter, value in SETTING.findall(part):
                given = tomllib.loads(f"value = {value}")["value"]
                settings.setdefault(check, {})[parameter] = given
            found.append(
                Section(f"{service}/{title}", texts, tuple(names), expected, owners, settings)
            )
    return tuple(found)


def _tables(text: str) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """The tables of a page: the first cell, the names of the other columns, the rows."""
    for block in re.findall(r"(?:^\|[^\n]*\n?)+", text, flags=re.MULTILINE):
        (first, *names), _, *rows = (
            [cell.strip().strip("`") for cell in line.split("|")[1:-1]]
            for line in block.splitlines()
        )
        yield first, names, rows


def _flat(parameters: Mapping[str, Any]) -> Iterator[Any]:
    """The values of parameters, those inside filters too."""
    for value in parameters.values():
        yield from _flat(value) if isinstance(value, Mapping) else (value,)


def recorded(answers: Mapping[str, Any]) -> Any:
    """An `ask` that answers from a page.

    An operation's answer is given as it is (lists), or by the value of one of its parameters. A
    text is the error code that AWS refuses with. `Operation@parent` is a list asked per parent.
    """

    def ask(service: str, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        if operation not in answers:
            raise Refused("NotRecorded", "the page shows no answer")
        answer = answers[operation]
        if isinstance(answer, dict):
            for value in _flat(parameters):
                keys = value if isinstance(value, list) else [value]
                for key in keys:
                    if isinstance(key, str) and key in answer:
                        answer = answer[key]
                        break
                else:
                    continue
                break
        if isinstance(answer, str):
            raise Refused(answer)
        return answer

    return ask


def rows_of(source: str, text: str, tables: Sequence[AnyTable]) -> list[tuple[AnyTable, Any]]:
    """The rows that a text in a source makes of these tables."""
    match source:
        case "cfn":
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "template.yaml"
                path.write_text(text)
                document = read_template(path, name="template.yaml")
            assert not document.problems, document.problems
            return list(Declared(tables, "cfn").rows(document))
        case "tf":
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "main.tf").write_text(text)
                document = read_directory(Path(folder))
            broken = [p for p in document.problems if "has no value" not in p.message]
            assert not broken, broken
            return list(Declared(tables, "tf").rows(document))
        case "config":
            items = [decoded(item) for item in orjson.loads(text)]
            return list(ConfigRows(tables).rows(items, "config.json"))
    return list(_api_rows(orjson.loads(text), tables))


def _api_rows(
    answers: Mapping[str, Any], tables: Sequence[AnyTable]
) -> Iterator[tuple[AnyTable, Any]]:
    """Parents first, since some lists are asked once per row of another table."""
    ask = recorded(answers)
    done: dict[AnyTable, list[Any]] = {}

    def read(table: AnyTable) -> None:
        calls = table.spec.calls
        if table in done or calls is None or not any(c.lists in answers for c in calls.every):
            return
        parents, reader, refused = None, Reader(table), []
        if calls.per is not None:
            read(calls.per)
            above = done.get(calls.per, ())
            parents = {row["id"]: row[calls.per_column] for row in above if row["listed"]}
            refused = [row["unseen"] for row in above if not row["listed"]]
        done[table] = [
            *(reader.unlisted(PLACE, "", next(iter(why.values()))) for why in refused),
            *reader.rows(ask, PLACE, parents),
        ]

    for table in tables:
        read(table)
    tagging = tagged_by(answers, tables)
    for table, rows in done.items():
        for row in rows:
            if table.spec.tagged:
                tagging.tell(table, row)
            yield table, row


def tagged_by(answers: Mapping[str, Any], tables: Sequence[AnyTable]) -> Tagging:
    """The tags that a page shows, the same in every Region."""
    ask = recorded(answers)
    return Tagging(lambda region, *asked: ask(*asked), tables)


def short(subject: findings.Subject, names: Sequence[str]) -> str:
    """The name by which a page calls a resource: its address, name, id or the end of its ARN."""
    address = re.sub(r"^[a-z0-9_]+\.", "", subject.address)
    candidates = (address, subject.name, subject.id, re.split("[:/]", subject.resource)[-1])
    wanted = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in names}
    for candidate in candidates:
        key = re.sub(r"[^a-z0-9]", "", (candidate or "").lower())
        if key in wanted:
            return wanted[key]
    return subject.resource


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return store.connect()


def fresh() -> duckdb.DuckDBPyConnection:
    """An empty database. It is one and the same: whatever was in it before is gone.

    To make one takes twelve milliseconds, and there are thousands of tests that want one.
    """
    connection = _database()
    held = connection.execute(
        "SELECT 'TABLE', table_name FROM duckdb_tables() UNION ALL "
        "SELECT 'VIEW', view_name FROM duckdb_views() WHERE NOT internal"
    )
    for kind, name in held.fetchall():
        connection.execute(f'DROP {kind} "{name}"')
    return connection


def estate(source: str, text: str, tables: Sequence[AnyTable]) -> duckdb.DuckDBPyConnection:
    """A database with the rows that a text in a source makes of these tables; see `fresh`."""
    return estates({source: text}, tables)


def estates(texts: Mapping[str, str], tables: Sequence[AnyTable]) -> duckdb.DuckDBPyConnection:
    """The same of a text in each of several sources, as one estate."""
    connection = fresh()
    with store.Spool() as spool:
        for source, text in texts.items():
            for table, row in rows_of(source, text, tables):
                spool.add(table, row)
        spool.load(connection, tables)
    computing.compute(connection, tables)
    return connection


def judge(source: str, text: str, checks: Sequence[Check]) -> list[findings.Finding]:
    """What the checks say of a text in a source."""
    connection = estate(source, text, engine.tables_of(checks))
    return list(engine.run(connection, checks, NOW))
