"""Runs the checks of each table as one query, and turns the answers into findings."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from remit import store
from remit.checks import Check, Status
from remit.conditions import ExistsIn, Expr
from remit.rendering import Renderer
from remit.responsibility import Move, Remit
from remit.tables import DECLARED, SOURCES, AnyTable, Column

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
    within: str = ""
    """The id of the resource that this one is part of, where that has a finding of its own."""

    @cached_property
    def fingerprint(self) -> str:
        """Stable between runs and unique in a report; line numbers are no part of it."""
        subject = self.subject
        place = subject.document if subject.address else ""
        parts = (self.check.id, subject.account or "", subject.region or "", place,
                 subject.resource or subject.id)  # fmt: skip
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def tables_of(checks: Iterable[Check], remit: Remit | None = None) -> list[AnyTable]:
    """Every table that the checks read, those of `exists_in` and of parents too, in a stable order.

    With `remit`, those too that say where the line of the checks' duties runs.

    The parent of a table comes in because findings about its rows are reported on it, and what a
    computed table needs because without it there are no rows.
    """
    found: dict[AnyTable, None] = {}
    for check in checks:
        found.setdefault(check.table)
        for column in check.reads:
            found.setdefault(column.table)
        conditions = [check.claim, *(_moving(remit, check) if remit else ())]
        for condition in conditions:
            for node in condition.walk():
                if isinstance(node, ExistsIn):
                    found.setdefault(node.table)
        if check.table.spec.of is not None:
            found.setdefault(check.table.spec.of)
    for table in list(found):
        if table.spec.computed is not None:
            found.setdefault(table.spec.computed.needs)
    return sorted(found, key=lambda table: table.spec.name)


Fetched = tuple[Subject, Mapping[str, str], dict[str, Any], Sequence[int], Sequence[str]]
"""A row under judgement: itself, what it lacks, the values read, a status and an owner a check."""


@dataclass(frozen=True)
class Engine:
    """Judges tables in a DuckDB as of one moment, with the line of responsibility if given."""

    connection: duckdb.DuckDBPyConnection
    now: datetime
    remit: Remit | None = None

    def run(self, checks: Sequence[Check]) -> Iterator[Finding]:
        """All findings, table by table; each check on each resource of its table ends in one."""
        by_table: dict[AnyTable, list[Check]] = defaultdict(list)
        for check in checks:
            by_table[check.table].append(check)
        for table in sorted(by_table, key=lambda table: table.spec.name):
            parent = table.spec.of
            if self._is_empty(table) and (parent is None or self._is_empty(parent)):
                continue
            judge = self._judge if parent is None else self._roll_up
            yield from judge(table, by_table[table])

    def write(self, checks: Sequence[Check], path: Path) -> None:
        """Judge the checks of one table within the database, and write the findings as Parquet.

        What an estate of millions needs: no finding passes through Python. A row a finding:
        check, status, resource, account, region, evidence (JSON) and `unseen` where unknown.
        """
        table = checks[0].table
        statuses = ", ".join(f"'{status}'" for status in STATUSES)
        parts = []
        for i, check in enumerate(checks):
            fields = ", ".join(f"'{c.name}': e_{c.name}" for c in check.columns)
            parts.append(
                f"{{'check': '{check.id}', 'code': s{i}, 'evidence': to_json({{{fields}}}), "
                f"'unseen': CASE WHEN s{i} = {UNKNOWN} THEN unseen END}}"
            )
        judged = self.judged_sql(table, checks, ("resource", "account", "region", "unseen"))
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute(
            f'COPY (SELECT resource, account, region, f."check" AS "check", '
            f"[{statuses}][f.code + 1] AS status, f.evidence AS evidence, f.unseen AS unseen "
            f"FROM (SELECT resource, account, region, unnest([{', '.join(parts)}]) AS f "
            f"FROM ({judged})) WHERE f.code <> {NOT_PLANNED}) TO '{path}' (FORMAT parquet)"
        )

    @cached_property
    def _filled(self) -> frozenset[str]:
        return store.filled(self.connection)

    def _is_empty(self, table: AnyTable) -> bool:
        name = table.spec.name
        if name not in self._filled:
            return True
        return self.connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() is None

    def judged_sql(
        self,
        table: AnyTable,
        checks: Sequence[Check],
        base: Sequence[str] = (*WHERE_FROM, "unseen"),
        evidence: bool = True,
    ) -> str:
        """One query: a row per resource, with a status and an owner per check and what they read.

        The conditions are computed once in the inner query, the statuses from them in the outer.
        """
        read = tables_of(checks, self.remit)
        looked_in = {t for t in read if t is not table and self._is_empty(t)}
        renderer = Renderer(table, self.now, empty=looked_in)
        inner = ["t.*"]
        for i, check in enumerate(checks):
            inner.append(f"({renderer.sql(check.passes)}) AS p{i}")
            if check.where is not None:
                inner.append(f"({renderer.sql(check.where)}) AS w{i}")
        moved = [self._owner_sql(check, renderer, f"o{i}") for i, check in enumerate(checks)]
        inner += [sql for sql in moved if sql]
        statuses = [f"{status_sql(check, i)} AS s{i}" for i, check in enumerate(checks)]
        owners = [f"o{i}" for i, sql in enumerate(moved) if sql]
        names = _evidence(checks) if evidence else ()
        seen = [f'"{name}" AS e_{name}' for name in names]
        chosen = ", ".join([*base, *seen, *statuses, *owners])
        return f"SELECT {chosen} FROM (SELECT {', '.join(inner)} FROM {table.spec.name} AS t)"

    def _owner_sql(self, check: Check, renderer: Renderer, name: str) -> str:
        """The owner of the check's duty on a row, where its configuration moves the line."""
        moves = self._moves(check)
        if self.remit is None or not moves:
            return ""
        numbers = move_case(renderer, self.remit, moves)
        owners = ", ".join(f"'{owner}'" for owner in (self.owner(check), *owners_of(moves)))
        return f"[{owners}][{numbers} + 1] AS {name}"

    def _moves(self, check: Check) -> tuple[Move, ...]:
        return self.remit.moves(check.service, check.duty, check.table) if self.remit else ()

    def owner(self, check: Check) -> str:
        """Who owes the check's duty by the service's line, whatever the configuration."""
        if self.remit is None or check.duty not in self.remit.duties:
            return ""
        return str(self.remit.share(check.service, check.duty).owner)

    def _rows(self, table: AnyTable, checks: Sequence[Check]) -> Iterator[Fetched]:
        names = _evidence(checks)
        cursor = self.connection.cursor().execute(self.judged_sql(table, checks))
        width, first = len(WHERE_FROM), len(WHERE_FROM) + 1
        codes_at = first + len(names)
        owners_at = codes_at + len(checks)
        moved = [i for i, check in enumerate(checks) if self._moves(check)]
        plain = [self.owner(check) for check in checks]
        while rows := cursor.fetchmany(2000):
            for row in rows:
                owners = plain
                if moved:
                    owners = list(plain)
                    for i, owner in zip(moved, row[owners_at:], strict=True):
                        owners[i] = owner
                evidence = dict(zip(names, row[first:codes_at], strict=True))
                codes = row[codes_at:owners_at]
                yield Subject(*row[:width]), row[width] or {}, evidence, codes, owners

    def _judge(self, table: AnyTable, checks: Sequence[Check]) -> Iterator[Finding]:
        for row in self._rows(table, checks):
            yield from _findings(checks, row)

    def _roll_up(self, table: AnyTable, checks: Sequence[Check]) -> Iterator[Finding]:
        """Findings on the resources that the rows belong to, and on rows that are resources.

        A parent passes when none of its rows fails and none is in doubt; without rows it passes
        too, since nothing in it is wrong. A row that is a resource of its own (declared by itself,
        or with an ARN) is also a finding of its own.
        """
        rows: dict[tuple[str | None, ...], list[Fetched]] = defaultdict(list)
        adrift: list[Fetched] = []
        alone: list[tuple[str | None, Fetched]] = []
        orphans: list[Fetched] = []
        store.create_missing(self.connection, [table, table.spec.of or table])
        links = self.connection.execute(
            f'SELECT "{table.spec.link}" FROM {table.spec.name}'
        ).fetchall()
        parents = self._parents(table)
        known = {_whose(subject, subject.id) for subject, _ in parents}
        refused = [subject for subject, _ in parents if not subject.listed]
        for (link,), fetched in zip(links, self._rows(table, checks), strict=True):
            whose = _whose(fetched[0], link)
            rows[whose].append(fetched)
            if link is None and not fetched[0].listed:
                adrift.append(fetched)
            if _stands_alone(fetched[0]):
                alone.append((link, fetched))
            elif any(_same_place(subject, fetched[0]) for subject in refused):
                continue  # the parents could not be listed: one finding stands for all of them
            elif whose not in known and (fetched[0].listed or link is not None or not known):
                orphans.append(fetched)
        for subject, unseen in parents:
            doubtful = [fetched for fetched in adrift if _same_place(fetched[0], subject)]
            mine = [*rows.get(_whose(subject, subject.id), ()), *doubtful]
            yield from self._summed(checks, subject, mine, unseen)
        for link, fetched in alone:
            yield from _findings(
                checks, fetched, link if link and _whose(fetched[0], link) in known else ""
            )
        by_resource: dict[str, list[Fetched]] = defaultdict(list)
        for fetched in orphans:
            by_resource[fetched[0].resource].append(fetched)
        for group in by_resource.values():
            yield from self._summed(checks, group[0][0], group, {})

    def _parents(self, table: AnyTable) -> list[tuple[Subject, Mapping[str, str]]]:
        parent = table.spec.of
        assert parent is not None
        chosen = f"SELECT {', '.join(WHERE_FROM)}, unseen FROM {parent.spec.name}"
        found = self.connection.execute(chosen).fetchall()
        return [(Subject(*row[:-1]), row[-1] or {}) for row in found]

    def _summed(
        self,
        checks: Sequence[Check],
        subject: Subject,
        rows: Sequence[Fetched],
        unseen: Mapping[str, str],
    ) -> Iterator[Finding]:
        """One finding per check over all rows of a parent, with those that decided as evidence."""
        for index, check in enumerate(checks):
            if subject.source not in check.sources:
                continue
            code, deciding = _worst([row[3][index] for row in rows])
            if code == PASS and _beyond(index, rows):
                code = NOT_APPLICABLE
            if not subject.listed:
                code = UNKNOWN
            picked = [row for row in rows if row[3][index] == code] if deciding else []
            shown = [
                {column.name: row[2][column.name] for column in check.columns}
                for row in picked[:SHOWN]
            ]
            reasons: dict[str, None] = {}
            if code == UNKNOWN:
                for row in picked:
                    reasons.update(dict.fromkeys(reasons_of(check, row[0], row[2], row[1])))
                if not subject.listed:
                    reasons.update(dict.fromkeys(unseen.values()))
            evidence = {"rows": shown, "counted": len(rows)}
            yield Finding(
                check, subject, STATUSES[code], evidence, tuple(reasons), self.owner(check)
            )


