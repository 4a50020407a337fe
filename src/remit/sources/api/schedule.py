"""Who is read next: accounts and Regions by turns, so that none of them keeps all the workers.

Nothing is made before its turn comes: of 2,000 accounts a few are open at a time.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from remit.sources.api.account import Account
from remit.sources.api.planning import Unit


@dataclass(frozen=True)
class Job:
    """An account to open, or a unit of one that is open to read."""

    account: Account
    unit: Unit | None = None


@dataclass
class _Queue:
    account: Account
    units: Iterator[Unit]
    ahead: Unit | None = field(default=None)


class Schedule:
    """Hands out jobs; safe to use from several threads.

    `accounts` are opened as they come, at most `width` of them waiting for workers at a time.
    `is_done` says of a unit that it needs no reading.
    """

    def __init__(
        self,
        accounts: Iterator[Account],
        width: int,
        is_done: Callable[[Account, Unit], bool] = lambda account, unit: False,
    ) -> None:
        self.accounts, self.width, self.is_done = accounts, width, is_done
        self.changed = threading.Condition()
        self.queues: deque[_Queue] = deque()
        self.opening = 0
        self.reading: set[Account] = set()
        """Accounts that are open or being opened."""
        self.ended = False

    def next(self) -> Job | None:
        """The next job; waits while there may be one. None when there is nothing left to do."""
        with self.changed:
            while True:
                if not self.ended and len(self.queues) + self.opening < self.width:
                    account = next(self.accounts, None)
                    if account is not None:
                        self.opening += 1
                        self.reading.add(account)
                        return Job(account)
                    self.ended = True
                if self.queues:
                    return self._unit()
                if not self.opening:
                    self.changed.notify_all()
                    return None
                self.changed.wait()

    def _unit(self) -> Job:
        queue = self.queues.popleft()
        unit = queue.ahead
        assert unit is not None, "a queue without units is not kept"
        self._keep(queue)
        return Job(queue.account, unit)

    def _keep(self, queue: _Queue) -> None:
        """Put a queue last if there is anything left in it."""
        queue.ahead = next(queue.units, None)
        if queue.ahead is not None:
            self.queues.append(queue)

    def opened(self, account: Account) -> None:
        """The account's units can be read now."""
        units = (unit for unit in account.work.units if not self.is_done(account, unit))
        queue = _Queue(account, units)
        with self.changed:
            self.opening -= 1
            self._keep(queue)
            if not account.left:
                self.reading.discard(account)
            self.changed.notify_all()

    def closed(self, account: Account) -> None:
        """The account could not be opened."""
        with self.changed:
            self.opening -= 1
            self.reading.discard(account)
            self.changed.notify_all()

    def finished(self, account: Account) -> bool:
        """One more unit of an account is read; whether it was the last one."""
        with self.changed:
            account.left -= 1
            if account.left == 0:
                self.reading.discard(account)
            return account.left == 0

    def stop(self) -> list[Account]:
        """Open no further account; those that are open."""
        with self.changed:
            self.ended = True
            self.changed.notify_all()
            return list(self.reading)
