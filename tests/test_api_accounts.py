"""Many accounts at once: by turns, lazily, and one that fails leaves the others alone."""

from __future__ import annotations

import io
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from botocore.session import Session

from remit.cli.progress import Line, Rates, Records, Silent, Watched, display, duration, sentence
from remit.sources.api.account import Account
from remit.sources.api.collect import Collected, Progress, Target, collect
from remit.sources.api.errors import CredentialsError
from remit.sources.api.lanes import Lanes
from remit.sources.api.planning import Unit
from remit.sources.api.reading import Reading, Work
from remit.sources.api.schedule import Schedule
from remit.tables import AnyTable
from tests.api_tables import Login, Queue
from tests.faults import Fault, Proxy, spoiled, tagged
from tests.moto import FAST, REGIONS, Moto, moto_server, session

__all__ = ["moto_server"]

ACCOUNTS = ("111111111111", "222222222222", "333333333333")
Rows = list[tuple[AnyTable, dict[str, Any]]]


def role(url: str, account: str) -> Callable[[], Session]:
    """A session in an account, by a role there."""

    def make() -> Session:
        asking = tagged(session())
        sts = asking.create_client("sts", region_name=REGIONS[0], endpoint_url=url)
        arn = f"arn:aws:iam::{account}:role/audit"
        found = sts.assume_role(RoleArn=arn, RoleSessionName="remit")["Credentials"]
        made = tagged(Session())
        made.set_credentials(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
        return made

    return make


def targets(proxy: Proxy, regions: tuple[str, ...] | None = REGIONS) -> list[Target]:
    return [
        Target(role(proxy.url, account), regions, proxy.url, FAST, account, f"team-{account[0]}")
        for account in ACCOUNTS
    ]


def read(looked: list[Target], *tables: AnyTable) -> tuple[Rows, Collected]:
    rows: Rows = []
    wanted = {table: frozenset(table.own_columns()) for table in tables}
    return rows, collect(wanted, looked, lambda table, row: rows.append((table, row)))


@pytest.fixture(scope="module")
def front(moto_server: Moto) -> Iterator[Proxy]:
    moto_server.reset()
    with spoiled(moto_server.url) as found:
        for account in ACCOUNTS:
            sqs = role(moto_server.url, account)().create_client(
                "sqs", region_name=REGIONS[0], endpoint_url=moto_server.url
            )
            sqs.create_queue(QueueName=f"queue-of-{account}")
        yield found


@pytest.fixture
def proxy(front: Proxy) -> Proxy:
    spoil(front)
    return front


def spoil(proxy: Proxy, *faults: Fault) -> None:
    proxy.faults, proxy.left = list(faults), [fault.times for fault in faults]


def test_every_account_is_read_as_itself(proxy: Proxy) -> None:
    rows, found = read(targets(proxy), Queue)
    assert {(row["account"], row["url"].rpartition("/")[2]) for _, row in rows} == {
        (account, f"queue-of-{account}") for account in ACCOUNTS
    }
    assert [(seen.account, seen.name) for seen in found.accounts] == [
        (account, f"team-{account[0]}") for account in ACCOUNTS
    ]
    assert found.account == "" and found.regions == REGIONS and not found.problems
    made = Counter((call.account, call.operation) for call in found.calls)
    assert all(made[account, "ListQueues"] == len(REGIONS) for account in ACCOUNTS)
    told = found.manifest()
    assert [seen["account"] for seen in told["accounts"]] == list(ACCOUNTS)
    assert told["totals"]["made"] == sum(call.made for call in found.calls)


def test_an_account_whose_role_cannot_be_assumed_says_so_and_the_others_go_on(
    proxy: Proxy,
) -> None:
    refused = Fault("AssumeRole", message="User: arn:aws:iam::9:user/u is not authorized to "
                    "perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/audit",
                    holding="222222222222")  # fmt: skip
    spoil(proxy, refused)
    rows, found = read(targets(proxy), Queue, Login)
    (problem,) = found.problems
    assert problem.message.startswith("account 222222222222 team-2 was not read")
    assert "sts:AssumeRole" in problem.message
    assert [bool(seen.reason) for seen in found.accounts] == [False, True, False]
    unread = [(t.spec.name, row) for t, row in rows if row["account"] == ACCOUNTS[1]]
    assert Counter((name, row["region"]) for name, row in unread) == {
        ("t_queue", "eu-west-1"): 1, ("t_queue", "eu-central-1"): 1, ("t_login", "global"): 1,
    }  # fmt: skip
    for _, row in unread:
        assert not row["listed"] and all("sts:AssumeRole" in why for why in row["unseen"].values())
    assert {row["account"] for t, row in rows if t is Queue and row["listed"]} == {
        ACCOUNTS[0], ACCOUNTS[2],
    }  # fmt: skip


def test_credentials_that_lead_elsewhere_are_refused(proxy: Proxy) -> None:
    wrong = Target(role(proxy.url, ACCOUNTS[0]), REGIONS, proxy.url, FAST, ACCOUNTS[1])
    rows, found = read([wrong, targets(proxy)[2]], Queue)
    assert f"lead to account {ACCOUNTS[0]}, not to {ACCOUNTS[1]}" in found.problems[0].message
    assert {row["account"] for _, row in rows if row["listed"]} == {ACCOUNTS[2]}


def test_no_account_at_all_is_one_clear_line(proxy: Proxy) -> None:
    spoil(proxy, Fault("AssumeRole"))
    with pytest.raises(CredentialsError, match=r"access denied.*sts:AssumeRole"):
        read(targets(proxy), Queue)


def test_what_a_session_raises_that_nobody_expects_ends_the_scan(proxy: Proxy) -> None:
    def broken() -> Session:
        raise ZeroDivisionError("a mistake of ours")

    with pytest.raises(ZeroDivisionError, match="a mistake of ours"):
        read([*targets(proxy), Target(broken, REGIONS, proxy.url, FAST)], Queue)


# --- by turns -------------------------------------------------------------------------------------


def work(regions: int, services: int) -> Work:
    found = [Unit(f"region-{r}", f"service-{s}", ()) for s in range(services)
             for r in range(regions)]  # fmt: skip
    return Work(tuple(found), ())


def jobs(schedule: Schedule, held: Work) -> Iterator[tuple[int, Unit | None]]:
    """The jobs as one worker does them."""
    while (job := schedule.next()) is not None:
        yield job.account.number, job.unit
        if job.unit is None:
            job.account.work, job.account.left = held, len(held.units)
            schedule.opened(job.account)
        else:
            schedule.finished(job.account)


def test_accounts_are_opened_a_few_at_a_time_and_read_by_turns() -> None:
    made: list[int] = []

    def accounts() -> Iterator[Account]:
        for number in range(2000):
            made.append(number)
            yield Account(Target(Session), Reading({}), number)

    schedule = Schedule(accounts(), 4)
    first = list(islice(jobs(schedule, work(3, 2)), 16))
    assert [job for job in first if job[1] is None] == [(n, None) for n in range(4)]
    units = [(number, unit.region) for number, unit in first if unit is not None]
    assert [number for number, _ in units] == [0, 1, 2, 3] * 3
    assert [region for number, region in units if number == 0] == [
        "region-0", "region-1", "region-2",
    ]  # fmt: skip
    assert len(made) == len(schedule.reading) == 4


def test_every_unit_of_every_account_has_its_turn_once() -> None:
    accounts = (Account(Target(Session), Reading({}), number) for number in range(50))
    schedule = Schedule(accounts, 4, lambda account, unit: unit.region == "region-1")
    found = Counter(jobs(schedule, work(3, 2)))
    assert set(found.values()) == {1} and len(found) == 50 * (1 + 2 * 2)


def test_a_unit_that_waits_leaves_threads_to_the_others() -> None:
    lanes, gate, waiting = Lanes(4), threading.Event(), threading.Semaphore(0)

    def throttled(item: int) -> int:
        waiting.release()
        assert gate.wait(30)
        return item

    slow = threading.Thread(target=lambda: list(lanes.map(throttled, range(50))))
    slow.start()
    for _ in range(5):  # its own thread, and all others as long as nobody wants them
        assert waiting.acquire(timeout=30)
    assert not waiting.acquire(blocking=False)
    assert list(lanes.map(lambda item: item * 2, range(300))) == [n * 2 for n in range(300)]
    both = threading.Thread(target=lambda: list(lanes.map(lambda item: item, range(1000))))
    both.start()
    gate.set()
    both.join(30)
    slow.join(30)
    assert not lanes.lanes and not (both.is_alive() or slow.is_alive())
    lanes.close()


def test_a_lane_gives_results_in_order_and_raises_what_its_function_raises() -> None:
    lanes = Lanes(8)

    def uneven(item: int) -> int:
        time.sleep(0.002 * (item % 3 == 0))
        if item == 700:
            raise KeyError("seven hundred")
        return item

    found: list[int] = []
    with pytest.raises(KeyError, match="seven hundred"):
        for result in lanes.map(uneven, range(900)):
            found.append(result)  # noqa: PERF402  what came before it was raised counts
    assert found == list(range(700))
    assert not lanes.lanes
    lanes.close()


# --- progress -------------------------------------------------------------------------------------


def at(done: int, made: int, units: int = 40) -> Progress:
    return Progress(units, done, 5000, made, 2, 0, 3)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_rates_are_those_of_the_last_seconds() -> None:
    clock = Clock()
    rates = Rates(clock)
    assert rates.add(at(0, 0)) == (0, None)
    for second in range(1, 61):
        clock.now = second
        calls, left = rates.add(at(second // 3, second * (10 if second < 30 else 2)))
    assert calls == pytest.approx(2, abs=0.1)
    assert left == pytest.approx(60, abs=4)
    assert rates.add(at(40, 120))[1] == 0


def test_progress_is_told_in_words() -> None:
    assert sentence(at(10, 1200), 24.4, 75) == (
        "10 of 40 units, 1,200 calls, 24/s, 5,000 rows, 3 throttled, 2 denied, 1 min 15 s left"
    )
    many = Progress(40, 10, 0, 0, 0, 0, 0, 2000, 12)
    assert sentence(many, 0, None) == ("10 of 40 units, 12 of 2,000 accounts, 0 calls, 0/s, 0 rows")
    assert [duration(s) for s in (8, 75, 7300)] == ["8 s", "1 min 15 s", "2 h 1 min"]


def test_programs_get_an_object_a_line_and_the_last_says_so() -> None:
    stream, clock = io.StringIO(), Clock()
    records = Records(stream, clock)
    for second in (0, 0.5, 1.5, 2):
        clock.now = second
        records.at(at(int(second * 10), int(second * 100)))
    records("reading a file")
    records.end()
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(one["done"], one["finished"]) for one in found] == [(15, False), (20, True)]
    assert found[0]["calls_per_second"] == 100 and found[0]["eta_seconds"] == 2


def test_a_terminal_gets_one_line_and_a_log_some() -> None:
    stream, clock = io.StringIO(), Clock()
    line, lines = Line(stream, clock), Watched(stream, clock)
    for second in range(70):
        clock.now = second
        lines.at(at(second // 2, second))
    assert stream.getvalue().count("\n") == 2
    stream.seek(0)
    stream.truncate()
    clock.now += 1
    line.at(at(1, 1))
    line.end()
    assert "\n" not in stream.getvalue() and stream.getvalue().endswith("\r\x1b[K")
    assert type(display("auto", False, stream)) is Watched
    assert type(display("none", False, stream)) is type(display("json", True, stream)) is Silent
