"""The queries that judge one table on Spark: what `remit.engine` does, as SQL alone.

Nothing here runs in Python on a worker, so that workers need neither Python nor this package.
`{_at}` is a row's place in its file: it makes the order of a roll-up the same as on one machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from remit.checks import Check
from remit.conditions import Kind
from remit.engine import move_case, owners_of, status_sql
from remit.findings import (
    FAIL,
    NOT_APPLICABLE,
    NOT_PLANNED,
    PASS,
    STATUSES,
    UNKNOWN,
    WHERE_FROM,
)
from remit.rendering import constant
from remit.responsibility import Move, Remit
from remit.spark.rendering import SparkRenderer
from remit.summing import SHOWN
from remit.tables import DECLARED, AnyTable, Column

TYPES = {
    Kind.TEXT: "string",
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double",
    Kind.TIME: "timestamp_ntz",
    Kind.TEXTS: "array<string>",
    Kind.MAP: "map<string,string>",
}
AT = "struct<snapshot:int,file:string,row:bigint>"
NOTHING = "CAST(array() AS array<string>)"
AS_JSON = "map('ignoreNullFields', 'false', 'timestampNTZFormat', 'yyyy-MM-dd HH:mm:ss')"


def sql_type(column: Column) -> str:
    """The Spark type of a column."""
    if column.kind is Kind.RECORDS:
        fields = ",".join(f"`{name}`:{TYPES[kind]}" for name, kind in (column.fields or {}).items())
        return f"array<struct<{fields}>>"
    return TYPES[column.kind]


def schema(table: AnyTable) -> str:
    """The columns of a table and their Spark types, `unseen` among them."""
    types = {name: sql_type(column) for name, column in table.columns().items()}
    whole = types | {"unseen": TYPES[Kind.MAP]}
    return ", ".join(f"`{name}` {kind}" for name, kind in whole.items())


@dataclass(frozen=True)
class Judge:
    """Writes the queries for the checks of one table.

    `empty` are tables without rows.
    """

    table: AnyTable
    checks: Sequence[Check]
    now: datetime
    remit: Remit | None = None
    empty: frozenset[AnyTable] = frozenset()

    def rows(self) -> str:
        """A row per row and check: who, `n` (which check), `code`, evidence, reasons, owner."""
        renderer = SparkRenderer(self.table, self.now, self.empty - {self.table})
        inner = ["t.*"]
        for i, check in enumerate(self.checks):
            inner.append(f"({renderer.sql(check.passes)}) AS p{i}")
            if check.where is not None:
                inner.append(f"({renderer.sql(check.where)}) AS w{i}")
            if moves := self._moves(check):
                assert self.remit is not None
                inner.append(f"{move_case(renderer, self.remit, moves)} AS o{i}")
        statuses = [f"{status_sql(check, i)} AS s{i}" for i, check in enumerate(self.checks)]
        link = self.table.spec.link
        who = [*map(_quoted, WHERE_FROM), "_at"]
        who += [f"{_quoted(link)} AS _link", f"{_alone()} AS _alone"] if link else []
        said = ", ".join(self._said(check, i) for i, check in enumerate(self.checks))
        return (
            f"SELECT {', '.join(who)}, inline(array({said})) FROM (SELECT *, "
            f"{', '.join(statuses)} FROM (SELECT {', '.join(inner)} "
            f"FROM {self.table.spec.name} AS t))"
        )

    def _said(self, check: Check, index: int) -> str:
        """What one check says of a row."""
        fields = ", ".join(f"'{c.name}', {_quoted(c.name)}" for c in check.columns)
        owner = text(self.owner(check))
        if moves := self._moves(check):
            owners = ", ".join(text(o) for o in (self.owner(check), *owners_of(moves)))
            owner = f"element_at(array({owners}), o{index} + 1)"
        return (
            f"named_struct('n', {index}, 'code', s{index}, "
            f"'evidence', to_json(named_struct({fields}), {AS_JSON}), "
            f"'reasons', CASE WHEN s{index} = {UNKNOWN} THEN {_reasons(check)} ELSE {NOTHING} END, "
            f"'owner', {owner})"
        )

    def _moves(self, check: Check) -> tuple[Move, ...]:
        return self.remit.moves(check.service, check.duty, check.table) if self.remit else ()

    def owner(self, check: Check) -> str:
        """Who owes the check's duty by the service's line, whatever the configuration."""
        if self.remit is None or check.duty not in self.remit.duties:
            return ""
        return str(self.remit.share(check.service, check.duty).owner)

    def findings(self, judged: str) -> str:
        """The findings, from a query or view of `rows` of a table that is no part of another."""
        who = ", ".join(f"`{name}`" for name in WHERE_FROM)
        return self._named(
            f"SELECT {who}, n, code, evidence, reasons, owner, '' AS within FROM {judged} "
            f"WHERE code <> {NOT_PLANNED}"
        )

    def rolled_up(self, judged: str) -> str:
        """The findings on the resources that the rows belong to, from a view of `rows`.

        The same as `remit.engine.Engine._roll_up`: a parent passes when none of its rows fails and
        none is in doubt; rows that are resources are findings of their own too; what belongs to
        nothing known is summed up by resource.
        """
        parent = self.table.spec.of
        assert parent is not None
        who = ", ".join(f"`{name}`" for name in WHERE_FROM)
        whole = ", ".join(f"x.`{name}`" for name in WHERE_FROM)
        ours = _all_equal(("account", "document"), "r", "p")
        mine = f"{ours} AND r._link IS NOT DISTINCT FROM p.id"
        sums = ", ".join(SUMS)
        planned = ", ".join(
            f"({i}, array({', '.join(map(text, check.sources)) or NOTHING}))"
            for i, check in enumerate(self.checks)
        )
        near = _near("r", "p", ours)
        refused = f"p.listed IS NOT TRUE AND {_near('p', 'r', ours)}"
        known = f"EXISTS (SELECT 1 FROM parents p WHERE {mine})"
        some = "EXISTS (SELECT 1 FROM parents)"
        return self._named(f"""
