"""Findings as they are kept: row by row, on disk where there are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest

from remit import catalog, engine, findings, scan, store
from remit.checks import Status
from remit.findings import Finding, Findings, Judged, Layout, Row
from remit.tables import AnyTable
from tests.reports import subject

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CHECKS = tuple(check for check in catalog.checks() if check.table.spec.name == "s3_bucket")
MANY = 107
TABLES = ("ec2_security_group_rule", "ec2_security_group")
LAYOUT = Layout(
    CHECKS,
    tuple({column.name: 0 for check in CHECKS for column in check.columns}),
    ("shared",) * len(CHECKS),
)


def rows(number: int) -> Iterator[Judged]:
    """Rows in every status, some with the columns that an unknown one lacks."""
    values: list[Any] = [datetime(2026, 1, 1), None, [{"a": "b"}], "text"]
    for n in range(number):
        codes = bytes((n + i) % 5 for i in range(len(CHECKS)))
        seen = [values[(n + i) % len(values)] for i in range(len(LAYOUT.names))]
        unseen = {LAYOUT.names[n % len(LAYOUT.names)]: f"denied {n % 3}"}
        yield LAYOUT, Row(subject(resource=f"bucket-{n}", tags={"n": str(n)}), codes, None,
                          unseen, seen)  # fmt: skip


@pytest.fixture(scope="module")
def many() -> Findings:
    """So many that most are on disk."""
    return Findings.gather(rows(MANY), block=20, held=40)


def test_findings_on_disk_are_those_that_were_kept(many: Findings) -> None:
    told = (row.finding(layout, i) for layout, row in rows(MANY)
            for i, code in enumerate(row.codes) if code != findings.NOT_PLANNED)  # fmt: skip
    number = 0
    for one, other in zip(many, told, strict=True):
        assert one == other
        number += 1
    assert number == len(many)


def test_findings_can_be_gone_through_twice_at_once(many: Findings) -> None:
    first, second = iter(many), iter(many)
    for _ in range(len(many) - 1):
        next(first)
    assert next(second).subject.resource == "bucket-0"
    assert next(first).subject.resource != "bucket-0"


def test_counts_are_those_of_the_findings_one_by_one(many: Findings) -> None:
    assert many.counts == Counter(finding.status for finding in many)
    for check in CHECKS:
        counted = Counter(finding.status for finding in many.where(check))
        assert many.by_check[check] == counted
        for status in Status:
            assert {f.status for f in many.where(check, status)} <= {status}


def test_only_what_is_unknown_has_reasons(many: Findings) -> None:
    for finding in many.where(CHECKS[0]):
        assert bool(finding.reasons) == (finding.status is Status.UNKNOWN)


def test_a_check_that_is_planned_nowhere_has_no_findings() -> None:
    silent = Row(subject(), [findings.NOT_PLANNED] * len(CHECKS), None, {}, [0] * 99)
    kept = Findings.gather([(LAYOUT, silent)])
    assert (len(kept), list(kept), kept.by_check) == (0, [], {})


def test_findings_made_elsewhere_are_kept_as_they_are() -> None:
    one = Finding(CHECKS[0], subject(), Status.UNKNOWN, {"a": 1}, ("denied",), "shared")
    two = replace(one, check=CHECKS[1], status=Status.PASS, reasons=())
    within = replace(one, within="stack")
    others = [one, two, one, within, replace(one, subject=subject(resource="other"))]
    kept = Findings.of(others)
    assert list(kept) == others
    assert kept.counts[Status.UNKNOWN] == 4


def estate(order: Sequence[int]) -> list[tuple[str, str, Status]]:
    """Security groups and their rules, in the order in which they were read."""
    groups = [row for n in order for row in _group(n)]
    with store.Spool() as spool:
        for table, row in groups:
            spool.add(table, row)
        connection = store.connect()
        spool.load(connection, list({table for table, _ in groups}))
    chosen = [c for c in catalog.checks() if c.table.spec.name in TABLES]
    judge = engine.Engine(connection, NOW, settled=True)
    return [
        (f.check.id, f.subject.resource, f.status) for f in Findings.gather(judge.judged(chosen))
    ]


def _group(number: int) -> Iterator[tuple[AnyTable, dict[str, Any]]]:
    table = {t.spec.name: t for t in catalog.tables()}
    base = {"account": "1", "region": f"r{number % 3}", "source": "api", "listed": True,
            "document": "", "item": "", "address": "", "file": "", "line": 0, "arn": "",
            "type": "AWS::EC2::SecurityGroup", "tags": {}, "unseen": {}}  # fmt: skip
    made = {"resource": f"g{number}", "id": f"g{number}", "name": f"g{number}"}
    yield table["ec2_security_group"], base | made
    for rule in range(number % 4):
        part = {"item": f"r{rule}", "id": f"g{number}r{rule}", "ipv4": "0.0.0.0/0"}
        link = str(table["ec2_security_group_rule"].spec.link)
        yield table["ec2_security_group_rule"], base | made | part | {link: f"g{number}"}


def test_settled_findings_do_not_hang_on_the_order_of_the_rows() -> None:
    forwards = estate(range(30))
    assert forwards == estate(range(29, -1, -1))
    assert len(set(forwards)) == len(forwards)
    assert len({resource for _, resource, _ in forwards}) == 30


def test_a_row_that_is_larger_than_most_is_read_all_the_same() -> None:
    bucket = next(table for table in catalog.tables() if table.spec.name == "s3_bucket")
    connection = store.connect()
    with store.Spool() as spool:
        for name in ("x" * (9 << 20), "y"):
            spool.add(bucket, {"name": name, "unseen": {}})
        spool.load(connection, [bucket])
    found = connection.execute("SELECT length(name) FROM s3_bucket").fetchall()
    assert found == [(9 << 20,), (1,)]


LISTS = "SELECT len(list(i)) FROM range(3000000) AS r(i)"


def test_what_cannot_do_with_little_memory_is_run_with_more() -> None:
    connection = store.connect()
    folder = store.spills(connection)
    with store.lean(connection):
        connection.execute("SET memory_limit = '8MB'")
        with pytest.raises(duckdb.OutOfMemoryException):
            connection.execute(LISTS)
        assert store.patiently(connection.cursor(), LISTS).fetchone() == (3_000_000,)
    folder.cleanup()


def test_a_lean_scan_judges_as_any_other() -> None:
    queue = next(table for table in catalog.tables() if table.spec.name == "sqs_queue")
    checks = [check for check in catalog.checks() if check.table is queue]

    def fill(spool: store.Spool, _: scan.Scan) -> None:
        for n in range(3000):
            row = {"resource": f"q{n}", "id": f"q{n}", "source": "api", "listed": True,
                   "document": "", "encrypted": n % 2 == 0,
                   "unseen": {"policy": "denied"}}  # fmt: skip
            spool.add(queue, row)

    wanted = [scan.run(fill, [queue], checks, None, NOW, lean=lean) for lean in (False, True)]
    plain, lean = ([vars(f) for f in done.findings] for done in wanted)
    assert plain == lean
    assert len(plain) == 3000 * len(checks)
