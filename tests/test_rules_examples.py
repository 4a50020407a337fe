"""The rules that every check and its examples keep (the verdicts are in test_examples.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest

from remit import catalog, engine, store
from remit.checks import Check, Status
from remit.conditions import World
from remit.findings import Finding
from remit.rendering import Renderer
from remit.tables import BASE, SOURCES, AnyTable, Column
from tests.examples import NOW, Section, fresh, judge, sections, short
from tests.oracle import (
    Shown,
    checks_of,
    folder_of,
    own_columns,
    pages_of,
    shown,
    verdict,
    world,
)

CHECKS = [pytest.param(check, id=f"{folder_of(check)}-{check.id}") for check in catalog.checks()]
TABLES = [
    pytest.param(table, id=f"{folder_of(table)}-{table.spec.name}") for table in catalog.tables()
]
SHOWN = [
    pytest.param(section, source, id=f"{section.where}-{source}")
    for section in sections()
    for source in section.texts
]
SECTIONS = [pytest.param(section, id=section.where) for section in sections()]
ANSWERED = [
    pytest.param(section, operation, id=f"{section.where}-{operation}")
    for section in sections()
    if "api" in section.texts
    for operation in orjson.loads(section.texts["api"])
]

PLACES = frozenset(BASE) - {"tags"}
"""What differs between a template and what runs, or says where a row was read."""

ONLY_AFTER_PLAN = ("tags_all", "arn", "url")
"""Attributes that Terraform's provider computes when it plans, so configuration never has them."""


def folder(section: Section) -> str:
    return section.where.partition("/")[0]


def texts_of(service: str) -> Iterator[tuple[Section, str]]:
    for section in pages_of(service):
        for source in section.texts:
            yield section, source


def muted(column: Column, row: Mapping[str, Any], around: World) -> tuple[dict[str, Any], World]:
    """The row and its world when nobody could read this one column."""
    name = column.table.spec.name
    rows = {
        table: [{**other, column.name: None} for other in others] if table == name else others
        for table, others in around.rows.items()
    }
    return {**row, column.name: None} if column.name in row else dict(row), World(NOW, rows)


def hidden(
    check: Check, column: Column, row: Mapping[str, Any], around: World
) -> tuple[Mapping[str, Any], World]:
    """As `muted`; a column of another table leaves the row as it is."""
    changed, other = muted(column, row, around)
    return (changed if column.table is check.table else row), other


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_passes_once_and_fails_once(check: Check) -> None:
    verdicts = {
        verdict
        for section in pages_of(folder_of(check))
        for verdict in section.expected.get(check.id, {}).values()
    }
    assert {"pass", "fail"} <= verdicts, f"the examples of {check.id} only show {verdicts or '{}'}"


@pytest.mark.parametrize("check", CHECKS)
def test_every_column_of_a_check_decides_some_example_alone(check: Check) -> None:
    undecided = {f"{c.table.spec.name}.{c.name}": c for c in own_columns(check)}
    for section, source in texts_of(folder_of(check)):
        rows = shown(section, source)
        around = world(rows)
        here = section.set(check)
        for one in rows:
            if one.table is not check.table or not undecided:
                continue
            if verdict(here, one.row, around) is not Status.FAIL:
                continue
            for name, column in list(undecided.items()):
                if verdict(here, *hidden(here, column, one.row, around)) is Status.UNKNOWN:
                    del undecided[name]
    assert not undecided, (
        f"no example of {check.id} fails because of this column alone: {', '.join(undecided)}"
    )


@pytest.mark.parametrize(("section", "source"), SHOWN)
def test_seeing_more_never_turns_a_verdict(section: Section, source: str) -> None:
    rows = shown(section, source)
    around = world(rows)
    for check in map(section.set, checks_of(folder(section))):
        for one in (one for one in rows if one.table is check.table):
            seen = verdict(check, one.row, around)
            for column in check.reads:
                less = verdict(check, *hidden(check, column, one.row, around))
                assert less in (seen, Status.UNKNOWN), (check.id, column.name, one.row["id"])


@pytest.mark.parametrize(("section", "source"), SHOWN)
def test_duckdb_says_what_the_oracle_says(section: Section, source: str) -> None:
    rows = shown(section, source)
    around = world(rows)
    checks = [section.set(check) for check in checks_of(folder(section))]
    tables = engine.tables_of(checks)
    connection = fresh()
    with store.Spool() as spool:
        for one in rows:
            spool.add(one.table, _encoded(one))
        spool.load(connection, tables)
        store.create_missing(connection, tables)
    for table in dict.fromkeys(check.table for check in checks):
        mine = [one.row for one in rows if one.table is table]
        asked = [
            (check, condition)
            for check in checks
            if check.table is table
            for condition in (check.passes, check.where)
            if condition is not None
        ]
        renderer = Renderer(table, NOW)
        chosen = ", ".join(f"({renderer.sql(condition)})" for _, condition in asked)
        query = f"SELECT {chosen} FROM {table.spec.name} AS t"
        answers = connection.execute(query).fetchall() if mine else []
        for row, told in zip(mine, answers, strict=True):
            for (check, condition), answer in zip(asked, told, strict=True):
                assert answer == condition.evaluate(row, around), f"{check.id}: {condition}"