WITH parents AS (SELECT {who}, unseen, _at FROM {parent.spec.name}),
planned AS (SELECT * FROM VALUES {planned} AS v(n, sources)),
parts AS (
  SELECT p._at AS whole, r.*, struct(false, r._at) AS place
  FROM parents p JOIN {judged} r ON {mine}
  UNION ALL
  SELECT p._at AS whole, r.*, struct(true, r._at) AS place
  FROM parents p JOIN {judged} r ON r._link IS NULL AND r.listed IS NOT TRUE AND {near}),
sums AS (SELECT whole, n, {sums} FROM parts GROUP BY whole, n),
orphans AS (
  SELECT r.*, struct(false, r._at) AS place FROM {judged} r
  WHERE NOT r._alone AND NOT EXISTS (SELECT 1 FROM parents p WHERE {refused})
    AND NOT {known} AND (r.listed IS TRUE OR r._link IS NOT NULL OR NOT {some})),
groups AS (
  SELECT min_by(struct({who}), _at) AS x, CAST(map() AS map<string,string>) AS unseen, n, {sums}
  FROM orphans GROUP BY resource, n),
summed AS (
  SELECT {whole}, x.unseen, planned.n, sources, counted, failed, doubtful, beyond, fails, doubts
  FROM parents x CROSS JOIN planned
  LEFT JOIN sums ON sums.whole = x._at AND sums.n = planned.n
  UNION ALL
  SELECT {whole}, unseen, groups.n, sources, counted, failed, doubtful, beyond, fails, doubts
  FROM groups JOIN planned ON groups.n = planned.n),
coded AS (SELECT *, {CODE} AS code FROM summed WHERE array_contains(sources, source)),
picked AS (
  SELECT *, array_sort(CASE WHEN code = {FAIL} THEN fails WHEN code = {UNKNOWN} THEN doubts END)
  AS deciding FROM coded)
SELECT {who}, n, code, {ROWS} AS evidence,
  CASE WHEN code = {UNKNOWN} THEN {WHY} ELSE {NOTHING} END AS reasons,
  {self._by_check(self.owner(check) for check in self.checks)} AS owner, '' AS within FROM picked
UNION ALL
SELECT {who}, n, code, evidence, reasons, owner,
  CASE WHEN r._link <> '' AND {known} THEN r._link ELSE '' END AS within
