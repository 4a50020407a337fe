"""AWS Config exports: snapshots and history, gzip or not, whole or damaged."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit import catalog
from remit.sources.config import ConfigRows, read_config

BUCKET = {
    "resourceType": "AWS::S3::Bucket",
    "resourceId": "kept",
    "resourceName": "kept",
    "awsAccountId": "123456789012",
    "awsRegion": "eu-west-1",
    "ARN": "arn:aws:s3:::kept",
    "configurationItemCaptureTime": "2026-10-01T00:00:00Z",
    "configurationItemStatus": "OK",
    "configuration": '{"name": "kept"}',
    "supplementaryConfiguration": {
        "BucketVersioningConfiguration": '{"status": "Enabled", "isMfaDeleteEnabled": null}'
    },
}


def written(folder: Path, items: list[object], packed: bool = False) -> Path:
    path = folder / ("export.json.gz" if packed else "export.json")
    text = json.dumps({"fileVersion": "1.0", "configurationItems": items}).encode()
    path.write_bytes(gzip.compress(text) if packed else text)
    return path


def rows(path: Path) -> list[dict[str, object]]:
    export = read_config(path)
    found = ConfigRows(catalog.tables()).rows(export.items, str(path))
    return [row for table, row in found if table.spec.name != "s3_log_delivery"]


@pytest.mark.parametrize("packed", [False, True])
def test_an_export_makes_rows_packed_or_not(tmp_path, packed):
    (row,) = rows(written(tmp_path, [BUCKET], packed))
    assert (row["versioning"], row["account"], row["region"]) == (
        "Enabled",
        "123456789012",
        "eu-west-1",
    )
    assert row["resource"] == "arn:aws:s3:::kept"


def test_supplements_may_be_objects_too(tmp_path):
    item = {**BUCKET, "configuration": {"name": "kept"}}
    item["supplementaryConfiguration"] = {"BucketVersioningConfiguration": {"status": "Suspended"}}
    (row,) = rows(written(tmp_path, [item]))
    assert row["versioning"] == "Suspended"


def test_a_history_counts_with_its_latest_item(tmp_path):
    older = {**BUCKET, "configurationItemCaptureTime": "2026-09-01T00:00:00Z"}
    older["supplementaryConfiguration"] = {}
    (row,) = rows(written(tmp_path, [BUCKET, older]))
    assert row["versioning"] == "Enabled"


def test_what_was_deleted_makes_no_row(tmp_path):
    gone = {
        **BUCKET,
        "configurationItemCaptureTime": "2026-10-02T00:00:00Z",
        "configurationItemStatus": "ResourceDeleted",
    }
    assert rows(written(tmp_path, [BUCKET, gone])) == []


def test_an_item_that_is_none_is_told_and_the_rest_goes_on(tmp_path):
    export = read_config(written(tmp_path, [BUCKET, "nonsense", {"resourceType": 7}]))
    assert len(export.items) == 1
    assert [problem.incomplete for problem in export.problems] == [True, True]


@pytest.mark.parametrize(
    "text", [b"", b"{", b'{"configurationItems": {}}', b"\x1f\x8bbroken", b"[]x"]
)
def test_what_is_no_export_is_one_fatal_line(tmp_path, text):
    path = tmp_path / "export.json"
    path.write_bytes(text)
    (problem,) = read_config(path).problems
    assert problem.fatal
    assert "\n" not in str(problem)


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)
TYPES = sorted(
    {origin.type for table in catalog.tables() for origin in table.spec.origins["config"]}
)


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(kind=st.sampled_from(TYPES), configuration=TREES, supplements=TREES, tags=TREES)
def test_no_item_whatever_is_in_it_raises(tmp_path, kind, configuration, supplements, tags):
    item = {
        "resourceType": kind,
        "resourceId": "x",
        "configuration": configuration,
        "supplementaryConfiguration": supplements,
        "tags": tags,
    }
    for row in rows(written(tmp_path, [item])):
        assert row["resource"]


def test_a_row_says_when_aws_config_captured_it(tmp_path):
    (row,) = rows(written(tmp_path, [BUCKET]))
    assert row["captured"] == "2026-10-01T00:00:00Z"
