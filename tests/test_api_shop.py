"""The bundled shop, read live: every table that the emulator can serve, and no false pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from examples.shop import build

from remit import catalog, engine, findings, store
from remit.checks import Check, Status
from remit.sources.api.collect import Collected, Target, collect
from remit.tables import AnyTable
from tests.examples import NOW
from tests.faults import SCP, Fault, spoiled, tagged
from tests.moto import FAST, REGIONS, Moto, moto_server, session

__all__ = ["moto_server"]

Estate = dict[AnyTable, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def shop(moto_server: Moto) -> Iterator[Moto]:
    moto_server.reset()
    made: dict[tuple[str, str], Any] = {}

    def client(service: str, region: str) -> Any:
        if (service, region) not in made:
            made[service, region] = moto_server.client(service, region)
        return made[service, region]

    build(client)
    yield moto_server


def read(
    shop: Moto,
    *faults: Fault,
    regions: tuple[str, ...] = REGIONS,
    tables: Iterable[AnyTable] = (),
) -> tuple[Estate, Collected]:
    """What a scan reads through these faults: all tables, or some of them."""
    found: Estate = defaultdict(list)
    wanted = {t: frozenset(t.columns()) for t in tables or catalog.tables() if t.spec.calls}
    with spoiled(shop.url, *faults) as proxy:
        target = Target(lambda: tagged(session(proxy.url)), regions, proxy.url, FAST)
        collected = collect(wanted, target, lambda table, row: found[table].append(row))
    return found, collected


@pytest.fixture(scope="module")
def undisturbed(shop: Moto) -> tuple[Estate, Collected]:
    return read(shop)


def judged(estate: Estate, checks: Sequence[Check] = ()) -> list[findings.Finding]:
    connection = store.connect()
    tables = catalog.tables()
    with store.Spool() as spool:
        for table, rows in estate.items():
            for row in rows:
                spool.add(table, row)
        spool.load(connection, tables)
    return list(engine.run(connection, checks or catalog.checks(), NOW))


def by_name(estate: Estate, name: str) -> dict[str, dict[str, Any]]:
    rows = next((rows for t, rows in estate.items() if t.spec.name == name), [])
    return {row["name"]: row for row in rows if row["listed"]}


def test_the_shop_is_read_in_both_regions_as_it_was_built(
    undisturbed: tuple[Estate, Collected],
) -> None:
    estate, found = undisturbed
    buckets = by_name(estate, "s3_bucket")
    assert {name: row["region"] for name, row in buckets.items()} == {
        "corner-shop-orders-prod": "eu-west-1",
        "corner-shop-logs": "eu-west-1",
        "corner-shop-photos": "eu-west-1",
        "corner-shop-archive": "eu-central-1",
    }
    assert buckets["corner-shop-orders-prod"]["policy_requires_tls"] is True
    assert buckets["corner-shop-photos"]["policy_is_public"] is True
    assert buckets["corner-shop-photos"]["public_acl"] is True
    databases = by_name(estate, "rds_instance")
    assert databases["shop"]["storage_encrypted"] and not databases["reporting"]["multi_az"]
    tables = by_name(estate, "dynamodb_table")
    assert {name: row["region"] for name, row in tables.items()} == {
        "carts": "eu-west-1",
        "sessions": "eu-central-1",
    }
    assert set(by_name(estate, "iam_user")) == {"ann", "build"}
    assert set(by_name(estate, "lambda_function")) == {"checkout", "import-prices"}
    assert not sum(call.denied for call in found.calls)
    errors = {call.error for call in found.calls if call.error}
    assert all("does not implement" in error for error in errors), errors


def test_only_the_buckets_of_the_chosen_regions_are_read(shop: Moto) -> None:
    estate, _ = read(shop, regions=("eu-central-1",), tables=of("s3"))
    assert set(by_name(estate, "s3_bucket")) == {"corner-shop-archive"}


def test_calls_about_a_bucket_go_to_its_own_region(
    undisturbed: tuple[Estate, Collected],
) -> None:
    _, found = undisturbed
    made = {(c.region, c.operation): c.made for c in found.calls if c.service == "s3"}
    assert made["eu-west-1", "GetBucketVersioning"] == 3
    assert made["eu-central-1", "GetBucketVersioning"] == 1


def test_a_bucket_whose_region_may_not_be_asked_is_kept_and_says_so(shop: Moto) -> None:
    estate, _ = read(shop, Fault("GetBucketLocation", holding="archive"), tables=of("s3"))
    row = by_name(estate, "s3_bucket")["corner-shop-archive"]
    assert row["region"] is None
    assert "s3:GetBucketLocation" in row["unseen"]["region"]


def test_when_all_is_refused_nothing_passes(shop: Moto) -> None:
    # but for who is asking: without an answer to that there is no scan
    faults = [Fault("GetCallerIdentity", "body", body=WHO), Fault("*", message=SCP)]
    estate, found = read(shop, *faults)
    assert all(not row["listed"] for rows in estate.values() for row in rows)
    assert set(estate) == {t for t in catalog.tables() if t.spec.calls}
    findings = judged(estate)
    assert findings
    assert {finding.status for finding in findings} == {Status.UNKNOWN}
    reasons = {reason for finding in findings for reason in finding.reasons}
    assert all("service control policy" in reason for reason in reasons)
    refused = sum(call.denied for call in found.calls)
    assert refused == sum(call.made for call in found.calls) - 1


WHO = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult>"
    "<Arn>arn:aws:iam::123456789012:user/audit</Arn><UserId>A</UserId>"
    "<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)

ABOUT = {
    "s3": ["GetBucketPolicy", "GetBucketAcl", "GetPublicAccessBlock", "GetBucketEncryption"],
    "dynamodb": ["DescribeTable", "DescribeContinuousBackups"],
    "lambda": ["GetPolicy"],
    "iam": ["ListAccessKeys"],
    "ec2": ["DescribeSecurityGroups"],
    "rds": ["DescribeDBInstances"],
}


@pytest.mark.parametrize(("service", "operation"), [(s, o) for s in ABOUT for o in ABOUT[s]])
def test_a_refused_operation_makes_no_pass_of_what_did_not_pass(
    shop: Moto, service: str, operation: str, whole: dict[tuple[str, str], Status]
) -> None:
    estate, found = read(shop, Fault(operation), tables=of(service))
    assert {call.operation for call in found.calls if call.denied} == {operation}
    for finding in judged(estate, about(service)):
        if finding.status is Status.PASS:
            key = (finding.check.id, finding.subject.resource)
            assert whole.get(key) is Status.PASS, key


def about(service: str) -> list[Check]:
    return [check for check in catalog.checks() if check.service == service]


def of(service: str) -> list[AnyTable]:
    """The tables that the checks of a service look at."""
    return [table for table in engine.tables_of(about(service), None) if table.spec.calls]


@pytest.fixture(scope="module")
def whole(undisturbed: tuple[Estate, Collected]) -> dict[tuple[str, str], Status]:
    estate, _ = undisturbed
    return {(f.check.id, f.subject.resource): f.status for f in judged(estate)}
