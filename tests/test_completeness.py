"""Reports say how complete a live reading is, place by place, and take a closed Region for none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from remit.assessment import Assessment
from remit.checks import Status
from remit.cli import EXIT_INCOMPLETE, EXIT_MET
from remit.cli.scan import gate
from remit.findings import Finding
from remit.sources.api.completeness import CLOSED, completeness, only_closed
from remit.sources.api.errors import Kind
from tests.reports import Live, checks, of, read, subject, written

OPEN, SHUT = "eu-west-1", "us-east-1"


def call(operation: str, region: str = OPEN, account: str = "1", **counts: Any) -> dict[str, Any]:
    named = {"account": account, "region": region, "service": "sqs", "operation": operation}
    return {**named, "made": 1, "denied": 0, "failed": 0, "throttled": 0, "skipped": 0,
            "kinds": {}, "error": "", **counts}  # fmt: skip


CALLS = [
    call("ListQueues", made=3, throttled=2),
    call("GetQueueAttributes", made=9, denied=4, failed=1,
         kinds={Kind.DENIED_BY_BOUNDARY: 4, Kind.TIMEOUT: 1}, error="denied by a boundary"),
    call("ListQueues", SHUT, denied=1, kinds={CLOSED: 1}),
    call("GetQueueAttributes", SHUT, made=0, skipped=5, kinds={CLOSED: 5}),
    call("ListQueues", account="2"),
]  # fmt: skip
RECORD = {"account": "", "accounts": [{"account": "1", "reason": ""}, {"account": "2"},
          {"account": "3", "reason": "the role cannot be assumed"}], "calls": CALLS,
          "unavailable": [[OPEN, "braket"]]}  # fmt: skip


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    return of(read(tmp_path_factory.mktemp("template")), [], live=Live(RECORD))


def test_calls_are_summed_by_place_and_told_by_reason() -> None:
    found = completeness(CALLS, [(OPEN, "braket")])
    place = found.places[0]
    assert (place.account, place.region) == ("1", OPEN)
    assert (place.made, place.denied, place.failed, place.throttled) == (12, 4, 1, 2)
    assert place.absent == 1
    assert place.reasons() == [("denied by a permissions boundary", 4), ("timeout", 1)]
    assert not found.is_complete and [one["operation"] for one in found.operations] == [
        "GetQueueAttributes"
    ]


def test_a_closed_region_is_told_and_lacks_nothing() -> None:
    found = completeness(CALLS[2:])
    assert found.is_complete and not found.operations
    (closed,) = found.closed
    assert (closed.region, closed.closed, closed.missing) == (SHUT, 6, 0)


def test_the_worst_operations_are_kept_and_the_rest_is_counted() -> None:
    many = [call(f"Get{n}", denied=n, kinds={Kind.DENIED: n}) for n in range(1, 40)]
    found = completeness(many, worst=5)
    assert [one["denied"] for one in found.operations] == [39, 38, 37, 36, 35]
    assert found.more == 34
    assert found.total.denied == sum(range(1, 40))


def test_a_snapshot_from_before_there_were_kinds_is_summed_too() -> None:
    found = completeness([{"region": OPEN, "made": 4, "denied": 3, "failed": 1}])
    assert found.places[0].reasons() == [("access denied", 3), ("no answer", 1)]


def test_every_report_says_what_is_lacking_and_what_is_closed(assessment: Assessment) -> None:
    for format in ("text", "md", "html"):
        shown = " ".join(written(assessment, format).decode().replace("\\", "").split())
        assert "denied by a permissions boundary" in shown, format
        assert "losed by a service control policy" in shown and SHUT in shown, format
        assert "the role cannot be assumed" in shown.lower(), format
        assert "Traceback" not in shown


def test_the_json_report_has_every_place(assessment: Assessment) -> None:
    told = orjson.loads(written(assessment, "json"))["completeness"]
    assert told["complete"] is False
    assert len(told["places"]) == 3
    assert told["totals"]["denied"] == 4 and told["totals"]["closed"] == 6
    assert told["reasons"]["timeout"] == 1
    assert told["accounts_not_read"] == [{"account": "3", "reason": "the role cannot be assumed"}]


def test_long_lists_of_places_are_bounded(tmp_path: Path) -> None:
    many = [call("ListQueues", account=f"{n:012}", denied=1, kinds={Kind.DENIED: 1})
            for n in range(3000)]  # fmt: skip
    whole = of(read(tmp_path), [], live=Live({**RECORD, "calls": many}))
    for format, words in (("html", "and 2,800 more"), ("md", "And 2990 more places")):
        shown = written(whole, format).decode()
        assert words.lower() in shown.lower(), format
    assert len(written(whole, "html")) < 400_000


def closed_only(assessment: Assessment, more: str = "") -> Assessment:
    """Findings that are unknown since their Region is closed, and for one more reason if given."""
    reasons = (f"ListQueues: the Region is {CLOSED}", *filter(None, [more]))
    found = [Finding(check, subject(), Status.UNKNOWN, {}, reasons) for check in checks("s3")[:3]]
    return of(assessment, found, problems=[])


def test_what_is_unknown_only_because_its_region_is_closed_is_not_incomplete(
    assessment: Assessment,
) -> None:
    assert gate(closed_only(assessment), "low", False, 0) == EXIT_MET
    assert gate(closed_only(assessment, "url: timeout"), "low", False, 0) == EXIT_INCOMPLETE
    assert not only_closed([])


def test_findings_in_a_closed_region_are_one_line_and_no_list(assessment: Assessment) -> None:
    shown = " ".join(written(closed_only(assessment), "text").decode().split())
    assert "3 findings there are unknown" in shown
    assert "3/3 unknown" in shown
    assert not shown.startswith("unknown")
