"""A snapshot: an estate as seen once, as a folder of Parquet files and a manifest. Immutable.

It is written beside its place and renamed into it, so there is never half a snapshot.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import orjson

from remit import store
from remit.tables import AnyTable

MANIFEST = "manifest.json"
CALLS = "calls.parquet"
"""What was asked of AWS: a row for each operation in each Region of each account."""

FORMAT = 1


class SnapshotError(ValueError):
    """A snapshot that is not there, not whole, or not one; the message says which file."""


@dataclass(frozen=True)
class Snapshot:
    """A snapshot on disk and what its manifest says."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        """What the snapshot is called."""
        return str(self.manifest["id"])

    @property
    def rows(self) -> int:
        """How many rows of the estate it holds."""
        files = self.manifest["files"]
        return sum(entry["rows"] for name, entry in files.items() if name != CALLS)


def write(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[AnyTable],
    folder: Path,
    manifest: Mapping[str, Any],
    calls: str = "",
) -> Snapshot:
    """Write the tables that hold rows, and the manifest with the SHA-256 of each file.

    `calls` is a query that gives what was asked of AWS, for a table of its own (CALLS). Raises
    SnapshotError when the folder is there already: a snapshot is never changed.
    """
    if folder.exists():
        raise SnapshotError(f"{folder} is there already, and a snapshot is never overwritten")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        files = dict(_write_tables(connection, tables, draft))
        if calls:
            files[CALLS] = _write(connection, f"({calls})", draft / CALLS)
        whole = {**manifest, "format": FORMAT, "id": folder.name, "files": files}
        text = orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
        (draft / MANIFEST).write_bytes(text)
        draft.chmod(0o755)
        draft.replace(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return read(folder)


def _write_tables(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[AnyTable], folder: Path
) -> Iterator[tuple[str, dict[str, Any]]]:
    there = store.filled(connection)
    for table in tables:
        name = table.spec.name
        if name not in there:
            continue
        if connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone():
            path = folder / f"{name}.parquet"
            yield path.name, _write(connection, name, path)


def _write(connection: duckdb.DuckDBPyConnection, what: str, path: Path) -> dict[str, Any]:
    """Write a table or a query in brackets as Parquet; what the manifest says of the file."""
    written = connection.execute(
        f"COPY {what} TO {store.quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    ).fetchone()
    rows = written[0] if written else 0
    return {"rows": rows, "bytes": path.stat().st_size, "sha256": digest(path)}


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(folder: Path) -> Snapshot:
    """The snapshot in a folder; raises SnapshotError when there is none."""
    path = folder / MANIFEST
    try:
        manifest = orjson.loads(path.read_bytes())
    except OSError:
        raise SnapshotError(f"{folder} is no snapshot: it has no {MANIFEST}") from None
    except orjson.JSONDecodeError as error:
        raise SnapshotError(f"{path} is not readable: {error}") from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise SnapshotError(f"{path} is not the manifest of a snapshot")
    if manifest.get("format") != FORMAT:
        raise SnapshotError(
            f"{path} has format {manifest.get('format')}, this version reads format {FORMAT}"
        )
    return Snapshot(folder, manifest)


def verify(snapshot: Snapshot) -> list[str]:
    """What is wrong with the snapshot's files, one line each; nothing when all are as written."""
    wrong = []
    files = snapshot.manifest["files"]
    for name, entry in sorted(files.items()):
        path = snapshot.path / name
        if not path.is_file():
            wrong.append(f"{path} is missing")
        elif digest(path) != entry["sha256"]:
            wrong.append(f"{path} was changed: its SHA-256 is not the manifest's")
    known = {*files, MANIFEST}
    extra = sorted(path.name for path in snapshot.path.iterdir() if path.name not in known)
    return wrong + [f"{snapshot.path / name} is not in the manifest" for name in extra]


def calls(snapshot: Snapshot) -> Iterator[Mapping[str, Any]] | None:
    """What was asked of AWS, a mapping for each operation in each place; None if it is not told."""
    return _read_calls(snapshot.path / CALLS) if CALLS in snapshot.manifest["files"] else None


def _read_calls(path: Path) -> Iterator[Mapping[str, Any]]:
    connection = duckdb.connect()
    try:
        found = connection.execute(f"SELECT * FROM read_parquet({store.quoted(str(path))})")
        names = [column[0] for column in found.description]
        while rows := found.fetchmany(10_000):
            yield from (dict(zip(names, row, strict=True)) for row in rows)
    finally:
        connection.close()


def load(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, tables: Sequence[AnyTable]
) -> None:
    """Make the tables in a DuckDB from a snapshot's files; see `append`."""
    store.create_missing(connection, tables)
    append(connection, snapshot, tables)


def load_calls(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    """Make the table `calls` of what was asked of AWS, if the snapshot tells."""
    path = snapshot.path / CALLS
    if CALLS in snapshot.manifest["files"]:
        source = f"read_parquet({store.quoted(str(path))})"
        connection.execute(f"CREATE TABLE calls AS SELECT * FROM {source}")


def append(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, tables: Sequence[AnyTable]
) -> None:
    """Add a snapshot's rows to tables that are there.

    A column that the snapshot does not have, since it was written by an earlier version, is NULL:
    not seen. Raises SnapshotError when a file is missing or no Parquet.
    """
    for table in tables:
        name = f"{table.spec.name}.parquet"
        if name not in snapshot.manifest["files"]:
            continue
        path = snapshot.path / name
        store.create_missing(connection, [table])
        try:
            _append_table(connection, table, path)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise SnapshotError(f"{path} cannot be read: {reason}") from None


def _append_table(connection: duckdb.DuckDBPyConnection, table: AnyTable, path: Path) -> None:
    source = f"read_parquet({store.quoted(str(path))})"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    there = {row[0] for row in described}
    chosen = ", ".join(
        f'"{name}"::{kind} AS "{name}"' if name in there else f'NULL::{kind} AS "{name}"'
        for name, kind in store.schema(table).items()
    )
    connection.execute(f"INSERT INTO {table.spec.name} BY NAME SELECT {chosen} FROM {source}")


def found_in(home: Path) -> list[Snapshot]:
    """The snapshots in a folder, the newest first; what is no snapshot is passed over."""
    snapshots = []
    if home.is_dir():
        for folder in home.iterdir():
            with suppress(SnapshotError):
                snapshots.append(read(folder))
    return sorted(
        snapshots, key=lambda s: (str(s.manifest.get("finished", "")), s.id), reverse=True
    )
