"""Where the configuration of a called module lies on disk. The network is never asked."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from remit.values import Partial

_MAX_MANIFEST = 5_000_000


class ModuleSources:
    """Local paths, and what `terraform init` wrote to `.terraform/modules/modules.json`."""

    __slots__ = ("_known", "_root")

    def __init__(self, root: Path) -> None:
        """`root` is the directory that is scanned."""
        self._root = root
        self._known: dict[str, str] | None = None

    def directory(self, source: Any, caller: str, path: tuple[str, ...]) -> str | None:
        """The directory of a call, as the user would write it; None where it is not on disk."""
        if not isinstance(source, str) or isinstance(source, Partial):
            return None
        if source.startswith(("./", "../", ".\\", "..\\")) or source in (".", ".."):
            return os.path.normpath(Path(caller) / source.replace("\\", "/"))
        if self._known is None:
            self._known = _manifest(self._root / ".terraform" / "modules" / "modules.json")
        found = self._known.get(".".join(path))
        return None if found is None else os.path.normpath(self._root / found)


def _manifest(path: Path) -> dict[str, str]:
    """Key (`vpc.subnets`) to directory, relative to the root."""
    try:
        if path.stat().st_size > _MAX_MANIFEST:
            return {}
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    modules = document.get("Modules") if isinstance(document, dict) else None
    return {
        entry["Key"]: entry["Dir"]
        for entry in (modules if isinstance(modules, list) else ())
        if isinstance(entry, dict)
        and isinstance(entry.get("Key"), str)
        and isinstance(entry.get("Dir"), str)
    }
