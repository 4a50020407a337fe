"""The half of a live scan that AWS Config tells, kept like a unit of the account that asks it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from remit.sources.api.account import Account, Target, why
from remit.sources.api.closed import PROBES
from remit.sources.api.config_query import SERVICE, Asked, Config
from remit.sources.api.config_record import Gathered, gathered
from remit.sources.api.config_source import Wish, gather, is_told, kinds_of, lacking
from remit.sources.api.errors import CredentialsError, Refused
from remit.sources.api.keeping import Keeper
from remit.sources.api.permissions import actions
from remit.sources.api.planning import PlannedCall, Unit, Wanted
from remit.sources.api.reading import Reading
from remit.sources.api.regions import GLOBAL
from remit.tables import AnyTable

RECORD = "config.json"
"""What a run keeps of the gathering, beside its rows."""

ONLY_WHERE = "place of which AWS Config cannot tell"


@dataclass(frozen=True)
class Through:
    """How Config is asked: where, by whose credentials, and how old its items may be.

    `tables` are all that are filled, `wanted` those of them that the API can read; `among` limits
    the accounts, all where it is empty.
    """

    where: Asked
    asker: Target
    tables: Sequence[AnyTable]
    wanted: Wanted
    now: datetime
    max_age: timedelta | None = None
    among: Collection[str] = ()


def read(
    through: Through, targets: Sequence[Target], keeper: Keeper, folder: Path | None = None
) -> tuple[Gathered, list[Target]]:
    """Read what Config tells; the targets, which then leave that out.

    Rows go to the keeper; a run on disk names its folder too, so that a process that goes on with
    it does not ask again. Raises NotThere for an aggregator that there is not, and
    CredentialsError where the credentials are not accepted.
    """
    asker = _opened(through.asker, through.where)
    known = [_known(target, through, asker) for target in targets]
    unit = Unit(asker.seen.regions[0], f"{SERVICE} {through.where}", ())
    kept = folder / RECORD if folder is not None else None
    if kept is not None and kept.exists() and keeper.is_done(asker, unit):
        found = gathered(orjson.loads(kept.read_bytes()))
    else:
        assert asker.api is not None, "it was opened"
        held = keeper.begin()
        seen = asker.seen
        config = Config(asker.api, through.where, seen.account, seen.regions)
        wish = Wish(through.tables, through.wanted, {t.account for t in known if t.account},
                    seen.regions, through.asker.regions is not None, through.now, seen.partition,
                    through.max_age, through.among)  # fmt: skip
        found = gather(config, wish, held.add)
        if kept is not None:
            _write(kept, found.record())
        keeper.keep(held, asker, unit, asker.take_calls())
    return found, [replace(t, elsewhere=_elsewhere(t, found, through.wanted)) for t in known]


def _opened(target: Target, where: Asked) -> Account:
    """The account that the credentials lead to, and its Regions."""
    needed = {(SERVICE, operation) for operation in where.operations}
    # what a denial by a service control policy makes the client ask
    probes = {(probe.service, probe.operation) for probe in PROBES}
    account = Account(target, Reading({}, frozenset(needed | probes)))
    try:
        account.open()
    except Refused as refusal:
        raise CredentialsError(why(refusal, account)) from refusal
    return account


def _known(target: Target, through: Through, asker: Account) -> Target:
    """The target with its account, which says what Config has of it."""
    if target.account:
        return target
    if target is through.asker:
        return replace(target, account=asker.seen.account)
    try:
        return replace(target, account=_opened(target, through.where).seen.account)
    except CredentialsError:
        return target  # the collection says why it cannot be opened


def _elsewhere(target: Target, found: Gathered, wanted: Wanted) -> frozenset[AnyTable]:
    left = found.left.get(target.account)
    if left is None:
        return frozenset()
    return frozenset(table for table in wanted if table.spec.name not in left)


def _write(path: Path, record: Mapping[str, Any]) -> None:
    draft = path.with_suffix(".draft")
    draft.write_bytes(orjson.dumps(record))
    draft.replace(path)


def plan(
    where: Asked,
    tables: Iterable[AnyTable],
    wanted: Wanted,
    planned: Sequence[PlannedCall],
    regions: Sequence[str],
) -> list[PlannedCall]:
    """The plan of the API with what is asked of Config before it.

    A call that only serves tables of which Config has every wanted column is made only where
    Config cannot tell. `regions` are those that are looked at, none where they are not known.
    """
    told = [t for t in tables if is_told(t) and not lacking(t, wanted.get(t, frozenset()))]
    names = tuple(sorted(table.spec.name for table in told))
    kinds = len({kind for table in told for kind in kinds_of(table)})
    aggregated = bool(where.name or where.arn)
    scope, places = (GLOBAL, ()) if aggregated else ("region", tuple(regions))
    calls = []
    for operation in where.operations:
        selects = operation.startswith("Select")
        # the recorders are items too, which an aggregator is asked for
        least = (kinds + aggregated if selects else 1) * max(len(places), 1)
        need, whose = actions(SERVICE, operation), names if selects else ()
        calls.append(PlannedCall(SERVICE, operation, scope, places, least, "", need, whose))
    by_config = frozenset(names)
    rest = [
        replace(call, least=0, each=ONLY_WHERE)
        if call.tables and by_config.issuperset(call.tables)
        else call
        for call in planned
    ]
    return [*calls, *rest]


def sources(tables: Iterable[AnyTable], wanted: Wanted) -> dict[str, tuple[str, ...]]:
    """The tables that Config can fill, each with the columns that it lacks.

    Where it lacks one, the API reads the table in accounts that it can reach, and Config the rest
    in the others.
    """
    told = (table for table in tables if is_told(table))
    return {
        table.spec.name: tuple(sorted(lacking(table, wanted.get(table, frozenset()))))
        for table in sorted(told, key=lambda table: table.spec.name)
    }
