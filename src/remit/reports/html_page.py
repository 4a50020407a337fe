"""What the HTML report shows: an assessment as the plain values that its templates print."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from remit.assessment import BESIDE, FORMULA, Assessment, Obligation, Score
from remit.checks import Check, Severity, Status
from remit.findings import Finding
from remit.matrix import State
from remit.reports import ReportOptions
from remit.reports.grouping import (
    FIRST,
    Group,
    Looked,
    Silence,
    by_check,
    complete,
    gaps,
    looked,
    open_by_severity,
    problems,
    silence,
)
from remit.reports.html_line import SHOWN, Layer, Row, Service, layers, rows, services, slug
from remit.reports.places import place, resource
from remit.reports.safe import evidence, shortened
from remit.sources.api.completeness import Completeness

PER_CHECK = 50
"""Resources that are shown of one check; the rest is counted."""

IN_ALL = 5000
"""Resources that are shown in one page; it must open at once, whatever the size of the estate."""

PER_REASON = FIRST
LISTED = 200
"""Entries of every other list."""

URL = re.compile(r"(https://[^\s<>\"')]+)")


@dataclass(frozen=True)
class Shown:
    """A resource in a table of findings."""

    resource: str
    place: str
    owner: str
    evidence: str


@dataclass(frozen=True)
class Reason:
    """Why some resources are unknown, and the first of them."""

    text: str
    count: int
    shown: Sequence[Shown]


@dataclass(frozen=True)
class CheckPart:
    """One check with what came of it."""

    slug: str
    check: Check
    about: Sequence[Sequence[tuple[bool, str]]]
    thresholds: str
    group: Group
    failed: Sequence[Shown]
    reasons: Sequence[Reason]
    more_reasons: int
    command: str


@dataclass(frozen=True)
class Listed:
    """The first entries of a list, and how many were left out."""

    shown: Sequence[Any]
    more: int


@dataclass(frozen=True)
class Page:
    """The whole report."""

    version: str
    as_of: str
    assessment: Assessment
    applicable: int
    counts: dict[Status, int]
    score: Score
    formula: str
    states: Sequence[tuple[State, int]]
    severities: dict[Severity, int]
    gaps: Sequence[str]
    silence: Silence
    layers: Sequence[Layer]
    rows: Sequence[Row]
    services: Sequence[Service]
    failed: Sequence[CheckPart]
    unknown: Sequence[CheckPart]
    problems: Listed
    assumptions: Listed
    inputs: Listed
    types: Listed
    looked: Sequence[Looked]
    calls: Listed
    completeness: Completeness
    places: Listed
    unopened: Listed


def page(assessment: Assessment, options: ReportOptions) -> Page:
    """Everything that the templates print."""
    scan = assessment.scan
    groups = by_check(scan.findings)
    failed = [group for group in groups if group.failed]
    unknown = [group for group in groups if group.unknown]
    each = max(1, min(PER_CHECK, IN_ALL // max(len(failed) + len(unknown), 1)))
    command = _command(assessment)
    found = looked(scan)
    whole = complete(scan)
    return Page(
        version=options.version,
        as_of=scan.now.strftime("%Y-%m-%d %H:%M UTC"),
        assessment=assessment,
        applicable=len(scan.findings) - scan.counts[Status.NOT_APPLICABLE],
        counts=scan.counts,
        score=assessment.score(assessment.obligations),
        formula=FORMULA,
        states=_states(assessment.obligations),
        severities=open_by_severity(scan.findings),
        gaps=gaps(scan),
        silence=silence(assessment),
        layers=layers(assessment),
        rows=rows(assessment),
        services=services(assessment),
        failed=[_failed(group, each, command) for group in failed],
        unknown=[_unknown(group, each, command) for group in unknown],
        problems=_listed(problems(scan)),
        assumptions=_listed(scan.assumptions),
        inputs=_listed(scan.inputs),
        types=_listed(sorted(scan.unknown_types.items(), key=lambda pair: (-pair[1], pair[0]))),
        looked=found,
        calls=Listed(whole.operations, whole.more),
        completeness=whole,
        places=_listed(whole.places),
        unopened=_listed(whole.unopened),
    )


def _listed(entries: Sequence[Any]) -> Listed:
    return Listed(entries[:LISTED], max(len(entries) - LISTED, 0))


def _states(obligations: Iterable[Obligation]) -> list[tuple[State, int]]:
    """The parts of the score; those that few estates have only where there are some."""
    found: Counter[State] = Counter()
    for obligation in obligations:
        found.update(obligation.states)
    return [
        (state, found[state])
        for state in SHOWN
        if state not in BESIDE
        and (found[state] or state in (State.OPEN, State.UNKNOWN, State.NOT_ASSESSED, State.DONE))
    ]


def _command(assessment: Assessment) -> str:
    """How the same things are scanned again, as one would type it."""
    scan = assessment.scan
    words = [shlex.quote(str(given["path"])) for given in scan.inputs]
    said = " ".join(words) if sum(map(len, words)) <= 120 else "PATH…"
    live = "--live" if scan.live is not None else ""
    return " ".join(filter(None, ("remit scan", said, live)))


def _failed(group: Group, each: int, command: str) -> CheckPart:
    shown = [_shown(finding) for finding in islice(group.failures(), each)]
    return _part(group, command, failed=shown)


def _unknown(group: Group, each: int, command: str) -> CheckPart:
    """The reasons of a check's unknown findings, with as many resources as there is room for."""
    reasons = group.reasons
    chosen = reasons[: max(each // PER_REASON, 1)]
    parts = [
        Reason(
            reason.text, reason.count, [_shown(finding) for finding in reason.first[:PER_REASON]]
        )
        for reason in chosen
    ]
    rest = sum(reason.count for reason in reasons[len(chosen) :])
    return _part(group, command, reasons=parts, more_reasons=rest)


def _part(
    group: Group,
    command: str,
    failed: Sequence[Shown] = (),
    reasons: Sequence[Reason] = (),
    more_reasons: int = 0,
) -> CheckPart:
    check = group.check
    return CheckPart(
        slug(check.id),
        check,
        paragraphs(check.about),
        ", ".join(f"{name} = {value}" for name, value in check.parameters.items()),
        group,
        failed,
        reasons,
        more_reasons,
        f"{command} --check {shlex.quote(check.id)} --format csv",
    )


def paragraphs(text: str) -> list[list[tuple[bool, str]]]:
    """A docstring as paragraphs of pieces, each a web address or not."""
    return [
        [(bool(n % 2), piece) for n, piece in enumerate(URL.split(" ".join(part.split()))) if piece]
        for part in text.split("\n\n")
        if part.strip()
    ]


def _shown(finding: Finding) -> Shown:
    subject = finding.subject
    return Shown(
        shortened(resource(subject), 300),
        shortened(place(subject), 300),
        finding.owner,
        evidence(finding.evidence, 160),
    )


__all__ = ["Page", "page", "paragraphs"]
