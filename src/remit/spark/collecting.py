"""Reads accounts on Spark's workers: a unit (account × Region × service) is a piece of a task.

Rows reach the shared path through Spark's own output committers: a task that is tried again, or
runs twice, writes its units once. Batches of units that are whole stay when the rest fails, and
the next collection to the same path goes on behind them. Workers need this package, and
credentials of their own where the targets' sessions look for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from remit import store
from remit.sources.api import callfile
from remit.sources.api.account import Account, Seen, Target, why
from remit.sources.api.errors import CredentialsError, Refused
from remit.sources.api.lanes import Lanes
from remit.sources.api.planning import Wanted
from remit.sources.api.reader import Place
from remit.sources.api.reading import Reading
from remit.sources.api.runs import seen_of
from remit.sources.api.unit import Row
from remit.spark.estate import location
from remit.spark.files import Files
from remit.spark.session import SparkError, told
from remit.tables import AnyTable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Line = tuple[str, str]
"""The table that a line of JSON is a row of, and the line."""

UNITS, CALLS = "_units", "_calls"
"""What stands beside the tables: the units that are read, and what was asked of AWS."""

COLLECTED, PLAN = "collected", "plan.json"
BATCH = 2_000
"""Units that are kept or lost together."""


@dataclass(frozen=True)
class Task:
    """One unit of one account, as it travels to a worker."""

    number: int
    region: str
    service: str
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What is to be read: the accounts as they were found, and their units."""

    started: str
    wanted: Mapping[str, Sequence[str]]
    names: Sequence[str]
    accounts: Sequence[Mapping[str, Any]]
    tasks: Sequence[Task]
    unavailable: Sequence[Sequence[str]]

    @property
    def batches(self) -> int:
        """How many batches of units there are; number 0 is what opening the accounts took."""
        return -(-len(self.tasks) // BATCH)

    def batch(self, number: int) -> Sequence[Task]:
        """The units of a batch, from 1."""
        return self.tasks[(number - 1) * BATCH : number * BATCH]

    def seen(self, number: int) -> Seen:
        """An account, by its place among the targets."""
        record = self.accounts[number]
        return replace(seen_of(record), reason=record["reason"])


class Collection:
    """A collection below a path that the workers share."""

    def __init__(
        self, session: SparkSession, wanted: Wanted, targets: Sequence[Target], path: str
    ) -> None:
        self.session, self.wanted, self.targets = session, wanted, tuple(targets)
        self.at, self.files = f"{location(path)}/{COLLECTED}", Files(session)

    def run(self) -> Plan:
        """Read every unit that no earlier collection to this path has read; what was planned."""
        with told("Spark stopped"):
            plan = self._plan()
            for number in range(1, plan.batches + 1):
                if not self._whole(number):
                    tasks = plan.batch(number)
                    seen = {n: plan.seen(n) for n in {task.number for task in tasks}}
                    self._write(number, tasks, partial(read, self.wanted, self.targets, seen))
            self._account_for(plan)
        return plan

    def paths(self, name: str) -> list[str]:
        """The folders with the lines of a table."""
        batches = sorted(self.files.listed(self.at))
        found = (f"{batch}/rows_of={name}" for batch in batches if "/batch=" in batch)
        return [path for path in found if self.files.exists(path)]

    def lines(self, name: str) -> list[str]:
        """The lines of what is small."""
        paths = self.paths(name)
        found = self.session.read.text(paths).collect() if paths else []
        return [row["value"] for row in found]

    def _batch(self, number: int) -> str:
        return f"{self.at}/batch={number:06d}"

    def _whole(self, number: int) -> bool:
        return self.files.exists(f"{self._batch(number)}/_SUCCESS")

    def _write(
        self, number: int, items: Sequence[Any], work: Callable[[Iterable[Any]], Iterable[Line]]
    ) -> None:
        """Do work on the workers, and write its lines, each table's apart."""
        context = self.session.sparkContext
        pieces = max(min(len(items), 4 * context.defaultParallelism), 1)
        lines = context.parallelize(items, pieces).mapPartitions(work)
        frame = self.session.createDataFrame(lines, "rows_of string, line string")
        frame.write.mode("overwrite").partitionBy("rows_of").text(self._batch(number))

    def _plan(self) -> Plan:
        """The plan of an earlier collection to this path, or a new one."""
        path = f"{self.at}/{PLAN}"
        columns = {table.spec.name: sorted(names) for table, names in self.wanted.items()}
        names = [target.account or target.name for target in self.targets]
        if self.files.exists(path):
            kept = orjson.loads(self.files.read(path))
            plan = Plan(**{**kept, "tasks": [Task(**task) for task in kept["tasks"]]})
            if (plan.wanted, plan.names) != (columns, names):
                raise SparkError(f"{self.at} holds a collection that was planned otherwise")
            return plan
        started = datetime.now(UTC).isoformat(timespec="seconds")
        numbers = range(len(self.targets))
        self._write(0, numbers, partial(opened, self.wanted, self.targets))
        found = sorted(map(orjson.loads, self.lines(UNITS)), key=lambda one: one["number"])
        tasks = [Task(one["number"], *unit) for one in found for unit in one["units"]]
        gone = {tuple(place) for one in found for place in one["unavailable"]}
        accounts = [one["account"] for one in found]
        plan = Plan(started, columns, names, accounts, tasks, sorted(gone))
        if accounts and all(account["reason"] for account in accounts):
            self.files.delete(self.at)
            raise CredentialsError(accounts[0]["reason"])
        self.files.write(path, orjson.dumps(plan))
        return plan

    def _account_for(self, plan: Plan) -> None:
        """Raise SparkError unless every unit was read once: count in is count out."""
        lines = map(orjson.loads, self.lines(UNITS))
        done = sorted(tuple(line["unit"]) for line in lines if "unit" in line)
        planned = sorted((task.number, task.region, task.service) for task in plan.tasks)
        if done != planned:
            raise SparkError(f"{len(planned)} units were planned, {len(done)} are in {self.at}")


def opened(wanted: Wanted, targets: Sequence[Target], numbers: Iterable[int]) -> Iterator[Line]:
    """On a worker: who the accounts are, and their units; what cannot be opened says why."""
    reading = Reading(wanted)
    for number in numbers:
        account = Account(targets[number], reading, number)
        try:
            account.open()
        except Refused as refusal:
            reason = why(refusal, account)
            target = account.target
            account.seen = Seen(target.account, target.name, reason=reason)
            yield from _rows(account.unread(reason))
        units = [(u.region, u.service, [t.spec.name for t in u.tables]) for u in account.work.units]
        yield from _calls(account)
        yield (
            UNITS,
            orjson.dumps(
                {
                    "number": number,
                    "account": _record(account.seen),
                    "units": units,
                    "unavailable": account.work.unavailable,
                }
            ).decode(),
        )


def read(
    wanted: Wanted, targets: Sequence[Target], seen: Mapping[int, Seen], tasks: Iterable[Task]
) -> Iterator[Line]:
    """On a worker: the rows of units, each followed by its calls and its line in the journal."""
    reading, accounts = Reading(wanted), dict[int, Account | str]()
    lanes = Lanes(targets[0].settings.workers)
    for task in tasks:
        if task.number not in accounts:
            accounts[task.number] = _again(targets[task.number], reading, seen[task.number])
        account = accounts[task.number]
        if isinstance(account, str):
            yield from _rows(_unread(reading, task, seen[task.number], account))
        else:
            units = account.work.units
            unit = next(u for u in units if (u.region, u.service) == (task.region, task.service))
            yield from _rows(account.rows(unit, lanes))
            yield from _calls(account)
        yield UNITS, orjson.dumps({"unit": [task.number, task.region, task.service]}).decode()
    lanes.close()


def _again(target: Target, reading: Reading, seen: Seen) -> Account | str:
    """An account that was opened before, or why it cannot be opened now."""
    account = Account(replace(target, account=seen.account), reading)
    try:
        account.open(seen)
    except Refused as refusal:
        return why(refusal, account)
    return account


def _unread(
    reading: Reading, task: Task, seen: Seen, reason: str
) -> Iterator[tuple[AnyTable, Row]]:
    place = Place(seen.account, task.region, seen.partition)
    for table, reader in reading.readers.items():
        if table.spec.name in task.tables:
            yield table, reader.unlisted(place, "", reason)


def _rows(rows: Iterable[tuple[AnyTable, Row]]) -> Iterator[Line]:
    for table, row in rows:
        yield table.spec.name, store.encoded(row).decode().rstrip("\n")


def _calls(account: Account) -> Iterator[Line]:
    for call in account.take_calls():
        yield CALLS, callfile.encoded(call).decode().rstrip("\n")


def _record(seen: Seen) -> dict[str, Any]:
    record = {name: value for name, value in vars(seen).items() if name != "kind"}
    return {**record, "problems": [asdict(problem) for problem in seen.problems]}
