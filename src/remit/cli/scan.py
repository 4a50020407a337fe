"""`remit scan`: read what the user points at, judge it, report."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal, cast

from cyclopts import Parameter

from remit.cli import (
    EXIT_ERROR,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    EXIT_MET,
    EXIT_NOT_MET,
    UsageError,
    by_config,
    version,
)
from remit.cli.accounts import Accounts, Chooser, template_account
from remit.cli.given import Given
from remit.cli.progress import Shows, Silent, display
from remit.cli.wanted import Least, Wanted

if TYPE_CHECKING:
    from remit.assessment import Assessment
    from remit.checks import Check
    from remit.reports import ReportOptions
    from remit.scan import Progress, Scan
    from remit.sources.api.runs import Run
    from remit.sources.inputs import Options

Format = Literal["text", "json", "jsonl", "csv", "sarif", "junit", "html", "md"]


HOME = Path(".remit") / "snapshots"


def scan(
    *paths: Path,
    live: bool = False,
    profile: str | None = None,
    endpoint_url: str | None = None,
    region: Annotated[tuple[str, ...], Parameter(consume_multiple=False)] = (),
    accounts: Accounts | None = None,
    aggregator: str | None = None,
    config: Annotated[bool, Parameter(negative=())] = False,
    config_max_age: float | None = None,
    parameter: Annotated[tuple[str, ...], Parameter(consume_multiple=False)] = (),
    parameter_file: Annotated[tuple[Path, ...], Parameter(consume_multiple=False)] = (),
    var: Annotated[tuple[str, ...], Parameter(consume_multiple=False)] = (),
    var_file: Annotated[tuple[Path, ...], Parameter(consume_multiple=False)] = (),
    wanted: Wanted | None = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", consume_multiple=False)] = (),
    format_: Annotated[Format, Parameter(name=["--format", "-f"])] = "text",
    export: Annotated[
        tuple[Path, ...], Parameter(name=["--export", "-o"], consume_multiple=False)
    ] = (),
    save: bool | None = None,
    fail_on: Least = "low",
    exit_zero: bool = False,
    max_unknown: int = 0,
    resume: Annotated[tuple[str, ...] | None, Parameter(consume_multiple=True)] = None,
    dry_run: bool = False,
    engine: str = "",
    shared: str = "",
    progress: Shows = "auto",
    quiet: Annotated[bool, Parameter(name=["--quiet", "-q"])] = False,
    now: datetime | None = None,
) -> int:
    """Read templates, plans, directories, AWS Config exports or a live account, and judge them.

    Exit codes: 0 the gate is met, 1 it is not, 2 usage or internal error or an input that came to
    nothing, 3 incomplete, 130 interrupted (what was read until then is reported and kept).

    Parameters
    ----------
    paths
        CloudFormation templates, Terraform plans, states or directories, AWS Config exports,
        snapshots.
    live
        Read the account that the credentials lead to, or those that are named.
    accounts
        Which accounts, and the role to assume in them.
    profile
        The AWS profile to use with --live.
    endpoint_url
        Another endpoint for every AWS service, such as an emulator's.
    region
        The Region that templates are for, or the Regions to read live. Repeatable.
    aggregator
        With --live: read what AWS Config can tell through this aggregator, of all its accounts:
        NAME, NAME@REGION or its ARN. What it lacks is read from the account itself.
    config
        With --live: the same from AWS Config in the account's own Regions, without an aggregator.
    config_max_age
        Take what AWS Config captured more than so many days ago for not known. By default its age
        does not count as long as a configuration recorder runs, which captures every change.
    parameter
        A CloudFormation parameter, NAME=VALUE. Repeatable.
    parameter_file
        A CloudFormation parameter file, JSON or YAML. Repeatable.
    var
        A Terraform variable, NAME=VALUE. Repeatable.
    var_file
        A Terraform variables file. Repeatable.
    wanted
        Which checks.
    set_
        Another threshold, CHECK.PARAMETER=VALUE. Repeatable.
    format_
        What is written to stdout.
    export
        Also write a report to this file; its suffix says the format. Repeatable.
    save
        Keep what was read as a snapshot under .remit/snapshots; a live scan does.
    fail_on
        The gate: fail from this severity on.
    exit_zero
        Leave with 0 although the gate is not met.
    max_unknown
        How many unknown findings still count as complete.
    resume
        Go on with a live scan that did not come to its end: the run of this name, or the newest
        one. It has its options of its own.
    dry_run
        Print the calls that a live scan would make, with the IAM actions they need; make none, but
        for those that list the accounts of an organisation, to count them.
    engine
        Collect and judge on Spark: local[*], spark://HOST:PORT, k8s://… or yarn.
    shared
        With --engine: a new folder that its workers share (a path, s3a://…, hdfs://…); the tables
        of a live scan and the findings go there, as Parquet.
    progress
        How a live scan shows on stderr how far it has come: a line that changes on a terminal and
        lines at intervals elsewhere (auto), a JSON object a line (json), not at all (none).
    quiet
        Say nothing but the report.
    now
        Judge as of this moment (ISO 8601).
    """
    given = {n: value for n, value in locals().items() if n not in ("resume", "wanted")}
    given |= {"accounts": accounts or Accounts(), **vars(wanted or Wanted())}
    return perform(Given(**given), resume)


def perform(given: Given, resume: Sequence[str] | None) -> int:
    """Do what `remit scan` was asked for; the exit code."""
    from remit.cli import choose, on_spark
    from remit.scan import clock

    if given.engine or given.shared:
        on_spark.check(given, resume)
    run = None
    if resume is not None:
        from remit.cli import live as living

        run = living.find(resume)
        given = given.resuming(run.record.get("options", {}))
    wanted = given.wanted.checks(given.set_)
    if given.engine and not given.dry_run:
        return on_spark.perform(given, wanted)
    moment = given.now or seen_at(given.paths) or clock()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if given.dry_run:
        from remit.cli import plan

        asked = by_config.asked(given.aggregator, given.config, True)
        chooser = Chooser(given.accounts, given.profile, given.endpoint_url, given.region)
        return plan.dry_run(wanted, given.region, given.format_, chooser, asked)
    if given.live or run is not None:
        return _live(given, wanted, moment, run)
    if not given.paths:
        raise UsageError("say what to scan: a path or --live (remit scan --help)")
    by_config.asked(given.aggregator, given.config, False)
    show = display(given.progress, given.quiet)
    options = choose.options(
        given.parameter, given.parameter_file, given.var, given.var_file, given.region,
        template_account(given.accounts),
    )  # fmt: skip
    done = read_files(given.paths, options, wanted, moment, show, whole=bool(given.save))
    if given.save:
        _save(done, moment, show)
    show("")
    return told(done, given)


def _live(given: Given, wanted: Sequence[Check], moment: datetime, resumed: Run | None) -> int:
    """Read live, keep a snapshot, report."""
    from remit.cli import live as living

    show = display(given.progress, given.quiet)
    where = living.Where(given.paths, given.profile, given.endpoint_url, given.region,
                         by_config.asked(given.aggregator, given.config, True),
                         by_config.age(given.config_max_age))  # fmt: skip
    where = living.choose_accounts(given.accounts, where, wanted)
    with living.running(given, wanted, moment, where, resumed) as run:
        done = living.read(wanted, moment, where, show, run)
        if given.save is not False:
            _save(done, moment, show)
        show("")
        try:
            code = told(done, given)
        except BrokenPipeError:
            living.finish(run, done.live)
            raise
        living.finish(run, done.live)
    return EXIT_INTERRUPTED if done.live.interrupted else code


def told(done: Scan, given: Given) -> int:
    """Write the reports; the exit code."""
    assessment = report(done, given.format_, given.export, given.quiet)
    return gate(assessment, given.fail_on, given.exit_zero, given.max_unknown)


def read_files(
    paths: Sequence[Path],
    options: Options,
    wanted: Sequence[Check],
    moment: datetime,
    progress: Progress | None = None,
    whole: bool = False,
) -> Scan:
    """Read what the paths lead to and judge it; every table when it is to be kept `whole`.

    So it is for all checks: which tables these need takes longer to find out than it spares.
    """
    from remit import catalog, engine, responsibility
    from remit import scan as scanning

    remit = responsibility.load()
    whole = whole or len(wanted) >= len(catalog.checks())
    tables = catalog.tables() if whole else engine.tables_of(wanted, remit)
    say = progress or Silent()
    return scanning.run(
        lambda spool, found: scanning.read_files(paths, options, tables, spool, found, say),
        tables,
        wanted,
        remit,
        moment,
    )


def seen_at(paths: Sequence[Path]) -> datetime | None:
    """When the newest of the snapshots was taken, where nothing but snapshots is named."""
    from remit import snapshot

    try:
        moments = [
            datetime.fromisoformat(str(snapshot.read(p).manifest["finished"])) for p in paths
        ]
    except (snapshot.SnapshotError, KeyError, ValueError):
        return None
    return max(moments, default=None)


def _save(done: Scan, moment: datetime, progress: Progress) -> None:
    from remit import snapshot as snapshots

    folder = name = HOME / f"{moment:%Y%m%dT%H%M%SZ}-{os.getpid()}"
    number = 1
    while folder.exists():
        number += 1
        folder = name.with_name(f"{name.name}-{number}")
    calls = "" if done.live is None else done.live.calls.sql()
    snapshots.write(done.connection, done.tables, folder, manifest(done, moment), calls)
    progress("")
    sys.stderr.write(f"snapshot: {folder}\n")


def manifest(done: Scan, moment: datetime) -> dict[str, object]:
    """What a snapshot says of how it came to be."""
    from dataclasses import asdict

    told: Mapping[str, object] = {}
    if done.live is not None:
        from remit.cli import live as living

        told = living.manifest(done.live)
    return {
        "tool": {"name": "remit", "version": version()},
        "started": moment.isoformat(),
        "finished": moment.isoformat(),
        "inputs": done.inputs,
        "problems": [asdict(problem) for problem in done.problems],
        **told,
    }


def report(done: Scan, format_: str, exports: Sequence[Path], quiet: bool) -> Assessment:
    """Write the report to stdout, and to each file that was asked for."""
    from remit import reports, responsibility
    from remit.assessment import assess

    assessment = assess(done, done.remit or responsibility.load())
    options = reports.ReportOptions(
        color=sys.stdout.isatty() and "NO_COLOR" not in os.environ,
        width=_width(),
        version=version(),
    )
    if format_ != "text" and not quiet:
        _complain(done)
    try:
        for path in exports:
            reports.format_of(path)
        sys.stdout.flush()
        reports.write(assessment, format_, sys.stdout.buffer, options)
        sys.stdout.buffer.flush()
        for path in exports:
            _export(assessment, path, replace(options, color=False))
            if not quiet:
                sys.stderr.write(f"written: {path}\n")
    except reports.ReportError as error:
        raise UsageError(str(error)) from None
    return assessment


def _complain(done: Scan) -> None:
    """Say on stderr what a report for machines tells nobody."""
    from remit.reports.text import clean

    for problem in done.problems:
        sys.stderr.write(f"remit: {clean(problem)}\n")
    for kind, number in done.unknown_types.most_common(10):
        sys.stderr.write(f"remit: not assessed: {number} of type {clean(kind)}\n")


def _export(assessment: Assessment, path: Path, options: ReportOptions) -> None:
    from remit import reports

    with written(path) as draft:
        reports.write(assessment, reports.format_of(path), draft, options)


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file written beside its place and renamed into it: there is never half a report."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            try:
                yield cast(BinaryIO, draft)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


def _width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size((120, 24)).columns


def gate(assessment: Assessment, fail_on: str, exit_zero: bool, max_unknown: int) -> int:
    """The exit code: what came to nothing, then what failed, then what is incomplete.

    What is unknown only because a service control policy closes its Region is not incomplete:
    nobody of the account can read it, whatever permissions are added.
    """
    from remit.checks import SEVERITIES, Status
    from remit.reports.grouping import closed

    done = assessment.scan
    if done.fatal:
        return EXIT_ERROR
    at_least = [str(severity) for severity in SEVERITIES].index(fail_on)
    failed = any(
        counts[Status.FAIL] and SEVERITIES.index(check.severity) >= at_least
        for check, counts in done.findings.by_check.items()
    )
    if failed and not exit_zero:
        return EXIT_NOT_MET
    unknown = done.counts[Status.UNKNOWN]
    if unknown > max_unknown:
        unknown -= closed(done.findings)
    if done.incomplete or unknown > max_unknown:
        return EXIT_INCOMPLETE
    return EXIT_MET
