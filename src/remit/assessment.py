"""From findings to obligations: each duty on each resource, with its owner and its status.

The status of a duty on a resource is the worst of the findings that speak for it; where nothing
speaks for it, it is *not assessed*, and stays in the denominator of every score.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from remit import store
from remit.checks import Status
from remit.engine import Finding, owner_case
from remit.rendering import Renderer
from remit.responsibility import Duty, Owner, Remit, Share
from remit.scan import Scan

FORMULA = "done / (done + open + unknown + not assessed), over what is yours or shared"
"""How every score is computed; printed beside it."""


class State(StrEnum):
    """Where a duty on a resource stands."""

    DONE = "done"
    OPEN = "open"
    UNKNOWN = "unknown"
    NOT_ASSESSED = "not assessed"
    CLAIMED = "inherited, claimed"


RANK = {Status.FAIL: 0, Status.UNKNOWN: 1, Status.PASS: 2}
STATE_OF = {Status.FAIL: State.OPEN, Status.UNKNOWN: State.UNKNOWN, Status.PASS: State.DONE}


@dataclass(frozen=True)
class Obligation:
    """One duty over all resources of one service: who owes it, and how many stand where."""

    service: str
    duty: Duty
    share: Share
    owners: Mapping[str, int]
    states: Mapping[State, int]

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
        return tuple(_obligations(self.scan, self.remit)) if self.given is None else self.given

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
            if obligation.is_ours:
                states.update(obligation.states)
        states.pop(State.CLAIMED, None)
        return Score(states[State.DONE], states.total())


@dataclass
class _Tally:
    """What the findings say of one duty of one service, resource by resource."""

    worst: dict[tuple[str, str, str], Status] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Count a finding; what is not applicable says nothing of the duty."""
        subject = finding.subject
        key = (subject.account or "", subject.document if subject.address else "", subject.resource)
        if finding.status is Status.NOT_APPLICABLE:
            return
        known = self.worst.get(key)
        if known is None or RANK[finding.status] < RANK[known]:
            self.worst[key] = finding.status


def assess(scan: Scan, remit: Remit) -> Assessment:
    """Every duty of every service in use, with the line and what the findings say."""
    return Assessment(scan, remit)


def _obligations(scan: Scan, remit: Remit) -> Iterator[Obligation]:
    tallies: dict[tuple[str, str], _Tally] = defaultdict(_Tally)
    for finding in scan.findings:
        tallies[finding.check.service, finding.check.duty].add(finding)
    for service, resources in sorted(_in_use(scan).items()):
        for duties in remit.by_layer.values():
            for duty in duties:
                share = remit.share(service, duty.id)
                tally = tallies.get((service, duty.id), _Tally())
                owners = _owners(scan, remit, service, duty, share, resources)
                yield _obligation(service, duty, share, tally, owners)


def _owners(
    scan: Scan, remit: Remit, service: str, duty: Duty, share: Share, resources: int
) -> Counter[str]:
    """How many resources of a service each owner owes a duty on, by their configuration."""
    owners: Counter[str] = Counter()
    line = remit.lines.get(service)
    moved = {move.table for move in line.moves.get(duty.id, ())} if line else set()
    for table in scan.tables if moved & store.filled(scan.connection) else ():
        moves = remit.moves(service, duty.id, table)
        if table.spec.name not in moved or not moves or table.spec.of is not None:
            continue
        renderer = Renderer(table, scan.now)
        known = {other.spec.name: other for other in scan.tables}
        owner = owner_case(renderer, moves, known, str(share.owner))
        counted = scan.connection.execute(
            f"SELECT {owner}, count(*) FROM {table.spec.name} AS t WHERE listed GROUP BY 1"
        )
        owners.update(dict(counted.fetchall()))
    owners[str(share.owner)] += max(resources - owners.total(), 0)
    return +owners


def _obligation(
    service: str, duty: Duty, share: Share, tally: _Tally, owners: Counter[str]
) -> Obligation:
    spoken = Counter(STATE_OF[status] for status in tally.worst.values())
    rest = max(owners.total() - spoken.total(), 0)
    claimed = min(rest, owners[str(Owner.INHERITED)])
    spoken[State.CLAIMED] += claimed
    spoken[State.NOT_ASSESSED] += rest - claimed
    return Obligation(service, duty, share, owners, +spoken)


def _in_use(scan: Scan) -> dict[str, int]:
    """The services in use, and how many resources of each there are.

    A resource that makes rows of several tables counts once; what is computed is none.
    """
    there = store.filled(scan.connection)
    selects: dict[str, list[str]] = defaultdict(list)
    for table in scan.tables:
        spec = table.spec
        if spec.of is None and spec.computed is None and spec.name in there:
            selects[spec.service].append(
                f"SELECT scope, document, resource FROM {spec.name} WHERE listed"
            )
    found = {}
    for service, parts in selects.items():
        answer = scan.connection.execute(
            f"SELECT count(*) FROM (SELECT DISTINCT * FROM ({' UNION ALL '.join(parts)}))"
        ).fetchone()
        if answer and answer[0]:
            found[service] = answer[0]
    return found
