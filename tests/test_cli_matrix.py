"""`remit matrix`, `services`, `compare` and `explain` as a user meets them."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from remit import cli, modes, responsibility
from remit.catalog import tables
from remit.matrix import State
from remit.reports.stack import Stack, edge, svg, terminal
from remit.responsibility import Owner

REMIT = responsibility.load()
NOW = datetime(2026, 11, 1, tzinfo=UTC)
TEMPLATE = """
Resources:
  Bad: {Type: AWS::S3::Bucket}
  Image:
    Type: AWS::Lambda::Function
    Properties:
      {PackageType: Image, FunctionName: "=cmd|' /C calc'!A0", Code: {ImageUri: x}, Role: r}
  Other: {Type: AWS::Nobody::Knows}
"""
HOSTILE = """
Resources:
  Bad:
    Type: AWS::SQS::Queue
    Properties: {QueueName: "<script>document.title='ran'</script>"}
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def remit(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.yaml").write_text(TEMPLATE)

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.run(list(words))
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def test_the_matrix_has_a_row_per_duty_and_resource_in_every_format_for_machines(
    remit: Run,
) -> None:
    wanted = 2 * len(REMIT.duties)
    _, text, _ = remit("matrix", "t.yaml", "-f", "csv")
    by_csv = list(csv.DictReader(io.StringIO(text)))
    by_json = json.loads(remit("matrix", "t.yaml", "-f", "json")[1])
    by_lines = [
        json.loads(line) for line in remit("matrix", "t.yaml", "-f", "jsonl")[1].splitlines()
    ]
    assert len(by_csv) == len(by_json) == len(by_lines) == wanted
    assert by_json == by_lines
    key = ("resource", "duty", "owner", "status")
    assert [[row[k] for k in key] for row in by_csv] == [[row[k] for k in key] for row in by_json]
    assert all(row["owner"] and row["status"] and row["basis"] and row["sources"] for row in by_csv)


def test_a_spreadsheet_computes_nothing_that_came_from_outside(remit: Run, tmp_path: Path) -> None:
    names = {
        row["name"]
        for row in csv.DictReader(io.StringIO(remit("matrix", "t.yaml", "-f", "csv")[1]))
    }
    assert "'=cmd|' /C calc'!A0" in names
    remit("matrix", "t.yaml", "-o", "m.xlsx")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert book.sheetnames == ["Summary", "Matrix", "Resources", "Obligations"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=cmd|' /C calc'!A0" in {cell.value for cell in cells}
    assert book["Obligations"].max_row == 1 + 2 * len(REMIT.duties)
    assert book["Matrix"].freeze_panes == "A2"


def test_the_page_shows_a_hostile_name_and_runs_nothing(remit: Run, tmp_path: Path) -> None:
    (tmp_path / "h.yaml").write_text(HOSTILE)
    code, page, _ = remit("matrix", "h.yaml", "-f", "html")
    assert code == cli.EXIT_MET
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in html.unescape(page)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--service", "nope"), ("--resource", "nope"), ("--account", "1"), ("--region", "mars-1")],
)
def test_what_answers_to_nothing_in_use_is_an_error(
    remit: Run, tmp_path: Path, option: str, value: str
) -> None:
    (tmp_path / "t.yaml").write_text(TEMPLATE)
    code, _, said = remit("matrix", "t.yaml", option, value)
    assert code == cli.EXIT_ERROR
    assert f"{option}: nothing in use answers to it" in said


@pytest.mark.parametrize(
    ("option", "value", "column"),
    [("--service", "lambda", "service"), ("--layer", "guest-os", "layer"),
     ("--duty", "patch-runtime", "duty"), ("--owner", "customer", "owner"),
     ("--status", "open", "status")],
)  # fmt: skip
def test_a_selection_shows_what_it_names_and_nothing_else(
    remit: Run, option: str, value: str, column: str
) -> None:
    whole = json.loads(remit("matrix", "t.yaml", "-f", "json")[1])
    rows = json.loads(remit("matrix", "t.yaml", "-f", "json", option, value)[1])
    assert rows
    assert rows == [row for row in whole if row[column] == value]


@pytest.mark.parametrize("option", ["--layer", "--duty", "--owner", "--status", "--fail-on"])
def test_a_word_that_selects_nothing_is_an_error_that_names_those_that_do(
    remit: Run, option: str
) -> None:
    code, out, err = remit("matrix", "t.yaml", option, "no-such")
    assert code == cli.EXIT_ERROR
    assert not out
    assert err.startswith(f"remit: {option} no-such: there are ")


def test_a_resource_is_told_duty_by_duty_with_the_reason_and_the_proof(remit: Run) -> None:
    _, out, _ = remit("matrix", "t.yaml", "--resource", "Image")
    assert "because package_type = 'Image'" in out
    assert "proof: no report of AWS's is held" in out
    assert "Bad" not in out
    assert re.search(r"customer +patch-runtime +\S", out)


def test_explain_finds_a_resource_by_its_address(remit: Run) -> None:
    _, out, _ = remit("explain", "Image", "t.yaml")
    assert "because package_type = 'Image'" in out


def test_the_gate_of_the_matrix_is_what_the_user_says(remit: Run) -> None:
    assert remit("matrix", "t.yaml")[0] == cli.EXIT_MET
    assert remit("matrix", "t.yaml", "--fail-on", "open")[0] == cli.EXIT_NOT_MET
    assert remit("matrix", "t.yaml", "--fail-on", "not covered")[0] == cli.EXIT_MET


def test_what_no_table_looks_at_is_said(remit: Run) -> None:
    _, _, err = remit("matrix", "t.yaml")
    assert "not assessed: 1 of type AWS::Nobody::Knows" in err


def test_without_a_snapshot_or_a_path_the_matrix_says_what_to_do(remit: Run) -> None:
    code, _, err = remit("matrix")
    assert code == cli.EXIT_ERROR
    assert "name paths to read, or --live" in err


def test_decisions_beside_the_command_count(remit: Run, tmp_path: Path) -> None:
    (tmp_path / "remit-decisions.toml").write_text(
        '[[attestation]]\nduty = "classify-data"\nservice = "s3"\nby = "jane"\n'
        'until = 2999-01-01\nnote = "Looked at in October."\n'
    )
    rows = json.loads(remit("matrix", "t.yaml", "-f", "json", "--duty", "classify-data")[1])
    by_service = {row["service"]: row for row in rows}
    assert by_service["s3"]["status"] == State.ATTESTED
    assert by_service["s3"]["decided_by"] == "jane"
    assert by_service["lambda"]["status"] == State.NOT_ASSESSED


def test_services_lists_each_with_its_duties_as_fractions(remit: Run) -> None:
    rows = json.loads(remit("services", "t.yaml", "-f", "json")[1])
    assert {row["service"] for row in rows} == {"lambda", "s3"}
    for row in rows:
        assert row["duties_yours"].endswith(f"/{len(REMIT.duties)}")
        done, of = map(int, row["done"].split("/"))
        assert of == sum(row[k] for k in ("open", "unknown", "not_assessed", "not_covered")) + done


def test_compare_shows_where_the_line_differs(remit: Run) -> None:
    rows = json.loads(remit("compare", "ec2", "lambda-zip", "-f", "json")[1])
    by_duty = {row["duty"]: row for row in rows}
    assert by_duty["patch-guest-os"]["ec2"] == "customer"
    assert by_duty["patch-guest-os"]["lambda-zip"] == "inherited"
    assert all(row["ec2"] != row["lambda-zip"] for row in rows)
    whole = json.loads(remit("compare", "ec2", "lambda-zip", "--all", "-f", "json")[1])
    assert len(whole) == len(REMIT.duties)


def test_compare_says_what_is_near_a_word_that_it_does_not_know(remit: Run) -> None:
    code, _, err = remit("compare", "fargat")
    assert code == cli.EXIT_ERROR
    assert "fargate" in err


def test_explain_draws_the_layers_of_a_service(remit: Run, tmp_path: Path) -> None:
    code, out, _ = remit("explain", "rds", "--export", "rds.svg")
    assert code == cli.EXIT_MET
    assert "the line: all below is AWS's" in out
    drawing = ElementTree.parse(tmp_path / "rds.svg").getroot()
    cells = [e for e in drawing.iter("{http://www.w3.org/2000/svg}rect") if e.get("height") == "24"]
    assert len(cells) == len(REMIT.duties)


def test_the_line_is_drawn_where_all_below_is_inherited() -> None:
    ec2 = Stack("EC2", REMIT.line("ec2").shares)
    assert edge(REMIT, ec2) == "host-os"
    yours = dict(ec2.shares)
    yours["operate-regions-and-zones"] = ec2.shares["patch-guest-os"]
    assert edge(REMIT, Stack("own", yours)) == ""
    drawn = "\n".join(terminal(REMIT, ec2))
    assert sum(drawn.count(block) for block in "█▒░") == len(REMIT.duties) + len(Owner)


def test_a_title_in_a_drawing_is_text() -> None:
    hostile = Stack("</title><script>x</script>", REMIT.line("s3").shares)
    assert "<script" not in svg(REMIT, [hostile])
    ElementTree.fromstring(svg(REMIT, [hostile]))


@pytest.mark.parametrize("mode", modes.load().values(), ids=lambda mode: mode.id)
def test_a_mode_is_a_row_of_a_table_and_moves_the_line_or_is_where_it_starts(
    mode: modes.Mode,
) -> None:
    table = {table.spec.name: table for table in tables()}[mode.table]
    assert set(mode.row) <= set(table.columns())
    found = modes.shares(REMIT, mode, NOW)
    default = REMIT.line(table.spec.service).shares
    moved = [duty for duty in found if found[duty] != default[duty]]
    assert moved or mode.id == "lambda-zip"
