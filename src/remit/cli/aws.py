"""`remit aws refresh|attestations`: the evidence for AWS's part."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from remit.cli import EXIT_INCOMPLETE, EXIT_MET, UsageError

if TYPE_CHECKING:
    from remit.attestations import Attestation, Refresh, Scope

HOME = Path(".remit") / "attestations"
Repeatable = Parameter(consume_multiple=False)


def refresh(
    *,
    profile: str | None = None,
    endpoint_url: str | None = None,
    region: str | None = None,
    scope: Annotated[tuple[str, ...], Repeatable] = (),
    scope_region: Annotated[tuple[str, ...], Repeatable] = (),
    attestation: Annotated[tuple[Path, ...], Repeatable] = (),
    artifact: bool = True,
    agreements: bool = True,
    home: Path = HOME,
) -> int:
    """Read what AWS Artifact holds for the account, and import lists of what is in scope.

    Metadata only: no report is downloaded, and nothing of its text is kept. Leaves with 3 when AWS
    Artifact did not answer.

    Parameters
    ----------
    profile
        The AWS profile to use.
    endpoint_url
        Another endpoint for every AWS service, such as an emulator's.
    region
        A Region to sign in at; AWS Artifact answers from one place for each partition.
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
    from dataclasses import replace

    from remit.attestations import records

    now = datetime.now(UTC)
    found = _imported(scope, scope_region, attestation, now)
    if artifact:
        asked = _asked(profile, endpoint_url, region, agreements, now)
        found = replace(asked, typed=found.typed, scopes=found.scopes, files=found.files)
    elif not (scope or attestation):
        raise UsageError("nothing to do: without AWS Artifact, name a --scope or an --attestation")
    path = records.write(found, home)
    _tell(found, path)
    return EXIT_INCOMPLETE if found.refused else EXIT_MET


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


def _asked(
    profile: str | None,
    endpoint_url: str | None,
    region: str | None,
    agreements: bool,
    now: datetime,
) -> Refresh:
    """What AWS Artifact says."""
    from remit import catalog
    from remit.attestations import artifact
    from remit.attestations.records import Refresh
    from remit.cli.live import session
    from remit.sources.api.collect import Target, collect
    from remit.sources.api.errors import CredentialsError

    known = {table.spec.name: table for table in catalog.tables()}
    wanted = ["artifact_report", *(["artifact_agreement"] if agreements else [])]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in wanted}
    make = session(profile)
    home = region or make().get_config_variable("region") or "us-east-1"
    try:
        collected = collect(
            {known[name]: frozenset(known[name].own_columns()) for name in wanted},
            Target(make, (home,), endpoint_url),
            lambda table, row: rows[table.spec.name].append(row),
        )
    except CredentialsError as error:
        raise UsageError(f"{error} (--no-artifact imports files only)") from None
    refused = {
        name: next(iter(row["unseen"].values()))
        for name, found in rows.items()
        for row in found
        if not row["listed"]
    }
    read = {name: found for name, found in rows.items() if name not in refused}
    reports, signed = read.get("artifact_report"), read.get("artifact_agreement")
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


def _tell(found: Refresh, path: Path) -> None:
    """What came of it, on stderr."""
    from remit.attestations.listing import printable

    lines = []
    if found.reports is not None:
        lines.append(f"AWS Artifact: {len({one.source for one in found.reports})} reports of "
                     f"programmes that Remit knows, {len(found.others)} others")  # fmt: skip
    if found.agreements is not None:
        lines.append(f"AWS Artifact: {len(found.agreements)} agreements in force that count")
    for scope in found.scopes:
        where = f" in {', '.join(sorted(scope.regions))}" if scope.regions else ""
        lines.append(f"{scope.source}: {scope.programme}, {len(scope.services or ())} "
                     f"services{where}, as of {scope.as_of}")  # fmt: skip
        lines += [f"{scope.source}: no service that Remit knows: {n}" for n in scope.unmatched]
    lines += [f"remit: not read: {why}" for why in (found.refused or {}).values()]
    lines.append(f"kept: {path}")
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
