"""Example pages judged by Spark: the same findings as DuckDB's, row for row."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from remit import catalog, computing, engine, responsibility, snapshot, store
from remit.checks import Status
from remit.findings import Finding
from remit.spark import estate, judging
from remit.spark.files import Files
from remit.spark.session import SparkError
from remit.tables import AnyTable
from tests.examples import NOW, rows_of, sections
from tests.spark import spark

__all__ = ["spark"]


EVERY = 1 if os.environ.get("REMIT_TESTS_ALL_PAGES") else 4
"""Spark plans a second for each table, so one part of the pages in four stands for all of them."""


def page_rows() -> Iterator[tuple[AnyTable, Any]]:
    """The rows of pages, each text as an account of its own: one estate, judged at once."""
    texts = [(s, text) for section in sections()[::EVERY] for s, text in section.texts.items()]
    for number, (source, text) in enumerate(texts):
        account = f"{number:012d}"
        for table, row in rows_of(source, text, catalog.tables()):
            yield table, {**row, "account": account, "scope": account}


def split(number: int) -> bool:
    """Whether a row goes into the second of two snapshots."""
    return number % 7 == 0


@pytest.fixture(scope="module")
def estates(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two snapshots that are one estate."""
    folder, tables = tmp_path_factory.mktemp("two estates"), catalog.tables()
    spools = store.Spool(), store.Spool()
    found = []
    for number, (table, row) in enumerate(page_rows()):
        spools[split(number)].add(table, row)
    for number, spool in enumerate(spools):
        with spool:
            connection = store.connect()
            spool.load(connection, tables)
            told = {"finished": NOW.isoformat()}
            snapshot.write(connection, tables, folder / str(number), told)
            found.append(folder / str(number))
    return found


def in_duckdb(folders: Sequence[Path]) -> list[Finding]:
    connection, tables = store.connect(), catalog.tables()
    for folder in folders:
        snapshot.append(connection, snapshot.read(folder), tables)
    computing.compute(connection, tables)
    return list(engine.run(connection, catalog.checks(), NOW, responsibility.load()))


def plain(value: Any) -> str:
    """A moment is a text once it was in a file of findings."""
    assert isinstance(value, datetime), value
    return str(value)


def record(finding: Finding) -> str:
    """All that a finding says, with what it is about."""
    told = {
        "check": finding.check.id,
        "subject": finding.subject._asdict(),
        "status": finding.status,
        "evidence": finding.evidence,
        "reasons": finding.reasons,
        "owner": finding.owner,
        "within": finding.within,
        "fingerprint": finding.fingerprint,
    }
    options = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
    return orjson.dumps(told, default=plain, option=options).decode()


@pytest.fixture(scope="module")
def judged(spark: Any, estates: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Any:
    files = Files(spark)
    stored = [estate.read(files, str(folder)) for folder in estates]
    out = tmp_path_factory.mktemp("out") / "judged"
    return judging.judge(spark, stored, catalog.checks(), NOW, responsibility.load(), str(out))


def test_spark_finds_what_duckdb_finds_row_for_row_and_keeps_it(
    spark: Any, judged: judging.Judged, estates: list[Path]
) -> None:
    duckdb = in_duckdb(estates)
    there = list(judging.findings(spark, judged, catalog.checks()))
    assert {finding.status for finding in duckdb} == set(Status)
    checked = {finding.check.id for finding in duckdb}
    assert EVERY > 1 or checked == {check.id for check in catalog.checks()}
    one, other = Counter(map(record, duckdb)), Counter(map(record, there))
    assert not list(one - other)[:3], "Spark does not find these"
    assert not list(other - one)[:3], "Spark alone finds these"
    assert judged.statuses == {s: sum(f.status is s for f in duckdb) for s in Status}
    # here too, since what is judged takes long to make and another process would make it anew
    written = spark.read.parquet(f"{judged.path}/{judging.FINDINGS}").select("fingerprint")
    prints = Counter(row["fingerprint"] for row in written.collect())
    assert prints == Counter(finding.fingerprint for finding in there)
    stored = [estate.read(Files(spark), str(folder)) for folder in estates]
    with pytest.raises(SparkError, match="never overwritten"):
        judging.judge(spark, stored, catalog.checks(), NOW, None, judged.path)


def test_a_snapshot_that_was_changed_or_is_none_is_refused(
    spark: Any, estates: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(SparkError, match=r"manifest\.json"):
        estate.read(Files(spark), str(tmp_path))
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in estates[1].iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    changed = next(copy.glob("*.parquet"))
    changed.write_bytes(changed.read_bytes() + b"x")
    with pytest.raises(SparkError, match=f"{changed.name} was changed"):
        estate.read(Files(spark), str(copy))


@pytest.mark.parametrize(
    ("given", "meant"),
    [("/a/b", "file:///a/b"), ("file:/a/b/", "file:///a/b"), ("file:///a", "file:///a"),
     ("s3a:/bucket/a", "s3a://bucket/a"), ("s3a://bucket/a", "s3a://bucket/a"),
     ("hdfs://host:8020/a", "hdfs://host:8020/a"), ("/a b", "file:///a b")],
)  # fmt: skip
def test_paths_lead_where_the_workers_look(given: str, meant: str) -> None:
    assert estate.location(given) == meant
