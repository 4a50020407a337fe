"""`remit explain`: what a check asks, where the line of a service runs, what a table holds."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from remit.cli import UsageError


def explain(
    thing: str,
    *paths: Path,
    export: Annotated[Path | None, Parameter(name=["--export", "-o"])] = None,
) -> int:
    """Explain a check, a service, a mode, a duty, a table, or a resource by its ARN or address.

    Parameters
    ----------
    thing
        Its id: s3_bucket_versioning_enabled, s3, fargate, encrypt-at-rest, s3_bucket, arn:aws:….
    paths
        Where to look for a resource: templates, plans or snapshots; else in the newest snapshot.
    export
        Draw the layers of a service or mode into this file (SVG).
    """
    from remit import catalog, modes, responsibility

    if paths or thing.startswith("arn:"):
        return _resource(thing, paths)
    remit = responsibility.load()
    checks = {check.id: check for check in catalog.checks()}
    tables = {table.spec.name: table for table in catalog.tables()}
    known = (remit.services, remit.lines, modes.load())
    if export is not None and not any(thing in names for names in known):
        raise UsageError(f"--export draws the layers of a service or a mode; {thing} is neither")
    if thing in checks:
        lines = _check(checks[thing], remit)
    elif thing in tables:
        lines = _table(tables[thing], [c for c in checks.values() if c.table is tables[thing]])
    elif thing in remit.duties:
        lines = _duty(remit.duties[thing], remit, list(checks.values()))
    elif any(thing in names for names in known):
        lines = _service(thing, remit, list(checks.values()), export)
    else:
        words = [*checks, *tables, *remit.duties, *(name for names in known for name in names)]
        near = ", ".join(get_close_matches(thing, words, n=4, cutoff=0.5))
        hint = f"; did you mean {near}?" if near else " (remit checks list)"
        raise UsageError(f"there is no check, service, duty or table called {thing}{hint}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _resource(thing: str, paths: Sequence[Path]) -> int:
    """Every duty on one resource, with owner, reason and status."""
    from remit.cli import matrix

    return matrix.matrix(*paths, resource=(thing,))


def _check(check: Any, remit: Any) -> list[str]:
    share = remit.share(check.service, check.duty)
    lines = [
        check.title,
        "",
        f"  id        {check.id}",
        f"  severity  {check.severity}",
        f"  duty      {check.duty}: {remit.duties[check.duty].title}",
        f"  owner     {share.owner} ({share.basis})",
        f"  table     {check.table.spec.name}",
        f"  sources   {', '.join(check.sources)}",
        f"  asks      {check.passes}",
    ]
    if check.where is not None:
        lines.append(f"  of those  {check.where}")
    for name, value in check.parameters.items():
        lines.append(f"  threshold {name} = {value!r} (--set {check.id}.{name}=…)")
    return [*lines, "", *(f"  {line}" for line in check.about.splitlines())]


def _table(table: Any, checks: list[Any]) -> list[str]:
    from remit.tables import SOURCES

    looked_up = {("api", "tags")} if table.spec.tagged else set()
    lines = [f"{table.spec.name}: {(table.__doc__ or '').strip().splitlines()[0]}", ""]
    for name, column in table.columns().items():
        told = " ".join(s for s in SOURCES if s in column.paths or (s, name) in looked_up) or (
            f"from {', '.join(column.derived.columns)}" if column.derived else "every source"
        )
        lines.append(f"  {name:<28} {column.kind:<16} {told}")
        lines.append(f"  {'':<28} {column.about}")
    lines += ["", f"checked by {len(checks)}: {', '.join(check.id for check in checks)}"]
    return lines


def _duty(duty: Any, remit: Any, checks: list[Any]) -> list[str]:
    lines = [f"{duty.title}.", "", f"  layer  {duty.layer}: {remit.layers[duty.layer]}", ""]
    for service in remit.lines:
        share = remit.share(service, duty.id)
        mine = sum(check.duty == duty.id and check.service == service for check in checks)
        lines.append(
            f"  {service:<18} {share.owner:<10} {mine} checks  {share.customer or share.aws}"
        )
    return lines


def _service(thing: str, remit: Any, checks: list[Any], export: Path | None) -> list[str]:
    """The stack of layers, then duty by duty both parts in words."""
    from remit import modes
    from remit.cli.compare import draw, stack_of
    from remit.reports.stack import terminal

    stack = stack_of(remit, thing)
    if export is not None:
        draw(remit, [stack], export)
    mode = modes.load().get(thing)
    service = remit.tables[mode.table].spec.service if mode else thing
    line = remit.line(service)
    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    lines = [f"{stack.title} ({service}): {remit.kinds[line.kind]['title']}", "",
             *terminal(remit, stack, color), ""]  # fmt: skip
    for layer, duties in remit.by_layer.items():
        lines.append(layer)
        for duty in duties:
            share = stack.shares[duty.id]
            mine = [c.id for c in checks if c.service == service and c.duty == duty.id]
            lines.append(f"  {share.owner:<10} {duty.id:<32} {duty.title}")
            lines += [f"  {'':<10}   AWS: {share.aws}"] if share.aws else []
            lines += [f"  {'':<10}   you: {share.customer}"] if share.customer else []
            lines += [f"  {'':<10}   source: {source}" for source in share.sources]
            for move in () if mode else line.moves.get(duty.id, ()):
                lines.append(f"  {'':<10}   {move.share.owner} where {move.text}")
            if mine:
                lines.append(f"  {'':<10}   checked by {', '.join(mine)}")
    return lines
