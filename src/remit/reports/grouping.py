"""Findings by check, and what is known of how complete they are; each writer shows these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from remit import snapshot
from remit.assessment import Assessment
from remit.checks import SEVERITIES, Check, Severity, Status
from remit.findings import Finding, Findings
from remit.matrix import State
from remit.scan import Scan
from remit.sources.api.completeness import Completeness, completeness, only_closed
from remit.sources.declared import Problem

RANK = {severity: rank for rank, severity in enumerate(reversed(SEVERITIES))}
"""The order in which checks are shown: what matters most comes first."""


@dataclass
class Reason:
    """Why findings are unknown, how many they are, and the first of them."""

    text: str
    count: int = 0
    first: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """What came of one check: how many findings of each status, and those to act on.

    What is unknown only because its Region is closed is not among the unknown ones: there is
    nothing to do about it. The findings themselves are read when they are asked for.
    """

    check: Check
    findings: Findings
    reasons: Sequence[Reason]
    """The commonest first, each finding once."""

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many findings there are of each status."""
        return self.findings.by_check[self.check]

    @property
    def failed(self) -> int:
        """How many failed."""
        return self.counts[Status.FAIL]

    @cached_property
    def unknown(self) -> int:
        """How many are unknown, in Regions that are open."""
        return sum(reason.count for reason in self.reasons)

    def failures(self) -> Iterator[Finding]:
        """Those that failed."""
        return self.findings.where(self.check, Status.FAIL)

    def doubts(self) -> Iterator[Finding]:
        """Those that are unknown, in Regions that are open."""
        unknown = self.findings.where(self.check, Status.UNKNOWN) if self.unknown else iter(())
        return (finding for finding in unknown if not only_closed(finding.reasons))

    @property
    def applicable(self) -> int:
        """How many resources the check applies to: what its counts are fractions of."""
        return sum(self.counts.values()) - self.counts[Status.NOT_APPLICABLE]


FIRST = 5
"""Findings that a reason keeps, to be shown with it."""


def by_check(findings: Findings) -> list[Group]:
    """The findings check by check, severe ones first."""
    checks = sorted(findings.by_check, key=order)
    return [Group(check, findings, _reasons(findings, check)) for check in checks]


def _reasons(findings: Findings, check: Check) -> list[Reason]:
    found: dict[str, Reason] = {}
    if findings.by_check[check][Status.UNKNOWN]:
        for finding in findings.where(check, Status.UNKNOWN):
            if only_closed(finding.reasons):
                continue
            text = "; ".join(finding.reasons) or "no reason was given"
            reason = found.setdefault(text, Reason(text))
            reason.count += 1
            if len(reason.first) < FIRST:
                reason.first.append(finding)
    return sorted(found.values(), key=lambda reason: (-reason.count, reason.text))


def order(check: Check) -> tuple[int, str, str]:
    """Where a check stands in a report."""
    return RANK[check.severity], check.service, check.id


def open_by_severity(findings: Findings) -> dict[Severity, int]:
    """How many findings failed at each severity, the worst first, zeros too."""
    found: Counter[Severity] = Counter()
    for check, counts in findings.by_check.items():
        found[check.severity] += counts[Status.FAIL]
    return {severity: found[severity] for severity in reversed(SEVERITIES)}


def closed(findings: Findings) -> int:
    """How many findings are unknown only because their Region is closed."""
    return sum(
        only_closed(finding.reasons)
        for check, counts in findings.by_check.items()
        if counts[Status.UNKNOWN]
        for finding in findings.where(check, Status.UNKNOWN)
    )


def problems(scan: Scan) -> list[Problem]:
    """What could not be read, each once."""
    return list({str(problem): problem for problem in scan.problems}.values())


