"""Parameters, conditions and intrinsic functions of CloudFormation templates."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from remit.sources.cloudformation import read_template
from remit.sources.declared import Document
from remit.values import Partial, Reference, Unknown

HEAD = """
Parameters:
  Env: {Type: String, Default: prod}
  Open: {Type: String}
  Secret: {Type: String, NoEcho: true, Default: hunter2}
  Count: {Type: Number, Default: '3'}
  Names: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Ports: {Type: List<Number>, Default: '80,443'}
  Empty: {Type: CommaDelimitedList, Default: ''}
  Image: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/service/ami}
  Flag: {Type: String, Default: true}
  YesNo: {Type: String, Default: yes, AllowedValues: [yes, no]}
Mappings:
  Sizes:
    prod: {Type: large, Zones: [a, b], Same: x}
    dev: {Type: small, Zones: [c], Same: x}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  NotProd: !Not [!Condition IsProd]
  Maybe: !Equals [!Ref Open, 'on']
  Both: !And [!Condition Maybe, !Condition NotProd]
  Either: !Or [!Condition Maybe, !Condition IsProd]
  Undecided: !And [!Condition Maybe, !Condition IsProd]
  SecretSet: !Not [!Equals [!Ref Secret, '']]
  NoList: !Equals [!Select [0, !Ref Empty], '']
  SameWords: !Equals [!Ref YesNo, yes]
  Flagged: !Equals [!Ref Flag, 'true']
  SameHole: !Equals [!Ref Open, !Ref Open]
  Local: !Equals [!Ref AWS::Region, eu-west-1]
  Numbers: !Equals [!Ref Count, 3]
Resources:
  Key: {Type: AWS::KMS::Key}
  Gone: {Type: AWS::KMS::Key, Condition: NotProd}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      V:
