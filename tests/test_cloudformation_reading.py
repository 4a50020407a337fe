"""Texts of CloudFormation templates: YAML, JSON, lines, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from remit.sources.cloudformation import (
    InputError,
    looks_like_template,
    read_parameter_file,
    read_template,
)
from remit.sources.declared import Document
from remit.values import Reference, Unknown

TEMPLATE = """AWSTemplateFormatVersion: '2010-09-09'
Resources:
  # a comment
  Logs:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Delete
    Properties:
      BucketName: logs
  Topic:
    Type: AWS::SNS::Topic
"""


def read(folder: Path, content: str | bytes, **options: Any) -> Document:
    path = folder / "template.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_template(path, **options)


def fatal(document: Document) -> str:
    assert [p.fatal for p in document.problems] == [True]
    assert not document.resources
    return document.problems[0].message


def test_resources_have_their_type_values_file_and_line(tmp_path: Path) -> None:
    document = read(tmp_path, TEMPLATE, name="shop")
    assert (document.name, document.source, document.problems) == ("shop", "cfn", [])
    logs, topic = document.resources
    assert (logs.type, logs.address, logs.line) == ("AWS::S3::Bucket", "Logs", 4)
    assert logs.values == {
        "BucketName": "logs",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Delete",
    }
    assert (topic.line, topic.values) == (10, {})
    assert logs.file == str(tmp_path / "template.yaml")
    assert isinstance(logs.region, Unknown)


@pytest.mark.parametrize("indent", ["\t", "  ", None])
def test_json_has_lines_whatever_its_indentation(tmp_path: Path, indent: str | None) -> None:
    data = {
        "Parameters": {"Logs": {"Type": "String", "Default": '}"{'}},
        "Resources": {
            "Logs": {
                "Type": "AWS::S3::Bucket",
                "Properties": {"Topic": {"Ref": "Topic"}, "N": [1, None, True]},
            },
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"D": {"Ref": "Logs"}}},
        },
    }
    text = json.dumps(data, indent=indent)
    document = read(tmp_path, text)
    logs, topic = document.resources
    assert logs.values == {"Topic": Reference("Topic"), "N": [1, None, True]}
    assert topic.values == {"D": '}"{'}
    if indent is None:
        assert (logs.line, topic.line) == (1, 1)
    else:
        lines = text.splitlines()
        assert lines[logs.line - 1].strip().startswith('"Logs": {')
        assert logs.line > 5
        assert lines[topic.line - 1].strip() == '"Topic": {'


def test_json_with_comments_and_trailing_commas_is_read_as_yaml(tmp_path: Path) -> None:
    text = '{"Resources": {\n  # why\n  "T": {"Type": "AWS::SNS::Topic",},\n}}'
    assert [r.line for r in read(tmp_path, text).resources] == [3]


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + TEMPLATE.replace("\n", "\r\n").encode()
    assert [r.line for r in read(tmp_path, content).resources] == [4, 10]


def test_anchors_and_merge_keys_are_expanded(tmp_path: Path) -> None:
    text = """
Resources:
  A: &a
    Type: AWS::S3::Bucket
    Properties: &p {X: 1, Y: 2}
  B:
    <<: *a
    Properties:
      Y: 3
      <<: [*p, {Z: 4}]
