"""Variables with their precedence, locals, and modules."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from remit.sources.declared import Document
from remit.sources.hcl import read_directory
from remit.values import Reference, Unknown

Read = Callable[..., Document]


@pytest.fixture
def read(tmp_path: pathlib.Path) -> Read:
    def function(files: dict[str, str], **options: Any) -> Document:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return read_directory(tmp_path, **options)

    return function


ONE = 'variable "v" { default = "default" }\nresource "aws_a" "x" { v = var.v }'
LAYERS = [
    ("terraform.tfvars", 'v = "tfvars"', "tfvars"),
    ("terraform.tfvars.json", '{"v": "json"}', "json"),
    ("a.auto.tfvars", 'v = "auto-a"', "auto-a"),
    ("b.auto.tfvars.json", '{"v": "auto-b"}', "auto-b"),
]


@pytest.mark.parametrize("layers", range(len(LAYERS) + 1))
def test_later_variable_files_win(read: Read, layers: int) -> None:
    files = {name: text for name, text, _ in LAYERS[:layers]}
    wanted = LAYERS[layers - 1][2] if layers else "default"
    assert read({"main.tf": ONE, **files}).resources[0].values["v"] == wanted


def test_the_command_line_wins_over_files(read: Read, tmp_path: pathlib.Path) -> None:
    given = tmp_path / "given.tfvars"
    files = {"main.tf": ONE, "z.auto.tfvars": 'v = "auto"', "given.tfvars": 'v = "file"'}
    assert read(files, var_files=[given]).resources[0].values["v"] == "file"
    document = read(files, var_files=[given], variables={"v": "line"})
    assert document.resources[0].values["v"] == "line"


@pytest.mark.parametrize(
    ("type", "text", "wanted"),
    [
        ("string", "12", "12"),
        ("number", "12", 12),
        ("bool", "true", True),
        ("list(string)", '["a", 1]', ["a", "1"]),
        ("set(string)", '["b", "a", "b"]', ["a", "b"]),
        ("map(number)", '{a = "1"}', {"a": 1}),
        ("object({ a = string, b = optional(number, 3) })", "{a = 1, c = 2}", {"a": "1", "b": 3}),
        ("any", "[1]", [1]),
        ("tuple([string, bool])", '[1, "true"]', ["1", True]),
    ],
)
def test_a_text_becomes_the_declared_type(read: Read, type: str, text: str, wanted: Any) -> None:
    main = f'variable "v" {{ type = {type} }}\nresource "aws_a" "x" {{ v = var.v }}'
    document = read({"main.tf": main}, variables={"v": text})
    assert document.resources[0].values["v"] == wanted
    assert document.problems == []


def test_a_value_of_the_wrong_type_is_unknown_and_said(read: Read) -> None:
    main = 'variable "v" { type = number }\nresource "aws_a" "x" { v = var.v }'
    document = read({"main.tf": main}, variables={"v": "many"})
    assert "does not fit its type" in document.resources[0].values["v"].reason
    assert "does not fit its type" in document.problems[0].message


def test_a_variable_without_a_value_is_said_once(read: Read) -> None:
    main = 'variable "v" {}\nresource "aws_a" "x" {\n  a = var.v\n  b = var.v\n}'
    document = read({"main.tf": main})
    unknown = Unknown("variable v has no value; give --var v=…")
    assert document.resources[0].values == {"a": unknown, "b": unknown}
    (problem,) = document.problems
    assert (problem.message, problem.hint) == ("variable v has no value", "give --var v=…")
    assert not problem.incomplete


def test_an_undeclared_variable_is_pointed_out(read: Read) -> None:
    document = read({"main.tf": ONE}, variables={"w": "x"})
    assert "no variable w" in document.problems[0].message


def test_locals_stand_in_any_order_and_cycles_are_said(read: Read) -> None:
    main = """
    locals {
      a = "${local.b}!"
      b = upper(local.c)
      c = "x"
      p = local.q
      q = [local.p]
    }
    resource "aws_a" "x" {
      a = local.a
      p = local.p
    }
    """
    document = read({"main.tf": main})
    values = document.resources[0].values
    assert values["a"] == "X!"
    assert values["p"] == [Unknown("local.p depends on itself")]
    assert [problem.message for problem in document.problems] == ["local.p depends on itself"]


def test_resources_that_need_each_other_are_unknown(read: Read) -> None:
    main = 'resource "aws_a" "x" { v = "1${aws_a.y.v}" }\nresource "aws_a" "y" { v = aws_a.x.v }'
    document = read({"main.tf": main})
    assert len(document.resources) == 2
    assert any("depends on itself" in problem.message for problem in document.problems)


CHILD = """
variable "name" {}
variable "tier" {
  type     = string
  default  = "std"
  nullable = false
}
variable "open" { default = null }
resource "aws_s3_bucket" "b" { bucket = "${var.name}-${var.tier}" }
output "id" { value = aws_s3_bucket.b.id }
output "name" { value = aws_s3_bucket.b.bucket }
"""


def test_modules_are_called_once_each_with_their_arguments(read: Read) -> None:
    main = """
    module "one" {
      source = "./child"
      name   = "one"
      tier   = null
    }
    module "many" {
      source   = "./child"
      for_each = { a = "hot", b = "cold" }
      name     = each.key
      tier     = each.value
    }
    module "two" {
      source = "./child"
      count  = 2
      name   = "n${count.index}"
    }
    resource "aws_a" "x" {
      id    = module.one.id
      names = { for key, call in module.many : key => call.name }
      ids   = module.two[*].id
    }
    """
    document = read({"main.tf": main, "child/main.tf": CHILD})
    assert document.problems == []
    found = {resource.address: resource for resource in document.resources}
    assert list(found) == [
        "aws_a.x",
        "module.one.aws_s3_bucket.b",
        'module.many["a"].aws_s3_bucket.b',
        'module.many["b"].aws_s3_bucket.b',
        "module.two[0].aws_s3_bucket.b",
        "module.two[1].aws_s3_bucket.b",
    ]
    assert found["module.one.aws_s3_bucket.b"].values == {"bucket": "one-std"}
    assert found["module.one.aws_s3_bucket.b"].file.endswith("child/main.tf")
    assert found["aws_a.x"].values == {
        "id": Reference("module.one.aws_s3_bucket.b", "id"),
        "names": {"a": "a-hot", "b": "b-cold"},
        "ids": [Reference(f"module.two[{i}].aws_s3_bucket.b", "id") for i in (0, 1)],
    }


def test_a_downloaded_module_is_found_through_the_manifest(read: Read) -> None:
    manifest = {
        "Modules": [
            {"Key": "", "Dir": "."},
            {"Key": "a", "Source": "registry/x", "Dir": ".terraform/modules/a"},
            {"Key": "a.b", "Source": "registry/y", "Dir": ".terraform/modules/a.b"},
        ]
    }
    document = read(
        {
            "main.tf": 'module "a" {\n  source  = "registry/x"\n  version = "1.0"\n}',
            ".terraform/modules/modules.json": json.dumps(manifest),
            ".terraform/modules/a/main.tf": 'module "b" { source = "registry/y" }',
            ".terraform/modules/a.b/main.tf": 'resource "aws_a" "x" { p = path.module }',
        }
    )
    assert document.problems == []
    assert document.resources[0].address == "module.a.module.b.aws_a.x"
    assert document.resources[0].values["p"] == ".terraform/modules/a.b"


@pytest.mark.parametrize(
    "source", ["./nowhere", "terraform-aws-modules/vpc/aws", "git::https://x/y"]
)
def test_a_module_that_is_not_there_makes_the_scan_incomplete(read: Read, source: str) -> None:
    main = f'module "m" {{ source = "{source}" }}\nresource "aws_a" "x" {{ v = module.m.id }}'
    document = read({"main.tf": main})
    (problem,) = document.problems
    assert problem.incomplete
    assert not problem.fatal
    assert "module.m cannot be found" in problem.message
    assert source in problem.message
    assert problem.hint == "run terraform init, or scan the plan"
    assert problem.line == 1
    assert isinstance(document.resources[0].values["v"], Unknown)


def test_a_module_that_calls_itself_ends(read: Read) -> None:
    document = read(
        {
            "main.tf": 'module "a" { source = "./a" }',
            "a/main.tf": 'module "b" { source = "../b" }\nresource "aws_a" "x" {}',
            "b/main.tf": 'module "a" { source = "../a" }\nresource "aws_a" "y" {}',
        }
    )
    assert [resource.address for resource in document.resources] == [
        "module.a.aws_a.x",
        "module.a.module.b.aws_a.y",
    ]
    assert any("calls itself" in problem.message for problem in document.problems)


def test_a_module_with_an_unknown_count_is_there_once(read: Read) -> None:
    main = """
    variable "v" {}
    module "m" {
      source = "./child"
      count  = var.v
      name   = "x"
    }
    resource "aws_a" "x" {
      one   = module.m[0].id
      tried = try(module.m[0].id, "none")
      all   = module.m[*].id
    }
    """
    document = read({"main.tf": main, "child/main.tf": CHILD})
    found = {resource.address: resource.values for resource in document.resources}
    assert found["module.m.aws_s3_bucket.b"] == {"bucket": "x-std"}
    assert found["aws_a.x"]["one"] == Reference("module.m.aws_s3_bucket.b", "id")
    assert isinstance(found["aws_a.x"]["tried"], Unknown)
    assert isinstance(found["aws_a.x"]["all"], Unknown)
    assert any("how often module.m exists" in problem.message for problem in document.problems)


def test_providers_are_passed_into_modules(read: Read) -> None:
    main = """
    provider "aws" { region = "eu-west-1" }
    provider "aws" {
      alias  = "us"
      region = "us-east-1"
    }
    module "inherits" { source = "./child" }
    module "mapped" {
      source    = "./child"
      providers = {
        aws       = aws.us
        aws.other = aws
      }
    }
    """
    child = """
    resource "aws_a" "x" {}
    resource "aws_a" "y" { provider = aws.other }
    module "inner" { source = "../inner" }
    """
    inner = 'resource "aws_a" "z" {}'
    document = read({"main.tf": main, "child/main.tf": child, "inner/main.tf": inner})
    regions = {resource.address: resource.region for resource in document.resources}
    assert regions["module.inherits.aws_a.x"] == "eu-west-1"
    assert isinstance(regions["module.inherits.aws_a.y"], Unknown)
    assert regions["module.inherits.module.inner.aws_a.z"] == "eu-west-1"
    assert regions["module.mapped.aws_a.x"] == "us-east-1"
    assert regions["module.mapped.aws_a.y"] == "eu-west-1"
    assert regions["module.mapped.module.inner.aws_a.z"] == "us-east-1"


def test_a_module_beside_the_scanned_directory_may_read_its_own_files(
    tmp_path: pathlib.Path,
) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "root" / "main.tf").write_text('module "s" { source = "../shared" }')
    (tmp_path / "shared" / "main.tf").write_text(
        'resource "aws_a" "x" {\n  v = file("${path.module}/p.txt")\n  w = file("../secret.txt")\n}'
    )
    (tmp_path / "shared" / "p.txt").write_text("policy")
    (tmp_path / "secret.txt").write_text("secret")
    values = read_directory(tmp_path / "root").resources[0].values
    assert values["v"] == "policy"
    assert "outside" in values["w"].reason