"""


def read(folder: Path, text: str, **options: Any) -> Document:
    path = folder / "template.yaml"
    path.write_text(text, encoding="utf-8")
    return read_template(path, **options)


@pytest.fixture
def evaluate(tmp_path: Path) -> Any:
    def run(expression: str, **options: Any) -> Any:
        body = indent(dedent(expression).strip(), " " * 8)
        document = read(tmp_path, HEAD + body + "\n", **options)
        assert not [p for p in document.problems if p.fatal]
        return {r.address: r for r in document.resources}["Bucket"].values.get("V", "absent")

    return run


UNSET = Unknown("parameter Open has no value; give --parameter Open=…")
OPEN = "⟦parameter Open has no value; give --parameter Open=…⟧"
MAYBE = Unknown(f"depends on condition Maybe: {UNSET.reason}")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Ref Env", "prod"),
        ("!Ref Open", UNSET),
        ("!Ref Secret", Unknown("secret parameter Secret (NoEcho)")),
        ("!Ref Count", 3),
        ("!Ref Names", ["a", "b", "c"]),
        ("!Ref Ports", [80, 443]),
        ("!Ref Empty", [""]),
        ("!Ref Image", Unknown("parameter Image is resolved from SSM at deployment")),
        ("!Ref Flag", "true"),
        ("!Ref Key", Reference("Key")),
        ("!GetAtt Key.Arn", Reference("Key", "Arn")),
        ("!GetAtt [Key, Endpoint.Address]", Reference("Key", "Endpoint.Address")),
        ("{'Fn::GetAtt': [Key, Arn]}", Reference("Key", "Arn")),
        ("!GetAtt Key.Endpoint.Address", Reference("Key", "Endpoint.Address")),
        ("!Ref Gone", Unknown("Gone is not created: its condition is false")),
        ("!Ref Nobody", Unknown("the template declares no Nobody")),
        ("!Ref AWS::NoValue", "absent"),
        ("[1, !Ref AWS::NoValue, 2]", [1, 2]),
        ("!Sub 'x-${Env}-y'", "x-prod-y"),
        ("!Sub '${!Literal}-${Env}'", "${Literal}-prod"),
        ("!Sub '${Key.Arn}'", Reference("Key", "Arn")),
        ("!Sub '${Key.Arn}/*'", "⟦Key.Arn⟧/*"),
        ("!Sub ['${A}-${Env}', {A: !Ref Count}]", "3-prod"),
        ("!Sub '${Open}-x'", OPEN + "-x"),
        ("!Sub 'price $5 {x}'", "price $5 {x}"),
        ("!Join ['-', [a, !Ref Env, 3]]", "a-prod-3"),
        ("!Join [',', !Ref Names]", "a,b,c"),
        ("!Join ['', [!Ref Key]]", Reference("Key")),
        ("!Join ['', [arn, ':', !Ref Key]]", "arn:⟦Key⟧"),
        ("!Select [1, !Ref Names]", "b"),
        ("!Select ['0', [!Ref Key, !Ref Open]]", Reference("Key")),
        ("!Select [9, [a]]", Unknown("Fn::Select of item 9 in a list of 1")),
        ("!Split [',', 'a,b']", ["a", "b"]),
        ("!Select [1, !Split ['|', !Sub 'a|${Env}']]", "prod"),
        ("!Split [',', !Ref Open]", UNSET),
        ("!Select [5, !Split [':', !Sub 'arn:aws:iam::${AWS::AccountId}:role/x']]", "role/x"),
        ("!Base64 'echo hi'", "echo hi"),
        ("Fn::Base64: !Sub 'echo ${Env}'", "echo prod"),
        ("!FindInMap [Sizes, !Ref Env, Type]", "large"),
        ("!FindInMap [Sizes, prod, Zones]", ["a", "b"]),
        ("!FindInMap [Sizes, !Ref Open, Same]", "x"),
        ("!FindInMap [Sizes, nowhere, Type, {DefaultValue: tiny}]", "tiny"),
        ("!FindInMap [Sizes, nowhere, Type]", Unknown("mapping Sizes has no entry nowhere, Type")),
        ("!If [IsProd, a, b]", "a"),
        ("!If [NotProd, a, !Ref AWS::NoValue]", "absent"),
        ("!If [Maybe, a, a]", "a"),
        ("!If [Maybe, a, b]", MAYBE),
        ("!If [Maybe, a, !Ref AWS::NoValue]", MAYBE),
        ("!If [Maybe, {A: 1, B: 2}, {A: 1, C: 3}]", {"A": 1, "B": MAYBE, "C": MAYBE}),
        ("!If [Both, a, b]", "b"),
        ("!If [Either, a, b]", "a"),
        ("!If [Undecided, a, b]", Unknown(f"depends on condition Undecided: {UNSET.reason}")),
        ("!If [SecretSet, a, b]", "a"),
        ("!If [NoList, a, b]", "a"),
        ("!If [SameWords, a, b]", "a"),
        ("!If [Flagged, a, b]", "a"),
        ("!If [SameHole, a, b]", "a"),
        ("!If [Numbers, a, b]", "a"),
        ("!ImportValue vpc-id", Unknown("imported from another stack: vpc-id")),
        ("!ImportValue {'Fn::Sub': 'x-${Env}'}", Unknown("imported from another stack: x-prod")),
        ("!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("!Select [0, !Cidr ['10.0.0.0/24', '3', '4']]", "10.0.0.0/28"),
        ("!Cidr [x, 2, 8]",
         Unknown("Fn::Cidr of what is not a block, a count and a number of bits")),
        ("!GetAZs us-east-1", Unknown("the Availability Zones of us-east-1 at deployment")),
        ("{'Fn::Length': !Ref Names}", 3),
        ("{'Fn::ToJsonString': {a: !Ref Env, b: [1, true]}}", '{"a": "prod", "b": [1, true]}'),
        ("{'Fn::ToJsonString': {a: !Ref Key}}", '{"a": "⟦Key⟧"}'),
        ("!Ref AWS::Region", "⟦region⟧"),
        ("!Sub 'arn:${AWS::Partition}:x:${AWS::AccountId}'", "arn:⟦partition⟧:x:⟦account⟧"),
        ("{Condition: {Bool: {'aws:SecureTransport': false}}}",
         {"Condition": {"Bool": {"aws:SecureTransport": False}}}),
        ("2012-10-17", "2012-10-17"),
        ("0123456789012", "0123456789012"),
        ("12:30", "12:30"),
        ("yes", True),
        ("'yes'", "yes"),
        ("OFF", False),
        ("1.20", 1.2),
        ("1_000", 1000),
        ("0x10", 16),
        ("python3.12", "python3.12"),
        ("!!str 5", "5"),
        ("-1", -1),
    ],
)  # fmt: skip
def test_expressions_evaluate_as_cloudformation_does(
    evaluate: Any, expression: str, expected: Any
) -> None:
    value = evaluate(expression)
    assert value == expected
    assert isinstance(value, Partial) == (isinstance(expected, str) and "⟦" in expected)


@pytest.mark.parametrize("store", ["secretsmanager", "ssm", "ssm-secure"])
def test_dynamic_references_name_their_store(evaluate: Any, store: str) -> None:
    word = "Secrets Manager" if store == "secretsmanager" else "SSM"
    for expression in (
        f"'{{{{resolve:{store}:MySecret}}}}'",
        f"!Sub '{{{{resolve:{store}:${{Key}}:SecretString:password}}}}'",
        f"!Join ['', ['{{{{resolve:{store}:', !Ref Key, '}}}}']]",
        f"!If [IsProd, '{{{{resolve:{store}:x}}}}', b]",
    ):
        value = evaluate(expression)
        assert isinstance(value, Unknown)
        assert value.reason.startswith(f"dynamic reference to {word}")


def test_given_parameters_replace_defaults(evaluate: Any) -> None:
    assert evaluate("!Sub '${Env}-${Open}'", parameters={"Env": "dev", "Open": "x"}) == "dev-x"
    assert evaluate("!If [SameWords, a, b]", parameters={"YesNo": "no"}) == "b"
    assert evaluate("!Ref Image", parameters={"Image": "/name"}) == Unknown(
        "parameter Image is resolved from SSM at deployment"
    )


def test_a_secret_is_never_kept(tmp_path: Path) -> None:
    body = "        [!Ref Secret, !Sub 'p=${Secret}', !Join ['', [a, !Ref Secret]]]\n"
    for options in ({}, {"parameters": {"Secret": "hunter2"}}):
        document = read(tmp_path, HEAD + body, **options)
        assert "hunter2" not in repr(document)


def test_a_secret_does_not_leak_through_the_reason_of_a_condition(tmp_path: Path) -> None:
    text = """
