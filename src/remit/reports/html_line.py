"""The line of responsibility as the HTML report draws it: service by layer, then duty by duty."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remit.assessment import Assessment, Obligation, Score
from remit.matrix import State
from remit.responsibility import Owner

SHOWN = (
    State.OPEN, State.NOT_COVERED, State.UNKNOWN, State.NOT_ASSESSED, State.EXCEPTED,
    State.ATTESTED, State.DONE, State.CLOSED,
)  # fmt: skip
"""The states that a cell counts, in the order in which a reader should meet them."""


@dataclass(frozen=True)
class Layer:
    """A column of the line."""

    id: str
    title: str
    about: str


@dataclass(frozen=True)
class Cell:
    """A layer of a service: whose it is, and where what is yours of it stands."""

    owner: Owner | None
    owners: str
    states: Sequence[tuple[State, int]]


@dataclass(frozen=True)
class Row:
    """A service in the line."""

    slug: str
    name: str
    resources: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class DutyPart:
    """A duty of a service with both parts in words."""

    obligation: Obligation
    owner: Owner
    owners: str
    states: Sequence[tuple[State, int]]


@dataclass(frozen=True)
class LayerPart:
    """A layer of a service: the duties told one by one, and those that are wholly AWS's."""

    layer: Layer
    duties: Sequence[DutyPart]
    inherited: Sequence[Obligation]


@dataclass(frozen=True)
class Service:
    """A section of the report."""

    slug: str
    name: str
    kind: str
    resources: int
    score: Score
    open: int
    unknown: int
    layers: Sequence[LayerPart]


def slug(name: str) -> str:
    """An id for a name: readable where it may be, and never that of another name."""
    plain = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
    if re.fullmatch("[a-z0-9_-]+", name):
        return name
    return f"{plain[:40]}-{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:8]}"


def layers(assessment: Assessment) -> list[Layer]:
    """The columns, from what the customer puts in to what AWS builds on."""
    return [
        Layer(id, id.replace("-", " ").replace(" os", " OS"), about)
        for id, about in assessment.remit.layers.items()
    ]


def rows(assessment: Assessment) -> list[Row]:
    """A row per service in use, with a cell per layer."""
    order = list(assessment.remit.layers)
    made = []
    for service in assessment.services:
        obligations = assessment.of(service)
        by_layer: dict[str, list[Obligation]] = {layer: [] for layer in order}
        for obligation in obligations:
            by_layer[obligation.duty.layer].append(obligation)
        cells = [_cell(by_layer[layer]) for layer in order]
        made.append(Row(slug(service), service, _resources(obligations), cells))
    return made


def _cell(obligations: Sequence[Obligation]) -> Cell:
    owners = Counter(owner for found in obligations for owner in found.owners)
    present = [owner for owner in Owner if owners[owner]]
    said = ", ".join(f"{owners[owner]} {owner}" for owner in present)
    owner = present[0] if len(present) == 1 else Owner.SHARED if present else None
    return Cell(owner, said, _states(found for found in obligations if found.is_ours))


def _states(obligations: Iterable[Obligation]) -> list[tuple[State, int]]:
    counted: Counter[State] = Counter()
    for obligation in obligations:
        counted.update(obligation.states)
    return [(state, counted[state]) for state in SHOWN if counted[state]]


def services(assessment: Assessment) -> list[Service]:
    """A section per service in use."""
    return [_service(assessment, service) for service in assessment.services]


def _service(assessment: Assessment, service: str) -> Service:
    obligations = assessment.of(service)
    line = assessment.remit.line(service)
    kind = str(assessment.remit.kinds[line.kind]["title"])
    states = dict(_states(found for found in obligations if found.is_ours))
    parts = [_layer(layer, obligations) for layer in layers(assessment)]
    return Service(
        slug(service),
        service,
        kind,
        _resources(obligations),
        assessment.score(obligations),
        states.get(State.OPEN, 0),
        states.get(State.UNKNOWN, 0),
        [part for part in parts if part.duties or part.inherited],
    )


def _layer(layer: Layer, obligations: Sequence[Obligation]) -> LayerPart:
    mine = [found for found in obligations if found.duty.layer == layer.id]
    told = [found for found in mine if found.is_ours or found.share.aws]
    quiet = [found for found in mine if not (found.is_ours or found.share.aws)]
    return LayerPart(layer, [_duty(found) for found in told], quiet)


def _duty(obligation: Obligation) -> DutyPart:
    """A duty; where configuration moves the line, how many resources are on which side."""
    split = len(obligation.owners) > 1
    said = ", ".join(f"{n} {owner}" for owner, n in obligation.owners.items()) if split else ""
    counted = [(state, n) for state, n in obligation.states.items() if n]
    return DutyPart(obligation, obligation.share.owner, said, counted)


def _resources(obligations: Sequence[Obligation]) -> int:
    return max((obligation.resources for obligation in obligations), default=0)
