"""`remit doctor`: what a live scan would lack, before it starts, and what to do about it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from remit.cli import EXIT_ERROR, EXIT_MET, EXIT_NOT_MET

if TYPE_CHECKING:
    from botocore.session import Session

    from remit.checks import Check
    from remit.responsibility import Remit
    from remit.sources.api.planning import PlannedCall
    from remit.sources.api.preflight import Allowed, Identity, Preflight
    from remit.tables import AnyTable

Severity = Literal["low", "medium", "high", "critical"]

SKEW = 300
"""Seconds that a clock may be wrong: requests are refused after five minutes.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
"""

ROOM = 1_000_000_000
"""Bytes that should be free: an estate of a million resources takes a few hundred millions."""

SOON = 3_600
"""Seconds that credentials should last which nothing renews."""

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE",
             "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_USE_FIPS_ENDPOINT",
             "AWS_USE_DUALSTACK_ENDPOINT", "AWS_CONFIG_FILE",
             "AWS_SHARED_CREDENTIALS_FILE")  # fmt: skip
"""Environment variables that decide where calls go, and as whom; none holds a secret as such."""


class State(StrEnum):
    """How one thing stands."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"
    ERROR = "error"


@dataclass(frozen=True)
class Line:
    """One thing that was looked at: how it stands, what was found, what to do about it."""

    what: str
    state: State
    found: str
    do: str = ""
    details: tuple[str, ...] = ()


@dataclass
class Report:
    """Everything that was looked at; `unknown` are the checks that could not be decided."""

    lines: list[Line] = field(default_factory=list)
    unknown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    method: str = ""

    def add(self, what: str, state: State, found: str, do: str = "", *details: str) -> None:
        """Note one thing."""
        self.lines.append(Line(what, state, found, do, details))

    @property
    def code(self) -> int:
        """The exit code: 2 where AWS could not be asked, 1 where something is missing."""
        states = {line.state for line in self.lines}
        if State.ERROR in states:
            return EXIT_ERROR
        return EXIT_NOT_MET if State.MISSING in states else EXIT_MET


def doctor(
    *,
    check: Annotated[
        tuple[str, ...], Parameter(name=["--check", "-c"], consume_multiple=False)
    ] = (),
    service: Annotated[tuple[str, ...], Parameter(consume_multiple=False)] = (),
    severity: Severity = "low",
    checks_file: Annotated[tuple[Path, ...], Parameter(consume_multiple=False)] = (),
    profile: str | None = None,
    region: Annotated[tuple[str, ...], Parameter(consume_multiple=False)] = (),
    endpoint_url: str | None = None,
    format_: Annotated[Literal["text", "json"], Parameter(name=["--format", "-f"])] = "text",
) -> int:
    """Look at everything a live scan depends on, and say what is missing. Nothing is written.

    Exit code: 0 nothing was found missing, 1 something is missing, 2 AWS cannot be asked.

    Parameters
    ----------
    check
        Only what this check takes, or those that a pattern with * matches. Repeatable.
    service
        Only what the checks of this service take. Repeatable.
    severity
        Only what checks of this severity and above take.
    checks_file
        Also what the checks of this TOML file take. Repeatable.
    profile
        The profile whose credentials are looked at.
    region
        The Regions that will be read; the first one is asked. Default: the profile's.
    endpoint_url
        Where AWS is asked instead of at its own addresses.
    format_
        text or json.
    """
    from remit.cli import choose
    from remit.cli.live import session
    from remit.scan import clock
    from remit.sources.api.preflight import Preflight

    checks = choose.checks(check, service, severity, (), checks_file)
    made = session(profile)()
    report = Report()
    here(report, Path.cwd(), os.environ)
    first = region[0] if region else ""
    live(report, Preflight(made, clock, endpoint_url, first), checks, region)
    _write(report, format_)
    return report.code


def here(report: Report, folder: Path, environment: Mapping[str, str]) -> None:
    """What can be told without AWS: versions, disk, environment."""
    import shutil
    from importlib.metadata import version
    from platform import python_version

    versions = (f"{name} {version(name)}" for name in ("remit", "botocore", "duckdb"))
    report.add("versions", State.OK, ", ".join((f"Python {python_version()}", *versions)))
    free = shutil.disk_usage(folder).free
    state = State.OK if free >= ROOM else State.MISSING
    do = (
        ""
        if free >= ROOM
        else "free some space: a scan keeps what it reads in .remit until it ends"
    )
    report.add("disk", state, f"{free / 1e9:.1f} GB free where runs and snapshots are kept", do)
    if not os.access(folder, os.W_OK):
        report.add("folder", State.MISSING, f"{folder} cannot be written to",
                   "change to a folder where runs and snapshots may be kept")  # fmt: skip
    found = _variables(environment)
    if found:
        report.add("environment", State.NOTE, "set, and decides where calls go and as whom", "",
                   *found)  # fmt: skip