Parameters: {S: {Type: String, NoEcho: true, Default: hunter2}}
Mappings: {M: {a: {b: c}}}
Conditions: {C: !Equals [!FindInMap [M, !Ref S, b], x]}
Resources:
  B: {Type: AWS::S3::Bucket, Condition: C, Properties: {V: !If [C, 1, 2]}}
"""
    document = read(tmp_path, text)
    assert document.assumptions
    assert "hunter2" not in repr(document)


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
    ],
)
def test_region_and_account_fill_pseudo_parameters(
    evaluate: Any, region: str, partition: str, suffix: str
) -> None:
    text = "!Sub '${AWS::Partition} ${AWS::Region} ${AWS::AccountId} ${AWS::URLSuffix}'"
    value = evaluate(text, region=region, account="123456789012")
    assert value == f"{partition} {region} 123456789012 {suffix}"
    assert not isinstance(value, Partial)


def test_a_condition_on_the_region_is_decided_when_it_is_given(evaluate: Any) -> None:
    assert evaluate("!If [Local, a, b]", region="eu-west-1") == "a"
    assert evaluate("!If [Local, a, b]", region="us-east-1") == "b"
    assert isinstance(evaluate("!If [Local, a, b]"), Unknown)


def test_resources_of_a_false_condition_are_absent_and_undecided_ones_are_noted(
    tmp_path: Path,
) -> None:
    more = "  Perhaps: {Type: AWS::S3::Bucket, Condition: Maybe}\n"
    document = read(tmp_path, HEAD + "        1\n" + more, region="eu-west-1", account="1")
    assert [r.address for r in document.resources] == ["Key", "Bucket", "Perhaps"]
    assert document.assumptions == [
        f"Perhaps exists only if Maybe, which is not decided: {UNSET.reason}"
    ]
    assert {(r.region, r.account) for r in document.resources} == {("eu-west-1", "1")}
    assert not document.problems


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Conditions: {A: !Not [!Condition A]}", "condition A depends on itself"),
        ("Conditions: {A: !Or [!Condition B], B: !And [!Condition A]}", "depends on itself"),
        ("Conditions: {B: true}", "condition A is not declared"),
    ],
)
def test_conditions_that_cannot_be_decided_are_problems(
    tmp_path: Path, text: str, words: str
) -> None:
    resources = "\nResources:\n  X: {Type: AWS::SNS::Topic, Condition: A}\n"
    document = read(tmp_path, text + resources)
    assert [r.address for r in document.resources] == ["X"]
    assert words in document.problems[0].message
    assert document.problems[0].incomplete


def test_references_may_form_a_cycle(tmp_path: Path) -> None:
    text = """
Resources:
  A: {Type: AWS::EC2::SecurityGroup, Properties: {P: !Ref B}}
  B: {Type: AWS::EC2::SecurityGroup, Properties: {P: !GetAtt A.GroupId}}
"""
    a, b = read(tmp_path, text).resources
    assert (a.values["P"], b.values["P"]) == (Reference("B"), Reference("A", "GroupId"))


def test_transforms_inside_make_what_they_touch_unknown(evaluate: Any) -> None:
    value = evaluate("{'Fn::Transform': {Name: 'AWS::Include'}, Kept: 1}")
    assert value == Unknown("put in by AWS::Include at deployment")


def test_loops_are_expanded_with_nested_identifiers(tmp_path: Path) -> None:
    text = """
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'Alpha,Beta'}}
Resources:
  'Fn::ForEach::Topics':
    - Name
    - !Ref Names
    - 'Topic${Name}':
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Sub 'x-${Name}'
          Plain: !Ref Name
          'Fn::ForEach::Inner':
            - Side
            - [L, R-1]
            - 'Key${Side}': '${Side}&{Side}${Name}'
"""
    document = read(tmp_path, text)
    assert [r.address for r in document.resources] == ["TopicAlpha", "TopicBeta"]
    assert document.resources[1].values == {
        "TopicName": "x-Beta",
        "Plain": "Beta",
        "KeyL": "LLBeta",
        "KeyR-1": "R-1R1Beta",
    }
    assert {r.line for r in document.resources} == {5}


def test_a_loop_over_an_unknown_collection_is_a_problem(tmp_path: Path) -> None:
    text = """
Parameters: {Names: {Type: CommaDelimitedList}}
Resources:
  Fn::ForEach::T: [N, !Ref Names, {'T${N}': {Type: AWS::SNS::Topic}}]
  Other: {Type: AWS::SNS::Topic}
"""
    document = read(tmp_path, text)
    assert [r.address for r in document.resources] == ["Other"]
    assert "the collection of Fn::ForEach::T is not known" in document.problems[0].message
    assert document.problems[0].line == 4
