"""`remit scan --live --dry-run`: what would be asked, how often at least, and what that takes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from remit.cli import EXIT_MET, UsageError

if TYPE_CHECKING:
    from remit.checks import Check
    from remit.sources.api.config_query import Asked
    from remit.sources.api.planning import PlannedCall

FORMATS = ("text", "json")


def dry_run(
    checks: Sequence[Check],
    regions: Sequence[str],
    format_: str = "text",
    accounts: int = 1,
    config: Asked | None = None,
) -> int:
    """Print each operation that a scan with these checks would ask; nothing is asked."""
    if format_ not in FORMATS:
        raise UsageError(f"--dry-run is written as {' or '.join(FORMATS)}, not as {format_}")
    planned, by_config = planned_calls(checks, regions, config)
    if format_ == "json":
        import orjson

        found = record(planned, regions, accounts)
        if config is not None:
            found["by_config"] = {name: list(lacks) for name, lacks in by_config.items()}
        sys.stdout.buffer.write(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")
        sys.stdout.flush()
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines(planned))
        for name, lacks in by_config.items():
            api = f", and where it can be by the API, for {', '.join(lacks)}" if lacks else ""
            sys.stdout.write(f"{name} is read by AWS Config{api}\n")
    sys.stderr.write(f"{summary(planned, regions, accounts)}; nothing was asked\n")
    return EXIT_MET


def planned_calls(
    checks: Sequence[Check], regions: Sequence[str], config: Asked | None = None
) -> tuple[list[PlannedCall], dict[str, tuple[str, ...]]]:
    """The operations, in the Regions where botocore's own data says that the service is.

    With `config` also the tables that AWS Config can fill, each with the columns that it lacks.
    """
    from botocore.session import Session

    from remit import engine, responsibility
    from remit.cli.live import wanted_columns
    from remit.sources.api import config_live
    from remit.sources.api.planning import plan
    from remit.sources.api.regions import Endpoints

    session = Session()
    partition = session.get_partition_for_region(regions[0]) if regions else "aws"
    remit = responsibility.load()
    wanted = wanted_columns(checks, remit)
    planned = plan(wanted, tuple(regions) or None, Endpoints(session, partition).there)
    if config is None:
        return planned, {}
    tables = engine.tables_of(checks, remit)
    return (config_live.plan(config, tables, wanted, planned, regions),
            config_live.sources(tables, wanted))  # fmt: skip


def how_often(call: PlannedCall) -> str:
    """How often an operation is asked at least, in one account, in words."""
    if call.each:
        return f"per {call.each}"
    if not call.least:
        return "once per Region with such resources"
    number = call.least // max(len(call.regions), 1)
    times = "once" if number < 2 else f"{number} times"
    if call.scope == "global":
        return f"{times} per account"
    return (
        f"{times} per Region"
        if not call.regions
        else f"{times} in each of {len(call.regions)} Regions"
    )


def lines(planned: Sequence[PlannedCall]) -> list[str]:
    """A line per operation: service, operation, how often, IAM actions."""
    rows = [(c.service, c.operation, how_often(c), " ".join(c.actions) or "-") for c in planned]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    return [
        "  ".join([*(f"{row[i]:<{widths[i]}}" for i in range(3)), row[3]]).rstrip() for row in rows
    ]


def record(planned: Sequence[PlannedCall], regions: Sequence[str], accounts: int) -> dict[str, Any]:
    """The plan for programs; `at_least` is null where only the account knows its Regions."""
    once = [call for call in planned if not call.each and call.least]
    per_account = sum(call.least for call in once if call.scope == "global")
    per_region = [call for call in once if call.scope != "global"]
    known = sum(call.least for call in per_region) if regions else None
    actions = sorted({action for call in planned for action in call.actions})
    return {
        "accounts": accounts,
        "regions": list(regions) or None,
        "operations": [_operation(call, bool(regions)) for call in planned],
        "totals": {
            "services": len({call.service for call in planned}),
            "operations": len(planned),
            "actions": len(actions),
            "calls_per_account": per_account,
            "calls_per_region": len(per_region),
            "at_least": None if known is None else accounts * (per_account + known),
        },
        "actions": actions,
    }


def _operation(call: PlannedCall, known: bool) -> dict[str, Any]:
    return {
        "service": call.service,
        "operation": call.operation,
        "scope": call.scope,
        "regions": list(call.regions) if known else None,
        "how_often": how_often(call),
        "at_least": call.least if known or call.scope == "global" else None,
        "for_each": [name for name in call.each.split(", ") if name],
        "tables": list(call.tables),
        "actions": list(call.actions),
    }


def summary(planned: Sequence[PlannedCall], regions: Sequence[str], accounts: int) -> str:
    """The totals in a line."""
    totals = record(planned, regions, accounts)["totals"]
    if totals["at_least"] is None:
        calls = (
            f"{totals['calls_per_account']} calls per account and {totals['calls_per_region']} "
            "in each of its Regions"
        )
    else:
        calls = f"{totals['at_least']} calls"
    return (
        f"{totals['operations']} operations of {totals['services']} services, "
        f"{totals['actions']} IAM actions; at least {calls}, further pages and what is asked about "
        "each resource not counted"
    )
