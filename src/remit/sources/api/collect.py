"""Reads one account: its Regions and services side by side, every call accounted for."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.session import Session

from remit.sources.api.client import Api, Call, Settings
from remit.sources.api.errors import CredentialsError, Kind, Refused
from remit.sources.api.planning import (
    PlannedCall,
    Unit,
    Wanted,
    allowed,
    calls_of,
    plan,
    units,
    with_parents,
)
from remit.sources.api.reader import Place, Reader
from remit.sources.api.regions import GLOBAL, HOMES, Endpoints, enabled, resolves
from remit.sources.api.unit import Row, UnitReader
from remit.sources.declared import Problem
from remit.tables import AnyTable

__all__ = ["Call", "Collected", "PlannedCall", "Progress", "Settings", "Target", "collect", "plan"]

Add = Callable[[AnyTable, Row], None]


@dataclass(frozen=True)
class Target:
    """What is looked at: one account, as the credentials of a botocore session see it.

    `session` makes that session. `regions` is None for all Regions that the account has enabled.
    `endpoint_url` sends every call to one address instead of AWS's.
    """

    session: Callable[[], Session]
    regions: tuple[str, ...] | None = None
    endpoint_url: str | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class Progress:
    """How far a collection has come."""

    units: int
    done: int
    rows: int
    made: int
    denied: int
    failed: int
    throttled: int


@dataclass
class Collected:
    """What came of it; the manifest of a snapshot is made from this.

    `calls` holds the counts of every operation in every Region, `unavailable` the services that
    have no endpoint in a Region, `problems` what makes the collection incomplete.
    """

    account: str
    partition: str
    identity: str
    regions: tuple[str, ...]
    started: datetime
    finished: datetime
    calls: list[Call] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unavailable: list[tuple[str, str]] = field(default_factory=list)
    rows: int = 0
    interrupted: bool = False

    def manifest(self) -> Mapping[str, Any]:
        """What a snapshot's manifest says of it, as JSON."""
        return manifest(self)


def unwatched(progress: Progress) -> None:
    """Progress that nobody looks at."""


def collect(
    tables_wanted: Wanted,
    target: Target,
    add: Add,
    *,
    progress: Callable[[Progress], None] = unwatched,
) -> Collected:
    """Read the wanted columns of the wanted tables; `add` gets every row, in this thread.

    What cannot be read is a row or a column that says why. Ctrl-C ends it early: what was not
    read by then says so, and all that was is kept. Raises CredentialsError when there are no
    credentials that AWS accepts.
    """
    started = datetime.now(UTC)
    api = _api(tables_wanted, target)
    account, identity = _identify(api)
    regions, problems = (target.regions, []) if target.regions else _regions(api)
    network = resolves if target.endpoint_url is None else None
    endpoints = Endpoints(api.session, api.partition, network)
    found = Collected(account, api.partition, identity, tuple(regions), started, started)
    found.problems += problems
    services = {calls.service for calls in map(calls_of, with_parents(tables_wanted))
                if calls.scope != GLOBAL}  # fmt: skip
    places = ((region, service) for region in regions for service in sorted(services))
    found.unavailable = [place for place in places if not endpoints.there(place[1], place[0])]
    gone = {*found.unavailable}
    work = units(tables_wanted, regions, lambda service, region: (region, service) not in gone)
    _Run(api, tables_wanted, target, found, add, progress).run(work)
    found.finished = datetime.now(UTC)
    found.calls = sorted(
        api.tally.calls.values(), key=lambda call: (call.region, call.service, call.operation)
    )
    found.problems += _incomplete(found.calls)
    return found


def _api(wanted: Wanted, target: Target) -> Api:
    session = target.session()
    region = (target.regions or (session.get_config_variable("region"),))[0]
    partition = "aws" if not region else session.get_partition_for_region(region)
    absent: dict[str, set[str]] = {}
    for table in with_parents(wanted):
        calls = calls_of(table)
        absent.setdefault(calls.service, set()).update(calls.absent)
    return Api(
        session,
        allowed(wanted),
        target.endpoint_url,
        target.settings,
        absent,
        partition,
        region or HOMES[partition],
    )


def _identify(api: Api) -> tuple[str, str]:
    """The account and the ARN that the credentials belong to."""
    try:
        answer = api.ask(api.first_region, "sts", "GetCallerIdentity", {})
    except Refused as refusal:
        reason = refusal.reason
        if refusal.kind is Kind.REGION_NOT_ENABLED:
            reason = f"AWS does not accept the credentials in {api.first_region} ({refusal.code})"
        raise CredentialsError(f"cannot tell who is asking: {reason}") from refusal
    account, arn = str(answer["Account"]), str(answer["Arn"])
    api.partition = arn.split(":")[1]
    api.tally.account = account
    for call in api.tally.calls.values():
        call.account = account
    return account, arn


