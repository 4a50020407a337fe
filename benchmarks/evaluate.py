"""Evaluation alone: rows from Parquet, checks in DuckDB, findings with evidence to Parquet.

python benchmarks/evaluate.py [ROWS]
"""

from __future__ import annotations

import resource
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from remit import catalog, engine, store
from remit.tables import AnyTable

CHECKS = (
    "s3_bucket_versioning_enabled",
    "s3_bucket_mfa_delete_enabled",
    "s3_bucket_encrypted_with_kms",
    "s3_bucket_has_lifecycle_rule",
    "s3_bucket_object_lock_enabled",
)
VALUES = {
    "unseen": "CASE WHEN i % 7 = 0 THEN MAP {'versioning': 'AccessDenied'} ELSE MAP {} END",
    "resource": "'arn:aws:s3:::bucket-' || i",
    "name": "'bucket-' || i",
    "account": "'123456789012'",
    "region": "'eu-west-1'",
    "source": "'api'",
    "listed": "true",
    "versioning": "CASE WHEN i % 7 = 0 THEN NULL WHEN i % 3 = 0 THEN 'Enabled' ELSE 'Off' END",
}
BY_TYPE = {"BOOLEAN": "i % 2 = 0", "VARCHAR": "''", "BIGINT": "i % 5"}


def cpu() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def estate(table: AnyTable, rows: int, path: Path) -> None:
    """Write so many buckets, every seventh of which hides its versioning."""
    columns = ", ".join(
        f"{VALUES.get(name) or BY_TYPE.get(kind, 'NULL::' + kind)} AS {name}"
        for name, kind in store.schema(table).items()
    )
    store.connect().execute(
        f"COPY (SELECT {columns} FROM range({rows}) AS r(i)) TO '{path}' (FORMAT parquet)"
    )


def main() -> None:
    """Measure, and print a line a figure."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 600_000
    checks = [check for check in catalog.checks() if check.id in CHECKS]
    table = checks[0].table
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "rows.parquet", Path(folder) / "findings.parquet"
        estate(table, rows, source)
        connection = store.connect()
        connection.execute(
            f"CREATE VIEW {table.spec.name} AS SELECT * FROM read_parquet('{source}')"
        )
        judge = engine.Engine(connection, datetime(2026, 11, 1, tzinfo=UTC))
        before = cpu()
        judge.write(checks, target)
        print(f"{rows} rows x {len(checks)} checks to Parquet: {cpu() - before:.2f} CPU s")
        found = store.connect().execute(f"SELECT status, count(*) FROM '{target}' GROUP BY 1")
        print(dict(found.fetchall()))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak {peak:.0f} MiB")


if __name__ == "__main__":
    main()