FROM {judged} r WHERE r._alone AND code <> {NOT_PLANNED}""")

    def _named(self, findings: str) -> str:
        """Findings with names instead of numbers, and their fingerprints."""
        who = ", ".join(f"`{name}`" for name in WHERE_FROM)
        about = {
            "check": (check.id for check in self.checks),
            "severity": (str(check.severity) for check in self.checks),
            "service": (check.service for check in self.checks),
            "duty": (check.duty for check in self.checks),
        }
        named = ", ".join(f"{self._by_check(names)} AS `{key}`" for key, names in about.items())
        statuses = ", ".join(text(str(status)) for status in STATUSES)
        return (
            f"SELECT *, {FINGERPRINT} AS fingerprint FROM (SELECT {named}, "
            f"element_at(array({statuses}), code + 1) AS status, owner, {who}, evidence, reasons, "
            f"within FROM ({findings}))"
        )

    def _by_check(self, texts: Iterable[str]) -> str:
        return f"element_at(array({', '.join(map(text, texts))}), n + 1)"


SUMS = (
    "count(*) AS counted",
    f"bool_or(code = {FAIL}) AS failed",
    f"bool_or(code = {UNKNOWN}) AS doubtful",
    f"bool_and(code = {NOT_APPLICABLE} AND _alone) AS beyond",
    f"array_agg(struct(place, evidence, reasons)) FILTER (WHERE code = {FAIL}) AS fails",
    f"array_agg(struct(place, evidence, reasons)) FILTER (WHERE code = {UNKNOWN}) AS doubts",
)
CODE = (
    f"CASE WHEN listed IS NOT TRUE THEN {UNKNOWN} WHEN failed THEN {FAIL} "
    f"WHEN doubtful THEN {UNKNOWN} WHEN beyond THEN {NOT_APPLICABLE} ELSE {PASS} END"
)
ROWS = (
    "concat('{\"rows\":[', coalesce(array_join("
    f"transform(slice(deciding, 1, {SHOWN}), _one -> _one.evidence), ','), ''), "
    "'],\"counted\":', coalesce(counted, 0), '}')"
)
WHY = (
    "array_distinct(concat("
    f"coalesce(flatten(transform(deciding, _one -> _one.reasons)), {NOTHING}), "
    f"CASE WHEN listed IS NOT TRUE THEN coalesce(map_values(unseen), {NOTHING}) "
    f"ELSE {NOTHING} END))"
)
FINGERPRINT = (
    "left(sha2(concat_ws(char(31), `check`, coalesce(account, ''), coalesce(region, ''), "
    "CASE WHEN address <> '' THEN coalesce(document, '') ELSE '' END, "
    "CASE WHEN resource <> '' THEN resource ELSE coalesce(id, '') END), 256), 32)"
)
"""As `remit.findings.Finding.fingerprint`."""


def _alone() -> str:
    """As `remit.engine._stands_alone`."""
    declared = ", ".join(map(text, DECLARED))
    return (
        f"((coalesce(source IN ({declared}), false) OR coalesce(arn <> '', false)) "
        "AND coalesce(item, '') = '' AND listed IS TRUE)"
    )


def _near(row: str, parent: str, ours: str) -> str:
    """As `remit.summing.same_place`."""
    region = f"{row}.region IS NOT DISTINCT FROM {parent}.region"
    return f"{ours} AND ({region} OR coalesce({row}.region = 'global', false))"


def _all_equal(names: Iterable[str], one: str, two: str) -> str:
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {two}.{name}" for name in names)


def _reasons(check: Check) -> str:
    """As `remit.findings.Row.reasons`."""
    others = {column.table.spec.name for column in check.reads if column.table is not check.table}
    parts = ", ".join(text(f"part of {name} could not be read") for name in sorted(others))
    columns = ", ".join(
        f"concat('{c.name}: ', element_at(unseen, '{c.name}'))" for c in check.columns
    )
    return (
        "CASE WHEN listed IS NOT TRUE THEN CASE WHEN cardinality(unseen) > 0 "
        "THEN array_distinct(map_values(unseen)) ELSE array('the list could not be read') END "
        f"WHEN cardinality(array_compact(array({columns}))) > 0 "
        f"THEN array_compact(array({columns})) ELSE CAST(array({parts}) AS array<string>) END"
    )


def _quoted(name: str) -> str:
    return f"`{name}`"


def text(value: str) -> str:
    """A text as Spark's SQL spells it."""
    return str(constant(value).sql(dialect="spark"))