def _regions(api: Api) -> tuple[tuple[str, ...], list[Problem]]:
    """The Regions that the account has enabled, or all of the partition's when it will not say."""
    status = ["ENABLED", "ENABLED_BY_DEFAULT"]
    ways: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("ec2", "DescribeRegions", {}),
        ("account", "ListRegions", {"RegionOptStatusContains": status}),
    )
    reasons = []
    for service, operation, parameters in ways:
        try:
            return enabled(api.ask(api.first_region, service, operation, parameters)), []
        except Refused as refusal:
            reasons.append(f"{service} {operation}: {refusal.reason}")
    every = tuple(sorted(api.session.get_available_regions("ec2", api.partition)))
    message = f"the enabled Regions could not be listed ({'; '.join(reasons)})"
    return every, [Problem(f"{message}, so all {len(every)} of {api.partition} are tried",
                           hint="Name the Regions to look at")]  # fmt: skip


def _incomplete(calls: Iterable[Call]) -> Iterator[Problem]:
    """A line for what was denied and one for what failed."""
    calls = list(calls)
    for word, counts in (
        ("denied", [(call, call.denied) for call in calls if call.denied]),
        ("without an answer", [(call, call.failed) for call in calls if call.failed]),
    ):
        if counts:
            first = counts[0][0]
            total = sum(count for _, count in counts)
            yield Problem(
                f"{total} of {sum(call.made for call in calls)} calls were {word}, such as "
                f"{first.service} {first.operation} in {first.region}: {first.error}"
            )


class _Run:
    """One collection: workers read units, this thread takes what they find."""

    def __init__(
        self,
        api: Api,
        wanted: Wanted,
        target: Target,
        found: Collected,
        add: Add,
        progress: Callable[[Progress], None],
    ) -> None:
        self.api, self.wanted, self.found = api, wanted, found
        self.add, self.progress = add, progress
        self.chosen = frozenset(target.regions or ())
        needed = with_parents(wanted)
        self.readers = {table: Reader(table, columns) for table, columns in needed.items()}
        # bounded, so that workers wait for whoever takes the rows instead of filling the memory
        self.found_rows: queue.Queue[list[tuple[AnyTable, Row]]] = queue.Queue(maxsize=64)
        self.shown = 0.0

    def run(self, work: Sequence[Unit]) -> None:
        """Read all units; ends early, and says so, on Ctrl-C."""
        size = self.api.settings.workers
        with (
            ThreadPoolExecutor(size, thread_name_prefix="unit") as pool,
            ThreadPoolExecutor(size, thread_name_prefix="item") as items,
        ):
            futures = [pool.submit(self._read, unit, items) for unit in work]
            try:
                self._take(futures)
            except BaseException:
                self.api.stop(Refused("Stopped", "the collection was stopped", Kind.INTERRUPTED))
                self._drain(futures)
                raise
        stopped = self.api.stopped
        if stopped is not None:
            self.found.interrupted = stopped.kind is Kind.INTERRUPTED
            self.found.problems.append(Problem(f"stopped before the end: {stopped.reason}"))

    def _read(self, unit: Unit, items: ThreadPoolExecutor) -> None:
        batch: list[tuple[AnyTable, Row]] = []
        for pair in UnitReader(self.api, self._place, self.readers, self.wanted, items,
                               self.found.regions, self.chosen).rows(unit):  # fmt: skip
            batch.append(pair)
            if len(batch) >= 200:
                self.found_rows.put(batch)
                batch = []
        self.found_rows.put(batch)

    def _place(self, region: str) -> Place:
        return Place(self.found.account, region, self.found.partition)

    def _take(self, futures: Sequence[Future[None]]) -> None:
        """Hand on what the workers find, until all are done."""
        while True:
            try:
                over = all(future.done() for future in futures)
                self._hand_on(over)
                self._show(futures, over)
                if over and self.found_rows.empty():
                    break
            except KeyboardInterrupt:
                if self.api.stopped is not None:
                    raise
                self.api.stop(Refused("Interrupted", "the scan was interrupted before this was "
                                      "read", Kind.INTERRUPTED))  # fmt: skip
        for future in futures:
            future.result()

    def _hand_on(self, over: bool) -> None:
        try:
            batch = (
                self.found_rows.get(timeout=0 if over else 0.1)
                if not over
                else (self.found_rows.get_nowait())
            )
        except queue.Empty:
            return
        for table, row in batch:
            self.add(table, row)
        self.found.rows += len(batch)

    def _drain(self, futures: Sequence[Future[None]]) -> None:
        """Let the workers finish what nobody wants any more."""
        for future in futures:
            future.cancel()
        while not all(future.done() for future in futures):
            try:
                self.found_rows.get(timeout=0.1)
            except queue.Empty:
                continue

    def _show(self, futures: Sequence[Future[None]], over: bool) -> None:
        now = time.monotonic()
        if now - self.shown > 0.1 or over:
            self.shown = now
            done = sum(future.done() for future in futures)
            self.progress(Progress(len(futures), done, self.found.rows, *self.api.tally.sums()))


def manifest(found: Collected) -> Mapping[str, Any]:
    """What a snapshot's manifest says of a collection, as JSON."""
    return {
        "account": found.account,
        "partition": found.partition,
        "identity": found.identity,
        "regions": list(found.regions),
        "started": found.started.isoformat(timespec="seconds"),
        "finished": found.finished.isoformat(timespec="seconds"),
        "rows": found.rows,
        "interrupted": found.interrupted,
        "calls": [vars(call) for call in found.calls],
        "unavailable": [list(place) for place in found.unavailable],
        "problems": [str(problem) for problem in found.problems],
    }
