"""Objects that are put on disk for a while, in a file that has no name and ends with its owner."""

from __future__ import annotations

import os
import pickle
import tempfile
import threading
from typing import IO, Any

Place = tuple[int, int]
"""Where an object lies: its offset and length in bytes."""


class Pile:
    """Takes objects, and gives back copies of them by their place; safe to use from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None
        self._end = 0

    def put(self, value: Any) -> Place:
        """Put an object down; where it lies."""
        packed = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  it lives as we do
            place = self._end, len(packed)
            self._end += self._file.write(packed)
        return place

    def get(self, place: Place) -> Any:
        """The object that lies there."""
        assert self._file is not None, "there is a file where something was put down"
        offset, length = place
        # nobody else writes to a file without a name
        return pickle.loads(os.pread(self._file.fileno(), length, offset))
