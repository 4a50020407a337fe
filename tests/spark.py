"""A Spark of the tests' own, in this process; without it what needs it is skipped."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from remit import store
from remit.spark import session as spark_session
from remit.tables import AnyTable

QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Compile less: the tests' JVM lives for a minute."""


def missing() -> str:
    """What Spark lacks here, if anything."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed: pip install '.[spark]'"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "there is no Java: Spark takes version 17 or later"
    return ""


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if lacks := missing():
        assert "REMIT_TESTS_NEED_ALL" not in os.environ, lacks
        pytest.skip(lacks)
    settings = {
        "spark.executorEnv.PYTHONPATH": str(Path(__file__).parent.parent),
        "spark.driver.extraJavaOptions": QUICK,
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    session = spark_session.start("local[2]", settings)
    yield session
    session.stop()


def written(
    folder: Path, rows: Mapping[AnyTable, Sequence[Mapping[str, Any]]]
) -> dict[AnyTable, Path]:
    """A Parquet file for each table, as a snapshot has them."""
    connection = store.connect()
    with store.Spool() as spool:
        for table, mine in rows.items():
            for row in mine:
                spool.add(table, {"unseen": {}, **row})
        spool.load(connection, list(rows))
    store.create_missing(connection, rows)
    files = {}
    for table in rows:
        files[table] = folder / f"{table.spec.name}.parquet"
        connection.execute(
            f"COPY {table.spec.name} TO {store.quoted(str(files[table]))} (FORMAT parquet)"
        )
    return files
