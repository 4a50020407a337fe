"""Judges an estate in Spark: a job for each table, findings as Parquet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from remit.checks import Check, Status
from remit.engine import tables_of
from remit.findings import WHERE_FROM, Finding, Subject
from remit.responsibility import Remit
from remit.snapshot import MANIFEST
from remit.spark.estate import Estate, Stored, location
from remit.spark.files import Files
from remit.spark.session import SparkError, fit, told
from remit.spark.sql import Judge

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FINDINGS, COMPUTED = "findings", "computed"
JUDGED = "_judged"
"""The view of all rows × checks of the table whose parts are being summed up."""


@dataclass(frozen=True)
class Judged:
    """Findings on a path that the workers share, and how many of each status a check has."""

    path: str
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def statuses(self) -> dict[Status, int]:
        """How many findings there are of each status."""
        return {s: sum(c.get(str(s), 0) for c in self.counts.values()) for s in Status}


def judge(
    session: SparkSession,
    snapshots: Sequence[Stored],
    checks: Sequence[Check],
    now: datetime,
    remit: Remit | None,
    path: str,
) -> Judged:
    """Judge snapshots as one estate as of a moment, and write the findings below `path`.

    `findings/table=…/*.parquet` has a row a finding: check, severity, service, duty, status, owner,
    the resource, evidence (JSON), reasons, within and fingerprint. The manifest beside them comes
    last, so findings without one are not whole. Raises SparkError when there are findings already,
    or when Spark cannot go on.
    """
    at = location(path)
    files = Files(session)
    for name in (FINDINGS, MANIFEST):
        if files.exists(f"{at}/{name}"):
            raise SparkError(f"{at} has findings already: they are never overwritten")
    fit(session, sum(snapshot.rows for snapshot in snapshots))
    with told("Spark stopped"):
        estate = Estate(session, snapshots, tables_of(checks, remit), f"{at}/{COMPUTED}")
        for table, found in _findings(estate, checks, now, remit):
            found.write.parquet(f"{at}/{FINDINGS}/table={table}")
        counts = _counted(session, files, at)
    manifest = {
        "as_of": now.isoformat(),
        "snapshots": [snapshot.path for snapshot in snapshots],
        "counts": counts,
    }
    text = orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    files.write(f"{at}/{MANIFEST}", text)
    return Judged(at, counts)


def _findings(
    estate: Estate, checks: Sequence[Check], now: datetime, remit: Remit | None
) -> Iterator[tuple[str, DataFrame]]:
    """The findings table by table, as `remit.engine.Engine.run` gives them."""
    session = estate.session
    by_table: dict[Any, list[Check]] = defaultdict(list)
    for check in checks:
        by_table[check.table].append(check)
    empty = frozenset(tables_of(checks, remit)) - estate.filled
    for table in sorted(by_table, key=lambda table: table.spec.name):
        name, parent = table.spec.name, table.spec.of
        if table not in estate.filled and (parent is None or parent not in estate.filled):
            continue
        judge = Judge(table, by_table[table], now, remit, empty)
        if parent is None:
            yield name, session.sql(judge.findings(f"({judge.rows()})"))
            continue
        rows = session.sql(judge.rows()).persist()
        rows.createOrReplaceTempView(JUDGED)
        try:
            yield name, session.sql(judge.rolled_up(JUDGED))
        finally:
            rows.unpersist()


def _counted(session: SparkSession, files: Files, at: str) -> dict[str, dict[str, int]]:
    if not files.exists(f"{at}/{FINDINGS}"):
        return {}
    found = session.read.parquet(f"{at}/{FINDINGS}").groupBy("check", "status").count()
    counts: dict[str, dict[str, int]] = {}
    for row in found.orderBy("check", "status").collect():
        counts.setdefault(row["check"], {})[row["status"]] = row["count"]
    return counts


def findings(session: SparkSession, judged: Judged, checks: Sequence[Check]) -> Iterator[Finding]:
    """The findings one by one, in an order that does not vary: for reports on what is not large.

    Moments in their evidence are texts.
    """
    if not judged.counts:
        return
    named = {check.id: check for check in checks}
    order = ("table", "account", "region", "resource", "check", "fingerprint")
    read = session.read.parquet(f"{judged.path}/{FINDINGS}").orderBy(*order)
    for row in read.toLocalIterator():
        values = row.asDict(recursive=True)
        yield Finding(
            named[values["check"]],
            Subject(**{name: values[name] for name in WHERE_FROM}),
            Status(values["status"]),
            orjson.loads(values["evidence"]),
            tuple(values["reasons"]),
            values["owner"],
            values["within"],
        )
