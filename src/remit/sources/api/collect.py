"""Reads accounts: their Regions and services side by side, every call accounted for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from remit.sources.api.account import Account, Seen, Target, why
from remit.sources.api.client import Call, Settings
from remit.sources.api.counts import Sums
from remit.sources.api.errors import CredentialsError, Kind, Refused
from remit.sources.api.keeping import Add, Handed, Held, Keeper
from remit.sources.api.lanes import Lanes
from remit.sources.api.planning import PlannedCall, Unit, Wanted, plan
from remit.sources.api.reading import Reading
from remit.sources.api.runs import Run
from remit.sources.api.schedule import Job, Schedule
from remit.sources.api.unit import Row
from remit.sources.declared import Problem
from remit.tables import AnyTable

__all__ = ["Add", "Call", "Collected", "PlannedCall", "Progress", "Seen", "Settings", "Target",
           "collect", "manifest", "plan"]  # fmt: skip

LOOK = 0.2
"""Seconds between two looks at how far the collection has come."""

INTERRUPTED = Refused(
    "Interrupted", "the scan was interrupted before this was read", Kind.INTERRUPTED
)


@dataclass(frozen=True)
class Progress:
    """How far a collection has come.

    `units` is a guess as long as not every account has said which Regions it has.
    """

    units: int
    done: int
    rows: int
    made: int
    denied: int
    failed: int
    throttled: int
    accounts: int = 1
    accounts_done: int = 0


@dataclass
class Collected:
    """What came of it; the manifest of a snapshot is made from this.

    `accounts` are those that were looked at, in the order of the targets, also where `reason` says
    why nothing could be read. `calls` can be gone through any number of times: the counts of every
    operation in every Region of every account, in that order; it may lie on disk, as it grows with
    the accounts. `sums` has the same in sum. `unavailable` are the services that have no endpoint
    in a Region, `problems` what makes the collection incomplete. `unfinished` says that another
    process could go on where this one ended: it was interrupted, or credentials expired. `config`
    is what AWS Config told of it.
    """

    started: datetime
    finished: datetime
    accounts: list[Seen] = field(default_factory=list)
    calls: Iterable[Call] = ()
    sums: Sums = field(default_factory=Sums)
    problems: list[Problem] = field(default_factory=list)
    unavailable: list[tuple[str, str]] = field(default_factory=list)
    rows: int = 0
    interrupted: bool = False
    unfinished: bool = False
    config: Mapping[str, Any] | None = None

    @property
    def account(self) -> str:
        """The account, where it is one; empty where there are several."""
        return self.accounts[0].account if len(self.accounts) == 1 else ""

    @property
    def identity(self) -> str:
        """Who looked, where it was one."""
        return self.accounts[0].identity if len(self.accounts) == 1 else ""

    @property
    def partition(self) -> str:
        """The partition of the accounts."""
        return self.accounts[0].partition if self.accounts else "aws"

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions of any of the accounts."""
        return tuple(dict.fromkeys(region for seen in self.accounts for region in seen.regions))

    def manifest(self) -> Mapping[str, Any]:
        """What a snapshot's manifest says of it, as JSON."""
        return manifest(self)


def unwatched(progress: Progress) -> None:
    """Progress that nobody looks at."""


def collect(
    wanted: Wanted,
    targets: Target | Sequence[Target],
    add: Add | None = None,
    *,
    run: Run | None = None,
    progress: Callable[[Progress], None] = unwatched,
) -> Collected:
    """Read the wanted columns of the wanted tables in every account.

    `add` gets every row, from one thread at a time, unless a `run` keeps them on disk, where
    memory does not grow with the estate and a process that is killed can be followed by another.
    What cannot be read is a row or a column that says
    why; an account that cannot be opened is a problem of its own, and the others go on. Ctrl-C
    ends it early: what was not read by then says so, and all that was is kept; a second one ends
    it at once, with KeyboardInterrupt. Raises CredentialsError when not one of the accounts has
    credentials that AWS accepts.
    """
    every = (targets,) if isinstance(targets, Target) else targets
    keeper: Keeper = run if run is not None else Handed(add or _dropped)
    return _Collection(wanted, every, keeper, progress).run()


def _dropped(table: AnyTable, row: Row) -> None:
    """A row that nobody wants."""


