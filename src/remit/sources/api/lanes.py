"""Goes through the items of many units at a time, and lets none of them take all the threads.

A unit whose service throttles keeps the threads that work for it waiting. So a unit has no more of
them than its share as long as others wait for some, and its own thread works for it in any case.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

AHEAD = 256
"""Items that are begun before the first of them is handed on; bounds what waits in memory."""

Function = Callable[[Any], Any]


class Lane:
    """The items of one unit: where it stands, and the results that nobody took yet."""

    def __init__(self, lock: threading.Lock, function: Function, items: Sequence[Any]) -> None:
        self.function, self.items = function, items
        self.ready = threading.Condition(lock)
        self.started = self.taken = self.helpers = 0
        self.results: dict[int, tuple[Any, BaseException | None]] = {}

    @property
    def waits(self) -> bool:
        """Whether there is an item to begin now."""
        return self.started < min(len(self.items), self.taken + AHEAD)


class Lanes:
    """Threads that work for all units by turns. They end with the program, or by `close`."""

    def __init__(self, width: int) -> None:
        self.lock = threading.Lock()
        self.work = threading.Condition(self.lock)
        self.lanes: deque[Lane] = deque()
        self.width, self.threads, self.idle, self.closed = width, 0, 0, False

    def close(self) -> None:
        """Let the threads end when they have done what they are at."""
        with self.lock:
            self.closed = True
            self.work.notify_all()

    def map(self, function: Function, items: Sequence[Any], /) -> Iterator[Any]:
        """The results in the order of the items; what a function raises is raised here."""
        lane = Lane(self.lock, function, items)
        with self.lock:
            self.lanes.append(lane)
            self._wake(len(items) - 1)
        try:
            for index in range(len(items)):
                yield self._result(lane, index)
        finally:
            with self.lock:
                lane.items = ()
                self.lanes.remove(lane)

    def _wake(self, wanted: int) -> None:
        """See to it that there are threads for what waits; holds the lock."""
        self.work.notify(wanted)
        for _ in range(min(wanted - self.idle, self.width - self.threads)):
            self.threads += 1
            threading.Thread(target=self._help, name="item", daemon=True).start()

    def _result(self, lane: Lane, index: int) -> Any:
        """Work for the lane until this result is there."""
        while True:
            with self.lock:
                while index not in lane.results and not lane.waits:
                    lane.ready.wait()
                if index in lane.results:
                    value, error = lane.results.pop(index)
                    lane.taken += 1
                    if error is not None:
                        raise error
                    return value
                task = self._begin(lane)
            self._do(lane, *task)

    def _begin(self, lane: Lane) -> tuple[int, Any]:
        index = lane.started
        lane.started += 1
        return index, lane.items[index]

    def _do(self, lane: Lane, index: int, item: Any) -> None:
        error: BaseException | None = None
        value = None
        try:
            value = lane.function(item)
        except BaseException as raised:  # noqa: BLE001  it is raised where the result is taken
            error = raised
        with self.lock:
            lane.results[index] = value, error
            lane.ready.notify()
            if self.idle and lane.waits:
                self.work.notify()

    def _help(self) -> None:
        while True:
            with self.lock:
                while (lane := self._pick()) is None:
                    if self.closed:
                        self.threads -= 1
                        return
                    self.idle += 1
                    self.work.wait()
                    self.idle -= 1
                lane.helpers += 1
                task = self._begin(lane)
            self._do(lane, *task)
            with self.lock:
                lane.helpers -= 1

    def _pick(self) -> Lane | None:
        """The next lane with something to do that has not got its share; holds the lock."""
        share = max(self.width // max(len(self.lanes), 1), 1)
        for _ in range(len(self.lanes)):
            lane = self.lanes[0]
            self.lanes.rotate(-1)
            if lane.waits and lane.helpers < share:
                return lane
        return None
