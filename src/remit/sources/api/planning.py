"""What will be asked, before anything is: units of work, operations, permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from remit.sources.api.client import PREPARED
from remit.sources.api.closed import PROBE, PROBES
from remit.sources.api.permissions import actions
from remit.sources.api.reader import operations
from remit.sources.api.regions import GLOBAL, HOMES
from remit.sources.api.tagging import OPERATION as TELLS_TAGS
from remit.sources.api.tagging import SERVICE as TAGGING
from remit.sources.api.tagging import is_asked, lies_in_regions
from remit.tables import AnyTable, Calls

Wanted = Mapping[AnyTable, frozenset[str]]
"""Which columns of which tables are to be read."""

There = Callable[[str, str], bool]
"""Whether a service (botocore's id) has an endpoint in a Region."""


@dataclass(frozen=True)
class PlannedCall:
    """An operation that will be asked, at least `least` times in each account.

    `scope` is `global` or `region`; `regions` are those it is asked in, empty where they are not
    known yet. `each` names the table for whose every row it is asked once; empty for one asked
    once (and once more per further page), if at all where `least` is 0. `actions` are the IAM
    actions that it takes.
    """

    service: str
    operation: str
    scope: str
    regions: tuple[str, ...]
    least: int
    each: str
    actions: tuple[str, ...]
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """What is read in one go: the tables of a service in a Region, parents before children."""

    region: str
    service: str
    tables: tuple[AnyTable, ...]


def calls_of(table: AnyTable) -> Calls:
    """How a table is read through the API; only asked of those that are."""
    calls = table.spec.calls
    if calls is None:
        raise TypeError(f"{table.spec.name} is not read through the API")
    return calls


def with_parents(wanted: Wanted) -> dict[AnyTable, frozenset[str]]:
    """The tables that the API gives, and the parents that their lists are asked for.

    The order is that of reading: parents first. Of a parent that nobody wanted only the column
    is read that its children are asked with.
    """
    needed: dict[AnyTable, frozenset[str]] = {}

    def need(table: AnyTable, columns: frozenset[str]) -> None:
        calls = table.spec.calls
        if calls is None:
            return
        if calls.per is not None:
            need(calls.per, frozenset({calls.per_column}))
        needed[table] = needed.get(table, frozenset()) | columns

    for table in sorted(wanted, key=lambda table: table.spec.name):
        need(table, wanted[table])
    return needed


def units(wanted: Wanted, regions: Sequence[str], there: There) -> list[Unit]:
    """The units of work in these Regions, those that answer for all Regions first."""
    by_service: dict[tuple[str, str], list[AnyTable]] = {}
    for table in with_parents(wanted):
        if table in wanted:
            calls = calls_of(table)
            by_service.setdefault((calls.scope, _family(table)), []).append(table)
    found = []
    for (scope, service), tables in sorted(by_service.items(), key=lambda item: item[0]):
        for region in (GLOBAL,) if scope == GLOBAL else regions:
            here = tuple(t for t in tables if there(calls_of(t).service, region))
            if here:
                found.append(Unit(region, service, here))
    return found


def _family(table: AnyTable) -> str:
    """The service that a table is read with: its own, or that of the parent it is listed by."""
    calls = calls_of(table)
    if calls.per is not None and calls_of(calls.per).scope == calls.scope:
        return _family(calls.per)
    return calls.service


def allowed(wanted: Wanted) -> frozenset[tuple[str, str]]:
    """Every operation that may be called for these columns; no other is."""
    return frozenset((call.service, call.operation) for call in plan(wanted, None))


def plan(
    tables_wanted: Wanted, regions: Sequence[str] | None, there: There | None = None
) -> list[PlannedCall]:
    """What will be asked of each account: identity and Regions first, then service by service.

    `regions` is None for all that the account has enabled, which only the account knows.
    `there` says where a service has an endpoint; without it each has one everywhere.
    """
    planned = {("sts", "GetCallerIdentity"): _call("sts", "GetCallerIdentity", GLOBAL, (), "")}
    if regions is None:
        planned["ec2", "DescribeRegions"] = _call("ec2", "DescribeRegions", GLOBAL, (), "")
        planned["account", "ListRegions"] = _call(
            "account", "ListRegions", GLOBAL, (), "refused DescribeRegions"
        )
    needed = with_parents(tables_wanted)
    for table, columns in needed.items():
        calls = calls_of(table)
        for operation in sorted(operations(table, columns)):
            each = _each(table, operation)
            places = _places(calls, regions, there)
            if operation == PROBE:
                continue
            if regions and not places:
                continue
            for name in _with_prepared(calls.service, operation):
                call = _call(calls.service, name, calls.scope, places, each, table.spec.name)
                planned[calls.service, name] = _joined(planned.get((calls.service, name)), call)
    if ("s3", "ListBuckets") in planned and ("s3", "GetBucketLocation") not in planned:
        planned["s3", "GetBucketLocation"] = _call(
            "s3", "GetBucketLocation", GLOBAL, (), "s3_bucket whose Region the list does not say"
        )
    if tagged := [table for table, columns in needed.items() if is_asked(table, columns)]:
        planned[TAGGING, TELLS_TAGS] = _tagging(tagged, regions, there)
    closing = [table for table, columns in needed.items() if PROBE in operations(table, columns)]
    if closing or any(lies_in_regions(table) for table in needed) or tagged:
        for call in _probing(closing):
            planned.setdefault((call.service, call.operation), call)
    return list(planned.values())


def _tagging(
    tables: Sequence[AnyTable], regions: Sequence[str] | None, there: There | None
) -> PlannedCall:
    """What tells the tags of these tables: asked where there is a row of one of them."""
    places = tuple(r for r in regions or () if there is None or there(TAGGING, r))
    if regions and not all(lies_in_regions(table) for table in tables):
        some = any(lies_in_regions(table) for table in tables)
        places = tuple(dict.fromkeys((*(places if some else ()), HOMES["aws"])))
    names = tuple(table.spec.name for table in tables)
    return PlannedCall(TAGGING, TELLS_TAGS, "region", places, 0, "",
                       actions(TAGGING, TELLS_TAGS), names)  # fmt: skip


def _probing(tables: Sequence[AnyTable]) -> Iterator[PlannedCall]:
    """What tells whether a Region is closed: asked for these tables, and after a denial.

    After a denial it takes no permission, since an explicit one comes before all that allows.
    """
    names = tuple(table.spec.name for table in tables)
    each = ", ".join((*names, "Region where a service control policy denies a call"))
    for probe in PROBES:
        taken = actions(probe.service, probe.operation) if tables else ()
        yield PlannedCall(probe.service, probe.operation, "region", (), 0, each, taken, names)


def permissions(planned: Iterable[PlannedCall]) -> list[str]:
    """The IAM actions that a plan takes, sorted.

    >>> permissions(plan({}, ["eu-west-1"]))
    []
    """
    return sorted({action for call in planned for action in call.actions})


def _each(table: AnyTable, operation: str) -> str:
    calls = calls_of(table)
    if any(operation in one.join for one in calls.every):
        return ""
    if any(operation == one.lists for one in calls.every):
        return calls.per.spec.name if calls.per is not None else ""
    return table.spec.name


def _places(calls: Calls, regions: Sequence[str] | None, there: There | None) -> tuple[str, ...]:
    if calls.scope == GLOBAL:
        return (GLOBAL,)
    return tuple(r for r in regions or () if there is None or there(calls.service, r))


def _with_prepared(service: str, operation: str) -> list[str]:
    prepare = PREPARED.get((service, operation))
    return [operation] if prepare is None else [prepare.operation, operation]


def _call(
    service: str, operation: str, scope: str, regions: tuple[str, ...], each: str, table: str = ""
) -> PlannedCall:
    least = 0 if each else max(len(regions), 1)
    tables = (table,) if table else ()
    return PlannedCall(service, operation, scope, regions, least, each,
                       actions(service, operation), tables)  # fmt: skip


def _joined(one: PlannedCall | None, other: PlannedCall) -> PlannedCall:
    """Two reasons for one call: asked as often as the more frequent one."""
    if one is None:
        return other
    tables = tuple(dict.fromkeys((*one.tables, *other.tables)))
    each = ", ".join(dict.fromkeys(name for name in (one.each, other.each) if name))
    return PlannedCall(one.service, one.operation, one.scope, one.regions or other.regions,
                       max(one.least, other.least), each, one.actions, tables)  # fmt: skip
