"""The files that say what a programme covers, and what somebody typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from botocore.session import Session

from remit.attestations import Attestation, AttestationError, Held, ProofState, Scope, prove
from remit.attestations.names import index, names, restriction
from remit.attestations.scopes import Hint, read_scopes
from remit.attestations.typed import read_typed

TODAY = date(2026, 11, 24)
PROVEN, NOT_COVERED = ProofState.PROVEN, ProofState.NOT_COVERED
NAMES = index(
    {
        "s3": {"name": "Amazon Simple Storage Service"},
        "rds": {"name": "Amazon RDS"},
        "ds": {"name": "AWS Directory Service"},
        "route53": {"name": "Amazon Route 53"},
        "apigateway": {"name": "Amazon API Gateway"},
        "apigatewaymanagementapi": {"name": "API Gateway Management", "part_of": "apigateway"},
        "ec2": {"name": "Amazon EC2"},
    },
    {
        "elastic compute cloud": ["ec2"],
        "elastic block store": [],
        "relational database service": ["rds"],
    },
)


def state(held: Attestation, service: str = "rds", region: str = "eu-west-1") -> ProofState:
    return prove(Held((held,)), service, region, "aws", "secure-facilities", TODAY).state


PAGE = """<html><head><title>Services in Scope - AWS</title>
<script>var x = "<table>";</script></head><body>
<ul><li>Products</li><li>Amazon EC2</li><li>Pricing</li><li>Blog</li></ul>
<p>Last Updated: October 28, 2026</p>
<table><tr><th>Services</th><th>SDKs</th><th>SOC 1,2,3</th>
<th>FedRAMP Moderate (East/West)</th></tr>
<tr><td>Amazon Simple Storage Service (S3)</td><td>s3</td><td>✓</td><td>✓</td></tr>
<tr><td>AWS Directory Service [Excludes Simple AD]</td><td>ds</td><td>✓</td><td></td></tr>
<tr><td>Amazon Elastic Compute Cloud (EC2)</td><td>ec2</td><td><img alt="check"></td>
<td>3PAO Assessment</td></tr>
<tr><td>Amazon Elastic Block Store (EBS)</td><td>ebs</td><td>✓</td><td></td></tr>
<tr><td>Amazon Quantum Toaster</td><td></td><td>✓</td><td></td></tr>
<tr><td>Amazon Other Toaster</td><td></td><td></td><td></td></tr></table></body></html>"""


def scopes(text: str, name: str, hint: Hint | None = None) -> dict[str, Scope]:
    found = read_scopes(text.encode(), name, TODAY, NAMES, hint or Hint())
    return {scope.programme: scope for scope in found}


def test_a_saved_page_of_aws_is_read_column_by_column() -> None:
    found = scopes(PAGE, "page.html")
    assert set(found) == {"soc-1", "soc-2", "soc-3", "fedramp-moderate"}
    soc = found["soc-2"]
    assert soc.services == {"s3", "ds", "ec2"}
    assert soc.restricted == {"ds": "Excludes Simple AD"}
    assert soc.unmatched == ("Amazon Quantum Toaster",)
    assert (soc.as_of, soc.source, soc.regions) == (date(2026, 10, 28), "page.html", None)
    assert found["fedramp-moderate"].services == {"s3"}
    assert len(soc.sha256) == 64


def test_a_table_whose_headings_name_no_programme_takes_it_from_the_title() -> None:
    page = (
        "<title>Services in Scope: PCI</title><table>"
        "<tr><td>Services</td><td>SDKs</td><td>Status</td></tr>"
        "<tr><td>Amazon Something New</td><td>route53, ec2</td><td>✓</td></tr>"
        "<tr><td>Amazon RDS</td><td>rds</td><td>Under review</td></tr></table>"
    )
    (scope,) = scopes(page, "pci.html").values()
    assert (scope.programme, scope.services) == ("pci-dss", {"route53", "ec2"})


def test_a_page_with_a_plain_list_takes_the_programme_from_its_title() -> None:
    page = (
        "<title>HIPAA Eligible Services Reference</title><ul><li>Home</li><li>About</li></ul>"
        "<ul><li>Amazon EC2</li><li>Amazon Route 53</li><li>Amazon Toaster</li></ul>"
    )
    (scope,) = scopes(page, "hipaa.htm").values()
    assert (scope.programme, scope.services) == ("hipaa", {"ec2", "route53"})
    assert scope.unmatched == ("Amazon Toaster",)


def test_csv_names_the_programme_in_a_column_a_heading_or_not_at_all() -> None:
    long = scopes("service,programme,regions\ns3,SOC 2,eu-west-1\nAmazon RDS,soc-2,eu-central-1\n",
                  "a.csv")  # fmt: skip
    assert long["soc-2"].services == {"s3", "rds"}
    assert long["soc-2"].regions == {"eu-west-1", "eu-central-1"}
    wide = scopes("Service,PCI,C5\nAmazon S3,x,\nAmazon RDS,yes,x\n", "b.csv")
    assert (wide["pci-dss"].services, wide["c5"].services) == ({"rds"}, {"rds"})
    assert wide["pci-dss"].unmatched == ("Amazon S3",)
    bare = scopes("Service\ns3\n", "c.csv", Hint("soc-2", frozenset({"eu-west-1"})))
    assert (bare["soc-2"].services, bare["soc-2"].regions) == ({"s3"}, {"eu-west-1"})


def test_json_says_it_by_entry() -> None:
    text = ('[{"programme": "soc-2", "as_of": "2026-10-01", "services": ["s3", "Toaster"]},'
            ' {"programme": "SOC 2", "regions": ["eu-west-1"]}]')  # fmt: skip
    (scope,) = scopes(text, "a.json").values()
    assert (scope.services, scope.regions, scope.unmatched) == ({"s3"}, {"eu-west-1"}, ("Toaster",))
    assert scope.as_of == date(2026, 10, 1)


def test_a_list_of_regions_alone_says_nothing_of_services() -> None:
    (scope,) = scopes('{"programme": "soc-2", "regions": ["eu-west-1"]}', "a.json").values()
    assert scope.services is None


@pytest.mark.parametrize(
    ("text", "name", "hint", "says"),
    [
        ("Service\ns3\n", "a.csv", Hint(), "say which it is"),
        ("Service\ns3\n", "a.csv", Hint("soc-9"), "no programme 'soc-9'"),
        ("service,programme\ns3,SOC\n", "a.csv", Hint(), "no programme 'SOC'"),
        ("<p>Please log in</p>", "a.html", Hint(), "no list of services"),
        ("{", "a.json", Hint(), "a.json"),
        ("[1]", "a.json", Hint(), "expected objects"),
        ('{"programme": "c5", "services": 5}', "a.json", Hint(), "expected a list of names"),
        ('{"programme": "c5", "as_of": "May"}', "a.json", Hint(), "May"),
        ('{"programme": "c5", "regions": ["Ireland"]}', "a.json", Hint(), "no Region is called"),
    ],
)
def test_a_file_that_is_no_list_is_named(text: str, name: str, hint: Hint, says: str) -> None:
    with pytest.raises(AttestationError, match=says) as raised:
        scopes(text, name, hint)
    assert str(raised.value).startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Amazon Simple Storage Service (S3)", ("s3",)),
        ("Amazon Simple Storage Service (Amazon S3)*", ("s3",)),
        ("Amazon Relational Database Service (RDS)", ("rds",)),
        ("Amazon EC2", ("ec2",)),
        ("Elastic Block Store", ()),
        ("API Gateway Management", None),
        ("ec2", ("ec2",)),
        ("Simple", None),
    ],
)
def test_a_name_means_its_service_however_it_is_spelt(name: str, ids: Any) -> None:
    assert NAMES.find(name) == ids


def test_only_words_that_leave_something_out_restrict() -> None:
    assert restriction("Amazon RDS [includes Oracle]") == ""
    assert restriction("Amazon Connect (excluding Wisdom)") == "excluding Wisdom"
    assert restriction("AWS Fargate except Windows") == "except Windows"


TYPED = """
[[attestation]]
programme = "soc-2"
title = "SOC 2"
starts = 2025-10-01
ends = 2026-09-30
services = ["s3", "Amazon RDS"]
regions = ["eu-west-1"]
"""


def typed(text: str) -> list[Attestation]:
    return read_typed(text.encode(), "mine.toml", TODAY, NAMES)


def test_an_attestation_that_somebody_typed_proves_with_its_own_scope() -> None:
    (found,) = typed(TYPED)
    assert state(found) is PROVEN
    assert state(found, service="ec2") is NOT_COVERED
    assert state(found, region="eu-west-2") is NOT_COVERED


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("soc-2", "soc-9"), "no programme 'soc-9'"),
        (("2026-09-30", '"soon"'), "is no date"),
        (("2026-09-30", "2024-09-30"), "before it starts"),
        (("Amazon RDS", "Toaster"), "no service is called 'Toaster'"),
        (("eu-west-1", "Ireland"), "no Region is called 'Ireland'"),
        (('["eu-west-1"]', "7"), "expected a list of names"),
        (("title", "titel"), "titel means nothing"),
        (('title = "SOC 2"', ""), "it has no title"),
        (("[[attestation]]", "[[attest]]"), "nothing else"),
    ],
)
def test_an_attestation_that_is_wrong_is_named(change: tuple[str, str], says: str) -> None:
    with pytest.raises(AttestationError, match=says) as raised:
        typed(TYPED.replace(*change))
    assert str(raised.value).startswith("mine.toml: ")


def test_the_names_in_awss_lists_mean_services_that_there_are() -> None:
    known = names()
    there = set(Session().get_available_services())
    assert {id for ids in known.known.values() for id in ids} <= there
    for name, ids in {
        "Amazon Elastic Compute Cloud (EC2)": {"ec2"},
        "Elastic Load Balancing (ELB)": {"elb", "elbv2"},
        "AWS Identity and Access Management (IAM)": {"iam"},
        "AWS Key Management Service (KMS)": {"kms"},
        "Amazon Managed Streaming for Apache Kafka": {"kafka"},
        "AWS WAF": {"waf", "waf-regional", "wafv2"},
        "Amazon GuardDuty": {"guardduty"},
        "AWS Step Functions": {"stepfunctions"},
    }.items():
        assert set(known.find(name) or ()) == ids, name
