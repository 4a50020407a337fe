"""What a scan takes of an account, and what of that the credentials lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from remit import engine, responsibility
from remit.cli.diagnosis import Report, State
from remit.cli.live import wanted_columns
from remit.sources.api.planning import calls_of, permissions, plan, with_parents
from remit.sources.api.preflight import Allowed, Identity, Method, Preflight
from remit.sources.api.reader import operations
from remit.sources.api.tagging import OPERATION, SERVICE, is_asked

if TYPE_CHECKING:
    from remit.checks import Check
    from remit.responsibility import Remit
    from remit.sources.api.planning import PlannedCall, Wanted
    from remit.tables import AnyTable


@dataclass(frozen=True)
class Need:
    """What these checks take in these Regions; none named: in all that are enabled."""

    checks: Sequence[Check]
    regions: tuple[str, ...] = ()

    @cached_property
    def remit(self) -> Remit:
        """The line, which moves by columns that no check reads."""
        return responsibility.load()

    @cached_property
    def wanted(self) -> Wanted:
        """The columns that are read, by table."""
        return wanted_columns(self.checks, self.remit)

    @cached_property
    def planned(self) -> list[PlannedCall]:
        """The operations that will be asked."""
        return plan(self.wanted, self.regions or None)

    @cached_property
    def actions(self) -> list[str]:
        """The IAM actions that they take."""
        return permissions(self.planned)

    @cached_property
    def of_sessions(self) -> list[str]:
        """The IAM actions that a scan allows the sessions of its roles, whatever the Regions."""
        return permissions(plan(self.wanted, None))

    def allowed(self, preflight: Preflight, identity: Identity) -> Allowed:
        """Which of them the credentials have."""
        return preflight.permissions(self.planned, identity, list(with_parents(self.wanted)))

    def undecided(self, found: Allowed) -> dict[str, tuple[str, ...]]:
        """The checks that would be unknown somewhere, each with the actions that are denied."""
        taken = {(call.service, call.operation): call.actions for call in self.planned}
        lacking = {}
        for check in self.checks if found.denied else ():
            lacks = {
                action
                for table, columns in with_parents(_reads(check, self.remit)).items()
                for asked in (
                    *((calls_of(table).service, name) for name in operations(table, columns)),
                    *([(SERVICE, OPERATION)] if is_asked(table, columns) else ()),
                )
                for action in taken.get(asked, ())
                if action in found.denied
            }
            if lacks:
                lacking[check.id] = tuple(sorted(lacks))
        return lacking


def tell(report: Report, need: Need, found: Allowed) -> None:
    """Note what is allowed, what is not, and which checks that leaves unknown."""
    report.method = found.method
    told = f"{allowed_of(need, found)}; {found.why}"
    denied = [f"{action}: {why}" for action, why in sorted(found.denied.items())]
    if denied:
        do = "attach what `remit policy print` prints for the same choice"
        report.add("permissions", State.MISSING, f"{told}; {len(denied)} are not", do, *denied)
    else:
        report.add("permissions", State.NOTE if found.untold else State.OK, told)
    if found.untold:
        report.add("not told", State.NOTE,
                   f"{len(found.untold)} actions could not be looked at: what is asked about a "
                   "resource shows when there is one",
                   "allow iam:SimulatePrincipalPolicy and iam:GetRole to learn them too",
                   *(f"{action}: {why}" for action, why in found.untold.items()))  # fmt: skip
    report.add("limits", State.NOTE, limits(found.method))
    report.unknown = need.undecided(found)
    tell_unknown(report, need)


def tell_unknown(report: Report, need: Need) -> None:
    """Note the checks that would come out unknown."""
    if report.unknown:
        details = (f"{name}: {', '.join(lacks)}" for name, lacks in report.unknown.items())
        report.add("checks", State.MISSING,
                   f"{len(report.unknown)} of {len(need.checks)} checks would come out unknown",
                   "allow the actions beside them", *details)  # fmt: skip


def allowed_of(need: Need, found: Allowed) -> str:
    """How many of the actions are allowed, in words."""
    return f"{len(found.allowed)} of {len(need.actions)} IAM actions are allowed"


def limits(method: str) -> str:
    """What this way of finding out cannot tell."""
    if method == Method.TRIED:
        return "each list was tried in one Region only; others may be closed"
    return (
        "a simulation knows no session policies and no policies of resources, and it was asked "
        "about one Region: what is allowed here may still be refused"
    )


def _reads(check: Check, remit: Remit) -> dict[AnyTable, frozenset[str]]:
    """The columns that decide a check and its line, by table."""
    found: dict[AnyTable, set[str]] = {check.table: set()}
    for column in (*check.reads, *engine.owner_columns(remit, check)):
        found.setdefault(column.table, set()).add(column.name)
    for table in tuple(found):
        for read, names in table.spec.computed.inputs.items() if table.spec.computed else ():
            found.setdefault(read, set()).update(names)
    return {table: frozenset(names) for table, names in found.items()}
