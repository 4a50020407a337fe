"""Whatever lies in a directory, reading it ends in a document, never in a traceback."""

from __future__ import annotations

import pathlib
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.sources.declared import Document
from remit.sources.hcl import read_directory
from remit.values import Unknown

SEED = b"""
variable "v" {
  type    = map(object({ n = optional(number, 1) }))
  default = { a = { n = 2 } }
}
locals {
  t = <<-EOT
    %{ for k, x in var.v ~}
    ${k}=${x.n}
    %{ endfor ~}
  EOT
  f = concat([for k, x in var.v : [k, x.n > 1 ? "a" : "b"]]...)
}
module "m" {
  source   = "./m"
  for_each = var.v
}
resource "aws_a" "x" {
  count = length(local.f)
  name  = "n-${local.t}-${count.index}"
  dynamic "rule" {
    for_each = var.v
    content { v = rule.value.n }
  }
  lifecycle { prevent_destroy = true }
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:*"]
    resources = aws_a.x[*].arn
  }
}
"""
PIECES = [
    *(b"{", b"}", b'"', b"${", b"%{", b"[", b"]", b"(", b")", b"=", b"\n", b"<<EOT\n"),
    *(b"...", b"for ", b"*", b".", b"?", b":", b"null", b"each.value", b"\\", b"~}", b"//", b"/*"),
    *(b"\xff", b"\0", b"local.f", b"var.v", b"count = ", b"%{ endif }", b"-", b"1e9", b"[*]"),
]


def read(text: bytes, name: str = "main.tf") -> Document:
    with tempfile.TemporaryDirectory() as directory:
        (pathlib.Path(directory) / name).write_bytes(text)
        return read_directory(pathlib.Path(directory))


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_random_bytes_never_raise(text: bytes) -> None:
    assert isinstance(read(text), Document)
    assert isinstance(read(text, "main.tf.json"), Document)


@given(
    st.lists(
        st.tuples(st.integers(0, len(SEED)), st.integers(0, 12), st.sampled_from([b"", *PIECES])),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=400, deadline=None)
def test_mutated_configuration_never_raises(edits: list[tuple[int, int, bytes]]) -> None:
    text = SEED
    for at, drop, insert in edits:
        text = text[:at] + insert + text[at + drop :]
    assert isinstance(read(text), Document)


def test_the_seed_of_the_mutations_is_sound() -> None:
    assert len(read(SEED).resources) == 2
    assert [problem.message[:12] for problem in read(SEED).problems] == ["the module m"]


def test_a_syntax_error_costs_its_own_block_only() -> None:
    document = read(
        b'resource "aws_a" "x" {\n  v = 1\n}\n'
        b'resource "aws_a" "bad" {\n  v = = 2\n}\n'
        b'resource "aws_a" "y" {\n  v = 3\n}\n'
    )
    assert [resource.address for resource in document.resources] == ["aws_a.x", "aws_a.y"]
    (problem,) = document.problems
    assert problem.incomplete
    assert problem.line == 5
    assert problem.file.endswith("main.tf")


def test_an_error_in_one_block_of_many_costs_no_other_block() -> None:
    broken = SEED.replace(b"x.n > 1", b"x.n > > 1")
    document = read(broken)
    assert "aws_a.x" in [resource.address for resource in document.resources]
    assert document.problems[0].line == 12


def test_a_block_that_never_ends_is_a_problem() -> None:
    document = read(b'resource "aws_a" "x" {\n  v = 1\n}\nresource "aws_a" "y" {\n  v = 1\n')
    assert document.problems[0].incomplete
    assert "aws_a.x" in [resource.address for resource in document.resources]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\0\1\2", "binary"),
        (b'resource "aws_a" "x" { v = "\xff" }', "not UTF-8"),
        (b"x" * 20_000_001, "larger than 20 MB"),
    ],
)
def test_a_file_that_is_no_text_is_refused(text: bytes, message: str) -> None:
    (problem,) = read(text).problems
    assert message in problem.message
    assert problem.incomplete


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"resource": {"a": ' * 5000])
def test_bad_json_is_a_problem(text: bytes) -> None:
    document = read(text, "main.tf.json")
    assert document.resources == []
    assert document.problems


@pytest.mark.parametrize(("open_", "close"), [("[", "]"), ("(", ")"), ("{ a = ", " }"), ("!", "")])
def test_deep_nesting_is_a_problem_or_unknown(open_: str, close: str) -> None:
    value = open_ * 20_000 + "true" + close * 20_000
    text = f'resource "aws_a" "x" {{ v = {value} }}\nresource "aws_a" "y" {{}}'
    document = read(text.encode())
    assert document.resources[-1].address == "aws_a.y"
    assert document.problems or isinstance(document.resources[0].values["v"], Unknown)


def test_a_long_chain_of_locals_ends() -> None:
    chain = "\n".join(f"a{i} = local.a{i + 1}" for i in range(3000))
    text = f'locals {{\n{chain}\na3000 = 1\n}}\nresource "aws_a" "x" {{ v = local.a0 }}'
    value = read(text.encode()).resources[0].values["v"]
    assert value == 1 or isinstance(value, Unknown)


def test_a_resource_declared_twice_is_a_problem() -> None:
    document = read(b'resource "aws_a" "x" { v = 1 }\n\nresource "aws_a" "x" { v = 2 }')
    assert [resource.values for resource in document.resources] == [{"v": 1}]
    assert "declared twice" in document.problems[0].message
    assert document.problems[0].line == 3


@pytest.mark.parametrize("count", ["1000000000", "-1", "null", '"x"', "1.5"])
def test_an_impossible_count_is_unknown(count: str) -> None:
    document = read(f'resource "aws_a" "x" {{ count = {count} }}'.encode())
    assert len(document.resources) == 1
    assert document.problems[0].incomplete


def test_a_directory_without_configuration_is_said(tmp_path: pathlib.Path) -> None:
    (problem,) = read_directory(tmp_path).problems
    assert problem.fatal


@pytest.mark.parametrize("name", ["terraform.tfvars", "x.auto.tfvars.json"])
def test_a_broken_variable_file_is_a_problem(tmp_path: pathlib.Path, name: str) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_a" "x" {}')
    (tmp_path / name).write_text('v = = "')
    document = read_directory(tmp_path)
    assert len(document.resources) == 1
    assert document.problems[0].file.endswith(name)


def test_a_missing_variable_file_is_a_problem(tmp_path: pathlib.Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_a" "x" {}')
    document = read_directory(tmp_path, var_files=[tmp_path / "none.tfvars"])
    assert "cannot be read" in document.problems[0].message
