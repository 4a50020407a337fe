"""The matrix: every duty on every resource, with its owner, its status and AWS's proof.

It is built inside the database, in a few tables of small numbers, so that an estate of a hundred
thousand resources takes seconds:

matrix_resource   a row per resource in use, and one per list that nobody could read
matrix_line       a row per service, duty and side of the line: owner, both parts, basis, sources
matrix_moved      the resources whose configuration moves the line of a duty
matrix_spoken     what the checks say of a duty on a resource: the worst that any of them says
matrix_decided    what people decided: attestations and exceptions
matrix_proof      how AWS's part is proven for a service in a Region
obligation        all of it joined: a row per duty and resource
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

import duckdb

from remit import store
from remit.attestations.proving import Proof, ProofState
from remit.checks import Check
from remit.engine import Engine, move_case
from remit.findings import FAIL, NOT_APPLICABLE, NOT_PLANNED, PASS, UNKNOWN, Findings, Judged, Row
from remit.rendering import Renderer
from remit.responsibility import Duty, Owner, Remit, Share
from remit.sources.api.completeness import CLOSED, only_closed
from remit.tables import AnyTable


class State(StrEnum):
    """Where a duty on a resource stands."""

    OPEN = "open"
    UNKNOWN = "unknown"
    DONE = "done"
    NOT_ASSESSED = "not assessed"
    ATTESTED = "attested"
    EXCEPTED = "excepted"
    PROVEN = "inherited, proven"
    CLAIMED = "inherited, claimed"
    NOT_COVERED = "not covered"
    CLOSED = "closed"
    """Nobody could look, since a service control policy closes the Region."""


Proofs = Callable[[str, str | None, str | None, str], Proof]
"""How AWS's part is shown, by service, Region, partition and duty; see `attestations.Prover`."""


def nothing_held(service: str, region: str | None, partition: str | None, duty: str) -> Proof:
    """AWS's word alone."""
    return Proof(ProofState.CLAIMED, None, "no report of AWS's is held (remit aws refresh)")


@dataclass(frozen=True)
class Decision:
    """What somebody decided on a duty: `attested` that it is done, or `excepted` from it.

    The selections are patterns with `*`; an empty one selects all.
    """

    state: State
    duty: str
    by: str
    until: datetime | None = None
    note: str = ""
    service: str = ""
    account: str = ""
    region: str = ""
    resource: str = ""


RANKS = {FAIL: 0, UNKNOWN: 1, PASS: 2}
SILENT = 9
"""The rank of a check that says nothing of a resource."""

ALONE = "(t.source IN ('cfn', 'tf') OR t.arn <> '') AND t.item = ''"
"""Whether a part is a resource itself; the same as the engine says."""

KEY = ("account", "region", "document", "resource")
PLACE = (*KEY, "partition", "arn", "name", "type", "id", "address", "file", "line", "source",
         "listed")  # fmt: skip
SHUT = (
    "(NOT listed AND cardinality(unseen) > 0 AND len(list_filter(map_values(unseen), "
    f"lambda why: NOT contains(why, {store.quoted(CLOSED)}))) = 0)"
)
"""Whether a list could not be read for no other reason than that the Region is closed."""

SPOKEN_STATES = (State.OPEN, State.UNKNOWN, State.DONE)

STATUS = f"""CASE WHEN owner = '{Owner.INHERITED}' THEN CASE proof
  WHEN '{ProofState.PROVEN}' THEN '{State.PROVEN}'
  WHEN '{ProofState.NOT_COVERED}' THEN '{State.NOT_COVERED}' ELSE '{State.CLAIMED}' END
WHEN rank = 2 THEN '{State.DONE}' WHEN decided = '{State.EXCEPTED}' THEN '{State.EXCEPTED}'
WHEN rank = 0 THEN '{State.OPEN}' WHEN decided = '{State.ATTESTED}' THEN '{State.ATTESTED}'
WHEN closed THEN '{State.CLOSED}'
WHEN rank = 1 THEN '{State.UNKNOWN}' ELSE '{State.NOT_ASSESSED}' END"""
"""A person's word stands for what no check could tell, never for what a check found open."""

