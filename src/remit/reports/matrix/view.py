"""What of a matrix is shown: a selection, and the questions that every format asks of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from remit.assessment import BESIDE, Obligation, Score, obligations, score
from remit.attestations.proving import Proof, ProofState
from remit.matrix import Group, Matrix, State
from remit.reports.matrix import places
from remit.responsibility import Duty, Share
from remit.store import quoted

WORST = (State.OPEN, State.NOT_COVERED, State.UNKNOWN, State.NOT_ASSESSED, State.EXCEPTED,
         State.ATTESTED, State.DONE, State.CLOSED, State.CLAIMED, State.PROVEN)  # fmt: skip
"""The states in the order in which a reader should meet them."""

OF_RESOURCE = ("service", "account", "region", "resource", "name", "type", "file", "line")


@dataclass(frozen=True)
class Selection:
    """What to show: patterns with `*` for what a resource is, words for the rest; empty is all."""

    services: Sequence[str] = ()
    resources: Sequence[str] = ()
    accounts: Sequence[str] = ()
    regions: Sequence[str] = ()
    layers: Sequence[str] = ()
    duties: Sequence[str] = ()
    owners: Sequence[str] = ()
    statuses: Sequence[str] = ()
    units: Sequence[str] = ()
    tags: Sequence[str] = ()

    def by_option(self) -> dict[str, str]:
        """What of it is about resources, by option, each as SQL over `matrix_resource r`."""
        tests = {}
        if self.accounts:
            tests["--account"] = places.accounts_test(self.accounts)
        if self.units:
            tests["--ou"] = places.units_test(self.units)
        if self.tags:
            tests["--tag"] = places.tags_test(self.tags)
        for column, patterns in (("service", self.services), ("region", self.regions)):
            if patterns:
                tests[f"--{column}"] = places.any_of(f"coalesce(r.{column}, '')", patterns)
        if self.resources:
            named = [
                places.any_of(f"coalesce(r.{c}, '')", self.resources)
                for c in ("resource", "name", "id")
            ]
            tests["--resource"] = f"({' OR '.join(named)})"
        return tests

    def where(self, duties: Sequence[Duty]) -> str:
        """The selection as SQL over `obligation o` and `matrix_resource r`."""
        tests = list(self.by_option().values())
        if self.layers or self.duties:
            chosen = [
                str(number)
                for number, duty in enumerate(duties)
                if (not self.layers or duty.layer in self.layers)
                and (not self.duties or duty.id in self.duties)
            ]
            tests.append(f"o.did IN ({', '.join(chosen) or 'NULL'})")
        if self.owners:
            tests.append(f"o.owner IN ({', '.join(map(quoted, self.owners))})")
        if self.statuses:
            tests.append(f"o.status IN ({', '.join(map(quoted, self.statuses))})")
        return " AND ".join(tests) or "true"


@dataclass(frozen=True)
class Resource:
    """A resource with how many of its duties stand where."""

    rid: int
    service: str
    account: str | None
    region: str | None
    resource: str
    name: str | None
    type: str
    file: str
    line: int
    listed: bool
    states: Mapping[State, int]
    ours: int

    @property
    def place(self) -> str:
        """The file and line that declare it, or the account and Region that it runs in."""
        where = f"{self.file}:{self.line}" if self.file and self.line else self.file
        return " ".join(filter(None, (where, self.account, self.region)))

    @property
    def label(self) -> str:
        """What people call it; what stands for a list that nobody could read says so."""
        if not self.listed:
            return f"({self.type or self.service}: the list could not be read)"
        return self.resource or self.name or self.type


@dataclass(frozen=True)
class Detail:
    """A duty on one resource."""

    duty: Duty
    share: Share
    moved: bool
    doubt: str
    state: State
    proven: Proof | None
    decided_by: str


@dataclass(frozen=True)
class View:
    """A matrix as somebody asked to see it."""

    matrix: Matrix
    selection: Selection
    checks: Mapping[tuple[str, str], Sequence[str]]
    inputs: Sequence[str]
    as_of: str

    @cached_property
    def where(self) -> str:
        """The selection as SQL."""
        self.placed()
        return self.selection.where(self.matrix.duties)

    def placed(self) -> None:
        """Put the accounts, units and tags that are asked for beside the resources."""
        places.prepare(self.matrix, self.selection.tags)

    @cached_property
    def shown(self) -> str:
        """The table of what is selected: joined once, since every format asks it several times."""
        self.matrix.connection.execute(
            "CREATE OR REPLACE TEMP TABLE matrix_shown AS SELECT o.* EXCLUDE (owner, sid, rank, "
            "decided) FROM obligation o JOIN matrix_resource r USING (rid) "
            f"WHERE {self.where}"
        )
        return "matrix_shown"

    @cached_property
    def counts(self) -> str:
        """The table of how many duties of each resource stand where."""
        columns = ", ".join(f"count_if(status = '{s}') AS n{n}" for n, s in enumerate(WORST))
        beside = ", ".join(f"'{s}'" for s in BESIDE)
        self.matrix.connection.execute(
            "CREATE OR REPLACE TEMP TABLE matrix_counts AS SELECT rid, "
            f"count_if(status NOT IN ({beside})) AS ours, {columns} FROM {self.shown} GROUP BY rid"
        )
        return "matrix_counts"

    @cached_property
    def groups(self) -> Sequence[Group]:
        """The obligations, counted by service, side of the line, status and proof."""
        return tuple(self.matrix.groups(self.shown))

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        """The same by service and duty."""
        return tuple(obligations(self.groups))

    @cached_property
    def services(self) -> Sequence[str]:
        """The services in use, by id."""
        return tuple(dict.fromkeys(group.service for group in self.groups))

    def of(self, service: str) -> list[Obligation]:
        """The obligations of a service."""
        return [found for found in self.obligations if found.service == service]

    def states(self, service: str = "") -> Counter[State]:
        """How many obligations stand where; of one service, or of all."""
        counted: Counter[State] = Counter()
        for group in self.groups:
            if service in ("", group.service):
                counted[group.state] += group.resources
        return counted

    def score(self, service: str = "") -> Score:
        """By `assessment.FORMULA`."""
        return score(self.states(service))

    @cached_property
    def counted(self) -> Mapping[str, int]:
        """How many resources of each service are shown."""
        found = self.matrix.connection.execute(
            f"SELECT service, count(*) FROM {self.counts} JOIN matrix_resource USING (rid) "
            "GROUP BY 1"
        ).fetchall()
        return dict(found)

    def where_used(self, service: str) -> list[tuple[str | None, str | None]]:
        """The accounts and Regions that a service is in use in."""
        return self.matrix.connection.execute(
            f"SELECT DISTINCT account, region FROM {self.counts} JOIN matrix_resource USING (rid) "
            "WHERE service = ? ORDER BY ALL",
            [service],
        ).fetchall()

    def resources(self, service: str = "", limit: int = 0) -> Iterator[Resource]:
        """Resources, those with most open duties first."""
        of = f"WHERE r.service = {quoted(service)}" if service else ""
        numbers = ", ".join(f"n{n}" for n in range(len(WORST)))
        found = self.matrix.connection.execute(
            f"SELECT r.rid, {', '.join(f'r.{c}' for c in OF_RESOURCE)}, r.listed, ours, {numbers} "
            f"FROM {self.counts} JOIN matrix_resource r USING (rid) {of} "
            "ORDER BY n0 DESC, n1 DESC, n2 DESC, r.account, r.region, r.resource, r.rid"
            + (f" LIMIT {limit}" if limit else "")
        ).fetchall()
        first = len(OF_RESOURCE) + 3
        for row in found:
            counted = {s: n for s, n in zip(WORST, row[first:], strict=True) if n}
            fields: list[Any] = [*row[: first - 1], counted, row[first - 1]]
            yield Resource(*fields)

    def details(self, rid: int) -> Iterator[Detail]:
        """Every duty of one resource that is selected, layer by layer."""
        found = self.matrix.connection.execute(
            "SELECT line_id, doubt, status, pid, decision "
            f"FROM {self.shown} WHERE rid = {rid} ORDER BY did"
        ).fetchall()
        for line_id, doubt, status, pid, decision in found:
            _, duty, share, number = self.matrix.shares[line_id]
            proven = self.matrix.proven[pid] if pid is not None else None
            by = ""
            if decision is not None and status in (State.ATTESTED, State.EXCEPTED):
                one = self.matrix.decisions[decision]
                by = f"{one.by} until {one.until:%Y-%m-%d}" if one.until else one.by
            yield Detail(duty, share, number > 0, doubt or "", State(status), proven, by)


def yours(found: Sequence[Obligation]) -> int:
    """How many duties are yours, alone or shared."""
    return sum(obligation.is_ours for obligation in found)


def proof_of(obligation: Obligation) -> str:
    """How AWS's part is shown over all resources, worst first."""
    order = (ProofState.NOT_COVERED, ProofState.CLAIMED, ProofState.PROVEN)
    found = [f"{obligation.proofs[p]} {p}" for p in order if obligation.proofs.get(p)]
    return found[0].partition(" ")[2] if len(found) == 1 else ", ".join(found)
