"""`remit checks list`: the checks that there are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter


def list_checks(
    pattern: str = "*",
    *,
    service: Annotated[tuple[str, ...], Parameter(consume_multiple=False)] = (),
    checks_file: Annotated[tuple[Path, ...], Parameter(consume_multiple=False)] = (),
    format_: Annotated[
        Literal["text", "json", "jsonl"], Parameter(name=["--format", "-f"])
    ] = "text",
) -> int:
    """List the checks, one a line.

    Parameters
    ----------
    pattern
        Only checks whose id matches this pattern with *.
    service
        Only the checks of this service. Repeatable.
    checks_file
        Also the checks of this TOML file. Repeatable.
    format_
        text, json or jsonl.
    """
    import orjson

    from remit.cli.wanted import Wanted

    found = Wanted((pattern,), service, checks_file=checks_file).checks()
    records = [record(check) for check in found]
    if format_ == "json":
        sys.stdout.buffer.write(orjson.dumps(records, option=orjson.OPT_INDENT_2) + b"\n")
    elif format_ == "jsonl":
        for one in records:
            sys.stdout.buffer.write(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE))
    else:
        width = max(len(check.id) for check in found)
        for check in found:
            sources = " ".join(check.sources)
            sys.stdout.write(
                f"{check.id:<{width}}  {check.severity:<8}  {sources:<18}  {check.title}\n"
            )
    sys.stdout.flush()
    return 0


def record(check: Any) -> dict[str, Any]:
    """A check as the record that outside tools read."""
    return {
        "id": check.id,
        "title": check.title,
        "severity": check.severity.value,
        "duty": check.duty,
        "table": check.table.spec.name,
        "services": [check.service],
        "sources": check.sources,
        "parameters": dict(check.parameters),
        "condition": str(check.passes),
        "where": None if check.where is None else str(check.where),
        "about": check.about,
    }
