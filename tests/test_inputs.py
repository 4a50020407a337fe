"""What the paths that a user names lead to."""

import json
from pathlib import Path

import pytest

from remit.sources.inputs import find_inputs

TEMPLATE = '{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}'


def kinds(*paths: Path) -> list[tuple[str, str]]:
    return sorted((found.kind, found.path.name) for found in find_inputs(paths).inputs)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = {
        "app/main.tf": 'module "m" {\n  source = "./inner"\n}\n',
        "app/inner/main.tf": "",
        "other/main.tf": "",
        "stack.yaml": "Resources:\n  A:\n    Type: AWS::S3::Bucket\n",
        "values.yaml": "replicas: 3\n",
        "cdk.out/manifest.json": json.dumps({"version": "36.0.0", "artifacts": {}}),
        "cdk.out/Stack.template.json": TEMPLATE,
        ".terraform/modules/x/main.tf": "",
        "node_modules/y/template.json": TEMPLATE,
        "plan.json": json.dumps({"format_version": "1.2", "planned_values": {}}),
        "config.json": json.dumps({"fileVersion": "1.0", "configurationItems": []}),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_a_directory_leads_to_all_that_is_ours_in_it(tree):
    assert kinds(tree) == [
        ("cfn", "Stack.template.json"),
        ("cfn", "stack.yaml"),
        ("config", "config.json"),
        ("hcl", "app"),
        ("hcl", "other"),
        ("tf-json", "plan.json"),
    ]


def test_a_module_that_another_configuration_calls_is_read_through_it(tree):
    assert ("hcl", "inner") not in kinds(tree)
    assert kinds(tree / "app" / "inner") == [("hcl", "inner")]


def test_the_output_of_cdk_is_no_snapshot_although_it_has_a_manifest(tree):
    assert kinds(tree / "cdk.out") == [("cfn", "Stack.template.json")]


def test_a_directory_of_nothing_is_a_problem_that_names_it(tmp_path):
    (problem,) = find_inputs([tmp_path]).problems
    assert problem.fatal and str(tmp_path) in str(problem)


def test_a_file_that_is_not_there_does_not_keep_the_others_from_being_read(tree):
    found = find_inputs([tree / "nowhere.yaml", tree / "stack.yaml"])
    assert [given.kind for given in found.inputs] == ["cfn"]
    assert len(found.problems) == 1
