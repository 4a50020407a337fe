"""How far a scan has come, on stderr: a line that changes, lines at intervals, or JSON."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TextIO

if TYPE_CHECKING:
    from remit.sources.api.collect import Progress

Shows = Literal["auto", "json", "none"]
Clock = Callable[[], float]

WINDOW = 15.0
"""Seconds that the rates are taken over."""

LINE, LINES, RECORDS = 0.2, 30.0, 1.0
"""Seconds between two: changes of a terminal's line, lines elsewhere, JSON objects."""


class Silent:
    """Nobody watches. Also what the others share: call it with a message, or with a Progress."""

    def __call__(self, message: str) -> None:
        """Say what is being done; nothing clears the line."""

    def at(self, progress: Progress) -> None:
        """Show how far a live scan has come."""

    def end(self) -> None:
        """The live scan is over."""


class Rates:
    """Calls a second, and the seconds that are left, from what happened lately."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.samples: deque[tuple[float, int, int]] = deque()

    def add(self, progress: Progress) -> tuple[float, float | None]:
        """Calls a second now, and the seconds to the end, None where nobody can tell yet."""
        now = self.clock()
        self.samples.append((now, progress.made, progress.done))
        while now - self.samples[0][0] > WINDOW and len(self.samples) > 2:
            self.samples.popleft()
        since, made, done = self.samples[0]
        seconds = now - since
        if not seconds:
            return 0.0, None
        calls = (progress.made - made) / seconds
        units = (progress.done - done) / seconds
        left = progress.units - progress.done
        return calls, 0.0 if not left else left / units if units else None


class Watched(Silent):
    """Shows a live scan at intervals of `every` seconds; `write` does it."""

    every = LINES

    def __init__(self, stream: TextIO, clock: Clock = time.monotonic) -> None:
        self.stream, self.clock, self.rates = stream, clock, Rates(clock)
        self.shown = clock()
        self.last: Progress | None = None

    def at(self, progress: Progress) -> None:
        """Show it, if it is time."""
        self.last = progress
        calls, left = self.rates.add(progress)
        if self.clock() - self.shown >= self.every:
            self.shown = self.clock()
            self.write(progress, calls, left)

    def end(self) -> None:
        """Show how it ended."""
        if self.last is not None:
            self.write(self.last, *self.rates.add(self.last))

    def write(self, progress: Progress, calls: float, left: float | None) -> None:
        """One line."""
        self.stream.write(f"remit: {sentence(progress, calls, left)}\n")
        self.stream.flush()


class Line(Watched):
    """One line that is overwritten, for a terminal."""

    every = LINE

    def __call__(self, message: str) -> None:
        """Put the message in the line's place."""
        self.stream.write(f"\r\x1b[K{message[:110]}")
        self.stream.flush()

    def end(self) -> None:
        """Clear the line."""
        self("")

    def write(self, progress: Progress, calls: float, left: float | None) -> None:
        """Overwrite the line."""
        self(sentence(progress, calls, left))


class Records(Watched):
    """A JSON object a line, for programs."""

    every = RECORDS

    def write(self, progress: Progress, calls: float, left: float | None) -> None:
        """One object."""
        self._write(progress, calls, left, False)

    def end(self) -> None:
        """The last one says that it is."""
        if self.last is not None:
            self._write(self.last, *self.rates.add(self.last), True)

    def _write(self, progress: Progress, calls: float, left: float | None, over: bool) -> None:
        import orjson

        self.stream.write(orjson.dumps(record(progress, calls, left, over)).decode() + "\n")
        self.stream.flush()


def display(kind: str, quiet: bool, stream: TextIO | None = None) -> Silent:
    """What shows the progress of a scan; `quiet` and `none` show nothing."""
    stream = stream or sys.stderr
    if quiet or kind == "none":
        return Silent()
    if kind == "json":
        return Records(stream)
    return Line(stream) if stream.isatty() else Watched(stream)


def sentence(progress: Progress, calls: float, left: float | None) -> str:
    """How far it has come, in words.

    >>> from remit.sources.api.collect import Progress
    >>> sentence(Progress(40, 10, 500, 120, 2, 0, 3), 24.4, 75)
    '10 of 40 units, 120 calls, 24/s, 500 rows, 3 throttled, 2 denied, 1 min 15 s left'
    """
    parts = [f"{progress.done:,} of {progress.units:,} units"]
    if progress.accounts > 1:
        parts.append(f"{progress.accounts_done:,} of {progress.accounts:,} accounts")
    parts += [f"{progress.made:,} calls", f"{calls:.0f}/s", f"{progress.rows:,} rows"]
    for word in ("throttled", "denied", "failed"):
        if number := getattr(progress, word):
            parts.append(f"{number:,} {word}")
    if left is not None:
        parts.append(f"{duration(left)} left")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Seconds in words.

    >>> duration(8), duration(75), duration(7300)
    ('8 s', '1 min 15 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def record(progress: Progress, calls: float, left: float | None, over: bool) -> dict[str, Any]:
    """The same for programs."""
    return {
        "units": progress.units,
        "done": progress.done,
        "accounts": progress.accounts,
        "accounts_done": progress.accounts_done,
        "calls": progress.made,
        "calls_per_second": round(calls, 1),
        "throttled": progress.throttled,
        "denied": progress.denied,
        "failed": progress.failed,
        "rows": progress.rows,
        "eta_seconds": None if left is None else round(left),
        "finished": over,
    }
