"""What a terminal and a pull request are shown."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from remit import catalog
from remit.assessment import FORMULA, Assessment
from remit.checks import Status
from remit.findings import Finding
from remit.reports import ReportOptions
from remit.reports.safe import clean, shortened, width
from remit.sources.declared import Problem
from tests.reports import HOSTILE, Live, checks, hostile, huge, of, read, subject, written

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def assessment(tmp_path: Path) -> Assessment:
    return read(tmp_path)


def text(assessment: Assessment, **options: object) -> str:
    whole = replace(ReportOptions(version="1.2.3"), **options)  # type: ignore[arg-type]
    return written(assessment, "text", whole).decode()


def test_text_names_what_failed_with_its_line(assessment: Assessment, tmp_path: Path) -> None:
    shown = text(assessment, width=200)
    part = next(p for p in shown.split("\n\n") if "s3_bucket_versioning_enabled" in p)
    assert part.startswith("medium    Buckets keep the earlier versions of their objects.")
    assert "recover-data (customer)  1 of 3 resources" in part
    assert f"Open  {tmp_path}/template.yaml:2" in part


def test_text_says_why_something_is_unknown(assessment: Assessment) -> None:
    shown = text(assessment, width=200)
    part = next(
        p for p in shown.split("\n\n")
        if p.startswith("unknown") and "s3_bucket_versioning_enabled" in p
    )  # fmt: skip
    assert "1: versioning: " in part and "elsewhere" in part and "Undecided" in part


def test_every_number_of_the_summary_is_a_fraction_with_its_formula(
    assessment: Assessment,
) -> None:
    shown = text(assessment, width=500)
    counts = assessment.scan.counts
    applicable = len(assessment.scan.findings) - counts[Status.NOT_APPLICABLE]
    assert f"{counts[Status.FAIL]}/{applicable} failed" in shown
    assert "3/4 resources are of a type that is looked at" in shown
    assert "not looked at: AWS::Nobody::Knows (1)" in shown
    score = assessment.score(assessment.obligations)
    assert f"your duties done: {score} = {FORMULA}" in shown


def test_text_says_plainly_that_nothing_failed_and_what_was_not_assessed(
    assessment: Assessment,
) -> None:
    passed = [replace(f, status=Status.PASS) for f in assessment.scan.findings]
    shown = text(of(assessment, passed))
    assert "Nothing that was assessed failed." in shown
    assert "your duties that nothing assessed: " in shown
    assert "AWS::Nobody::Knows (1)" in shown


def test_an_estate_with_nothing_to_assess_is_not_called_clean(assessment: Assessment) -> None:
    assert "Nothing was assessed" in text(of(assessment, []))
    assert "nothing was assessed" in written(of(assessment, []), "md").decode()


def test_unknown_findings_keep_a_report_from_sounding_clean(assessment: Assessment) -> None:
    kept = [f for f in assessment.scan.findings if f.status is not Status.FAIL]
    unknown = assessment.scan.counts[Status.UNKNOWN]
    shown = text(of(assessment, kept), width=200)
    assert f"Nothing that was assessed failed, but {unknown} of " in shown


def test_only_the_statuses_that_are_asked_for_are_listed(assessment: Assessment) -> None:
    shown = text(assessment, statuses=(Status.FAIL,))
    assert "\nunknown " not in shown and "\nmedium " in shown


def test_calls_that_were_refused_are_counted(assessment: Assessment) -> None:
    calls = [{"service": "s3", "operation": "ListBuckets", "made": 4, "denied": 3, "failed": 1}]
    live = Live({"account": "123456789012", "identity": "arn:aws:iam::1:user/x", "calls": calls})
    shown = text(of(assessment, [], live=live))
    assert "account 123456789012: 3/4 calls denied, 1/4 failed" in shown
    assert "3/4 denied, 1/4 failed" in written(of(assessment, [], live=live), "md").decode()


def test_problems_are_told_once(assessment: Assessment) -> None:
    problem = Problem("module not found", file="main.tf", line=3, hint="Run terraform init")
    shown = text(of(assessment, [], problems=[problem, problem]))
    assert shown.count("main.tf:3: module not found. Run terraform init") == 1


@pytest.mark.parametrize("color", [True, False])
def test_a_terminal_obeys_nothing_that_a_name_says(assessment: Assessment, color: bool) -> None:
    shown = text(hostile(assessment), color=color, shown=100)
    own = ESCAPE.sub("", shown) if color else shown
    assert all(line.isprintable() for line in own.split("\n"))
    assert "\\u001b[31mred" in own and "right\\u202eto" in own


def test_color_is_used_only_when_it_is_asked_for(assessment: Assessment) -> None:
    assert "\x1b" not in text(assessment)
    assert "\x1b[33mmedium" in text(assessment, color=True)
    assert ESCAPE.sub("", text(assessment, color=True)) == text(assessment)


def test_names_are_never_cut_and_sentences_fit_the_terminal(assessment: Assessment) -> None:
    name = 'module.a_module_with_a_name["and a key"].aws_s3_bucket.of_considerable_length[0]'
    one = subject(resource=name, source="tf", file="a/long/path/to/main.tf", line=12)
    finding = Finding(checks("s3")[0], one, Status.FAIL, {}, (), "customer")
    shown = text(of(assessment, [finding]), width=64).splitlines()
    assert any(name in line for line in shown)
    assert any(line.strip() == "a/long/path/to/main.tf:12 123456789012 eu-west-1" for line in shown)
    assert all(len(line) <= 64 for line in shown if name not in line)


@pytest.mark.parametrize(("format", "per_check", "most"), [("text", 2_500, 0), ("md", 0, 60_000)])
def test_the_size_of_the_estate_does_not_lengthen_the_report(
    assessment: Assessment, format: str, per_check: int, most: int
) -> None:
    wide = ReportOptions(width=500)
    small, large = (written(huge(assessment, n), format, wide) for n in (20_000, 40_000))
    assert len(small.splitlines()) == len(large.splitlines())
    assert len(large) < most + per_check * len(catalog.checks())


def test_markdown_counts_and_names_what_failed(assessment: Assessment) -> None:
    shown = written(assessment, "md").decode()
    counts = assessment.scan.counts
    assert shown.startswith(f"## Remit: {counts[Status.FAIL]} failed (")
    assert "`s3_bucket_versioning_enabled` | 1/3 | `Open`" in shown
    assert "by reason" in shown and "elsewhere" in shown


def test_markdown_of_hostile_names_holds_no_markup_of_theirs(assessment: Assessment) -> None:
    shown = written(hostile(assessment), "md").decode()
    outside = re.sub(r"`[^`\n]*`", "", shown)
    outside = re.sub(r"</?(details|summary|br)>", "", outside)
    bare = re.sub(r"\\.", "", outside)
    assert "<" not in bare and "](" not in bare and "@" not in bare and "`" not in bare
    for line in shown.splitlines():
        assert line.isprintable()
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (3, 5)


@pytest.mark.parametrize("given", HOSTILE)
def test_clean_leaves_one_printable_line(given: str) -> None:
    assert clean(given).isprintable() and "\n" not in clean(given)


@pytest.mark.parametrize("given", ["plain", "Ünïcode", "日本語", "a\u00a0b", "שלום"])
def test_clean_leaves_ordinary_writing_alone(given: str) -> None:
    assert clean(given) == given


def test_widths_are_those_of_a_terminal() -> None:
    assert (width("abc"), width("日本"), width("e\u0301")) == (3, 4, 1)


def test_shortened_says_that_something_was_left_out() -> None:
    assert (shortened("abcd", 4), shortened("abcde", 4)) == ("abcd", "abc…")
