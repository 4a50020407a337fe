"""The live source against an AWS that runs here."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from remit.sources.api.client import Api, NotAllowed, reads_only
from remit.sources.api.collect import Collected, Progress, Target, collect, manifest, plan
from remit.sources.api.errors import CredentialsError
from remit.sources.api.planning import permissions
from remit.tables import AnyTable
from tests.api_tables import (
    AppRunner,
    LogGroup,
    Login,
    LogStream,
    NodeGroup,
    Queue,
    Topic,
    Volume,
    VolumeSize,
)
from tests.faults import Fault, spoiled, tagged
from tests.moto import ACCOUNT, FAST, REGIONS, Moto, moto, moto_server, session

__all__ = ["moto", "moto_server"]

Rows = list[tuple[AnyTable, dict[str, Any]]]


def every(*tables: AnyTable) -> dict[AnyTable, frozenset[str]]:
    return {table: frozenset(table.own_columns()) for table in tables}


def read(target: Target, *tables: AnyTable) -> tuple[Rows, Collected]:
    rows: Rows = []
    found = collect(every(*tables), target, lambda table, row: rows.append((table, row)))
    return rows, found


def test_rows_come_from_both_regions_and_say_where_they_are(moto: Moto) -> None:
    for region, name in zip(REGIONS, ("orders", "bills"), strict=True):
        moto.client("sqs", region).create_queue(QueueName=name)
    rows, found = read(moto.target(), Queue)
    assert {(row["region"], row["url"].rpartition("/")[2]) for _, row in rows} == {
        ("eu-west-1", "orders"),
        ("eu-central-1", "bills"),
    }
    assert {row["account"] for _, row in rows} == {ACCOUNT}
    assert all(not row["unseen"] for _, row in rows)
    assert (found.account, found.partition, found.regions) == (ACCOUNT, "aws", REGIONS)
    assert found.identity.startswith("arn:aws:") and not found.problems
    assert found.rows == len(rows) == 2


def test_only_what_the_wanted_columns_need_is_asked(moto: Moto) -> None:
    moto.client("sqs").create_queue(QueueName="orders")
    found = collect({Queue: frozenset({"url"})}, moto.target(), lambda table, row: None)
    assert {call.operation for call in found.calls} == {"GetCallerIdentity", "ListQueues"}


def test_every_call_is_counted_where_it_went(moto: Moto) -> None:
    for name in ("one", "two", "three"):
        moto.client("sqs").create_queue(QueueName=name)
    with spoiled(moto.url) as proxy:
        _, found = read(Target(lambda: tagged(session()), REGIONS, proxy.url, FAST), Queue)
    made = {(call.region, call.operation): call.made for call in found.calls}
    assert made["eu-west-1", "GetQueueAttributes"] == 3
    assert made["eu-west-1", "ListQueues"] == made["eu-central-1", "ListQueues"] == 1
    counted: Counter[str] = Counter()
    for call in found.calls:
        counted[call.operation] += call.made
    assert counted == proxy.seen


def test_two_tables_share_one_answer(moto: Moto) -> None:
    moto.client("ec2").create_volume(AvailabilityZone="eu-west-1a", Size=8)
    rows, found = read(moto.target(regions=("eu-west-1",)), Volume, VolumeSize)
    assert [(t.spec.name, r.get("size")) for t, r in rows] == [
        ("t_volume", None),
        ("t_volume_size", 8),
    ]
    assert sum(c.made for c in found.calls if c.operation == "DescribeVolumes") == 1


def test_children_are_listed_once_for_each_parent_also_when_only_they_are_wanted(
    moto: Moto,
) -> None:
    logs = moto.client("logs")
    for group in ("/shop/a", "/shop/b"):
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="s")
    rows, _ = read(moto.target(), LogStream)
    assert [(t.spec.name, r["group"], r["stream"]) for t, r in rows] == [
        ("t_log_stream", "/shop/a", "s"),
        ("t_log_stream", "/shop/b", "s"),
    ]


def test_a_child_is_asked_about_with_what_its_list_was_asked_with(moto: Moto) -> None:
    eks = moto.client("eks")
    network = {"subnetIds": ["subnet-1", "subnet-2"]}
    role = "arn:aws:iam::123456789012:role/nodes"
    for name in ("one", "two"):
        eks.create_cluster(name=name, roleArn=role, resourcesVpcConfig=network)
    group = {"nodegroupName": "g", "subnets": ["subnet-1"], "nodeRole": role}
    eks.create_nodegroup(clusterName="two", amiType="AL2023_x86_64_STANDARD", **group)
    rows, _ = read(moto.target(), NodeGroup)
    assert [(r["group"], r["image"]) for _, r in rows] == [("g", "AL2023_x86_64_STANDARD")]


def test_children_of_parents_that_nobody_could_list_are_unseen(moto: Moto) -> None:
    moto.client("logs").create_log_group(logGroupName="/shop/a")
    with spoiled(moto.url, Fault("DescribeLogGroups")) as proxy:
        target = Target(lambda: tagged(session()), ("eu-west-1",), proxy.url, FAST)
        rows, _ = read(target, LogGroup, LogStream)
    assert [(t.spec.name, r["listed"]) for t, r in rows] == [
        ("t_log_group", False),
        ("t_log_stream", False),
    ]
    assert "logs:DescribeLogGroups" in rows[1][1]["unseen"]["stream"]


def test_a_report_is_made_waited_for_and_decoded(moto: Moto) -> None:
    moto.client("iam").create_user(UserName="ann")
    rows, found = read(moto.target(), Login)
    assert {row["user"]: row["mfa"] for _, row in rows}["ann"] is False
    assert {row["region"] for _, row in rows} == {"global"}
    assert {c.operation for c in found.calls if c.service == "iam"} == {
        "GenerateCredentialReport",
        "GetCredentialReport",
    }


def test_without_regions_those_that_the_account_enabled_are_read(moto: Moto) -> None:
    answer = (
        "<DescribeRegionsResponse><regionInfo>"
        "<item><regionName>eu-west-1</regionName><optInStatus>opt-in-not-required</optInStatus>"
        "</item><item><regionName>af-south-1</regionName><optInStatus>not-opted-in</optInStatus>"
        "</item><item><regionName>eu-south-1</regionName><optInStatus>opted-in</optInStatus></item>"
        "</regionInfo></DescribeRegionsResponse>"
    )
    with spoiled(moto.url, Fault("DescribeRegions", "body", body=answer)) as proxy:
        target = Target(lambda: tagged(session()), None, proxy.url, FAST)
        _, found = read(target, Topic)
    assert found.regions == ("eu-south-1", "eu-west-1")
    assert not found.problems


def test_regions_that_may_not_be_listed_are_said_to_be_guessed(moto: Moto) -> None:
    faults = (Fault("DescribeRegions", code="UnauthorizedOperation"), Fault("ListRegions"))
    with spoiled(moto.url, *faults) as proxy:
        target = Target(lambda: tagged(session()), None, proxy.url, FAST)
        _, found = read(target)
    assert len(found.regions) > 25
    assert "could not be listed" in found.problems[0].message
    assert "ec2:DescribeRegions" in found.problems[0].message
    assert "account:ListRegions" in found.problems[0].message


def test_a_service_without_an_endpoint_in_a_region_is_not_there_and_no_failure(moto: Moto) -> None:
    # App Runner has no endpoint in eu-north-1, by botocore's data
    with spoiled(moto.url, Fault("ListServices", "body", body='{"ServiceSummaryList": []}')) as p:
        target = Target(lambda: tagged(session()), ("eu-west-1", "eu-north-1"), p.url, FAST)
        rows, found = read(target, AppRunner)
    assert found.unavailable == [("eu-north-1", "apprunner")]
    assert not rows and not found.problems
    assert {call.region for call in found.calls if call.service == "apprunner"} == {"eu-west-1"}


def test_expired_credentials_are_one_clear_line(moto: Moto) -> None:
    fault = Fault("GetCallerIdentity", code="ExpiredToken", message="expired")
    with spoiled(moto.url, fault) as proxy:
        target = Target(lambda: tagged(session()), REGIONS, proxy.url, FAST)
        with pytest.raises(CredentialsError, match="the credentials have expired"):
            read(target, Queue)


def test_credentials_that_expire_on_the_way_end_the_scan_and_keep_what_is_there(
    moto: Moto,
) -> None:
    for name in ("one", "two"):
        moto.client("sqs").create_queue(QueueName=name)
    fault = Fault("GetQueueAttributes", code="ExpiredTokenException", message="x", status=400)
    with spoiled(moto.url, fault) as proxy:
        target = Target(lambda: tagged(session()), ("eu-west-1",), proxy.url, FAST)
        rows, found = read(target, Queue)
    assert len(rows) == 2
    assert all("expired" in row["unseen"]["encrypted"] for _, row in rows)
    assert any("stopped before the end" in problem.message for problem in found.problems)


def test_ctrl_c_keeps_what_is_there_and_says_what_is_missing(moto: Moto) -> None:
    moto.client("sqs").create_queue(QueueName="one")
    rows: Rows = []
    pressed: list[Progress] = []

    def press(progress: Progress) -> None:
        if progress.units and not pressed:
            pressed.append(progress)
            raise KeyboardInterrupt

    with spoiled(moto.url, delay=0.2) as proxy:
        slow = replace(FAST, workers=1)
        target = Target(lambda: tagged(session()), REGIONS, proxy.url, slow)
        found = collect(every(Queue, Volume), target,
                        lambda table, row: rows.append((table, row)), progress=press)  # fmt: skip
    assert found.interrupted
    told = {(t.spec.service, r["region"]) for t, r in rows}
    answered = {(call.service, call.region) for call in found.calls if call.made}
    assert told | answered >= {(name, region) for name in ("sqs", "ec2") for region in REGIONS}
    unlisted = [row for _, row in rows if not row["listed"]]
    assert unlisted
    assert all("interrupted" in why for row in unlisted for why in row["unseen"].values())


def test_nothing_but_reading_operations_of_the_plan_can_be_called(moto: Moto) -> None:
    api = Api(session(), {("sqs", "ListQueues"), ("sqs", "DeleteQueue")}, moto.url)
    with pytest.raises(NotAllowed, match="does more than read"):
        api.ask("eu-west-1", "sqs", "DeleteQueue", {"QueueUrl": "x"})
    with pytest.raises(NotAllowed, match="in no plan"):
        api.ask("eu-west-1", "sqs", "GetQueueAttributes", {"QueueUrl": "x"})
    with pytest.raises(NotAllowed):
        api.client("sqs", "eu-west-1").delete_queue(QueueUrl="sneaked")
    with pytest.raises(AttributeError):
        api.client("sqs", "eu-west-1").create_queue(QueueName="sneaked")
    assert "QueueUrls" not in moto.client("sqs").list_queues()
    assert not api.tally.calls


@pytest.mark.parametrize(
    "operation",
    ["GetSecretValue", "GetObject", "GetParameter", "GetParametersByPath", "GetSessionToken",
     "PutBucketPolicy", "DeleteUser", "GenerateServiceLastAccessedDetails", "Getaway"],
)  # fmt: skip
def test_operations_that_write_or_hand_out_secrets_are_not_reading(operation: str) -> None:
    assert not reads_only("any", operation)


def test_the_plan_says_what_will_be_asked_and_what_it_takes(moto: Moto) -> None:
    for name in ("one", "two"):
        moto.client("sqs").create_queue(QueueName=name)
    wanted = every(Queue, Login, LogStream)
    planned = {(call.service, call.operation): call for call in plan(wanted, REGIONS)}
    assert planned["sqs", "ListQueues"].least == 2
    assert planned["sqs", "GetQueueAttributes"].each == "t_queue"
    assert planned["logs", "DescribeLogStreams"].each == "t_log_group"
    assert planned["iam", "GenerateCredentialReport"].least == 1
    assert permissions(planned.values()) == [
        "iam:GenerateCredentialReport", "iam:GetCredentialReport", "logs:DescribeLogGroups",
        "logs:DescribeLogStreams", "sqs:GetQueueAttributes", "sqs:ListQueues",
    ]  # fmt: skip
    _, found = read(moto.target(), Queue, Login, LogStream)
    called = {(call.service, call.operation) for call in found.calls}
    assert called <= set(planned)
    least = {key for key, call in planned.items() if call.least}
    assert least <= called
    for call in planned.values():
        made = sum(c.made for c in found.calls if c.operation == call.operation)
        assert made >= call.least


def test_the_manifest_keeps_the_counts(moto: Moto) -> None:
    _, found = read(moto.target(), Queue)
    kept = manifest(found)
    assert kept["account"] == ACCOUNT and kept["regions"] == list(REGIONS)
    assert {"service", "operation", "region", "made", "denied", "failed", "throttled", "error"} <= (
        set(kept["calls"][0])
    )
    assert kept["totals"]["made"] == sum(call.made for call in found.calls)
