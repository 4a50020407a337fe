"""What came of reading through AWS Config, as a snapshot's manifest and a run on disk keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from remit.sources.declared import Problem


@dataclass
class Told:
    """How much of a table came from Config, and how old it is.

    `outdated` rows have kept only their names, `unlisted` ones stand for what may be missing.
    """

    rows: int = 0
    outdated: int = 0
    unlisted: int = 0
    oldest: str = ""
    newest: str = ""


@dataclass
class Gathered:
    """What came of it. `left` names the tables that the API is to read of each of its accounts."""

    where: str
    accounts: tuple[str, ...] = ()
    left: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tables: dict[str, Told] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    interrupted: bool = False

    @property
    def captured(self) -> tuple[str, str]:
        """When the oldest and the newest item were captured; empty where there are none."""
        times = [t for one in self.tables.values() for t in (one.oldest, one.newest) if t]
        return min(times, default=""), max(times, default="")

    def total(self, name: str) -> int:
        """The sum of a count over all tables."""
        return sum(int(getattr(one, name)) for one in self.tables.values())

    def manifest(self) -> dict[str, Any]:
        """What a snapshot's manifest says of it, as JSON."""
        oldest, newest = self.captured
        return {
            "where": self.where,
            "accounts": list(self.accounts),
            "captured": {"oldest": oldest, "newest": newest},
            "rows": self.total("rows"),
            "outdated": self.total("outdated"),
            "unlisted": self.total("unlisted"),
            "tables": {name: vars(one) for name, one in sorted(self.tables.items())},
            "places": self.places,
            "api": {account: list(names) for account, names in sorted(self.left.items())},
        }

    def record(self) -> dict[str, Any]:
        """All of it, as a run keeps it."""
        return {**self.manifest(), "problems": [asdict(problem) for problem in self.problems]}


def gathered(record: Mapping[str, Any]) -> Gathered:
    """What `Gathered.record` kept."""
    return Gathered(
        record["where"],
        tuple(record["accounts"]),
        {account: tuple(names) for account, names in record["api"].items()},
        {name: Told(**one) for name, one in record["tables"].items()},
        [Problem(**problem) for problem in record["problems"]],
        record["places"],
    )
