"""Findings by check, and what is known of how complete they are; each writer shows these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from remit.assessment import Assessment
from remit.checks import SEVERITIES, Check, Severity, Status
from remit.engine import Finding
from remit.matrix import State
from remit.scan import Scan
from remit.sources.declared import Problem

RANK = {severity: rank for rank, severity in enumerate(reversed(SEVERITIES))}
"""The order in which checks are shown: what matters most comes first."""


@dataclass
class Group:
    """What came of one check: how many findings of each status, and those to act on."""

    check: Check
    counts: Counter[Status] = field(default_factory=Counter)
    failed: list[Finding] = field(default_factory=list)
    unknown: list[Finding] = field(default_factory=list)

    @property
    def applicable(self) -> int:
        """How many resources the check applies to: what its counts are fractions of."""
        return self.counts.total() - self.counts[Status.NOT_APPLICABLE]

    @property
    def reasons(self) -> list[tuple[str, list[Finding]]]:
        """Why some findings are unknown, the commonest reason first, each finding once."""
        found: dict[str, list[Finding]] = {}
        for finding in self.unknown:
            reason = "; ".join(finding.reasons) or "no reason was given"
            found.setdefault(reason, []).append(finding)
        return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def by_check(findings: Iterable[Finding]) -> list[Group]:
    """The findings check by check, severe ones first."""
    groups: dict[Check, Group] = {}
    for finding in findings:
        group = groups.get(finding.check)
        if group is None:
            group = groups[finding.check] = Group(finding.check)
        group.counts[finding.status] += 1
        if finding.status is Status.FAIL:
            group.failed.append(finding)
        elif finding.status is Status.UNKNOWN:
            group.unknown.append(finding)
    return sorted(groups.values(), key=lambda group: order(group.check))


def order(check: Check) -> tuple[int, str, str]:
    """Where a check stands in a report."""
    return RANK[check.severity], check.service, check.id


def open_by_severity(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings failed at each severity, the worst first, zeros too."""
    found = Counter(f.check.severity for f in findings if f.status is Status.FAIL)
    return {severity: found[severity] for severity in reversed(SEVERITIES)}


def problems(scan: Scan) -> list[Problem]:
    """What could not be read, each once."""
    return list({str(problem): problem for problem in scan.problems}.values())


@dataclass(frozen=True)
class Looked:
    """Who looked at an account, from when to when, and what became of the calls."""

    account: str
    identity: str
    regions: tuple[str, ...]
    started: str
    finished: str
    calls: tuple[Mapping[str, Any], ...]
    unavailable: int
    interrupted: bool

    def total(self, name: str) -> int:
        """The sum of one count (`made`, `denied`, `failed`, `throttled`) over all calls."""
        return sum(int(call.get(name, 0)) for call in self.calls)


def looked(scan: Scan) -> list[Looked]:
    """The live readings that this scan stands on: its own, and those of the snapshots it read."""
    return [_looked(manifest) for manifest in _manifests(scan) if manifest.get("account")]


def _manifests(scan: Scan) -> list[Mapping[str, Any]]:
    manifests: list[Mapping[str, Any]] = [snapshot.manifest for snapshot in scan.snapshots]
    return manifests if scan.live is None else [*manifests, scan.live.manifest()]


def told_by_config(scan: Scan) -> list[str]:
    """A line for each reading through AWS Config: how much of whom, and how old it is."""
    lines = []
    for told in (manifest["config"] for manifest in _manifests(scan) if manifest.get("config")):
        accounts, captured = len(told["accounts"]), told["captured"]
        when = f", captured {captured['oldest']} to {captured['newest']}" if told["rows"] else ""
        lines.append(
            f"{told['where']}: {told['rows']} rows of {accounts} account{'s' * (accounts != 1)}"
            f"{when}; {told['outdated']}/{told['rows']} may be outdated, "
            f"{told['unlisted']} lists may lack something"
        )
    return lines


def _looked(manifest: Mapping[str, Any]) -> Looked:
    return Looked(
        str(manifest["account"]),
        str(manifest.get("identity", "")),
        tuple(map(str, manifest.get("regions", ()))),
        str(manifest.get("started", "")),
        str(manifest.get("finished", "")),
        tuple(call for call in manifest.get("calls", ()) if isinstance(call, Mapping)),
        len(manifest.get("unavailable", ())),
        bool(manifest.get("interrupted", False)),
    )


@dataclass(frozen=True)
class Silence:
    """Duties that are yours and that nothing spoke for, over all services in use."""

    duties: int
    obligations: int


def silence(assessment: Assessment) -> Silence:
    """How much is yours or shared and was not assessed."""
    quiet = [
        found.states[State.NOT_ASSESSED]
        for found in assessment.obligations
        if found.is_ours and found.states.get(State.NOT_ASSESSED)
    ]
    return Silence(len(quiet), sum(quiet))


def gaps(scan: Scan) -> list[str]:
    """What keeps the result from being the whole picture, one line each; none when it is."""
    lines = []
    wrong = problems(scan)
    if wrong:
        lines.append(f"{_many(len(wrong), 'problem')} while reading")
    for reading in looked(scan):
        refused = reading.total("denied") + reading.total("failed")
        if refused:
            made = reading.total("made")
            lines.append(f"{refused} of {made} calls to account {reading.account} had no answer")
        if reading.interrupted:
            lines.append(f"the reading of account {reading.account} was interrupted")
    unknown = scan.counts[Status.UNKNOWN]
    if unknown:
        lines.append(f"{_many(unknown, 'finding')} unknown")
    types: Sequence[str] = list(scan.unknown_types)
    if types:
        total = scan.unknown_types.total()
        lines.append(f"{_many(total, 'resource')} of {_many(len(types), 'type')} not looked at")
    return lines


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
