"""A writer per format: an assessment in, bytes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from remit.assessment import Assessment
from remit.checks import Status

FORMATS: Mapping[str, str] = {
    "text": ".txt",
    "json": ".json",
    "jsonl": ".jsonl",
    "csv": ".csv",
    "sarif": ".sarif",
    "junit": ".xml",
    "html": ".html",
    "md": ".md",
}
"""Each format and the suffix by which `--export` knows it; a module of that name writes it."""


class ReportError(ValueError):
    """A format or suffix that no writer knows."""


@dataclass(frozen=True)
class ReportOptions:
    """How a report for people looks; formats for machines ignore all but `version` and `root`.

    `statuses` are the ones listed one by one, `shown` how many resources of a check a terminal
    gets to see. `root` is the folder that paths in SARIF are relative to (the repository's, where
    GitHub is to find the files); None is the current directory.
    """

    statuses: tuple[Status, ...] = (Status.FAIL, Status.UNKNOWN)
    color: bool = False
    width: int = 100
    shown: int = 10
    version: str = ""
    root: Path | None = None


def format_of(path: Path) -> str:
    """The format that a file's suffix stands for; raises ReportError with those that there are."""
    for name, suffix in FORMATS.items():
        if path.suffix == suffix:
            return name
    known = ", ".join(FORMATS.values())
    raise ReportError(
        f"{path}: no format has the suffix {path.suffix or '(none)'} (there are {known})"
    )


def write(
    assessment: Assessment, format: str, out: BinaryIO, options: ReportOptions | None = None
) -> None:
    """Write the report; raises ReportError for a format that there is not."""
    if format not in FORMATS:
        raise ReportError(f"no format {format} (there are {', '.join(FORMATS)})")
    module = import_module(f"remit.reports.{format}")
    module.write(assessment, out, options or ReportOptions())
