"""`remit doctor`: what a live scan would lack, before it starts, and what to do about it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from remit.cli.accounts import Accounts, Chooser
from remit.cli.diagnosis import Report, State, write
from remit.cli.wanted import Wanted

if TYPE_CHECKING:
    from botocore.session import Session

    from remit.cli.doctor_permissions import Need
    from remit.sources.api.preflight import Identity, Preflight
    from remit.sources.api.sign_in import SignIn

SKEW = 300
"""Seconds that a clock may be wrong: "in most cases, a request must reach AWS within five minutes
of the time stamp in the request". Amazon S3 takes fifteen; the narrower one counts.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-signing.html
"""

EACH = 1_000
"""Bytes that a resource takes while a scan runs: a line of JSON.

Measured in November 2026: 853 on average for 20,000 resources (`benchmarks/generate.py plan
20000`), 858 for those of the bundled estate; 2,700 for the longest. A snapshot is Parquet, and
takes a small part of that: 12 bytes for each of the 20,000, which resemble each other.
"""

LEAST = 100_000
"""Resources that there should be room for."""

SOON = 3_600
"""Seconds that credentials should last which nothing renews."""

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE",
             "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_USE_FIPS_ENDPOINT",
             "AWS_USE_DUALSTACK_ENDPOINT", "AWS_CONFIG_FILE",
             "AWS_SHARED_CREDENTIALS_FILE")  # fmt: skip
"""Environment variables that decide where calls go, and as whom; none holds a secret as such."""


def doctor(
    *,
    wanted: Wanted | None = None,
    profile: str | None = None,
    region: Annotated[tuple[str, ...], Parameter(consume_multiple=False)] = (),
    endpoint_url: str | None = None,
    accounts: Accounts | None = None,
    format_: Annotated[Literal["text", "json"], Parameter(name=["--format", "-f"])] = "text",
) -> int:
    """Look at everything a live scan depends on, and say what is missing. Nothing is written.

    With --org, --account or --accounts-file: in each account, in the role that a scan assumes.

    Exit code: 0 nothing was found missing, 1 something is missing, 2 AWS cannot be asked.

    Parameters
    ----------
    wanted
        Which checks; only what they take is looked at.
    profile
        The profile whose credentials are looked at.
    region
        The Regions that will be read; the first one is asked. Default: the profile's.
    endpoint_url
        Where AWS is asked instead of at its own addresses.
    accounts
        Which accounts, and the role to assume in them.
    format_
        text or json.
    """
    from remit.cli.doctor_permissions import Need

    need = Need((wanted or Wanted()).checks(), region)
    chooser = Chooser(accounts or Accounts(), profile, endpoint_url, region, need.of_sessions)
    chooser.check()
    report = Report()
    here(report, Path.cwd(), os.environ)
    examine(report, chooser, need)
    write(report, format_)
    return report.code


def here(report: Report, folder: Path, environment: Mapping[str, str]) -> None:
    """What can be told without AWS: versions, disk, environment."""
    import shutil
    from importlib.metadata import version
    from platform import python_version

    versions = (f"{name} {version(name)}" for name in ("remit", "botocore", "duckdb"))
    report.add("versions", State.OK, ", ".join((f"Python {python_version()}", *versions)))
    _room(report, folder, shutil.disk_usage(folder).free)
    found = _variables(environment)
    if found:
        report.add("environment", State.NOTE, "set, and decides where calls go and as whom", "",
                   *found)  # fmt: skip


def _room(report: Report, folder: Path, free: int) -> None:
    """Whether runs and snapshots can be kept here, with so many bytes."""
    resources = free // EACH
    enough = resources >= LEAST
    some = round(resources, 1 - len(str(resources)))
    told = f"{free / 1e9:.1f} GB free, enough for what is read of some {some:,} resources"
    report.add("disk", State.OK if enough else State.MISSING, told, "" if enough else
               "free some space: a scan keeps what it reads in .remit until it ends")  # fmt: skip
    if not os.access(folder, os.W_OK):
        report.add("folder", State.MISSING, f"{folder} cannot be written to",
                   "change to a folder where runs and snapshots may be kept")  # fmt: skip


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


def examine(report: Report, chooser: Chooser, need: Need) -> None:
    """What only AWS can tell: of the account of one's own, or of those that are chosen."""
    from remit.scan import clock
    from remit.sources.api.errors import CredentialsError
    from remit.sources.api.preflight import Preflight

    _signed_in(report, chooser.profile, Path.home() / ".aws" / "sso" / "cache", clock())
    many, first = chooser.given.many, need.regions[0] if need.regions else ""
    try:
        session = chooser.source().session()
    except CredentialsError as error:
        if chooser.given.accounts_file is None:
            _unknown(report, error)
            return
        report.add("identity", State.NOTE, f"{error}; the file may name profiles")
    else:
        preflight = Preflight(session, clock, chooser.endpoint_url, first)
        if not live(report, preflight, need, alone=not many):
            return
    if many:
        from remit.cli import doctor_accounts

        doctor_accounts.examine(report, chooser, need)


def live(report: Report, preflight: Preflight, need: Need, alone: bool = True) -> bool:
    """Identity and clock; if it is `alone` also Regions and permissions. Whether AWS answers."""
    from remit.cli import doctor_permissions
    from remit.sources.api.errors import CredentialsError
    from remit.sources.api.regions import HOMES

    try:
        _credentials(report, preflight.session)
        identity = preflight.identity()
    except CredentialsError as error:
        _unknown(report, error)
        return False
    who = f"{identity.arn} in account {identity.account}, partition {identity.partition}"
    report.add("identity", State.OK, who)
    _clock(report, identity)
    if identity.partition not in HOMES:
        report.add("partition", State.ERROR, f"{identity.partition} is not known",
                   "update remit")  # fmt: skip
        return False
    if alone:
        enabled = _regions(report, preflight, identity, need.regions)
        _data(report, preflight.session, identity, enabled)
        doctor_permissions.tell(report, need, need.allowed(preflight, identity))
    return True


def _signed_in(report: Report, profile: str | None, folder: Path, now: datetime) -> None:
    """Until when a sign-in at IAM Identity Center holds, if the credentials come from one.

    Keys in the environment come before a profile that is not named.
    """
    from botocore.exceptions import BotoCoreError
    from botocore.session import Session

    from remit.sources.api.sign_in import sign_in

    if profile is None and "AWS_ACCESS_KEY_ID" in os.environ:
        return
    try:
        found = sign_in(Session(profile=profile), folder)
    except BotoCoreError:
        return  # the credentials say it
    if found is not None:
        report.add("sign-in", *standing(found, now))


def standing(found: SignIn, now: datetime) -> tuple[State, str, str]:
    """How a sign-in stands: the state, what was found, what to do."""
    do = f"aws sso login --profile {found.profile}"
    if found.ends is None:
        return State.MISSING, f"nobody has signed in to {found.where}", do
    end = f"{found.ends:%Y-%m-%d %H:%M} UTC"
    if found.renewed:
        told = f"to {found.where}; the token of {end} is renewed while the session there lasts"
        return (State.OK, told, "") if found.ends > now else (State.NOTE, told, do)
    if found.ends <= now:
        return State.MISSING, f"the sign-in to {found.where} ended at {end}", do
    short = (found.ends - now).total_seconds() < SOON
    return State.NOTE if short else State.OK, f"to {found.where} until {end}", do if short else ""


def _unknown(report: Report, error: Exception) -> None:
    report.add("identity", State.ERROR, str(error),
               "sign in, or choose a --profile (aws configure list-profiles)")  # fmt: skip


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
    enabled, why = preflight.regions()
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
