"""`remit matrix` and `remit services` by account, unit and tag."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli import UsageError

if TYPE_CHECKING:
    from remit.reports.matrix.view import View

FORMATS = ("text", "json", "csv")
COLUMNS = ("service", "name", "kind", "resources", "accounts", "regions", "duties_yours", "open",
           "not_covered", "unknown", "not_assessed", "done")  # fmt: skip


def refuse_idle(view: View) -> None:
    """Say that an option selects nothing, and which resources a tag cannot tell of.

    Raises UsageError: who selects by a name that is misspelt must not read that all is well.
    """
    from remit.reports.matrix import places

    units, tags = view.selection.units, view.selection.tags
    for tag in tags:
        if not tag.partition("=")[0].removeprefix(places.OF_ACCOUNT):
            raise UsageError(f"--tag {tag}: expected KEY=VALUE, KEY or account:KEY=VALUE")
    view.placed()
    idle = places.idle_unit(view.matrix, units)
    if idle:
        raise UsageError(
            f"--ou {idle}: no unit of the organisation answers to it "
            "(remit scan --live --org reads the units)"
        )
    untold = places.untold(view.matrix) if any(
        not tag.startswith(places.OF_ACCOUNT) for tag in tags
    ) else 0  # fmt: skip
    if untold:
        sys.stderr.write(
            f"remit: the tags of {untold:,} resources are not known, so --tag leaves them out\n"
        )
    for option, test in view.selection.by_option().items():
        if (
            option != "--tag"
            and view.matrix.has_resources("true")
            and not view.matrix.has_resources(test)
        ):
            raise UsageError(f"{option}: nothing in use answers to it (remit services)")


def write_by(view: View, by: str, format_: str, exports: Sequence[Path]) -> None:
    """The summary by account or by unit; raises UsageError for what it is not written as."""
    from remit.reports.matrix import places
    from remit.reports.matrix.view import WORST
    from remit.reports.tables import write

    if format_ not in FORMATS or exports:
        raise UsageError(f"--by {by} is written to stdout as {', '.join(FORMATS)}")
    rows = places.summary(view.matrix, view.counts, WORST, by)
    sys.stdout.flush()
    write(sys.stdout.buffer, rows, format_, (*places.COLUMNS[by], *places.NUMBERS))


def service_rows(view: View) -> list[dict[str, object]]:
    """The services in use, a row each."""
    from remit.matrix import State
    from remit.reports.matrix.view import yours

    remit = view.matrix.remit
    rows: list[dict[str, object]] = []
    for service in view.services:
        found, states = view.of(service), view.states(service)
        places = view.where_used(service)
        rows.append({
            "service": service,
            "name": remit.name(service),
            "kind": remit.line(service).kind,
            "resources": view.counted.get(service, 0),
            "accounts": len({account for account, _ in places}),
            "regions": " ".join(sorted({region or "?" for _, region in places})),
            "duties_yours": f"{yours(found)}/{len(found)}",
            "open": states[State.OPEN],
            "not_covered": states[State.NOT_COVERED],
            "unknown": states[State.UNKNOWN],
            "not_assessed": states[State.NOT_ASSESSED],
            "done": str(view.score(service)),
        })  # fmt: skip
    return rows
