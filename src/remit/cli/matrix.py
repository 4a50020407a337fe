"""`remit matrix`, `remit services`: whose remit everything in use is, and where it stands."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from remit.cli import (
    EXIT_ERROR,
    EXIT_INCOMPLETE,
    EXIT_MET,
    EXIT_NOT_MET,
    UsageError,
    matrix_places,
    version,
)

if TYPE_CHECKING:
    from remit.matrix import Decision, Matrix, Proofs
    from remit.reports import ReportOptions
    from remit.reports.matrix.view import Selection, View
    from remit.responsibility import Remit
    from remit.scan import Scan

Repeatable = Parameter(consume_multiple=False)
DECISIONS = Path("remit-decisions.toml")
ATTESTATIONS = Path(".remit") / "attestations"
"""Where `remit aws refresh` keeps what it read."""


def matrix(
    *paths: Path,
    live: bool = False,
    profile: str | None = None,
    endpoint_url: str | None = None,
    parameter: Annotated[tuple[str, ...], Repeatable] = (),
    parameter_file: Annotated[tuple[Path, ...], Repeatable] = (),
    var: Annotated[tuple[str, ...], Repeatable] = (),
    var_file: Annotated[tuple[Path, ...], Repeatable] = (),
    service: Annotated[tuple[str, ...], Repeatable] = (),
    resource: Annotated[tuple[str, ...], Repeatable] = (),
    account: Annotated[tuple[str, ...], Repeatable] = (),
    region: Annotated[tuple[str, ...], Repeatable] = (),
    layer: Annotated[tuple[str, ...], Repeatable] = (),
    duty: Annotated[tuple[str, ...], Repeatable] = (),
    owner: Annotated[tuple[str, ...], Repeatable] = (),
    status: Annotated[tuple[str, ...], Repeatable] = (),
    ou: Annotated[tuple[str, ...], Repeatable] = (),
    tag: Annotated[tuple[str, ...], Repeatable] = (),
    by: Literal["account", "ou"] | None = None,
    programme: Annotated[tuple[str, ...], Repeatable] = (),
    decisions: Annotated[tuple[Path, ...], Repeatable] = (),
    attestations: Path = ATTESTATIONS,
    format_: Annotated[
        Literal["text", "json", "jsonl", "csv", "html", "xlsx"], Parameter(name=["--format", "-f"])
    ] = "text",
    export: Annotated[
        tuple[Path, ...], Parameter(name=["--export", "-o"], consume_multiple=False)
    ] = (),
    fail_on: Annotated[tuple[str, ...], Repeatable] = (),
    now: datetime | None = None,
) -> int:
    """Print who owes what on everything in use: every layer and duty, with owner and status.

    Without paths the newest snapshot is read. Selections are patterns with *.

    Parameters
    ----------
    paths
        Templates, plans, directories, AWS Config exports or snapshots, as for remit scan.
    live
        Read the account that the credentials lead to.
    profile
        The AWS profile to use with --live.
    endpoint_url
        Another endpoint for every AWS service, such as an emulator's.
    parameter
        A CloudFormation parameter, NAME=VALUE. Repeatable.
    parameter_file
        A CloudFormation parameter file, JSON or YAML. Repeatable.
    var
        A Terraform variable, NAME=VALUE. Repeatable.
    var_file
        A Terraform variables file. Repeatable.
    service
        Only this service, by botocore's id. Repeatable, as are all that follow.
    resource
        Only these resources, by ARN, address, id or name; each is told duty by duty.
    account
        Only this account, by id or by its name in the organisation.
    region
        Only this Region.
    layer
        Only this layer.
    duty
        Only this duty.
    owner
        Only what this owner owes: inherited, shared or customer.
    status
        Only this status: open, unknown, done, "not assessed", attested, excepted,
        "inherited, proven", "inherited, claimed", "not covered".
    ou
        Only the accounts in this unit and below it, by id (ou-…) or path of names
        (/Workloads/Prod).
    tag
        Only what carries this tag: KEY=VALUE or KEY; account:KEY=VALUE for the account's own tags.
        Of several values of a key one is enough; several keys have to be there together.
    by
        A line for each account or unit instead: how much there is, and where the duties stand.
    programme
        AWS's part counts as proven only by this programme, such as soc-2. Repeatable: by each.
    decisions
        A TOML file with attestations and exceptions of people; remit-decisions.toml if it is there.
    attestations
        Where remit aws refresh keeps what it read.
    format_
        What is written to stdout.
    export
        Also write to this file; its suffix says the format. Repeatable.
    fail_on
        Leave with 1 when a selected duty has this status, such as open. Repeatable.
    now
        Judge as of this moment (ISO 8601).
    """
    from remit.reports.matrix.view import Selection

    selection = Selection(service, resource, account, region, layer, duty, owner, status, ou, tag)
    done, built = _built(
        paths, live, profile, endpoint_url, now,
        (parameter, parameter_file, var, var_file), decisions, attestations, programme,
    )  # fmt: skip
    _refuse_unknown(selection, built.remit, fail_on)
    view = view_of(done, built, selection)
    matrix_places.refuse_idle(view)
    if by is None:
        _write(view, format_, export)
    else:
        matrix_places.write_by(view, by, format_, export)
    return _gate(done, view, fail_on)


def services(
    *paths: Path,
    live: bool = False,
    profile: str | None = None,
    endpoint_url: str | None = None,
    account: Annotated[tuple[str, ...], Repeatable] = (),
    ou: Annotated[tuple[str, ...], Repeatable] = (),
    tag: Annotated[tuple[str, ...], Repeatable] = (),
    decisions: Annotated[tuple[Path, ...], Repeatable] = (),
    attestations: Path = ATTESTATIONS,
    format_: Annotated[Literal["text", "json", "csv"], Parameter(name=["--format", "-f"])] = "text",
    now: datetime | None = None,
) -> int:
    """List the services in use: where, of what kind, how many duties are yours and how many open.

    Parameters
    ----------
    paths
        What to read, as for remit matrix; without any the newest snapshot.
    live
        Read the account that the credentials lead to.
    profile
        The AWS profile to use with --live.
    endpoint_url
        Another endpoint for every AWS service, such as an emulator's.
    account
        Only this account, by id or by its name in the organisation. Repeatable, as are ou and tag.
    ou
        Only the accounts in this unit and below it, by id or path of names.
    tag
        Only what carries this tag, KEY=VALUE or KEY; account:KEY=VALUE for the account's own tags.
    decisions
        A TOML file with attestations and exceptions of people.
    attestations
        Where remit aws refresh keeps what it read.
    format_
        text, json or csv.
    now
        Judge as of this moment (ISO 8601).
    """
    from remit.reports.matrix.view import Selection
    from remit.reports.tables import write as write_table

    done, built = _built(
        paths, live, profile, endpoint_url, now, ((), (), (), ()), decisions, attestations, ()
    )
    view = view_of(done, built, Selection(accounts=account, units=ou, tags=tag))
    matrix_places.refuse_idle(view)
    rows = matrix_places.service_rows(view)
    write_table(sys.stdout.buffer, rows, format_, matrix_places.COLUMNS)
    for line in _not_told(done):
        sys.stderr.write(f"remit: {line}\n")
    return EXIT_ERROR if done.fatal else EXIT_MET


def _built(
    paths: Sequence[Path],
    live: bool,
    profile: str | None,
    endpoint_url: str | None,
    now: datetime | None,
    given: tuple[Sequence[str], Sequence[Path], Sequence[str], Sequence[Path]],
    decisions: Sequence[Path],
    attestations: Path,
    programmes: Sequence[str],
) -> tuple[Scan, Matrix]:
    """What was read, and the matrix over it by all checks."""
    from remit import catalog, responsibility
    from remit.matrix import Matrix
    from remit.scan import clock

    remit = responsibility.load()
    if not paths and not live:
        paths = (_newest(),)
    from remit.cli.scan import seen_at

    moment = now or seen_at(paths) or clock()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if live:
        from remit.cli import live as living

        where = living.Where(tuple(paths), profile, endpoint_url)
        done = living.read(catalog.checks(), moment, where)
    else:
        done = _read(paths, given, moment)
    built = Matrix(
        done.connection,
        catalog.tables(),
        remit,
        moment,
        _proofs(attestations, programmes, moment),
        _decisions(decisions, remit),
    )
    return done, built.build(catalog.checks(), done.findings if live else None)


def _read(
    paths: Sequence[Path],
    given: tuple[Sequence[str], Sequence[Path], Sequence[str], Sequence[Path]],
    moment: datetime,
) -> Scan:
    """The estate, not judged yet: the matrix judges inside the database."""
    from remit import catalog
    from remit import scan as scanning
    from remit.cli import choose

    parameters, parameter_files, variables, variable_files = given
    options = choose.options(parameters, parameter_files, variables, variable_files, (), None)
    tables = catalog.tables()
    return scanning.run(
        lambda spool, found: scanning.read_files(paths, options, tables, spool, found),
        tables,
        (),
        None,
        moment,
    )


def _newest() -> Path:
    from remit import snapshot
    from remit.cli.scan import HOME

    found = snapshot.found_in(HOME)
    if not found:
        raise UsageError(f"no snapshot in {HOME}: name paths to read, or --live")
    return found[0].path


def _proofs(home: Path, required: Sequence[str], moment: datetime) -> Proofs:
    from remit import attestations

    try:
        held = attestations.load(home)
        prover = attestations.Prover(
            held, moment.date(), required or None, parents=attestations.parents()
        )
    except (attestations.AttestationError, ValueError) as error:
        raise UsageError(str(error)) from None
    return prover.prove


def _decisions(files: Sequence[Path], remit: Remit) -> list[Decision]:
    from remit import decisions

    chosen = files or ((DECISIONS,) if DECISIONS.is_file() else ())
    try:
        return [one for file in chosen for one in decisions.read(file, remit.duties)]
    except decisions.DecisionError as error:
        raise UsageError(str(error)) from None


def _refuse_unknown(selection: Selection, remit: Remit, fail_on: Sequence[str]) -> None:
    """A word that means nothing selects nothing; say so instead."""
    from remit.matrix import State
    from remit.responsibility import Owner

    for option, words, known in (
        ("--layer", selection.layers, list(remit.layers)),
        ("--duty", selection.duties, list(remit.duties)),
        ("--owner", selection.owners, [str(owner) for owner in Owner]),
        ("--status", selection.statuses, [str(state) for state in State]),
        ("--fail-on", fail_on, [str(state) for state in State]),
    ):
        for word in words:
            if word not in known:
                raise UsageError(f"{option} {word}: there are {', '.join(known)}")


def view_of(done: Scan, built: Matrix, selection: Selection) -> View:
    """The matrix as it was asked for."""
    from collections import defaultdict

    from remit import catalog
    from remit.reports.matrix.view import View

    checks: Mapping[tuple[str, str], list[str]] = defaultdict(list)
    for check in catalog.checks():
        checks[check.service, check.duty].append(check.id)
    inputs = [str(given["path"]) for given in done.inputs]
    return View(built, selection, checks, inputs, f"{built.now:%Y-%m-%d %H:%M} UTC")


def _write(view: View, format_: str, exports: Sequence[Path]) -> None:
    from dataclasses import replace

    from remit import reports
    from remit.cli.scan import written
    from remit.reports import matrix as writers

    options = _terminal()
    try:
        formats = [writers.format_of(path) for path in exports]
    except reports.ReportError as error:
        raise UsageError(str(error)) from None
    if format_ == "xlsx" and sys.stdout.isatty():
        raise UsageError("a workbook is not for a terminal: --export matrix.xlsx")
    sys.stdout.flush()
    writers.write(view, format_, sys.stdout.buffer, options)
    sys.stdout.buffer.flush()
    for path, name in zip(exports, formats, strict=True):
        with written(path) as out:
            writers.write(view, name, out, replace(options, color=False))
        sys.stderr.write(f"written: {path}\n")


def _terminal() -> ReportOptions:
    from shutil import get_terminal_size

    from remit.reports import ReportOptions

    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return ReportOptions(color=color, width=get_terminal_size((120, 24)).columns, version=version())


def _not_told(done: Scan) -> list[str]:
    from remit.reports.text import clean

    told = [clean(problem) for problem in done.problems]
    return told + [
        f"not assessed: {number} of type {clean(kind)}"
        for kind, number in done.unknown_types.most_common(10)
    ]


def _gate(done: Scan, view: View, fail_on: Sequence[str]) -> int:
    for line in _not_told(done):
        sys.stderr.write(f"remit: {line}\n")
    if done.fatal:
        return EXIT_ERROR
    if any(str(state) in fail_on for state in view.states()):
        return EXIT_NOT_MET
    return EXIT_INCOMPLETE if done.incomplete else EXIT_MET