def move_case(renderer: Renderer, remit: Remit, moves: Sequence[Move]) -> str:
    """SQL for the move that a row's configuration makes: its number from 1, or 0 for none.

    The first that is met counts; what is not known moves nothing.
    """
    branches = " ".join(
        f"WHEN ({renderer.sql(remit.condition(move))}) THEN {number}"
        for number, move in enumerate(moves, 1)
    )
    return f"CASE {branches} ELSE 0 END"


def owners_of(moves: Iterable[Move]) -> list[str]:
    """The owners that moves give, in their order."""
    return [str(move.share.owner) for move in moves]


def _moving(remit: Remit, check: Check) -> list[Expr]:
    """The configurations that move the line of a check's duty."""
    if check.duty not in remit.duties:
        return []
    return [remit.condition(m) for m in remit.moves(check.service, check.duty, check.table)]


def owner_columns(remit: Remit, check: Check) -> list[Column]:
    """The columns that move the line of a check's duty."""
    conditions = _moving(remit, check)
    return [node for c in conditions for node in c.walk() if isinstance(node, Column)]


SHOWN = 20
"""Rows that a rolled-up finding carries as evidence."""


def status_sql(check: Check, index: int) -> str:
    """The status of a check on a row, as a number.

    A row that stands for items that nobody could list is unknown, unless what is known of them
    all (that they are about what goes out, say) passes. A check is not planned on rows of a
    source that has no way to decide it.
    """
    verdict = f"WHEN p{index} THEN {PASS} WHEN NOT p{index} THEN {FAIL}"
    if check.where is not None:
        scope = f"WHEN NOT w{index} THEN {NOT_APPLICABLE} WHEN w{index} IS NULL THEN {UNKNOWN}"
        verdict = f"{scope} {verdict}"
    silent = [source for source in SOURCES if source not in check.sources]
    names = ", ".join(f"'{source}'" for source in silent)
    planned = f"WHEN source IN ({names}) THEN {NOT_PLANNED} " if silent else ""
    harmless = f"WHEN NOT listed AND p{index} THEN {PASS} " if check.table.spec.of else ""
    unlisted = f"{harmless}WHEN NOT listed THEN {UNKNOWN}"
    return f"CASE {planned}{unlisted} {verdict} ELSE {UNKNOWN} END"


