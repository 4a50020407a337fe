"""CSV (RFC 4180): one finding a row, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any, BinaryIO

import orjson

from remit.assessment import Assessment
from remit.reports import ReportOptions
from remit.reports.records import recorder

COLUMNS = ("check", "title", "status", "severity", "duty", "owner", "service", "resource", "name",
           "type", "account", "region", "source", "file", "line", "reasons", "evidence",
           "fingerprint")  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The wide forms count too: some locales of spreadsheets read them as the narrow ones."""


def write(assessment: Assessment, out: BinaryIO, options: ReportOptions) -> None:
    """Write every finding, whatever its status."""
    record = recorder()
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for finding in assessment.scan.findings:
        found = record(finding)
        rows.writerow([cell(found[name]) for name in COLUMNS])
    text.detach()


def cell(value: Any) -> str:
    """A value as a cell that no spreadsheet takes for a formula.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