@dataclass(frozen=True)
class Looked:
    """Who looked at an account, from when to when, and what became of the calls."""

    account: str
    accounts: int
    identity: str
    regions: tuple[str, ...]
    started: str
    finished: str
    calls: tuple[Mapping[str, Any], ...]
    unavailable: int
    interrupted: bool

    @property
    def who(self) -> str:
        """The account in words, or how many they are."""
        return f"account {self.account}" if self.account else f"{self.accounts} accounts"

    def total(self, name: str) -> int:
        """The sum of one count (`made`, `denied`, `failed`, `throttled`) over all calls."""
        return sum(int(call.get(name, 0)) for call in self.calls)


def looked(scan: Scan) -> list[Looked]:
    """The live readings that this scan stands on: its own, and those of the snapshots it read."""
    return [
        _looked(manifest)
        for manifest in _manifests(scan)
        if manifest.get("account") or manifest.get("accounts")
    ]


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
        len(manifest.get("accounts", ())) or 1,
        str(manifest.get("identity", "")),
        tuple(map(str, manifest.get("regions", ()))),
        str(manifest.get("started", "")),
        str(manifest.get("finished", "")),
        tuple(call for call in manifest.get("calls", ()) if isinstance(call, Mapping)),
        len(manifest.get("unavailable", ())),
        bool(manifest.get("interrupted", False)),
    )


def complete(scan: Scan) -> Completeness:
    """How complete the live readings are that this scan stands on, place by place."""
    manifests = _manifests(scan)
    gone = {tuple(map(str, place)) for told in manifests for place in told.get("unavailable", ())}
    unopened = [
        (str(one.get("account") or one.get("name") or "?"), str(one["reason"]))
        for told in manifests
        for one in told.get("accounts", ())
        if one.get("reason")
    ]
    return completeness(_calls(scan), [(place[0], place[1]) for place in gone], unopened)


SHOWN = 3
"""Reasons and names of a line."""


def completeness_lines(scan: Scan) -> list[str]:
    """What calls had no answer and why, and which Regions are closed; nothing where all came."""
    found = complete(scan)
    lines = []
    reasons = found.total.reasons()
    if reasons:
        told = ", ".join(f"{number} {kind}" for kind, number in reasons[:SHOWN])
        worst = found.operations[0] if found.operations else {}
        example = f", such as {_called(worst)}" if worst else ""
        lines.append(f"calls without an answer: {told}{_more(len(reasons))}{example}")
    if found.closed:
        names = sorted({place.region for place in found.closed})
        lines.append(
            f"closed by a service control policy: {', '.join(names[:SHOWN])}{_more(len(names))}; "
            f"{closed(scan.findings)} findings there are unknown, and nobody's to repair"
        )
    if found.unopened:
        told = ", ".join(f"{account} ({why})" for account, why in found.unopened[:SHOWN])
        lines.append(f"accounts not read: {told}{_more(len(found.unopened))}")
    return lines


def _called(call: Mapping[str, Any]) -> str:
    """An operation with its place, as a text."""
    named = (call.get(name, "") for name in ("service", "operation"))
    region, account = call.get("region", ""), call.get("account", "")
    where = (f"in {region}" if region else "", f"of account {account}" if account else "")
    return " ".join(filter(None, map(str, (*named, *where))))


def _more(number: int) -> str:
    return f" and {number - SHOWN} more" if number > SHOWN else ""


def _calls(scan: Scan) -> Iterator[Mapping[str, Any]]:
    """Every call of the readings: by place where that was kept, else what the manifest says."""
    for kept in scan.snapshots:
        one_by_one = snapshot.calls(kept)
        yield from _listed(kept.manifest) if one_by_one is None else one_by_one
    if scan.live is not None:
        calls = getattr(scan.live, "calls", None)
        yield from _listed(scan.live.manifest()) if calls is None else map(vars, calls)


def _listed(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (call for call in manifest.get("calls", ()) if isinstance(call, Mapping))


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
            lines.append(f"{refused} of {made} calls to {reading.who} had no answer")
        if reading.interrupted:
            lines.append(f"the reading of {reading.who} was interrupted")
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
