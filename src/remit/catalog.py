"""Finds and reads `content/`. Loading looks; nothing registers itself.

content/duties.toml, layers.toml, kinds.toml      the words that all the others share
content/services/<service>/tables.py              resources, and where sources keep values
content/services/<service>/checks.py              what must be true of them
content/services/<service>/responsibility.toml    who does what
content/services/<service>/examples.md            templates and answers, with the verdict on each
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable

from remit.checks import Check
from remit.tables import AnyTable, Table


def content() -> Traversable:
    """The folder of content that came with the package."""
    return files("remit") / "content"


@lru_cache(maxsize=1)
def folders() -> tuple[str, ...]:
    """The services that have a folder."""
    return tuple(
        sorted(
            folder.name
            for folder in (content() / "services").iterdir()
            if folder.is_dir() and any(file.name.startswith("tables") for file in folder.iterdir())
        )
    )


@lru_cache(maxsize=1)
def tables() -> tuple[AnyTable, ...]:
    """Every table, in the order of their names."""
    found = [
        value
        for module, value in _declared("tables")
        if isinstance(value, type)
        and issubclass(value, Table)
        and value is not Table
        and value.__module__ == module
    ]
    return tuple(sorted(found, key=lambda table: table.spec.name))


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    """Every check, in the order of their ids."""
    found = (
        value
        for module, value in _declared("checks")
        if isinstance(value, Check) and value.origin == module
    )
    return tuple(sorted(found, key=lambda check: check.id))


def _declared(kind: str) -> Iterator[tuple[str, object]]:
    """What the files of a kind declare: `tables.py`, and `tables_network.py` beside it."""
    for service in folders():
        names = (file.name for file in (content() / "services" / service).iterdir())
        for name in sorted(names):
            if name.startswith(kind) and name.endswith(".py"):
                module = import_module(f"remit.content.services.{service}.{name[:-3]}")
                for value in vars(module).values():
                    yield module.__name__, value