def _variables(environment: Mapping[str, str]) -> list[str]:
    """The variables that matter; what may be a password is left out."""
    from urllib.parse import urlsplit

    found = []
    for name, value in sorted(environment.items()):
        if name.upper() not in VARIABLES and not name.startswith("AWS_ENDPOINT_URL"):
            continue
        if "@" in value:
            host = urlsplit(value if "//" in value else f"//{value}").netloc.rpartition("@")[2]
            value = f"(credentials)@{host}"
        found.append(f"{name}={value}")
    return found


def live(
    report: Report, preflight: Preflight, checks: Sequence[Check], regions: Sequence[str]
) -> None:
    """What only AWS can tell: identity, clock, Regions, permissions."""
    from remit.sources.api.errors import CredentialsError
    from remit.sources.api.regions import HOMES

    try:
        _credentials(report, preflight.session)
        identity = preflight.identity()
    except CredentialsError as error:
        report.add("identity", State.ERROR, str(error),
                   "sign in, or choose a --profile (aws configure list-profiles)")  # fmt: skip
        return
    who = f"{identity.arn} in account {identity.account}, partition {identity.partition}"
    report.add("identity", State.OK, who)
    _clock(report, identity)
    if identity.partition not in HOMES:
        report.add("partition", State.ERROR, f"{identity.partition} is not known",
                   "update remit")  # fmt: skip
        return
    enabled = _regions(report, preflight, identity, regions)
    _data(report, preflight.session, identity, enabled)
    _permissions(report, preflight, identity, checks, regions)


def _clock(report: Report, identity: Identity) -> None:
    from remit.sources.api.preflight import skew

    if identity.ahead is None:
        report.add("clock", State.NOTE, "the answer said no time to compare with")
        return
    wrong = abs(identity.ahead) > SKEW
    do = "set the clock (NTP): AWS refuses signatures that are five minutes off" if wrong else ""
    state = State.MISSING if wrong else State.OK
    report.add("clock", state, f"the local clock is {skew(identity.ahead)}", do)


def _credentials(report: Report, session: Session) -> None:
    """Where the credentials come from, and how long they last; raises CredentialsError."""
    from botocore.exceptions import BotoCoreError

    from remit.scan import clock
    from remit.sources.api.errors import CredentialsError, refused

    try:
        found = session.get_credentials()
        frozen = found.get_frozen_credentials() if found is not None else None
    except BotoCoreError as error:
        raise CredentialsError(
            refused(error, "sts", "GetCallerIdentity", "global").reason
        ) from error
    if found is None or frozen is None:
        raise CredentialsError("no credentials were found")
    expiry = getattr(found, "_expiry_time", None)
    if expiry is None:
        lasts = "temporary, and do not say until when" if frozen.token else "do not expire"
        report.add("credentials", State.OK, f"by {found.method}; they {lasts}")
        return
    left = (expiry - clock()).total_seconds()
    short = left < SOON
    report.add(
        "credentials",
        State.NOTE if short else State.OK,
        f"by {found.method}; good until {expiry:%Y-%m-%d %H:%M} UTC",
        "sign in again before a long scan, unless they are renewed by themselves" if short else "",
    )


def _regions(
    report: Report, preflight: Preflight, identity: Identity, chosen: Sequence[str]
) -> tuple[str, ...]:
    """The enabled Regions, and whether the chosen ones are among them."""
    enabled, why = preflight.regions(identity.partition)
    if not enabled:
        do = "allow ec2:DescribeRegions or account:ListRegions, or name each --region"
        state = State.NOTE if chosen else State.MISSING
        report.add("Regions", state, f"not known: {why}", do)
        return ()
    closed = [region for region in chosen if region not in enabled]
    if closed:
        report.add("Regions", State.MISSING, f"not enabled: {', '.join(closed)}",
                   "enable them in the account, or leave them out")  # fmt: skip
    else:
        report.add("Regions", State.OK, f"{len(enabled)} enabled: {', '.join(enabled)}")
    return enabled


