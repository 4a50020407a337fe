"""What the planning, scheduling and journal of 2,000 accounts × 17 Regions cost; nobody is asked.

python benchmarks/schedule.py [--accounts 2000] [--regions 17]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from botocore.session import Session

from remit import catalog, responsibility
from remit.cli.live import wanted_columns
from remit.sources.api.account import Account, Seen, Target
from remit.sources.api.client import Call
from remit.sources.api.planning import Wanted, calls_of, plan
from remit.sources.api.reading import Reading, Work
from remit.sources.api.regions import Endpoints
from remit.sources.api.runs import Run
from remit.sources.api.schedule import Schedule

KEPT = 20
"""Accounts whose units are written to disk, a row and a call each."""


def planned(wanted: Wanted, regions: tuple[str, ...]) -> tuple[Reading, Work]:
    """The plan of all accounts, which is one: they have the same Regions."""
    session = Session()
    reading = Reading(wanted)
    plan(wanted, regions, Endpoints(session, "aws").there)
    return reading, reading.work(session, "aws", regions, None)


def scheduled(reading: Reading, work: Work, accounts: int, run: Run | None) -> int:
    """Hand out every unit of every account, and keep it if there is a run; how many there were."""
    made = (Account(Target(Session, account=f"{n:012}"), reading, n) for n in range(accounts))
    schedule = Schedule(made, 16)
    units = 0
    while (job := schedule.next()) is not None:
        account, unit = job.account, job.unit
        if unit is None:
            account.seen = Seen(account.target.account)
            account.work, account.left = work, len(work.units)
            if run is not None:
                run.keep(run.begin(), account, None, [])
            schedule.opened(account)
            continue
        if run is not None:
            held = run.begin()
            held.add(unit.tables[0], {"id": "x", "account": account.target.account})
            lists = calls_of(unit.tables[0]).lists
            call = Call(account.target.account, unit.region, unit.service, lists, made=1)
            run.keep(held, account, unit, [call])
        schedule.finished(account)
        units += 1
    return units


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=2000)
    parser.add_argument("--regions", type=int, default=17)
    given = parser.parse_args()
    wanted = wanted_columns(catalog.checks(), responsibility.load())
    regions = tuple(sorted(Session().get_available_regions("ec2")))[: given.regions]
    began = time.perf_counter()
    reading, work = planned(wanted, regions)
    print(f"plan: {time.perf_counter() - began:.1f} s, {len(work.units)} units an account")
    began = time.perf_counter()
    units = scheduled(reading, work, given.accounts, None)
    seconds = time.perf_counter() - began
    print(f"schedule: {units:,} units in {seconds:.1f} s, {seconds / units * 1000:.4f} ms each")
    with tempfile.TemporaryDirectory() as folder:
        run = Run.start(Path(folder) / "run", {})
        began = time.perf_counter()
        units = scheduled(reading, work, KEPT, run)
        seconds = time.perf_counter() - began
        run.close()
        print(f"journal: {units:,} units of {KEPT} accounts in {seconds:.1f} s, "
              f"{seconds / units * 1000:.3f} ms each")  # fmt: skip
        began = time.perf_counter()
        Run.resume(run.folder).close()
        print(f"resume: {time.perf_counter() - began:.2f} s to read that journal")
    print(f"peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
