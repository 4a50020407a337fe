"""The formats that other programs read: SARIF, JUnit, CSV."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema  # type: ignore[import-untyped]
import orjson
import pytest

from remit.assessment import Assessment
from remit.checks import Status
from remit.findings import Finding
from remit.reports import ReportOptions
from remit.reports.places import relative, segments, uri
from remit.sources.declared import Problem
from tests.reports import HOSTILE, checks, hostile, of, read, subject, written

TEXT = {"type": "string", "minLength": 1}
MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": TEXT}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~%@/-]+$"}},
                },
                "region": {
                    "type": "object",
                    "required": ["startLine"],
                    "properties": {"startLine": {"type": "integer", "minimum": 1}},
                },
            },
        }
    },
}
RULE = {
    "type": "object",
    "required": ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
    "properties": {
        "shortDescription": MESSAGE,
        "help": {**MESSAGE, "required": ["text", "markdown"]},
        "helpUri": {"type": "string", "pattern": "^https://"},
        "defaultConfiguration": {"properties": {"level": LEVEL}, "additionalProperties": False},
    },
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
    "properties": {
        "message": MESSAGE,
        "level": LEVEL,
        "locations": {"type": "array", "minItems": 1, "items": LOCATION},
        "partialFingerprints": {
            "required": ["remit/v1", "primaryLocationLineHash"],
            "additionalProperties": {"type": "string", "minLength": 1},
        },
    },
}
INVOCATION = {
    "type": "object",
    "required": ["executionSuccessful"],
    "properties": {
        "executionSuccessful": {"type": "boolean"},
        "toolExecutionNotifications": {
            "type": "array",
            "items": {"required": ["message"], "properties": {"message": MESSAGE, "level": LEVEL}},
        },
    },
}
RUN = {
    "type": "object",
    "required": ["tool", "results", "columnKind", "invocations"],
    "properties": {
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "tool": {
            "required": ["driver"],
            "properties": {
                "driver": {
                    "required": ["name", "rules", "semanticVersion"],
                    "properties": {"rules": {"type": "array", "uniqueItems": True, "items": RULE}},
                }
            },
        },
        "invocations": {"type": "array", "items": INVOCATION},
        "results": {"type": "array", "items": RESULT},
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "maxItems": 1, "items": RUN},
    },
}
"""What SARIF 2.1.0 requires of the parts that are written, and what GitHub requires on top."""


@pytest.fixture
def assessment(tmp_path: Path) -> Assessment:
    return read(tmp_path)


def sarif(assessment: Assessment, root: Path | None = None) -> dict[str, Any]:
    log = orjson.loads(written(assessment, "sarif", ReportOptions(version="1.2.3", root=root)))
    jsonschema.validate(log, SARIF)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_sarif_has_a_result_for_each_failed_and_each_unknown_finding(
    assessment: Assessment,
) -> None:
    run = sarif(assessment)
    counts = assessment.scan.counts
    assert counts[Status.FAIL] and counts[Status.UNKNOWN]
    assert len(run["results"]) == counts[Status.FAIL] + counts[Status.UNKNOWN]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_points_at_the_line_that_declares_the_resource(
    assessment: Assessment, tmp_path: Path
) -> None:
    run = sarif(assessment, tmp_path)
    found = next(r for r in run["results"] if r["ruleId"] == "s3_bucket_versioning_enabled")
    physical = found["locations"][0]["physicalLocation"]
    assert physical == {"artifactLocation": {"uri": "template.yaml"}, "region": {"startLine": 2}}


def test_sarif_shows_a_doubt_as_a_note_without_a_security_severity(assessment: Assessment) -> None:
    run = sarif(assessment)
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    doubt = next(r for r in run["results"] if r["ruleId"] == "s3_bucket_versioning_enabled_unknown")
    assert doubt["level"] == "note"
    assert "elsewhere" in doubt["message"]["text"]
    assert "security-severity" not in rules[doubt["ruleId"]]["properties"]
    assert rules["s3_bucket_versioning_enabled"]["properties"]["security-severity"] == "5.5"


def test_sarif_says_that_a_run_failed_when_an_input_came_to_nothing(assessment: Assessment) -> None:
    problems = [
        Problem("not a template", file="my stack.yaml", line=3, fatal=True),
        Problem("module not found", hint="run terraform init"),
    ]
    run = sarif(of(assessment, [], problems=problems))
    invocation = run["invocations"][0]
    notes = invocation["toolExecutionNotifications"]
    assert not invocation["executionSuccessful"]
    assert [note["level"] for note in notes] == ["error", "warning"]
    assert notes[1]["message"]["text"] == "module not found. Run terraform init"
    where = notes[0]["locations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "my%20stack.yaml"}, "region": {"startLine": 3}}


def test_sarif_of_nothing_is_valid_too(assessment: Assessment) -> None:
    assert sarif(of(assessment, []))["results"] == []


def test_sarif_of_hostile_names_stays_valid_and_holds_no_links(assessment: Assessment) -> None:
    run = sarif(hostile(assessment))
    for result in run["results"]:
        assert "](" not in result["message"]["text"]
        assert result["message"]["text"].isprintable()
        path = unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        assert ".." not in path.split("/") and not path.startswith("/")


def test_fingerprints_in_sarif_are_those_of_the_findings_and_unique(assessment: Assessment) -> None:
    prints = [r["partialFingerprints"]["remit/v1"] for r in sarif(assessment)["results"]]
    wanted = {f.fingerprint for f in assessment.scan.findings
              if f.status in (Status.FAIL, Status.UNKNOWN)}  # fmt: skip
    assert len(prints) == len(set(prints)) and set(prints) == wanted


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({}, "aws/123456789012/eu-west-1/s3/logs"),
        ({"arn": "arn:aws:iam::123456789012:role/a/b", "region": "global"},
         "aws/123456789012/global/iam/role/a/b"),
        ({"arn": "", "account": None, "region": None, "type": "password policy", "id": "x y"},
         "aws/unknown-account/unknown-region/password%20policy/x%20y"),
        ({"arn": "", "id": "", "name": "", "resource": ""},
         "aws/123456789012/eu-west-1/AWS/S3/Bucket/-"),
        ({"source": "tf", "file": "/work/infra/a b/main.tf", "line": 7}, "a%20b/main.tf"),
        ({"source": "tf", "file": "./modules/../x#1.tf"}, "x%231.tf"),
        ({"source": "tf", "file": "/elsewhere/main.tf"}, "elsewhere/main.tf"),
        ({"source": "tf", "file": "../other/main.tf"}, "work/other/main.tf"),
    ],
)  # fmt: skip
def test_every_resource_has_a_relative_uri(changes: dict[str, Any], path: str) -> None:
    assert uri(subject(**changes), Path("/work/infra")) == path


def test_names_lead_nowhere_else_as_paths() -> None:
    assert segments("../../etc/passwd") == "etc/passwd"
    assert segments("..") == segments("") == segments("/") == "-"
    assert relative("/work/infra/../../etc/passwd", Path("/work/infra")) == "etc/passwd"


def test_junit_counts_what_it_holds(assessment: Assessment) -> None:
    root = ElementTree.fromstring(written(assessment, "junit"))
    counts = assessment.scan.counts
    assert (
        len(root.findall(".//testcase"))
        == int(root.attrib["tests"])
        == len(assessment.scan.findings) + len(assessment.scan.problems)
    )
    assert len(root.findall(".//failure")) == int(root.attrib["failures"]) == counts[Status.FAIL]
    skipped = counts[Status.UNKNOWN] + counts[Status.NOT_APPLICABLE]
    assert len(root.findall(".//skipped")) == int(root.attrib["skipped"]) == skipped
    for suite in root:
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
            assert int(suite.attrib[name]) == len(suite.findall(f".//{tag}"))


def test_junit_names_each_case_once(assessment: Assessment) -> None:
    root = ElementTree.fromstring(written(assessment, "junit"))
    names = Counter((c.attrib["classname"], c.attrib["name"]) for c in root.iter("testcase"))
    assert max(names.values()) == 1


def test_junit_says_why_a_case_was_skipped(assessment: Assessment) -> None:
    root = ElementTree.fromstring(written(assessment, "junit"))
    messages = [element.attrib["message"] for element in root.iter("skipped")]
    assert any(message.startswith("unknown: ") and "elsewhere" in message for message in messages)


def test_a_problem_while_reading_is_an_error_in_junit(assessment: Assessment) -> None:
    whole = of(assessment, [], problems=[Problem("module not found", file="main.tf")])
    root = ElementTree.fromstring(written(whole, "junit"))
    assert root.attrib["errors"] == "1"
    assert [e.attrib["message"] for e in root.iter("error")] == ["main.tf: module not found"]


def test_junit_of_hostile_names_is_well_formed(assessment: Assessment) -> None:
    root = ElementTree.fromstring(written(hostile(assessment), "junit"))
    assert {element.tag for element in root.iter()} == {
        "testsuites", "testsuite", "testcase", "failure", "skipped", "error",
    }  # fmt: skip


def test_csv_is_safe_to_open_in_a_spreadsheet(assessment: Assessment) -> None:
    text = written(hostile(assessment), "csv").decode()
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            assert not re.match(r"\s*[=+\-@\t\r]", cell), cell


def test_csv_has_a_row_per_finding_and_reads_back_what_was_written(assessment: Assessment) -> None:
    name = 'a "quoted", name\nover two lines'
    check = checks("s3")[0]
    finding = Finding(check, subject(resource=name), Status.FAIL, {"x": None}, ("why",), "customer")
    text = written(of(assessment, [finding]), "csv").decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["resource"] == name
    assert orjson.loads(row["evidence"]) == {"x": None}
    assert row["fingerprint"] == finding.fingerprint
    assert text.endswith("\r\n")


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_json_of_hostile_names_can_be_read_back(assessment: Assessment, format: str) -> None:
    whole = hostile(assessment)
    text = written(whole, format)
    if format == "json":
        assert len(orjson.loads(text)["findings"]) == len(whole.scan.findings)
    else:
        assert len([orjson.loads(line) for line in text.splitlines()]) == len(whole.scan.findings)


def test_the_hostile_names_are_hostile() -> None:
    assert any("<script" in text for text in HOSTILE) and any("\x1b" in text for text in HOSTILE)
