"""A plain table for a terminal, a program or a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import orjson

from remit.reports.csv import cell
from remit.reports.safe import clean

LONGEST = 60
"""Characters of a cell that a terminal shows."""


def write(
    out: BinaryIO,
    records: Sequence[Mapping[str, Any]],
    format: str,
    names: Sequence[str] | None = None,
) -> None:
    """Write records as text, json, jsonl or csv; `names` are the columns if there is no record."""
    columns = list(records[0]) if names is None and records else list(names or ())
    if format == "json":
        out.write(orjson.dumps(records, default=str, option=orjson.OPT_INDENT_2) + b"\n")
    elif format == "jsonl":
        out.writelines(
            orjson.dumps(record, default=str, option=orjson.OPT_APPEND_NEWLINE)
            for record in records
        )
    elif format == "csv":
        text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
        rows = csv.writer(text)
        rows.writerow(columns)
        rows.writerows([[cell(_plain(record[name])) for name in columns] for record in records])
        text.detach()
    else:
        out.writelines(f"{line}\n".encode() for line in lines(records, columns))
    out.flush()


def _plain(value: Any) -> Any:
    return (
        value if value is None or isinstance(value, (str, int, float, list, dict)) else str(value)
    )


def lines(records: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[str]:
    """The table in columns as wide as they need; numbers stand at the right."""
    cells = [
        ["NULL" if record[name] is None else clean(record[name])[:LONGEST] for name in columns]
        for record in records
    ]
    right = {
        i
        for i, name in enumerate(columns)
        if records and all(isinstance(record[name], int) for record in records)
    }
    widths = [max([len(name), *(len(row[i]) for row in cells)]) for i, name in enumerate(columns)]
    shown = [list(columns), ["-" * width for width in widths], *cells]
    return [
        "  ".join(
            text.rjust(width) if i in right else text.ljust(width)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in shown
    ]
