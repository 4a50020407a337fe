"""From findings to obligations: each duty of each service in use, with its owners and statuses.

Where nothing speaks for a duty on a resource it is *not assessed*, and stays in the denominator of
every score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from remit.attestations.proving import ProofState
from remit.matrix import Group, Matrix, State
from remit.responsibility import Duty, Owner, Remit, Share
from remit.scan import Scan

FORMULA = (
    "(done + attested) / (done + attested + open + excepted + unknown + not assessed + "
    "not covered), over what is yours or shared and what AWS's attestations leave out, "
    "in Regions that no policy closes"
)
"""How every score is computed; printed beside it."""

LARGE = 50_000
"""Findings from which the database sums them up."""

MET = (State.DONE, State.ATTESTED)
BESIDE = (State.CLAIMED, State.PROVEN, State.CLOSED)
"""What AWS answers for stands beside the score, and what nobody can read or make."""


@dataclass(frozen=True)
class Obligation:
    """One duty over all resources of one service: who owes it, and how many stand where."""

    service: str
    duty: Duty
    share: Share
    owners: Mapping[str, int]
    states: Mapping[State, int]
    proofs: Mapping[ProofState, int]
    moved: tuple[tuple[Share, int], ...] = ()

    @property
    def resources(self) -> int:
        """How many resources of the service are counted."""
        return sum(self.states.values())

    @property
    def is_ours(self) -> bool:
        """Whether any part of it is the customer's, on at least one resource."""
        return any(owner != Owner.INHERITED for owner in self.owners)


@dataclass(frozen=True)
class Score:
    """A fraction, with what it leaves open."""

    done: int
    of: int

    def __str__(self) -> str:
        return f"{self.done}/{self.of}"


@dataclass(frozen=True)
class Assessment:
    """A scan held against the line of responsibility."""

    scan: Scan
    remit: Remit
    given: tuple[Obligation, ...] | None = None

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        """Every duty of every service in use; computed when a report first asks for it."""
        if self.given is not None:
            return self.given
        return tuple(obligations(matrix_of(self.scan, self.remit).groups()))

    @cached_property
    def services(self) -> tuple[str, ...]:
        """The services in use, by name."""
        return tuple(sorted({obligation.service for obligation in self.obligations}))

    def of(self, service: str) -> list[Obligation]:
        """The obligations of a service, layer by layer."""
        return [found for found in self.obligations if found.service == service]

    def score(self, obligations: Iterable[Obligation]) -> Score:
        """By FORMULA."""
        states: Counter[State] = Counter()
        for obligation in obligations:
            states.update(obligation.states)
        return score(states)


def score(states: Mapping[State, int]) -> Score:
    """The score of so many obligations in each state, by FORMULA."""
    of = sum(count for state, count in states.items() if state not in BESIDE)
    return Score(sum(states.get(state, 0) for state in MET), of)


def assess(scan: Scan, remit: Remit) -> Assessment:
    """Every duty of every service in use, with the line and what the findings say."""
    return Assessment(scan, remit)


def matrix_of(scan: Scan, remit: Remit) -> Matrix:
    """The matrix over what a scan read, by what its findings say.

    Those of a large estate are summed up in the database again, which takes less memory than what
    is known of each duty of each resource.
    """
    matrix = Matrix(scan.connection, scan.tables, remit, scan.now)
    if len(scan.findings) > LARGE:
        return matrix.build(scan.checks)
    return matrix.build((), scan.findings)


def obligations(groups: Iterable[Group]) -> Iterator[Obligation]:
    """The groups of a matrix, summed by service and duty."""
    summed: dict[tuple[str, str], list[Group]] = {}
    for group in groups:
        summed.setdefault((group.service, group.duty.id), []).append(group)
    for mine in summed.values():
        yield _obligation(mine)


def _obligation(groups: list[Group]) -> Obligation:
    owners, states, proofs = Counter[str](), Counter[State](), Counter[ProofState]()
    moved: Counter[Share] = Counter()
    for group in groups:
        owners[str(group.share.owner)] += group.resources
        states[group.state] += group.resources
        if group.proof is not None:
            proofs[group.proof] += group.resources
        if group.moved:
            moved[group.share] += group.resources
    first = groups[0]
    return Obligation(
        first.service, first.duty, first.default, owners, states, proofs, tuple(moved.items())
    )
