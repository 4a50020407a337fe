"""Resources of a directory: repetition, blocks, references, providers, data sources."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from remit.sources.declared import ANY_REGION, Document, Resource
from remit.sources.hcl import is_directory_of_hcl, read_directory
from remit.values import ACCOUNT, PARTITION, REGION, Partial, Reference, Unknown

Read = Callable[..., Document]


@pytest.fixture
def read(tmp_path: pathlib.Path) -> Read:
    def function(main: str, files: dict[str, str] | None = None, **options: Any) -> Document:
        for name, text in {"main.tf": main, **(files or {})}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return read_directory(tmp_path, **options)

    return function


def by_address(document: Document) -> dict[str, Resource]:
    return {resource.address: resource for resource in document.resources}


def test_a_resource_keeps_its_place_and_plain_values(read: Read, tmp_path: pathlib.Path) -> None:
    document = read('\n\nresource "aws_new_thing" "x" {\n  a = 1\n  b = "two"\n  c = [true]\n}\n')
    assert document.source == "tf"
    assert document.name == str(tmp_path)
    assert document.problems == []
    (resource,) = document.resources
    assert resource == Resource(
        type="aws_new_thing",
        address="aws_new_thing.x",
        values={"a": 1, "b": "two", "c": [True]},
        file=str(tmp_path / "main.tf"),
        line=3,
    )


def test_resources_of_other_providers_are_evaluated_but_not_listed(read: Read) -> None:
    document = read(
        'resource "random_id" "r" { byte_length = 4 }\n'
        'resource "aws_s3_bucket" "b" { bucket = "x-${random_id.r.hex}" }\n'
    )
    (bucket,) = document.resources
    assert bucket.values["bucket"] == "x-⟦random_id.r.hex⟧"


def test_count_and_for_each_make_addresses_as_terraform_prints_them(read: Read) -> None:
    document = read(
        """
        resource "aws_a" "n" {
          count = 2
          i     = count.index
        }
        resource "aws_a" "none" { count = 0 }
        resource "aws_a" "m" {
          for_each = { b = 1, "a\\"q" = 2 }
          kv       = "${each.key}=${each.value}"
        }
        resource "aws_a" "s" {
          for_each = toset(["y", "x"])
          v        = each.value
        }
        """
    )
    assert {address: list(r.values.values()) for address, r in by_address(document).items()} == {
        "aws_a.n[0]": [0],
        "aws_a.n[1]": [1],
        'aws_a.m["a\\"q"]': ['a"q=2'],
        'aws_a.m["b"]': ["b=1"],
        'aws_a.s["x"]': ["x"],
        'aws_a.s["y"]': ["y"],
    }


@pytest.mark.parametrize("how", ["count = var.v", "for_each = var.v", "for_each = toset([var.v])"])
def test_an_unknown_repetition_is_one_resource_and_incomplete(read: Read, how: str) -> None:
    document = read(
        f"""
        variable "v" {{}}
        resource "aws_a" "x" {{
          {how}
          known = 1
          k     = try(each.key, count.index)
        }}
        resource "aws_b" "y" {{
          direct = aws_a.x[0].id
          tried  = try(aws_a.x[0].id, null)
          all    = aws_a.x[*].id
          number = length(aws_a.x)
        }}
        """
    )
    found = by_address(document)
    assert found["aws_a.x"].values["known"] == 1
    assert isinstance(found["aws_a.x"].values["k"], Unknown)
    other = found["aws_b.y"].values
    assert other["direct"] == Reference("aws_a.x", "id")
    assert all(isinstance(other[name], Unknown) for name in ("tried", "all", "number"))
    (problem,) = [problem for problem in document.problems if problem.incomplete]
    assert problem.line == 3
    assert "how often aws_a.x exists is unknown: variable v has no value" in problem.message


def test_nested_blocks_are_lists_and_meta_arguments_are_dropped(read: Read) -> None:
    document = read(
        """
        resource "aws_a" "x" {
          depends_on = [aws_a.y]
          one { a = 1 }
          many { b = 1 }
          many {
            b = 2
            deep { c = 3 }
          }
          lifecycle { prevent_destroy = true }
          provisioner "local-exec" { command = "x" }
          connection { host = "x" }
        }
        """
    )
    assert document.resources[0].values == {
        "one": [{"a": 1}],
        "many": [{"b": 1}, {"b": 2, "deep": [{"c": 3}]}],
    }


def test_dynamic_blocks_unfold(read: Read) -> None:
    document = read(
        """
        variable "v" {}
        resource "aws_a" "x" {
          rule { p = 0 }
          dynamic "rule" {
            for_each = [443, 80]
            content {
              p = rule.value
              i = rule.key
              dynamic "inner" {
                for_each = { a = rule.value }
                iterator = it
                content { v = "${it.key}${it.value}" }
              }
            }
          }
          dynamic "none" {
            for_each = []
            content { a = 1 }
          }
          dynamic "open" {
            for_each = var.v
            content { a = 1 }
          }
        }
        """
    )
    values = document.resources[0].values
    assert values["rule"] == [
        {"p": 0},
        {"p": 443, "i": 0, "inner": [{"v": "a443"}]},
        {"p": 80, "i": 1, "inner": [{"v": "a80"}]},
    ]
    assert values["none"] == []
    assert values["open"] == Unknown("variable v has no value; give --var v=…")


def test_references_give_what_is_set_and_else_the_address(read: Read) -> None:
    document = read(
        """
        variable "v" {}
        resource "aws_s3_bucket" "b" {
          count  = 2
          bucket = "b${count.index}"
          rule { d = "x" }
        }
        resource "aws_s3_bucket" "open" { bucket = "x-${var.v}" }
        resource "aws_a" "x" {
          set    = aws_s3_bucket.b[1].bucket
          id     = aws_s3_bucket.b[1].id
          all    = aws_s3_bucket.b[*].arn
          legacy = aws_s3_bucket.b.*.id[0]
          nested = aws_s3_bucket.b[0].rule[0].d
          deep   = aws_s3_bucket.b[0].endpoint[0].name
          text   = "${aws_s3_bucket.b[0].arn}/*"
          open   = aws_s3_bucket.open.bucket
          none   = try(aws_s3_bucket.b[7].id, "none")
        }
        """
    )
    assert by_address(document)["aws_a.x"].values == {
        "set": "b1",
        "id": Reference("aws_s3_bucket.b[1]", "id"),
        "all": [Reference(f"aws_s3_bucket.b[{i}]", "arn") for i in (0, 1)],
        "legacy": Reference("aws_s3_bucket.b[0]", "id"),
        "nested": "x",
        "deep": Reference("aws_s3_bucket.b[0]", "endpoint[0].name"),
        "text": "⟦aws_s3_bucket.b[0].arn⟧/*",
        "open": Reference("aws_s3_bucket.open", "bucket"),
        "none": "none",
    }


def test_a_map_of_resources_can_be_looped_over(read: Read) -> None:
    document = read(
        """
        resource "aws_a" "x" { for_each = toset(["p", "q"]) }
        resource "aws_b" "y" {
          ids  = { for key, item in aws_a.x : key => item.id }
          list = values(aws_a.x)[*].arn
        }
        resource "aws_c" "z" {
          for_each = aws_a.x
          id       = each.value.id
        }
        """
    )
    found = by_address(document)
    p, q = 'aws_a.x["p"]', 'aws_a.x["q"]'
    assert found["aws_b.y"].values == {
        "ids": {"p": Reference(p, "id"), "q": Reference(q, "id")},
        "list": [Reference(p, "arn"), Reference(q, "arn")],
    }
    assert found['aws_c.z["q"]'].values == {"id": Reference(q, "id")}


PROVIDERS = """
provider "aws" {
  region              = var.home
  allowed_account_ids = ["111122223333"]
  default_tags { tags = { team = "a", n = 1 } }
}
provider "aws" {
  alias  = "us"
  region = "us-east-1"
  assume_role { role_arn = "arn:aws:iam::444455556666:role/deploy" }
}
variable "home" { default = "eu-west-1" }
"""


def test_providers_give_region_account_and_tags(read: Read) -> None:
    document = read(
        PROVIDERS
        + """
        resource "aws_a" "x" { tags = { n = 2, own = true } }
        resource "aws_a" "y" { provider = aws.us }
        resource "aws_a" "z" { region = "ap-south-1" }
        resource "aws_a" "w" { provider = aws.missing }
        """
    )
    found = by_address(document)
    x, y, z, w = (found[f"aws_a.{name}"] for name in "xyzw")
    assert (x.region, x.account) == ("eu-west-1", "111122223333")
    assert x.values["tags_all"] == {"team": "a", "n": "2", "own": "true"}
    assert (y.region, y.account) == ("us-east-1", "444455556666")
    assert "tags_all" not in y.values
    assert z.region == "ap-south-1"
    assert isinstance(w.region, Unknown)
    assert "aws.missing" in w.region.reason


def test_an_open_region_says_why(read: Read) -> None:
    given = 'provider "aws" { region = var.r }\nvariable "r" {}\nresource "aws_a" "x" {}'
    assert read(given).resources[0].region == Unknown("variable r has no value; give --var r=…")
    assert read('resource "aws_a" "x" {}').resources[0].region == ANY_REGION


DATA = """
data "aws_caller_identity" "c" {}
data "aws_region" "c" {}
data "aws_partition" "c" {}
data "aws_ami" "a" {}
resource "aws_a" "x" {
  account = data.aws_caller_identity.c.account_id
  region  = "${data.aws_region.c.name}"
  part    = data.aws_partition.c.partition
  suffix  = data.aws_partition.c.dns_suffix
  ami     = data.aws_ami.a.id
}
"""


def test_the_surroundings_are_holes_until_a_provider_says_them(read: Read) -> None:
    values = read(DATA).resources[0].values
    assert [values["account"], values["region"], values["part"]] == [ACCOUNT, REGION, PARTITION]
    assert all(isinstance(values[name], Partial) for name in ("account", "region", "suffix"))
    assert values["ami"] == Unknown("data.aws_ami.a is read from AWS at plan time")


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_the_region_tells_the_partition(
    read: Read, region: str, partition: str, suffix: str
) -> None:
    values = read(f'provider "aws" {{ region = "{region}" }}\n{DATA}').resources[0].values
    assert (values["region"], values["part"], values["suffix"]) == (region, partition, suffix)


def test_a_policy_document_is_rendered_as_the_provider_does(read: Read) -> None:
    document = read(
        """
        data "aws_iam_policy_document" "base" {
          statement {
            sid       = "One"
            actions   = ["s3:Old"]
            resources = ["*"]
          }
        }
        data "aws_iam_policy_document" "d" {
          source_policy_documents = [data.aws_iam_policy_document.base.json]
          policy_id               = "id"
          statement {
            sid       = "One"
            actions   = ["s3:GetObject", "s3:PutObject", "s3:GetObject"]
            resources = ["arn:aws:s3:::b/&{aws:username}/*"]
          }
          statement {
            effect      = "Deny"
            not_actions = ["iam:*"]
            resources   = [aws_s3_bucket.b.arn]
            principals {
              type        = "*"
              identifiers = ["*"]
            }
            condition {
              test     = "Bool"
              variable = "aws:SecureTransport"
              values   = ["false"]
            }
            condition {
              test     = "StringLike"
              variable = "aws:a"
              values   = ["x<y", "b"]
            }
          }
        }
        resource "aws_s3_bucket" "b" {}
        resource "aws_a" "x" {
          json = data.aws_iam_policy_document.d.json
          mini = data.aws_iam_policy_document.d.minified_json
        }
        """
    )
    values = by_address(document)["aws_a.x"].values
    assert isinstance(values["json"], Partial)
    assert values["json"].startswith('{\n  "Version": "2012-10-17",\n  "Id": "id",\n')
    assert "x\\u003cy" in values["json"]
    parsed = json.loads(values["json"])
    assert json.loads(values["mini"]) == parsed
    assert parsed["Statement"] == [
        {
            "Sid": "One",
            "Effect": "Allow",
            "Action": ["s3:PutObject", "s3:GetObject"],
            "Resource": "arn:aws:s3:::b/${aws:username}/*",
        },
        {
            "Effect": "Deny",
            "NotAction": "iam:*",
            "Resource": "⟦aws_s3_bucket.b.arn⟧",
            "Principal": "*",
            "Condition": {
                "Bool": {"aws:SecureTransport": "false"},
                "StringLike": {"aws:a": ["x<y", "b"]},
            },
        },
    ]


def test_an_override_document_replaces_by_sid_and_an_unknown_one_is_unknown(read: Read) -> None:
    document = read(
        """
        variable "v" {}
        data "aws_iam_policy_document" "a" {
          override_policy_documents = [jsonencode({ Statement = [{ Sid = "S", Effect = "Deny" }] })]
          statement {
            sid     = "S"
            actions = ["x:y"]
          }
        }
        data "aws_iam_policy_document" "b" { source_policy_documents = [var.v] }
        resource "aws_a" "x" {
          a = data.aws_iam_policy_document.a.minified_json
          b = data.aws_iam_policy_document.b.json
        }
        """
    )
    values = document.resources[0].values
    assert json.loads(values["a"])["Statement"] == [{"Sid": "S", "Effect": "Deny"}]
    assert isinstance(values["b"], Unknown)


def test_override_files_replace_arguments_and_blocks(read: Read) -> None:
    document = read(
        'resource "aws_a" "x" {\n  a = 1\n  b = 2\n  r { c = 1 }\n  r { c = 2 }\n}',
        {"x_override.tf": 'resource "aws_a" "x" {\n  b = 3\n  r { c = 9 }\n}'},
    )
    assert document.problems == []
    assert document.resources[0].values == {"a": 1, "b": 3, "r": [{"c": 9}]}


def test_json_syntax_reads_like_hcl(read: Read) -> None:
    content = {
        "variable": {"v": {"default": "x", "type": "string"}},
        "resource": {
            "aws_a": {
                "j": {
                    "name": "n-${var.v}",
                    "tags": {"k": "v"},
                    "rule": {"a": 1},
                    "rules": [{"a": "${var.v}"}],
                    "list": ["p"],
                    "count": 2,
                }
            }
        },
    }
    document = read("", {"main.tf.json": json.dumps(content, indent=1)})
    assert [resource.address for resource in document.resources] == ["aws_a.j[0]", "aws_a.j[1]"]
    assert document.resources[0].line == 10
    assert document.resources[0].values == {
        "name": "n-x",
        "tags": {"k": "v"},
        "tags_all": {"k": "v"},
        "rule": [{"a": 1}],
        "rules": [{"a": "x"}],
        "list": ["p"],
    }


def test_files_are_read_below_the_directory_only(read: Read, tmp_path: pathlib.Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-secret.txt"
    outside.write_text("secret")
    (tmp_path / "link.txt").symlink_to(outside)
    document = read(
        f"""
        resource "aws_a" "x" {{
          inside = file("${{path.module}}/in.txt")
          tpl    = templatefile("t.tpl", {{ n = "x", open = timestamp() }})
          up     = file("../{outside.name}")
          root   = file("{outside}")
          link   = file("link.txt")
          exists = fileexists("{outside}")
          none   = file("none.txt")
        }}
        """,
        {"in.txt": "hello", "t.tpl": "a ${n} ${open}"},
    )
    values = document.resources[0].values
    assert values["inside"] == "hello"
    assert values["tpl"] == "a x ⟦timestamp() has a value only when Terraform runs⟧"
    for name in ("up", "root", "link", "exists"):
        assert "outside the scanned directory" in values[name].reason
    assert "no file" in values["none"].reason


def test_a_large_file_is_not_read(read: Read) -> None:
    document = read('resource "aws_a" "x" { v = file("big.txt") }', {"big.txt": "x" * 1_000_001})
    assert "larger than 1 MB" in document.resources[0].values["v"].reason


def test_the_workspace_is_the_given_one(read: Read) -> None:
    text = 'resource "aws_a" "x" { v = terraform.workspace }'
    assert read(text).resources[0].values["v"] == "default"
    assert read(text, workspace="prod").resources[0].values["v"] == "prod"


def test_a_single_file_is_read_alone(read: Read, tmp_path: pathlib.Path) -> None:
    read('resource "aws_a" "x" { v = var.v }\nvariable "v" {}', {"b.tf": 'resource "aws_a" "y" {}'})
    (tmp_path / "terraform.tfvars").write_text('v = "no"')
    document = read_directory(tmp_path / "main.tf")
    (resource,) = document.resources
    assert resource.file == str(tmp_path / "main.tf")
    assert isinstance(resource.values["v"], Unknown)


def test_a_directory_of_hcl_is_told_by_its_files(tmp_path: pathlib.Path) -> None:
    assert not is_directory_of_hcl(tmp_path)
    (tmp_path / "a.tf").write_text("")
    assert is_directory_of_hcl(tmp_path)
    assert not is_directory_of_hcl(tmp_path / "a.tf")
