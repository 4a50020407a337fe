"""Text for a terminal: what is open, what is not known, and how far that can be trusted."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from typing import BinaryIO

from remit.assessment import FORMULA, Assessment
from remit.checks import SEVERITIES, Check, Status
from remit.engine import Finding
from remit.reports import ReportOptions

COLORS = {"critical": "1;31", "high": "31", "medium": "33", "low": "36", "dim": "2", "bold": "1"}


def write(assessment: Assessment, out: BinaryIO, options: ReportOptions) -> None:
    """Write the report as UTF-8 text."""
    out.write("\n".join(_Page(options).lines(assessment)).encode() + b"\n")


def clean(text: object) -> str:
    """A text from outside, without what a terminal would obey or hide."""
    return "".join(
        char if unicodedata.category(char)[0] != "C" else f"\\u{ord(char):04x}"
        for char in str(text)
    )


class _Page:
    def __init__(self, options: ReportOptions) -> None:
        self.options = options

    def paint(self, text: str, color: str) -> str:
        return f"\x1b[{COLORS[color]}m{text}\x1b[0m" if self.options.color else text

    def lines(self, assessment: Assessment) -> list[str]:
        scan = assessment.scan
        lines: list[str] = []
        for status in (Status.FAIL, Status.UNKNOWN):
            if status in self.options.statuses:
                lines += self._group(scan.findings, status)
        for problem in scan.problems:
            lines.append(f"{self.paint('problem', 'bold')}  {clean(problem)}")
        if scan.problems:
            lines.append("")
        return lines + self._summary(assessment)

    def _group(self, findings: list[Finding], status: Status) -> list[str]:
        by_check: dict[Check, list[Finding]] = defaultdict(list)
        planned: Counter[Check] = Counter()
        for finding in findings:
            planned[finding.check] += finding.status is not Status.NOT_APPLICABLE
            if finding.status is status:
                by_check[finding.check].append(finding)
        lines = []
        order = sorted(
            by_check, key=lambda check: (-SEVERITIES.index(check.severity), check.service, check.id)
        )
        for check in order:
            found = by_check[check]
            word = str(check.severity) if status is Status.FAIL else "unknown"
            color = str(check.severity) if status is Status.FAIL else "dim"
            many = f"{len(found)} of {planned[check]}"
            lines.append(f"{self.paint(f'{word:<9}', color)}{self.paint(check.title, 'bold')}")
            lines.append(f"         {check.id}, {check.duty}, {many}")
            lines += [f"           {self._one(finding)}" for finding in found[: self.options.shown]]
            if len(found) > self.options.shown:
                lines.append(f"           and {len(found) - self.options.shown} more")
            lines.append("")
        return lines

    def _one(self, finding: Finding) -> str:
        subject = finding.subject
        where = f"{subject.file}:{subject.line}" if subject.line else subject.file
        if not where:
            where = " ".join(filter(None, (subject.account, subject.region)))
        reasons = f"  ({clean('; '.join(finding.reasons[:2]))})" if finding.reasons else ""
        line = f"{clean(subject.resource)}  {self.paint(clean(where), 'dim')}{reasons}"
        return line if self.options.color else line[: max(self.options.width - 11, 60)]

    def _summary(self, assessment: Assessment) -> list[str]:
        scan = assessment.scan
        counts = scan.counts
        judged = len(scan.findings) - counts[Status.NOT_APPLICABLE]
        score = assessment.score(assessment.obligations)
        lines = [
            f"{counts[Status.FAIL]} failed, {counts[Status.PASS]} passed, "
            f"{counts[Status.UNKNOWN]} unknown of {judged} findings "
            f"({counts[Status.NOT_APPLICABLE]} more do not apply)",
            f"{scan.covered} of {scan.resources} resources are of a type that is looked at",
        ]
        if scan.unknown_types:
            top = ", ".join(f"{clean(k)} ({n})" for k, n in scan.unknown_types.most_common(5))
            lines.append(f"not assessed: {top}{' …' if len(scan.unknown_types) > 5 else ''}")
        lines.append(f"your duties done: {score} = {FORMULA}")
        if counts[Status.FAIL] or counts[Status.UNKNOWN]:
            lines.append("remit explain CHECK says why a check matters and what was asked")
        return lines
