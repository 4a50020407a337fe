"""Counts of what was asked, and of what became of it, per operation and Region."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from remit.sources.api.errors import Refused


@dataclass
class Call:
    """What became of the calls of one operation in one Region of one account.

    `made` counts pages asked for, `throttled` and `retried` the answers on the way to them;
    `denied` and `failed` those that never came, `skipped` what was not asked any more. `error` is
    the first reason, and `kinds` counts them all by kind (`errors.Kind`).
    """

    account: str
    region: str
    service: str
    operation: str
    made: int = 0
    denied: int = 0
    failed: int = 0
    throttled: int = 0
    retried: int = 0
    error: str = ""
    skipped: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


class Tally:
    """Counts calls; safe to use from several threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.calls: dict[tuple[str, str, str], Call] = {}
        self.account = ""

    def of(self, region: str, service: str, operation: str) -> Call:
        """The counts of an operation; hold the lock while changing them."""
        key = (region, service, operation)
        if key not in self.calls:
            self.calls[key] = Call(self.account, *key)
        return self.calls[key]

    def made(self, region: str, service: str, operation: str) -> None:
        """One more page was asked for."""
        with self.lock:
            self.of(region, service, operation).made += 1

    def attempt(
        self, region: str, service: str, operation: str, throttled: bool, again: bool
    ) -> None:
        """An answer came, or none; `again` when it was not the first attempt."""
        if not throttled and not again:
            return
        with self.lock:
            call = self.of(region, service, operation)
            call.throttled += throttled
            call.retried += again

    def refused(self, region: str, service: str, operation: str, refusal: Refused) -> None:
        """A call ended without an answer."""
        with self.lock:
            call = self.of(region, service, operation)
            if refusal.kind.denied:
                call.denied += 1
            else:
                call.failed += 1
            self._because(call, refusal)

    def skipped(self, region: str, service: str, operation: str, refusal: Refused) -> None:
        """A call was not made, for a reason that is known already."""
        with self.lock:
            call = self.of(region, service, operation)
            call.skipped += 1
            self._because(call, refusal)

    def _because(self, call: Call, refusal: Refused) -> None:
        call.error = call.error or refusal.reason
        call.kinds[refusal.kind] = call.kinds.get(refusal.kind, 0) + 1

    def sums(self) -> tuple[int, int, int, int]:
        """Calls made, denied, failed, throttled so far."""
        with self.lock:
            calls = list(self.calls.values())
        return (sum(c.made for c in calls), sum(c.denied for c in calls),
                sum(c.failed for c in calls), sum(c.throttled for c in calls))  # fmt: skip
