"""The matrix as one HTML file that needs no network and no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from markupsafe import Markup

from remit.assessment import FORMULA, Assessment, Score
from remit.matrix import State
from remit.reports import ReportOptions
from remit.reports.html import environment, policy, style
from remit.reports.html_line import SHOWN, Layer, Row, Service, layers, rows, services
from remit.reports.matrix.view import WORST, Detail, Resource, View

PER_SERVICE = 50
"""Resources that are shown of a service; the rest is counted."""

IN_FULL = 40
"""Resources up to which each is told duty by duty."""


@dataclass(frozen=True)
class Part:
    """A service with its duties and its resources."""

    service: Service
    title: str
    resources: Sequence[tuple[Resource, Sequence[Detail]]]
    more: int


@dataclass(frozen=True)
class Page:
    """What the template prints."""

    as_of: str
    version: str
    inputs: Sequence[str]
    resources: int
    score: Score
    formula: str
    states: Sequence[tuple[State, int]]
    beside: Sequence[tuple[State, int]]
    layers: Sequence[Layer]
    rows: Sequence[Row]
    parts: Sequence[Part]
    order: Sequence[State]


def write(view: View, out: BinaryIO, options: ReportOptions) -> None:
    """Write the page, piece by piece."""
    css = Markup(style())
    template = environment().get_template("matrix.html.j2")
    pieces = template.generate(page=page(view, options), css=css, policy=policy(css))
    out.writelines(piece.encode() for piece in pieces)


def page(view: View, options: ReportOptions) -> Page:
    """The view as the plain values that the template prints."""
    assessed = Assessment(None, view.matrix.remit, view.obligations)  # type: ignore[arg-type]
    found: Mapping[State, int] = view.states()
    shown = [(s, found.get(s, 0)) for s in SHOWN if found.get(s)]
    beside = [(s, found[s]) for s in WORST if s not in SHOWN and found.get(s)]
    in_full = sum(view.counted.values()) <= IN_FULL
    return Page(
        view.as_of, options.version, view.inputs, sum(view.counted.values()), view.score(),
        FORMULA, shown, beside, layers(assessed), rows(assessed),
        [_part(view, service, in_full) for service in services(assessed)], WORST,
    )  # fmt: skip


def _part(view: View, service: Service, in_full: bool) -> Part:
    found = list(view.resources(service.name, PER_SERVICE))
    told = [(one, list(view.details(one.rid)) if in_full else []) for one in found]
    more = view.counted.get(service.name, 0) - len(found)
    return Part(service, view.matrix.remit.name(service.name), told, more)
