"""`remit query`: the estate in SQL."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from remit.cli import UsageError
from remit.cli.scan import HOME


def query(
    sql: str,
    *paths: Path,
    snapshot: Path | None = None,
    format_: Annotated[
        Literal["text", "json", "jsonl", "csv"], Parameter(name=["--format", "-f"])
    ] = "text",
) -> int:
    """Ask in SQL (DuckDB's) over a snapshot's tables, or over what files declare.

    `remit explain TABLE` lists the columns of a table. NULL means not seen; `unseen` says why.

    Parameters
    ----------
    sql
        One SELECT statement.
    paths
        Templates, plans or directories to read; without any, the newest snapshot is asked.
    snapshot
        The snapshot to ask.
    format_
        text, json, jsonl or csv.
    """
    import duckdb

    from remit.reports import tables

    try:
        statements = duckdb.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise UsageError("give one SELECT statement")
        connection = _connected(paths, snapshot)
        connection.execute("SET enable_external_access = false")
        answer = connection.execute(sql)
        names = [column[0] for column in answer.description or ()]
        rows = answer.fetchall()
    except duckdb.Error as error:
        raise UsageError(str(error).splitlines()[0]) from None
    records = [dict(zip(names, row, strict=True)) for row in rows]
    tables.write(sys.stdout.buffer, records, format_, names)
    if format_ == "text":
        sys.stderr.write(f"{len(rows)} rows\n")
    return 0


def _connected(paths: Sequence[Path], folder: Path | None) -> Any:
    from remit import catalog, store
    from remit import scan as scanning
    from remit import snapshot as snapshots
    from remit.sources.inputs import Options

    tables = catalog.tables()
    if paths:
        done = scanning.run(
            lambda spool, found: scanning.read_files(paths, Options(), tables, spool, found),
            tables,
            (),
            None,
            scanning.clock(),
        )
        for problem in done.problems:
            if problem.fatal:
                raise UsageError(str(problem))
            sys.stderr.write(f"remit: {problem}\n")
        store.create_missing(done.connection, tables)
        return done.connection
    connection = store.connect()
    try:
        found = snapshots.read(folder) if folder else _newest()
        snapshots.load(connection, found, tables)
        snapshots.load_calls(connection, found)
    except snapshots.SnapshotError as error:
        raise UsageError(str(error)) from None
    return connection


def _newest() -> Any:
    from remit import snapshot as snapshots

    found = snapshots.found_in(HOME)
    if not found:
        raise UsageError(f"no snapshot in {HOME}: give --snapshot, or paths to read")
    return found[0]
