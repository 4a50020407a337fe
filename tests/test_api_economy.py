"""What is not asked, because what was read already tells the answer."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.session import Session

from remit import catalog, responsibility
from remit.checks import Status
from remit.cli.live import wanted_columns
from remit.sources.api.client import Settings
from remit.sources.api.closed import PROBES
from remit.sources.api.collect import Collected, Target, collect
from remit.sources.api.planning import plan
from remit.tables import AnyTable
from tests.answers import answering
from tests.api_tables import Bucket, Queue
from tests.examples import Section, sections, short
from tests.fault_cases import CHECKS, ONCE, REGION, Pages, Shown, Use
from tests.faults import Fault, spoiled, tagged
from tests.moto import FAST, Moto, moto, moto_server, session

__all__ = ["moto", "moto_server"]

HERE = ("eu-west-1",)


def buckets(moto: Moto) -> None:
    for name, lock in (("locked", True), ("plain", False), ("versioned", False)):
        moto.client("s3").create_bucket(
            Bucket=name,
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
            ObjectLockEnabledForBucket=lock,
        )
    moto.client("s3").put_bucket_versioning(
        Bucket="versioned", VersioningConfiguration={"Status": "Enabled"}
    )


Found = tuple[dict[str, dict[str, Any]], Collected, Counter[str]]


def read(
    moto: Moto, table: AnyTable, *faults: Fault, columns: str = "", settings: Settings = FAST
) -> Found:
    rows: dict[str, dict[str, Any]] = {}
    wanted = frozenset(columns.split() or table.own_columns())
    with spoiled(moto.url, *faults) as proxy:
        target = Target(lambda: tagged(session()), HERE, proxy.url, settings)
        found = collect({table: wanted}, target, lambda _, row: rows.update({row["id"]: row}))
    return rows, found, proxy.seen


def test_what_an_answer_tells_anyway_is_not_asked_for(moto: Moto) -> None:
    buckets(moto)
    rows, _, seen = read(moto, Bucket)
    assert {name: (row["versioning"], row["lock"]) for name, row in rows.items()} == {
        "locked": ("Enabled", "Enabled"), "plain": ("", ""), "versioned": ("Enabled", ""),
    }  # fmt: skip
    assert (seen["GetBucketVersioning"], seen["GetObjectLockConfiguration"]) == (3, 2)


def test_where_that_answer_is_refused_or_not_wanted_it_is_asked_for(moto: Moto) -> None:
    buckets(moto)
    rows, _, seen = read(moto, Bucket, Fault("GetBucketVersioning"))
    assert seen["GetObjectLockConfiguration"] == 3
    assert {name: row["lock"] for name, row in rows.items()} == {
        "locked": "Enabled", "plain": "", "versioned": "",
    }  # fmt: skip
    _, _, seen = read(moto, Bucket, columns="bucket lock")
    assert (seen["GetBucketVersioning"], seen["GetObjectLockConfiguration"]) == (0, 3)


def test_what_an_endpoint_does_not_know_is_asked_a_few_times_only(moto: Moto) -> None:
    for number in range(12):
        moto.client("sqs").create_queue(QueueName=f"q{number}")
    fault = Fault("GetQueueAttributes", code="UnknownOperationException", status=400)
    one = Settings(workers=1, attempts=1, read_timeout=5)
    rows, found, seen = read(moto, Queue, fault, settings=one)
    call = next(call for call in found.calls if call.operation == "GetQueueAttributes")
    assert len(rows) == 12 and all(
        "does not implement" in r["unseen"]["encrypted"] for r in rows.values()
    )
    assert seen["GetQueueAttributes"] < 12
    assert seen["GetQueueAttributes"] + call.skipped == 12


def test_a_service_that_throttles_for_a_while_loses_nothing_and_is_asked_slower(moto: Moto) -> None:
    for number in range(30):
        moto.client("sqs").create_queue(QueueName=f"q{number}")
    fault = Fault("GetQueueAttributes", code="ThrottlingException", status=400, times=10)
    rows, found, seen = read(moto, Queue, fault, settings=Settings(workers=16, attempts=2))
    call = next(call for call in found.calls if call.operation == "GetQueueAttributes")
    assert len(rows) == 30 and not any(row["unseen"] for row in rows.values())
    assert (call.throttled, call.failed) == (10, 0)
    assert seen["GetQueueAttributes"] == 40


REMIT = responsibility.load()
ALWAYS = {("sts", "GetCallerIdentity"), *((probe.service, probe.operation) for probe in PROBES)}
"""Who asks, and what is asked where a service control policy denies a call."""
TAGS = "resourcegroupstaggingapi GetResources"
CHOSEN = {
    "sqs_queue_encrypted": {"sqs ListQueues", "sqs GetQueueAttributes", TAGS},
    "s3_bucket_versioning_enabled": {
        "s3 ListBuckets", "s3 GetBucketLocation", "s3 GetBucketVersioning", TAGS},
    "dynamodb_table_deletion_protected": {
        "dynamodb ListTables", "dynamodb DescribeTable", TAGS},
    "rds_instance_storage_encrypted": {"rds DescribeDBInstances"},
    "kms_key_rotates": {
        "kms ListKeys", "kms ListAliases", "kms DescribeKey", "kms GetKeyRotationStatus", TAGS},
    "lambda_function_url_requires_iam": {
        "lambda ListFunctions", "lambda ListFunctionUrlConfigs", TAGS},
    "eks_node_group_ssh_limited": {
        "eks ListClusters", "eks ListNodegroups", "eks DescribeNodegroup"},
    "secretsmanager_secret_policy_not_public": {
        "secretsmanager ListSecrets", "secretsmanager GetResourcePolicy"},
    "s3_bucket_public_access_blocked": {
        "s3 ListBuckets", "s3 GetBucketLocation", "s3 GetPublicAccessBlock",
        "s3control GetPublicAccessBlock", TAGS},
    "iam_user_console_has_mfa": {
        "iam GetAccountAuthorizationDetails", "iam GetLoginProfile", "iam ListMFADevices"},
    "ec2_volume_has_recent_snapshot": {"ec2 DescribeVolumes", "ec2 DescribeSnapshots"},
}  # fmt: skip
"""What each of these checks takes: what it reads, what names a row, its tags, its parents."""


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    with answering(Session()) as page:
        yield Pages(page)


def planned(check: str) -> set[Use]:
    wanted = wanted_columns([CHECKS[check]], REMIT)
    return {(call.service, call.operation) for call in plan(wanted, (REGION,))}


def showing(check: str) -> Section | None:
    """The first section that shows answers of AWS, and what a check says of them."""
    found = (s for s in sections() if "api" in s.texts and check in s.expected)
    return next(found, None)


def asked(pages: Pages, check: str, section: Section) -> set[Use]:
    """What is asked for one check; its verdicts are those of the page."""
    flow = Shown(section, [check], wanted_columns([CHECKS[check]], REMIT))
    pages.page.turn(flow.answers, ())
    rows = flow.read(pages, ONCE).rows
    made = set(pages.page.uses)
    for finding in flow.judged(rows).values():
        status = "-" if finding.status is Status.NOT_APPLICABLE else str(finding.status)
        name = short(finding.subject, section.names)
        assert section.expected[check].get(name, status) == status, (check, name)
    return made


@pytest.mark.parametrize("check", CHOSEN)
def test_one_check_plans_and_makes_the_calls_that_its_columns_take_and_no_others(
    pages: Pages, check: str
) -> None:
    calls = planned(check)
    assert {" ".join(use) for use in calls - ALWAYS} | {
        " ".join(use) for use in calls & ALWAYS if " ".join(use) in CHOSEN[check]
    } == CHOSEN[check]
    section = showing(check)
    assert section is not None
    made = asked(pages, check, section)
    assert {" ".join(use) for use in made} <= CHOSEN[check]


def test_of_every_third_service_one_check_makes_no_call_that_is_not_planned_for_it(
    pages: Pages,
) -> None:
    services = dict[str, list[str]]()
    for one in catalog.checks():
        if showing(one.id) is not None:
            services.setdefault(one.service, []).append(one.id)
    few, shown = Counter[str](), Counter[str]()
    for service in sorted(services)[::3]:
        check = min(services[service], key=lambda name: zlib.crc32(name.encode()))
        section = showing(check)
        assert section is not None
        made = asked(pages, check, section)
        assert made <= planned(check), check
        few[service] = len(made)
        shown[service] = len(Shown(section).uses)
    assert few.total() < shown.total()
