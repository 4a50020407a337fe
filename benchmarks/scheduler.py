"""Measures what planning and scheduling cost by themselves: simulated accounts, no call at all.

    python benchmarks/scheduler.py [--accounts 2000] [--regions 17]

Every unit of every account is handed out by the schedule, on one thread, and nothing is read. The
pace is asked for a token as often as a call would be made.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from botocore.session import Session

from remit import catalog, responsibility
from remit.cli.live import wanted_columns
from remit.sources.api.account import Account, Target
from remit.sources.api.pacing import Pace
from remit.sources.api.planning import plan
from remit.sources.api.reading import Reading
from remit.sources.api.schedule import Schedule

CALLS = 100_000


def timed(work: Callable[[], int]) -> tuple[int, float]:
    """How many there were, and the CPU seconds that they took."""
    began = time.process_time()
    count = work()
    return count, time.process_time() - began


def handed_out(reading: Reading, number: int, regions: tuple[str, ...]) -> int:
    """Every unit of so many accounts, as `collect` takes them; how many there are."""
    targets = (Target(Session, regions, account=f"{n:012}") for n in range(number))
    accounts = (Account(target, reading, n) for n, target in enumerate(targets))
    schedule, session, units = Schedule(accounts, 16), Session(), 0
    while (job := schedule.next()) is not None:
        account = job.account
        if job.unit is None:
            account.work = reading.work(session, "aws", regions, None)
            account.left = len(account.work.units)
            schedule.opened(account)
        else:
            units += 1
            schedule.finished(account)
    return units


def paced() -> int:
    pace = Pace(sleep=lambda seconds: None)
    for number in range(CALLS):
        pace.wait(f"r{number % 17}", f"s{number % 60}", "List")
    return CALLS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=2000)
    parser.add_argument("--regions", type=int, default=17)
    given = parser.parse_args()
    regions = tuple(sorted(Session().get_available_regions("ec2")))[: given.regions]
    wanted = wanted_columns(catalog.checks(), responsibility.load())
    count, seconds = timed(lambda: len(plan(wanted, regions)))
    print(f"plan: {count} operations in {seconds:.2f} s")
    reading = Reading(wanted)
    count, seconds = timed(lambda: handed_out(reading, given.accounts, regions))
    print(f"{given.accounts} accounts x {len(regions)} Regions: {count:,} units handed out in "
          f"{seconds:.1f} s, {seconds / count * 1000:.4f} ms each")  # fmt: skip
    count, seconds = timed(paced)
    print(f"pace: {seconds / count * 1000:.4f} ms a call")


if __name__ == "__main__":
    main()
