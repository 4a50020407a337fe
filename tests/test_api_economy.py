"""What is not asked, because what was read already tells the answer."""

from __future__ import annotations

from collections import Counter
from typing import Any

from remit.sources.api.client import Settings
from remit.sources.api.collect import Collected, Target, collect
from remit.tables import AnyTable
from tests.api_tables import Bucket, Queue
from tests.faults import Fault, spoiled, tagged
from tests.moto import FAST, Moto, moto, moto_server, session

__all__ = ["moto", "moto_server"]

HERE = ("eu-west-1",)


def buckets(moto: Moto) -> None:
    for name, lock in (("locked", True), ("plain", False), ("versioned", False)):
        moto.client("s3").create_bucket(
            Bucket=name,
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
            ObjectLockEnabledForBucket=lock,
        )
    moto.client("s3").put_bucket_versioning(
        Bucket="versioned", VersioningConfiguration={"Status": "Enabled"}
    )


Found = tuple[dict[str, dict[str, Any]], Collected, Counter[str]]


def read(
    moto: Moto, table: AnyTable, *faults: Fault, columns: str = "", settings: Settings = FAST
) -> Found:
    rows: dict[str, dict[str, Any]] = {}
    wanted = frozenset(columns.split() or table.own_columns())
    with spoiled(moto.url, *faults) as proxy:
        target = Target(lambda: tagged(session()), HERE, proxy.url, settings)
        found = collect({table: wanted}, target, lambda _, row: rows.update({row["id"]: row}))
    return rows, found, proxy.seen


def test_what_an_answer_tells_anyway_is_not_asked_for(moto: Moto) -> None:
    buckets(moto)
    rows, _, seen = read(moto, Bucket)
    assert {name: (row["versioning"], row["lock"]) for name, row in rows.items()} == {
        "locked": ("Enabled", "Enabled"), "plain": ("", ""), "versioned": ("Enabled", ""),
    }  # fmt: skip
    assert (seen["GetBucketVersioning"], seen["GetObjectLockConfiguration"]) == (3, 2)


def test_where_that_answer_is_refused_or_not_wanted_it_is_asked_for(moto: Moto) -> None:
    buckets(moto)
    rows, _, seen = read(moto, Bucket, Fault("GetBucketVersioning"))
    assert seen["GetObjectLockConfiguration"] == 3
    assert {name: row["lock"] for name, row in rows.items()} == {
        "locked": "Enabled", "plain": "", "versioned": "",
    }  # fmt: skip
    _, _, seen = read(moto, Bucket, columns="bucket lock")
    assert (seen["GetBucketVersioning"], seen["GetObjectLockConfiguration"]) == (0, 3)


def test_what_an_endpoint_does_not_know_is_asked_a_few_times_only(moto: Moto) -> None:
    for number in range(12):
        moto.client("sqs").create_queue(QueueName=f"q{number}")
    fault = Fault("GetQueueAttributes", code="UnknownOperationException", status=400)
    one = Settings(workers=1, attempts=1, read_timeout=5)
    rows, found, seen = read(moto, Queue, fault, settings=one)
    call = next(call for call in found.calls if call.operation == "GetQueueAttributes")
    assert len(rows) == 12 and all(
        "does not implement" in r["unseen"]["encrypted"] for r in rows.values()
    )
    assert seen["GetQueueAttributes"] < 12
    assert seen["GetQueueAttributes"] + call.skipped == 12


def test_a_service_that_throttles_for_a_while_loses_nothing_and_is_asked_slower(moto: Moto) -> None:
    for number in range(30):
        moto.client("sqs").create_queue(QueueName=f"q{number}")
    fault = Fault("GetQueueAttributes", code="ThrottlingException", status=400, times=10)
    rows, found, seen = read(moto, Queue, fault, settings=Settings(workers=16, attempts=2))
    call = next(call for call in found.calls if call.operation == "GetQueueAttributes")
    assert len(rows) == 30 and not any(row["unseen"] for row in rows.values())
    assert (call.throttled, call.failed) == (10, 0)
    assert seen["GetQueueAttributes"] == 40
