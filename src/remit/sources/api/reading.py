"""What is read of every account alike: made once, shared by all accounts and units."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from botocore.session import Session

from remit.sources.api.clients import Sharing
from remit.sources.api.planning import Unit, Wanted, allowed, calls_of, units, with_parents
from remit.sources.api.reader import Reader
from remit.sources.api.regions import GLOBAL, Endpoints, Resolves
from remit.sources.api.tagging import NOT_A_TYPE, SERVICE, is_asked
from remit.tables import AnyTable


@dataclass(frozen=True)
class Work:
    """The units of an account with these Regions, and the places without an endpoint."""

    units: tuple[Unit, ...]
    unavailable: tuple[tuple[str, str], ...]

    def without(self, tables: Collection[AnyTable]) -> Work:
        """The same but for these tables, which somebody else reads."""
        if not tables:
            return self
        left = (replace(u, tables=tuple(t for t in u.tables if t not in tables))
                for u in self.units)  # fmt: skip
        return Work(tuple(unit for unit in left if unit.tables), self.unavailable)


class Reading:
    """The wanted tables, how each is read, and which answers serve several of them.

    `more` are operations that may be called besides those of the tables.
    """

    def __init__(self, wanted: Wanted, more: frozenset[tuple[str, str]] = frozenset()) -> None:
        self.wanted = wanted
        self.needed = with_parents(wanted)
        self.readers = {table: Reader(table, names) for table, names in self.needed.items()}
        self.allowed = allowed(wanted) | more
        self.sharing = Sharing(self.allowed)
        uses = Counter(
            (reader.calls.service, operation)
            for reader in self.readers.values()
            for operation in reader.operations
        )
        self.shared = frozenset(use for use, count in uses.items() if count > 1)
        self.asked_with: dict[AnyTable, set[str]] = {}
        self.absent: dict[str, set[str]] = {SERVICE: {NOT_A_TYPE}}
        for table in self.needed:
            calls = calls_of(table)
            codes = (one.absent for one in calls.every)
            self.absent.setdefault(calls.service, set()).update(*codes)
            if calls.per is not None:
                self.asked_with.setdefault(calls.per, set()).add(calls.per_column)
        self.tagged = frozenset(t for t, names in self.needed.items() if is_asked(t, names))
        """The tables whose rows get their tags from the tagging API."""
        self.lock = threading.Lock()
        self.known: dict[tuple[str, tuple[str, ...]], Work] = {}

    def uses(self, table: AnyTable) -> Iterator[tuple[str, str]]:
        """Service and operation of what a table is read by, and the tables that it is listed by."""
        at: AnyTable | None = table
        while at is not None:
            reader = self.readers[at]
            yield from ((reader.calls.service, operation) for operation in reader.operations)
            at = reader.calls.per

    def work(
        self, session: Session, partition: str, regions: Sequence[str], network: Resolves | None
    ) -> Work:
        """The units of an account with these Regions; the same for all accounts that have them."""
        key = (partition, tuple(regions))
        with self.lock:
            if key not in self.known:
                self.known[key] = self._work(Endpoints(session, partition, network), regions)
            return self.known[key]

    def _work(self, endpoints: Endpoints, regions: Sequence[str]) -> Work:
        services = {calls_of(t).service for t in self.needed if calls_of(t).scope != GLOBAL}
        places = ((region, service) for region in regions for service in sorted(services))
        gone = tuple(place for place in places if not endpoints.there(place[1], place[0]))
        missing = frozenset(gone)
        found = units(self.wanted, regions, lambda service, r: (r, service) not in missing)
        return Work(tuple(found), gone)
