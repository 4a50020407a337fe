"""Runs the checks of each table as one query, and turns the answers into findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from remit import store
from remit.checks import Check
from remit.conditions import ExistsIn, Expr
from remit.findings import (
    FAIL,
    NOT_APPLICABLE,
    NOT_PLANNED,
    PASS,
    STATUSES,
    UNKNOWN,
    WHERE_FROM,
    Finding,
    Findings,
    Judged,
    Layout,
    Row,
    Subject,
)
from remit.rendering import Renderer
from remit.responsibility import Move, Remit
from remit.summing import same_place, stands_alone, summed
from remit.tables import SOURCES, AnyTable, Column


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


Linked = tuple[int | None, bool, str | None, Row]
"""A row that belongs to a resource: the place of that among the resources of its table, whether
it is the first place of that name, the name as the row has it, and the row."""

SETTLED = ("coalesce(account, '')", "coalesce(region, '')", "resource", "item", "id")
"""An order that does not hang on which call was answered first."""


@dataclass(frozen=True)
class Engine:
    """Judges tables in a DuckDB as of one moment, with the line of responsibility if given.

    Findings come in the order of the rows, or `settled`: by account, Region and resource.
    """

    connection: duckdb.DuckDBPyConnection
    now: datetime
    remit: Remit | None = None
    settled: bool = False

    def run(self, checks: Sequence[Check]) -> Iterator[Finding]:
        """All findings, table by table; each check on each resource of its table ends in one."""
        yield from Findings.gather(self.judged(checks))

    def judged(self, checks: Sequence[Check]) -> Iterator[Judged]:
        """What the checks say, a row for each resource of their tables."""
        by_table: dict[AnyTable, list[Check]] = defaultdict(list)
        for check in checks:
            by_table[check.table].append(check)
        for table in sorted(by_table, key=lambda table: table.spec.name):
            mine, parent = by_table[table], table.spec.of
            if self._is_empty(table) and (parent is None or self._is_empty(parent)):
                continue
            if self.settled:
                mine.sort(key=lambda check: check.id)
            layout = Layout(tuple(mine), tuple(_evidence(mine)), tuple(map(self.owner, mine)))
            rows = self._rows(table, layout) if parent is None else self._roll_up(table, layout)
            for row in rows:
                yield layout, row

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
    def _known(self) -> dict[str, bool]:
        return {}

    def _finds_none(self, query: str) -> bool:
        """Whether a query finds no row; asked once."""
        if query not in self._known:
            self._known[query] = self.connection.execute(query).fetchone() is None
        return self._known[query]

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
        renderer = Renderer(table, self.now, looked_in, self._finds_none)
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
        """The moves of the line that may make somebody else the owner of a check's duty."""
        moves = self.remit.moves(check.service, check.duty, check.table) if self.remit else ()
        return moves if {self.owner(check), *owners_of(moves)} != {self.owner(check)} else ()

    def owner(self, check: Check) -> str:
        """Who owes the check's duty by the service's line, whatever the configuration."""
        if self.remit is None or check.duty not in self.remit.duties:
            return ""
        return str(self.remit.share(check.service, check.duty).owner)

    def _rows(self, table: AnyTable, layout: Layout) -> Iterator[Row]:
        judged = f"{self.judged_sql(table, layout.checks)} {self._order}"
        for row, _ in self._fetched(judged, layout):
            yield row

    def _fetched(
        self, sql: str, layout: Layout, ahead: int = 0
    ) -> Iterator[tuple[Row, tuple[Any, ...]]]:
        """The rows of a query made of `judged_sql`, each with the `ahead` values before those."""
        cursor = store.patiently(self.connection.cursor(), sql)
        unseen = ahead + len(WHERE_FROM)
        first = unseen + 1
        codes_at = first + len(layout.names)
        owners_at = codes_at + len(layout.checks)
        moved = [i for i, check in enumerate(layout.checks) if self._moves(check)]
        while rows := cursor.fetchmany(1000):
            for row in rows:
                owners = None
                if moved:
                    owners = list(layout.owners)
                    for i, owner in zip(moved, row[owners_at:], strict=True):
                        owners[i] = owner
                subject = Subject._make(row[ahead:unseen])
                codes, values = row[codes_at:owners_at], row[first:codes_at]
                yield Row(subject, codes, owners, row[unseen] or {}, values), row[:ahead]

    def _roll_up(self, table: AnyTable, layout: Layout) -> Iterator[Row]:
        """Findings on the resources that the rows belong to, and on rows that are resources.

        A parent passes when none of its rows fails and none is in doubt; without rows it passes
        too, since nothing in it is wrong. A row that is a resource of its own (declared by itself,
        or with an ARN) is also a finding of its own.
        """
        parent = table.spec.of
        assert parent is not None
        store.create_missing(self.connection, [table, parent])
        adrift = [row for *_, row in self._linked(table, parent, layout, adrift=True)]
        refused = [subject for subject, _ in self._parents(parent, "NOT listed")]
        orphans: dict[str, list[Row]] = defaultdict(list)
        there = False
        linked = groupby(self._linked(table, parent, layout), key=lambda one: one[0])
        place, mine = next(linked, NONE)
        for number, (subject, unseen) in enumerate(self._parents(parent), 1):
            there = True
            rows = list(mine) if place == number else []
            if place == number:
                place, mine = next(linked, NONE)
            doubtful = [row for row in adrift if same_place(row.subject, subject)]
            parts = [*(row for *_, row in rows), *doubtful]
            yield summed(layout, subject, parts, unseen)
            for _, first, link, row in rows:
                if first and stands_alone(row.subject):
                    yield row._replace(within=link or "")
        for _, _, link, row in mine:
            if stands_alone(row.subject):
                yield row
            elif any(same_place(subject, row.subject) for subject in refused):
                continue  # the parents could not be listed: one finding stands for all of them
            elif row.subject.listed or link is not None or not there:
                orphans[row.subject.resource].append(row)
        for group in orphans.values():
            yield summed(layout, group[0].subject, group, {})

    def _linked(
        self, table: AnyTable, parent: AnyTable, layout: Layout, adrift: bool = False
    ) -> Iterator[Linked]:
        """The rows in the order of the resources they belong to, those that belong to none last.

        Or those alone that stand for a list which nobody could read and so belong to any.
        """
        link = f'"{table.spec.link}"'
        if adrift:
            lost = f"SELECT 1 FROM {table.spec.name} WHERE NOT listed AND {link} IS NULL LIMIT 1"
            if self.connection.execute(lost).fetchone() is None:
                return
        base = (f"{link} AS link", "row_number() OVER () AS came", *WHERE_FROM, "unseen")
        judged = self.judged_sql(table, layout.checks, base)
        places = f"row_number() OVER ({self._order}) AS place"
        found = (
            "WITH p AS (SELECT p_id, p_account, p_document, place, "
            "min(place) OVER (PARTITION BY p_id, p_account, p_document) = place AS is_first "
            f"FROM (SELECT id AS p_id, account AS p_account, document AS p_document, {places} "
            f"FROM {parent.spec.name})) "
            f"SELECT place, coalesce(is_first, true), j.* FROM ({judged}) j LEFT JOIN p "
            "ON p_id IS NOT DISTINCT FROM link AND p_account IS NOT DISTINCT FROM account "
            "AND p_document IS NOT DISTINCT FROM document "
            f"WHERE {'NOT listed AND link IS NULL' if adrift else 'true'} "
            f"ORDER BY place NULLS LAST, {', '.join(SETTLED) if self.settled else 'came'}"
        )
        for row, (place, first, name, _) in self._fetched(found, layout, ahead=4):
            yield place, first, name, row

    @property
    def _order(self) -> str:
        return f"ORDER BY {', '.join(SETTLED)}" if self.settled else ""

    def _parents(
        self, parent: AnyTable, where: str = "true"
    ) -> Iterator[tuple[Subject, Mapping[str, str]]]:
        chosen = f"SELECT {', '.join(WHERE_FROM)}, unseen FROM {parent.spec.name}"
        asked = f"{chosen} WHERE {where} {self._order}"
        cursor = store.patiently(self.connection.cursor(), asked)
        while rows := cursor.fetchmany(1000):
            for row in rows:
                yield Subject._make(row[:-1]), row[-1] or {}


NONE: tuple[None, tuple[Linked, ...]] = (None, ())


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
