"""Named modes of services (AWS Fargate, RDS Custom, …) and where the line runs in each.

A mode is a resource as one would configure it: the line's own conditions say what that moves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from remit.catalog import content
from remit.conditions import World
from remit.responsibility import Remit, Share


@dataclass(frozen=True)
class Mode:
    """A way to run a service: the values of some columns of a resource in a table."""

    id: str
    title: str
    table: str
    row: Mapping[str, Any]


class _Row(dict[str, Any]):
    """A row of which only some columns are known."""

    def __missing__(self, name: str) -> None:
        return None


def load() -> dict[str, Mode]:
    """The modes of `content/modes.toml`, by what people call them."""
    record = tomllib.loads((content() / "modes.toml").read_text(encoding="utf-8"))
    return {id: Mode(id, **entry) for id, entry in record.items()}


def shares(remit: Remit, mode: Mode, now: datetime) -> dict[str, Share]:
    """Who owes each duty in a mode; what the mode leaves open is where it is by default."""
    table = remit.tables[mode.table]
    row = _Row({**mode.row, "listed": True})
    world = World(now, {})
    found = dict(remit.line(table.spec.service).shares)
    for duty in found:
        for move in remit.moves(table.spec.service, duty, table):
            if remit.condition(move).evaluate(row, world) is True:
                found[duty] = move.share
                break
    return found


def find(remit: Remit, word: str, now: datetime) -> tuple[str, Mapping[str, Share]] | None:
    """The title and the shares of a mode or a service; None when the word is neither."""
    modes = load()
    if word in modes:
        return modes[word].title, shares(remit, modes[word], now)
    if word in remit.lines or word in remit.services:
        return remit.name(word), remit.line(word).shares
    return None
