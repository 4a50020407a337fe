"""The matrix for a terminal: service by service, layer by layer, both parts in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from remit.assessment import FORMULA, Obligation
from remit.matrix import State
from remit.reports import ReportOptions
from remit.reports.matrix.view import WORST, Detail, Resource, View, proof_of, yours
from remit.reports.safe import clean
from remit.responsibility import Owner, Share

COLORS = {Owner.CUSTOMER: "1", Owner.SHARED: "36", Owner.INHERITED: "2"}
STATE_COLORS = {State.OPEN: "31", State.NOT_COVERED: "31", State.UNKNOWN: "35", State.DONE: "32"}
OWNER_WIDTH, DUTY_WIDTH, INDENT = 10, 33, 13
FEW = 3
"""Resources up to which each is told duty by duty without being asked for."""


def write(view: View, out: BinaryIO, options: ReportOptions) -> None:
    """Write the matrix as UTF-8 text."""
    out.writelines(f"{line}\n".encode() for line in _Page(view, options).lines())


class _Page:
    def __init__(self, view: View, options: ReportOptions) -> None:
        self.view, self.options = view, options
        self.width = max(options.width, 60)
        self.one_by_one = bool(view.selection.resources) or sum(view.counted.values()) <= FEW

    def paint(self, text: str, color: str) -> str:
        return f"\x1b[{color}m{text}\x1b[0m" if self.options.color and color else text

    def wrapped(self, text: str, indent: int) -> Iterator[str]:
        pad = " " * indent
        yield from textwrap.wrap(
            clean(text), self.width, initial_indent=pad, subsequent_indent=f"{pad}  ",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip

    def lines(self) -> Iterator[str]:
        for service in self.view.services:
            yield from self._service(service)
        if not self.view.groups:
            yield "Nothing in use is selected."
            yield ""
        yield from self._summary()

    def _service(self, service: str) -> Iterator[str]:
        remit = self.view.matrix.remit
        found = self.view.of(service)
        kind = remit.kinds[remit.line(service).kind]["title"].partition(":")[0].lower()
        resources = self.view.counted.get(service, 0)
        head = f"{remit.name(service)} ({service}, {kind})"
        yield self.paint(clean(head), "1") + (
            f"  {_number(resources, 'resource')}, {yours(found)}/{len(found)} duties yours or "
            f"shared, {self.view.score(service)} done"
        )
        if self.one_by_one:
            for resource in self.view.resources(service):
                yield from self._resource_in_full(resource)
            return
        for layer in remit.layers:
            mine = [one for one in found if one.duty.layer == layer]
            if mine:
                yield f"  {layer}"
            for obligation in mine:
                yield from self._obligation(obligation)
        yield from self._resources(service, resources)
        yield ""

    def _obligation(self, found: Obligation) -> Iterator[str]:
        owners = sorted(found.owners, key=[*Owner].index)
        owner = Owner(owners[-1]) if len(owners) == 1 else None
        word = self.paint(
            f"{owner or 'moved':<{OWNER_WIDTH}}", COLORS.get(owner, "1") if owner else "1"
        )
        yield f"    {word} {found.duty.id:<{DUTY_WIDTH}} {self._states(found.states)}"
        yield from self._parts(found.share, proof_of(found), found.owners)
        for share, count in found.moved:
            yield from self.wrapped(f"{share.owner} on {count} where {share.basis}", INDENT + 2)
            yield from self._parts(share, "", {}, INDENT + 4)

    def _parts(
        self, share: Share, proof: str, owners: Mapping[str, int], indent: int = INDENT + 2
    ) -> Iterator[str]:
        """Both parts in words, what they rest on, and where AWS says so."""
        if share.customer and share.owner is not Owner.INHERITED:
            yield from self.wrapped(f"you: {share.customer}", indent)
        if share.aws:
            shown = f" ({proof})" if proof else ""
            yield from self.wrapped(f"AWS{shown}: {share.aws}", indent)
        if share.sources and not share.basis.startswith("the default of"):
            yield from self.wrapped(f"source: {' '.join(share.sources)}", indent)
        elif owners:
            yield from self.wrapped(f"why: {share.basis}", indent)

    def _states(self, states: Mapping[State, int]) -> str:
        return ", ".join(
            self.paint(f"{states[state]} {state}", STATE_COLORS.get(state, ""))
            for state in WORST
            if states.get(state)
        )

    def _resources(self, service: str, of: int) -> Iterator[str]:
        if self.options.shown <= 0:
            return
        yield "  resources"
        for resource in self.view.resources(service, self.options.shown):
            yield from self._resource(resource)
        if of > self.options.shown:
            yield f"    and {of - self.options.shown} more (--format csv lists every duty of each)"

    def _resource(self, resource: Resource) -> Iterator[str]:
        yield from self.wrapped(f"{resource.label}  {resource.place}", 4)
        yield f"      {self._states(resource.states)}"

    def _resource_in_full(self, resource: Resource) -> Iterator[str]:
        yield ""
        yield from self.wrapped(f"{resource.label}  {resource.place}", 2)
        layer = ""
        for detail in self.view.details(resource.rid):
            if detail.duty.layer != layer:
                layer = detail.duty.layer
                yield f"  {layer}"
            yield from self._detail(detail)
        yield ""

    def _detail(self, detail: Detail) -> Iterator[str]:
        owner = detail.share.owner
        state = self.paint(str(detail.state), STATE_COLORS.get(detail.state, ""))
        by = f" by {clean(detail.decided_by)}" if detail.decided_by else ""
        word = self.paint(f"{owner:<{OWNER_WIDTH}}", COLORS[owner])
        yield f"    {word} {detail.duty.id:<{DUTY_WIDTH}} {state}{by}"
        proof = str(detail.proven.state) if detail.proven else ""
        yield from self._parts(detail.share, proof, {})
        moved = f"because {detail.share.basis}" if detail.moved else f"why: {detail.share.basis}"
        yield from self.wrapped(moved, INDENT + 2)
        if detail.doubt:
            yield from self.wrapped(f"not known whether {detail.doubt}", INDENT + 2)
        if detail.proven and detail.proven.reason:
            yield from self.wrapped(f"proof: {detail.proven.reason}", INDENT + 2)

    def _summary(self) -> Iterator[str]:
        view, states = self.view, self.view.states()
        resources = sum(view.counted.values())
        yield from self.wrapped(
            f"{_number(resources, 'resource')} of {_number(len(view.services), 'service')}, "
            f"{_number(states.total(), 'obligation')}: "
            + ", ".join(f"{states[s]} {s}" for s in WORST if states[s]),
            0,
        )
        yield from self.wrapped(f"your duties done: {view.score()} = {FORMULA}", 0)
        if states[State.CLAIMED] and not states[State.PROVEN]:
            yield from self.wrapped(
                "AWS's part is claimed, not proven: remit aws refresh reads the account's reports",
                0,
            )


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
