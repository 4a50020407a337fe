"""`remit doctor`: what a scan would lack is said before it starts, with what to do about it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session

from remit import catalog, cli
from remit.cli.diagnosis import Report, State
from remit.cli.doctor import here, live
from remit.cli.doctor_permissions import Need
from remit.sources.api.client import reads_only
from remit.sources.api.preflight import Method, Preflight
from tests.faults import Fault, Proxy, spoiled, tagged
from tests.moto import ACCOUNT, Moto, free_port, moto_server, session
from tests.test_cli import remit

__all__ = ["moto_server", "remit"]

VERSIONING = "s3_bucket_versioning_enabled"
CHECKS = [check for check in catalog.checks() if check.id == VERSIONING]
ACTIONS = Need(CHECKS).actions


def simulation(denied: Sequence[str] = (), why: str = "") -> str:
    """What IAM answers to a simulation of the actions that the check takes."""
    members = "".join(
        f"<member><EvalActionName>{action}</EvalActionName><EvalDecision>"
        f"{'implicitDeny' if action in denied else 'allowed'}</EvalDecision>"
        f"{why if action in denied else ''}</member>"
        for action in ACTIONS
    )
    return (
        '<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        f"<SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults>"
        f"{members}</EvaluationResults></SimulatePrincipalPolicyResult>"
        "</SimulatePrincipalPolicyResponse>"
    )


WHO = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
    f"<GetCallerIdentityResult><Arn>{{arn}}</Arn><UserId>A</UserId><Account>{ACCOUNT}</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)
USER = Fault("GetCallerIdentity", "body", body=WHO.format(arn=f"arn:aws:iam::{ACCOUNT}:user/eve"))
ROLE = Fault(
    "GetCallerIdentity",
    "body",
    body=WHO.format(arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/Reader/eve"),
)


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def examined(
    moto: Moto, *faults: Fault, clock: Callable[[], datetime] = now, regions: tuple[str, ...] = ()
) -> Iterator[tuple[Report, Proxy]]:
    with spoiled(moto.url, *faults) as proxy:
        report = Report()
        made: Session = tagged(session(proxy.url))
        live(report, Preflight(made, clock, proxy.url, "eu-west-1"), Need(CHECKS, regions))
        yield report, proxy


def line(report: Report, what: str) -> Any:
    (found,) = [one for one in report.lines if one.what == what]
    return found


def test_a_simulation_that_allows_all_is_well(moto_server: Moto) -> None:
    simulated = Fault("SimulatePrincipalPolicy", "body", body=simulation())
    with examined(moto_server, USER, simulated) as (report, proxy):
        assert report.code == cli.EXIT_MET
        assert report.method is Method.SIMULATED
        assert report.unknown == {}
        assert line(report, "permissions").state is State.OK
        assert f"{len(ACTIONS)} of {len(ACTIONS)} IAM actions" in line(report, "permissions").found
        assert "session policies" in line(report, "limits").found
        assert proxy.seen["ListBuckets"] == 0


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("", "allowed by no policy"),
        (
            "<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations>"
            "</OrganizationsDecisionDetail>",
            "denied by a service control policy",
        ),
        (
            "<PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false"
            "</AllowedByPermissionsBoundary></PermissionsBoundaryDecisionDetail>",
            "denied by a permissions boundary",
        ),
    ],
)
def test_a_missing_action_is_named_with_the_checks_that_it_leaves_unknown(
    moto_server: Moto, why: str, said: str
) -> None:
    body = simulation(("s3:GetBucketVersioning",), why)
    simulated = Fault("SimulatePrincipalPolicy", "body", body=body)
    with examined(moto_server, USER, simulated) as (report, _):
        assert report.code == cli.EXIT_NOT_MET
        assert line(report, "permissions").details == (f"s3:GetBucketVersioning: {said}",)
        assert report.unknown == {VERSIONING: ("s3:GetBucketVersioning",)}
        assert "1 of 1 checks would come out unknown" in line(report, "checks").found


def test_an_action_that_decides_no_check_leaves_none_unknown(moto_server: Moto) -> None:
    body = simulation(("account:ListRegions",))
    simulated = Fault("SimulatePrincipalPolicy", "body", body=body)
    with examined(moto_server, USER, simulated) as (report, _):
        assert report.code == cli.EXIT_NOT_MET
        assert report.unknown == {}


def test_what_a_simulation_leaves_out_is_not_taken_for_allowed(moto_server: Moto) -> None:
    body = simulation().replace("s3:GetBucketVersioning", "s3:GetBucketAcl")
    simulated = Fault("SimulatePrincipalPolicy", "body", body=body)
    with examined(moto_server, USER, simulated) as (report, _):
        assert [d.partition(": ")[0] for d in line(report, "not told").details] == [
            "s3:GetBucketVersioning"
        ]
        assert line(report, "permissions").state is State.NOTE


def test_where_a_simulation_is_refused_each_list_is_tried_once(moto_server: Moto) -> None:
    with examined(moto_server, USER, Fault("SimulatePrincipalPolicy")) as (report, proxy):
        assert report.method is Method.TRIED
        assert "iam:SimulatePrincipalPolicy" in line(report, "permissions").found
        assert proxy.seen["ListBuckets"] == 1
        assert proxy.seen["GetBucketVersioning"] == 0
        untold = {d.partition(": ")[0] for d in line(report, "not told").details}
        assert "s3:GetBucketVersioning" in untold and "s3:ListAllMyBuckets" not in untold
        assert report.code == cli.EXIT_MET


def test_a_list_that_is_denied_when_it_is_tried_is_missing(moto_server: Moto) -> None:
    denied = (Fault("SimulatePrincipalPolicy"), Fault("ListBuckets"))
    with examined(moto_server, USER, *denied) as (report, _):
        assert report.code == cli.EXIT_NOT_MET
        assert report.unknown == {VERSIONING: ("s3:ListAllMyBuckets",)}


def test_a_list_that_is_not_answered_is_neither_allowed_nor_denied(moto_server: Moto) -> None:
    broken = Fault("ListBuckets", "error", code="ServiceUnavailable", status=400)
    with examined(moto_server, USER, Fault("SimulatePrincipalPolicy"), broken) as (report, _):
        assert any(d.startswith("s3:ListAllMyBuckets: ") for d in line(report, "not told").details)
        assert report.unknown == {}


def test_of_an_assumed_role_the_policies_of_the_role_are_simulated(moto_server: Moto) -> None:
    iam = moto_server.client("iam")
    iam.create_role(RoleName="Reader", Path="/audit/", AssumeRolePolicyDocument="{}")
    arn = f"arn:aws:iam::{ACCOUNT}:role/audit/Reader"
    told = Fault("SimulatePrincipalPolicy", "body", body=simulation())
    try:
        with examined(moto_server, ROLE, told) as (report, _):
            assert arn in line(report, "permissions").found
        with examined(moto_server, ROLE, Fault("GetRole")) as (report, _):
            assert report.method is Method.TRIED
            assert "iam:GetRole" in line(report, "permissions").found
    finally:
        iam.delete_role(RoleName="Reader")


def test_nothing_that_writes_is_called(moto_server: Moto) -> None:
    with examined(moto_server, USER, Fault("SimulatePrincipalPolicy")) as (_, proxy):
        called = set(proxy.seen) - {"SimulatePrincipalPolicy"}
        assert {"GetCallerIdentity", "DescribeRegions", "ListBuckets"} <= called
        assert [name for name in called if not reads_only("", name)] == []


@pytest.mark.parametrize(("seconds", "state"), [(290, State.OK), (-310, State.MISSING)])
def test_a_clock_that_is_five_minutes_off_is_said(
    moto_server: Moto, seconds: int, state: State
) -> None:
    simulated = Fault("SimulatePrincipalPolicy", "body", body=simulation())

    def clock() -> datetime:
        return now() + timedelta(seconds=seconds)

    with examined(moto_server, USER, simulated, clock=clock) as (report, _):
        found = line(report, "clock")
        assert found.state is state
        assert ("ahead of" if seconds > 0 else "behind") in found.found


def test_a_refused_signature_tells_of_the_clock(moto_server: Moto) -> None:
    late = Fault("GetCallerIdentity", code="SignatureDoesNotMatch", message="Signature expired")
    with examined(moto_server, late, clock=lambda: now() - timedelta(hours=1)) as (report, _):
        assert report.code == cli.EXIT_ERROR
        assert "behind that of AWS" in line(report, "identity").found


def test_regions_that_nobody_tells_are_missing_unless_they_are_named(moto_server: Moto) -> None:
    silent = (Fault("DescribeRegions"), Fault("ListRegions"))
    simulated = Fault("SimulatePrincipalPolicy", "body", body=simulation())
    with examined(moto_server, USER, simulated, *silent) as (report, _):
        assert line(report, "Regions").state is State.MISSING
        assert "ec2:DescribeRegions" in line(report, "Regions").found
    with examined(moto_server, USER, simulated, *silent, regions=("eu-west-1",)) as (report, _):
        assert line(report, "Regions").state is State.NOTE


def test_a_region_that_is_not_enabled_is_said(moto_server: Moto) -> None:
    simulated = Fault("SimulatePrincipalPolicy", "body", body=simulation())
    with examined(moto_server, USER, simulated, regions=("mars-north-1",)) as (report, _):
        assert "mars-north-1" in line(report, "Regions").found
        assert report.code == cli.EXIT_NOT_MET


def test_what_the_environment_sets_is_shown_without_passwords(tmp_path: Path) -> None:
    report = Report()
    here(report, tmp_path, {"https_proxy": "http://eve:hunter2@proxy:3128", "PATH": "x",
                            "AWS_ENDPOINT_URL_S3": "https://s3.local"})  # fmt: skip
    assert line(report, "environment").details == (
        "AWS_ENDPOINT_URL_S3=https://s3.local",
        "https_proxy=(credentials)@proxy:3128",
    )
    assert "botocore" in line(report, "versions").found
    assert line(report, "disk").state in (State.OK, State.MISSING)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.mark.usefixtures("keys")
def test_the_verb_prints_lines_for_people_and_a_record_for_programs(
    remit: Any, moto_server: Moto
) -> None:
    words = ("doctor", "-c", VERSIONING, "--region", "eu-west-1", "--endpoint-url", moto_server.url)
    text, record = remit(*words), remit(*words, "-f", "json")
    assert text.code == record.code == cli.EXIT_MET
    assert f"in account {ACCOUNT}" in text.out
    found = json.loads(record.out)
    assert found["well"] and found["method"] == "tried" and found["unknown"] == {}
    assert {one["what"] for one in found["lines"]} >= {"identity", "clock", "disk", "versions"}
    assert "wJalrXUtnFEMI" not in text.out + record.out


@pytest.mark.usefixtures("keys")
def test_who_cannot_be_asked_is_an_error(remit: Any) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    found = remit("doctor", "-c", VERSIONING, "--endpoint-url", url)
    assert found.code == cli.EXIT_ERROR
    assert "no connection to sts" in found.out


@pytest.mark.usefixtures("keys")
def test_no_credentials_are_an_error_with_what_to_do(
    remit: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    found = remit("doctor", "-c", VERSIONING)
    assert found.code == cli.EXIT_ERROR
    assert "no credentials were found" in found.out and "sign in" in found.out