class _Collection:
    """One collection: workers open accounts and read units, this thread looks on."""

    def __init__(
        self,
        wanted: Wanted,
        targets: Sequence[Target],
        keeper: Keeper,
        progress: Callable[[Progress], None],
    ) -> None:
        self.targets, self.keeper, self.progress = targets, keeper, progress
        self.reading = Reading(wanted)
        self.workers = targets[0].settings.workers if targets else 1
        self.lanes = Lanes(self.workers)
        self.schedule = Schedule(self._accounts(), self.workers, keeper.is_done)
        now = datetime.now(UTC)
        self.found = Collected(now, now, sums=keeper.sums(), rows=keeper.rows())
        self.seen: dict[int, Seen] = {}
        self.lock = threading.Lock()
        self.units = self.done = 0
        self.cut = False
        self.stopped: Refused | None = None
        self.error: BaseException | None = None
        self.over = threading.Event()

    def _accounts(self) -> Iterator[Account]:
        """The accounts with something left to read, each made when its turn comes."""
        for number, target in enumerate(self.targets):
            known = self._known(target)
            units = None if known is None else self.keeper.finished(known.account)
            if known is not None and units is not None:
                with self.lock:
                    self.seen[number] = known
                    self.units, self.done = self.units + units, self.done + units
                continue
            if known is not None:
                # so that other credentials than those of the earlier process are refused
                target = replace(target, account=known.account)
            yield Account(target, self.reading, number)

    def _known(self, target: Target) -> Seen | None:
        """The account as an earlier process found it; one without a number goes by its name."""
        sure = target.account or target.name or len(self.targets) == 1
        return self.keeper.known(target.account, target.name) if sure else None

    def run(self) -> Collected:
        """Read everything; ends early, and says so, on Ctrl-C."""
        self._start()
        while not self.over.is_set():
            try:
                self.over.wait(LOOK)
                self.progress(self._now())
            except KeyboardInterrupt:
                if self.stopped is not None:
                    raise
                self._stop(INTERRUPTED)
            except BaseException:
                self._stop(Refused("Stopped", "the collection was stopped", Kind.INTERRUPTED))
                raise
        self.lanes.close()
        if self.error is not None:
            raise self.error
        return self._end()

    def _start(self) -> None:
        self.running = self.workers
        for _ in range(self.workers):
            # they do not keep the program alive: a second Ctrl-C quits at once
            threading.Thread(target=self._work, name="unit", daemon=True).start()

    def _work(self) -> None:
        try:
            while (job := self.schedule.next()) is not None:
                self._do(job)
        except BaseException as error:  # noqa: BLE001  it is raised where the result is taken
            self.error = self.error or error
            self._stop(Refused("Stopped", "the collection was stopped", Kind.INTERRUPTED))
        finally:
            with self.lock:
                self.running -= 1
                if not self.running:
                    self.over.set()

    def _do(self, job: Job) -> None:
        account, unit = job.account, job.unit
        if unit is None:
            self._open(account)
            return
        held = self.keeper.begin()
        for table, row in account.rows(unit, self.lanes):
            held.add(table, row)
        self._keep(held, account, unit)
        if self.schedule.finished(account):
            self._close(account)

    def _open(self, account: Account) -> None:
        if self.stopped is not None:
            account.stop(self.stopped)
        try:
            account.open(self._known(account.target))
        except Refused as refusal:
            self._cannot_open(account, refusal)
            self.schedule.closed(account)
            return
        except BaseException:
            self.schedule.closed(account)
            raise
        units = account.work.units
        done = sum(self.keeper.is_done(account, unit) for unit in units)
        account.left = len(units) - done
        with self.lock:
            self.seen[account.number] = account.seen
            self.units, self.done = self.units + len(units), self.done + done
        self._keep(self.keeper.begin(), account, None)
        self.schedule.opened(account)
        if done == len(units):
            self._close(account)

    def _cannot_open(self, account: Account, refusal: Refused) -> None:
        """Say of every table why nothing of it is known in this account."""
        reason = why(refusal, account)
        target = account.target
        account.seen = Seen(target.account, target.name, reason=reason, kind=refusal.kind)
        with self.lock:
            self.seen[account.number] = account.seen
            self.cut = self.cut or refusal.kind in (Kind.CREDENTIALS, Kind.INTERRUPTED)
        held = self.keeper.begin()
        for table, row in account.unread(reason):
            held.add(table, row)
        self._keep(held, account, None)

    def _keep(self, held: Held, account: Account, unit: Unit | None) -> None:
        calls = account.take_calls()
        self.found.sums.add(calls)
        rows = self.keeper.keep(held, account, unit, calls)
        with self.lock:
            self.found.rows += rows
            self.done += unit is not None
            self.cut = self.cut or account.cut_short is not None

    def _close(self, account: Account) -> None:
        """Note how an account ended, and forget its clients and answers."""
        cut = account.cut_short
        if cut is not None and cut.kind is not Kind.INTERRUPTED:
            named = f"account {account.seen.account}: " if len(self.targets) > 1 else ""
            with self.lock:
                self.found.problems.append(Problem(f"{named}stopped before the end: {cut.reason}"))
        self.keeper.closed(account)
        account.api = account.tagging = None

    def _stop(self, refusal: Refused) -> None:
        self.stopped = refusal
        for account in self.schedule.stop():
            account.stop(refusal)

    def _now(self) -> Progress:
        open_now = list(self.schedule.reading)
        apis = [api for account in open_now if (api := account.api) is not None]
        more = [api.tally.sums() for api in apis]
        sums, known = self.found.sums, len(self.seen)
        total = sums.total
        so_far = (total.made, total.denied, total.failed, total.throttled)
        made, denied, failed, throttled = (
            have + sum(counts[i] for counts in more) for i, have in enumerate(so_far)
        )
        guess = self.units + (len(self.targets) - known) * self.units // max(known, 1)
        over = max(known - len(open_now), 0)
        return Progress(guess, self.done, self.found.rows, made, denied, failed, throttled,
                        len(self.targets), over)  # fmt: skip

    def _end(self) -> Collected:
        found = self.found
        self.progress(self._now())
        found.finished = datetime.now(UTC)
        found.accounts = [self._seen(number) for number in range(len(self.targets))]
        if self.stopped is None:
            _nobody(found.accounts)
        found.interrupted = self.stopped is not None
        found.unfinished = found.interrupted or self.cut
        for seen in found.accounts:
            found.problems += _of(seen, len(self.targets) > 1)
        if self.stopped is not None:
            found.problems.append(Problem(f"stopped before the end: {self.stopped.reason}"))
        found.problems += found.sums.problems()
        works = self.reading.known.values()
        found.unavailable = sorted({place for work in works for place in work.unavailable})
        found.calls = self.keeper.calls()
        return found

    def _seen(self, number: int) -> Seen:
        if number in self.seen:
            return self.seen[number]
        target = self.targets[number]
        return Seen(target.account, target.name, reason=INTERRUPTED.reason, kind=Kind.INTERRUPTED)


