"""Expressions and functions, held against the values that Terraform 1.11.4 planned for them."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from remit.sources.declared import Document
from remit.sources.hcl import read_directory
from remit.values import Partial, Reference, Unknown

DATA = pathlib.Path(__file__).parent / "data" / "hcl"
RECORDED = json.loads((DATA / "expressions.json").read_text())
Evaluate = Callable[..., Any]


@pytest.fixture
def evaluate(tmp_path: pathlib.Path) -> Evaluate:
    def function(expression: str, around: str = "") -> Any:
        body = f'{around}\nresource "aws_x" "x" {{\n  value = {expression}\n}}\n'
        (tmp_path / "main.tf").write_text(body)
        return read_directory(tmp_path).resources[-1].values["value"]

    return function


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Document:
    directory = tmp_path_factory.mktemp("expressions")
    for file in (DATA / "expressions").rglob("*.*"):
        target = directory / file.relative_to(DATA / "expressions")
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(file.read_bytes())
    lines = [f"  v{i} = {row['expression']}\n" for i, row in enumerate(RECORDED)]
    (directory / "main.tf").write_text(f'resource "aws_x" "x" {{\n{"".join(lines)}}}\n')
    return read_directory(directory)


@pytest.mark.parametrize("number", range(len(RECORDED)), ids=lambda i: RECORDED[i]["expression"])
def test_an_expression_has_the_value_terraform_gives_it(recorded: Document, number: int) -> None:
    got = recorded.resources[0].values[f"v{number}"]
    wanted = RECORDED[number]["value"]
    assert json.dumps(got, sort_keys=True) == json.dumps(wanted, sort_keys=True)


VARIABLE = 'variable "v" {}\nvariable "name" {}\n'
REASON = "variable v has no value; give --var v=…"


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("var.v || true", True),
        ("true || var.v", True),
        ("var.v && false", False),
        ("var.v ? 1 : 1", 1),
        ('contains(["a", var.v], "a")', True),
        ("length([var.v, 1])", 2),
        ("keys({ a = var.v })", ["a"]),
        ('lookup({ a = var.v, b = 2 }, "b", 0)', 2),
        ("concat([1], [var.v])[0]", 1),
        ('merge({ a = var.v }, { a = "x" })', {"a": "x"}),
        ('startswith("arn:${var.v}", "arn:")', True),
        ('"arn:${var.v}" == ""', False),
        ('"arn:${var.v}" == "x"', False),
        ("[var.v] == []", False),
        ("alltrue([var.v, false])", False),
        ("anytrue([var.v, true])", True),
        ('coalesce("a", var.v)', "a"),
    ],
)
def test_what_is_unknown_does_not_hide_what_is_decided(
    evaluate: Evaluate, expression: str, wanted: Any
) -> None:
    assert evaluate(expression, VARIABLE) == wanted


@pytest.mark.parametrize(
    "expression",
    [
        "var.v",
        "!var.v",
        "var.v + 1",
        "var.v || false",
        "var.v ? 1 : 2",
        "var.v == 1",
        '"${var.v}" == "x"',
        "length(var.v)",
        "sha256(var.v)",
        'split(",", var.v)',
        "merge({ a = 1 }, var.v)",
        "concat([1], var.v)",
        "flatten([[1], var.v])",
        "[for x in var.v : x]",
        "{ for x in [1] : var.v => x }",
        "var.v[*].id",
        "var.v.a.b[0]",
        "try(var.v, 1)",
        "can(var.v)",
        'coalesce(var.v, "a")',
        "toset([var.v])",
        "distinct([var.v])",
        "[1, 2][var.v]",
        'replace("a${var.v}", "a", "b")',
        "foo(var.v...)",
    ],
)
def test_what_depends_on_an_unknown_value_says_which(evaluate: Evaluate, expression: str) -> None:
    value = evaluate(expression, VARIABLE)
    assert isinstance(value, Unknown)
    assert "variable v has no value; give --var v=…" in value.reason


def test_a_text_keeps_its_known_parts_around_a_hole(evaluate: Evaluate) -> None:
    value = evaluate('upper("a-${var.v}-b")', VARIABLE)
    assert isinstance(value, Partial)
    assert value == f"A-⟦{REASON}⟧-B"


def test_json_with_holes_decodes_to_texts_with_holes(evaluate: Evaluate) -> None:
    value = evaluate('jsondecode(jsonencode({ a = "x${var.v}", b = var.v, c = 1 }))', VARIABLE)
    assert value == {"a": f"x⟦{REASON}⟧", "b": f"⟦{REASON}⟧", "c": 1}
    assert isinstance(value["a"], Partial)


@pytest.mark.parametrize("function", ["timestamp()", "uuid()", 'bcrypt("x")', "plantimestamp()"])
def test_functions_of_the_moment_are_unknown(evaluate: Evaluate, function: str) -> None:
    assert "only when Terraform runs" in evaluate(function).reason


@pytest.mark.parametrize(
    "expression",
    [
        "1 / 0",
        "nofunction()",
        '"a" + 1',
        "[1][5]",
        "{ a = 1 }.b",
        "null.a",
        "range(100000)",
        "pow(10, 100000)",
        'regex("(", "a")',
        'format("%s")',
        "var.undeclared",
        "local.undeclared",
        "aws_y.undeclared.id",
        'cidrsubnet("nonsense", 1, 1)',
        "formatlist()",
        "upper()",
    ],
)
def test_an_expression_terraform_refuses_is_unknown(evaluate: Evaluate, expression: str) -> None:
    assert isinstance(evaluate(expression), Unknown)


def test_conditionals_in_a_row_associate_to_the_right(evaluate: Evaluate) -> None:
    assert evaluate("true ? 1 : true ? 2 : 3") == 1


def test_an_identity_is_never_null(evaluate: Evaluate) -> None:
    around = 'resource "aws_kms_key" "k" {}'
    assert evaluate('aws_kms_key.k.arn != null && aws_kms_key.k.id != ""', around) is True
    assert evaluate('coalesce(aws_kms_key.k.arn, "x")', around) == Reference("aws_kms_key.k", "arn")


def test_joining_one_reference_keeps_it(evaluate: Evaluate) -> None:
    around = 'resource "aws_kms_key" "k" {}'
    key = Reference("aws_kms_key.k", "arn")
    assert evaluate('join("", aws_kms_key.k[*].arn)', around) == key
    assert evaluate('join("", aws_kms_key.k.*.arn)', around) == key


@pytest.mark.parametrize(
    "locals_",
    [
        "\n".join(f"a{i} = concat(local.a{i - 1}, local.a{i - 1})" for i in range(1, 60)),
        "\n".join(f'a{i} = "${{local.a{i - 1}}}${{local.a{i - 1}}}"' for i in range(1, 60)),
    ],
)
def test_values_that_double_without_end_stop(evaluate: Evaluate, locals_: str) -> None:
    first = 'a0 = ["x"]' if "concat" in locals_ else 'a0 = "xxxxxxxx"'
    value = evaluate("local.a59", f"locals {{\n{first}\n{locals_}\n}}")
    assert isinstance(value, Unknown)


def test_a_regular_expression_that_explodes_is_not_tried(evaluate: Evaluate) -> None:
    assert "could take very long" in evaluate(f'regex("^(a+)+$", "{"a" * 50}b")').reason
