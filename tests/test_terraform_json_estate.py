"""What Terraform printed for tests/data/terraform_json/estate is read as its author meant."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from remit.sources.declared import Document, Resource
from remit.sources.terraform_json import looks_like_terraform_json, read_terraform_json
from remit.values import Partial, Reference, Unknown

PLAN = pathlib.Path(__file__).parent / "data" / "terraform_json" / "estate" / "plan.json"


@pytest.fixture(scope="module")
def document() -> Document:
    return read_terraform_json(PLAN)


@pytest.fixture(scope="module")
def estate(document: Document) -> dict[str, Resource]:
    return {resource.address: resource for resource in document.resources}


def test_a_complete_plan_has_no_problems(document: Document) -> None:
    assert document.problems == []
    assert document.source == "tf"
    assert document.name == str(PLAN)


def test_every_managed_resource_is_there_once_and_no_data_source(document: Document) -> None:
    plan = json.loads(PLAN.read_bytes())
    created = sorted(c["address"] for c in plan["resource_changes"] if c["mode"] == "managed")
    assert sorted(resource.address for resource in document.resources) == created


@pytest.mark.parametrize(
    ("address", "path", "expected"),
    [
        ("aws_db_instance.d", "kms_key_id", ("module.kms.aws_kms_key.this[0]", "arn")),
        ("aws_instance.i", "root_block_device.0.kms_key_id", ("aws_kms_key.k", "arn")),
        ("aws_instance.i", "ebs_block_device.0.kms_key_id", ("aws_kms_key.k", "arn")),
        ("aws_s3_bucket_versioning.cv[1]", "bucket", ("aws_s3_bucket.c[1]", "id")),
        ('aws_s3_bucket_versioning.v["a.b"]', "bucket", ('aws_s3_bucket.b["a.b"]', "id")),
        (
            'aws_s3_bucket_versioning.v2["c[\\"d\\"]"]',
            "bucket",
            ('aws_s3_bucket.b["c[\\"d\\"]"]', "id"),
        ),
        ("aws_sns_topic.t", "kms_master_key_id", ('module.svc["one"].aws_kms_key.own', "arn")),
        (
            'module.svc["two"].aws_sqs_queue.q2',
            "kms_master_key_id",
            ('module.svc["two"].aws_kms_key.own', "arn"),
        ),
        (
            'module.svc["two"].aws_sqs_queue.q',
            "kms_master_key_id",
            ("module.kms.aws_kms_key.this[0]", "arn"),
        ),
        (
            'module.svc["one"].aws_s3_bucket_public_access_block.p',
            "bucket",
            ("aws_s3_bucket.c[1]", "id"),
        ),
        ("aws_s3_bucket.c[0]", "id", ("aws_s3_bucket.c[0]", "id")),
        ("aws_s3_bucket.c[0]", "bucket", ("aws_s3_bucket.c[0]", "bucket")),
    ],
)
def test_an_identity_known_after_apply_refers_to_its_resource(
    estate: dict[str, Resource], address: str, path: str, expected: tuple[str, str]
) -> None:
    assert _at(estate[address].values, path) == Reference(*expected)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("aws_db_instance.d", "monitoring_role_arn"),
        ("aws_instance.i", "metadata_options"),
        ("aws_instance.i", "ebs_block_device.1.encrypted"),
        ("aws_instance.i", "ebs_block_device.1.kms_key_id"),
        ("aws_sns_topic.none", "policy"),
        ("aws_security_group.o", "ingress"),
        ("aws_s3_bucket_versioning.cv[0]", "versioning_configuration.0.mfa_delete"),
    ],
)
def test_what_the_author_left_to_the_provider_is_not_set(
    estate: dict[str, Resource], address: str, path: str
) -> None:
    assert _at(estate[address].values, path) is None


@pytest.mark.parametrize(
    ("address", "path", "why"),
    [
        ("aws_sqs_queue.q", "kms_master_key_id", "local.kms"),
        ("aws_sqs_queue.q", "policy", "aws_kms_key.k.arn"),
        ("aws_instance.i", "vpc_security_group_ids", "aws_security_group.sg.id"),
        ("aws_instance.i", "tags", "aws_kms_key.k.arn"),
        ("aws_security_group.sg", "ingress.1.security_groups", "aws_security_group.o.id"),
        ("aws_security_group.dyn", "ingress.0.security_groups", "dynamic block"),
        ("aws_security_group.dynu", "ingress.0.from_port", "dynamic block"),
        ("aws_dynamodb_table.dyn", "server_side_encryption.0.kms_key_arn", "dynamic block"),
    ],
)
def test_what_cannot_be_followed_is_unknown_and_says_what_it_waits_for(
    estate: dict[str, Resource], address: str, path: str, why: str
) -> None:
    value = _at(estate[address].values, path)
    assert isinstance(value, Unknown)
    assert why in value.reason


def test_known_values_beside_unknown_ones_stay(estate: dict[str, Resource]) -> None:
    sg = estate["aws_security_group.sg"].values
    assert sg["ingress"][0]["cidr_blocks"] == ["0.0.0.0/0"]
    assert sg["ingress"][1]["from_port"] == 443
    assert estate["aws_security_group.dyn"].values["ingress"][0]["to_port"] == 2
    rule = estate["aws_s3_bucket_server_side_encryption_configuration.s"].values["rule"][0]
    assert rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "aws:kms"


def test_a_policy_document_unknown_for_one_arn_is_put_together(
    estate: dict[str, Resource],
) -> None:
    policy = estate["aws_s3_bucket_policy.p"].values["policy"]
    assert isinstance(policy, Partial)
    assert "aws_s3_bucket.c[0].arn" in policy.reason
    read = json.loads(policy)
    assert read["Version"] == "2012-10-17"
    allow, deny = read["Statement"]
    assert allow["Sid"] == "A"
    assert allow["Effect"] == "Allow"
    assert allow["Action"] == ["s3:GetObject", "s3:PutObject"]
    assert allow["Principal"] == {"AWS": "*"}
    assert allow["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert len(allow["Resource"]) == 2
    assert deny == {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*", "Principal": "*"}


def test_the_region_is_that_of_the_provider_however_it_was_passed(
    estate: dict[str, Resource],
) -> None:
    assert estate["aws_kms_key.k"].region == "eu-west-1"
    assert estate["aws_s3_bucket.c[0]"].region == "us-east-1"
    assert estate["module.kms.aws_kms_key.this[0]"].region == "eu-west-1"
    assert estate['module.svc["two"].aws_kms_key.own'].region == "us-east-1"


def test_an_account_that_nothing_names_is_unknown(estate: dict[str, Resource]) -> None:
    account = estate["aws_kms_key.k"].account
    assert isinstance(account, Unknown)
    assert "provider aws names no account" in account.reason


def test_it_is_recognised_by_its_beginning_with_keys_in_any_order() -> None:
    data = PLAN.read_bytes()
    assert looks_like_terraform_json(data[:2048])
    ordered = json.dumps(json.loads(data), sort_keys=True, indent=2).encode()
    assert looks_like_terraform_json(ordered[:2048])


def _at(values: Any, path: str) -> Any:
    for step in path.split("."):
        values = values[int(step)] if isinstance(values, list) else values.get(step)
    return values