"""
    document = read(tmp_path, text)
    assert document.resources[1].values == {"Y": 3, "X": 1, "Z": 4}


@pytest.mark.parametrize(
    "text",
    [
        "Resources:\n  A: {Type: AWS::SNS::Topic}\n  B: {Type: 'AWS::X::Y'}\n  A: {Type: Z}\n",
        '{"Resources": {\n"A": {"Type": "AWS::SNS::Topic"},\n'
        '"B": {"Type": "AWS::X::Y"}\n,"A": {}}}',
    ],
)
def test_a_duplicate_key_is_a_problem_and_the_first_is_used(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text)
    assert [(r.type, r.address) for r in document.resources] == [
        ("AWS::SNS::Topic", "A"),
        ("AWS::X::Y", "B"),
    ]
    (problem,) = document.problems
    assert (problem.message, problem.line) == ("duplicate key A; the first is used", 4)
    assert problem.incomplete and not problem.fatal


def test_a_duplicate_key_deep_in_json_has_its_line(tmp_path: Path) -> None:
    properties = '{"K": 1,\n\t"L": "\\"K\\": ",\n"K": 2}'
    text = '{"Resources": {"A": {"Type": "T::T::T", "Properties": ' + properties + "}}}"
    document = read(tmp_path, text)
    assert document.resources[0].values["K"] == 1
    assert [p.line for p in document.problems] == [3]


@pytest.mark.parametrize(
    ("resources", "words", "line", "left"),
    [
        ("A: text\n  B: {Type: T}", "resource A is no mapping", 2, ["B"]),
        ("A: {Properties: {}}\n  B: {Type: T}", "resource A has no Type", 2, ["B"]),
        ("A: {Type: [x]}\n  B: {Type: T}", "resource A has no Type", 2, ["B"]),
        ("B: {Type: T}\n  A: {Type: T, Properties: []}", "Properties of A is no mapping", 3, ["B"]),
        ("A: {Type: A::B::MODULE}", "the module A::B::MODULE (A)", 2, ["A"]),
        ("A: {Type: 'AWS::CloudFormation::StackSet'}", "the stack set A", 2, ["A"]),
        ("A: {Type: T, Properties: {'Fn::Transform': {Name: M}}}", "M puts in is not read", 2, []),
        ("A: {Type: T, Properties: {P: !Nope x}}", "function Fn::Nope is not supported", 2, ["A"]),
    ],
)
def test_a_bad_resource_is_a_problem_with_its_line_and_the_rest_goes_on(
    tmp_path: Path, resources: str, words: str, line: int, left: list[str]
) -> None:
    document = read(tmp_path, f"Resources:\n  {resources}\n")
    assert [r.address for r in document.resources] == left
    problem = document.problems[0]
    assert words in problem.message
    assert (problem.line, problem.incomplete, problem.fatal) == (line, True, False)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        (" \n", "the file is empty"),
        ("hello", "not a CloudFormation template"),
        ("[1, 2]", "not a CloudFormation template"),
        ("42", "not a CloudFormation template"),
        ('{"planned_values": {}}', "not a CloudFormation template"),
        ("AWSTemplateFormatVersion: x", "there is no Resources section"),
        ("Resources: []", "Resources is no mapping"),
        ("Resources:\n\t- x", "not valid YAML"),
        ('{"Resources": {"A": }', "not valid JSON"),
        ('{"Resources": {"A": {"Type": "T"', "not valid JSON"),
        (b"\x00\x01\x02binary", "binary"),
        (b"\xff\xfe\x00a", "UTF-16"),
        (b"Resources: \xff\xfe", "not UTF-8"),
        ("Resources: " + "[" * 5000, "nested deeper"),
        ('{"Resources": ' + '{"A":' * 100_000, "nested deeper"),
        ("Resources: &a [*a]", "nested deeper"),
        ("Resources: &a\n  B: *a\n", "nested deeper"),
        ("Resources: *nobody", "not valid YAML"),
        ("Resources: {A: &a {}, B: &a {}}", "an anchor is defined twice"),
        ("9" * 5000 + ": 1\nResources: {A: " + "9" * 5000, "not valid YAML"),
    ],
)
def test_what_is_no_template_is_one_fatal_problem(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    document = read(tmp_path, content)
    assert words in fatal(document)
    assert "\n" not in str(document.problems[0])


def test_a_missing_file_and_a_directory_are_fatal_problems(tmp_path: Path) -> None:
    assert "cannot be read" in fatal(read_template(tmp_path / "nowhere.yaml"))
    assert "cannot be read" in fatal(read_template(tmp_path))


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    bomb = "\n".join(lines) + "\nResources: {A: {Type: T, Properties: {P: *a9}}}\n"
    assert "aliases expand" in fatal(read(tmp_path, bomb))


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert "too large" in fatal(read_template(path))


def test_an_empty_resources_section_is_incomplete(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, "Resources: {}").problems
    assert (problem.message, problem.incomplete) == ("Resources is empty", True)


def test_a_macro_is_named(tmp_path: Path) -> None:
    text = "Transform: [AWS::LanguageExtensions, Explode]\n" + TEMPLATE
    document = read(tmp_path, text)
    (problem,) = document.problems
    assert "the macro Explode" in problem.message
    assert (problem.line, problem.incomplete, len(document.resources)) == (1, True, 2)


@pytest.mark.parametrize("levels", [70, 300])
def test_deep_properties_are_left_out_and_the_rest_goes_on(tmp_path: Path, levels: int) -> None:
    deep = '{"Fn::Join": ["", [' * levels + '"x"' + "]]}" * levels
    bad = '"A": {"Type": "T", "Properties": {"P": ' + deep + "}}"
    document = read(tmp_path, '{"Resources": {' + bad + ',\n"B": {"Type": "T"}}}')
    assert [r.address for r in document.resources] == ["B"]
    (problem,) = document.problems
    assert (problem.message, problem.line) == ("A is nested too deeply to be read", 1)


def test_a_long_chain_of_conditions_does_no_harm(tmp_path: Path) -> None:
    chain = "".join(f"  C{i}: !Not [!Condition C{i + 1}]\n" for i in range(2000))
    text = f"Conditions:\n{chain}  C2000: !Equals [a, a]\nResources:\n"
    document = read(tmp_path, text + "  A: {Type: T, Condition: C0}\n  B: {Type: T}\n")
    assert [r.address for r in document.resources] == ["B"]
    assert "A is nested too deeply" in document.problems[0].message


def test_half_a_surrogate_pair_does_not_reach_the_values(tmp_path: Path) -> None:
    properties = '{"P": "\\ud800x", "Q": "\\ud83d\\ude00"}'
    text = '{"Resources": {"A": {"Type": "T", "Properties": ' + properties + "}}}"
    values = read(tmp_path, text).resources[0].values
    assert str(values["P"]).encode() and values["Q"] == "😀"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"ParameterKey": "A", "ParameterValue": "1"}]', {"A": "1"}),
        ('[{"ParameterKey": "A", "UsePreviousValue": true}]', {}),
        ('{"Parameters": {"A": "1", "B": 2}, "Tags": {"x": "y"}}', {"A": "1", "B": "2"}),
        ('{"Parameters": [{"ParameterKey": "A", "ParameterValue": "1"}]}', {"A": "1"}),
        ('{"A": "1", "L": ["a", "b"]}', {"A": "1", "L": "a,b"}),
        ("A: 1\nB: true\nC: text", {"A": "1", "B": "true", "C": "text"}),
        ('["A=1", "B=x=y"]', {"A": "1", "B": "x=y"}),
    ],
)
def test_parameter_files_have_several_shapes(
    tmp_path: Path, text: str, expected: dict[str, str]
) -> None:
    path = tmp_path / "parameters.json"
    path.write_text(text)
    assert read_parameter_file(path) == expected


@pytest.mark.parametrize("text", ["[1]", "[[[[1]]]]", "just words", '{"A": {"B": 1}}', "{", ""])
def test_what_is_no_parameter_file_is_an_input_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "parameters.json"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_parameter_file(path)
    assert caught.value.problem.fatal and caught.value.problem.file == str(path)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (TEMPLATE, True),
        ("Resources:\r\n  A:\r\n    Type: AWS::SNS::Topic\r\n", True),
        ('{"Resources":{"A":{"Type":"AWS::SNS::Topic"}}}', True),
        ('{\n\t"Transform": "M",\n\t"Resources" : {}}', True),
        ("Transform: AWS::Serverless-2016-10-31\nResources: {}", True),
        ("AWSTemplateFormatVersion: '2010-09-09'\nMappings:\n" + "  #\n" * 20_000, True),
        ("resources:\n  Resources:\n    A:\n      Type: AWS::SNS::Topic\n", False),
        ("kind: Deployment\nresources: {}\n", False),
        ('{"terraform_version": "1.9", "x": "\\"Resources\\": {\\"Type\\": \\"AWS::S3"}', False),
        ('{"configurationItems": [{"resourceType": "AWS::S3::Bucket"}]}', False),
        ("", False),
        ("Resources: none\n", False),
    ],
)
def test_a_template_is_told_from_its_head(head: str, expected: bool) -> None:
    assert looks_like_template(head.encode()[: 64 * 1024]) is expected


FUZZ = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FUZZ
@given(content=st.binary(max_size=300))
@example(b"\xef\xbb\xbf{")
def test_any_bytes_make_a_document(tmp_path: Path, content: bytes) -> None:
    document = read(tmp_path, content)
    assert document.resources or document.problems
    looks_like_template(content)


RICH = """
Transform: [AWS::Serverless-2016-10-31]
Globals: {Function: {Timeout: 3, Tags: {a: b}}}
Parameters: {P: {Type: CommaDelimitedList, Default: 'a,b'}, S: {Type: String, NoEcho: true}}
Mappings: {M: {a: {b: c}}}
Conditions: {C: !Equals [!Ref P, a], D: !Not [!Condition C]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Condition: D
    Properties:
      Policies: [AWSLambdaExecute, {Statement: [{Effect: Allow}]}, {S3ReadPolicy: {B: x}}]
      Events: {E: {Type: Api, Properties: {Path: /, Method: get}}, G: {Type: SQS}}
      FunctionUrlConfig: {AuthType: NONE}
  'Fn::ForEach::L': [I, !Ref P, {'R${I}': {Type: T, Properties: {V: !Sub '${I}'}}}]
  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: template.yaml}}
  V:
    Type: T
    Properties:
      A: !Select [0, !Split [',', !Join [',', !Ref P]]]
      B: !FindInMap [M, !Select [0, !Ref P], b]
      C: !If [C, !Cidr [10.0.0.0/8, 3, 4], !GetAtt N.Outputs.O]
