"""The files a configuration may read, and no others."""

from __future__ import annotations

import os
from pathlib import Path

from remit.sources.hcl.syntax import HclError
from remit.values import Unknown

_MAX_BYTES = 1_000_000


class Files:
    """Files below the scanned directory and below the modules it calls.

    A template is data from somebody else: it must not carry the contents of other files of this
    machine into a report. A called module counts only because Terraform files lie in it.
    """

    __slots__ = ("_allowed", "_root")

    def __init__(self, root: Path) -> None:
        """`root` is the scanned directory, which relative paths start from."""
        self._root = root
        self._allowed = [os.path.realpath(root)]

    def allow(self, directory: str) -> None:
        """Let the files of a module be read."""
        real = os.path.realpath(directory)
        if not any(_inside(real, allowed) for allowed in self._allowed):
            self._allowed.append(real)

    def relative(self, directory: str) -> str:
        """A directory as `path.module` shows it: seen from the root."""
        return Path(os.path.relpath(directory, self._root)).as_posix()

    def locate(self, path: str) -> Path | Unknown:
        """The real path of a name, or why it is not looked at."""
        if "\0" in path:
            raise HclError("a path holds a NUL")
        real = os.path.realpath(self._root / path)
        if any(_inside(real, allowed) for allowed in self._allowed):
            return Path(real)
        return Unknown(f"the file {path} lies outside the scanned directory and is not read")

    def read(self, path: str) -> bytes | Unknown:
        """The bytes of a file.

        Raises:
            HclError: there is no such file.
        """
        real = self.locate(path)
        if isinstance(real, Unknown):
            return real
        try:
            if not real.is_file():
                raise HclError(f"there is no file {path}")
            if real.stat().st_size > _MAX_BYTES:
                return Unknown(f"the file {path} is larger than 1 MB and is not read")
            return real.read_bytes()
        except OSError as error:
            raise HclError(f"the file {path} cannot be read: {error.strerror}") from None


def _inside(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)
