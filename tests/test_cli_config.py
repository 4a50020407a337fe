"""`remit scan --live --aggregator`: an organisation by one API, as people call it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from remit import cli
from tests.config_service import Estate, Server, recorder, serving, source
from tests.test_config_query import AGGREGATOR, OTHER, OWN, volume

ENCRYPTED = "ec2_volume_encrypted"
PLACES = [(account, region) for account in (OWN, OTHER) for region in ("eu-west-1", "eu-central-1")]


@dataclass
class Result:
    code: int
    out: str
    err: str

    def findings(self) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.out.splitlines()]
        return [one for one in found if "status" in one]


Run = Callable[..., Result]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def remit(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")

    def run(*words: str) -> Result:
        code = cli.run(list(words))
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return run


def estate(items: Sequence[Any], places: Sequence[tuple[str, str]], **more: Any) -> Estate:
    found = [*items, *(recorder(*place) for place in places)]
    return Estate(found, [source(*place) for place in places], [AGGREGATOR], **more)


def scanned(server: Server, given: Estate, remit: Run, *words: str) -> Result:
    server.estate = given
    url = f"http://127.0.0.1:{server.server_address[1]}"
    regions = [f"--region={region}" for region in ("eu-west-1", "eu-central-1")]
    where = ("--endpoint-url", url, *regions, "--now", "2026-11-01T00:00:00Z")
    return remit("scan", "--live", *where, *(() if "-f" in words else ("-f", "jsonl")), *words)


def manifest(folder: Path) -> dict[str, Any]:
    (snapshot,) = (folder / ".remit" / "snapshots").iterdir()
    found: dict[str, Any] = json.loads((snapshot / "manifest.json").read_text())
    return found


def test_two_accounts_in_two_regions_come_into_one_snapshot(
    server: Server, remit: Run, tmp_path: Path
) -> None:
    items = [volume(*place, f"vol-{i}") for i, place in enumerate(PLACES)]
    items[3]["configuration"]["encrypted"] = False
    given = estate(items, PLACES)
    done = scanned(server, given, remit, "--aggregator", "org", "-c", ENCRYPTED)
    assert {(f["account"], f["region"]): f["status"] for f in done.findings()} == {
        (OWN, "eu-west-1"): "pass",
        (OWN, "eu-central-1"): "pass",
        (OTHER, "eu-west-1"): "pass",
        (OTHER, "eu-central-1"): "fail",
    }
    assert done.code == 1
    told = manifest(tmp_path)
    assert told["config"]["accounts"] == [OWN, OTHER]
    assert told["config"]["captured"]["oldest"] == "2026-05-01T16:09:41Z"
    assert {place["status"] for place in told["config"]["places"]} == {"SUCCEEDED"}
    assert told["config"]["api"] == {OWN: ["ec2_ebs_encryption_default"]}
    asked = {call["operation"]: call["made"] for call in told["calls"]}
    assert asked["SelectAggregateResourceConfig"] == 2 and "DescribeVolumes" not in asked
    assert not list((tmp_path / ".remit" / "runs").iterdir())


def test_the_account_of_the_credentials_is_read_by_the_api_where_config_cannot_tell(
    server: Server, remit: Run
) -> None:
    items = [volume(*PLACES[0]), volume(*PLACES[2])]
    given = estate(items, [PLACES[0], PLACES[2], PLACES[3]])
    done = scanned(server, given, remit, "--aggregator", "org", "-c", ENCRYPTED)
    found = {(f["account"], f["region"]): f["status"] for f in done.findings()}
    # nobody records in eu-central-1 of its own account, so the API is asked, which refuses here
    assert found == {
        (OWN, "eu-west-1"): "unknown",
        (OWN, "eu-central-1"): "unknown",
        (OTHER, "eu-west-1"): "pass",
    }
    assert "ec2:DescribeVolumes" in done.out and done.code == 3


def test_of_named_accounts_config_tells_what_a_role_that_nobody_may_assume_does_not(
    server: Server, remit: Run, tmp_path: Path
) -> None:
    places = [*PLACES, ("1" * 12, "eu-west-1")]
    given = estate([volume(*place) for place in places], places)
    done = scanned(server, given, remit, "--aggregator", "org", "--account", OWN, "--account",
                   OTHER, "-c", ENCRYPTED, "-c", "ec2_ebs_encrypted_by_default")  # fmt: skip
    found = {(f["check"], f["account"], f["region"]): f["status"] for f in done.findings()}
    assert {account for _, account, _ in found} == {OWN, OTHER}
    assert {s for (check, *_), s in found.items() if check == ENCRYPTED} == {"pass"}
    assert {s for (check, *_), s in found.items() if check != ENCRYPTED} == {"unknown"}
    assert manifest(tmp_path)["config"]["accounts"] == [OWN, OTHER]


def test_an_account_that_config_does_not_know_is_unknown_and_does_not_pass(
    server: Server, remit: Run
) -> None:
    given = estate([volume(*PLACES[0])], PLACES[:2])
    given.sources = [*given.sources, source(OTHER, "eu-west-1", "FAILED", LastErrorCode="Denied")]
    done = scanned(server, given, remit, "--aggregator", "org", "-c", ENCRYPTED)
    found = {f["account"]: f for f in done.findings()}
    assert found[OWN]["status"] == "pass" and found[OTHER]["status"] == "unknown"
    assert "Denied" in json.dumps(found[OTHER]) and done.code == 3


def test_without_regions_those_of_the_account_and_of_config_are_looked_at(
    server: Server, remit: Run
) -> None:
    places = [(OTHER, "eu-west-1"), (OTHER, "eu-north-1")]
    server.estate = estate([volume(*place) for place in places], places,
                           regions=("eu-west-1", "eu-west-3"))  # fmt: skip
    url = f"http://127.0.0.1:{server.server_address[1]}"
    done = remit("scan", "--live", "--aggregator", "org", "--endpoint-url", url, "-c", ENCRYPTED,
                 "-f", "jsonl", "--no-save")  # fmt: skip
    others = [f for f in done.findings() if f["account"] == OTHER]
    assert {(f["region"], f["status"]) for f in others} == {
        ("eu-west-1", "pass"),
        ("eu-north-1", "pass"),
        ("eu-west-3", "unknown"),
    }


def test_a_service_control_policy_that_denies_queries_is_named(server: Server, remit: Run) -> None:
    said = "User: a is not authorized to perform: config:SelectAggregateResourceConfig with an "
    policy = ("AccessDeniedException", f"{said}explicit deny in a service control policy")
    given = estate([volume(*PLACES[2])], PLACES)
    given.refused = {"SelectAggregateResourceConfig AWS::EC2::Volume": policy}
    done = scanned(server, given, remit, "--aggregator", "org", "-c", ENCRYPTED)
    found = {f["account"]: f for f in done.findings()}
    assert found[OTHER]["status"] == "unknown" and done.code == 3
    assert "service control policy" in json.dumps(found[OTHER])


def test_an_old_capture_is_unknown_where_an_age_is_asked_for(server: Server, remit: Run) -> None:
    given = estate([volume(*PLACES[0])], PLACES[:2])
    done = scanned(server, given, remit, "--aggregator", "org", "-c", ENCRYPTED,
                   "--config-max-age", "30")  # fmt: skip
    (finding,) = done.findings()
    assert finding["status"] == "unknown" and "2026-05-01" in json.dumps(finding)


def test_without_an_aggregator_the_accounts_own_config_is_asked(server: Server, remit: Run) -> None:
    given = Estate([volume(*PLACES[0]), volume(*PLACES[1], "vol-2")],
        recorders={region: [{"name": "default", "recordingGroup": {"allSupported": True}}]
                   for region in ("eu-west-1", "eu-central-1")},
        states={region: [{"name": "default", "recording": True}]
                for region in ("eu-west-1", "eu-central-1")},
    )  # fmt: skip
    done = scanned(server, given, remit, "--config", "-c", ENCRYPTED)
    assert [f["status"] for f in done.findings()] == ["pass", "pass"]
    assert given.asked["SelectResourceConfig"] == 2


def test_a_run_that_goes_on_does_not_ask_config_again(server: Server, remit: Run) -> None:
    words = ("--aggregator", "org", "-c", "ec2_*", "-c", "sqs_*")
    given = estate([volume(*place) for place in PLACES], PLACES, denial="ExpiredToken")
    first = scanned(server, given, remit, *words, "--no-save")
    assert "--resume" in first.err
    asked = given.asked["SelectAggregateResourceConfig"]
    assert asked > 1
    given.denial = "AccessDenied"
    second = remit("scan", "--resume", "-f", "jsonl", "--no-save")
    assert given.asked["SelectAggregateResourceConfig"] == asked
    volumes = [f for f in second.findings() if f["check"] == ENCRYPTED]
    assert {(f["account"], f["region"], f["status"]) for f in volumes} == {
        (*place, "pass") for place in PLACES
    }


def test_the_report_says_how_old_it_is_and_what_could_not_be_decided(
    server: Server, remit: Run
) -> None:
    bucket = {
        "resourceType": "AWS::S3::Bucket",
        "resourceId": "b",
        "accountId": OTHER,
        "awsRegion": "eu-west-1",
        "configurationItemCaptureTime": "2026-05-01T16:09:41.008Z",
        "configuration": {"name": "b"},
        "supplementaryConfiguration": {"BucketVersioningConfiguration": {"status": "Enabled"}},
    }
    checks = ("-c", "s3_bucket_acls_disabled", "-c", "s3_bucket_versioning_enabled")
    given = estate([bucket], PLACES)
    text = scanned(server, given, remit, "--aggregator", "org", *checks, "-f", "text", "--no-save")
    assert (
        "aggregator org in eu-west-1: 1 rows of 2 accounts, captured 2026-05-01T16:09:41Z to "
        "2026-05-01T16:09:41Z; 0/1 may be outdated" in " ".join(text.out.split())
    )
    told = json.loads(scanned(server, given, remit, "--aggregator", "org", *checks, "-f", "json",
                              "--no-save").out)  # fmt: skip
    (line,) = [line for line in told["assumptions"] if "cannot be decided" in line]
    assert "s3_bucket_acls_disabled" in line and "versioning" not in line


def test_what_a_run_did_not_keep_of_config_is_asked_again(
    server: Server, remit: Run, tmp_path: Path
) -> None:
    words = ("--aggregator", "org", "-c", ENCRYPTED, "--no-save")
    given = estate([volume(*place) for place in PLACES], PLACES, denial="ExpiredToken")
    scanned(server, given, remit, *words)
    (run,) = (tmp_path / ".remit" / "runs").iterdir()
    assert (run / "config.json").exists()
    # killed before it was vouched for
    (run / "journal.jsonl").write_text("")
    asked = given.asked["SelectAggregateResourceConfig"]
    given.denial = "AccessDenied"
    done = remit("scan", "--resume", "-f", "jsonl", "--no-save")
    assert given.asked["SelectAggregateResourceConfig"] == 2 * asked
    assert [f["status"] for f in done.findings()] == ["pass"] * 4


@pytest.mark.parametrize(
    "words", [("--aggregator", "no such"), ("--config-max-age", "-1", "--config")]
)
def test_what_makes_no_sense_is_a_usage_error(
    server: Server, remit: Run, words: tuple[str, ...]
) -> None:
    done = scanned(server, Estate(), remit, *words)
    assert done.code == 2 and words[0] in done.err


def test_an_aggregator_that_there_is_not_is_a_usage_error(server: Server, remit: Run) -> None:
    done = scanned(server, Estate(), remit, "--aggregator", "nope", "-c", ENCRYPTED)
    assert done.code == 2 and "no aggregator nope in eu-west-1" in done.err


def test_the_plan_says_who_reads_which_table(remit: Run) -> None:
    words = (
        "scan",
        "--live",
        "--dry-run",
        "--aggregator",
        "org",
        "-c",
        ENCRYPTED,
        "-c",
        "iam_role*",
    )
    text = remit(*words).out
    assert "ec2_volume is read by AWS Config\n" in text
    assert "iam_role is read by AWS Config, and where it can be by the API, for" in text
    plan = json.loads(remit(*words, "-f", "json").out)
    assert plan["by_config"]["ec2_volume"] == []
    calls = {call["operation"]: call for call in plan["operations"]}
    assert calls["SelectAggregateResourceConfig"]["at_least"] > 1
    assert calls["DescribeVolumes"]["how_often"].startswith("per place of which AWS Config")
    assert "config:SelectAggregateResourceConfig" in plan["actions"]
    assert "ec2:DescribeVolumes" in plan["actions"]


def test_the_policy_has_what_config_takes_where_it_is_asked_for(remit: Run) -> None:
    assert "config:Select" not in remit("policy", "print", "-c", ENCRYPTED).out
    policy = remit("policy", "print", "-c", ENCRYPTED, "--config").out
    for action in ("SelectAggregateResourceConfig", "SelectResourceConfig",
                   "DescribeConfigurationAggregatorSourcesStatus",
                   "DescribeConfigurationRecorderStatus"):  # fmt: skip
        assert f"config:{action}" in policy