Outputs: {O: {Value: !GetAtt F.Arn}}
"""


@FUZZ
@given(data=st.data())
def test_a_mutated_template_makes_a_document(tmp_path: Path, data: st.DataObject) -> None:
    lines = RICH.splitlines(keepends=True)
    text = "".join(lines)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        insert = data.draw(
            st.sampled_from(["", "!Ref ", "[]", "{}", ": ", "null", "- ", "*x", "1"])
        )
        text = text[:start] + insert + text[end:]
    document = read(tmp_path, text)
    assert document.resources or document.problems


def trees() -> st.SearchStrategy[Any]:
    names = st.sampled_from(
        ["Ref", "Type", "Properties", "Condition", "Events", "Policies", "X", "Fn::ForEach::A"]
        + [f"Fn::{n}" for n in ("Sub", "Join", "Select", "Split", "GetAtt", "If", "FindInMap")]
        + [f"Fn::{n}" for n in ("Equals", "And", "Or", "Not", "Cidr", "Length", "ToJsonString")]
        + [f"Fn::{n}" for n in ("Base64", "GetAZs", "ImportValue", "Transform", "Bogus")]
    )
    words = ["X", "C", "P", "${X}", "AWS::NoValue", "AWS::Region", "1", "X.Y", "${P}${A.B}", ""]
    words += ["AWS::Serverless::Function", "AWS::Serverless::Api", "AWS::CloudFormation::Stack"]
    leaves = st.one_of(st.sampled_from(words), st.integers(-2, 9), st.booleans(), st.none())
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=2)
        ),
        max_leaves=25,
    )


@FUZZ
@given(
    parts=st.fixed_dictionaries(
        {
            "Resources": st.dictionaries(st.sampled_from(["X", "A", "Fn::ForEach::L"]), trees()),
            "Conditions": st.one_of(trees(), st.dictionaries(st.just("C"), trees())),
            "Mappings": trees(),
            "Parameters": st.one_of(trees(), st.dictionaries(st.just("P"), trees())),
            "Globals": trees(),
            "Transform": trees(),
            "Outputs": trees(),
        }
    ),
    properties=trees(),
    kind=st.sampled_from(
        ["T", "AWS::CloudFormation::Stack"]
        + [f"AWS::Serverless::{n}" for n in ("Function", "Api", "HttpApi", "SimpleTable", "X")]
        + [f"AWS::Serverless::{n}" for n in ("StateMachine", "LayerVersion", "Application")]
    ),
)
def test_any_tree_makes_a_document(
    tmp_path: Path, parts: dict[str, Any], properties: Any, kind: str
) -> None:
    resources = {**parts["Resources"], "R": {"Type": kind, "Properties": properties}}
    text = json.dumps({**parts, "Resources": resources})
    document = read(tmp_path, text)
    assert document.resources or document.problems
    for resource in document.resources:
        assert "NoValue object" not in repr(resource.values)
