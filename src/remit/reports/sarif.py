"""SARIF 2.1.0, in the subset that GitHub code scanning reads.

What failed is a result of its check's rule. What is *unknown* is a result too, a note, of a rule
of its own (`<check>_unknown`: "it can be told whether …"): SARIF's own `kind: "open"` demands
`level: "none"`, which GitHub does not list, and under the check's rule its `security-severity`
would show a doubt as a critical alert. What passed or does not apply is no result.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from remit.assessment import FORMULA, Assessment
from remit.checks import Check, Severity
from remit.findings import Finding
from remit.reports import ReportOptions
from remit.reports.grouping import Group, by_check, problems
from remit.reports.places import encoded, place, relative, resource, uri
from remit.reports.safe import clean, evidence
from remit.sources.declared import Problem

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}
"""The middle of what GitHub takes for each word (over 9.0, 7.0, 4.0 and 0.0)."""

URL = re.compile(r"https://[^\s<>\"')]+")


def write(assessment: Assessment, out: BinaryIO, options: ReportOptions) -> None:
    """Write one run, its results one by one so that many take no memory."""
    groups = by_check(assessment.scan.findings)
    head = orjson.dumps(_log(assessment, groups, options))
    end = b"]}]}"
    out.write(head.removesuffix(end))
    results = enumerate(_results(groups, options.root or Path.cwd()))
    out.writelines((b",\n" if n else b"\n") + orjson.dumps(result) for n, result in results)
    out.write(end + b"\n")


def _log(assessment: Assessment, groups: list[Group], options: ReportOptions) -> dict[str, Any]:
    """All but the results, which stand last."""
    scan = assessment.scan
    root = options.root or Path.cwd()
    driver = {
        "name": "Remit",
        "semanticVersion": options.version or "0.0.0",
        "rules": [rule for group in groups for rule in _rules(group)],
    }
    notes = [_notification(problem, root) for problem in problems(scan)]
    invocation = {"executionSuccessful": not scan.fatal, "toolExecutionNotifications": notes}
    score = assessment.score(assessment.obligations)
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "remit/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "properties": {
            "asOf": scan.now.isoformat(),
            "counts": {status.value: number for status, number in scan.counts.items()},
            "score": {"done": score.done, "of": score.of, "formula": FORMULA},
        },
        "results": [],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(group: Group) -> Iterator[dict[str, Any]]:
    check = group.check
    if group.failed:
        yield _rule(check)
    if group.unknown:
        yield _rule_of_doubt(check)


def _rule(check: Check) -> dict[str, Any]:
    rule = {
        "id": check.id,
        "name": check.id,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.title},
        "help": {"text": _help(check), "markdown": _help(check)},
        "defaultConfiguration": {"level": LEVELS[check.severity]},
        "properties": {
            "tags": ["security", check.service, check.duty],
            "precision": "high",
            "security-severity": SCORES[check.severity],
        },
    }
    source = URL.search(check.about)
    return rule | {"helpUri": source[0]} if source else rule


def _rule_of_doubt(check: Check) -> dict[str, Any]:
    title = f"It can be told whether this holds: {check.title}"
    text = f"{title}\n\nIt could not be told; each result says why.\n\n{check.about}"
    return {
        "id": f"{check.id}_unknown",
        "name": f"{check.id}_unknown",
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": "note"},
        "properties": {"tags": ["unknown", check.service, check.duty]},
    }


def _help(check: Check) -> str:
    about = check.about or check.title
    return f"{about}\n\nDuty: {check.duty}. `remit explain {check.id}` shows what was asked."


def _results(groups: list[Group], root: Path) -> Iterator[dict[str, Any]]:
    """What failed, severe checks first, then what is unknown; GitHub shows the first 5,000."""
    indexes = {rule["id"]: n for n, rule in enumerate(r for g in groups for r in _rules(g))}
    for group in groups:
        check = group.check
        for finding in group.failures():
            said = f"{_named(finding)} fails: {check.title} Read: {evidence(finding.evidence)}"
            yield _result(finding, check.id, indexes, LEVELS[check.severity], said, root)
    for group in groups:
        rule = f"{group.check.id}_unknown"
        for finding in group.doubts():
            why = "; ".join(finding.reasons) or "no reason was given"
            said = f"{_named(finding)} is unknown: {group.check.title} Reason: {why}"
            yield _result(finding, rule, indexes, "note", said, root)


def _named(finding: Finding) -> str:
    where = place(finding.subject)
    name = resource(finding.subject)
    return f"{name} ({where})" if where else name


def _result(
    finding: Finding,
    rule: str,
    indexes: Mapping[str, int],
    level: str,
    message: str,
    root: Path,
) -> dict[str, Any]:
    """One result.

    GitHub matches results between runs by `primaryLocationLineHash` alone, which its own upload
    action makes of the line's text: resources made by one line of a loop would be one alert.
    """
    subject = finding.subject
    region = {"startLine": max(subject.line or 1, 1)}
    physical = {"artifactLocation": {"uri": uri(subject, root)}, "region": region}
    logical = {"fullyQualifiedName": clean(resource(subject)), "kind": "resource"}
    properties = {
        "owner": finding.owner,
        "account": subject.account,
        "region": subject.region,
        "type": subject.type,
        "reasons": finding.reasons,
    }
    return {
        "ruleId": rule,
        "ruleIndex": indexes[rule],
        "level": level,
        "message": {"text": _plain(message)},
        "locations": [{"physicalLocation": physical, "logicalLocations": [logical]}],
        "partialFingerprints": {
            "remit/v1": finding.fingerprint,
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
        },
        "properties": properties,
    }


def _plain(message: str) -> str:
    """A message in which no name from outside becomes a link or a placeholder (SARIF 3.11.5-6)."""
    return clean(message).replace("](", "] (").replace("{", "(").replace("}", ")")


def _notification(problem: Problem, root: Path) -> dict[str, Any]:
    level = "error" if problem.fatal else "warning" if problem.incomplete else "note"
    text = str(replace(problem, file="", line=None))
    note: dict[str, Any] = {"level": level, "message": {"text": _plain(text)}}
    if problem.file:
        physical: dict[str, Any] = {
            "artifactLocation": {"uri": encoded(relative(problem.file, root))}
        }
        if problem.line:
            physical["region"] = {"startLine": problem.line}
        note["locations"] = [{"physicalLocation": physical}]
    return note
