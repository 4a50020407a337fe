"""Accounts read by Spark's workers: the same snapshot and findings as one machine's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest
from examples.shop import build

from remit import catalog, computing, engine, responsibility, snapshot, store
from remit.sources.api.collect import Target, collect
from remit.sources.api.errors import CredentialsError
from remit.spark import collecting, judging, keeping
from remit.spark.collecting import Collection
from remit.spark.session import SparkError
from remit.tables import AnyTable
from tests.examples import NOW
from tests.moto import ACCOUNT, FAST, REGIONS, Moto, moto_server, session
from tests.spark import spark
from tests.test_spark_findings import record

__all__ = ["moto_server", "spark"]

SERVICES = ("kms", "s3", "sqs")
CHECKS = [check for check in catalog.checks() if check.service in SERVICES]
TABLES = engine.tables_of(CHECKS, responsibility.load())
WANTED = {table: frozenset(table.columns()) for table in TABLES if table.spec.calls}


@pytest.fixture(scope="module")
def shop(moto_server: Moto) -> Iterator[Moto]:
    moto_server.reset()
    made: dict[tuple[str, str], Any] = {}

    def client(service: str, region: str) -> Any:
        if (service, region) not in made:
            made[service, region] = moto_server.client(service, region)
        return made[service, region]

    build(client)
    yield moto_server


def target(shop: Moto, account: str = "") -> Target:
    return Target(partial(session, shop.url), REGIONS, shop.url, FAST, account)


@pytest.fixture(scope="module")
def alone(shop: Moto) -> dict[AnyTable, list[Mapping[str, Any]]]:
    """What one machine reads."""
    found: dict[AnyTable, list[Mapping[str, Any]]] = defaultdict(list)
    collect(WANTED, target(shop), lambda table, row: found[table].append(row))
    return found


@pytest.fixture(scope="module")
def kept(spark: Any, shop: Moto, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("collected")
    collection = Collection(spark, WANTED, [target(shop)], str(path))
    keeping.keep(spark, collection, collection.run(), str(path), {"inputs": []})
    return path


def loaded(rows: Mapping[AnyTable, Sequence[Mapping[str, Any]]]) -> Any:
    connection = store.connect()
    with store.Spool() as spool:
        for table, mine in rows.items():
            for row in mine:
                spool.add(table, row)
        spool.load(connection, TABLES)
    store.create_missing(connection, TABLES)
    return connection


def reopened(path: Path) -> Any:
    connection = store.connect()
    found = snapshot.read(path / keeping.SNAPSHOT)
    assert not snapshot.verify(found)
    snapshot.load(connection, found, TABLES)
    return connection


def test_the_snapshot_has_the_rows_that_one_machine_reads(
    kept: Path, alone: dict[AnyTable, list[Mapping[str, Any]]]
) -> None:
    one, other = loaded(alone), reopened(kept)
    for table in WANTED:
        query = f"SELECT CAST(x AS VARCHAR) FROM {table.spec.name} AS x ORDER BY ALL"
        assert other.execute(query).fetchall() == one.execute(query).fetchall(), table.spec.name
    assert other.execute("SELECT count(*) FROM s3_bucket").fetchone()[0] > 2


def test_spark_finds_in_its_own_snapshot_what_one_machine_finds_in_its(
    spark: Any, kept: Path, alone: dict[AnyTable, list[Mapping[str, Any]]], tmp_path: Path
) -> None:
    from remit.spark import estate
    from remit.spark.files import Files

    remit, connection = responsibility.load(), loaded(alone)
    computing.compute(connection, TABLES)
    mine = sorted(map(record, engine.run(connection, CHECKS, NOW, remit)))
    stored = estate.read(Files(spark), str(kept / keeping.SNAPSHOT))
    judged = judging.judge(spark, [stored], CHECKS, NOW, remit, str(tmp_path / "out"))
    assert _free(sorted(map(record, judging.findings(spark, judged, CHECKS)))) == _free(mine)
    assert {"pass", "fail"} <= {str(s) for s, n in judged.statuses.items() if n}


def _free(records: Sequence[str]) -> list[dict[str, Any]]:
    """Findings whose evidence may come in another order: the order of calls is nobody's."""
    found = []
    for line in records:
        told = orjson.loads(line)
        if "rows" in told["evidence"]:
            told["evidence"]["rows"] = len(told["evidence"]["rows"])
            told["reasons"] = sorted(told["reasons"])
        found.append(told)
    return sorted(found, key=lambda told: str(told["fingerprint"]))