def _data(report: Report, session: Session, identity: Identity, enabled: Sequence[str]) -> None:
    """Whether botocore's data knows the Regions that the account has enabled."""
    known = session.get_available_regions("ec2", identity.partition)
    new = [region for region in enabled if region not in known]
    if new:
        report.add("AWS's descriptions", State.NOTE,
                   f"botocore does not know {', '.join(new)}: its data is older",
                   "update botocore (pip install --upgrade boto3)")  # fmt: skip


def _permissions(
    report: Report,
    preflight: Preflight,
    identity: Identity,
    checks: Sequence[Check],
    regions: Sequence[str],
) -> None:
    from remit import responsibility
    from remit.cli.live import wanted_columns
    from remit.sources.api.planning import permissions, plan, with_parents

    remit = responsibility.load()
    wanted = wanted_columns(checks, remit)
    planned = plan(wanted, tuple(regions) or None)
    found = preflight.permissions(planned, identity, list(with_parents(wanted)))
    report.method = found.method
    total = len(permissions(planned))
    told = f"{len(found.allowed)} of {total} IAM actions are allowed; {found.why}"
    denied = [f"{action}: {why}" for action, why in sorted(found.denied.items())]
    if denied:
        do = "attach what `remit policy print` prints for the same choice"
        report.add("permissions", State.MISSING, f"{told}; {len(denied)} are not", do, *denied)
    else:
        report.add("permissions", State.NOTE if found.untold else State.OK, told)
    if found.untold:
        report.add("not told", State.NOTE,
                   f"{len(found.untold)} actions could not be looked at: what is asked about a "
                   "resource shows when there is one",
                   "allow iam:SimulatePrincipalPolicy and iam:GetRole to learn them too",
                   *(f"{action}: {why}" for action, why in found.untold.items()))  # fmt: skip
    report.add("limits", State.NOTE, _limits(found))
    report.unknown = undecided(checks, planned, found)
    if report.unknown:
        details = (f"{name}: {', '.join(lacks)}" for name, lacks in report.unknown.items())
        report.add("checks", State.MISSING,
                   f"{len(report.unknown)} of {len(checks)} checks would come out unknown",
                   "allow the actions beside them", *details)  # fmt: skip


def _limits(found: Allowed) -> str:
    from remit.sources.api.preflight import Method

    if found.method is Method.TRIED:
        return "each list was tried in one Region only; others may be closed"
    return (
        "a simulation knows no session policies and no policies of resources, and it was asked "
        "about one Region: what is allowed here may still be refused"
    )


def undecided(
    checks: Sequence[Check], planned: Sequence[PlannedCall], found: Allowed
) -> dict[str, tuple[str, ...]]:
    """The checks that would be unknown somewhere, each with the actions that are denied."""
    from remit import responsibility
    from remit.sources.api.planning import calls_of, with_parents
    from remit.sources.api.reader import operations

    remit = responsibility.load()
    taken = {(call.service, call.operation): call.actions for call in planned}
    lacking = {}
    for check in checks:
        lacks = {
            action
            for table, columns in with_parents(_reads(check, remit)).items()
            for operation in operations(table, columns)
            for action in taken.get((calls_of(table).service, operation), ())
            if action in found.denied
        }
        if lacks:
            lacking[check.id] = tuple(sorted(lacks))
    return lacking


def _reads(check: Check, remit: Remit) -> dict[AnyTable, frozenset[str]]:
    """The columns that decide a check and its line, by table."""
    from remit import engine

    found: dict[AnyTable, set[str]] = {check.table: set()}
    for column in (*check.reads, *engine.owner_columns(remit, check)):
        found.setdefault(column.table, set()).add(column.name)
    for table in tuple(found):
        for read, names in table.spec.computed.inputs.items() if table.spec.computed else ():
            found.setdefault(read, set()).update(names)
    return {table: frozenset(names) for table, names in found.items()}


def _write(report: Report, format_: str) -> None:
    if format_ == "json":
        import orjson

        record = {
            "well": report.code == EXIT_MET,
            "method": report.method or None,
            "lines": [asdict(line) for line in report.lines],
            "unknown": {name: list(lacks) for name, lacks in report.unknown.items()},
        }
        sys.stdout.buffer.write(orjson.dumps(record, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        sys.stdout.writelines(_text(line) for line in report.lines)
    sys.stdout.flush()


def _text(line: Line) -> str:
    parts = [f"{line.state:<8} {line.what}: {line.found}\n"]
    parts += [f"{'':<8}   {detail}\n" for detail in line.details]
    parts += [f"{'':<8} → {line.do}\n"] if line.do else []
    return "".join(parts)
