"""How fast a service of an account is asked in a Region: slower when it throttles, then faster.

A bucket holds tokens, each call takes one, and they come back at a rate. A throttled answer halves
the rate and empties the bucket; without further ones the rate grows back, as much every second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Clock = Callable[[], float]
Sleep = Callable[[float], object]


@dataclass(frozen=True)
class Rate:
    """Calls per second in the long run, and how many at once before that counts."""

    per_second: float
    burst: float


PLAIN = Rate(100, 100)
"""Where AWS publishes no limit. It is where a scan starts: throttled answers set the pace."""

RATES: Mapping[tuple[str, str], Rate] = {
    # https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
    # (non-mutating actions: a bucket of 100 for each, 20 more every second)
    ("ec2", ""): Rate(20, 100),
    # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    # (15 a second across the control plane; GetPolicy has as many for itself. The first hundred go
    # at once: most accounts have no more to ask, and where that is too much its answer says so)
    ("lambda", ""): Rate(15, 100),
    ("lambda", "GetPolicy"): Rate(15, 100),
    # no limit is published for settings of buckets, and objects are given thousands a second
    ("s3", ""): Rate(500, 500),
    # https://docs.aws.amazon.com/tag-editor/latest/userguide/reference.html
    ("resourcegroupstaggingapi", "GetResources"): Rate(15, 15),
}
"""Limits that AWS documents, by service, or by operation where one has its own."""

EACH = frozenset({"ec2"})
"""Services that limit each operation by itself."""

LEAST = 0.5
"""Calls per second that are left however often a service throttles."""

SECONDS_TO_RECOVER = 60
"""From nothing back to the first rate."""

TOGETHER = 1.0
"""Throttled answers within so many seconds say the same thing, as those calls were sent before."""

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0


class Bucket:
    """The tokens of one service in one Region; times are seconds of a clock that only advances."""

    def __init__(self, rate: Rate, now: float) -> None:
        self.most = self.per_second = rate.per_second
        self.burst = self.tokens = rate.burst
        self.at = now
        self.halved = now - 2 * TOGETHER
        self.hopeless = False
        """Whether a call was given up, and none has been answered since."""

    def take(self, now: float) -> float:
        """Take a token; seconds until it is there, 0 where there was one.

        >>> bucket = Bucket(Rate(2, 1), now=0)
        >>> bucket.take(0), bucket.take(0), bucket.take(0)
        (0.0, 0.5, 1.0)
        """
        self._refill(now)
        self.tokens -= 1
        return max(-self.tokens / self.per_second, 0.0)

    def throttled(self, now: float) -> None:
        """The service says that it was asked too often."""
        self._refill(now)
        if now - self.halved < TOGETHER:
            return
        self.halved = now
        self.per_second = max(self.per_second / 2, LEAST)
        self.tokens = min(self.tokens, 0.0)

    def _refill(self, now: float) -> None:
        passed = max(now - self.at, 0.0)
        self.at = now
        self.per_second = min(self.per_second + passed * self.most / SECONDS_TO_RECOVER, self.most)
        self.tokens = min(self.tokens + passed * self.per_second, self.burst)


def pause(attempt: int, share: float, first: float = FIRST_PAUSE) -> float:
    """Seconds before the next attempt of a call; `share` in [0, 1) spreads those of many calls.

    >>> pause(1, 0.5), pause(2, 0.5), pause(9, 0.5)
    (0.1875, 0.375, 6.0)
    """
    longest: float = min(first * 2 ** (attempt - 1), LONGEST_PAUSE)
    return longest * (0.5 + share / 2)


class Pace:
    """The buckets of one account; safe to use from several threads.

    `waited` are the seconds that all calls together waited for tokens, `waits` how many did.
    """

    def __init__(self, clock: Clock = time.monotonic, sleep: Sleep = time.sleep) -> None:
        self.clock, self.sleep = clock, sleep
        self.lock = threading.Lock()
        self.buckets: dict[tuple[str, str, str], Bucket] = {}
        self.waited, self.waits = 0.0, 0

    def wait(self, region: str, service: str, operation: str) -> Bucket:
        """Wait until this may be asked; the bucket that said so."""
        own = operation if service in EACH or (service, operation) in RATES else ""
        key = (region, service, own)
        with self.lock:
            now = self.clock()
            bucket = self.buckets.get(key)
            if bucket is None:
                rate = RATES.get((service, own)) or RATES.get((service, ""), PLAIN)
                bucket = self.buckets[key] = Bucket(rate, now)
            seconds = bucket.take(now)
            if seconds:
                self.waits += 1
                self.waited += seconds
        if seconds:
            self.sleep(seconds)
        return bucket

    def throttled(self, bucket: Bucket) -> None:
        """An answer was that there are too many calls."""
        with self.lock:
            bucket.throttled(self.clock())
