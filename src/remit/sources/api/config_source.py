"""Reads an estate through AWS Config: which tables it can fill, whose, and what is left to the API.

Nothing passes for lack of data. Where Config does not record a type, there is a row that stands for
what it may miss; where it no longer keeps up, the rows that it has lose all but their names.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from remit.sources.api.config_counts import missed
from remit.sources.api.config_coverage import GLOBAL_TYPES, Coverage, listing
from remit.sources.api.config_query import Config, Question
from remit.sources.api.config_record import Gathered, Told
from remit.sources.api.errors import Kind, Refused
from remit.sources.api.planning import Wanted
from remit.sources.api.regions import GLOBAL
from remit.sources.config import ConfigRows, account_of, outdated, place_of, unlisted
from remit.sources.declared import Problem
from remit.tables import BASE, AnyTable
from remit.values import Unknown

Add = Callable[[AnyTable, dict[str, Any]], None]

SIDE_BY_SIDE = 6
"""Queries at a time: Config throttles them, and each goes page after page."""


NO_ITEM = "AWS Config has no item of it, which does not say how it is set"
NOT_ASKED = "AWS Config does not record it, and the account's own API was not asked"


def lacking(table: AnyTable, wanted: frozenset[str]) -> frozenset[str]:
    """The wanted columns that Config does not tell and the API does.

    What a resource is called is no reason to ask: Config knows it by its own name.
    """
    columns = table.columns()
    origins = table.spec.origins["config"]
    fixed = set.intersection(*(set(origin.fixed) for origin in origins)) if origins else set()
    short: set[str] = set()
    queue = [name for name in wanted if name != "name"]
    seen = set(queue)
    while queue:
        name = queue.pop()
        column = columns[name]
        if column.derived:
            more = [n for n in column.derived.columns if n not in seen and n != "account"]
            seen.update(more)
            queue += more
        elif "config" not in column.paths and name not in fixed and "api" in column.paths:
            short |= {name} - ({*BASE} - {"tags"})
    return frozenset(short)


def is_told(table: AnyTable) -> bool:
    """Whether Config has a type for a table."""
    return bool(table.spec.origins["config"])


def kinds_of(table: AnyTable) -> tuple[str, ...]:
    """The types of Config that make its rows."""
    return tuple(dict.fromkeys(origin.type for origin in table.spec.origins["config"]))


@dataclass(frozen=True)
class Wish:
    """What is to be read, and of whom.

    `tables` are all that are to be filled, `wanted` the columns of those that the API can read.
    `held` are the accounts that the API reads too, `among` those that are looked at, all where it
    is empty. `regions` are looked at, and taken to be there in each account; where they are
    `chosen`, no other is. `max_age` is how long ago, as of `now`, an item may have been captured.
    """

    tables: Sequence[AnyTable]
    wanted: Wanted
    held: Collection[str]
    regions: Sequence[str]
    chosen: bool
    now: datetime
    partition: str = "aws"
    max_age: timedelta | None = None
    among: Collection[str] = ()


def gather(config: Config, wish: Wish, add: Add) -> Gathered:
    """Read what Config can tell; `add` gets every row, from one thread at a time.

    Raises NotThere for an aggregator that there is not.
    """
    coverage = config.coverage()
    return _Gathering(config, wish, coverage, add).run()


class _Gathering:
    """One gathering: the queries side by side, then what they did not tell."""

    def __init__(self, config: Config, wish: Wish, coverage: Coverage, add: Add) -> None:
        self.config, self.wish, self.coverage = config, wish, coverage
        self.add_row, self.lock = add, threading.Lock()
        known = {*coverage.known} if config.aggregated else {config.account}
        self.accounts = known & {*wish.among} if wish.among else known
        self.found = Gathered(str(config.where))
        self.tables = [table for table in wish.tables if is_told(table)]
        self.failed: dict[tuple[str, str], str] = {}
        self.given: Counter[tuple[str, str]] = Counter()
        self.missed: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        self.started: set[tuple[AnyTable, str]] = set()
        self.there: set[tuple[str, str]] = set()
        self.singles: dict[AnyTable, set[tuple[str, str]]] = {
            table: set() for table in self.tables if _is_single(table)
        }
        self.oldest = (
            f"{wish.now - wish.max_age:%Y-%m-%dT%H:%M:%SZ}" if wish.max_age is not None else ""
        )
        self.by_api = {account: self._left(account) for account in wish.held}

    # --- who reads what -----------------------------------------------------------------------

    def _left(self, account: str) -> set[AnyTable]:
        """The tables that the API reads in an account: what Config lacks a column or a place of."""
        left = {
            table
            for table, columns in self.wish.wanted.items()
            if not is_told(table) or lacking(table, columns) or self._gaps(table, account)
        }
        # what only Config has goes with the tables that it is made from
        alone = [table for table in self.tables if table not in self.wish.wanted]
        for table in alone:
            kinds = set(kinds_of(table))
            if any(kinds & set(kinds_of(other)) for other in left):
                left.add(table)
        return left

    def _is_api(self, table: AnyTable, account: str) -> bool:
        return table in self.by_api.get(account, ())

    # --- reading ------------------------------------------------------------------------------

    def run(self) -> Gathered:
        """Read it all."""
        if self.coverage.unread:
            problem = f"AWS Config does not say of whom it has what: {self.coverage.unread}"
            self.found.problems.append(Problem(problem))
        self._count(self._ask())
        self._fall_back()
        for account in sorted(self.accounts):
            self._account(account)
        if self.coverage.unread and self.config.aggregated:
            for table in self.tables:
                self._stand_in(table, "", [("", self.coverage.unread)])
        self.found.accounts = tuple(sorted(self.accounts))
        for account, tables in self.by_api.items():
            names = {table.spec.name for table in tables if table in self.wish.wanted}
            self.found.left[account] = tuple(sorted(names))
        self.found.places = list(_places(self.coverage, self.found.accounts))
        return self.found

    def _account(self, account: str) -> None:
        """The rows that stand for what is not known of an account."""
        for table in self.tables:
            if not self._is_api(table, account):
                self._stand_in(table, account, self._missing(table, account))
        if account in self.wish.held:
            return
        for table in self.wish.wanted:
            if not is_told(table):
                self._stand_in(table, account, [("", NOT_ASKED)], "api")

    def _ask(self) -> list[str]:
        """Ask all questions side by side; the types that were asked for.

        Ctrl-C ends it, and what is missing then says so.
        """
        kinds = dict.fromkeys(
            kind
            for table in self.tables
            if not all(self._is_api(table, account) for account in self.accounts)
            or not self.accounts
            for kind in kinds_of(table)
        )
        questions = self.config.questions(list(kinds))
        with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="config") as pool:
            futures = [pool.submit(self._answer, question) for question in questions]
            try:
                wait(futures)
            except KeyboardInterrupt:
                self.found.interrupted = True
                self.config.api.stop(Refused("Interrupted", "the scan was interrupted before this "
                                             "was read", Kind.INTERRUPTED))  # fmt: skip
                wait(futures)
        for future in futures:
            future.result()
        return list(kinds)

    def _count(self, kinds: Sequence[str]) -> None:
        """Hold what was given against what Config counts; it need not say."""
        with suppress(Refused):
            for one in missed(self.config, kinds, self.given):
                self.missed[one.kind, one.account].append((one.region, one.reason))

    def _answer(self, question: Question) -> None:
        maker = ConfigRows([t for t in self.tables if question.kind in kinds_of(t)])
        seen: dict[tuple[str, str], set[str]] = defaultdict(set)
        garbled = 0
        wrong = ""
        try:
            for page in self.config.pages(question):
                garbled += page.count(None)
                fresh = [item for item in page if item is not None and _is_new(item, seen)]
                with self.lock:
                    self.given.update(self._whose(question, item) for item in fresh)
                self._take_all(maker.rows(fresh, ""), question.kind)
        except Refused as refusal:
            wrong = refusal.reason
        if garbled and not wrong:
            # nobody knows whose they were: no account's list is whole
            wrong = f"{garbled} of the results for {question.kind} could not be read"
        if wrong:
            with self.lock:
                self.failed[question.kind, question.region] = wrong

    def _whose(self, question: Question, item: Mapping[str, Any]) -> tuple[str, str]:
        return question.kind, account_of(item) if self.config.aggregated else question.region

    def _take_all(self, made: Iterable[tuple[AnyTable, dict[str, Any]]], kind: str) -> None:
        """Hand on the rows of a page, those of a table together."""
        rows = sorted(made, key=lambda pair: pair[0].spec.name)
        with self.lock:
            for table, row in rows:
                self._take(table, row, kind)

    def _take(self, table: AnyTable, row: dict[str, Any], kind: str) -> None:
        """Hand on a row that Config is to tell, as current as it is."""
        account, region = row["account"] or "", row["region"] or ""
        if self._is_api(table, account) or not self._is_looked_at(account, region):
            return
        places = self.singles.get(table)
        if places is not None and _is_global(table) and (account, GLOBAL) in places:
            return
        if account:
            self.accounts.add(account)
        self.started.add((table, account))
        self.there.add((kind, region))
        if places is not None:
            places.add((account, GLOBAL if _is_global(table) else region))
        reason = self._doubt(row, kind)
        tally = self.found.tables.setdefault(table.spec.name, Told())
        if reason and row["listed"]:
            row = outdated(table, row, reason)
            tally.outdated += 1
        tally.rows += 1
        if captured := row["captured"]:
            tally.oldest = min(tally.oldest or captured, captured)
            tally.newest = max(tally.newest, captured)
        self.add_row(table, row)

    def _is_looked_at(self, account: str, region: str) -> bool:
        if self.wish.among and account and account not in self.wish.among:
            return False
        return not self.wish.chosen or region in ("", GLOBAL, *self.wish.regions)

    def _doubt(self, row: Mapping[str, Any], kind: str) -> str:
        """Why a resource may be set otherwise by now; empty where it is not."""
        account, region, captured = row["account"], row["region"], row["captured"] or ""
        reason = self.coverage.doubt(account, region, kind) if account and region else ""
        if reason:
            when = f" when it was captured, {captured}" if captured else " once"
            return f"AWS Config may have it as it was{when}: {reason}"
        if captured < self.oldest:
            when = captured or "at no time that it tells"
            return f"AWS Config captured it {when}, longer ago than was asked for"
        return ""

    # --- what is missing ----------------------------------------------------------------------

    def _fall_back(self) -> None:
        """Leave to the API what could not be asked, where nothing of it came."""
        for (kind, region), reason in sorted(self.failed.items()):
            problem = f"AWS Config in {region} did not answer for {kind}: {reason}"
            self.found.problems.append(Problem(problem))
            tables = [table for table in self.tables if kind in kinds_of(table)]
            for account in self.by_api:
                self._leave(account, tables)
        for kind, account in self.missed:
            if account in self.by_api:
                self._leave(account, [table for table in self.tables if kind in kinds_of(table)])

    def _leave(self, account: str, tables: Iterable[AnyTable]) -> None:
        """Have the API read tables in an account, but for those of which some came."""
        self.by_api[account].update(t for t in tables if (t, account) not in self.started)

    def _regions(self, account: str) -> list[str]:
        known = set() if self.wish.chosen else self.coverage.known.get(account, set())
        return sorted({*self.wish.regions, *known})

    def _gaps(self, table: AnyTable, account: str) -> list[tuple[str, str]]:
        """Where Config may lack rows of a table in an account, and why."""
        found: list[tuple[str, str]] = []
        for kind in kinds_of(table):
            found += self.missed.get((kind, account), ())
            for region in (GLOBAL,) if kind in GLOBAL_TYPES else self._regions(account):
                asked = self.config.where.region if self.config.aggregated else region
                reason = self.failed.get((kind, asked), "")
                seen = (kind, region) in self.there
                reason = reason or self.coverage.gap(account, region, kind, seen)
                found += [(region, reason)] if reason else []
        return found

    def _missing(self, table: AnyTable, account: str) -> list[tuple[str, str]]:
        found = self._gaps(table, account)
        if found or table not in self.singles:
            return found
        # what is there once in every place, and of which Config shows nothing
        places = self.singles[table]
        regions = [GLOBAL] if _is_global(table) else self._regions(account)
        return [(region, NO_ITEM) for region in regions if (account, region) not in places]

    def _stand_in(
        self,
        table: AnyTable,
        account: str,
        gaps: Sequence[tuple[str, str]],
        source: str = "config",
    ) -> None:
        """Add the one row that stands for what may be missing of a table in an account."""
        if not gaps:
            return
        reason, regions = listing(gaps), {region for region, _ in gaps}
        kinds = kinds_of(table)
        place = place_of(account, "", self.wish.partition, kinds[0] if kinds else table.spec.name)
        place["account"] = account or Unknown(reason)
        place["region"] = (regions.pop() if len(regions) == 1 else "") or Unknown(reason)
        self.found.tables.setdefault(table.spec.name, Told()).unlisted += 1
        self.add_row(table, unlisted(table, place | {"source": source}, "", reason))


def _is_single(table: AnyTable) -> bool:
    """Whether every place has it exactly once, such as a setting of the account."""
    calls = table.spec.calls
    return calls is not None and not calls.items and calls.per is None


def _is_global(table: AnyTable) -> bool:
    return table.spec.calls is not None and table.spec.calls.scope == GLOBAL


def _is_new(item: Mapping[str, Any], seen: Mapping[tuple[str, str], set[str]]) -> bool:
    """Whether a resource did not come before; it is noted by its place, which takes less room."""
    known = seen[account_of(item), str(item.get("awsRegion"))]
    before = len(known)
    known.add(str(item.get("resourceId")))
    return len(known) > before


def _places(coverage: Coverage, accounts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The state of each place, for the manifest."""
    for account in accounts:
        for region in sorted(coverage.known.get(account, ())):
            gathering = coverage.gathering(account, region)
            recorders = coverage.recorders.get((account, region), ())
            yield {
                "account": account,
                "region": region,
                "status": gathering.status if gathering else "",
                "updated": gathering.updated if gathering else "",
                "error": gathering.error if gathering else "",
                "recording": any(recorder.recording for recorder in recorders),
            }
