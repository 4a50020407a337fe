"""The layers of a service as a stack, with the line where AWS takes over: for terminals, as SVG."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from remit.reports.safe import clean, xml_text
from remit.responsibility import Duty, Owner, Remit, Share

BLOCKS = {Owner.CUSTOMER: "█", Owner.SHARED: "▒", Owner.INHERITED: "░"}
COLORS = {Owner.CUSTOMER: "1;34", Owner.SHARED: "36", Owner.INHERITED: "2"}
WORDS = {Owner.CUSTOMER: "yours", Owner.SHARED: "shared", Owner.INHERITED: "AWS's"}

ROW, GAP, LABEL, CELL, HEAD, FOOT = 30, 6, 150, 22, 64, 40
"""Pixels of the drawing."""

STYLE = """
svg { font: 13px system-ui, sans-serif; background: #fcfcfb; }
text { fill: #1b1f24; } .quiet { fill: #59636e; } .line { stroke: #a8201a; stroke-width: 2; }
.customer { fill: #1d5b9e; } .shared { fill: #8fb7e2; } .inherited { fill: #e4e4e0; }
@media (prefers-color-scheme: dark) {
svg { background: #14171a; } text { fill: #e3e6e9; } .quiet { fill: #9da7b1; }
.customer { fill: #82b6f0; } .shared { fill: #34587f; } .inherited { fill: #2a2e33; }
.line { stroke: #ff9188; } }
"""


@dataclass(frozen=True)
class Stack:
    """A service or a mode of one, and who owes each duty there."""

    title: str
    shares: Mapping[str, Share]

    def counts(self) -> Counter[Owner]:
        """How many duties each owner has."""
        return Counter(share.owner for share in self.shares.values())

    def layer(self, duties: Sequence[Duty]) -> Counter[Owner]:
        """How many duties of a layer each owner has."""
        return Counter(self.shares[duty.id].owner for duty in duties)


def said(counts: Mapping[Owner, int]) -> str:
    """The owners of some duties in words, the customer first."""
    order = (Owner.CUSTOMER, Owner.SHARED, Owner.INHERITED)
    return ", ".join(f"{counts[owner]} {WORDS[owner]}" for owner in order if counts.get(owner))


def edge(remit: Remit, stack: Stack) -> str:
    """The first layer, from the top, below which everything is AWS's; empty when nothing is."""
    below = ""
    for layer, duties in reversed(list(remit.by_layer.items())):
        if set(stack.layer(duties)) != {Owner.INHERITED}:
            break
        below = layer
    return below


def terminal(remit: Remit, stack: Stack, color: bool = False) -> Iterator[str]:
    """The stack as lines: a block per duty, and the line."""

    def paint(owner: Owner, number: int) -> str:
        blocks = BLOCKS[owner] * number
        return f"\x1b[{COLORS[owner]}m{blocks}\x1b[0m" if color and blocks else blocks

    widest = max(len(duties) for duties in remit.by_layer.values())
    first = edge(remit, stack)
    for layer, duties in remit.by_layer.items():
        counts = stack.layer(duties)
        if layer == first:
            yield f"  {'─' * 18}{'─' * (widest + 2)} the line: all below is AWS's"
        drawn = "".join(paint(owner, counts[owner]) for owner in reversed(Owner))
        yield f"  {layer:<18}{drawn}{' ' * (widest - len(duties) + 2)}{said(counts)}"
    yield ""
    legend = "  ".join(f"{BLOCKS[owner]} {WORDS[owner]}" for owner in reversed(Owner))
    yield f"  {legend}   a block is a duty: {said(stack.counts())}"


def svg(remit: Remit, stacks: Sequence[Stack]) -> str:
    """One or several stacks side by side as a drawing that needs nothing else.

    Every text in it is escaped; it holds no script and loads nothing.
    """
    widest = max(len(duties) for duties in remit.by_layer.values())
    column = widest * CELL + 60
    width = LABEL + column * len(stacks) + 20
    height = HEAD + ROW * len(remit.by_layer) + FOOT
    title = "Who owes what: " + ", ".join(stack.title for stack in stacks)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-label="{_text(title, quotes=True)}">',
        f"<title>{_text(title)}</title><style>{STYLE}</style>",
        *_labels(remit),
    ]
    for number, stack in enumerate(stacks):
        parts += _drawn(remit, stack, LABEL + number * column, column - 40)
    parts += [*_legend(height), "</svg>"]
    return "\n".join(parts) + "\n"


def _labels(remit: Remit) -> Iterator[str]:
    for number, layer in enumerate(remit.by_layer):
        y = HEAD + number * ROW + ROW // 2 + 4
        yield f'<text x="12" y="{y}">{_text(layer)}</text>'


def _drawn(remit: Remit, stack: Stack, left: int, width: int) -> Iterator[str]:
    for number, line in enumerate(textwrap.wrap(stack.title, max(width // 8, 10))[:2]):
        yield f'<text x="{left}" y="{20 + 16 * number}" font-weight="600">{_text(line)}</text>'
    yield f'<text class="quiet" x="{left}" y="52">{_text(said(stack.counts()))}</text>'
    first = edge(remit, stack)
    for number, (layer, duties) in enumerate(remit.by_layer.items()):
        y = HEAD + number * ROW
        if layer == first:
            yield (
                f'<line class="line" x1="{left}" x2="{left + width}" y1="{y}" y2="{y}">'
                "<title>The line: all below is AWS's</title></line>"
            )
        ordered = sorted(duties, key=lambda duty: -[*Owner].index(stack.shares[duty.id].owner))
        for place, duty in enumerate(ordered):
            owner = stack.shares[duty.id].owner
            yield (
                f'<rect class="{owner}" x="{left + place * CELL}" y="{y + GAP // 2}" '
                f'width="{CELL - 3}" height="{ROW - GAP}" rx="2">'
                f"<title>{_text(f'{duty.id}: {WORDS[owner]}. {duty.title}')}</title></rect>"
            )


def _legend(height: int) -> Iterator[str]:
    for number, owner in enumerate(reversed(Owner)):
        x, y = LABEL + number * 110, height - 18
        yield f'<rect class="{owner}" x="{x}" y="{y - 11}" width="14" height="14" rx="2"/>'
        yield f'<text x="{x + 20}" y="{y}">{WORDS[owner]}</text>'


def _text(text: str, quotes: bool = False) -> str:
    return escape(xml_text(clean(text)), {'"': "&quot;"} if quotes else {})
