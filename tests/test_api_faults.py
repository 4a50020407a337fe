"""What AWS refuses, breaks or delays is said, by kind, and never makes a row look clean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from remit.sources.api.client import Settings
from remit.sources.api.collect import Collected, Target, collect
from remit.tables import AnyTable
from tests.api_tables import LogGroup, Queue, Topic, Volume
from tests.faults import SCP, Fault, Proxy, spoiled, tagged
from tests.moto import FAST, Moto, moto, moto_server, session

__all__ = ["moto", "moto_server"]

REGION = "eu-west-1"
QUICK = replace(FAST, read_timeout=0.5, attempts=2)

BROKEN = [
    (Fault("?"), "it takes the permission", "denied"),
    (Fault("?", code="AuthorizationError"), "it takes the permission", "denied"),
    (Fault("?", code="UnauthorizedOperation", message=SCP), "service control policy", "denied"),
    (Fault("?", message="because no VPC endpoint policy allows the x:Y action"),
     "VPC endpoint policy", "denied"),
    (Fault("?", message="because no permissions boundary allows the x:Y action"),
     "permissions boundary", "denied"),
    (Fault("?", code="ThrottlingException", status=400), "throttled by", "failed"),
    (Fault("?", code="InternalFailure", status=500), "failed on AWS's side", "failed"),
    (Fault("?", "hang", seconds=1), "did not answer in time", "failed"),
    (Fault("?", "reset"), "no connection to", "failed"),
    (Fault("?", "cut"), "", "failed"),
    (Fault("?", "broken"), "the answer could not be read", "failed"),
    (Fault("?", "empty"), "the answer could not be read", "failed"),
    (Fault("?", "html"), "the answer could not be read", "failed"),
    (Fault("?", code="UnrecognizedClientException"), "the Region is not enabled", "failed"),
    (Fault("?", code="OptInRequired"), "has not activated", "failed"),
    (Fault("?", code="NotImplemented", status=501), "does not implement", "failed"),
    (Fault("?", code="Peculiar", message="in some way", status=400), "Peculiar: in some way",
     "failed"),
]  # fmt: skip
LISTS = [(Queue, "ListQueues"), (Topic, "ListTopics"), (Volume, "DescribeVolumes")]
ABOUT = [(Queue, "GetQueueAttributes", "encrypted"), (Topic, "GetTopicAttributes", "owner")]


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


def named(fault: Fault) -> str:
    return fault.how if fault.how != "error" else f"{fault.code}-{fault.message[:12]}"


@pytest.mark.parametrize(("table", "operation"), LISTS, ids=lambda value: str(value)[-10:])
@pytest.mark.parametrize(("fault", "words", "count"), BROKEN, ids=[named(b[0]) for b in BROKEN])
def test_a_list_that_does_not_come_is_one_row_that_says_why(
    moto: Moto, table: AnyTable, operation: str, fault: Fault, words: str, count: str
) -> None:
    estate(moto)
    with spoiled(moto.url, replace(fault, operation=operation)) as proxy:
        rows, found = read(proxy, table)
        assert proxy.hit[operation]
    assert [row["listed"] for row in rows] == [False]
    assert set(rows[0]["unseen"]) == set(table.own_columns())
    assert all(words in why and operation in why for why in rows[0]["unseen"].values())
    call = next(call for call in found.calls if call.operation == operation)
    assert (call.made, call.denied, call.failed) == (1, count == "denied", count == "failed")
    assert words in call.error
    assert found.problems


@pytest.mark.parametrize(("table", "operation", "column"), ABOUT)
@pytest.mark.parametrize(("fault", "words", "count"), BROKEN, ids=[named(b[0]) for b in BROKEN])
def test_a_call_about_a_resource_that_fails_leaves_its_columns_unseen(
    moto: Moto, table: AnyTable, operation: str, column: str, fault: Fault, words: str, count: str
) -> None:
    estate(moto)
    with spoiled(moto.url, replace(fault, operation=operation)) as proxy:
        rows, found = read(proxy, table)
    assert [row["listed"] for row in rows] == [True]
    assert set(rows[0]["unseen"]) == {column} and rows[0][column] is None
    assert words in rows[0]["unseen"][column]
    call = next(call for call in found.calls if call.operation == operation)
    assert (call.denied, call.failed) == (count == "denied", count == "failed")


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
    assert [row["listed"] for row in rows] == [False]
    assert "offered twice" in rows[0]["unseen"]["topic"]


def test_a_page_that_fails_makes_the_whole_list_unseen(moto: Moto) -> None:
    faults = [
        Fault("ListTopics", holding="NextToken=b", code="InternalFailure", status=500),
        Fault("ListTopics", "body", body=PAGE.format("one", "b")),
    ]
    with spoiled(moto.url, *faults) as proxy:
        rows, _ = read(proxy, Topic)
    assert [row["listed"] for row in rows] == [False]


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
    with spoiled(moto.url, Fault("GetQueueAttributes", "hang", seconds=1)) as proxy:
        rows, _ = read(proxy, Queue, replace(QUICK, read_timeout=0.2, attempts=1))
    assert len(rows) == 8 and all(row["unseen"] for row in rows)
