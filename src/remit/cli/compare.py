"""`remit compare`: how the line and the number of your duties move between services and modes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from remit.cli import EXIT_MET, UsageError

if TYPE_CHECKING:
    from remit.reports.stack import Stack
    from remit.responsibility import Remit

COLUMN = 14


def compare(
    *things: str,
    all_: Annotated[bool, Parameter(name="--all", negative=())] = False,
    format_: Annotated[
        Literal["text", "json", "csv", "svg"], Parameter(name=["--format", "-f"])
    ] = "text",
    export: Annotated[Path | None, Parameter(name=["--export", "-o"])] = None,
) -> int:
    """Compare who owes what: services and modes such as ec2, fargate, lambda, rds-custom.

    Without anything named, the modes that can be compared are listed.

    Parameters
    ----------
    things
        Services by botocore's id, or modes.
    all_
        Show the duties too on which all of them agree.
    format_
        text, json, csv or svg.
    export
        Write the drawing (SVG) to this file too.
    """
    from remit import modes, responsibility

    remit = responsibility.load()
    if not things:
        for mode in modes.load().values():
            sys.stdout.write(f"{mode.id:<28} {mode.title}\n")
        return EXIT_MET
    stacks = [stack_of(remit, thing) for thing in things]
    if export is not None:
        draw(remit, stacks, export)
    if format_ == "svg":
        from remit.reports.stack import svg

        sys.stdout.write(svg(remit, stacks))
    elif format_ == "text":
        sys.stdout.write("\n".join(_lines(remit, things, stacks, all_)) + "\n")
    else:
        from remit.reports import tables

        tables.write(sys.stdout.buffer, _records(remit, things, stacks, all_), format_,
                     ["layer", "duty", "title", *things])  # fmt: skip
    return EXIT_MET


def stack_of(remit: Remit, thing: str) -> Stack:
    """What a word stands for; raises UsageError with what is near it."""
    from remit import modes
    from remit.reports.stack import Stack
    from remit.scan import clock

    found = modes.find(remit, thing, clock())
    if found is None:
        known = [*modes.load(), *remit.services, *remit.lines]
        near = ", ".join(get_close_matches(thing, known, n=4, cutoff=0.5))
        hint = f"; did you mean {near}?" if near else " (remit compare lists the modes)"
        raise UsageError(f"there is no service or mode called {thing}{hint}")
    return Stack(*found)


def draw(remit: Remit, stacks: Sequence[Stack], path: Path) -> None:
    """Write the drawing of some stacks."""
    from remit.cli.scan import written
    from remit.reports.stack import svg

    if path.suffix != ".svg":
        raise UsageError(f"{path}: a drawing is an .svg")
    with written(path) as out:
        out.write(svg(remit, stacks).encode())
    sys.stderr.write(f"written: {path}\n")


def _differing(remit: Remit, stacks: Sequence[Stack], every: bool) -> list[Any]:
    return [
        duty
        for duties in remit.by_layer.values()
        for duty in duties
        if every or len({stack.shares[duty.id].owner for stack in stacks}) > 1
    ]


def _records(
    remit: Remit, things: Sequence[str], stacks: Sequence[Stack], every: bool
) -> list[dict[str, Any]]:
    return [
        {"layer": duty.layer, "duty": duty.id, "title": duty.title}
        | {
            thing: str(stack.shares[duty.id].owner)
            for thing, stack in zip(things, stacks, strict=True)
        }
        for duty in _differing(remit, stacks, every)
    ]


def _lines(remit: Remit, things: Sequence[str], stacks: Sequence[Stack], every: bool) -> list[str]:
    from remit.reports.stack import COLORS
    from remit.responsibility import Owner

    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    width = max(COLUMN, *(len(thing) + 2 for thing in things))
    lines = [f"{'':<34}" + "".join(f"{thing:<{width}}" for thing in things).rstrip()]
    for owner, words in ((Owner.CUSTOMER, "yours alone"), (Owner.SHARED, "shared"),
                         (Owner.INHERITED, "AWS's")):  # fmt: skip
        numbers = (f"{stack.counts()[owner]}/{stack.counts().total()}" for stack in stacks)
        lines.append(f"{words:<34}" + "".join(f"{n:<{width}}" for n in numbers).rstrip())
    shown = _differing(remit, stacks, every)
    layer = ""
    for duty in shown:
        if duty.layer != layer:
            layer = duty.layer
            lines += ["", layer]
        row = f"  {duty.id:<32}"
        for stack in stacks:
            owner = stack.shares[duty.id].owner
            word = f"{owner:<{width}}"
            row += f"\x1b[{COLORS[owner]}m{word}\x1b[0m" if color else word
        lines.append(row.rstrip())
        lines += _words(duty.id, things, stacks)
    if not shown:
        lines += ["", "The line runs alike."]
    return lines


def _words(duty: str, things: Sequence[str], stacks: Sequence[Stack]) -> list[str]:
    """What each asks of you, where one asks less than another."""
    return [
        f"      {thing}: {stack.shares[duty].customer}"
        for thing, stack in zip(things, stacks, strict=True)
        if stack.shares[duty].customer
    ]
