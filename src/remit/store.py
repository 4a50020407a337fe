"""Rows in DuckDB: NDJSON in, typed tables and Parquet out."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import duckdb
import orjson

from remit.conditions import Kind
from remit.tables import AnyTable, Column

SQL_TYPES: Mapping[Kind, str] = {
    Kind.TEXT: "VARCHAR",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.TIME: "TIMESTAMP",
    Kind.TEXTS: "VARCHAR[]",
    Kind.MAP: "MAP(VARCHAR, VARCHAR)",
}

LARGE = 50_000
"""Rows from which more than one thread is worth its cost."""

SMALL = 4 << 20
"""Bytes of rows held in memory per table before they go to disk."""


COMMON_ROW, LARGEST_ROW = 4 << 20, 256 << 20
"""Bytes of a row: the database takes memory for two rows of the largest size that it shall read."""


def sql_type(column: Column) -> str:
    """The DuckDB type of a column."""
    if column.kind is Kind.RECORDS:
        fields = ", ".join(f'"{name}" {SQL_TYPES[k]}' for name, k in (column.fields or {}).items())
        return f"STRUCT({fields})[]"
    return SQL_TYPES[column.kind]


def schema(table: AnyTable) -> dict[str, str]:
    """The columns of a table and their DuckDB types, `unseen` among them."""
    types = {name: sql_type(column) for name, column in table.columns().items()}
    return types | {"unseen": "MAP(VARCHAR, VARCHAR)"}


def connect(memory: str = "") -> duckdb.DuckDBPyConnection:
    """A DuckDB of one's own, in memory, that reaches no network and loads no extension.

    It works in one thread, which is least work for a small estate; see `widen`.
    """
    config: dict[str, Any] = {
        "threads": 1,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if memory:
        config["memory_limit"] = memory
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET preserve_insertion_order = true")
    return connection


def widen(connection: duckdb.DuckDBPyConnection, rows: int) -> None:
    """Use all cores for an estate so large that waking them is worth it."""
    if rows > LARGE:
        connection.execute(f"SET threads = {os.cpu_count() or 1}")


LEAN = "64MB"
"""Memory that the database may take while an estate is judged that came row by row."""


@contextmanager
def lean(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Little memory meanwhile: what does not fit goes to disk (see `spills`).

    What cannot do with so little is to be run `patiently`.
    """
    connection.execute(f"SET memory_limit = '{LEAN}'")
    try:
        yield
    finally:
        connection.execute("RESET memory_limit")


def spills(connection: duckdb.DuckDBPyConnection) -> tempfile.TemporaryDirectory[str]:
    """A folder for what does not fit in memory; it must be there as long as the connection."""
    folder = tempfile.TemporaryDirectory(prefix="remit-", ignore_cleanup_errors=True)
    connection.execute(f"SET temp_directory = {quoted(folder.name)}")
    return folder


def patiently(cursor: duckdb.DuckDBPyConnection, query: str) -> duckdb.DuckDBPyConnection:
    """Run a query, once more with as much memory as there is where it was not enough."""
    try:
        return cursor.execute(query)
    except duckdb.OutOfMemoryException:
        cursor.execute("RESET memory_limit")
        return cursor.execute(query)


class Spool:
    """Takes rows one by one, keeps them as NDJSON per table, hands them to DuckDB at the end."""

    def __init__(self) -> None:
        self.buffers: dict[AnyTable, bytearray] = {}
        self.files: dict[AnyTable, IO[bytes]] = {}
        self.counts: dict[AnyTable, int] = {}
        self.others: dict[AnyTable, list[Path]] = {}

    @cached_property
    def folder(self) -> tempfile.TemporaryDirectory[str]:
        """Made for the first row that goes to disk, so that a killed process leaves none."""
        return tempfile.TemporaryDirectory(prefix="remit-")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the rows."""
        for file in self.files.values():
            file.close()
        if "folder" in vars(self):
            self.folder.cleanup()

    def add(self, table: AnyTable, row: Mapping[str, Any]) -> None:
        """Keep a row of a table."""
        buffer = self.buffers.setdefault(table, bytearray())
        buffer += encoded(row)
        self.counts[table] = self.counts.get(table, 0) + 1
        if len(buffer) > SMALL:
            self._flush(table)

    def attach(self, table: AnyTable, paths: Sequence[Path], rows: int) -> None:
        """Take files of a table's rows as they are; they must be there until `load`."""
        if rows:
            self.others.setdefault(table, []).extend(paths)
            self.counts[table] = self.counts.get(table, 0) + rows

    def _flush(self, table: AnyTable) -> None:
        if table not in self.files:
            self.files[table] = self._path(table).open("wb")
        self.files[table].write(self.buffers[table])
        self.buffers[table].clear()

    def _path(self, table: AnyTable) -> Path:
        return Path(self.folder.name) / f"{table.spec.name}.ndjson"

    def load(self, connection: duckdb.DuckDBPyConnection, tables: Iterable[AnyTable]) -> None:
        """Make each table that has rows in DuckDB; see `filled`."""
        for table in tables:
            columns = schema(table)
            if table not in self.counts:
                continue
            paths = self._paths(table)
            types = ", ".join(f"{quoted(name)}: '{kind}'" for name, kind in columns.items())
            made = (
                f"CREATE TABLE {table.spec.name} AS SELECT * FROM read_json("
                f"[{', '.join(quoted(str(path)) for path in paths)}], format='newline_delimited', "
                f"columns={{{types}}}, maximum_object_size="
            )
            try:
                patiently(connection, f"{made}{COMMON_ROW})")
            except duckdb.InvalidInputException:  # a row that is larger
                connection.execute("RESET memory_limit")
                connection.execute(f"{made}{LARGEST_ROW})")

    def _paths(self, table: AnyTable) -> list[Path]:
        """The files that a table's rows are in."""
        if table not in self.buffers:
            return self.others[table]
        self._flush(table)
        self.files[table].flush()
        return [self._path(table), *self.others.get(table, ())]


def encoded(row: Mapping[str, Any]) -> bytes:
    """A row as a line of JSON."""
    try:
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # a name that is no UTF-8, such as a file's
        text = json.dumps(row, ensure_ascii=False)
        return text.encode("utf-8", "replace") + b"\n"


def filled(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The names of the tables that are there; a table without rows need not be.

    Most of an estate's tables are empty, and making them all takes longer than judging a small
    estate.
    """
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() "
        "WHERE NOT internal"
    )
    return frozenset(name for (name,) in found.fetchall())


def create_missing(connection: duckdb.DuckDBPyConnection, tables: Iterable[AnyTable]) -> None:
    """Make those tables that are not there, empty."""
    there = filled(connection)
    for table in tables:
        if table.spec.name not in there:
            create(connection, table)


def create(connection: duckdb.DuckDBPyConnection, table: AnyTable) -> None:
    """An empty table."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in schema(table).items())
    connection.execute(f"CREATE TABLE {table.spec.name} ({columns})")


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
