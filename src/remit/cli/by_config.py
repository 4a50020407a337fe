"""The part of a live scan that AWS Config tells: `--aggregator` and `--config`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from remit.cli import UsageError

if TYPE_CHECKING:
    from remit.cli.live import Where
    from remit.scan import Progress, Scan
    from remit.sources.api.collect import Collected, Target
    from remit.sources.api.config_query import Asked
    from remit.sources.api.config_record import Gathered
    from remit.sources.api.planning import Wanted
    from remit.sources.api.runs import Run
    from remit.store import Spool
    from remit.tables import AnyTable


def asked(aggregator: str | None, own: bool, live: bool) -> Asked | None:
    """How AWS Config is to be asked, if at all; raises UsageError for what names no aggregator."""
    if aggregator is None and not own:
        return None
    if not live:
        raise UsageError("--aggregator and --config go with --live")
    from remit.sources.api import config_query

    try:
        return config_query.Asked() if aggregator is None else config_query.asked(aggregator)
    except ValueError as error:
        raise UsageError(f"--aggregator {error}") from None


def age(days: float | None) -> timedelta | None:
    """How old items may be; raises UsageError for what is no age."""
    if days is not None and not 0 < days < 10_000:
        raise UsageError(f"--config-max-age {days}: a number of days")
    return None if days is None else timedelta(days=days)


def read(
    where: Where,
    targets: Sequence[Target],
    tables: Sequence[AnyTable],
    wanted: Wanted,
    moment: datetime,
    run: Run | None,
    spool: Spool,
    show: Progress,
) -> tuple[Gathered, list[Target]]:
    """Read what AWS Config tells; the targets, which then leave that out."""
    from remit.sources.api import config_live
    from remit.sources.api.config_query import NotThere
    from remit.sources.api.keeping import Handed

    assert where.config is not None, "somebody asked for it"
    asker, among = targets[0], frozenset[str]()
    named = {target.account for target in targets}
    if where.chosen is not None and where.chosen.own is not None:
        asker = where.chosen.own
        among = frozenset() if "" in named else frozenset(named)
    through = config_live.Through(where.config, asker, tables, wanted, moment, where.max_age, among)
    show(f"asking {where.config}")
    keeper = Handed(spool.add) if run is None else run
    try:
        found, left = config_live.read(
            through, targets, keeper, None if run is None else run.folder
        )
    except NotThere as error:
        raise UsageError(f"{error} (NAME@REGION says where it is)") from None
    if found.interrupted:
        raise KeyboardInterrupt
    return found, left


def note(told: Gathered, collected: Collected, found: Scan) -> None:
    """Note what it told, and how old that is."""
    collected.config = told.manifest()
    found.problems += told.problems
    accounts = f"{len(told.accounts)} account{'s' * (len(told.accounts) != 1)}"
    rows = told.total("rows")
    checks = (
        check
        for check in found.checks
        if check.table.spec.name in told.tables and check.table.spec.origins["config"]
    )
    undecided = sorted(check.id for check in checks if "config" not in check.sources)
    if undecided:
        found.assumptions.append(
            f"{told.where}: {len(undecided)} checks cannot be decided on what AWS Config tells, "
            f"and were made only where the API was asked: {', '.join(undecided)}"
        )
    found.inputs.append(
        {"path": f"{told.where}, {accounts}", "source": "config", "resources": rows}
    )
    if rows:
        oldest, newest = told.captured
        found.assumptions.append(
            f"{told.where}: what it captured from {oldest} to {newest} is taken to be so still, "
            "where a configuration recorder runs"
        )
