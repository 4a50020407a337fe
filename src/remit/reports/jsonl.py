"""JSON Lines: one finding a line."""

from __future__ import annotations

from typing import BinaryIO

import orjson

from remit.assessment import Assessment
from remit.reports import ReportOptions
from remit.reports.records import recorder


def write(assessment: Assessment, out: BinaryIO, options: ReportOptions) -> None:
    """Write every finding, whatever its status."""
    record = recorder()
    findings = assessment.scan.findings
    out.writelines(orjson.dumps(record(f), option=orjson.OPT_APPEND_NEWLINE) for f in findings)
