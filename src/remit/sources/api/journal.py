"""The journal of a run: which units are finished, and where their rows end in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from remit.sources.api.account import Account, Seen
from remit.sources.api.planning import Unit
from remit.sources.declared import Problem


@dataclass
class Block:
    """Where the rows of one unit stand in the file of one table, and the CRC-32 of them."""

    name: str
    start: int
    length: int
    rows: int
    crc: int

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + self.length


@dataclass
class State:
    """What the journal says: accounts, finished units, and how long the files are by it."""

    seen: dict[str, Seen] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def finish(self, account: str, region: str, service: str) -> None:
        """Note a finished unit: a bit per Region × service, since there are millions of units."""
        number = self.numbers.setdefault((region, service), len(self.numbers))
        self.done[account] = self.done.get(account, 0) | 1 << number

    def is_done(self, account: str, region: str, service: str) -> bool:
        """Whether a unit is finished."""
        number = self.numbers.get((region, service))
        return number is not None and bool(self.done.get(account, 0) >> number & 1)

    def units(self, account: str) -> int:
        """How many units of an account are finished."""
        return self.done.get(account, 0).bit_count()

    def take(self, line: Mapping[str, Any]) -> None:
        """Note a line of the journal."""
        if "opened" in line:
            seen = seen_of(line["opened"])
            self.seen[seen.account] = seen
        elif "closed" in line:
            self.closed.add(line["closed"])
        else:
            self.finish(*line["unit"])
        for block in blocks_of(line):
            self.ends[block.name] = block.end
            self.rows[block.name] = self.rows.get(block.name, 0) + block.rows


def seen_of(record: Mapping[str, Any]) -> Seen:
    """An account as a line of the journal has it."""
    problems = tuple(Problem(**problem) for problem in record["problems"])
    return Seen(
        record["account"], record["name"], record["partition"], record["identity"],
        tuple(record["regions"]), problems,
    )  # fmt: skip


def blocks_of(line: Mapping[str, Any]) -> Iterable[Block]:
    """The blocks that a line of the journal vouches for."""
    return [Block(*block) for block in line.get("blocks", ())]


def line_of(account: Account, unit: Unit | None) -> dict[str, Any]:
    """A line for a finished unit, or without one for an account that is open."""
    seen = account.seen
    if unit is not None:
        return {"unit": [seen.account, unit.region, unit.service]}
    told = {
        "account": seen.account,
        "name": seen.name,
        "partition": seen.partition,
        "identity": seen.identity,
        "regions": seen.regions,
        "problems": [asdict(problem) for problem in seen.problems],
    }
    return {"opened": told}


def lines(journal: Path) -> Iterator[tuple[Mapping[str, Any], int]]:
    """The whole lines of a journal, each with the place behind it; ends at the first torn one."""
    end = 0
    with journal.open("rb") as file:
        for text in file:
            end += len(text)
            if not text.endswith(b"\n"):
                return
            try:
                line = orjson.loads(text)
            except orjson.JSONDecodeError:
                return
            yield line, end
