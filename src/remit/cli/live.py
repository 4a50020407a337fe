"""The live half of `remit scan`: accounts, and the run on disk that a killed scan goes on with."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remit import catalog, engine, memory, responsibility
from remit import scan as scanning
from remit.cli import UsageError, by_config, version
from remit.cli.accounts import TOLD, Accounts, Chooser, Chosen
from remit.cli.choose import options
from remit.cli.progress import Silent
from remit.sources.api import collect as collecting
from remit.sources.api import runs
from remit.sources.api.config_query import AGGREGATED, OWN, SERVICE
from remit.sources.api.errors import CredentialsError
from remit.sources.api.permissions import actions as needed
from remit.sources.api.planning import permissions
from remit.sources.declared import Problem
from remit.tables import AnyTable

if TYPE_CHECKING:
    from remit.checks import Check
    from remit.cli.given import Given
    from remit.responsibility import Remit
    from remit.scan import Scan
    from remit.sources.api.config_query import Asked
    from remit.sources.api.runs import Run
    from remit.store import Spool

RUNS = Path(".remit") / "runs"


def wanted_columns(checks: Sequence[Check], remit: Remit) -> dict[AnyTable, frozenset[str]]:
    """The columns that the checks read, those that move the line too, by table.

    What only an organisation's own accounts are told is read with the list of accounts.
    """
    found: dict[AnyTable, set[str]] = defaultdict(set)
    tables = engine.tables_of(checks, remit)
    for table in tables:
        if table.spec.calls is not None and table.spec.service != TOLD:
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


@dataclass(frozen=True)
class Where:
    """Where a live scan looks, and the files that are read beside it."""

    paths: tuple[Path, ...] = ()
    profile: str | None = None
    endpoint_url: str | None = None
    regions: tuple[str, ...] = ()
    config: Asked | None = None
    max_age: timedelta | None = None
    chosen: Chosen | None = None


def choose_accounts(given: Accounts, where: Where, checks: Sequence[Check]) -> Where:
    """The same with the accounts that are meant; the organisation is asked for them here, once."""
    actions = permissions(collecting.plan(wanted_columns(checks, responsibility.load()), None))
    for operation in (*AGGREGATED, *OWN) if where.config is not None else ():
        actions += needed(SERVICE, operation)
    chooser = Chooser(given, where.profile, where.endpoint_url, where.regions, actions)
    return replace(where, chosen=chooser.chosen())


def targets(where: Where) -> Sequence[collecting.Target]:
    """The accounts to read."""
    if where.chosen is None:
        where = choose_accounts(Accounts(), where, ())
    assert where.chosen is not None, "they were chosen above"
    return where.chosen.targets


def read(
    checks: Sequence[Check],
    moment: datetime,
    where: Where,
    show: Silent | None = None,
    run: Run | None = None,
) -> Scan:
    """Read the accounts, and the files beside them if any are named, and judge both.

    Rows go to the `run` on disk, if there is one; it must be there as long as the scan is kept.
    """
    remit = responsibility.load()
    tables = engine.tables_of(checks, remit) if not where.paths else catalog.tables()
    show = show or Silent()
    memory.few_arenas()
    chosen = where.chosen or Chosen(())
    tables = [*tables, *{table for table, _ in chosen.rows if table not in tables}]

    def fill(spool: Spool, found: Scan) -> None:
        if where.paths:
            plain = options((), (), (), (), (), None)
            scanning.read_files(where.paths, plain, tables, spool, found, show)
        before = _resources(spool)
        for table, row in chosen.rows:
            spool.add(table, row)
        wanted = wanted_columns(checks, remit)
        goals, told = targets(where), None
        if where.config is not None:
            told, goals = by_config.read(where, goals, tables, wanted, moment, run, spool, show)
        collected = collecting.collect(wanted, goals, spool.add, run=run, progress=show.at)
        if told is not None:
            by_config.note(told, collected, found)
        if run is not None:
            for table in tables:
                spool.attach(table, *run.files(table.spec.name))
        show.end()
        # clients go in circles: a tenth of the peak is free again before the judging begins
        gc.collect()
        memory.trim()
        _note(collected, chosen, _resources(spool) - before, found)

    try:
        return scanning.run(fill, tables, checks, remit, moment, settled=True, lean=True)
    except CredentialsError as error:
        raise UsageError(str(error)) from None


def _resources(spool: Spool) -> int:
    return sum(n for table, n in spool.counts.items() if table.spec.of is None)


def _note(collected: collecting.Collected, chosen: Chosen, rows: int, found: Scan) -> None:
    """Note what was read live, and which accounts of the organisation could not be."""
    found.live = collected
    found.problems += collected.problems
    found.resources += rows
    found.covered += rows
    seen = collected.accounts
    who = f"account {seen[0].account}" if len(seen) == 1 else f"{len(seen)} accounts"
    told = f"{who}, {len(collected.regions)} Regions"
    found.inputs.append({"path": told, "source": "api", "resources": rows})
    found.problems += chosen.problems
    for account, name, reason in chosen.left_out:
        collected.accounts.append(collecting.Seen(account, name, reason=reason))
        line = f"account {account} {name}".strip()
        found.problems.append(Problem(f"{line} was not read: {reason}", incomplete=False))


def plan(checks: Sequence[Check], where: Where) -> dict[str, Any]:
    """What a run must agree in with the process that goes on with it, as JSON."""
    wanted = wanted_columns(checks, responsibility.load())
    return {
        "version": version(),
        "tables": {table.spec.name: sorted(names) for table, names in wanted.items()},
        "checks": {check.id: str(dict(check.parameters)) for check in checks},
        "accounts": [target.account or target.name for target in targets(where)],
        "Regions": list(where.regions),
        "endpoint": where.endpoint_url or "",
        "AWS Config": "" if where.config is None else f"{where.config}, {where.max_age}",
    }


def find(words: Sequence[str]) -> Run:
    """The run to go on with: the one that is named, or the newest that is not finished."""
    if len(words) > 1:
        raise UsageError("--resume takes one run")
    found = runs.unfinished(RUNS)
    if not found and not words:
        raise UsageError(f"there is no unfinished run in {RUNS}")
    try:
        return runs.Run.resume(RUNS / words[0] if words else found[0])
    except runs.RunError as error:
        raise UsageError(str(error)) from None


@contextmanager
def running(
    given: Given, checks: Sequence[Check], moment: datetime, where: Where, resumed: Run | None
) -> Iterator[Run]:
    """The run of a scan: kept for `--resume` when the scan does not come to its end."""
    planned = plan(checks, where)
    if resumed is None:
        started = scanning.clock()
        kept = replace(given, now=moment).record()
        record = {"started": started.isoformat(), "plan": planned, "options": kept}
        run = _started(f"{started:%Y%m%dT%H%M%SZ}-{os.getpid()}", record, given.save is False)
    else:
        run = resumed
    try:
        if resumed is not None:
            run.hold_to(planned)
        yield run
    except runs.RunError as error:
        raise UsageError(str(error)) from None
    except KeyboardInterrupt:
        _hint(run)
        raise
    except BrokenPipeError:
        raise
    except OSError as error:
        _hint(run)
        raise UsageError(f"{error.filename or run.folder}: {error.strerror}") from None
    finally:
        run.close()
        if resumed is None and not run.state.seen:
            run.remove()


def _started(name: str, record: Mapping[str, Any], unkept: bool) -> Run:
    """A new run; elsewhere if nothing shall be kept and this folder cannot be written."""
    try:
        return runs.Run.start(RUNS / name, record)
    except OSError as error:
        if not unkept:
            told = f"{RUNS} cannot be written: {error.strerror}"
            raise UsageError(f"{told} (scan in another folder, or with --no-save)") from None
        return runs.Run.start(Path(tempfile.mkdtemp(prefix="remit-")), record)


def _hint(run: Run) -> None:
    if run.state.seen and run.folder.parent == RUNS:
        sys.stderr.write(
            f"remit: what was read is kept; go on with: remit scan --resume {run.id}\n"
        )


def finish(run: Run, collected: collecting.Collected) -> None:
    """Remove a run that came to its end; say how to go on with another."""
    if collected.unfinished and run.folder.parent == RUNS:
        _hint(run)
    else:
        run.remove()


def manifest(collected: Any) -> Mapping[str, Any]:
    """What a snapshot's manifest says of a live scan."""
    return collecting.manifest(collected)