def run(
    connection: duckdb.DuckDBPyConnection,
    checks: Sequence[Check],
    now: datetime,
    remit: Remit | None = None,
) -> Iterator[Finding]:
    """All findings of the checks on what the connection holds; see `Engine`."""
    return Engine(connection, now, remit).run(checks)


def _evidence(checks: Iterable[Check]) -> list[str]:
    return list(dict.fromkeys(column.name for check in checks for column in check.columns))


def _findings(checks: Sequence[Check], row: Fetched, within: str = "") -> Iterator[Finding]:
    subject, unseen, values, codes, owners = row
    for check, code, owner in zip(checks, codes, owners, strict=True):
        if code == NOT_PLANNED:
            continue
        evidence = {column.name: values[column.name] for column in check.columns}
        reasons: tuple[str, ...] = ()
        if code == UNKNOWN:
            reasons = reasons_of(check, subject, evidence, unseen)
        yield Finding(check, subject, STATUSES[code], evidence, reasons, owner, within)


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


def _stands_alone(row: Subject) -> bool:
    """Whether a row that belongs to a resource is a resource itself: declared, or with an ARN."""
    itself = row.source in DECLARED or bool(row.arn)
    return itself and not row.item and row.listed


def _whose(row: Subject, link: str | None) -> tuple[str | None, ...]:
    """What a row belongs to: names are unique within an account or a document, not beyond."""
    return row.account, row.document, link


def _same_place(row: Subject, parent: Subject) -> bool:
    """Whether a list that was refused would have covered this parent."""
    return (row.account, row.document) == (parent.account, parent.document) and (
        row.region in (parent.region, "global")
    )


def _beyond(index: int, rows: Sequence[Fetched]) -> bool:
    """Whether all rows are resources of their own to which the check does not apply.

    A list inside a resource that holds nothing in scope passes: nothing in it is wrong.
    """
    return bool(rows) and all(
        row[3][index] == NOT_APPLICABLE and _stands_alone(row[0]) for row in rows
    )


def _worst(codes: Sequence[int]) -> tuple[int, bool]:
    """The status of a whole from those of its parts, and whether some part decided it."""
    for code in (FAIL, UNKNOWN):
        if code in codes:
            return code, True
    return PASS, False
