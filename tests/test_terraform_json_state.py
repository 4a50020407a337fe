"""States, as `terraform show -json` prints them and as Terraform stores them."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from remit.sources.declared import Document
from remit.sources.terraform_json import looks_like_terraform_json, read_terraform_json
from remit.values import Unknown

TOPIC = {"arn": "arn:aws:sns:eu-west-1:111122223333:t", "name": "t", "kms_master_key_id": None}
BLOCK = {"bucket": "b", "block_public_acls": True}

SHOWN: dict[str, Any] = {
    "format_version": "1.0",
    "terraform_version": "1.11.4",
    "values": {
        "root_module": {
            "resources": [
                {
                    "address": "aws_sns_topic.t[0]",
                    "mode": "managed",
                    "type": "aws_sns_topic",
                    "name": "t",
                    "index": 0,
                    "values": TOPIC,
                },
                {
                    "address": "data.aws_region.r",
                    "mode": "data",
                    "type": "aws_region",
                    "name": "r",
                    "values": {"name": "eu-west-1"},
                },
            ],
            "child_modules": [
                {
                    "address": 'module.m["x.y"]',
                    "resources": [
                        {
                            "address": 'module.m["x.y"].aws_s3_bucket_public_access_block.b',
                            "mode": "managed",
                            "type": "aws_s3_bucket_public_access_block",
                            "name": "b",
                            "values": BLOCK,
                        }
                    ],
                }
            ],
        }
    },
}

_AWS = 'provider["registry.terraform.io/hashicorp/aws"]'

STORED: dict[str, Any] = {
    "version": 4,
    "terraform_version": "1.11.4",
    "serial": 7,
    "lineage": "0",
    "outputs": {},
    "resources": [
        {
            "mode": "managed",
            "type": "aws_sns_topic",
            "name": "t",
            "provider": _AWS,
            "instances": [
                {"index_key": 0, "attributes": TOPIC},
                {"index_key": 0, "deposed": "00000000", "attributes": TOPIC},
            ],
        },
        {
            "mode": "data",
            "type": "aws_region",
            "name": "r",
            "provider": _AWS,
            "instances": [{"attributes": {"name": "eu-west-1"}}],
        },
        {
            "module": 'module.m["x.y"]',
            "mode": "managed",
            "type": "aws_s3_bucket_public_access_block",
            "name": "b",
            "provider": _AWS,
            "instances": [{"attributes": BLOCK}],
        },
    ],
}


def read(path: pathlib.Path, content: Any) -> Document:
    path.write_text(json.dumps(content))
    return read_terraform_json(path)


@pytest.mark.parametrize("content", [SHOWN, STORED], ids=["shown", "stored"])
def test_both_ways_to_write_a_state_give_the_same_resources(
    tmp_path: pathlib.Path, content: dict[str, Any]
) -> None:
    document = read(tmp_path / "state.json", content)
    assert document.problems == []
    assert [(one.address, one.type, one.values) for one in document.resources] == [
        ("aws_sns_topic.t[0]", "aws_sns_topic", TOPIC),
        (
            'module.m["x.y"].aws_s3_bucket_public_access_block.b',
            "aws_s3_bucket_public_access_block",
            BLOCK,
        ),
    ]
    assert looks_like_terraform_json(json.dumps(content).encode()[:512])
    assert looks_like_terraform_json(json.dumps(content, indent=2).encode()[:512])


def test_the_arn_tells_region_and_account_and_the_only_account_is_assumed_for_the_rest(
    tmp_path: pathlib.Path,
) -> None:
    document = read(tmp_path / "state.json", SHOWN)
    topic, block = document.resources
    assert (topic.region, topic.account) == ("eu-west-1", "111122223333")
    assert block.account == "111122223333"
    assert isinstance(block.region, Unknown)
    assert any("111122223333" in line for line in document.assumptions)


def test_a_stored_state_tells_which_resources_share_a_provider(tmp_path: pathlib.Path) -> None:
    document = read(tmp_path / "terraform.tfstate", STORED)
    assert document.resources[1].region == "eu-west-1"


def test_of_two_accounts_none_is_assumed(tmp_path: pathlib.Path) -> None:
    content = json.loads(json.dumps(STORED))
    other = {"arn": "arn:aws:sns:eu-west-1:444455556666:u"}
    content["resources"][0]["instances"].append({"index_key": 1, "attributes": other})
    document = read(tmp_path / "state.json", content)
    assert isinstance(document.resources[-1].account, Unknown)


def test_keys_are_spelled_in_addresses_as_terraform_does(tmp_path: pathlib.Path) -> None:
    content = json.loads(json.dumps(STORED))
    content["resources"][0]["instances"] = [{"index_key": 'a"b', "attributes": {}}]
    document = read(tmp_path / "state.json", content)
    assert document.resources[0].address == 'aws_sns_topic.t["a\\"b"]'


def test_an_empty_state_is_a_state_without_resources(tmp_path: pathlib.Path) -> None:
    document = read(tmp_path / "state.json", {"format_version": "1.0"})
    assert (document.resources, document.problems) == ([], [])


@pytest.mark.parametrize(
    "broken",
    [
        {"mode": "managed", "type": "aws_sns_topic", "name": "t"},
        {"mode": "managed", "type": "t", "name": "t", "instances": [{"attributes_flat": {}}]},
    ],
)
def test_a_broken_resource_makes_the_state_incomplete_and_the_rest_is_read(
    tmp_path: pathlib.Path, broken: dict[str, Any]
) -> None:
    content = STORED | {"resources": [broken, *STORED["resources"]]}
    document = read(tmp_path / "state.json", content)
    assert len(document.resources) == 2
    (problem,) = document.problems
    assert problem.incomplete
    assert not problem.fatal
