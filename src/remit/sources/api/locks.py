"""A lock on a folder, held by one process and let go when it ends, however that is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO


class Busy(Exception):
    """Another process holds the lock; the message says which."""


def locked(path: Path) -> IO[str]:
    """The lock, held until it is closed or the process ends; raises Busy."""
    file = path.open("a+")
    try:
        _lock(file)
    except OSError:
        file.seek(0)
        writer = file.read().strip()
        file.close()
        raise Busy(writer) from None
    file.truncate(0)
    file.write(f"process {os.getpid()}\n")
    file.flush()
    return file


if sys.platform == "win32":

    def _lock(file: IO[str]) -> None:
        import msvcrt

        # far behind the text, which others read
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: IO[str]) -> None:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
