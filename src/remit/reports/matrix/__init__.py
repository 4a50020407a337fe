"""The responsibility matrix for people and machines: a writer per format, over one view of it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from remit.reports import ReportError, ReportOptions
from remit.reports.matrix.view import View

FORMATS: Mapping[str, tuple[str, str]] = {
    "text": (".txt", "text"),
    "csv": (".csv", "rows"),
    "json": (".json", "rows"),
    "jsonl": (".jsonl", "rows"),
    "html": (".html", "html"),
    "xlsx": (".xlsx", "xlsx"),
}
"""Each format with the suffix that stands for it, and the module that writes it."""


def format_of(path: Path) -> str:
    """The format that a file's suffix stands for; raises ReportError with those that there are."""
    for name, (suffix, _) in FORMATS.items():
        if path.suffix == suffix:
            return name
    known = ", ".join(suffix for suffix, _ in FORMATS.values())
    raise ReportError(f"{path}: no format of the matrix has the suffix {path.suffix} ({known})")


def write(view: View, format: str, out: BinaryIO, options: ReportOptions) -> None:
    """Write the matrix in a format of FORMATS."""
    module = import_module(f"remit.reports.matrix.{FORMATS[format][1]}")
    if FORMATS[format][1] == "rows":
        module.write(view, out, format)
    else:
        module.write(view, out, options)
