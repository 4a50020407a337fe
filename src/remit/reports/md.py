"""Markdown: a short summary for a pull request or the page of a CI job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from remit.assessment import FORMULA, Assessment
from remit.checks import Status
from remit.findings import Finding
from remit.reports import ReportOptions
from remit.reports.grouping import (
    Group,
    by_check,
    complete,
    looked,
    open_by_severity,
    problems,
    silence,
)
from remit.reports.places import place, resource
from remit.reports.safe import clean, shortened

CHECKS, NAMES, PROBLEMS, REASONS, PLACES = 25, 3, 10, 10, 10
"""How much is shown of each; a comment on GitHub holds 65,536 characters."""

MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&])")


def write(assessment: Assessment, out: BinaryIO, options: ReportOptions) -> None:
    """Write the summary."""
    out.write(("\n".join(_lines(assessment)) + "\n").encode())


def text(outside: object) -> str:
    """A text from outside in which nothing is markup, a mention or a tag."""
    return MARKUP.sub(r"\\\1", clean(outside))


def code(outside: object) -> str:
    """A name from outside as code that also stands in a table."""
    shown = shortened(clean(outside), 200).replace("`", "'").replace("|", "\\|")
    return f"`{shown}`"


def _lines(assessment: Assessment) -> Iterator[str]:
    scan = assessment.scan
    groups = by_check(scan.findings)
    yield f"## Remit: {_headline(assessment)}"
    yield ""
    yield from _figures(assessment)
    yield from _failed([group for group in groups if group.failed])
    yield from _unknown([group for group in groups if group.unknown])
    yield from _completeness(assessment)
    yield from _unread(assessment)


def _headline(assessment: Assessment) -> str:
    scan = assessment.scan
    counts = scan.counts
    if not scan.findings:
        return "nothing was assessed"
    found = open_by_severity(scan.findings)
    severities = ", ".join(f"{number} {severity}" for severity, number in found.items() if number)
    failed = f"{counts[Status.FAIL]} failed ({severities})" if severities else "nothing failed"
    unknown = counts[Status.UNKNOWN]
    return f"{failed}, {unknown} unknown" if unknown else failed


def _figures(assessment: Assessment) -> Iterator[str]:
    scan, counts = assessment.scan, assessment.scan.counts
    applicable = len(scan.findings) - counts[Status.NOT_APPLICABLE]
    score = assessment.score(assessment.obligations)
    quiet = silence(assessment)
    yield "| | |"
    yield "|---|---|"
    words = ((Status.FAIL, "failed"), (Status.PASS, "passed"), (Status.UNKNOWN, "unknown"))
    fractions = ", ".join(f"{counts[status]}/{applicable} {word}" for status, word in words)
    yield f"| Findings | {fractions} |"
    yield f"| Resources of a type that is looked at | {scan.covered}/{scan.resources} |"
    yield f"| Your duties done | {score} = {FORMULA} |"
    yield f"| Your duties that nothing assessed | {quiet.obligations}/{score.of} |"
    for reading in looked(scan):
        made = reading.total("made")
        yield (
            f"| Calls to {text(reading.who)} | {reading.total('denied')}/{made} denied,"
            f" {reading.total('failed')}/{made} failed |"
        )
    yield ""


def _failed(groups: list[Group]) -> Iterator[str]:
    if not groups:
        return
    yield "| Severity | What is not so | Failed | Where |"
    yield "|---|---|---|---|"
    for group in groups[:CHECKS]:
        check = group.check
        names = "<br>".join(_where(finding) for finding in islice(group.failures(), NAMES))
        rest = group.failed - NAMES
        more = f"<br>and {rest} more" if rest > 0 else ""
        yield (
            f"| {check.severity} | {text(check.title)}<br>{code(check.id)} | "
            f"{group.failed}/{group.applicable} | {names}{more} |"
        )
    if len(groups) > CHECKS:
        yield ""
        yield f"And {len(groups) - CHECKS} more checks failed."
    yield ""


def _where(finding: Finding) -> str:
    where = place(finding.subject)
    name = code(resource(finding.subject))
    return f"{name} {code(where)}" if where else name


def _unknown(groups: list[Group]) -> Iterator[str]:
    if not groups:
        return
    total = sum(group.unknown for group in groups)
    yield f"<details><summary>{total} unknown, by reason</summary>"
    yield ""
    counted: dict[str, int] = {}
    for group in groups:
        for reason in group.reasons:
            counted[reason.text] = counted.get(reason.text, 0) + reason.count
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    for why, number in ranked[:REASONS]:
        yield f"- {number}: {text(shortened(why, 400))}"
    if len(ranked) > REASONS:
        yield f"- {sum(number for _, number in ranked[REASONS:])} for other reasons"
    yield ""
    yield "</details>"
    yield ""


def _completeness(assessment: Assessment) -> Iterator[str]:
    """A line for each place that lacks answers; the closed ones in one."""
    found = complete(assessment.scan)
    for account, why in found.unopened[:PLACES]:
        yield f"Account {text(account)} was not read: {text(shortened(why, 400))}"
        yield ""
    lacking = found.lacking
    if lacking:
        yield "| Account | Region | Calls without an answer | Why |"
        yield "|---|---|---|---|"
    for one in lacking[:PLACES]:
        why = ", ".join(f"{number} {text(kind)}" for kind, number in one.reasons()[:NAMES])
        missing = f"{one.missing}/{one.made + one.skipped}"
        yield f"| {text(one.account)} | {text(one.region)} | {missing} | {why} |"
    if lacking:
        yield ""
    if len(lacking) > PLACES:
        yield f"And {len(lacking) - PLACES} more places."
        yield ""
    if found.closed:
        names = sorted({one.region for one in found.closed})
        shown = ", ".join(map(text, names[:PLACES]))
        more = f" and {len(names) - PLACES} more" if len(names) > PLACES else ""
        yield f"Closed by a service control policy: {shown}{more}."
        yield ""


def _unread(assessment: Assessment) -> Iterator[str]:
    scan = assessment.scan
    found = problems(scan)
    if found:
        yield f"**Incomplete**: {len(found)} problem{'s' if len(found) > 1 else ''} while reading."
        yield ""
        yield from (f"- {text(shortened(str(problem), 400))}" for problem in found[:PROBLEMS])
        if len(found) > PROBLEMS:
            yield f"- and {len(found) - PROBLEMS} more"
        yield ""
    if scan.unknown_types:
        top = ", ".join(f"{code(kind)} ({n})" for kind, n in scan.unknown_types.most_common(5))
        more = len(scan.unknown_types) - 5
        rest = f" and {more} more types" if more > 0 else ""
        yield f"Not looked at: {top}{rest}."
        yield ""
    yield "`remit explain CHECK` says why a check matters and what was asked."
