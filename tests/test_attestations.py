"""Whether AWS's part is proven, by what is held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from remit import responsibility
from remit.attestations import (
    Attestation,
    Direction,
    Evidence,
    Held,
    Proof,
    ProofState,
    Prover,
    Scope,
    owed,
    programmes,
    prove,
)
from remit.attestations import artifact as of_artifact
from remit.attestations.scopes import named_by
from tests.test_rules_content import OFFICIAL

TODAY = date(2026, 11, 24)
PROVEN, CLAIMED, NOT_COVERED = ProofState.PROVEN, ProofState.CLAIMED, ProofState.NOT_COVERED
SOC2 = Attestation("soc-2", "SOC 2 Report", "arn:soc2", TODAY, date(2025, 10, 1), date(2026, 9, 30))
ISO = Attestation(
    "iso-27001", "ISO 27001 Certificate", "arn:iso", TODAY, date(2025, 1, 1), date(2027, 1, 1)
)
BAA = Attestation("hipaa", "Business Associate Addendum", "arn:baa", TODAY, date(2024, 1, 1))
SERVICES = Scope("soc-2", "soc.html", date(2026, 10, 1), frozenset({"rds", "s3", "iam"}))
REGIONS = Scope("soc-2", "regions.json", date(2026, 10, 1), regions=frozenset({"eu-west-1"}))
FULL = Held((SOC2,), (SERVICES, REGIONS))


def verdict(held: Held, **what: Any) -> Proof:
    asked = {
        "service": "rds", "region": "eu-west-1", "partition": "aws", "duty": "secure-facilities",
        "on": TODAY, "required": None, **what,
    }  # fmt: skip
    return prove(held, **asked)


# --- the verdict ------------------------------------------------------------------------------


def test_a_report_in_date_with_the_service_and_the_region_in_scope_proves_a_duty() -> None:
    found = verdict(FULL)
    assert (found.state, found.attestation, found.programme) == (PROVEN, SOC2, "soc-2")
    assert "good until" in found.reason


def test_without_any_evidence_aws_only_claims() -> None:
    found = verdict(Held())
    assert (found.state, found.attestation) == (CLAIMED, None)
    assert "remit aws refresh" in found.reason


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (Held((SOC2,)), "no list of the services"),
        (Held((SOC2,), (REGIONS,)), "no list of the services"),
        (Held((SOC2,), (SERVICES,)), "no list of the Regions"),
        (Held((), (SERVICES, REGIONS)), "no report is held"),
    ],
)
def test_half_of_the_evidence_proves_nothing(held: Held, reason: str) -> None:
    found = verdict(held)
    assert found.state is CLAIMED
    assert reason in found.reason


def test_a_service_that_the_list_leaves_out_is_not_covered() -> None:
    found = verdict(FULL, service="mq")
    assert found.state is NOT_COVERED
    assert found.reason == "mq is not in scope of SOC 2 as of 2026-10-01 (soc.html)"


def test_a_region_that_the_list_leaves_out_is_not_covered() -> None:
    found = verdict(FULL, region="me-central-1")
    assert (found.state, found.reason) == (NOT_COVERED, "me-central-1 is not in scope of SOC 2")


def test_a_region_that_is_not_known_is_claimed() -> None:
    found = verdict(FULL, region=None)
    assert (found.state, found.reason) == (CLAIMED, "the Region is not known")


def test_what_lies_in_no_region_is_covered_in_its_partition() -> None:
    assert verdict(FULL, service="iam", region="global").state is PROVEN
    elsewhere = verdict(FULL, service="iam", region="global", partition="aws-cn")
    assert elsewhere.state is NOT_COVERED
    assert "aws-cn" in elsewhere.reason


def test_a_data_plane_is_covered_with_the_service_it_is_part_of() -> None:
    parents = {"rds-data": "rds"}
    found = Prover(FULL, TODAY, parents=parents).prove("rds-data", "eu-west-1", "aws",
                                                       "secure-facilities")  # fmt: skip
    assert found.state is PROVEN
    assert verdict(FULL, service="rds-data").state is NOT_COVERED


def test_a_service_in_scope_with_a_restriction_is_claimed() -> None:
    scope = replace(SERVICES, restricted={"rds": "excludes RDS Custom"})
    found = verdict(Held((SOC2,), (scope, REGIONS)))
    assert found.state is CLAIMED
    assert "excludes RDS Custom" in found.reason


def test_a_report_counts_a_while_after_its_period_and_then_no_more() -> None:
    last = SOC2.last_day(programmes()["soc-2"])
    assert last == date(2027, 6, 2)
    assert verdict(FULL, on=last).state is PROVEN
    late = verdict(FULL, on=date(2027, 6, 3))
    assert late.state is NOT_COVERED
    assert "ended on 2026-09-30 and counted until 2027-06-02" in late.reason


def test_a_certificate_counts_until_the_day_that_stands_on_it() -> None:
    held = Held((replace(ISO, services=frozenset({"rds"}), regions=frozenset({"eu-west-1"})),))
    assert verdict(held, on=date(2027, 1, 1)).state is PROVEN
    assert verdict(held, on=date(2027, 1, 2)).state is NOT_COVERED


def test_a_letter_covers_the_time_since_the_last_report_but_replaces_none() -> None:
    letter = replace(
        SOC2, title="SOC Continued Operations Letter", bridge=True,
        starts=date(2026, 10, 1), ends=date(2027, 9, 30),
    )  # fmt: skip
    late = date(2027, 7, 1)
    assert verdict(FULL, on=late).state is NOT_COVERED
    assert verdict(replace(FULL, attestations=(SOC2, letter)), on=late).state is PROVEN
    alone = verdict(replace(FULL, attestations=(letter,)))
    assert (alone.state, "no report" in alone.reason) == (CLAIMED, True)
    much_later = replace(letter, starts=date(2027, 6, 30))
    gap = verdict(replace(FULL, attestations=(SOC2, much_later)), on=late)
    assert gap.state is NOT_COVERED


def test_a_report_that_has_not_begun_or_says_no_period_proves_nothing() -> None:
    future = replace(SOC2, starts=date(2026, 12, 1), ends=date(2027, 11, 30))
    assert verdict(replace(FULL, attestations=(future,))).state is NOT_COVERED
    timeless = verdict(replace(FULL, attestations=(replace(SOC2, ends=None),)))
    assert (timeless.state, "says no period" in timeless.reason) == (CLAIMED, True)


def test_one_programme_is_enough_unless_several_are_required() -> None:
    both = replace(FULL, attestations=(SOC2, ISO))
    assert verdict(both).state is PROVEN
    assert verdict(both, required={"soc-2"}).state is PROVEN
    found = verdict(both, required=["soc-2", "iso-27001"])
    assert (found.state, found.programme) == (CLAIMED, "iso-27001")
    outside = replace(
        both, scopes=(*both.scopes, Scope("iso-27001", "iso.csv", TODAY, frozenset()))
    )
    assert verdict(outside, required=["soc-2", "iso-27001"]).state is NOT_COVERED
    assert verdict(outside).state is PROVEN


def test_a_gap_in_one_programme_is_no_finding_while_another_report_is_in_date() -> None:
    ended = replace(ISO, ends=date(2025, 6, 1))
    assert verdict(Held((ended,))).state is NOT_COVERED
    assert verdict(Held((ended, SOC2))).state is CLAIMED


def test_a_duty_that_no_programme_examines_is_claimed() -> None:
    found = verdict(FULL, duty="classify-data")
    assert (found.state, "classify-data" in found.reason) == (CLAIMED, True)
    assert "ISO 9001" in verdict(FULL, required=["iso-9001"]).reason


def test_a_programme_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="soc-9"):
        verdict(FULL, required=["soc-9"])


def test_an_agreement_proves_only_what_is_required_of_it_and_in_every_region() -> None:
    held = Held((BAA,), (Scope("hipaa", "hipaa.html", TODAY, frozenset({"rds"})),))
    assert verdict(held).state is CLAIMED
    assert verdict(held, required=["hipaa"], region="me-central-1").state is PROVEN
    assert verdict(held, required=["hipaa"], service="mq").state is NOT_COVERED


def test_an_agreement_of_another_account_does_not_count() -> None:
    theirs = replace(BAA, account="111111111111")
    held = Held((theirs,), (Scope("hipaa", "hipaa.html", TODAY, frozenset({"rds"})),))
    states = [
        Prover(held, TODAY, ["hipaa"], account).prove("rds", "eu-west-1", "aws",
                                                      "secure-facilities").state
        for account in ("111111111111", "222222222222")
    ]  # fmt: skip
    assert states == [PROVEN, CLAIMED]


def test_fedramp_is_bound_to_regions_without_any_list() -> None:
    found = verdict(Held(), required=["fedramp-moderate"])
    assert (found.state, "eu-west-1" in found.reason) == (NOT_COVERED, True)
    assert verdict(Held()).reason.startswith("no report")


def test_lists_that_are_bound_to_regions_count_only_there() -> None:
    east = replace(SERVICES, regions=frozenset({"us-east-1"}))
    west = replace(SERVICES, regions=frozenset({"us-west-2"}), services=frozenset({"s3"}))
    held = Held((SOC2,), (east, west))
    assert verdict(held, region="us-east-1").state is PROVEN
    assert verdict(held, region="us-west-2").state is NOT_COVERED
    assert verdict(held, region="eu-west-1").state is NOT_COVERED


def test_a_list_bound_to_a_region_says_nothing_of_others_beside_one_that_is_not() -> None:
    here = replace(SERVICES, regions=frozenset({"eu-west-1"}))
    held = Held((SOC2,), (SERVICES, here))
    assert verdict(held).state is PROVEN
    assert verdict(held, region="us-west-2").state is CLAIMED
    assert verdict(replace(held, scopes=(SERVICES, REGIONS)), region="us-west-2").state is (
        NOT_COVERED
    )


def test_what_lies_in_no_region_is_bound_to_the_partition_of_its_programme() -> None:
    high = replace(SOC2, programme="fedramp-high", services=frozenset({"iam"}))
    asked = {"service": "iam", "region": "global", "required": ["fedramp-high"]}
    assert verdict(Held((high,)), **asked).state is NOT_COVERED
    assert verdict(Held((high,)), **asked, partition="aws-us-gov").state is PROVEN


def test_a_matrix_of_verdicts_is_the_same_as_one_by_one() -> None:
    prover = Prover(FULL, TODAY)
    for service in ("rds", "mq"):
        for region in ("eu-west-1", "us-east-1", "global"):
            for duty in ("secure-facilities", "classify-data", "maintain-hardware"):
                one = prove(FULL, service, region, "aws", duty, TODAY)
                assert prover.prove(service, region, "aws", duty) == one


# --- AWS Artifact -----------------------------------------------------------------------------


def row(name: str, **more: Any) -> dict[str, Any]:
    return {
        "arn": f"arn:{name}", "name": name, "series": "", "company": "Amazon Web Services",
        "state": "PUBLISHED", "partition": "aws", "account": "123456789012",
        "period_start": "2025-10-01T00:00:00Z", "period_end": "2026-09-30T00:00:00Z", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Service Organization Controls (SOC) 2 Report - Current", {"soc-2"}),
        ("SOC 1 Report", {"soc-1"}),
        ("SOC 2 Type II Report", {"soc-2"}),
        ("SOC 2 Type II Bridge Letter", {"soc-2"}),
        ("FedRAMP Class D Authorization Package", {"fedramp-high"}),
        ("SOC 3 Report", {"soc-3"}),
        ("ISO 27001-2022 Certification", {"iso-27001"}),
        ("ISO 27001-2022 Statement of Applicability SoA", set()),
        ("PCI DSS v4.0.1 Attestation of Compliance AOC and Responsibility Summary", {"pci-dss"}),
        ("PCI PIN Attestation of Compliance AOC", set()),
        ("FedRAMP Moderate Customer Package", {"fedramp-moderate"}),
        ("C5 Type 2 Report", {"c5"}),
        ("IRAP PROTECTED Assessment Report", {"irap"}),
        ("Data Protection Whitepaper", set()),
        ("Associated Documents", set()),
    ],
)
def test_a_report_is_known_by_its_name(name: str, expected: set[str]) -> None:
    found = list(of_artifact.of_reports([row(name)], TODAY))
    assert {one.programme for one in found} == expected
    assert of_artifact.names_none(row(name)) is not bool(expected)


def test_a_continued_operations_letter_bridges_all_soc_reports() -> None:
    found = list(of_artifact.of_reports([row("SOC Continued Operations Letter")], TODAY))
    assert {(one.programme, one.bridge) for one in found} == {
        ("soc-1", True), ("soc-2", True), ("soc-3", True),
    }  # fmt: skip


def test_reports_of_others_and_withdrawn_ones_do_not_speak_for_aws() -> None:
    rows = [row("SOC 2 Report", company="Example Corp"), row("SOC 2 Report", state="UNPUBLISHED")]
    assert list(of_artifact.of_reports(rows, TODAY)) == []


def test_a_report_without_a_period_has_none() -> None:
    (found,) = of_artifact.of_reports(
        [row("SOC 2 Report", period_end="1970-01-01T00:00:00Z")], TODAY
    )
    assert (found.starts, found.ends) == (date(2025, 10, 1), None)


def test_only_agreements_in_force_count_and_those_of_an_organization_for_all_of_it() -> None:
    def signed(state: str, organization: str) -> dict[str, Any]:
        return row("AWS Business Associate Addendum", state=state, organization=organization,
                   effective_start="2024-02-01T00:00:00Z",
                   effective_end="9999-12-31T00:00:00Z")  # fmt: skip

    rows = [signed("ACTIVE", ""), signed("ACTIVE", "arn:org"), signed("CUSTOMER_TERMINATED", "")]
    found = list(of_artifact.of_agreements(rows, TODAY))
    assert [(one.programme, one.account, one.ends) for one in found] == [
        ("hipaa", "123456789012", None),
        ("hipaa", "", None),
    ]
    nda = {**signed("ACTIVE", ""), "name": "AWS Nondisclosure Agreement"}
    assert list(of_artifact.of_agreements([nda], TODAY)) == []


# --- what AWS owes and asks -------------------------------------------------------------------


def event(id: str, category: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "listed": True, "status": "open", "category": category, "service": "RDS",
            "code": "AWS_RDS_X", "account": "1", "region": "eu-west-1", "started": "2026-10-01",
            **more}  # fmt: skip


def entity(event: str, name: str, status: str) -> dict[str, Any]:
    return {"event": event, "listed": True, "entity": name, "status": status}


def test_what_is_open_is_given_for_each_resource_that_is_not_settled() -> None:
    events = [
        event("change", "scheduledChange"), event("outage", "issue"),
        event("over", "issue", status="closed"), event("settled", "scheduledChange"),
        {"id": "?", "listed": False, "status": None},
    ]  # fmt: skip
    entities = [
        entity("change", "shop", "PENDING"), entity("change", "old", "RESOLVED"),
        entity("settled", "shop", "RESOLVED"),
    ]  # fmt: skip
    found = [(one.direction, one.event, one.resource, one.service, one.due)
             for one in owed(events, entities)]  # fmt: skip
    assert found == [
        (Direction.CUSTOMER, "change", "shop", "rds", "2026-10-01"),
        (Direction.AWS, "outage", "", "rds", None),
    ]


# --- the content ------------------------------------------------------------------------------


def test_every_programme_says_what_it_rests_on_and_where_aws_says_so() -> None:
    duties = set(responsibility.load().duties)
    for programme in programmes().values():
        assert programme.duties <= duties, programme.id
        assert programme.duties and programme.basis and OFFICIAL.fullmatch(programme.source)
        is_report = programme.evidence is Evidence.PERIOD
        assert bool(programme.good_for) is is_report, f"{programme.id}: good_for_days"
        assert bool(programme.agreements) is (programme.evidence is Evidence.AGREEMENT)
        assert programme.id in named_by(programme.title), f"{programme.id} does not know its title"


def test_every_duty_that_some_kind_of_service_inherits_can_be_proven() -> None:
    examined = {duty for p in programmes().values() if not p.on_demand for duty in p.duties}
    for name, kind in responsibility.load().kinds.items():
        assert set(kind["inherited"]) <= examined, name