def _encoded(one: Shown) -> dict[str, Any]:
    row = cast("dict[str, Any]", _plain(one.row))
    return row | {"unseen": {}}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dict):
        return {key: _plain(leaf) for key, leaf in value.items()}
    return [_plain(leaf) for leaf in value] if isinstance(value, list) else value


@pytest.mark.parametrize("section", SECTIONS)
def test_sources_agree_on_what_they_all_tell(section: Section) -> None:
    """On every column that each source spells out, and on all that the page's checks read."""
    checked = {
        (column.table, column.name)
        for check in catalog.checks()
        if check.id in section.expected
        for column in check.reads
    }
    seen: dict[tuple[str, str], dict[str, Shown]] = defaultdict(dict)
    for source in section.texts:
        for one in shown(section, source):
            name = short(cast("Any", SimpleNamespace(**one.row)), section.names)
            whole = one.row["listed"] and not one.row["item"] and one.table.spec.of is None
            if whole and name in section.names:
                seen[one.table.spec.name, name][source] = one
    differences = [
        f"{name}.{column}: {values}"
        for (_, name), by_source in seen.items()
        for column, values in _differences(by_source, checked)
    ]
    assert not differences, "\n".join(differences)


def _differences(
    by_source: Mapping[str, Shown], checked: set[tuple[AnyTable, str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    table = next(iter(by_source.values())).table
    for name, column in table.own_columns().items():
        if name in PLACES or column.reference:
            continue
        values = {
            source: one.row[name]
            for source, one in by_source.items()
            if one.row[name] is not None
            and not _doubtful(one.row[name])
            and ((table, name) in checked or any(told == name for told, _ in one.told))
        }
        if len({orjson.dumps(_plain(_sorted(value))) for value in values.values()}) > 1:
            yield name, values


def _doubtful(value: Any) -> bool:
    leaves = value.values() if isinstance(value, dict) else value
    return isinstance(value, (list, dict)) and any(leaf is None for leaf in leaves)


def _sorted(value: Any) -> Any:
    """Lists have no order that all sources share."""
    return sorted(value, key=repr) if isinstance(value, list) else value


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("source", SOURCES)
def test_every_path_leads_somewhere_in_some_example(table: AnyTable, source: str) -> None:
    reads = {(column.name, path) for column, path in table.reads(source)}
    silent = {(name, path) for name, path in reads if path not in ONLY_AFTER_PLAN}
    for section in pages_of(folder_of(table)):
        for one in shown(section, source) if source in section.texts else ():
            if one.table is table:
                silent -= one.told
    told = "\n".join(f"{name}: {path}" for name, path in sorted(silent))
    assert not silent, f"no {source} example leads anywhere by these paths:\n{told}"


@pytest.mark.parametrize(("section", "operation"), ANSWERED)
def test_refusing_a_call_makes_no_pass_and_loses_no_finding(
    section: Section, operation: str
) -> None:
    checks = _expected(section)
    answers = orjson.loads(section.texts["api"])
    refused = orjson.dumps(answers | {operation: "AccessDenied"}).decode()
    before = _undisturbed(section)
    after = _by_resource(judge("api", refused, checks))
    better = [key for key, finding in after.items()
              if finding.status == "pass"
              and key in before and before[key].status != "pass"]  # fmt: skip
    assert not better, f"without {operation} these pass: {better}"
    new = [
        key for key, finding in after.items() if key not in before and finding.status != "unknown"
    ]
    assert not new, f"without {operation} there are verdicts on what nobody listed: {new}"
    standing = {
        check
        for (check, _), finding in after.items()
        if not finding.subject.listed
        or (finding.check.table.spec.of is not None and finding.status == "unknown")
    }  # a parent in doubt stands for its rows that nobody listed
    lost = [key for key in before if key not in after and key[0] not in standing]
    assert not lost, f"without {operation} nothing is said of {lost}"


def _expected(section: Section) -> list[Check]:
    return [
        section.set(check) for check in checks_of(folder(section)) if check.id in section.expected
    ]


@lru_cache(maxsize=8)
def _judged(text: str, where: str) -> dict[tuple[str, str], Finding]:
    section = next(s for s in sections() if s.where == where and s.texts.get("api") == text)
    return _by_resource(judge("api", text, _expected(section)))


def _undisturbed(section: Section) -> dict[tuple[str, str], Finding]:
    return _judged(section.texts["api"], section.where)


def _by_resource(findings: list[Finding]) -> dict[tuple[str, str], Finding]:
    found = {(finding.check.id, finding.subject.resource): finding for finding in findings}
    assert len(found) == len(findings), "two findings of a check on one resource"
    return found
