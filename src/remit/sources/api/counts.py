"""Sums over the calls of a collection, small however many accounts there are."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from remit.sources.api.client import Call
from remit.sources.api.errors import Kind
from remit.sources.declared import Problem

NUMBERS = tuple(field.name for field in fields(Call) if field.type == "int")


@dataclass
class Sum(Call):
    """What became of the calls of an operation, in all accounts and Regions together.

    `places` counts the account × Region pairs where something had no answer; `account` and
    `region` are the first of them, `error` what it said.
    """

    places: int = 0


@dataclass
class Sums:
    """Adds up calls; safe to use from several threads."""

    by_operation: dict[tuple[str, str], Sum] = field(default_factory=dict)
    total: Call = field(default_factory=lambda: Call("", "", "", ""))

    def __post_init__(self) -> None:
        self.lock = threading.Lock()

    def add(self, calls: Iterable[Call]) -> None:
        """Count these too."""
        with self.lock:
            for call in calls:
                key = (call.service, call.operation)
                one = self.by_operation.setdefault(key, Sum("", "", *key))
                for into in (one, self.total):
                    _add(into, call)
                if any(Kind(kind) is not Kind.CLOSED for kind in call.kinds):
                    _exemplify(one, call)

    def problems(self) -> Iterator[Problem]:
        """A line for what was denied and one for what failed.

        Where a service control policy closes a Region, nothing is amiss.
        """
        found = sorted(self.by_operation.values(), key=lambda s: (s.service, s.operation))
        for word, counts in (
            ("denied", [(one, number) for one in found if (number := _denied(one))]),
            ("without an answer", [(one, one.failed) for one in found if one.failed]),
        ):
            if counts:
                first = counts[0][0]
                total = sum(count for _, count in counts)
                yield Problem(
                    f"{total} of {self.total.made} calls were {word}, such as {first.service} "
                    f"{first.operation} in {first.region} of account {first.account}: {first.error}"
                )

    def manifest(self) -> Mapping[str, Any]:
        """The totals, and the sums by operation, as JSON."""
        found = [one for _, one in sorted(self.by_operation.items())]
        return {
            "totals": {name: getattr(self.total, name) for name in NUMBERS},
            "calls": [vars(one) for one in found],
        }


def _denied(one: Sum) -> int:
    """What was denied, but for what is denied because its Region is closed."""
    kinds = ((Kind(kind), number) for kind, number in one.kinds.items())
    return sum(number for kind, number in kinds if kind.denied and kind is not Kind.CLOSED)


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
        _add(into, call)
        into.error = into.error or call.error
    return [found[key] for key in sorted(found)]


def _add(into: Call, call: Call) -> None:
    """Add counts to others of the same operation."""
    for name in NUMBERS:
        setattr(into, name, getattr(into, name) + getattr(call, name))
    for kind, number in call.kinds.items():
        into.kinds[str(kind)] = into.kinds.get(str(kind), 0) + number
