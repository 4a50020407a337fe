"""`remit query`: the estate in SQL."""

from __future__ import annotations

import csv
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
    _print(names, rows, format_)
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
    except snapshots.SnapshotError as error:
        raise UsageError(str(error)) from None
    return connection


def _newest() -> Any:
    from remit import snapshot as snapshots

    found = snapshots.found_in(HOME)
    if not found:
        raise UsageError(f"no snapshot in {HOME}: give --snapshot, or paths to read")
    return found[0]


def _print(names: Sequence[str], rows: Sequence[Sequence[Any]], format_: str) -> None:
    import orjson

    records = [dict(zip(names, row, strict=True)) for row in rows]
    out = sys.stdout.buffer
    if format_ == "json":
        out.write(orjson.dumps(records, default=str, option=orjson.OPT_INDENT_2) + b"\n")
    elif format_ == "jsonl":
        for record in records:
            out.write(orjson.dumps(record, default=str, option=orjson.OPT_APPEND_NEWLINE))
    elif format_ == "csv":
        from remit.reports.csv import cell

        writer = csv.writer(sys.stdout, lineterminator="\r\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([cell(_plain(value)) for value in row])
    else:
        _table(names, rows)
    sys.stdout.flush()


def _plain(value: Any) -> Any:
    return (
        value if value is None or isinstance(value, (str, int, float, list, dict)) else str(value)
    )


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from remit.reports.text import clean

    cells = [["NULL" if value is None else clean(value)[:60] for value in row] for row in rows]
    widths = [max([len(name), *(len(row[i]) for row in cells)]) for i, name in enumerate(names)]
    lines = [names, ["-" * width for width in widths], *cells]
    for line in lines:
        padded = (f"{text:<{width}}" for text, width in zip(line, widths, strict=True))
        sys.stdout.write("  ".join(padded).rstrip() + "\n")
    sys.stderr.write(f"{len(rows)} rows\n")
