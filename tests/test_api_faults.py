"""What AWS refuses, breaks or delays is said, by kind, and never makes a row look clean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from remit.sources.api.client import Settings
from remit.sources.api.collect import Collected, Target, collect
from remit.sources.api.errors import Kind
from remit.tables import AnyTable
from tests.api_tables import LogGroup, Queue, Topic, Volume
from tests.faults import Fault, Proxy, spoiled, tagged
from tests.moto import FAST, Moto, moto, moto_server, session

__all__ = ["moto", "moto_server"]

REGION = "eu-west-1"
QUICK = replace(FAST, read_timeout=0.4, attempts=1)

SAYS = "User: arn:aws:sts::123456789012:assumed-role/audit/x is not authorized to perform: x:Y "
NAMED = "arn:aws:organizations::111111111111:policy/o-a/service_control_policy/p-b"

BROKEN = [
    (Fault("?"), Kind.DENIED, "it takes the permission"),
    (Fault("?", code="AuthorizationError"), Kind.DENIED, "or a policy denies it that is not named"),
    (Fault("?", message=f"{SAYS}because no identity-based policy allows the x:Y action"),
     Kind.DENIED, "it takes the permission x:Y ("),
    (Fault("?", message=f"{SAYS}with an explicit deny in an identity-based policy"),
     Kind.DENIED_BY_IDENTITY, "identity-based policy"),
    (Fault("?", code="UnauthorizedOperation", message="You are not authorized to perform this "
           f"operation. {SAYS}with an explicit deny in a service control policy: {NAMED}"),
     Kind.DENIED_BY_SCP, "service control policy (p-b)"),
    (Fault("?", message=f"{SAYS}with an explicit deny in a Service Control Policy"),
     Kind.DENIED_BY_SCP, "denied by a service control policy"),
    (Fault("?", message=f"{SAYS}because no service control policy allows the x:Y action"),
     Kind.DENIED_WITHOUT_SCP, "no service control policy allows x:Y"),
    (Fault("?", message=f"{SAYS}with an explicit deny in a resource control policy"),
     Kind.DENIED_BY_RCP, "resource control policy"),
    (Fault("?", message=f"{SAYS}because no session policy allows the x:Y action"),
     Kind.DENIED_BY_SESSION, "session policy"),
    (Fault("?", message=f"{SAYS}because no VPC endpoint policy allows the x:Y action"),
     Kind.DENIED_BY_ENDPOINT, "VPC endpoint policy"),
    (Fault("?", message=f"{SAYS}because no permissions boundary allows the x:Y action"),
     Kind.DENIED_BY_BOUNDARY, "permissions boundary"),
    (Fault("?", code="ThrottlingException", status=400), Kind.THROTTLED, "throttled by"),
    (Fault("?", code="InternalFailure", status=500), Kind.SERVER, "failed on AWS's side"),
    (Fault("?", "hang", seconds=20), Kind.TIMEOUT, "did not answer in time"),
    (Fault("?", "reset"), Kind.RESET, "closed the connection"),
    (Fault("?", "cut"), Kind.TRUNCATED, "broke off"),
    (Fault("?", "broken"), Kind.MALFORMED, "the answer could not be read"),
    (Fault("?", "empty"), Kind.MALFORMED, "the answer could not be read"),
    (Fault("?", "html"), Kind.MALFORMED, "the answer could not be read"),
    (Fault("?", code="UnrecognizedClientException"), Kind.REGION_NOT_ENABLED, "is not enabled"),
    (Fault("?", code="OptInRequired"), Kind.NOT_SUBSCRIBED, "has not activated"),
    (Fault("?", code="NotImplemented", status=501), Kind.NOT_IMPLEMENTED, "does not implement"),
    (Fault("?", code="Peculiar", message="in some way", status=400), Kind.OTHER,
     "Peculiar: in some way"),
]  # fmt: skip
LISTS = [(Queue, "ListQueues", "JSON"), (Topic, "ListTopics", "query"),
         (Volume, "DescribeVolumes", "EC2")]  # fmt: skip
BY_PROTOCOL = ("cut", "broken", "empty", "html")
"""Faults of the body, which each protocol is read by a parser of its own."""


def named(fault: Fault) -> str:
    return fault.how if fault.how != "error" else f"{fault.code}-{fault.message[-30:]}"


CASES = [
    pytest.param(table, operation, *broken, id=f"{named(broken[0])}-{protocol}")
    for table, operation, protocol in LISTS
    for broken in BROKEN
    if table is Queue or broken[0].how in BY_PROTOCOL
]


def target(proxy: Proxy, settings: Settings = QUICK) -> Target:
    return Target(lambda: tagged(session()), (REGION,), proxy.url, settings)


def read(proxy: Proxy, table: AnyTable, settings: Settings = QUICK) -> tuple[list[Any], Collected]:
    rows: list[Any] = []
    wanted = {table: frozenset(table.own_columns())}
    found = collect(wanted, target(proxy, settings), lambda _, row: rows.append(row))
    return rows, found


def estate(moto: Moto) -> None:
    """One of each, so that an answer that says nothing would be wrong."""
    moto.client("sqs").create_queue(QueueName="orders")
    moto.client("sns").create_topic(Name="orders")
    moto.client("ec2").create_volume(AvailabilityZone="eu-west-1a", Size=8)


@pytest.mark.parametrize(("table", "operation", "fault", "kind", "words"), CASES)
def test_a_list_that_does_not_come_is_one_row_that_says_why(
    moto: Moto, table: AnyTable, operation: str, fault: Fault, kind: Kind, words: str
) -> None:
    estate(moto)
    with spoiled(moto.url, replace(fault, operation=operation)) as proxy:
        rows, found = read(proxy, table)
        assert proxy.hit[operation]
    assert [row["listed"] for row in rows] == [False]
    assert set(rows[0]["unseen"]) == set(table.own_columns())
    assert all(words in why and operation in why for why in rows[0]["unseen"].values())
    call = next(call for call in found.calls if call.operation == operation)
    assert (call.made, call.denied, call.failed) == (1, kind.denied, not kind.denied)
    assert call.kinds == {kind: 1} and words in call.error
    assert found.problems


@pytest.mark.parametrize(("fault", "kind", "words"), BROKEN, ids=[named(b[0]) for b in BROKEN])
def test_a_call_about_a_resource_that_fails_leaves_its_columns_unseen(
    moto: Moto, fault: Fault, kind: Kind, words: str
) -> None:
    estate(moto)
    with spoiled(moto.url, replace(fault, operation="GetTopicAttributes")) as proxy:
        rows, found = read(proxy, Topic)
    assert [row["listed"] for row in rows] == [True]
    assert set(rows[0]["unseen"]) == {"owner"} and rows[0]["owner"] is None
    assert words in rows[0]["unseen"]["owner"]
    call = next(call for call in found.calls if call.operation == "GetTopicAttributes")
    assert call.kinds == {kind: 1}


def test_a_denial_names_the_permission_that_is_missing(moto: Moto) -> None:
    estate(moto)
    with spoiled(moto.url, Fault("GetTopicAttributes", code="AuthorizationError")) as proxy:
        rows, _ = read(proxy, Topic)
    assert "sns:GetTopicAttributes" in rows[0]["unseen"]["owner"]


@pytest.mark.parametrize(
    "fault",
    [Fault("ListQueues", code="ThrottlingException", status=400, times=2),
     Fault("ListQueues", code="SlowDown", status=503, times=2),
     Fault("ListQueues", code="InternalFailure", status=500, times=2),
     Fault("ListQueues", "reset", times=2),
     Fault("ListQueues", "hang", times=1, seconds=1)],
    ids=named,
)  # fmt: skip
def test_what_passes_is_tried_again_and_leaves_no_doubt(moto: Moto, fault: Fault) -> None:
    estate(moto)
    with spoiled(moto.url, fault) as proxy:
        rows, found = read(proxy, Queue, replace(QUICK, attempts=4))
        assert proxy.seen["ListQueues"] == fault.times + 1
    assert [row["listed"] for row in rows] == [True] and not rows[0]["unseen"]
    call = next(call for call in found.calls if call.operation == "ListQueues")
    throttled = fault.times if fault.code in ("ThrottlingException", "SlowDown") else 0
    assert (call.made, call.failed, call.throttled) == (1, 0, throttled)
    assert call.retried == fault.times
    assert not found.problems


def test_throttling_of_many_calls_at_once_loses_none(moto: Moto) -> None:
    sqs = moto.client("sqs")
    for number in range(40):
        sqs.create_queue(QueueName=f"queue-{number}")
    fault = Fault("GetQueueAttributes", code="ThrottlingException", status=400, times=12)
    with spoiled(moto.url, fault) as proxy:
        rows, found = read(proxy, Queue, replace(QUICK, attempts=6, workers=8))
    assert len(rows) == 40 and not any(row["unseen"] for row in rows)
    call = next(call for call in found.calls if call.operation == "GetQueueAttributes")
    assert (call.made, call.throttled, call.failed) == (40, 12, 0)


def test_a_refusal_of_one_resource_leaves_the_others_alone(moto: Moto) -> None:
    for name in ("one", "two", "three"):
        moto.client("sqs").create_queue(QueueName=name)
    with spoiled(moto.url, Fault("GetQueueAttributes", holding="/two")) as proxy:
        rows, _ = read(proxy, Queue)
    seen = {row["url"].rpartition("/")[2]: bool(row["unseen"]) for row in rows}
    assert seen == {"one": False, "two": True, "three": False}


PAGE = (
    "<ListTopicsResponse><ListTopicsResult><Topics><member><TopicArn>arn:aws:sns:{0}</TopicArn>"
    "</member></Topics><NextToken>{1}</NextToken></ListTopicsResult></ListTopicsResponse>"
)
EMPTY = (
    "<ListTopicsResponse><ListTopicsResult><Topics/><NextToken>{0}</NextToken></ListTopicsResult>"
    "</ListTopicsResponse>"
)


def test_pages_are_followed_also_past_an_empty_one(moto: Moto) -> None:
    faults = [
        Fault("ListTopics", "body", body=PAGE.format("three", ""), holding="NextToken=c"),
        Fault("ListTopics", "body", body=EMPTY.format("c"), holding="NextToken=b"),
        Fault("ListTopics", "body", body=PAGE.format("one", "b")),
        Fault("GetTopicAttributes", code="NotFound", status=404),
    ]
    with spoiled(moto.url, *faults) as proxy:
        rows, found = read(proxy, Topic)
    assert [row["topic"] for row in rows] == ["arn:aws:sns:one", "arn:aws:sns:three"]
    assert next(call.made for call in found.calls if call.operation == "ListTopics") == 3


@pytest.mark.parametrize("tokens", [("b",), ("b", "c", "b")])
def test_a_token_that_comes_back_ends_in_a_refusal_and_not_in_a_loop(
    moto: Moto, tokens: tuple[str, ...]
) -> None:
    faults = [Fault("ListTopics", "body", body=PAGE.format(t, t), times=1) for t in tokens]
    last = Fault("ListTopics", "body", body=PAGE.format("x", tokens[0]))
    with spoiled(moto.url, *faults, last) as proxy:
        rows, _ = read(proxy, Topic)
    assert [row["topic"] for row in rows[:-1]] == [f"arn:aws:sns:{t}" for t in tokens[:2]]
    assert [row["listed"] for row in rows] == [True] * len(tokens[:2]) + [False]
    assert "offered twice" in rows[-1]["unseen"]["topic"]


def test_a_page_that_fails_takes_nothing_from_those_before(moto: Moto) -> None:
    faults = [
        Fault("ListTopics", holding="NextToken=b", code="InternalFailure", status=500),
        Fault("ListTopics", "body", body=PAGE.format("one", "b")),
    ]
    with spoiled(moto.url, *faults) as proxy:
        rows, _ = read(proxy, Topic)
    assert [(row.get("topic"), row["listed"]) for row in rows] == [("arn:aws:sns:one", True),
                                                                (None, False)]  # fmt: skip
    assert "ListTopics" in rows[-1]["unseen"]["topic"]


def test_a_page_size_that_aws_refuses_is_given_up(moto: Moto) -> None:
    moto.client("logs").create_log_group(logGroupName="/shop/a")
    fault = Fault("DescribeLogGroups", code="ValidationException", status=400, holding='"limit"')
    with spoiled(moto.url, fault) as proxy:
        rows, _ = read(proxy, LogGroup)
        assert proxy.hit["DescribeLogGroups"] == 1
    assert [row["group"] for row in rows] == ["/shop/a"]


def test_an_endpoint_that_hangs_is_given_up_for_every_resource(moto: Moto) -> None:
    for number in range(8):
        moto.client("sqs").create_queue(QueueName=f"q{number}")
    with spoiled(moto.url, Fault("GetQueueAttributes", "hang", seconds=20)) as proxy:
        rows, _ = read(proxy, Queue, replace(QUICK, read_timeout=0.2, attempts=1))
    assert len(rows) == 8 and all(row["unseen"] for row in rows)
