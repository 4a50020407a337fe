"""Sums over the calls of a collection, small however many accounts there are."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from remit.sources.api.client import Call
from remit.sources.declared import Problem


@dataclass
class Sum:
    """What became of the calls of an operation, in all accounts and Regions together.

    `places` counts the account × Region pairs in which calls had no answer; `account` and
    `region` are the first of them, `error` what it said.
    """

    service: str
    operation: str
    made: int = 0
    denied: int = 0
    failed: int = 0
    throttled: int = 0
    retried: int = 0
    account: str = ""
    region: str = ""
    error: str = ""
    places: int = 0


@dataclass
class Sums:
    """Adds up calls; safe to use from several threads."""

    by_operation: dict[tuple[str, str], Sum] = field(default_factory=dict)
    made: int = 0
    denied: int = 0
    failed: int = 0
    throttled: int = 0
    retried: int = 0

    def __post_init__(self) -> None:
        self.lock = threading.Lock()

    def add(self, calls: Iterable[Call]) -> None:
        """Count these too."""
        with self.lock:
            for call in calls:
                key = (call.service, call.operation)
                for to in (self, self.by_operation.setdefault(key, Sum(*key))):
                    to.made += call.made
                    to.denied += call.denied
                    to.failed += call.failed
                    to.throttled += call.throttled
                    to.retried += call.retried
                if call.denied or call.failed:
                    _exemplify(self.by_operation[key], call)

    def problems(self) -> Iterator[Problem]:
        """A line for what was denied and one for what failed."""
        found = sorted(self.by_operation.values(), key=lambda s: (s.service, s.operation))
        for word, counts in (
            ("denied", [(one, one.denied) for one in found if one.denied]),
            ("without an answer", [(one, one.failed) for one in found if one.failed]),
        ):
            if counts:
                first = counts[0][0]
                total = sum(count for _, count in counts)
                yield Problem(
                    f"{total} of {self.made} calls were {word}, such as {first.service} "
                    f"{first.operation} in {first.region} of account {first.account}: {first.error}"
                )

    def manifest(self) -> Mapping[str, Any]:
        """The totals, and the sums by operation, as JSON."""
        names = ("made", "denied", "failed", "throttled", "retried")
        found = sorted(self.by_operation.items())
        return {
            "totals": {name: getattr(self, name) for name in names},
            "calls": [vars(one) for _, one in found],
        }


def _exemplify(into: Sum, call: Call) -> None:
    """Count a place, and keep the first by name as the example: an order that does not vary."""
    into.places += 1
    here = (call.account, call.region)
    if not into.error or here < (into.account, into.region):
        into.account, into.region, into.error = *here, call.error


def merged(calls: Iterable[Call]) -> list[Call]:
    """One entry for each operation in each Region of each account, in that order."""
    found: dict[tuple[str, str, str, str], Call] = {}
    for call in calls:
        key = (call.account, call.region, call.service, call.operation)
        into = found.setdefault(key, Call(*key))
        into.made += call.made
        into.denied += call.denied
        into.failed += call.failed
        into.throttled += call.throttled
        into.retried += call.retried
        into.error = into.error or call.error
    return [found[key] for key in sorted(found)]
