"""An estate in Spark: the Parquet files of snapshots, as a view for each table."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from remit import store
from remit.snapshot import FORMAT, MANIFEST
from remit.spark.files import Files
from remit.spark.session import SparkError
from remit.spark.sql import AT, schema, text
from remit.tables import BASE, AnyTable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PLACE = (
    "named_struct('snapshot', CASE regexp_replace(_metadata.file_path, ':/+', ':/') {} END, "
    "'file', _metadata.file_name, 'row', _metadata.row_index)"
)
SCHEME = re.compile(r"^([a-z][a-z0-9]+):/(?=[^/])")


def location(path: str) -> str:
    """A path as Hadoop's file systems take it: with a scheme, without a `/` at its end.

    A `Path` made of a URL has lost one of its slashes, which comes back here.

    >>> location("s3a:/bucket/estate/"), location("/tmp/estate")
    ('s3a://bucket/estate', 'file:///tmp/estate')
    """
    where = path.rstrip("/")
    if where.startswith("file:/"):
        where = "/" + where.removeprefix("file:").lstrip("/")
    elif found := SCHEME.match(where):
        return f"{found[1]}://{where[found.end() :]}"
    elif "://" in where:
        return where
    return f"file://{Path(where).absolute()}"


def _slashes(text: str) -> str:
    """A path of one spelling: `file:/a` and `file:///a` are the same."""
    return re.sub(":/+", ":/", text)


@dataclass(frozen=True)
class Stored:
    """A snapshot where the workers see it."""

    path: str
    manifest: Mapping[str, Any]

    def file(self, table: AnyTable) -> str | None:
        """The file of a table's rows, if there are any."""
        name = f"{table.spec.name}.parquet"
        return f"{self.path}/{name}" if name in self.manifest["files"] else None

    @property
    def rows(self) -> int:
        """How many rows of the tables it holds."""
        return sum(entry["rows"] for entry in self.manifest["files"].values())


def read(files: Files, path: str) -> Stored:
    """The snapshot in a folder whose files are as the manifest says; raises SparkError."""
    where = location(path)
    try:
        manifest = orjson.loads(files.read(f"{where}/{MANIFEST}"))
    except orjson.JSONDecodeError as error:
        raise SparkError(f"{where}/{MANIFEST} is not readable: {error}") from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise SparkError(f"{where}/{MANIFEST} is not the manifest of a snapshot")
    if manifest.get("format") != FORMAT:
        raise SparkError(
            f"{where} has format {manifest.get('format')}, this version reads {FORMAT}"
        )
    for name, entry in sorted(manifest["files"].items()):
        if files.digest(f"{where}/{name}") != entry["sha256"]:
            raise SparkError(f"{where}/{name} was changed: its SHA-256 is not the manifest's")
    return Stored(where, manifest)


class Estate:
    """The rows of some tables, as views of a session that are called like the tables.

    `at` is a folder that the workers share, for rows that are computed here.
    """

    def __init__(
        self,
        session: SparkSession,
        snapshots: Sequence[Stored],
        tables: Sequence[AnyTable],
        at: str,
    ) -> None:
        self.session, self.files, self.at = session, Files(session), at
        self.filled: set[AnyTable] = set()
        for table in tables:
            if table.spec.computed is None:
                found = [(number, file) for number, snapshot in enumerate(snapshots)
                         if (file := snapshot.file(table)) is not None]  # fmt: skip
                self._show(table, found)
        self._compute(tables)

    def _show(self, table: AnyTable, found: Sequence[tuple[int, str]]) -> None:
        """A view over the files of a table; a column that a file lacks is NULL: not seen.

        One relation over all files, no union: Spark 4 loses columns where a union meets itself.
        """
        if not found:
            rows = self.session.createDataFrame([], f"{schema(table)}, _at {AT}")
        else:
            numbers = " ".join(
                f"WHEN {_slashes(text(self.files.uri(file)))} THEN {number}"
                for number, file in found
            )
            read = self.session.read.schema(schema(table)).parquet(*(file for _, file in found))
            rows = read.selectExpr("*", f"{PLACE.format(numbers)} AS _at")
            self.filled.add(table)
        rows.createOrReplaceTempView(table.spec.name)

    def _compute(self, tables: Iterable[AnyTable]) -> None:
        """The rows of computed tables, made on this machine as `remit.computing` makes them."""
        for table in tables:
            computed = table.spec.computed
            if computed is None:
                continue
            if computed.needs not in self.filled:
                self._show(table, [])
                continue
            rows = {
                read.spec.name: self._fetch(read, names)
                for read, names in computed.inputs.items()
                if read in self.filled
            }
            self._write(table, computed.function(rows))

    def _fetch(self, table: AnyTable, names: Sequence[str]) -> list[dict[str, Any]]:
        wanted = ", ".join(f"`{name}`" for name in dict.fromkeys((*BASE, *names)))
        found = self.session.sql(f"SELECT {wanted} FROM {table.spec.name} ORDER BY _at")
        return [row.asDict(recursive=True) for row in found.collect()]

    def _write(self, table: AnyTable, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows of this machine to where the workers see them."""
        connection = store.connect()
        with store.Spool() as spool, tempfile.TemporaryDirectory(prefix="remit-") as folder:
            for row in rows:
                spool.add(table, row)
            if not spool.counts:
                self._show(table, [])
                return
            spool.load(connection, [table])
            name = f"{table.spec.name}.parquet"
            local = Path(folder) / name
            connection.execute(
                f"COPY {table.spec.name} TO {store.quoted(str(local))} (FORMAT parquet)"
            )
            self.files.upload(local, f"{self.at}/{name}")
        self._show(table, [(0, f"{self.at}/{name}")])
