"""The live half of `remit scan`: one account, several Regions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remit import catalog, engine, responsibility
from remit import scan as scanning
from remit.cli import UsageError
from remit.cli.choose import options
from remit.sources.api import collect as collecting
from remit.sources.api.errors import CredentialsError
from remit.tables import AnyTable

if TYPE_CHECKING:
    from botocore.session import Session

    from remit.checks import Check
    from remit.engine import Finding
    from remit.responsibility import Remit
    from remit.scan import Progress, Scan
    from remit.store import Spool


def wanted_columns(checks: Sequence[Check], remit: Remit) -> dict[AnyTable, frozenset[str]]:
    """The columns that the checks read, those that move the line too, by table."""
    found: dict[AnyTable, set[str]] = defaultdict(set)
    tables = engine.tables_of(checks, remit)
    for table in tables:
        if table.spec.calls is not None:
            found[table] |= {"name", "tags"}
    for table in tables:
        for read, names in table.spec.computed.inputs.items() if table.spec.computed else ():
            if read in found:
                found[read] |= set(names)
    for check in checks:
        columns = [*check.reads, *engine.owner_columns(remit, check)]
        for column in columns:
            if column.table in found:
                found[column.table].add(column.name)
    return {table: frozenset(names) for table, names in found.items()}


def session(profile: str | None) -> Callable[[], Session]:
    """A way to make a botocore session; raises UsageError for a profile that there is not."""

    def make() -> Session:
        from botocore.exceptions import ProfileNotFound
        from botocore.session import Session

        made = Session(profile=profile)
        try:
            made.get_scoped_config()
        except ProfileNotFound as error:
            raise UsageError(f"{error} (aws configure list-profiles)") from None
        return made

    return make


def read(
    checks: Sequence[Check],
    moment: datetime,
    paths: Sequence[Path],
    profile: str | None,
    endpoint_url: str | None,
    regions: Sequence[str],
    progress: Progress,
) -> Scan:
    """Read the account, and the files beside it if any are named, and judge both."""
    remit = responsibility.load()
    tables = engine.tables_of(checks, remit) if not paths else catalog.tables()
    target = collecting.Target(session(profile), tuple(regions) or None, endpoint_url)

    def show(at: collecting.Progress) -> None:
        progress(
            f"{at.done} of {at.units} units, {at.rows} rows, {at.made} calls, "
            f"{at.denied} denied, {at.throttled} throttled"
        )

    def fill(spool: Spool, found: Scan) -> None:
        if paths:
            plain = options((), (), (), (), (), None)
            scanning.read_files(paths, plain, tables, spool, found, progress)
        collected = collecting.collect(
            wanted_columns(checks, remit), target, spool.add, progress=show
        )
        rows = sum(n for table, n in spool.counts.items() if table.spec.of is None)
        found.live = collected
        found.problems += collected.problems
        found.resources += rows
        found.covered += rows
        found.inputs.append(
            {
                "path": f"account {collected.account}, {len(collected.regions)} Regions",
                "source": "api",
                "resources": rows,
            }
        )

    try:
        done = scanning.run(fill, tables, checks, remit, moment)
    except CredentialsError as error:
        raise UsageError(str(error)) from None
    done.findings.sort(key=_place)
    return done


def _place(finding: Finding) -> tuple[str, ...]:
    """An order that does not hang on which call was answered first."""
    subject = finding.subject
    account, region = subject.account or "", subject.region or ""
    return finding.check.table.spec.name, account, region, subject.resource, finding.check.id


def manifest(collected: Any) -> Mapping[str, Any]:
    """What a snapshot's manifest says of a live scan."""
    return collecting.manifest(collected)
