"""Runs the checks of each table as one query, and turns the answers into findings."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import duckdb

from remit.checks import Check, Status
from remit.conditions import ExistsIn
from remit.rendering import Renderer
from remit.tables import DECLARED, SOURCES, AnyTable

STATUSES = (Status.PASS, Status.FAIL, Status.UNKNOWN, Status.NOT_APPLICABLE)
PASS, FAIL, UNKNOWN, NOT_APPLICABLE, NOT_PLANNED = range(5)

WHERE_FROM = ("resource", "name", "type", "account", "region", "arn", "address", "id",
              "item", "document", "file", "line", "source", "listed", "tags")  # fmt: skip
"""What every finding carries of its row."""


@dataclass(frozen=True)
class Subject:
    """The resource that findings are about."""

    resource: str
    name: str
    type: str
    account: str | None
    region: str | None
    arn: str
    address: str
    id: str
    item: str
    document: str
    file: str
    line: int
    source: str
    listed: bool
    tags: Mapping[str, str] | None


@dataclass(frozen=True)
class Finding:
    """What one check says of one resource, on what evidence."""

    check: Check
    subject: Subject
    status: Status
    evidence: Mapping[str, Any]
    reasons: tuple[str, ...] = ()
    owner: str = ""

    @cached_property
    def fingerprint(self) -> str:
        """Stable between runs and unique in a report; line numbers are no part of it."""
        subject = self.subject
        place = subject.document if subject.address else ""
        parts = (self.check.id, subject.account or "", subject.region or "", place,
                 subject.resource or subject.id)  # fmt: skip
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def tables_of(checks: Iterable[Check]) -> list[AnyTable]:
    """Every table that the checks read, those of `exists_in` and of parents too, in a stable order.

    The parent of a table comes in because findings about its rows are reported on it.
    """
    found: dict[AnyTable, None] = {}
    for check in checks:
        found.setdefault(check.table)
        for column in check.reads:
            found.setdefault(column.table)
        for node in check.claim.walk():
            if isinstance(node, ExistsIn):
                found.setdefault(node.table)
        if check.table.spec.of is not None:
            found.setdefault(check.table.spec.of)
    return sorted(found, key=lambda table: table.spec.name)


def run(
    connection: duckdb.DuckDBPyConnection, checks: Sequence[Check], now: datetime
) -> Iterator[Finding]:
    """All findings, table by table; each check on each resource of its table ends in one."""
    by_table: dict[AnyTable, list[Check]] = defaultdict(list)
    for check in checks:
        by_table[check.table].append(check)
    for table in sorted(by_table, key=lambda table: table.spec.name):
        if table.spec.of is None:
            yield from _judge(connection, table, by_table[table], now)
        else:
            yield from _roll_up(connection, table, by_table[table], now)


def status_sql(check: Check, renderer: Renderer) -> str:
    """The status of a check on a row, as a number; a row that stands for others is unknown.

    A check is not planned on rows of a source that has no way to decide it.
    """
    passes = renderer.sql(check.passes)
    verdict = f"WHEN ({passes}) THEN {PASS} WHEN NOT ({passes}) THEN {FAIL}"
    if check.where is not None:
        where = renderer.sql(check.where)
        verdict = (
            f"WHEN NOT ({where}) THEN {NOT_APPLICABLE} "
            f"WHEN ({where}) IS NULL THEN {UNKNOWN} {verdict}"
        )
    silent = [source for source in SOURCES if source not in check.sources]
    if silent:
        names = ", ".join(f"'{source}'" for source in silent)
        planned = f"WHEN t.source IN ({names}) THEN {NOT_PLANNED} "
    else:
        planned = ""
    return f"CASE {planned}WHEN NOT t.listed THEN {UNKNOWN} {verdict} ELSE {UNKNOWN} END"


def judged_sql(table: AnyTable, checks: Sequence[Check], now: datetime) -> str:
    """One query: a row per resource, a status per check, and the columns that they read."""
    renderer = Renderer(table, now)
    statuses = [f"{status_sql(check, renderer)} AS s{i}" for i, check in enumerate(checks)]
    base = [f"t.{name}" for name in WHERE_FROM]
    seen = [f"t.{name} AS e_{name}" for name in _evidence(checks)]
    chosen = ", ".join([*base, "t.unseen", *seen, *statuses])
    return f"SELECT {chosen} FROM {table.spec.name} AS t"


def _evidence(checks: Iterable[Check]) -> list[str]:
    return list(dict.fromkeys(column.name for check in checks for column in check.columns))


def _judge(
    connection: duckdb.DuckDBPyConnection, table: AnyTable, checks: Sequence[Check], now: datetime
) -> Iterator[Finding]:
    cursor = connection.cursor().execute(judged_sql(table, checks, now))
    names = _evidence(checks)
    for subject, unseen, evidence, codes in _fetched(cursor, names):
        yield from _findings(checks, subject, codes, evidence, unseen)


def _fetched(
    cursor: duckdb.DuckDBPyConnection, names: Sequence[str]
) -> Iterator[tuple[Subject, Mapping[str, str], dict[str, Any], Sequence[int]]]:
    width, first = len(WHERE_FROM), len(WHERE_FROM) + 1
    while rows := cursor.fetchmany(2000):
        for row in rows:
            evidence = dict(zip(names, row[first : first + len(names)], strict=True))
            yield Subject(*row[:width]), row[width] or {}, evidence, row[first + len(names) :]


def _findings(
    checks: Sequence[Check],
    subject: Subject,
    codes: Sequence[int],
    row: Mapping[str, Any],
    unseen: Mapping[str, str],
) -> Iterator[Finding]:
    for check, code in zip(checks, codes, strict=True):
        if code == NOT_PLANNED:
            continue
        evidence = {column.name: row[column.name] for column in check.columns}
        reasons: tuple[str, ...] = ()
        if code == UNKNOWN:
            reasons = reasons_of(check, subject, evidence, unseen)
        yield Finding(check, subject, STATUSES[code], evidence, reasons)


def reasons_of(
    check: Check, subject: Subject, evidence: Mapping[str, Any], unseen: Mapping[str, str]
) -> tuple[str, ...]:
    """Why a verdict could not be given, in the words of whoever read the columns."""
    if not subject.listed:
        return tuple(dict.fromkeys(unseen.values())) or ("the list could not be read",)
    found = dict.fromkeys(
        f"{column.name}: {unseen[column.name]}" for column in check.columns if column.name in unseen
    )
    if found:
        return tuple(found)
    others = {column.table.spec.name for column in check.reads if column.table is not check.table}
    return tuple(f"part of {name} could not be read" for name in sorted(others))


def _roll_up(
    connection: duckdb.DuckDBPyConnection, table: AnyTable, checks: Sequence[Check], now: datetime
) -> Iterator[Finding]:
    """Findings on the resources that the rows belong to, and on rows that are resources.

    A parent passes when none of its rows fails and none is in doubt; without rows it passes too,
    since nothing in it is wrong. A row declared on its own is also a finding of its own.
    """
    parent, names = table.spec.of, _evidence(checks)
    assert parent is not None
    rows: dict[str | None, list[tuple[Subject, Mapping[str, str], dict[str, Any], Sequence[int]]]]
    rows = defaultdict(list)
    alone = []
    links = connection.execute(f"SELECT {table.spec.link} FROM {table.spec.name}").fetchall()
    cursor = connection.cursor().execute(judged_sql(table, checks, now))
    for (link,), fetched in zip(links, _fetched(cursor, names), strict=True):
        rows[link].append(fetched)
        if fetched[0].source in DECLARED and not fetched[0].item:
            alone.append(fetched)
    chosen = ", ".join(WHERE_FROM)
    found = connection.execute(f"SELECT {chosen}, unseen FROM {parent.spec.name}").fetchall()
    parents = set()
    adrift = [fetched for fetched in rows.get(None, ()) if not fetched[0].listed]
    for row in found:
        subject = Subject(*row[:-1])
        parents.add(subject.id)
        doubtful = [fetched for fetched in adrift if _same_place(fetched[0], subject)]
        mine = [*rows.get(subject.id, ()), *doubtful]
        yield from _summed(checks, subject, mine, row[-1] or {})
    for subject, unseen, evidence, codes in alone:
        yield from _findings(checks, subject, codes, evidence, unseen)
    for link, orphans in rows.items():
        if link not in parents:
            mine = [fetched for fetched in orphans if fetched not in alone]
            by_resource: dict[str, list[Any]] = defaultdict(list)
            for fetched in mine:
                by_resource[fetched[0].resource].append(fetched)
            for group in by_resource.values():
                yield from _summed(checks, group[0][0], group, {})


def _same_place(row: Subject, parent: Subject) -> bool:
    """Whether a list that was refused would have covered this parent."""
    return (row.account, row.document) == (parent.account, parent.document) and (
        row.region in (parent.region, "global")
    )


def _summed(
    checks: Sequence[Check],
    subject: Subject,
    rows: Sequence[tuple[Subject, Mapping[str, str], dict[str, Any], Sequence[int]]],
    unseen: Mapping[str, str],
) -> Iterator[Finding]:
    """One finding per check over all the rows of a parent, with those that decided as evidence."""
    for index, check in enumerate(checks):
        if subject.source not in check.sources:
            continue
        code, deciding = _worst([row[3][index] for row in rows])
        if not subject.listed:
            code = UNKNOWN
        picked = [row for row in rows if row[3][index] == code] if deciding else []
        evidence = {
            "rows": [
                {column.name: row[2][column.name] for column in check.columns}
                for row in picked[:20]
            ],
            "counted": len(rows),
        }
        reasons: dict[str, None] = {}
        if code == UNKNOWN:
            for row in picked:
                reasons.update(dict.fromkeys(reasons_of(check, row[0], row[2], row[1])))
            if not subject.listed:
                reasons.update(dict.fromkeys(unseen.values()))
        yield Finding(check, subject, STATUSES[code], evidence, tuple(reasons))


def _worst(codes: Sequence[int]) -> tuple[int, bool]:
    """The status of a whole from those of its parts, and whether some part decided it."""
    for code in (FAIL, UNKNOWN):
        if code in codes:
            return code, True
    return PASS, False