JOINED = f"""
SELECT r.rid, r.sid, r.closed, l.did, m.doubt, o.line_id, o.owner, s.rank, p.proof, p.pid,
  d.decided, d.decision
FROM matrix_resource r
JOIN matrix_line l ON l.sid = r.sid AND l.number = 0
LEFT JOIN matrix_moved m ON m.rid = r.rid AND m.did = l.did
JOIN matrix_line o ON o.line_id = l.line_id + coalesce(m.number, 0)
LEFT JOIN matrix_spoken s ON s.rid = r.rid AND s.did = l.did
LEFT JOIN matrix_decided d ON d.rid = r.rid AND d.did = l.did
LEFT JOIN matrix_proof p ON p.place = r.place AND p.did = l.did AND o.owner <> '{Owner.CUSTOMER}'
"""


@dataclass(frozen=True)
class Group:
    """Resources of a service on the same side of the line of a duty, in the same state."""

    service: str
    duty: Duty
    share: Share
    default: Share
    moved: bool
    state: State
    proof: ProofState | None
    resources: int


@dataclass
class Matrix:
    """The matrix over an estate in a DuckDB; `build` makes it, the rest asks it."""

    connection: duckdb.DuckDBPyConnection
    tables: Sequence[AnyTable]
    remit: Remit
    now: datetime
    proofs: Proofs = nothing_held
    decisions: Sequence[Decision] = ()
    shares: list[tuple[str, Duty, Share, int]] = field(default_factory=list)

    def build(self, checks: Sequence[Check], findings: Findings | None = None) -> Matrix:
        """Make the tables; what the checks say comes from `findings`, or is judged here."""
        spoken = _worst(findings.judged()) if findings is not None else self._rolled_up(checks)
        self._resources(spoken)
        self._lines()
        self._moves()
        self._spoken(spoken, checks if findings is None else ())
        self._decided()
        self._proven()
        self.connection.execute(
            "CREATE OR REPLACE TEMP VIEW obligation AS "
            f"SELECT *, {STATUS} AS status FROM ({JOINED})"
        )
        return self

    @cached_property
    def duties(self) -> list[Duty]:
        """The duties in the order of their layers; a duty's number is its place here."""
        return [duty for duties in self.remit.by_layer.values() for duty in duties]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each duty."""
        return {duty.id: number for number, duty in enumerate(self.duties)}

    @cached_property
    def _filled(self) -> list[AnyTable]:
        there = store.filled(self.connection)
        return [table for table in self.tables if table.spec.name in there]

    def _resources(self, spoken: Mapping[Any, Any]) -> None:
        """What is in use: a resource that makes rows of several tables counts once.

        What only a finding names, such as a rule whose group is declared elsewhere, counts too.
        """
        base = ", ".join(PLACE)
        parts = [
            f"SELECT '{table.spec.service}' AS service, '{table.spec.name}' AS kept_in, "
            f"0 AS named, {base}, {SHUT} AS closed FROM {table.spec.name}"
            for table in self._filled
            if table.spec.of is None and table.spec.computed is None
        ]
        parts.append(f"SELECT service, kept_in, 1 AS named, {base}, closed FROM matrix_named")
        self._named(spoken)
        # two steps: in one, the windows are computed over what is not distinct yet
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE matrix_seen AS "
            "SELECT DISTINCT ON (service, account, region, document, resource, "
            "CASE WHEN listed THEN '' ELSE kept_in END) * "
            f"FROM ({' UNION ALL '.join(parts)}) ORDER BY named, kept_in"
        )
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE matrix_resource AS SELECT "
            "row_number() OVER (ORDER BY service, account, region, resource, kept_in) AS rid, "
            "dense_rank() OVER (ORDER BY service) AS sid, "
            "dense_rank() OVER (ORDER BY service, region, partition) AS place, * "
            "FROM matrix_seen"
        )

    def _named(self, spoken: Mapping[Any, Any]) -> None:
        """The subjects of findings on rows that belong to something else."""
        kinds = {"line": "BIGINT", "listed": "BOOLEAN"}
        columns = {name: kinds.get(name, "VARCHAR") for name in PLACE}
        rows = list(dict.fromkeys(one.row for one in spoken.values() if one.row is not None))
        names = {"service": "VARCHAR", "kept_in": "VARCHAR"} | columns | {"closed": "BOOLEAN"}
        self.make("matrix_named", names, rows)

    def _lines(self) -> None:
        """Each service's line: side 0 is where it runs by default, the others where it moves to."""
        found = self.connection.execute(
            "SELECT DISTINCT sid, service FROM matrix_resource ORDER BY sid"
        ).fetchall()
        rows: list[tuple[Any, ...]] = []
        for sid, service in found:
            line = self.remit.line(service)
            for did, duty in enumerate(self.duties):
                moves = line.moves.get(duty.id, ())
                sides = [line.shares[duty.id], *(move.share for move in moves)]
                for number, share in enumerate(sides):
                    rows.append((len(self.shares), sid, did, number, str(share.owner)))
                    self.shares.append((service, duty, share, number))
        self.make(
            "matrix_line",
            {"line_id": "BIGINT", "sid": "BIGINT", "did": "BIGINT", "number": "BIGINT",
             "owner": "VARCHAR"},
            rows,
        )  # fmt: skip

    def has_resources(self, test: str) -> bool:
        """Whether some resource in use meets a test, as SQL over `matrix_resource r`."""
        asked = f"SELECT 1 FROM matrix_resource r WHERE {test} LIMIT 1"
        return self.connection.execute(asked).fetchone() is not None

    def make(self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """A temporary table from rows in Python."""
        lists = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
        chosen = ", ".join(f'unnest(?::{kind}[]) AS "{c}"' for c, kind in columns.items())
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {chosen}", lists)

    def _moves(self) -> None:
        """Which side of a line each resource is on, by its configuration."""
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE matrix_moved (rid BIGINT, did BIGINT, number BIGINT, "
            "doubt VARCHAR)"
        )
        for table in self._filled:
            if table.spec.of is None and table.spec.computed is None:
                self._moves_of(table)

    def _moves_of(self, table: AnyTable) -> None:
        spec = table.spec
        line = self.remit.line(spec.service)
        empty = [t for t in self.tables if t not in self._filled]
        renderer = Renderer(table, self.now, empty=empty)
        sides = []
        for duty, moves in line.moves.items():
            mine = [m for m in moves if m.table == spec.name]
            if not mine:
                continue
            # numbers are places among all moves of the duty, of whatever table
            places = [0, *(moves.index(move) + 1 for move in mine)]
            number = f"{places}[{move_case(renderer, self.remit, mine)} + 1]"
            owner = line.shares[duty].owner
            doubt = _doubt(renderer, self.remit, [m for m in mine if m.share.owner is not owner])
            sides.append(f"{{did: {self.numbers[duty]}, number: {number}, doubt: {doubt}}}")
        if not sides:
            return
        keys = ", ".join(f"t.{key}" for key in KEY)
        self.connection.execute(
            f"INSERT INTO matrix_moved SELECT r.rid, side.did, max(side.number), max(side.doubt) "
            f"FROM (SELECT {keys}, unnest([{', '.join(sides)}]) AS side "
            f"FROM {spec.name} AS t WHERE t.listed) AS t "
            f"JOIN matrix_resource r ON {_same('t', 'r')} AND r.service = '{spec.service}' "
            "WHERE side.number > 0 OR side.doubt IS NOT NULL GROUP BY 1, 2"
        )

    def _rolled_up(self, checks: Sequence[Check]) -> dict[Any, _Spoken]:
        """What checks on parts (rules, statements) say of the resources that these belong to."""
        parts = [
            check
            for check in checks
            if check.table.spec.of is not None and not self._is_plain(check.table)
        ]
        return _worst(Engine(self.connection, self.now).judged(parts))

    def _is_plain(self, table: AnyTable) -> bool:
        """Whether every part was listed and belongs to one resource that was listed.

        Then the database can sum the parts up; the engine knows what to make of all else.
        """
        parent = table.spec.of
        if parent is None or table not in self._filled or parent not in self._filled:
            return False
        there = (
            f"(SELECT id, account, document, count(*) AS n FROM {parent.spec.name} GROUP BY ALL)"
        )
        odd = self.connection.execute(
            f"SELECT 1 FROM {table.spec.name} t LEFT JOIN {there} p ON p.id = t.{table.spec.link} "
            "AND p.account IS NOT DISTINCT FROM t.account AND p.document = t.document "
            "WHERE NOT t.listed OR p.n IS DISTINCT FROM 1 UNION ALL "
            f"SELECT 1 FROM {parent.spec.name} WHERE NOT listed LIMIT 1"
        ).fetchone()
        return odd is None

    def _spoken(self, spoken: Mapping[Any, _Spoken], checks: Sequence[Check]) -> None:
        """The worst that is said of each duty on each resource."""
        rows = [(*key, self.numbers[duty], one.rank)
                for (*key, duty), one in spoken.items() if duty in self.numbers]  # fmt: skip
        texts = {"service": "VARCHAR", **dict.fromkeys(KEY, "VARCHAR"), "unlisted": "VARCHAR"}
        self.make("matrix_said", {**texts, "did": "BIGINT", "rank": "BIGINT"}, rows)
        unlisted = "CASE WHEN r.listed THEN '' ELSE r.kept_in END"
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE matrix_ranks AS SELECT r.rid, t.did, t.rank "
            f"FROM matrix_said t JOIN matrix_resource r ON {_same('t', 'r')} "
            f"AND r.service = t.service AND {unlisted} = t.unlisted"
        )
        by_table: dict[AnyTable, list[Check]] = defaultdict(list)
        for check in checks:
            if check.table in self._filled:
                by_table[check.table].append(check)
        for table, mine in by_table.items():
            if table.spec.of is None:
                self._judge(table, mine)
            elif self._is_plain(table):
                self._judge_parts(table, table.spec.of, mine)
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE matrix_spoken AS "
            "SELECT rid, did, min(rank) AS rank FROM matrix_ranks GROUP BY 1, 2"
        )

    def _judge(self, table: AnyTable, checks: Sequence[Check]) -> None:
        """Judge the checks of a table and keep the worst by duty, all inside the database."""
        ranks = [RANKS.get(code, SILENT) for code in range(NOT_PLANNED + 1)]
        by_duty: dict[str, list[str]] = defaultdict(list)
        for number, check in enumerate(checks):
            by_duty[check.duty].append(f"{ranks}[s{number} + 1]")
        said = ", ".join(
            f"{{did: {self.numbers[duty]}, rank: least({', '.join(codes)})}}"
            for duty, codes in by_duty.items()
            if duty in self.numbers
        )
        judged = Engine(self.connection, self.now).judged_sql(
            table, checks, (*KEY, "listed"), False
        )
        self.connection.execute(
            f"INSERT INTO matrix_ranks SELECT r.rid, said.did, said.rank FROM (SELECT "
            f"{', '.join(KEY)}, listed, unnest([{said}]) AS said FROM ({judged})) AS t "
            f"JOIN matrix_resource r ON {_same('t', 'r')} AND r.service = '{checks[0].service}' "
            f"AND t.listed = r.listed AND (r.listed OR r.kept_in = '{table.spec.name}') "
            f"WHERE said.rank < {SILENT}"
        )

    def _judge_parts(self, table: AnyTable, parent: AnyTable, checks: Sequence[Check]) -> None:
        """As `Engine` rolls parts up: the worst of them; without any the resource passes."""
        by_duty: dict[str, list[str]] = defaultdict(list)
        for number, check in enumerate(checks):
            planned = ", ".join(store.quoted(source) for source in check.sources)
            by_duty[check.duty].append(
                f"CASE WHEN p.source NOT IN ({planned}) THEN {SILENT} "
                f"WHEN bool_or(t.s{number} = {FAIL}) THEN {RANKS[FAIL]} "
                f"WHEN bool_or(t.s{number} = {UNKNOWN}) THEN {RANKS[UNKNOWN]} "
                f"WHEN bool_and(t.s{number} = {NOT_APPLICABLE} AND {ALONE}) THEN {SILENT} "
                f"ELSE {RANKS[PASS]} END"
            )
        said = ", ".join(
            f"{{did: {self.numbers[duty]}, rank: least({', '.join(codes)})}}"
            for duty, codes in by_duty.items()
            if duty in self.numbers
        )
        base = ("account", "document", "source", "arn", "item", table.spec.link)
        judged = Engine(self.connection, self.now).judged_sql(table, checks, base, False)
        keys = ", ".join(f"p.{key}" for key in KEY)
        self.connection.execute(
            f"INSERT INTO matrix_ranks SELECT r.rid, said.did, said.rank FROM (SELECT {keys}, "
            f"unnest([{said}]) AS said FROM {parent.spec.name} p LEFT JOIN ({judged}) t "
            f"ON p.id = t.{table.spec.link} AND p.account IS NOT DISTINCT FROM t.account "
            f"AND p.document = t.document GROUP BY {keys}, p.source) AS t "
            f"JOIN matrix_resource r ON {_same('t', 'r')} AND r.service = '{checks[0].service}' "
            f"WHERE r.listed AND said.rank < {SILENT}"
        )

    def _decided(self) -> None:
        """The decisions that stand today, each on the resources that it selects."""
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE matrix_decided "
            "(rid BIGINT, did BIGINT, decided VARCHAR, decision BIGINT)"
        )
        for number, one in enumerate(self.decisions):
            if one.duty not in self.numbers or (one.until is not None and one.until <= self.now):
                continue
            chosen = {"service": one.service, "account": one.account, "region": one.region,
                      "resource": one.resource}  # fmt: skip
            where = [
                f"coalesce({column}, '') GLOB {store.quoted(pattern)}"
                for column, pattern in chosen.items()
                if pattern
            ]
            self.connection.execute(
                f"INSERT INTO matrix_decided SELECT rid, {self.numbers[one.duty]}, '{one.state}', "
                f"{number} FROM matrix_resource WHERE {' AND '.join(where) or 'true'} "
                f"AND rid NOT IN (SELECT rid FROM matrix_decided WHERE did = "
                f"{self.numbers[one.duty]})"
            )

    def _proven(self) -> None:
        """How AWS's part is shown, once per service, Region and duty that AWS has a part in."""
        places = self.connection.execute(
            "SELECT DISTINCT place, service, region, partition FROM matrix_resource ORDER BY 1"
        ).fetchall()
        rows = []
        for place, service, region, partition in places:
            line = self.remit.line(service)
            for did, duty in enumerate(self.duties):
                sides = [line.shares[duty.id], *(m.share for m in line.moves.get(duty.id, ()))]
                if all(side.owner is Owner.CUSTOMER for side in sides):
                    continue
                found = self.proofs(service, region, partition, duty.id)
                pid = len(self.proven)
                self.proven.append(found)
                rows.append((place, did, str(found.state), pid))
        kinds = {"place": "BIGINT", "did": "BIGINT", "proof": "VARCHAR", "pid": "BIGINT"}
        self.make("matrix_proof", kinds, rows)

    @cached_property
    def proven(self) -> list[Proof]:
        """Every proof that was asked for, by the number that `obligation` gives it."""
        return []

    def groups(self, of: str = "obligation") -> Iterator[Group]:
        """The obligations, or those in a table of some, counted by side, status and proof."""
        answer = self.connection.execute(
            f"SELECT line_id, status, proof, count(*) FROM {of} GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        for line_id, status, proof, count in answer:
            service, duty, share, number = self.shares[line_id]
            shown = ProofState(proof) if proof else None
            default = self.shares[line_id - number][2]
            yield Group(service, duty, share, default, number > 0, State(status), shown, count)


@dataclass
class _Spoken:
    """What is said of a duty on a resource, and the resource where no table lists it."""

    rank: int
    row: tuple[Any, ...] | None = None


def _worst(judged: Iterable[Judged]) -> dict[Any, _Spoken]:
    """The worst finding by service, resource and duty.

    What does not apply says nothing, and what is part of a resource is counted with that.
    """
    worst: dict[Any, _Spoken] = {}
    for layout, row in judged:
        if row.within:
            continue
        subject = row.subject
        place = (subject.account, subject.region, subject.document, subject.resource)
        for check, code in zip(layout.checks, row.codes, strict=True):
            if code in (NOT_APPLICABLE, NOT_PLANNED):
                continue
            kept_in = "" if subject.listed else check.table.spec.name
            key = (check.service, *place, kept_in, check.duty)
            known = worst.get(key)
            if known is None:
                worst[key] = _Spoken(RANKS[code], _orphan(check, row))
            else:
                known.rank = min(known.rank, RANKS[code])
    return worst


def _orphan(check: Check, row: Row) -> tuple[Any, ...] | None:
    """The resource of a finding on a row that belongs to something else, as a resource's row."""
    if check.table.spec.of is None:
        return None
    values = {name: getattr(row.subject, name, "") for name in PLACE}
    closed = not row.subject.listed and only_closed(row.unseen.values())
    return (check.service, check.table.spec.name, *values.values(), closed)


def _doubt(renderer: Renderer, remit: Remit, moves: Sequence[Any]) -> str:
    """SQL for the first move that may or may not be made, as text; NULL where all is known.

    A move that leaves the owner as it is raises no doubt about who that is.
    """
    branches = " ".join(
        f"WHEN ({renderer.sql(remit.condition(move))}) THEN NULL "
        f"WHEN ({renderer.sql(remit.condition(move))}) IS NULL THEN {store.quoted(move.text)}"
        for move in moves
    )
    return f"CASE {branches} END" if moves else "NULL::VARCHAR"


def _same(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{key} IS NOT DISTINCT FROM {other}.{key}" for key in KEY)
