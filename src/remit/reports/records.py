"""A finding as the record that machines read, the same in JSON, JSON Lines and CSV."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from remit.checks import Check
from remit.findings import Finding


def recorder() -> Callable[[Finding], dict[str, Any]]:
    """A function that makes records, and looks at each check only once."""

    @cache
    def of_check(check: Check) -> dict[str, Any]:
        return {
            "check": check.id,
            "title": check.title,
            "severity": str(check.severity),
            "duty": check.duty,
            "service": check.service,
        }

    def record(finding: Finding) -> dict[str, Any]:
        subject = finding.subject
        return {
            **of_check(finding.check),
            "status": finding.status.value,
            "owner": finding.owner,
            "resource": subject.resource,
            "name": subject.name,
            "type": subject.type,
            "account": subject.account,
            "region": subject.region,
            "source": subject.source,
            "document": subject.document,
            "file": subject.file,
            "line": subject.line or None,
            "evidence": finding.evidence,
            "reasons": finding.reasons,
            "fingerprint": finding.fingerprint,
        }

    return record
