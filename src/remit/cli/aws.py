"""`remit aws refresh|attestations`: the evidence for AWS's part."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from remit.cli import EXIT_INCOMPLETE, EXIT_MET, UsageError
from remit.cli.accounts import Accounts

if TYPE_CHECKING:
    from remit.attestations import Attestation, Refresh, Scope
    from remit.sources.api.collect import Target
    from remit.tables import AnyTable

HOME = Path(".remit") / "attestations"
REPORT, AGREEMENT = "artifact_report", "artifact_agreement"
Repeatable = Parameter(consume_multiple=False)


def refresh(
    *,
    profile: str | None = None,
    endpoint_url: str | None = None,
    region: str | None = None,
    accounts: Accounts | None = None,
    scope: Annotated[tuple[str, ...], Repeatable] = (),
    scope_region: Annotated[tuple[str, ...], Repeatable] = (),
    attestation: Annotated[tuple[Path, ...], Repeatable] = (),
    artifact: bool = True,
    agreements: bool = True,
    home: Path = HOME,
) -> int:
    """Read what AWS Artifact holds for the account, and import lists of what is in scope.

    Metadata only: no report is downloaded, and nothing of its text is kept. Leaves with 3 when AWS
    Artifact did not answer. Of several accounts each is asked for its agreements; the reports are
    the same for all, and asked for until one of them is told.

    Parameters
    ----------
    profile
        The AWS profile to use.
    endpoint_url
        Another endpoint for every AWS service, such as an emulator's.
    region
        A Region to sign in at; AWS Artifact answers from one place for each partition.
    accounts
        Which accounts, and the role to assume in them.
    scope
        A list of the services in scope: CSV, JSON, or AWS's page as saved by a browser
        (https://aws.amazon.com/compliance/services-in-scope/). FILE, or PROGRAMME=FILE where it
        does not say of which programme it is. Repeatable.
    scope_region
        A Region that the lists cover, where they do not say. Repeatable.
    attestation
        A TOML file with attestations of your own typing. Repeatable.
    artifact
        Ask AWS Artifact; --no-artifact imports files only and needs no account.
    agreements
        Ask it for the account's agreements with AWS too, such as the BAA.
    home
        The folder that the evidence is kept in.
    """
    now, given = datetime.now(UTC), accounts or Accounts()
    found = [_imported(scope, scope_region, attestation, now)]
    if artifact:
        targets = _targets(given, profile, endpoint_url, region, agreements)
        found = _with_files(_asked(targets, agreements, now), found[0])
    elif given != Accounts():
        raise UsageError("--no-artifact asks no account")
    elif not (scope or attestation):
        raise UsageError("nothing to do: without AWS Artifact, name a --scope or an --attestation")
    _keep(found, home)
    return EXIT_INCOMPLETE if any(one.refused for one in found) else EXIT_MET


def _with_files(asked: Sequence[Refresh], imported: Refresh) -> list[Refresh]:
    """What the accounts said, the first of them with what the files hold."""
    from dataclasses import replace

    first = replace(asked[0], typed=imported.typed, scopes=imported.scopes, files=imported.files)
    return [first, *asked[1:]]


def _keep(found: Sequence[Refresh], home: Path) -> None:
    """Keep what there is to keep, and say so; of an account that was not opened there is not."""
    from remit.attestations import records

    for one in found:
        kept = one.reports is not None or one.agreements is not None or one.files
        path = records.write(one, home) if kept or len(found) == 1 else None
        _tell(one, path, f"account {one.account}: " if len(found) > 1 else "")


def _imported(
    scopes: Sequence[str], regions: Sequence[str], typed: Sequence[Path], now: datetime
) -> Refresh:
    """What the named files hold; a file that is wrong stops everything before AWS is asked."""
    from remit.attestations import AttestationError, Refresh, names
    from remit.attestations.scopes import Hint, read_scopes, regions_of
    from remit.attestations.typed import read_typed

    known = names.names()
    lists: list[Scope] = []
    attestations: list[Attestation] = []
    files: list[Mapping[str, str]] = []
    try:
        bound = frozenset(regions_of(regions)) or None
        for given in scopes:
            programme, file = _named(given)
            data, day = _contents(file)
            lists += read_scopes(data, file.name, day, known, Hint(programme, bound))
            files.append(_file("scope", file, data))
        for file in typed:
            data, day = _contents(file)
            attestations += read_typed(data, file.name, day, known)
            files.append(_file("attestation", file, data))
    except (AttestationError, ValueError) as error:
        raise UsageError(str(error)) from None
    return Refresh(now, typed=tuple(attestations), scopes=tuple(lists), files=tuple(files))


def _named(given: str) -> tuple[str, Path]:
    """PROGRAMME=FILE or FILE; a file that exists is one, whatever its name holds."""
    programme, equals, rest = given.partition("=")
    if not equals or Path(given).exists():
        return "", Path(given)
    return programme, Path(rest)


def _contents(file: Path) -> tuple[bytes, date]:
    """What a file holds, and since which day it does."""
    try:
        return file.read_bytes(), datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None


def _file(kind: str, file: Path, data: bytes) -> Mapping[str, str]:
    import hashlib

    return {"kind": kind, "name": file.name, "sha256": hashlib.sha256(data).hexdigest()}


def _tables(agreements: bool) -> list[AnyTable]:
    from remit import catalog

    known = {table.spec.name: table for table in catalog.tables()}
    return [known[REPORT], *([known[AGREEMENT]] if agreements else [])]


def _targets(
    given: Accounts,
    profile: str | None,
    endpoint_url: str | None,
    region: str | None,
    agreements: bool,
) -> Sequence[Target]:
    """The accounts to ask; raises UsageError where there are none."""
    from dataclasses import replace

    from remit.cli.accounts import Chooser
    from remit.sources.api.planning import permissions, plan

    wanted = {table: frozenset(table.own_columns()) for table in _tables(agreements)}
    regions = (region,) if region else ()
    actions = permissions(plan(wanted, None))
    chooser = Chooser(given, profile, endpoint_url, regions, actions)
    try:
        chosen = chooser.chosen()
    except UsageError as error:
        raise UsageError(f"{error} (--no-artifact imports files only)") from None
    home = region
    if not home and (given.accounts_file is None or profile):
        home = chooser.source().session().get_config_variable("region")
    return [
        replace(target, regions=(home or (target.regions or ("us-east-1",))[0],))
        for target in chosen.targets
    ]


def _asked(targets: Sequence[Target], agreements: bool, now: datetime) -> list[Refresh]:
    """What AWS Artifact says to each account; the reports to the first that it tells them."""
    report, *agreement = _tables(agreements)
    found: list[Refresh] = []
    told = False
    for target in targets:
        tables = agreement if told else [report, *agreement]
        if tables:
            found.append(_asked_by(target, tables, now, alone=len(targets) == 1))
            told = told or found[-1].reports is not None
    return found


def _asked_by(target: Target, tables: Sequence[AnyTable], now: datetime, alone: bool) -> Refresh:
    """What it says to one account; raises UsageError where it is `alone` and cannot ask."""
    from remit.attestations import artifact
    from remit.attestations.records import Refresh
    from remit.sources.api.collect import collect
    from remit.sources.api.errors import CredentialsError

    rows: dict[str, list[dict[str, Any]]] = {table.spec.name: [] for table in tables}
    try:
        collected = collect(
            {table: frozenset(table.own_columns()) for table in tables},
            target,
            lambda table, row: rows[table.spec.name].append(row),
        )
    except CredentialsError as error:
        if alone:
            raise UsageError(f"{error} (--no-artifact imports files only)") from None
        return Refresh(now, target.account, refused={target.account: str(error)})
    refused = {
        name: next(iter(row["unseen"].values()))
        for name, found in rows.items()
        for row in found
        if not row["listed"]
    }
    read = {name: found for name, found in rows.items() if name not in refused}
    reports, signed = read.get(REPORT), read.get(AGREEMENT)
    day = now.date()
    return Refresh(
        now,
        collected.account,
        collected.partition,
        collected.identity,
        None if reports is None else tuple(artifact.of_reports(reports, day)),
        None if signed is None else tuple(artifact.of_agreements(signed, day)),
        refused=refused or None,
        others=tuple(sorted(row["name"] for row in reports or () if artifact.names_none(row))),
    )


def _tell(found: Refresh, path: Path | None, who: str) -> None:
    """What came of it, and where it is kept, on stderr; `who` where there are several accounts."""
    from remit.attestations.listing import printable

    lines = []
    if found.reports is not None:
        lines.append(f"{who}AWS Artifact: {len({one.source for one in found.reports})} reports of "
                     f"programmes that Remit knows, {len(found.others)} others")  # fmt: skip
    if found.agreements is not None:
        lines.append(f"{who}AWS Artifact: {len(found.agreements)} agreements in force that count")
    for scope in found.scopes:
        where = f" in {', '.join(sorted(scope.regions))}" if scope.regions else ""
        lines.append(f"{scope.source}: {scope.programme}, {len(scope.services or ())} "
                     f"services{where}, as of {scope.as_of}")  # fmt: skip
        lines += [f"{scope.source}: no service that Remit knows: {n}" for n in scope.unmatched]
    lines += [f"remit: {who}not read: {why}" for why in (found.refused or {}).values()]
    lines += [f"kept: {path}"] if path is not None else []
    sys.stderr.writelines(f"{printable(line)}\n" for line in dict.fromkeys(lines))


def attestations(
    *,
    on: date | None = None,
    home: Path = HOME,
    format_: Annotated[Literal["text", "json"], Parameter(name=["--format", "-f"])] = "text",
) -> int:
    """List the evidence that is held for AWS's part: what, for when, covering what, how old.

    Parameters
    ----------
    on
        Judge what is in date on this day instead of today.
    home
        The folder that the evidence is kept in.
    format_
        text or json.
    """
    from remit.attestations import AttestationError, listing, load

    day = on or datetime.now(UTC).date()
    try:
        held = load(home)
    except AttestationError as error:
        raise UsageError(str(error)) from None
    records = listing.records(held, day)
    if format_ == "json":
        import orjson

        sys.stdout.buffer.write(orjson.dumps(records, option=orjson.OPT_INDENT_2) + b"\n")
        sys.stdout.flush()
        return EXIT_MET
    if not records:
        sys.stderr.write(f"no evidence is held in {home} (remit aws refresh)\n")
    sys.stdout.writelines(f"{line}\n" for line in listing.lines(records))
    return EXIT_MET
