"""`remit scan --engine`: the same scan on Spark, by way of a path that its workers share."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from remit.cli import EXIT_INCOMPLETE, EXIT_MET, EXIT_NOT_MET, UsageError, by_config, version
from remit.cli.accounts import template_account
from remit.cli.given import Given

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from remit.checks import Check
    from remit.scan import Scan
    from remit.spark.estate import Stored
    from remit.spark.judging import Judged

SMALL = 100_000
"""Rows and findings up to which the usual reports are written; beyond, how many there are."""


def check(given: Given, resume: Sequence[str] | None) -> None:
    """Raise UsageError for what a scan on Spark does not do, with what to do instead."""
    told = {
        "--resume is for one machine: with --engine give the same command again, with the same "
        "--shared; what was read whole is not read anew": resume is not None,
        "--save and --no-save are for one machine: with --engine the snapshot of a live scan is "
        "always kept, as PATH/snapshot of --shared PATH": given.save is not None,
        "--progress json is for one machine: with --engine look at Spark's own page or log":
            given.progress == "json",
        "--engine reads accounts themselves, not AWS Config: leave out --aggregator and --config":
            given.live and by_config.asked(given.aggregator, given.config, True) is not None,
        "--engine: workers cannot be asked for an MFA code: take a profile or a role without":
            bool(given.accounts.mfa_serial),
        "--engine takes a list of accounts, not an organisation yet: name them by --account or "
        "--accounts-file": given.accounts.org,
    }  # fmt: skip
    for problem, there in told.items():
        if there:
            raise UsageError(problem)
    if given.dry_run:
        return
    if not given.shared:
        raise UsageError("--engine takes --shared PATH, a folder that its workers share")
    if not given.engine:
        raise UsageError("--shared goes with --engine")
    if bool(given.paths) == given.live:
        raise UsageError("--engine takes either snapshots or --live")
    if not given.live:
        by_config.asked(given.aggregator, given.config, False)
        template_account(given.accounts)


def perform(given: Given, wanted: Sequence[Check]) -> int:
    """Collect if live, judge, report; the exit code."""
    from remit.spark import session
    from remit.spark.session import SparkError

    try:
        with session.running(given.engine) as started:
            return _perform(started, given, wanted)
    except SparkError as error:
        raise UsageError(str(error)) from None


def _perform(session: SparkSession, given: Given, wanted: Sequence[Check]) -> int:
    from remit import responsibility
    from remit.spark import estate, judging
    from remit.spark.files import Files

    if given.live:
        stored = [_collected(session, given, wanted)]
    else:
        stored = [estate.read(Files(session), str(path)) for path in given.paths]
    seen = [datetime.fromisoformat(str(one.manifest["finished"])) for one in stored]
    moment = given.now or max(seen)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    judged = judging.judge(session, stored, wanted, moment, responsibility.load(), given.shared)
    if not given.quiet:
        sys.stderr.write(f"findings: {judged.path}/{judging.FINDINGS}\n")
    found = sum(judged.statuses.values())
    if max(found, sum(one.rows for one in stored)) > SMALL:
        return _counted(judged, given, wanted)
    from remit.cli import scan

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="remit-")))
        return scan.told(_scan(session, stored, judged, wanted, moment, folder), given)


def _collected(session: SparkSession, given: Given, wanted: Sequence[Check]) -> Stored:
    """Read the accounts on the workers."""
    from remit import responsibility
    from remit.cli import live
    from remit.sources.api.errors import CredentialsError
    from remit.spark import collecting, keeping

    where = live.Where((), given.profile, given.endpoint_url, given.region)
    where = live.choose_accounts(given.accounts, where, wanted)
    columns = live.wanted_columns(wanted, responsibility.load())
    collection = collecting.Collection(session, columns, live.targets(where), given.shared)
    try:
        plan = collection.run()
    except CredentialsError as error:
        raise UsageError(str(error)) from None
    about = {"tool": {"name": "remit", "version": version()}, "inputs": []}
    return keeping.keep(session, collection, plan, given.shared, about)


def _scan(
    session: SparkSession,
    stored: Sequence[Stored],
    judged: Judged,
    wanted: Sequence[Check],
    moment: datetime,
    folder: Path,
) -> Scan:
    """What Spark found as a scan of this machine, which every report can be written from."""
    from remit import computing, engine, responsibility, snapshot, store
    from remit.findings import Findings
    from remit.scan import Scan
    from remit.sources.declared import Problem
    from remit.spark import judging
    from remit.spark.files import Files

    remit, files = responsibility.load(), Files(session)
    done = Scan(store.connect(), engine.tables_of(wanted, remit), wanted, moment, remit)
    for number, one in enumerate(stored):
        here = folder / str(number)
        here.mkdir()
        for name in one.manifest["files"]:
            files.download(f"{one.path}/{name}", here / name)
        found = snapshot.Snapshot(here, one.manifest)
        snapshot.append(done.connection, found, done.tables)
        done.snapshots.append(found)
        done.inputs.append({"path": one.path, "source": "snapshot", "resources": found.rows})
        done.problems += [Problem(str(line)) for line in one.manifest.get("problems", ())
                          if isinstance(line, str)]  # fmt: skip
        done.resources += found.rows
        done.covered += found.rows
    computing.compute(done.connection, done.tables)
    done.findings = Findings.of(judging.findings(session, judged, wanted))
    return done


def _counted(judged: Judged, given: Given, wanted: Sequence[Check]) -> int:
    """Say how many findings there are; the exit code."""
    from remit.checks import SEVERITIES, Status

    if given.format_ not in ("text", "json") or given.export:
        raise UsageError(f"too many findings for this report: read them from {judged.path}")
    if given.format_ == "json":
        told = {"findings": judged.path, "counts": judged.statuses, "checks": judged.counts}
        sys.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        for check, counts in judged.counts.items():
            said = ", ".join(f"{number} {status}" for status, number in counts.items())
            sys.stdout.write(f"{check}: {said}\n")
        for status, number in judged.statuses.items():
            sys.stdout.write(f"{number} {status}\n")
    least = [str(severity) for severity in SEVERITIES].index(given.fail_on)
    serious = [c.id for c in wanted if SEVERITIES.index(c.severity) >= least]
    failed = any(judged.counts.get(check, {}).get("fail") for check in serious)
    if failed and not given.exit_zero:
        return EXIT_NOT_MET
    return EXIT_INCOMPLETE if judged.statuses[Status.UNKNOWN] > given.max_unknown else EXIT_MET
