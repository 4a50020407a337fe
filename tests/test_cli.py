"""The command line as a user meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from remit import cli

TEMPLATE = """
Resources:
  Good:
    Type: AWS::S3::Bucket
    Properties: {VersioningConfiguration: {Status: Enabled}}
  Bad:
    Type: AWS::S3::Bucket
"""


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def records(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def remit(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Result:
        code = cli.run(list(words))
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return run


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)
    return path


KEYS = {
    "check", "status", "severity", "duty", "owner", "resource", "type", "account", "region",
    "file", "line", "evidence", "reasons", "fingerprint",
}  # fmt: skip


def test_a_scan_prints_one_finding_a_line_and_fails_the_gate(remit, template):
    found = remit("scan", str(template), "-f", "jsonl", "-c", "s3_bucket_versioning_enabled")
    assert found.code == 1
    good, bad = found.records
    assert set(good) >= KEYS
    assert (good["status"], bad["status"]) == ("pass", "fail")
    assert (bad["resource"], bad["type"], bad["line"]) == ("Bad", "AWS::S3::Bucket", 6)
    assert bad["evidence"] == {"versioning": "Off"}
    assert (bad["account"], bad["region"]) == (None, None)


def test_the_gate_can_be_lower_than_what_is_looked_at(remit, template):
    words = ("scan", str(template), "-c", "s3_bucket_versioning_enabled")
    assert remit(*words, "--fail-on", "high").code == 0
    assert remit(*words, "--exit-zero").code == 0


def test_a_file_that_is_nothing_of_ours_is_an_error_in_one_line(remit, tmp_path):
    (tmp_path / "notes.yaml").write_text("hello: world\n")
    found = remit("scan", "notes.yaml", "-f", "jsonl")
    assert found.code == 2
    assert found.out == ""
    assert found.err.startswith("remit: notes.yaml: not a CloudFormation template")
    assert len(found.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("scan",), "say what to scan"),
        (("scan", "x", "-c", "nope"), "no check is called nope"),
        (("scan", "x", "--service", "nope"), "no check is about the service nope"),
        (("scan", "x", "--set", "nope.days=1"), "expected CHECK.PARAMETER=VALUE"),
        (("scan", "x", "--parameter", "nope"), "expected NAME=VALUE"),
        (("scan", "x", "--account", "12"), "an account has 12 digits"),
        (("explain", "s3_buckte"), "did you mean s3_bucket"),
        (("snapshot", "show", "nowhere"), "no snapshot"),
        (("query", "select 1; select 2", "x"), "one SELECT statement"),
        (("query", "drop table s3_bucket", "x"), "one SELECT statement"),
        (("query", "select 1"), "no snapshot in"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_a_mistake_gets_one_line_that_says_what_to_do(remit, words, says):
    found = remit(*words)
    assert found.code == 2
    assert says in found.err
    assert len(found.err.strip().splitlines()) == 1
    assert "Traceback" not in found.err


def test_a_threshold_that_is_set_is_the_one_in_force(remit, tmp_path):
    from remit import catalog

    check = next(
        c for c in catalog.checks() if isinstance(next(iter(c.parameters.values()), None), int)
    )
    name = next(iter(check.parameters))
    adjusted = check.adjusted({name: 12345})
    assert "12345" in str(adjusted.passes) or "12345" in str(adjusted.where)


def test_a_users_own_check_runs_beside_ours(remit, template, tmp_path):
    (tmp_path / "own.toml").write_text(
        "[ours_named]\ntable = \"s3_bucket\"\ncondition = \"tags['owner'] <> ''\"\n"
        'duty = "inventory-assets"\ntitle = "Buckets have an owner."\nseverity = "low"\n'
    )
    found = remit("scan", str(template), "--checks-file", "own.toml", "-c", "ours_*", "-f", "jsonl")
    assert [record["status"] for record in found.records] == ["fail", "fail"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("condition = \"versoning = 'x'\"", "has no column versoning"),
        ("condition = \"versioning LIKE 'x'\"", "outside the language"),
        ('condition = "versioning = \'x\'"\nseverity = "huge"', "huge"),
        ('condition = "versioning = "', "not a condition"),
        ("where = \"versioning = 'x'\"", "condition"),
    ],
)
def test_a_users_own_check_that_is_wrong_is_named(remit, template, tmp_path, body, says):
    (tmp_path / "own.toml").write_text(
        f'[ours]\ntable = "s3_bucket"\nduty = "inventory-assets"\n{body}\n'
    )
    found = remit("scan", str(template), "--checks-file", "own.toml")
    assert found.code == 2
    assert "own.toml: [ours]" in found.err and says in found.err


def test_a_snapshot_is_kept_verified_and_scanned_again(remit, template, tmp_path):
    first = remit("scan", str(template), "--save", "-f", "jsonl")
    assert "snapshot: " in first.err
    (folder,) = (tmp_path / ".remit" / "snapshots").iterdir()
    assert str(folder.name) in remit("snapshot", "list").out
    assert remit("snapshot", "verify", str(folder)).code == 0
    again = remit("scan", str(folder), "-f", "jsonl")
    assert again.records == first.records
    counted = remit("query", "select count(*) as n from s3_bucket", "-f", "jsonl")
    assert counted.records == [{"n": 2}]


def test_a_snapshot_that_was_changed_is_refused(remit, template, tmp_path):
    remit("scan", str(template), "--save")
    (folder,) = (tmp_path / ".remit" / "snapshots").iterdir()
    file = folder / "s3_bucket.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert remit("snapshot", "verify", str(folder)).code == 1
    found = remit("scan", str(folder), "-f", "jsonl")
    assert found.code == 2
    assert "was changed" in found.err


def test_queries_cannot_reach_files_or_the_network(remit, template):
    found = remit("query", "select * from read_text('/etc/hostname')", str(template))
    assert found.code == 2
    assert found.out == ""


def test_an_estate_of_types_that_nobody_looks_at_is_incomplete(remit, tmp_path):
    (tmp_path / "odd.yaml").write_text("Resources:\n  A: {Type: AWS::Made::Up}\n")
    found = remit("scan", "odd.yaml", "-f", "jsonl")
    assert found.code == 3
    assert "AWS::Made::Up" in found.err


def test_the_lists_of_checks_is_what_outside_tools_rely_on(remit):
    found = remit("checks", "list", "-f", "jsonl")
    assert {"id", "title", "severity", "duty", "table", "services", "sources"} <= set(
        found.records[0]
    )
    assert all(record["sources"] for record in found.records)


@pytest.mark.parametrize(
    "thing", ["s3_bucket_versioning_enabled", "s3_bucket", "s3", "manage-keys"]
)
def test_everything_that_has_a_name_can_be_explained(remit, thing):
    found = remit("explain", thing)
    assert found.code == 0
    assert len(found.out.splitlines()) > 3


@pytest.mark.parametrize(
    "suffix", [".txt", ".json", ".jsonl", ".csv", ".sarif", ".xml", ".html", ".md"]
)
def test_reports_are_written_by_suffix(remit, template, tmp_path, suffix):
    found = remit("scan", str(template), "-q", "-o", f"report{suffix}", "-c", "s3_*")
    assert found.code == 1
    assert (tmp_path / f"report{suffix}").stat().st_size > 100


def test_help_needs_no_content_and_no_engine():
    code = (
        "import sys; from remit import cli; cli.run(['--help']);"
        "assert not {'duckdb', 'sqlglot', 'botocore', 'remit.tables'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
