"""Nested stacks, and what the CDK writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from remit.sources.cloudformation import read_template
from remit.values import Reference, Unknown

DATA = Path(__file__).parent / "data" / "cloudformation"


def nested(name: str, url: str) -> str:
    return (
        f"  {name}:\n    {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {url}}}}}\n"
    )


def test_nested_stacks_are_read_where_the_tree_has_them() -> None:
    document = read_template(DATA / "nested" / "main.yaml")
    found = {r.address: r for r in document.resources}
    assert list(found) == [
        "Network",
        "Network.Vpc",
        "Data",
        "Data.Group",
        "Data.Table",
        "Elsewhere",
        "Group",
    ]
    assert found["Network.Vpc"].values == {"CidrBlock": "10.0.0.0/16", "Second": "b"}
    assert found["Network.Vpc"].file.endswith("network.yaml")
    assert found["Data.Group"].values["VpcId"] == Reference("Network.Vpc")
    assert found["Data.Group"].values["SecurityGroupIngress"][0]["CidrIp"] == "10.0.0.0/16"
    assert (found["Data.Table"].line, found["Data.Table"].values) == (
        11,
        {"DeletionPolicy": "Retain"},
    )


def test_outputs_of_nested_stacks_resolve() -> None:
    document = read_template(DATA / "nested" / "main.yaml")
    values = next(r.values for r in document.resources if r.address == "Group")
    assert values["VpcId"] == Reference("Network.Vpc")
    assert values["Tables"] == Reference("Data.Table", "Arn")
    assert values["Missing"] == Unknown("nested stack Network has no output Nothing")
    assert isinstance(values["Remote"], Unknown)


def test_a_nested_template_that_is_not_there_makes_the_scan_incomplete() -> None:
    document = read_template(DATA / "nested" / "main.yaml")
    (problem,) = document.problems
    assert problem.message.startswith("the nested stack Elsewhere is not read")
    assert (problem.line, problem.incomplete, problem.fatal) == (19, True, False)
    assert problem.hint


def test_a_template_found_by_its_name_only_is_an_assumption() -> None:
    (assumption,) = read_template(DATA / "nested" / "main.yaml").assumptions
    assert assumption.startswith("Data is read from ")
    assert "data.json, found by the name in its TemplateURL" in assumption


def test_the_cdks_output_is_read_with_its_nested_stacks() -> None:
    document = read_template(DATA / "cdk" / "Shop.template.json")
    nested = "NestedNestedStackNestedNestedStackResource3DD143BF"
    found = {r.address: r for r in document.resources}
    assert not document.problems
    assert found[f"{nested}.Topic"].values == {"DisplayName": Reference("LogsBucket9C4D8843")}
    statement = found["Key961B73FD"].values["KeyPolicy"]["Statement"][0]
    assert statement["Principal"] == {"AWS": "arn:⟦partition⟧:iam::⟦account⟧:root"}
    assert "CDKMetadata" in found
    (assumption,) = document.assumptions
    assert "CDKMetadata exists only if CDKMetadataAvailable" in assumption


def test_the_cdks_metadata_is_absent_where_its_region_has_none() -> None:
    document = read_template(DATA / "cdk" / "Shop.template.json", region="eu-west-9")
    assert "CDKMetadata" not in [r.address for r in document.resources]
    assert not document.assumptions


@pytest.mark.parametrize("url", ["main.yaml", "./main.yaml"])
def test_a_stack_nested_in_itself_is_a_problem(tmp_path: Path, url: str) -> None:
    path = tmp_path / "main.yaml"
    path.write_text(
        f"Resources:\n  A: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {url}}}}}"
    )
    document = read_template(path)
    assert [r.address for r in document.resources] == ["A"]
    assert "main.yaml is nested in itself" in document.problems[0].message


def test_stacks_nested_in_each_other_are_a_problem(tmp_path: Path) -> None:
    for own, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{own}.yaml").write_text("Resources:\n" + nested("N", f"{other}.yaml"))
    document = read_template(tmp_path / "a.yaml")
    assert [r.address for r in document.resources] == ["N", "N.N"]
    assert "a.yaml is nested in itself" in document.problems[0].message


def test_nested_stacks_that_need_each_others_outputs_are_unknown(tmp_path: Path) -> None:
    (tmp_path / "child.yaml").write_text(
        "Parameters: {P: {Type: String}}\n"
        "Resources: {T: {Type: AWS::SNS::Topic, Properties: {D: !Ref P}}}\n"
        "Outputs: {O: {Value: !Ref P}}\n"
    )
    stack = (
        "  {0}:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n"
        "      TemplateURL: child.yaml\n      Parameters: {{P: !GetAtt {1}.Outputs.O}}\n"
    )
    text = "Resources:\n" + stack.format("A", "B") + stack.format("B", "A")
    (tmp_path / "main.yaml").write_text(text)
    document = read_template(tmp_path / "main.yaml")
    topics = [r.values["D"] for r in document.resources if r.address.endswith(".T")]
    assert len(topics) == 2
    assert all(isinstance(topic, Unknown) for topic in topics)


def test_a_tower_of_nested_stacks_is_cut(tmp_path: Path) -> None:
    for level in range(9):
        stacks = "".join(nested(f"N{i}", f"{level + 1}.yaml") for i in range(4))
        (tmp_path / f"{level}.yaml").write_text("Resources:\n" + stacks)
    shutil.copy(DATA / "nested" / "templates" / "network.yaml", tmp_path / "9.yaml")
    document = read_template(tmp_path / "0.yaml")
    assert any("more than 200 nested stacks" in p.message for p in document.problems)


def test_a_nested_file_that_is_no_template_is_not_fatal(tmp_path: Path) -> None:
    (tmp_path / "child.yaml").write_text("[")
    (tmp_path / "main.yaml").write_text(
        "Resources:\n  T: {Type: AWS::SNS::Topic}\n"
        "  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}\n"
    )
    document = read_template(tmp_path / "main.yaml")
    assert [r.address for r in document.resources] == ["T", "A"]
    (problem,) = document.problems
    assert "child.yaml" in problem.message and not problem.fatal and problem.incomplete
