"""What the faults in front of all operations have found, each by itself."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.session import Session

from remit.sources.api.errors import Kind, Refused, refused
from remit.sources.api.paging import merged
from remit.sources.api.reader import Place, Reader
from remit.tables import Calls, Column, Table
from tests.answers import answering, paging
from tests.examples import sections
from tests.fault_cases import ACCOUNT, ONCE, REGION, Pages, Shown
from tests.faults import Fault


class Group(
    Table, name="t_group", key="name",
    api=Calls("sqs", "ListGroups", "Groups", key="Name", join={"ListStates": ("States", "Name")}),
):  # fmt: skip
    """Listed twice, in two answers."""

    name = Column(str, "The name.", api="ListGroups.Name")
    state = Column(str, "As the other list has it.", api="ListStates.State")


Ask = Callable[..., Mapping[str, Any]]


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    with answering(Session()) as page:
        yield Pages(page)


@pytest.fixture
def ask(pages: Pages) -> Ask:
    def ask(use: str, answer: Any, *faults: Fault, **parameters: Any) -> Mapping[str, Any]:
        service, operation = use.split()
        pages.page.turn({operation: answer}, faults)
        return pages.api(ONCE, {}).ask(REGION, service, operation, parameters)

    return ask


@pytest.mark.parametrize("service", ["memorydb", "sagemaker"])
def test_json_that_breaks_off_is_refused_whether_or_not_the_service_speaks_cbor_too(
    ask: Ask, service: str
) -> None:
    operation = {"memorydb": "DescribeClusters", "sagemaker": "ListDomains"}[service]
    answer = {"Clusters": [{"Name": "orders"}], "Domains": [{"DomainName": "orders"}]}
    with pytest.raises(Refused) as refusal:
        ask(f"{service} {operation}", answer, Fault(operation, "broken"))
    assert refusal.value.kind is Kind.MALFORMED


def test_a_payload_in_json_that_breaks_off_is_no_empty_one(ask: Ask) -> None:
    policy = {"policy": {"Policy": '{"Statement": []}'}}
    with pytest.raises(Refused) as refusal:
        ask("glacier GetVaultAccessPolicy", policy, Fault("GetVaultAccessPolicy", "broken"),
            vaultName="orders", accountId="-")  # fmt: skip
    assert refusal.value.kind is Kind.MALFORMED


@pytest.mark.parametrize("how", ["broken", "empty"])
def test_the_region_of_a_bucket_in_xml_that_breaks_off_is_refused(ask: Ask, how: str) -> None:
    answer = {"LocationConstraint": "eu-west-1"}
    with pytest.raises(Refused) as refusal:
        ask("s3 GetBucketLocation", answer, Fault("GetBucketLocation", how), Bucket="orders")
    assert refusal.value.kind is Kind.MALFORMED


@pytest.mark.parametrize(
    ("use", "answer"),
    [("iam ListUsers", {"Users": [{"UserName": "ann"}], "IsTruncated": True}),
     ("cloudfront ListDistributions", {"DistributionList": {"Items": [], "IsTruncated": True}})],
)  # fmt: skip
def test_a_list_that_says_that_there_is_more_and_not_where_is_refused(
    ask: Ask, use: str, answer: Any
) -> None:
    with pytest.raises(Refused, match="there is more, and not where") as refusal:
        ask(use, answer)
    assert refusal.value.kind is Kind.MALFORMED


@pytest.mark.parametrize(
    ("second", "state"),
    [({"States": [{"Name": "a", "State": "on"}]}, "on"), ({}, ""), ({"States": []}, "")],
)
def test_a_further_list_that_says_nothing_is_empty(second: Any, state: str) -> None:
    answers = {"ListGroups": {"Groups": [{"Name": "a"}]}, "ListStates": second}
    rows = Reader(Group).rows(lambda _, operation, __: answers[operation], Place(ACCOUNT, REGION))
    assert [row["state"] for row in rows] == [state]


def test_a_check_that_another_table_decides_is_unknown_because_of_that_table(pages: Pages) -> None:
    check = "ec2_instance_block_devices_encrypted"
    flow = next(Shown(section, [check]) for section in sections()
                if section.where == "ec2/Volumes of an instance")  # fmt: skip
    pages.page.turn(flow.answers, (Fault("DescribeVolumes"),))
    found = flow.judged(flow.read(pages, ONCE).rows).values()
    reasons = {why for finding in found for why in finding.reasons}
    # and not that the API does not tell what a template says of its volumes
    assert "part of ec2_volume could not be read" in reasons
    assert not any("unencrypted_devices" in why for why in reasons)


def test_pages_that_are_merged_for_one_table_stay_as_they_are_for_the_next() -> None:
    how = paging(Session(), "cloudfront", "ListDistributions")
    pages = [{"DistributionList": {"Items": [{"Id": one}]}} for one in "abc"]
    before = copy.deepcopy(pages)
    assert [merged(iter(pages), how) for _ in range(2)] == [
        {"DistributionList": {"Items": [{"Id": "a"}, {"Id": "b"}, {"Id": "c"}]}}
    ] * 2
    assert pages == before


@pytest.mark.parametrize(
    ("service", "operation", "message", "code", "denied"),
    [
        ("macie2", "GetMacieSession", "Macie is not enabled.", "ResourceNotFoundException", False),
        ("macie2", "GetMacieSession", "User is not authorized to perform macie2:GetMacieSession",
         "AccessDeniedException", True),
        ("timestream-write", "ListDatabases",
         "Only existing Timestream for LiveAnalytics customers can access the service.",
         "ResourceNotFoundException", False),
        ("timestream-write", "ListDatabases",
         "User is not authorized to perform timestream:DescribeEndpoints",
         "AccessDeniedException", True),
    ],
)  # fmt: skip
def test_a_service_that_is_off_is_told_from_a_denial(
    service: str, operation: str, message: str, code: str, denied: bool
) -> None:
    answer: Any = {"Error": {"Code": "AccessDeniedException", "Message": message}}
    said = refused(ClientError(answer, operation), service, operation, REGION)
    assert (said.code, said.kind.denied) == (code, denied)


class Word(
    Table, name="t_word", key="word",
    api=Calls("sqs", "ListWords", "Words", decode={
        "ListWords": lambda answer: {"Words": [{"Of": str(len(answer["Words"]))}]}}),
):  # fmt: skip
    """Something that is said of a list as a whole."""

    word = Column(str, "How many there are.", api="ListWords.Of")


def test_what_is_decoded_of_a_list_is_decoded_of_all_its_pages_at_once() -> None:
    answers = [{"Words": ["a", "b"]}, {"Words": ["c"]}]
    whole = {"Words": ["a", "b", "c"]}
    rows = Reader(Word).rows(
        lambda *_: whole, Place(ACCOUNT, REGION), pages=lambda *_: iter(answers)
    )
    assert [row["word"] for row in rows] == ["3"]
