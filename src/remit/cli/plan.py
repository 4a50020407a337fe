"""`remit scan --live --dry-run`: what would be asked, how often at least, and what that takes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from remit.cli import EXIT_MET, UsageError

if TYPE_CHECKING:
    from remit.checks import Check
    from remit.cli.accounts import Chooser, Counted
    from remit.sources.api.config_query import Asked
    from remit.sources.api.planning import PlannedCall

FORMATS = ("text", "json")


def dry_run(
    checks: Sequence[Check],
    regions: Sequence[str],
    format_: str,
    chooser: Chooser,
    config: Asked | None = None,
) -> int:
    """Print each operation that a scan with these checks would ask of each of the accounts.

    Nothing is asked, but an organisation which accounts it has.
    """
    if format_ not in FORMATS:
        raise UsageError(f"--dry-run is written as {' or '.join(FORMATS)}, not as {format_}")
    planned, by_config = planned_calls(checks, regions, config)
    counted, before = chooser.counted(), opening(chooser)
    found = record(planned, regions, counted, lambda own: planned_calls(checks, own, config)[0])
    if format_ == "json":
        import orjson

        found["before"] = [_operation(call, False) | {"how_often": often} for call, often in before]
        if config is not None:
            found["by_config"] = {name: list(lacks) for name, lacks in by_config.items()}
        sys.stdout.buffer.write(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")
        sys.stdout.flush()
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines(planned, before))
        for name, lacks in by_config.items():
            api = f", and where it can be by the API, for {', '.join(lacks)}" if lacks else ""
            sys.stdout.write(f"{name} is read by AWS Config{api}\n")
    asked = "only the organisation was asked, for its accounts" if counted.listed else (
        "nothing was asked")  # fmt: skip
    sys.stderr.write(f"{summary(found, counted)}; {asked}\n")
    return EXIT_MET


def opening(chooser: Chooser) -> list[tuple[PlannedCall, str]]:
    """What is asked before the accounts are read: who is in the organisation, and for roles."""
    from remit import catalog
    from remit.sources.api import organisation
    from remit.sources.api.permissions import actions
    from remit.sources.api.planning import PlannedCall, calls_of

    def call(service: str, operation: str) -> PlannedCall:
        taken = actions(service, operation)
        return PlannedCall(service, operation, "global", ("global",), 0, "", taken)

    if not chooser.given.many:
        return []
    found = [(call("sts", "AssumeRole"), "once per account with a role")]
    if chooser.given.org:
        known = {table.spec.name: table for table in catalog.tables()}
        root, unit, account = tables = [known[name] for name in organisation.TABLES]
        lists = {calls.lists: calls.per for calls in map(calls_of, tables)}
        often = {name: f"per {root.spec.name} and {unit.spec.name}" if per else
                 "once for all accounts" for name, per in lists.items()}  # fmt: skip
        often[organisation.OF_UNIT] = f"per {root.spec.name} and {unit.spec.name}"
        for service, operation in sorted(organisation.operations(tables), reverse=True):
            each = often.get(operation, f"per {account.spec.name}")
            found.insert(0, (call(service, operation), each))
    return found


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
    if _of_aggregator(call):
        return f"{times} for all accounts"
    if call.scope == "global":
        return f"{times} per account"
    return (
        f"{times} per Region"
        if not call.regions
        else f"{times} in each of {len(call.regions)} Regions"
    )


def lines(
    planned: Sequence[PlannedCall], before: Sequence[tuple[PlannedCall, str]] = ()
) -> list[str]:
    """A line per operation: service, operation, how often, IAM actions."""
    often = [*before, *((call, how_often(call)) for call in planned)]
    rows = [(c.service, c.operation, times, " ".join(c.actions) or "-") for c, times in often]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    return [
        "  ".join([*(f"{row[i]:<{widths[i]}}" for i in range(3)), row[3]]).rstrip() for row in rows
    ]


def record(
    planned: Sequence[PlannedCall],
    regions: Sequence[str],
    counted: Counted,
    plan_in: Callable[[tuple[str, ...]], Sequence[PlannedCall]],
) -> dict[str, Any]:
    """The plan for programs. `plan_in` is the plan for an account that has Regions of its own.

    `accounts` is null where nobody tells how many there are, `at_least` where that or the Regions
    of an account are not known.
    """
    once = sum(call.least for call in planned if _of_aggregator(call))
    per_account, per_region, known = _least(planned)
    own = [sum(_least(plan_in(named))[::2]) for named in counted.regions]
    others = None if counted.number is None else counted.number - len(own)
    at_least = (
        None
        if others is None or (others and not regions)
        else once + sum(own) + others * (per_account + known)
    )
    actions = sorted({action for call in planned for action in call.actions})
    return {
        "accounts": counted.number,
        "accounts_why": counted.why or None,
        "regions": list(regions) or None,
        "operations": [_operation(call, bool(regions)) for call in planned],
        "totals": {
            "services": len({call.service for call in planned}),
            "operations": len(planned),
            "actions": len(actions),
            "calls_for_all": once,
            "calls_per_account": per_account,
            "calls_per_region": per_region,
            "at_least": at_least,
        },
        "actions": actions,
    }


def _of_aggregator(call: PlannedCall) -> bool:
    """Whether a call is made once however many accounts there are."""
    from remit.sources.api.config_query import AGGREGATED, SERVICE

    return call.service == SERVICE and call.operation in AGGREGATED


def _least(planned: Sequence[PlannedCall]) -> tuple[int, int, int]:
    """Calls per account, per Region, and in all Regions of an account, as far as they are sure."""
    once = [c for c in planned if not c.each and c.least and not _of_aggregator(c)]
    per_region = [call for call in once if call.scope != "global"]
    return (sum(call.least for call in once if call.scope == "global"), len(per_region),
            sum(call.least for call in per_region))  # fmt: skip


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


def summary(found: Mapping[str, Any], counted: Counted) -> str:
    """The totals of a record in a line."""
    totals = found["totals"]
    if totals["at_least"] is not None:
        calls = f"{totals['at_least']} calls"
    else:
        once = f"{totals['calls_for_all']} calls once and " if totals["calls_for_all"] else ""
        per_region = "" if found["regions"] else (
            f" and {totals['calls_per_region']} in each of its Regions")  # fmt: skip
        each = totals["calls_per_account"] + (
            sum(_in_regions(call) for call in found["operations"]) if found["regions"] else 0
        )
        calls = f"{once}{each} calls per account{per_region}"
    where = f" in {counted.number} accounts" if (counted.number or 0) > 1 else ""
    if counted.number is None:
        where = f" (how many accounts there are is not known: {counted.why})"
    return (
        f"{totals['operations']} operations of {totals['services']} services, "
        f"{totals['actions']} IAM actions; at least {calls}{where}, further pages and what is "
        "asked about each resource not counted"
    )


def _in_regions(operation: Mapping[str, Any]) -> int:
    """The calls to all known Regions of an account that a record of an operation counts."""
    return int(operation["at_least"] or 0) if operation["scope"] != "global" else 0
