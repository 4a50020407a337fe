"""Makes a snapshot of what Spark's workers collected: the same files that one machine writes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from remit import snapshot, store
from remit.sources.api.account import Seen
from remit.sources.api.callfile import CallFile
from remit.sources.api.collect import Collected, manifest
from remit.sources.api.counts import Sums
from remit.sources.declared import Problem
from remit.spark.collecting import CALLS, Collection, Plan
from remit.spark.estate import Stored, location
from remit.spark.files import Files
from remit.spark.session import told
from remit.spark.sql import schema
from remit.tables import AnyTable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SNAPSHOT = "snapshot"
AS_WRITTEN: Mapping[str, str] = {
    "mode": "FAILFAST",
    "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss'Z'",
}
"""How rows spell moments; a line that is not as it should be ends the collection."""

ORDER = ("account", "region", "resource", "item", "id")


def keep(
    session: SparkSession, collection: Collection, plan: Plan, path: str, about: Mapping[str, Any]
) -> Stored:
    """Write the snapshot below `path`, and delete what it was made of.

    A file for each table, as one machine writes them, so that either can judge it; `about` goes
    into the manifest, which comes last.
    """
    at, files = f"{location(path)}/{SNAPSHOT}", Files(session)
    with told("Spark stopped"), tempfile.TemporaryDirectory(prefix="remit-") as folder:
        files.delete(at)
        found = _tables(session, collection, at)
        entries = {f"{table.spec.name}.parquet": entry for table, entry in found}
        collected = _collected(collection, plan, Path(folder))
        if query := _query(collected):
            local = Path(folder) / snapshot.CALLS
            entries[snapshot.CALLS] = _copy(f"({query})", local)
            files.upload(local, f"{at}/{snapshot.CALLS}")
        collected.rows = sum(entry["rows"] for _, entry in found)
        whole = {
            "started": collected.started.isoformat(),
            **about,
            **manifest(collected),
            "format": snapshot.FORMAT,
            "id": at.rsplit("/", 2)[1],
            "files": entries,
        }
        text = orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
        files.write(f"{at}/{snapshot.MANIFEST}", text)
        files.delete(collection.at)
    return Stored(at, whole)


def _tables(
    session: SparkSession, collection: Collection, at: str
) -> list[tuple[AnyTable, dict[str, Any]]]:
    """Write each table that has rows; what the manifest says of its file."""
    found = []
    for table in sorted(collection.wanted, key=lambda table: table.spec.name):
        if paths := collection.paths(table.spec.name):
            rows = session.read.schema(schema(table)).options(**AS_WRITTEN).json(paths)
            found.append((table, _write(rows.orderBy(*ORDER), collection.files, at, table)))
    return found


def _write(rows: Any, files: Files, at: str, table: AnyTable) -> dict[str, Any]:
    draft, path = f"{at}/.{table.spec.name}", f"{at}/{table.spec.name}.parquet"
    rows.coalesce(1).write.option("compression", "zstd").parquet(draft)
    (part,) = (name for name in files.listed(draft) if name.endswith(".parquet"))
    files.rename(part, path)
    files.delete(draft)
    counted = rows.sparkSession.read.parquet(path).count()
    return {"rows": counted, "bytes": files.size(path), "sha256": files.digest(path)}


def _collected(collection: Collection, plan: Plan, folder: Path) -> Collected:
    """What came of it, as one machine tells it."""
    started, finished = datetime.fromisoformat(plan.started), datetime.now(UTC)
    lines = folder / "calls.ndjson"
    lines.write_text("".join(f"{line}\n" for line in collection.lines(CALLS)))
    calls = CallFile([lines] if lines.stat().st_size else [])
    sums = Sums()
    sums.add(calls)
    accounts = [plan.seen(number) for number in range(len(plan.accounts))]
    problems = [*_problems(accounts), *sums.problems()]
    gone = [(place[0], place[1]) for place in plan.unavailable]
    return Collected(started, finished, accounts, calls, sums, problems, gone)


def _problems(accounts: Sequence[Seen]) -> Iterable[Problem]:
    for seen in accounts:
        named = f"account {seen.account or seen.name}"
        if seen.reason:
            yield Problem(f"{named} was not read: {seen.reason}")
        for problem in seen.problems:
            yield Problem(f"{named}: {problem.message}", hint=problem.hint)


def _query(collected: Collected) -> str:
    return collected.calls.sql() if isinstance(collected.calls, CallFile) else ""


def _copy(what: str, path: Path) -> dict[str, Any]:
    written = store.connect().execute(
        f"COPY {what} TO {store.quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    )
    rows = written.fetchone()
    return {
        "rows": rows[0] if rows else 0,
        "bytes": path.stat().st_size,
        "sha256": snapshot.digest(path),
    }
