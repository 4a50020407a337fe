"""Where the rows of finished units go: to a function, or (see `runs`) to disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from remit.sources.api.account import Account, Seen
from remit.sources.api.client import Call
from remit.sources.api.counts import Sums, merged
from remit.sources.api.planning import Unit
from remit.sources.api.unit import Row
from remit.tables import AnyTable

Add = Callable[[AnyTable, Row], None]


class Held(Protocol):
    """The rows of a unit that is being read."""

    def add(self, table: AnyTable, row: Row) -> None:
        """One more row."""


class Keeper(Protocol):
    """Takes what was read; safe to use from several threads."""

    def begin(self) -> Held:
        """A place for the rows of one unit."""

    def keep(self, held: Any, account: Account, unit: Unit | None, calls: Sequence[Call]) -> int:
        """Take a unit's rows, and the counts of calls since the last time; how many rows it were.

        Without a unit they are what was asked of an account to open it.
        """

    def closed(self, account: Account) -> None:
        """Every unit of the account is read."""

    def known(self, account: str, name: str) -> Seen | None:
        """What an earlier process found an account to be; without a number it goes by its name."""

    def finished(self, account: str) -> int | None:
        """How many units an account has, if an earlier process finished them all."""

    def is_done(self, account: Account, unit: Unit) -> bool:
        """Whether an earlier process finished a unit."""

    def rows(self) -> int:
        """How many rows earlier processes found."""

    def sums(self) -> Sums:
        """What the calls of earlier processes come to."""

    def calls(self) -> Iterable[Call]:
        """The calls of all units, each operation in each place once."""


class Listed:
    """Rows in a list."""

    def __init__(self) -> None:
        self.rows: list[tuple[AnyTable, Row]] = []

    def add(self, table: AnyTable, row: Row) -> None:
        """One more row."""
        self.rows.append((table, row))


class Handed:
    """Hands the rows of each unit to a function, one unit at a time; knows no earlier process."""

    def __init__(self, add: Add) -> None:
        self.add, self.lock = add, threading.Lock()
        self.counted: list[Call] = []

    def begin(self) -> Listed:
        """A list."""
        return Listed()

    def keep(self, held: Listed, account: Account, unit: Unit | None, calls: Sequence[Call]) -> int:
        """Hand the rows on."""
        with self.lock:
            self.counted += calls
            for table, row in held.rows:
                self.add(table, row)
        return len(held.rows)

    def closed(self, account: Account) -> None:
        """Nothing to note."""

    def known(self, account: str, name: str) -> Seen | None:
        """Nothing."""
        return None

    def finished(self, account: str) -> int | None:
        """None."""
        return None

    def is_done(self, account: Account, unit: Unit) -> bool:
        """No."""
        return False

    def rows(self) -> int:
        """None."""
        return 0

    def sums(self) -> Sums:
        """None."""
        return Sums()

    def calls(self) -> list[Call]:
        """The calls, merged."""
        return merged(self.counted)
