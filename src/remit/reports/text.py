"""Text for a terminal: what is open, what is not known, and how far that can be trusted."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from remit.assessment import FORMULA, Assessment
from remit.checks import Check, Status
from remit.findings import Finding
from remit.reports import ReportOptions
from remit.reports.grouping import (
    Group,
    by_check,
    completeness_lines,
    looked,
    problems,
    silence,
    told_by_config,
)
from remit.reports.places import place, resource
from remit.reports.safe import clean, width
from remit.scan import Scan

__all__ = ["clean", "write"]

COLORS = {
    "critical": "1;31", "high": "31", "medium": "33", "low": "36",
    "unknown": "35", "dim": "2", "bold": "1",
}  # fmt: skip
INDENT = 10
NARROWEST = 40
REASONS, NAMES = 3, 3
"""Reasons that are shown of an unknown check, and resources of each."""


def write(assessment: Assessment, out: BinaryIO, options: ReportOptions) -> None:
    """Write the report as UTF-8 text."""
    out.writelines(f"{line}\n".encode() for line in _Page(options).lines(assessment))


class _Page:
    def __init__(self, options: ReportOptions) -> None:
        self.options = options
        self.width = max(options.width, NARROWEST)

    def paint(self, text: str, color: str) -> str:
        return f"\x1b[{COLORS[color]}m{text}\x1b[0m" if self.options.color else text

    def wrapped(self, text: str, indent: int, color: str = "") -> Iterator[str]:
        """A text of ours or cleaned, broken at the width of the terminal; no word is cut."""
        pad = " " * indent
        lines = textwrap.wrap(
            text, self.width, initial_indent=pad, subsequent_indent=pad,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        for line in lines:
            yield pad + self.paint(line[indent:], color) if color else line

    def lines(self, assessment: Assessment) -> Iterator[str]:
        scan = assessment.scan
        groups = by_check(scan.findings)
        if Status.FAIL in self.options.statuses:
            for group in groups:
                if group.failed:
                    yield from self._failed(group)
        if Status.UNKNOWN in self.options.statuses:
            for group in groups:
                if group.unknown:
                    yield from self._unknown(group)
        yield from self._problems(scan)
        yield from self._summary(assessment)

    def _head(self, word: str, check: Check, owners: set[str], told: str) -> Iterator[str]:
        title = list(self.wrapped(clean(check.title), INDENT, "bold"))
        yield self.paint(f"{word:<{INDENT}}", word) + title[0][INDENT:]
        yield from title[1:]
        whose = "/".join(sorted(owners - {""}))
        parts = [check.id, f"{check.duty} ({whose})" if whose else check.duty,
                 f"{told} resources"]  # fmt: skip
        yield from self.wrapped(clean("  ".join(parts)), INDENT, "dim")

    def _failed(self, group: Group) -> Iterator[str]:
        owners = {finding.owner for finding in group.failures()}
        told = f"{group.failed} of {group.applicable}"
        yield from self._head(str(group.check.severity), group.check, owners, told)
        for finding in islice(group.failures(), self.options.shown):
            yield from self._one(finding, INDENT + 2)
        yield from self._more(group.failed - self.options.shown, INDENT + 2)
        yield ""

    def _unknown(self, group: Group) -> Iterator[str]:
        owners = {finding.owner for finding in group.doubts()}
        told = f"{group.unknown} of {group.applicable}"
        yield from self._head("unknown", group.check, owners, told)
        for reason in group.reasons[:REASONS]:
            yield from self.wrapped(f"{reason.count}: {clean(reason.text)}", INDENT + 2)
            for finding in reason.first[:NAMES]:
                yield from self._one(finding, INDENT + 4)
            yield from self._more(reason.count - NAMES, INDENT + 4)
        rest = sum(reason.count for reason in group.reasons[REASONS:])
        yield from self._more(rest, INDENT + 2)
        yield ""

    def _one(self, finding: Finding, indent: int) -> Iterator[str]:
        """The resource and its place: on one line where both fit, never cut."""
        name, where = clean(resource(finding.subject)), clean(place(finding.subject))
        pad = " " * indent
        if where and indent + width(name) + 2 + width(where) <= self.width:
            yield f"{pad}{name}  {self.paint(where, 'dim')}"
            return
        yield f"{pad}{name}"
        if where:
            yield f"{pad}  {self.paint(where, 'dim')}"

    def _more(self, number: int, indent: int) -> Iterator[str]:
        if number > 0:
            yield " " * indent + self.paint(f"and {number} more", "dim")

    def _problems(self, scan: Scan) -> Iterator[str]:
        for problem in problems(scan):
            text = list(self.wrapped(clean(problem), INDENT))
            yield self.paint(f"{'problem':<{INDENT}}", "bold") + text[0][INDENT:]
            yield from text[1:]
        if scan.problems:
            yield ""

    def _summary(self, assessment: Assessment) -> Iterator[str]:
        scan, counts = assessment.scan, assessment.scan.counts
        applicable = len(scan.findings) - counts[Status.NOT_APPLICABLE]
        if not scan.findings:
            yield from self._sentence("Nothing was assessed: no resource that a check is about.")
        elif not counts[Status.FAIL]:
            unknown = counts[Status.UNKNOWN]
            but = f", but {unknown} of {applicable} findings are unknown" if unknown else ""
            yield from self._sentence(f"Nothing that was assessed failed{but}.")
        yield from self._sentence(
            f"{counts[Status.FAIL]}/{applicable} failed, {counts[Status.PASS]}/{applicable} "
            f"passed, {counts[Status.UNKNOWN]}/{applicable} unknown; "
            f"{counts[Status.NOT_APPLICABLE]} more do not apply"
        )
        yield from self._sentence(
            f"{scan.covered}/{scan.resources} resources are of a type that is looked at"
        )
        if scan.unknown_types:
            top = ", ".join(f"{clean(k)} ({n})" for k, n in scan.unknown_types.most_common(5))
            more = len(scan.unknown_types) - 5
            rest = f" and {more} more types" if more > 0 else ""
            yield from self._sentence(f"not looked at: {top}{rest}")
        yield from self._calls(scan)
        yield from self._score(assessment)
        if counts[Status.FAIL] or counts[Status.UNKNOWN]:
            yield from self._sentence(
                "remit explain CHECK says why a check matters; --format jsonl lists every finding"
            )

    def _calls(self, scan: Scan) -> Iterator[str]:
        for reading in looked(scan):
            made = reading.total("made")
            yield from self._sentence(
                f"{clean(reading.who)}: {reading.total('denied')}/{made} calls denied, "
                f"{reading.total('failed')}/{made} failed"
            )
        for line in completeness_lines(scan):
            yield from self._sentence(clean(line))
        for line in told_by_config(scan):
            yield from self._sentence(clean(line))

    def _score(self, assessment: Assessment) -> Iterator[str]:
        score = assessment.score(assessment.obligations)
        quiet = silence(assessment)
        yield from self._sentence(f"your duties done: {score} = {FORMULA}")
        if quiet.obligations:
            yield from self._sentence(
                f"your duties that nothing assessed: {quiet.obligations}/{score.of} "
                "(remit explain SERVICE says who owes what)"
            )

    def _sentence(self, text: str) -> Iterator[str]:
        return self.wrapped(text, 0)
