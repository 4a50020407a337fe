"""`remit matrix` on a recorded estate: every duty on every resource, by all checks.

python benchmarks/matrix.py [RESOURCES]
"""

from __future__ import annotations

import os
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from remit import catalog, snapshot, store
from remit.tables import AnyTable

MIX: Mapping[str, float] = {
    "ec2_instance": 0.2, "ec2_volume": 0.2, "ec2_security_group": 0.1, "lambda_function": 0.1,
    "iam_role": 0.1, "s3_bucket": 0.05, "sqs_queue": 0.05, "dynamodb_table": 0.05,
    "rds_instance": 0.05, "kms_key": 0.02, "ecs_task_definition": 0.03, "eks_node_group": 0.02,
    "logs_group": 0.03,
}  # fmt: skip
"""An estate as they are: much compute, and some of everything."""

RULES = {"ec2_security_group_rule": ("ec2_security_group", 4)}
"""Tables of parts, and how many a resource has."""

TEXTS = {
    "account": "lpad((i % 50)::VARCHAR, 12, '1')", "partition": "'aws'", "source": "'api'",
    "region": "['eu-west-1', 'eu-central-1', 'us-east-1'][i % 3 + 1]", "document": "''",
    "scope": "lpad((i % 50)::VARCHAR, 12, '1')", "address": "''", "item": "''", "file": "''",
    "unseen": "MAP {}", "listed": "true", "line": "0",
}  # fmt: skip
BY_KIND = {
    "VARCHAR": "CASE WHEN i % 3 = 0 THEN '' ELSE 'value-' || i % 1000 END",
    "BOOLEAN": "(i % 2) = 0",
    "BIGINT": "i % 30",
    "TIMESTAMP": "TIMESTAMP '2026-01-01' + INTERVAL (i % 300) DAY",
    "VARCHAR[]": "['value-' || i % 1000]",
}


def rows_of(table: AnyTable, rows: int, parent: str = "", each: int = 1) -> str:
    """So many rows of a table as a query; parts name the resource that they belong to."""
    name = table.spec.name
    told = TEXTS | {
        "id": f"'{name}-' || i",
        "name": f"'{name}-' || i",
        "type": f"'{name}'",
        "arn": f"'arn:aws:x:eu-west-1:123456789012:{name}/' || i",
        "resource": f"'arn:aws:x:eu-west-1:123456789012:{name}/' || i",
    }
    if parent:
        told = {name: text.replace("(i %", f"((i // {each}) %").replace("[i %", f"[(i // {each}) %")
                for name, text in told.items()}  # fmt: skip
        told |= {
            table.spec.link: f"'{parent}-' || i // {each}",
            "arn": "''",
            "item": "'rule ' || i",
        }
    columns = ", ".join(
        f'({told.get(column) or BY_KIND.get(kind, "NULL")})::{kind} AS "{column}"'
        for column, kind in store.schema(table).items()
    )
    return f"SELECT {columns} FROM range({rows}) AS r(i)"


def record(resources: int, folder: Path) -> None:
    """Record a snapshot with so many resources."""
    known = {table.spec.name: table for table in catalog.tables()}
    connection = store.connect()
    for name, share in MIX.items():
        if name in known:
            rows = rows_of(known[name], int(resources * share))
            connection.execute(f"CREATE TABLE {name} AS {rows}")
    for name, (parent, each) in RULES.items():
        rows = rows_of(known[name], int(resources * MIX[parent]) * each, parent, each)
        connection.execute(f"CREATE TABLE {name} AS {rows}")
    seen = {"tool": {"name": "remit"}, "finished": "2026-11-01T00:00:00+00:00"}
    snapshot.write(connection, list(known.values()), folder, seen)


def run(arguments: list[str], target: Path) -> tuple[float, float]:
    """CPU seconds and MiB of a process that writes to a file."""
    with target.open("wb") as out:
        child = os.posix_spawn(
            arguments[0], arguments, os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1)],
        )  # fmt: skip
        _, _, used = os.wait4(child, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Measure, and print a line a format."""
    resources = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    remit = str(Path(sysconfig.get_path("scripts")) / "remit")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "snapshot"
        record(resources, place)
        for format in ("text", "html", "xlsx", "csv", "json"):
            target = Path(folder) / f"matrix.{format}"
            started = time.monotonic()
            cpu, peak = run([remit, "matrix", str(place), "--format", format], target)
            print(
                f"{resources} resources, {format}: {cpu:.1f} CPU s, "
                f"{time.monotonic() - started:.1f} s, {peak:.0f} MiB, "
                f"{target.stat().st_size / 1e6:.1f} MB"
            )


if __name__ == "__main__":
    main()
