"""Assessments to write reports of: a small estate, one with hostile names, a huge one."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from remit import catalog, engine, reports, responsibility, scan
from remit.assessment import Assessment, assess
from remit.checks import Check, Status
from remit.findings import Finding, Findings, Subject
from remit.reports import ReportOptions
from remit.responsibility import Share
from remit.sources.declared import Problem
from remit.sources.inputs import Options

NOW = datetime(2026, 11, 1, tzinfo=UTC)

TEMPLATE = """\
Resources:
  Open:
    Type: AWS::S3::Bucket
  Versioned:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
  Undecided:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: !ImportValue elsewhere}
  Other:
    Type: AWS::Nobody::Knows
"""

HOSTILE = (
    "<script>document.title='ran'</script>",
    '"><img src=x onerror="document.title=\'ran\'">',
    "'-alert(1)-'",
    "javascript:alert(1)",
    "</style><script>document.title='ran'</script>",
    "]]><evil/>",
    "a\x1b[31mred\x1b]8;;http://evil.example\x07",
    "right\u202eto\u2066left",
    "nul\x00and\x01more\x85",
    "line\nbreak\rreturn\u2028separator",
    "{{ 7*7 }}${7*7}",
    '=HYPERLINK("http://evil.example")',
    "@everyone | `code` [link](javascript:alert(1))",
    "../../../etc/passwd",
)


@dataclass
class Live:
    """What a live scan hands on, as far as reports look at it."""

    record: dict[str, Any] = field(default_factory=dict)

    def manifest(self) -> dict[str, Any]:
        return self.record


def checks(service: str) -> list[Check]:
    return [check for check in catalog.checks() if check.service == service]


def read(folder: Path, template: str = TEMPLATE, service: str = "s3") -> Assessment:
    """The assessment of one CloudFormation template."""
    path = folder / "template.yaml"
    path.write_text(template)
    wanted = checks(service)
    tables = engine.tables_of(wanted)
    remit = responsibility.load()
    done = scan.run(
        lambda spool, found: scan.read_files([path], Options(), tables, spool, found),
        tables, wanted, remit, NOW,
    )  # fmt: skip
    return assess(done, remit)


def of(assessment: Assessment, findings: Iterable[Finding], **changes: Any) -> Assessment:
    """The assessment with other findings, and other things said of the scan."""
    changes |= {"findings": Findings.of(findings)}
    return replace(assessment, scan=replace(assessment.scan, **changes))


def subject(**changes: Any) -> Subject:
    whole = {
        "resource": "arn:aws:s3:::logs", "name": "logs", "type": "AWS::S3::Bucket",
        "account": "123456789012", "region": "eu-west-1", "arn": "arn:aws:s3:::logs",
        "address": "", "id": "logs", "item": "", "document": "", "file": "", "line": 0,
        "source": "api", "listed": True, "tags": {},
    }  # fmt: skip
    return Subject(**{**whole, **changes})


NO_UTF8 = "lone\udcffsurrogate"
"""What a file's name that is no UTF-8 becomes; no row can hold it, a problem can."""

ATTACKS = (*HOSTILE, NO_UTF8)


def hostile(assessment: Assessment) -> Assessment:
    """Everything that comes from outside is an attack, in every status and place."""
    wanted = checks("s3")
    findings = []
    for n, text in enumerate(HOSTILE):
        for m, status in enumerate(Status):
            one = subject(
                resource=f"{text}{m}", name=text, account=text, region=text, arn="", id=text,
                file=text, document=text, address=text, line=n, source="cfn" if m % 2 else "api",
            )  # fmt: skip
            seen = {"policy": text, "tags": {text: text}}
            check = wanted[n % len(wanted)]
            findings.append(Finding(check, one, status, seen, (text, f"{text}!"), "customer"))
    calls = [{"account": text, "region": text, "service": text, "operation": text, "made": 2,
              "denied": 1, "failed": 0, "error": text} for text in HOSTILE]  # fmt: skip
    record = {"account": HOSTILE[0], "identity": HOSTILE[1], "regions": HOSTILE, "calls": calls}
    shares = Share(assessment.obligations[0].share.owner, HOSTILE[0], HOSTILE[1],
                   ("javascript:alert(1)", 'https://x.example/"onmouseover="alert(1)'))  # fmt: skip
    changed = [replace(found, share=shares) for found in assessment.obligations]
    whole = of(
        assessment, findings,
        problems=[Problem(text, file=text, line=1, hint=text) for text in ATTACKS],
        assumptions=list(ATTACKS), unknown_types=Counter(ATTACKS), live=Live(record),
        inputs=[{"path": text, "source": text, "resources": 1} for text in ATTACKS],
    )  # fmt: skip
    return replace(whole, given=tuple(changed))


def huge(assessment: Assessment, count: int = 100_000) -> Assessment:
    """Findings by the hundred thousand, over all checks of the service."""
    wanted = catalog.checks()
    findings = []
    for n in range(count):
        status = (Status.FAIL, Status.UNKNOWN, Status.FAIL, Status.PASS)[n % 4]
        arn = f"arn:aws:s3:::a-bucket-with-a-name-as-long-as-they-come-in-practice-{n:06}"
        reasons = (f"GetBucketVersioning was denied for number {n}",) * (status is Status.UNKNOWN)
        seen = {"versioning": "Off", "policy": "x" * 500}
        one = subject(resource=arn, arn=arn, id=arn[13:], name=arn[13:])
        check = wanted[n * 7919 % len(wanted)]
        findings.append(Finding(check, one, status, seen, reasons, "customer"))
    return of(assessment, findings)


def written(assessment: Assessment, format: str, options: ReportOptions | None = None) -> bytes:
    out = io.BytesIO()
    reports.write(assessment, format, out, options or ReportOptions(version="1.2.3"))
    return out.getvalue()