def test_the_manifest_accounts_for_every_call_and_says_who_looked(kept: Path) -> None:
    manifest = snapshot.read(kept / keeping.SNAPSHOT).manifest
    assert manifest["account"] == ACCOUNT
    assert manifest["regions"] == list(REGIONS)
    assert manifest["totals"]["made"] == sum(one["made"] for one in manifest["calls"])
    assert manifest["files"][snapshot.CALLS]["rows"] > 10
    assert not (kept / collecting.COLLECTED).exists()


def test_an_account_that_cannot_be_opened_says_so_and_the_others_are_read(
    spark: Any, shop: Moto, tmp_path: Path
) -> None:
    wanted = {table: names for table, names in WANTED.items() if table.spec.name == "s3_bucket"}
    targets = [target(shop, "210987654321"), target(shop)]
    collection = Collection(spark, wanted, targets, str(tmp_path))
    stored = keeping.keep(spark, collection, collection.run(), str(tmp_path), {})
    rows = spark.read.parquet(f"{stored.path}/s3_bucket.parquet").collect()
    refused = [row for row in rows if row["account"] == "210987654321"]
    assert [row["listed"] for row in refused] == [False]
    assert "lead to account" in next(iter(refused[0]["unseen"].values()))
    assert sum(row["account"] == ACCOUNT and row["listed"] for row in rows) > 2
    assert any("210987654321 was not read" in line for line in stored.manifest["problems"])


def test_nothing_is_collected_where_no_account_can_be_opened(
    spark: Any, shop: Moto, tmp_path: Path
) -> None:
    collection = Collection(spark, WANTED, [target(shop, "210987654321")], str(tmp_path))
    with pytest.raises(CredentialsError, match="lead to account"):
        collection.run()


def test_a_collection_goes_on_behind_the_batches_that_are_whole(
    spark: Any, shop: Moto, tmp_path: Path
) -> None:
    wanted = {table: names for table, names in WANTED.items() if table.spec.name == "sqs_queue"}
    first = Collection(spark, wanted, [target(shop)], str(tmp_path)).run()
    batch = tmp_path / collecting.COLLECTED / "batch=000001"
    written = {path: path.stat().st_mtime_ns for path in batch.rglob("*")}
    again = Collection(spark, wanted, [target(shop)], str(tmp_path)).run()
    assert again == first
    assert {path: path.stat().st_mtime_ns for path in batch.rglob("*")} == written
    (batch / "_SUCCESS").unlink()
    Collection(spark, wanted, [target(shop)], str(tmp_path)).run()
    assert {path: path.stat().st_mtime_ns for path in batch.rglob("*")} != written


def test_a_unit_that_is_missing_from_what_was_written_is_no_snapshot(
    spark: Any, shop: Moto, tmp_path: Path
) -> None:
    wanted = {table: names for table, names in WANTED.items() if table.spec.name == "sqs_queue"}
    Collection(spark, wanted, [target(shop)], str(tmp_path)).run()
    batch = tmp_path / collecting.COLLECTED / "batch=000001"
    next(path for path in (batch / "rows_of=_units").glob("part-*")).unlink()
    with pytest.raises(SparkError, match="units were planned"):
        Collection(spark, wanted, [target(shop)], str(tmp_path)).run()
