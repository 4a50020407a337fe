"""`remit scan --engine`, as a user types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from remit import catalog, snapshot, store
from remit.cli import run
from tests.examples import NOW, rows_of, sections
from tests.spark import spark

__all__ = ["spark"]


ON = ("--engine", "local", "--shared", "out")


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """A snapshot of what the pages of Amazon S3 show."""
    connection, tables = store.connect(), catalog.tables()
    with store.Spool() as spool:
        for section in sections()[:120]:
            if section.where.startswith("s3/") and "api" in section.texts:
                for table, row in rows_of("api", section.texts["api"], tables):
                    spool.add(table, row)
        spool.load(connection, tables)
    told = {"finished": NOW.isoformat(), "tool": {"name": "remit", "version": "0"}}
    return snapshot.write(connection, tables, tmp_path / "estate", told).path


def test_a_scan_on_spark_reports_what_a_scan_on_one_machine_reports(
    spark: Any, estate: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = []
    chosen = ["--check", "s3_bucket_*", "--format", "json", "--exit-zero", "--max-unknown", "9999"]
    for engine in ([], ["--engine", "local[2]", "--shared", str(tmp_path / "out")]):
        assert run(["scan", str(estate), *chosen, *engine]) == 0
        said.append(json.loads(capfd.readouterr().out))
    one, other = said
    assert one["counts"] == other["counts"]
    assert by_fingerprint(one) == by_fingerprint(other)


def by_fingerprint(report: dict[str, Any]) -> list[Any]:
    return sorted(report["findings"], key=lambda finding: json.dumps(finding, sort_keys=True))


@pytest.mark.parametrize(
    ("words", "told"),
    [(["x", "--engine", "local"], "--engine takes --shared PATH"),
     (["--engine", "local", "--shared", "out"], "either snapshots or --live"),
     (["x", "--shared", "out"], "--shared goes with --engine"),
     (["x", "--engine", "thing", "--shared", "out"], "thing is no engine"),
     (["x", *ON, "--resume"], "give the same command again"),
     (["--live", *ON, "--save"], "PATH/snapshot of --shared PATH"),
     (["--live", *ON, "--no-save"], "PATH/snapshot of --shared PATH"),
     (["--live", *ON, "--progress", "json"], "Spark's own page"),
     (["--live", *ON, "--org"], "--accounts-file"),
     (["--live", *ON, "--aggregator", "x"], "leave out --aggregator"),
     (["--live", *ON, "--mfa-serial", "x"], "without"),
     (["x", *ON, "--role-name", "y"], "--role-name goes with --live")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_before_spark_starts(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["scan", *words]) == 2
    said = capsys.readouterr()
    assert told in said.err and len(said.err.splitlines()) == 1 and not said.out


def test_a_dry_run_prints_the_same_plan_and_starts_no_spark(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    said = []
    for engine in ([], ["--engine", "spark://nowhere:1"]):
        assert run(["scan", "--live", "--dry-run", "-c", "sqs_*", *engine]) == 0
        said.append(capfdbinary.readouterr())
    assert said[0] == said[1] and said[0].out
