"""The rules that every report keeps, over all examples."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
import pytest

from remit import catalog, computing, engine, store
from remit.checks import Check, Status
from remit.findings import Finding
from remit.tables import AnyTable
from tests.examples import NOW, Section, fresh, rows_of, sections
from tests.oracle import checks_of

SHOWN = [
    pytest.param(section, source, id=f"{section.where}-{source}")
    for section in sections()
    for source in section.texts
]
LISTED = [
    pytest.param(table, id=f"{table.__module__.split('.')[3]}-{table.spec.name}")
    for table in catalog.tables()
    if table.spec.calls is not None and table.spec.calls.per is None
]

Rows = Sequence[tuple[AnyTable, Any]]


def judged(rows: Rows, checks: Sequence[Check]) -> list[Finding]:
    tables = engine.tables_of(checks)
    connection = fresh()
    with store.Spool() as spool:
        for table, row in rows:
            spool.add(table, row)
        spool.load(connection, tables)
        computing.compute(connection, tables)
        store.create_missing(connection, tables)
    return list(engine.run(connection, checks, NOW))


@cache
def report(source: str, text: str, folder: str) -> tuple[list[Check], Rows, list[Finding]]:
    """The checks of a service on a text, its rows, and the findings."""
    checks = checks_of(folder)
    rows = rows_of(source, text, engine.tables_of(checks))
    return checks, rows, judged(rows, checks)


def shown(section: Section, source: str) -> tuple[list[Check], Rows, list[Finding]]:
    return report(source, section.texts[source], section.where.partition("/")[0])


def said(findings: Sequence[Finding]) -> dict[str, tuple[Status, frozenset[str]]]:
    return {f.fingerprint: (f.status, frozenset(f.reasons)) for f in findings}


@pytest.mark.parametrize(("section", "source"), SHOWN)
def test_fingerprints_are_unique_and_neither_order_nor_time_changes_a_report(
    section: Section, source: str
) -> None:
    checks, rows, first = shown(section, source)
    twice = [key for key, times in Counter(f.fingerprint for f in first).items() if times > 1]
    assert not twice, [(f.check.id, f.subject.resource) for f in first if f.fingerprint in twice]
    shuffled = random.Random(2026).sample(rows, len(rows))
    assert said(judged(shuffled, checks[::-1])) == said(first)


@pytest.mark.parametrize(("section", "source"), SHOWN)
def test_every_planned_check_of_every_row_ends_in_one_finding(
    section: Section, source: str
) -> None:
    checks, rows, findings = shown(section, source)
    assert {finding.status for finding in findings} <= set(Status)
    counted = Counter(finding.check.id for finding in findings)
    for check in checks:
        if check.table.spec.of is None and source in check.sources:
            assert counted[check.id] == sum(table is check.table for table, _ in rows), check.id


@pytest.mark.parametrize(("section", "source"), SHOWN)
def test_every_unknown_finding_says_why(section: Section, source: str) -> None:
    _, _, findings = shown(section, source)
    unsaid = [f for f in findings if f.status is Status.UNKNOWN and not any(f.reasons)]
    assert not unsaid, [(f.check.id, f.subject.resource) for f in unsaid]
    unlisted = [f for f in findings if not f.subject.listed]
    assert all(finding.status is Status.UNKNOWN for finding in unlisted)
    known = [f for f in findings if f.status is not Status.UNKNOWN and f.reasons]
    assert not known, [(f.check.id, f.reasons) for f in known]


@pytest.mark.parametrize("table", LISTED)
def test_a_list_that_is_refused_leaves_every_check_unknown_with_the_reason(
    table: AnyTable,
) -> None:
    assert table.spec.calls is not None
    folder = table.__module__.split(".")[3]
    checks = [c for c in checks_of(folder) if c.table is table and "api" in c.sources]
    if not checks:
        return
    lists = (calls.lists for calls in table.spec.calls.every)
    refused = orjson.dumps(dict.fromkeys(lists, "AccessDenied")).decode()
    findings = judged(rows_of("api", refused, engine.tables_of(checks)), checks)
    assert {f.check.id for f in findings} == {c.id for c in checks}
    for finding in findings:
        assert finding.status is Status.UNKNOWN, finding.check.id
        assert any("AccessDenied" in reason for reason in finding.reasons), finding.reasons
