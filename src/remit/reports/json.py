"""JSON: the whole assessment as one object."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, BinaryIO

import orjson

from remit.assessment import FORMULA, Assessment
from remit.reports import ReportOptions
from remit.reports.grouping import complete
from remit.reports.records import recorder
from remit.reports.safe import utf8


def write(assessment: Assessment, out: BinaryIO, options: ReportOptions) -> None:
    """Write what was read, what could not be, the obligations and all findings, one a line."""
    record = recorder()
    head = orjson.dumps(summary(assessment, options), option=orjson.OPT_INDENT_2)
    out.write(head.removesuffix(b"\n}") + b',\n  "findings": [')
    lines = (orjson.dumps(record(finding)) for finding in assessment.scan.findings)
    out.writelines((b",\n    " if n else b"\n    ") + line for n, line in enumerate(lines))
    out.write(b"\n  ]\n}\n")


def summary(assessment: Assessment, options: ReportOptions) -> dict[str, Any]:
    """All but the findings."""
    scan = assessment.scan
    score = assessment.score(assessment.obligations)
    return {
        "tool": {"name": "remit", "version": options.version},
        "as_of": scan.now.isoformat(),
        "inputs": utf8(scan.inputs),
        "resources": {"read": scan.resources, "covered": scan.covered},
        "not_covered": utf8(dict(sorted(scan.unknown_types.items()))),
        "counts": {status.value: number for status, number in scan.counts.items()},
        "score": {"done": score.done, "of": score.of, "formula": FORMULA},
        "problems": utf8([asdict(problem) for problem in scan.problems]),
        "completeness": utf8(complete(scan).record()),
        "assumptions": utf8(scan.assumptions),
        "obligations": [
            {
                "service": found.service,
                "duty": found.duty.id,
                "layer": found.duty.layer,
                "owner": found.share.owner.value,
                "owners": dict(found.owners),
                "aws": found.share.aws,
                "customer": found.share.customer,
                "basis": found.share.basis,
                "sources": found.share.sources,
                "states": {state.value: number for state, number in found.states.items()},
            }
            for found in assessment.obligations
        ],
    }
