"""`remit doctor`: what a scan would lack is said before it starts, with what to do about it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session

from remit import catalog, cli, store
from remit.cli.diagnosis import Report, State
from remit.cli.doctor import EACH, here, live, standing
from remit.cli.doctor_permissions import Need
from remit.sources.api.client import NotAllowed, reads_only
from remit.sources.api.preflight import BATCH, FIXED, Allowed, Method, Preflight
from remit.sources.api.sign_in import SignIn, sign_in
from tests.examples import rows_of, sections
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


def test_a_lookup_of_tags_that_is_denied_leaves_what_it_decides_unknown() -> None:
    denied = {"tag:GetResources": "no"}
    unknown = Need(catalog.checks()).undecided(Allowed(Method.TRIED, "", (), denied, {}))
    assert unknown and set(unknown.values()) == {("tag:GetResources",)}


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
        called = set(proxy.seen)
        assert {"GetCallerIdentity", "DescribeRegions", "ListBuckets"} <= called
        assert [name for name in called if not reads_only("iam", name)] == []


def test_what_is_asked_before_a_scan_goes_through_the_collectors_guard(moto_server: Moto) -> None:
    assert [pair for pair in FIXED if not reads_only(*pair)] == []
    api = Preflight(session(moto_server.url), now, moto_server.url, "eu-west-1").fixed
    for service, operation in (("iam", "CreateUser"), ("sts", "AssumeRole"), ("s3", "ListBuckets")):
        with pytest.raises(NotAllowed):
            api.ask("eu-west-1", service, operation, {})


def test_more_actions_than_a_simulation_takes_at_once_are_asked_about_in_turn(
    moto_server: Moto,
) -> None:
    need = Need(catalog.checks())
    assert len(need.actions) > BATCH
    told = Fault("SimulatePrincipalPolicy", "body", body=simulation())
    with spoiled(moto_server.url, USER, told) as proxy:
        made: Session = tagged(session(proxy.url))
        preflight = Preflight(made, now, proxy.url, "eu-west-1")
        found = need.allowed(preflight, preflight.identity())
        assert proxy.seen["SimulatePrincipalPolicy"] == -(-len(need.actions) // BATCH)
    assert set(found.allowed) == set(ACTIONS) & set(need.actions)
    assert set(found.untold) == set(need.actions) - set(ACTIONS)


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


def test_a_resource_takes_no_more_room_than_is_counted_with() -> None:
    tables = catalog.tables()
    rows = [row for section in sections() for source, text in section.texts.items()
            for _, row in rows_of(source, text, tables)]  # fmt: skip
    assert sum(len(store.encoded(row)) for row in rows) / len(rows) < EACH


CONFIG = """
[profile shared]
sso_session = acme
sso_account_id = 123456789012
sso_role_name = Audit
[profile alone]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Audit
[profile chained]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = shared
[profile round]
source_profile = round
[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
"""
ENDS = datetime(2026, 11, 26, 20, tzinfo=UTC)
TOKEN = {"accessToken": "secret", "expiresAt": "2026-11-26T20:00:00Z"}


def signed_in(folder: Path, profile: str, **tokens: Any) -> SignIn | None:
    """The sign-in of a profile where these tokens are kept, by what they are for."""
    (folder / "config").write_text(CONFIG)
    for name, token in tokens.items():
        key = {"acme": "acme", "url": "https://acme.awsapps.com/start"}[name]
        (folder / f"{hashlib.sha1(key.encode()).hexdigest()}.json").write_text(json.dumps(token))
    made = Session(profile=profile)
    made.set_config_variable("config_file", str(folder / "config"))
    return sign_in(made, folder)


def test_a_sign_in_is_found_where_aws_tools_keep_it(tmp_path: Path) -> None:
    where = "https://acme.awsapps.com/start"
    assert signed_in(tmp_path, "shared") == SignIn("acme", "shared")
    assert signed_in(tmp_path, "round") is None
    assert signed_in(tmp_path, "alone", url=TOKEN) == SignIn(where, "alone", ENDS)
    assert signed_in(tmp_path, "shared", acme=TOKEN) == SignIn("acme", "shared", ENDS)
    renewed = {**TOKEN, "refreshToken": "secret"}
    for profile in ("shared", "chained"):
        found = signed_in(tmp_path, profile, acme=renewed)
        assert found == SignIn("acme", "shared", ENDS, True)
    assert signed_in(tmp_path, "shared", acme={"expiresAt": "?"}) == SignIn("acme", "shared")


@pytest.mark.parametrize(
    ("ends", "renewed", "hours", "state", "said"),
    [
        (None, False, 0, State.MISSING, "nobody has signed in to acme"),
        (ENDS, False, -2, State.OK, "until 2026-11-26 20:00 UTC"),
        (ENDS, False, -0.5, State.NOTE, "until 2026-11-26 20:00 UTC"),
        (ENDS, False, 1, State.MISSING, "ended at 2026-11-26 20:00 UTC"),
        (ENDS, True, -0.5, State.OK, "is renewed"),
        (ENDS, True, 1, State.NOTE, "is renewed"),
    ],
)
def test_a_sign_in_that_has_ended_says_how_to_sign_in_again(
    ends: datetime | None, renewed: bool, hours: float, state: State, said: str
) -> None:
    found = standing(SignIn("acme", "dev", ends, renewed), ENDS + timedelta(hours=hours))
    assert found[0] is state and said in found[1]
    assert found[2] == ("" if state is State.OK else "aws sso login --profile dev")


@pytest.mark.usefixtures("keys")
def test_a_sign_in_that_nobody_made_is_said_beside_the_credentials(
    remit: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "none").write_text(CONFIG)
    monkeypatch.setenv("HOME", str(tmp_path))
    found = remit("doctor", "-c", VERSIONING, "--profile", "chained", "--region", "eu-west-1")
    assert found.code == cli.EXIT_ERROR
    assert "nobody has signed in to acme" in found.out
    assert "aws sso login --profile shared" in found.out


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
