"""How complete a live reading is: what became of the calls, by account and Region.

It needs no botocore, so that a report of a snapshot need not wait for it.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

CLOSED = "closed by a service control policy"
"""Of a Region: nothing is asked there any more, and nobody has anything to repair."""

INTERRUPTED = "interrupted"
WORST = 200
"""Operations without an answer that are kept one by one; the rest is counted."""


@dataclass
class Place:
    """What became of the calls to a Region of an account.

    `made`, `denied`, `failed`, `throttled` and `skipped` as in `tally.Call`, without those that
    are `closed`. `kinds` says why calls had no answer; `absent` counts the services that have no
    endpoint there.
    """

    account: str
    region: str
    made: int = 0
    denied: int = 0
    failed: int = 0
    throttled: int = 0
    skipped: int = 0
    closed: int = 0
    absent: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def missing(self) -> int:
        """Calls that had no answer although the Region is open."""
        return self.denied + self.failed + self.skipped

    @property
    def is_closed(self) -> bool:
        """Whether a service control policy closes the Region."""
        return self.closed > 0

    @property
    def interrupted(self) -> int:
        """Calls that were not made because the scan was stopped."""
        return self.kinds[INTERRUPTED]

    def reasons(self) -> list[tuple[str, int]]:
        """Why calls had no answer, but for those in a closed Region; the commonest first."""
        found = ((kind, number) for kind, number in self.kinds.items() if kind != CLOSED)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


@dataclass
class Completeness:
    """All places, those that lack most first, and the worst operations.

    `operations` are calls (as mappings) that had no answer, most of them first, and `more` how
    many operations in a place there are besides. `unopened` are accounts of which nothing could be
    read, with the reason.
    """

    places: list[Place]
    operations: list[Mapping[str, Any]]
    more: int
    unopened: list[tuple[str, str]]

    @property
    def total(self) -> Place:
        """The sums over all places."""
        whole = Place("", "")
        for place in self.places:
            for name in ("made", "denied", "failed", "throttled", "skipped", "closed", "absent"):
                setattr(whole, name, getattr(whole, name) + getattr(place, name))
            whole.kinds += place.kinds
        return whole

    @property
    def closed(self) -> list[Place]:
        """The Regions that a service control policy closes."""
        return [place for place in self.places if place.is_closed]

    @property
    def lacking(self) -> list[Place]:
        """The places where calls had no answer, or services no endpoint."""
        return [place for place in self.places if place.missing]

    @property
    def is_complete(self) -> bool:
        """Whether everything that is open was answered."""
        return not self.unopened and not self.lacking

    def record(self) -> dict[str, Any]:
        """All of it as JSON."""
        numbers = ("made", "denied", "failed", "throttled", "skipped", "closed")
        return {
            "complete": self.is_complete,
            "totals": {name: getattr(self.total, name) for name in numbers},
            "reasons": dict(self.total.kinds.most_common()),
            "places": [
                {
                    "account": place.account,
                    "region": place.region,
                    **{name: getattr(place, name) for name in numbers},
                    "services_without_endpoint": place.absent,
                    "region_closed": place.is_closed,
                    "reasons": dict(place.kinds.most_common()),
                }
                for place in self.places
            ],
            "operations": [dict(call) for call in self.operations],
            "operations_not_listed": self.more,
            "accounts_not_read": [{"account": a, "reason": why} for a, why in self.unopened],
        }


def completeness(
    calls: Iterable[Mapping[str, Any]],
    unavailable: Iterable[tuple[str, str]] = (),
    unopened: Iterable[tuple[str, str]] = (),
    worst: int = WORST,
) -> Completeness:
    """Sum up calls (mappings with the fields of `tally.Call`), which may be very many.

    `unavailable` are the Regions and services without an endpoint, the same in all accounts.
    """
    places: dict[tuple[str, str], Place] = {}
    kept: list[tuple[int, tuple[str, ...], Mapping[str, Any]]] = []
    lacking = 0
    for call in calls:
        key = (str(call.get("account", "")), str(call.get("region", "")))
        missing = _add(places.setdefault(key, Place(*key)), call)
        if missing:
            lacking += 1
            named = (*key, str(call.get("service", "")), str(call.get("operation", "")))
            entry = (missing, tuple(reversed(named)), call)
            if len(kept) < worst:
                heapq.heappush(kept, entry)
            elif kept and entry[:2] > kept[0][:2]:
                heapq.heapreplace(kept, entry)
    absent = Counter(region for region, _ in unavailable)
    for place in places.values():
        place.absent = absent[place.region]
    ranked = sorted(places.values(), key=lambda p: (-p.missing, p.account, p.region))
    operations = [call for *_, call in sorted(kept, key=lambda one: (-one[0], one[1][::-1]))]
    return Completeness(ranked, operations, lacking - len(operations), list(unopened))


def _add(place: Place, call: Mapping[str, Any]) -> int:
    """Count a call; how many of it had no answer although the Region is open."""
    denied, failed, skipped = (int(call.get(n) or 0) for n in ("denied", "failed", "skipped"))
    kinds = Counter({str(kind): int(n) for kind, n in (call.get("kinds") or {}).items()})
    closed = kinds[CLOSED]
    # what is closed was denied, or not asked any more
    by_denial = min(closed, denied)
    denied, skipped = denied - by_denial, skipped - min(closed - by_denial, skipped)
    if not kinds:
        # a snapshot from before there were kinds
        kinds.update({"access denied": denied} if denied else {})
        kinds.update({"no answer": failed} if failed else {})
    place.made += int(call.get("made") or 0)
    place.throttled += int(call.get("throttled") or 0)
    place.denied, place.failed = place.denied + denied, place.failed + failed
    place.skipped, place.closed = place.skipped + skipped, place.closed + closed
    place.kinds += kinds
    return denied + failed + skipped


def only_closed(reasons: Iterable[str]) -> bool:
    """Whether a finding is unknown for no other reason than that its Region is closed."""
    found = list(reasons)
    return bool(found) and all(CLOSED in reason for reason in found)
