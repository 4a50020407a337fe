"""DuckDB and local Spark on the same snapshot: wall time, CPU time and peak memory of each.

    python benchmarks/spark.py [ROWS] [THREADS]

Each engine runs as a process of its own, so that what it costs to start is in the figures. Five
checks on `s3_bucket`; Spark reads the Parquet that DuckDB wrote.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from remit import catalog, engine, responsibility, snapshot, store
from remit.checks import Check
from remit.scan import clock
from remit.tables import AnyTable

CHECKS = 5


def checks() -> list[Check]:
    """Some checks that read their own table only."""
    mine = [c for c in catalog.checks() if c.table.spec.name == "s3_bucket"]
    return [c for c in mine if {column.table for column in c.reads} == {c.table}][:CHECKS]


def build(folder: Path, rows: int) -> None:
    """A snapshot of so many buckets, good and bad."""
    connection = store.connect()
    table: AnyTable = checks()[0].table
    store.create(connection, table)
    values = {
        "BIGINT": "i % 3",
        "BOOLEAN": "i % 3 > 0",
        "DOUBLE": "i",
        "TIMESTAMP": "TIMESTAMP '2026-01-01'",
        "VARCHAR": "['', 'Enabled', NULL][i % 3 + 1]",
        "MAP(VARCHAR, VARCHAR)": "MAP {'owner': 'team' || i % 50}",
    }
    own = {"id": "'b' || i", "resource": "'arn:aws:s3:::b' || i", "name": "'b' || i",
           "account": "'123456789012'", "region": "'eu-west-1'", "source": "'api'",
           "listed": "true", "unseen": "MAP {}"}  # fmt: skip
    chosen = ", ".join(
        f"CAST({own.get(name, values.get(kind, 'NULL'))} AS {kind}) AS {name}"
        for name, kind in store.schema(table).items()
    )
    connection.execute(f"INSERT INTO {table.spec.name} SELECT {chosen} FROM range({rows}) t(i)")
    snapshot.write(connection, [table], folder, {"finished": clock().isoformat()})


def duckdb(folder: Path, out: Path, threads: int) -> None:
    """Judge with DuckDB, findings as Parquet."""
    connection, mine = store.connect(), checks()
    connection.execute(f"SET threads = {threads}")
    snapshot.load(connection, snapshot.read(folder), engine.tables_of(mine))
    judge = engine.Engine(connection, clock(), responsibility.load())
    judge.write(mine, out / "duckdb.parquet")


def spark(folder: Path, out: Path, threads: int) -> None:
    """Judge with Spark, findings as Parquet."""
    from remit.spark import estate, judging, session
    from remit.spark.files import Files

    with session.running(f"local[{threads}]") as started:
        stored = estate.read(Files(started), str(folder))
        judging.judge(started, [stored], checks(), clock(), responsibility.load(), str(out / "s"))
        java = started.sparkContext._jvm.java.lang.ProcessHandle.current().pid()
        status = Path(f"/proc/{java}/stat").read_text().rpartition(")")[2].split()
        peak = Path(f"/proc/{java}/status").read_text().partition("VmHWM:")[2].split()[0]
        ticks = os.sysconf("SC_CLK_TCK")
        cpu = (int(status[11]) + int(status[12])) / ticks
        print(f"  its JVM: {cpu:.1f} CPU s, peak {int(peak) >> 10} MiB")


def main() -> None:
    """Build the snapshot, run each engine in a process of its own, print what it took."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 600_000
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="remit-") as where:
        folder = Path(where) / "estate"
        build(folder, rows)
        print(f"{rows:,} rows × {len(checks())} checks, {threads} threads")
        for run in (duckdb, spark):
            sys.stdout.flush()
            began = time.monotonic()
            if (child := os.fork()) == 0:
                run(folder, Path(where), threads)
                used = resource.getrusage(resource.RUSAGE_SELF)
                cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss >> 10
                print(f"{run.__name__}: {cpu:.1f} CPU s, peak {peak} MiB in this process")
                sys.stdout.flush()
                os._exit(0)
            os.waitpid(child, 0)
            print(f"{run.__name__}: {time.monotonic() - began:.1f} s of wall time")


if __name__ == "__main__":
    main()
