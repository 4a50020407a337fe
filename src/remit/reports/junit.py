"""JUnit XML: a suite per check, a case per resource, for the test page of a CI system.

What is unknown or does not apply is skipped, with the reason. What could not be read is an error
in a suite of its own, so that a run that saw half of an estate is never green.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from remit.assessment import Assessment
from remit.checks import Check, Status
from remit.findings import Finding, Findings
from remit.reports import ReportOptions
from remit.reports.grouping import order, problems
from remit.reports.places import is_declared, place, resource
from remit.reports.safe import clean, evidence, xml_text
from remit.sources.declared import Problem

SKIPPED = (Status.UNKNOWN, Status.NOT_APPLICABLE)


def write(assessment: Assessment, out: BinaryIO, options: ReportOptions) -> None:
    """Write every finding, and what could not be read."""
    scan = assessment.scan
    found = problems(scan)
    totals = {
        "name": "remit",
        "tests": len(scan.findings) + len(found),
        "failures": scan.counts[Status.FAIL],
        "errors": len(found),
        "skipped": sum(scan.counts[status] for status in SKIPPED),
        "time": 0,
    }
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(_opened("testsuites", totals, ">\n"))
    timestamp = scan.now.strftime("%Y-%m-%dT%H:%M:%S")
    for check in sorted(scan.findings.by_check, key=order):
        out.writelines(_suite(check, scan.findings, timestamp))
    if found:
        out.writelines(_errors(found, timestamp))
    out.write(b"</testsuites>\n")


def _suite(check: Check, findings: Findings, timestamp: str) -> Iterator[bytes]:
    counts = findings.by_check[check]
    yield _opened(
        "testsuite",
        {
            "name": check.id,
            "tests": counts.total(),
            "failures": counts[Status.FAIL],
            "errors": 0,
            "skipped": sum(counts[status] for status in SKIPPED),
            "time": 0,
            "timestamp": timestamp,
        },
        ">\n",
    )
    for finding in findings.where(check):
        yield from _case(finding)
    yield b"</testsuite>\n"


def _case(finding: Finding) -> Iterator[bytes]:
    check, subject = finding.check, finding.subject
    where = place(subject)
    name = resource(subject)
    attributes: dict[str, object] = {
        "name": f"{name} ({where})" if where else name,
        "classname": f"{check.service}.{check.id}",
        "time": 0,
    }
    if is_declared(subject):
        attributes["file"] = subject.file
        if subject.line:
            attributes["line"] = subject.line
    if finding.status is Status.PASS:
        yield _opened("testcase", attributes, "/>\n")
        return
    yield _opened("testcase", attributes, ">")
    if finding.status is Status.FAIL:
        kind = {"message": f"{check.severity}: {check.title}", "type": str(check.severity)}
        yield _opened("failure", kind, ">")
        yield _body(
            f"{clean(name)}\n{clean(where)}\n{evidence(finding.evidence, 1000)}\n\n{check.about}"
        )
        yield b"</failure>"
    else:
        why = "; ".join(finding.reasons) or "no reason was given"
        message = f"unknown: {why}" if finding.status is Status.UNKNOWN else "not applicable"
        yield _opened("skipped", {"message": message}, "/>")
    yield b"</testcase>\n"


def _errors(found: Sequence[Problem], timestamp: str) -> Iterator[bytes]:
    counts = {"tests": len(found), "failures": 0, "errors": len(found), "skipped": 0, "time": 0}
    suite = {"name": "remit.reading", **counts, "timestamp": timestamp}
    yield _opened("testsuite", suite, ">\n")
    for number, problem in enumerate(found, 1):
        name = f"{number}: {problem.file or 'reading'}"
        yield _opened("testcase", {"name": name, "classname": "remit.reading", "time": 0}, ">")
        yield _opened("error", {"message": str(problem), "type": "incomplete"}, "/>")
        yield b"</testcase>\n"
    yield b"</testsuite>\n"


def _opened(name: str, attributes: Mapping[str, object], end: str) -> bytes:
    pairs = " ".join(
        f"{key}={quoteattr(xml_text(clean(value)))}" for key, value in attributes.items()
    )
    return f"<{name} {pairs}{end}".encode()


def _body(text: str) -> bytes:
    return escape(xml_text(text)).encode()