def _nobody(accounts: Sequence[Seen]) -> None:
    """Raise CredentialsError when not one account could be opened."""
    if accounts and all(seen.reason for seen in accounts):
        raise CredentialsError(accounts[0].reason)


def _of(seen: Seen, many: bool) -> Iterator[Problem]:
    """What is wrong with an account as a whole."""
    named = f"account {' '.join(filter(None, (seen.account, seen.name)))}"
    if seen.reason and many:
        yield Problem(f"{named} was not read: {seen.reason}")
    for problem in seen.problems:
        yield Problem(f"{named}: {problem.message}", hint=problem.hint) if many else problem


def manifest(found: Collected) -> Mapping[str, Any]:
    """What a snapshot's manifest says of a collection, as JSON.

    The calls are in sum over accounts and Regions; the snapshot's own table has them one by one.
    """
    return {
        "account": found.account,
        "partition": found.partition,
        "identity": found.identity,
        "regions": list(found.regions),
        "accounts": [_account(seen) for seen in found.accounts],
        "started": found.started.isoformat(timespec="seconds"),
        "finished": found.finished.isoformat(timespec="seconds"),
        "rows": found.rows,
        "interrupted": found.interrupted,
        **found.sums.manifest(),
        "unavailable": [list(place) for place in found.unavailable],
        "problems": [str(problem) for problem in found.problems],
        **({"config": found.config} if found.config is not None else {}),
    }


def _account(seen: Seen) -> Mapping[str, Any]:
    return {
        "account": seen.account,
        "name": seen.name,
        "partition": seen.partition,
        "identity": seen.identity,
        "regions": list(seen.regions),
        "reason": seen.reason,
    }
