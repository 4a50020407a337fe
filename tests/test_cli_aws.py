"""`remit aws`, and AWS Health, as a user with an account meets them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from remit import cli
from remit.attestations import ProofState, load, prove
from remit.attestations.records import read_all
from remit.content.services.health.tables import Entity, Event
from remit.sources.api.collect import Collected, Target, collect
from tests.artifact import ACCOUNT, IDENTITY, Cloud, running
from tests.moto import FAST, session

DAY = 1_700_000_000
PERIOD = {"periodStart": 1_759_276_800, "periodEnd": 1_790_726_400}  # 2025-10-01, 2026-09-30


def report(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "arn": f"arn:aws:artifact:us-east-1::report/report-{number:016d}:1", "name": name,
        "state": "PUBLISHED", "companyName": "Amazon Web Services", "version": 1,
        "description": "the text of a description", **PERIOD, **more,
    }  # fmt: skip


REPORTS = [
    report(1, "SOC 2 Report"),
    report(2, "Some Whitepaper"),
    report(3, "ISO 27001 Certification", periodEnd=1_830_297_600),
    report(4, "SOC 2 Report", companyName="Example Corp"),
    report(5, "SOC Continued Operations Letter", periodEnd=1_830_297_600),
]
BAA = {
    "arn": f"arn:aws:artifact::{ACCOUNT}:customer-agreement/customer-agreement-1",
    "name": "AWS Business Associate Addendum", "state": "ACTIVE", "effectiveStart": DAY,
    "acceptanceTerms": ["the text of a term"],
}  # fmt: skip
SCOPE = (
    "Service,Programme,Regions\nAmazon Simple Storage Service (S3),soc-2,eu-west-1\nNope,soc-2,\n"
)


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Result]


@pytest.fixture
def remit(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    def run(*words: str) -> Result:
        code = cli.run(["aws", *words])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return run


@contextmanager
def held_by(cloud: Cloud, remit: Run, *words: str) -> Iterator[Result]:
    with running(cloud):
        yield remit("refresh", "--endpoint-url", cloud.url, "--region", "eu-west-1", *words)


def kept(folder: Path) -> list[Path]:
    return sorted((folder / ".remit" / "attestations").iterdir())


def test_a_refresh_keeps_what_artifact_and_a_file_say(remit: Run, tmp_path: Path) -> None:
    (tmp_path / "scope.csv").write_text(SCOPE)
    with held_by(Cloud(REPORTS, [BAA]), remit, "--scope", "scope.csv") as found:
        assert found.code == 0, found.err
    assert "3 reports of programmes that Remit knows, 1 others" in found.err
    assert "1 agreements in force" in found.err
    assert "scope.csv: no service that Remit knows: Nope" in found.err
    (path,) = kept(tmp_path)
    assert f"kept: {path.relative_to(tmp_path)}" in found.err
    (refresh,) = read_all(path.parent)
    assert (refresh.account, refresh.identity, refresh.others) == (
        ACCOUNT, IDENTITY, ("Some Whitepaper",),
    )  # fmt: skip
    assert [file["name"] for file in refresh.files] == ["scope.csv"]
    held = load(path.parent)
    ends = {(one.programme, one.bridge, str(one.ends)) for one in held.attestations}
    assert ("soc-2", False, "2026-09-30") in ends and ("soc-2", True, "2028-01-01") in ends
    day = refresh.as_of.date().replace(year=2026, month=11, day=24)
    proof = prove(held, "s3", "eu-west-1", "aws", "secure-facilities", day)
    assert (proof.state, proof.programme) == (ProofState.PROVEN, "soc-2")


def test_no_text_of_any_document_is_kept(remit: Run, tmp_path: Path) -> None:
    with held_by(Cloud(REPORTS, [BAA]), remit) as found:
        assert found.code == 0
    (path,) = kept(tmp_path)
    assert "the text of" not in path.read_text()


def test_agreements_are_left_alone_when_not_wanted(remit: Run) -> None:
    cloud = Cloud(REPORTS, [BAA])
    with held_by(cloud, remit, "--no-agreements") as found:
        assert found.code == 0
    assert not cloud.asked["ListCustomerAgreements"]
    assert cloud.asked["ListReports"] == 3


def test_what_artifact_refuses_is_said_and_the_older_evidence_stays(
    remit: Run, tmp_path: Path
) -> None:
    with held_by(Cloud(REPORTS, [BAA]), remit):
        before = load(tmp_path / ".remit" / "attestations")
    refused = {"ListReports": ("AccessDeniedException", "no"),
               "ListCustomerAgreements": ("AccessDeniedException", "no")}  # fmt: skip
    with held_by(Cloud(REPORTS, [BAA], refused=refused), remit) as found:
        assert found.code == 3
    assert "artifact:ListReports" in found.err
    assert load(tmp_path / ".remit" / "attestations") == before
    assert before.attestations


OTHERS = ("--account", "222222222222", "--account", "333333333333")


def test_agreements_are_asked_of_each_account_and_reports_of_one(
    remit: Run, tmp_path: Path
) -> None:
    cloud = Cloud(REPORTS, [BAA])
    with held_by(cloud, remit, *OTHERS) as found:
        assert found.code == 0, found.err
    kept_of = {one.account: one for one in read_all(tmp_path / ".remit" / "attestations")}
    assert set(kept_of) == {"222222222222", "333333333333"}
    assert [one.reports is not None for one in kept_of.values()].count(True) == 1
    assert all(len(one.agreements or ()) == 1 for one in kept_of.values())
    assert cloud.asked["ListReports"] == 3
    assert found.err.count("kept: ") == 2
    assert "account 333333333333: AWS Artifact: 1 agreements in force" in found.err


def test_an_account_whose_role_cannot_be_assumed_is_named_and_the_next_one_tells(
    remit: Run, tmp_path: Path
) -> None:
    role = "arn:aws:iam::222222222222:role/RemitReadOnly"
    cloud = Cloud(REPORTS, [BAA], refused={role: ("AccessDenied", "not authorized")})
    with held_by(cloud, remit, *OTHERS) as found:
        assert found.code == 3
    (line,) = [line for line in found.err.splitlines() if "222222222222" in line]
    assert "not read" in line and "RemitReadOnly cannot be assumed" in line
    (one,) = read_all(tmp_path / ".remit" / "attestations")
    assert one.account == "333333333333" and one.reports and one.agreements


def test_an_agreement_that_was_ended_is_held_no_more(remit: Run, tmp_path: Path) -> None:
    with held_by(Cloud(REPORTS, [BAA]), remit):
        pass
    ended = {**BAA, "state": "CUSTOMER_TERMINATED"}
    with held_by(Cloud(REPORTS, [ended]), remit):
        pass
    held = load(tmp_path / ".remit" / "attestations")
    assert "hipaa" not in {one.programme for one in held.attestations}


def test_files_are_imported_without_an_account(remit: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Service\ns3\n")
    found = remit("refresh", "--no-artifact", "--scope", "soc-2=list.csv",
                  "--scope-region", "eu-west-1")  # fmt: skip
    assert found.code == 0, found.err
    (scope,) = load(tmp_path / ".remit" / "attestations").scopes
    assert (scope.programme, scope.services, scope.regions) == ("soc-2", {"s3"}, {"eu-west-1"})


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--no-artifact",), "nothing to do"),
        (("--no-artifact", "--scope", "nowhere.csv"), "nowhere.csv: No such file"),
        (("--no-artifact", "--scope", "list.csv"), "say which it is"),
        (("--no-artifact", "--scope", "soc-9=list.csv"), "no programme 'soc-9'"),
        (("--no-artifact", "--scope", "soc-2=list.csv", "--scope-region", "Ireland"), "Ireland"),
        (("--no-artifact", "--attestation", "list.csv"), "list.csv"),
        (("--profile", "nobody"), "nobody"),
        (("--no-artifact", "--org", "--scope", "soc-2=list.csv"), "asks no account"),
        (("--account", "shop"), "12 digits"),
    ],
)
def test_a_mistake_gets_one_line_and_keeps_nothing(
    remit: Run, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    (tmp_path / "list.csv").write_text("Service\ns3\n")
    found = remit("refresh", *words)
    assert (found.code, len(found.err.splitlines())) == (2, 1)
    assert says in found.err
    assert not (tmp_path / ".remit").exists()


def test_what_is_held_is_listed_for_people_and_for_tools(remit: Run, tmp_path: Path) -> None:
    (tmp_path / "scope.csv").write_text(SCOPE)
    with held_by(Cloud(REPORTS[:3], [BAA]), remit, "--scope", "scope.csv"):
        pass
    text = remit("attestations", "--on", "2026-11-24")
    assert text.code == 0
    lines = text.out.splitlines()
    assert lines[0].split()[:2] == ["programme", "state"]
    (soc,) = [line for line in lines if "SOC 2 Report" in line]
    assert "in date" in soc and "2025-10-01 to 2026-09-30" in soc and "not said" in soc
    records = json.loads(remit("attestations", "--on", "2030-01-01", "-f", "json").out)
    states = {(record["programme"], record["kind"]): record["state"] for record in records}
    assert states == {
        ("soc-2", "period"): "ended", ("soc-2", "scope"): "list",
        ("iso-27001", "certificate"): "ended", ("hipaa", "agreement"): "in date",
    }  # fmt: skip
    assert {"good_until", "services", "regions", "as_of", "age_days", "sha256"} <= set(records[0])


def test_nothing_held_says_what_to_do(remit: Run) -> None:
    found = remit("attestations")
    assert (found.code, found.out) == (0, "")
    assert "remit aws refresh" in found.err
    assert remit("attestations", "-f", "json").out.strip() == "[]"


def test_evidence_that_was_edited_is_refused(remit: Run, tmp_path: Path) -> None:
    with held_by(Cloud(REPORTS, [BAA]), remit):
        pass
    (path,) = kept(tmp_path)
    assert path.stat().st_mode & 0o222 == 0
    path.chmod(0o644)
    path.write_text(path.read_text().replace("2026-09-30", "2036-09-30"))
    found = remit("attestations")
    assert found.code == 2
    assert "was changed" in found.err


# --- AWS Health -------------------------------------------------------------------------------

EVENT = "arn:aws:health:eu-west-1::event/RDS/AWS_RDS_PLANNED_LIFECYCLE_EVENT/X"
EVENTS = [
    {"arn": EVENT, "service": "RDS", "eventTypeCode": "AWS_RDS_PLANNED_LIFECYCLE_EVENT",
     "eventTypeCategory": "scheduledChange", "region": "eu-west-1", "startTime": DAY,
     "statusCode": "open", "eventScopeCode": "ACCOUNT_SPECIFIC"},
]  # fmt: skip
ENTITIES = {EVENT: [{"entityArn": "arn:aws:health:e", "eventArn": EVENT, "entityValue": "shop",
                     "statusCode": "PENDING"}]}  # fmt: skip


def read(cloud: Cloud) -> tuple[dict[Any, list[Any]], Collected]:
    rows: dict[Any, list[Any]] = {Event: [], Entity: []}
    wanted = {table: frozenset(table.own_columns()) for table in rows}
    with running(cloud):
        target = Target(session, ("eu-west-1",), cloud.url, FAST)
        return rows, collect(wanted, target, lambda table, row: rows[table].append(row))


def test_events_and_their_resources_are_read() -> None:
    rows, found = read(Cloud(events=EVENTS, entities=ENTITIES))
    (event,), (entity,) = rows[Event], rows[Entity]
    assert (event["id"], event["region"]) == (EVENT, "eu-west-1")
    assert (entity["event"], entity["entity"], entity["status"]) == (EVENT, "shop", "PENDING")
    assert not found.problems


def test_an_account_without_a_support_plan_is_told_so_and_its_scan_is_whole() -> None:
    refused = {"DescribeEvents": ("SubscriptionRequiredException", "")}
    rows, found = read(Cloud(refused=refused))
    (event,) = rows[Event]
    assert not event["listed"]
    assert (
        "needs a Business, Enterprise On-Ramp or Enterprise Support plan"
        in (event["unseen"]["status"])
    )
    assert not found.problems
    assert not any(call.failed or call.denied for call in found.calls)


def test_an_account_that_may_not_read_health_is_incomplete() -> None:
    _, found = read(Cloud(refused={"DescribeEvents": ("AccessDeniedException", "no")}))
    assert "health:DescribeEvents" in str(found.problems)


def test_a_scan_of_an_account_without_a_support_plan_says_so_in_its_report(
    remit: Run, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    cloud = Cloud(refused={"DescribeEvents": ("SubscriptionRequiredException", "")})
    with running(cloud):
        words = ["--endpoint-url", cloud.url, "--region", "eu-west-1", "-c", "health_*"]
        code = cli.run(["scan", "--live", *words])
    sys.stdout.flush()
    out = capfdbinary.readouterr()[0].decode()
    assert code == 3
    assert "Enterprise Support plan" in out and "2/2 unknown" in out


@pytest.mark.parametrize(
    ("region", "service", "asked"),
    [
        ("eu-west-1", "health", "us-east-1"),
        ("eu-west-1", "artifact", "us-east-1"),
        ("us-gov-east-1", "artifact", "us-gov-west-1"),
        ("us-gov-east-1", "health", "us-gov-west-1"),
    ],
)
def test_what_answers_from_one_region_is_asked_there(region: str, service: str, asked: str) -> None:
    from remit.sources.api.client import GLOBAL, HOMES, Api

    partition = session().get_partition_for_region(region)
    api = Api(session(), (), partition=partition, first_region=region)
    where = api._where(GLOBAL, service, "DescribeEvents", {})
    assert (HOMES[partition] if where == GLOBAL else where) == asked
