"""Whatever is in the file: a line that says what to do, never a traceback, never silence."""

from __future__ import annotations

import copy
import io
import json
import pathlib
import tempfile
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.sources.declared import Document
from remit.sources.terraform_json import looks_like_terraform_json, read_terraform_json

PLAN = pathlib.Path(__file__).parent / "data" / "terraform_json" / "estate" / "plan.json"
ESTATE = json.loads(PLAN.read_bytes())
LOG = b'{"@level":"info","@message":"Terraform 1.11.4","@module":"terraform.ui","type":"version"}\n'


def _binary_plan() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("tfplan", b"\x00")
    return out.getvalue()


def read(data: bytes) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "plan.json"
        path.write_bytes(data)
        return read_terraform_json(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"{}", "no format_version"),
        (b"resource {}", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"\x00" * 64, "not JSON"),
        (PLAN.read_bytes()[:3000], "not JSON"),
        (_binary_plan(), "binary plan"),
        (LOG, "log of terraform plan -json"),
        (LOG * 3, "log of terraform plan -json"),
        (b'{"format_version":"2.0","planned_values":{}}', "2.0"),
        (b'{"format_version":"0.9","planned_values":{}}', "0.9"),
        (b'{"format_version":"10.0","planned_values":{}}', "10.0"),
        (b'{"format_version":1,"planned_values":{}}', "int"),
        (b'{"format_version":"1.2","planned_values":[]}', "not an object"),
        (b'{"format_version":"1.2","values":"x"}', "not an object"),
        (b'{"format_version":"1.2","resource_changes":[]}', "neither planned_values nor values"),
        (b'{"version":3,"serial":1,"modules":[]}', "version 3"),
        (b'{"version":4,"serial":1}', "no list of resources"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a":' * 100_000, "not JSON"),
    ],
)
def test_what_is_no_plan_gives_one_fatal_problem_that_says_so(data: bytes, words: str) -> None:
    document = read(data)
    (problem,) = document.problems
    assert words in problem.message
    assert problem.fatal
    assert document.resources == []


def test_a_file_that_is_not_there_is_a_problem(tmp_path: pathlib.Path) -> None:
    (problem,) = read_terraform_json(tmp_path / "none.json").problems
    assert problem.fatal
    assert "cannot be read" in problem.message


def test_a_log_and_a_binary_plan_come_here_to_be_told_what_to_do() -> None:
    for data in (LOG, _binary_plan()):
        assert looks_like_terraform_json(data)
        assert "terraform show -json" in read(data).problems[0].hint


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff\xfe",
        b"\xff\xfe{",
        b'{"AWSTemplateFormatVersion":"2010-09-09","Resources":{}}',
        b'{"configurationItems":[],"fileVersion":"1.0"}',
        b'{"version":"4"}',
        b'{"name":"x","version":4}',
        b'{"@level":"info","@message":"x","@module":"other"}',
        b"format_version: terraform_version:",
        b"PK\x03\x04 word/document.xml",
    ],
)
def test_what_is_for_another_reader_is_not_taken(head: bytes) -> None:
    assert not looks_like_terraform_json(head)


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2", "1.99"])
def test_versions_with_the_same_meaning_are_read(version: str) -> None:
    document = read(json.dumps(ESTATE | {"format_version": version}).encode())
    assert document.problems == []
    assert len(document.resources) > 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_plan_as_a_windows_shell_writes_it_is_read(encoding: str) -> None:
    data = json.dumps(ESTATE).encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    assert looks_like_terraform_json(data[:4096])
    assert len(read(data).resources) == len(read_terraform_json(PLAN).resources)


def test_a_secret_is_in_no_message() -> None:
    plan = copy.deepcopy(ESTATE)
    plan["errored"] = True
    secret = plan["variables"]["secret"]["value"]
    plan["planned_values"]["root_module"]["resources"].append({"values": {"password": secret}})
    document = read(json.dumps(plan).encode())
    assert len(document.problems) == 2
    assert not any(secret in str(problem) for problem in document.problems)
    assert not any(secret in line for line in document.assumptions)


@pytest.mark.parametrize("depth", [60, 400])
def test_deep_nesting_is_cut_off_and_never_taken_for_known(depth: int) -> None:
    flag: Any = True
    value: Any = None
    for _ in range(depth):
        flag, value = [{"block": flag}], [{"block": value}]
    one = {"address": "aws_x.y", "type": "aws_x", "name": "y", "values": {"block": value}}
    change = {"address": "aws_x.y", "change": {"after_unknown": {"block": flag}}}
    written = {"address": "aws_x.y", "expressions": {"block": {"references": ["local.x"]}}}
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [one]}},
        "resource_changes": [change],
        "configuration": {"root_module": {"resources": [written]}},
    }
    (resource,) = read(json.dumps(plan).encode()).resources
    assert "Unknown" in repr(resource.values["block"])


def test_modules_nested_without_end_are_cut_off_and_said() -> None:
    module: dict[str, Any] = {}
    for level in range(200, 0, -1):
        module = {"address": ".".join(["module.m"] * level), "child_modules": [module]}
    plan = {"format_version": "1.2", "planned_values": {"root_module": {"child_modules": [module]}}}
    (problem,) = read(json.dumps(plan).encode()).problems
    assert "nested too deeply" in problem.message


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "⟦x⟧", "each.value", "module.m", "aws_x.y[", "data.", "var.x", "\x00"])
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def _nodes(value: Any) -> list[tuple[Any, Any]]:
    """Every container and key in it, so that one can be replaced."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        here = waiting.pop()
        keys: Any = range(len(here)) if isinstance(here, list) else list(here)
        for key in keys:
            found.append((here, key))
            if isinstance(here[key], (dict, list)):
                waiting.append(here[key])
    return found


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_plan_never_raises_and_never_loses_a_resource_in_silence(
    data: st.DataObject,
) -> None:
    plan = copy.deepcopy(ESTATE)
    count = len(read_terraform_json(PLAN).resources)
    for _ in range(data.draw(st.integers(1, 6))):
        nodes = _nodes(plan)
        here, key = nodes[data.draw(st.integers(0, len(nodes) - 1))]
        if data.draw(st.booleans()):
            here[key] = data.draw(JSON)
        else:
            del here[key]
    document = read(json.dumps(plan).encode())
    assert isinstance(document, Document)
    assert document.problems or len(document.resources) == count


@settings(max_examples=80, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_at_all_never_raise(data: bytes) -> None:
    looks_like_terraform_json(data)
    assert read(data).problems


@settings(max_examples=30, deadline=None)
@given(cut=st.integers(1, len(PLAN.read_bytes()) - 1))
def test_a_plan_cut_off_anywhere_is_fatal(cut: int) -> None:
    document = read(PLAN.read_bytes()[:cut])
    assert document.problems[0].fatal
    assert document.resources == []
