"""Files where Spark's workers find them: `file:`, `s3a:` and whatever else Hadoop's file systems
know, so that the driver reads a manifest the way the workers read the tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from remit.spark.session import SparkError, told

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Files:
    """Reads and writes small files by their Hadoop paths; every error is a SparkError."""

    def __init__(self, session: SparkSession) -> None:
        context: Any = session.sparkContext
        self.jvm, self.conf = context._jvm, context._jsc.hadoopConfiguration()

    def _at(self, path: str) -> tuple[Any, Any]:
        """The file system and the path in Java's terms."""
        where = self.jvm.org.apache.hadoop.fs.Path(path)
        system = where.getFileSystem(self.conf)
        # no hidden files of checksums beside those of a snapshot
        system.setWriteChecksum(False)
        return system, where

    def uri(self, path: str) -> str:
        """A path as Spark tells it of a row: a URI with its odd characters escaped."""
        with told(path):
            return str(self._at(path)[1].toUri().toString())

    def exists(self, path: str) -> bool:
        """Whether there is a file or a folder."""
        with told(path):
            system, where = self._at(path)
            return bool(system.exists(where))

    def read(self, path: str) -> bytes:
        """A whole file; for manifests, not for tables."""
        with told(path):
            system, where = self._at(path)
            stream = system.open(where)
            try:
                return bytes(self.jvm.org.apache.commons.io.IOUtils.toByteArray(stream))
            finally:
                stream.close()

    def digest(self, path: str) -> str:
        """The SHA-256 of a file, read as a stream."""
        with told(path):
            system, where = self._at(path)
            stream = system.open(where)
            try:
                return str(self.jvm.org.apache.commons.codec.digest.DigestUtils.sha256Hex(stream))
            finally:
                stream.close()

    def write(self, path: str, data: bytes) -> None:
        """A new file; a file that is there stays as it is."""
        with told(path):
            system, where = self._at(path)
            stream = system.create(where, False)
            try:
                stream.write(bytearray(data))
            finally:
                stream.close()

    def upload(self, local: Path, path: str) -> None:
        """Copy a file of this machine to where the workers see it."""
        with told(path):
            system, where = self._at(path)
            system.mkdirs(where.getParent())
            system.copyFromLocalFile(self.jvm.org.apache.hadoop.fs.Path(local.as_uri()), where)

    def download(self, path: str, local: Path) -> None:
        """Copy a file from where the workers see it to this machine."""
        with told(path):
            system, where = self._at(path)
            target = self.jvm.org.apache.hadoop.fs.Path(local.as_uri())
            system.copyToLocalFile(False, where, target, True)

    def listed(self, path: str) -> list[str]:
        """What is in a folder; nothing where there is none."""
        with told(path):
            system, where = self._at(path)
            if not system.exists(where):
                return []
            return [str(status.getPath().toString()) for status in system.listStatus(where)]

    def size(self, path: str) -> int:
        """A file's bytes."""
        with told(path):
            system, where = self._at(path)
            return int(system.getFileStatus(where).getLen())

    def rename(self, path: str, to: str) -> None:
        """Move a file within its file system, without the checksum that Hadoop puts beside it."""
        with told(path):
            system, where = self._at(path)
            if not system.rename(where, self._at(to)[1]):
                raise SparkError(f"{path} cannot be moved to {to}")
        folder, _, name = to.rpartition("/")
        self.delete(f"{folder}/.{name}.crc")

    def delete(self, path: str) -> None:
        """Delete a file or a folder, if it is there."""
        with told(path):
            system, where = self._at(path)
            system.delete(where, True)
