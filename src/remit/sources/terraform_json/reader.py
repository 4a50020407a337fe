"""From a file to a document: decoding, telling the formats apart, and saying what is wrong."""

from __future__ import annotations

import codecs
import pathlib
import re
from typing import Any

import orjson

from remit.sources.declared import Document, Problem
from remit.sources.terraform_json.plan import read_plan
from remit.sources.terraform_json.shape import text
from remit.sources.terraform_json.state import read_stored, read_values

_SHOW = "Run terraform show -json PLAN > plan.json and scan that"

_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_VERSION = re.compile(r"^(0\.[12]|1)(\.\d+)*$")

_SHOWN = re.compile(
    rb'"(?:planned_values|resource_changes|terraform_version|prior_state|provider_config)"\s*:'
    rb'|"values"\s*:\s*\{\s*"(?:outputs|root_module)"'
)
_STORED = re.compile(rb'"(?:lineage|serial|terraform_version)"\s*:')
_LOG = re.compile(rb'^\s*\{"@level":"[a-z]+","@message":')


def looks_like_terraform_json(head: bytes) -> bool:
    """Whether a file that begins with `head` (a few KiB) is for `read_terraform_json`.

    That is a plan or a state, and what people take for one: a binary plan, and the log of
    `terraform plan -json`. Reading those says what to do.
    """
    if _is_binary_plan(head):
        return True
    if head.startswith(_MARKS):
        head = head.decode("utf-16", "ignore").encode()
    if _LOG.match(head):
        return b'"@module":"terraform.ui"' in head
    if not head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        return False
    if b'"format_version"' in head and _SHOWN.search(head):
        return True
    # With sorted keys (jq -S) the configuration, which is long, comes before the version.
    if b'"configuration"' in head and b'"provider_config"' in head:
        return True
    return bool(re.search(rb'"version"\s*:\s*[34]\b', head) and _STORED.search(head))


def read_terraform_json(path: pathlib.Path, *, name: str | None = None) -> Document:
    """Read a plan or a state as printed by `terraform show -json`, or a stored state.

    Never raises for what is in the file: a file that is none of these gives a document without
    resources and with a fatal problem. `name` is the document's, else the path.
    """
    document = Document(name=name or str(path), source="tf")
    file = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        document.problems.append(Problem(f"The file cannot be read: {reason}", file, fatal=True))
        return document
    content = _parse(data, file)
    if isinstance(content, Problem):
        document.problems.append(content)
    else:
        _read(content, document, file)
    return document


def _parse(data: bytes, file: str) -> dict[str, Any] | Problem:
    if _is_binary_plan(data[:4096]):
        return Problem("This is a binary plan", file, hint=_SHOW, fatal=True)
    if data.startswith(_MARKS):
        # PowerShell writes what is redirected into a file as UTF-16.
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        return Problem("The file is empty", file, hint=_SHOW, fatal=True)
    try:
        content = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        if _LOG.match(data):
            return _log(file)
        hint = "Was it cut off? Write it again" if error.pos >= len(data.rstrip()) - 1 else ""
        return Problem(
            f"This is not JSON: {error.msg}", file, line=error.lineno, hint=hint, fatal=True
        )
    if not isinstance(content, dict):
        return Problem("This is no plan or state: not a JSON object", file, hint=_SHOW, fatal=True)
    return content


def _read(content: dict[str, Any], document: Document, file: str) -> None:
    if "format_version" not in content and isinstance(content.get("version"), int):
        problem = _stored_problem(content, file)
        if problem is None:
            read_stored(content, document, file)
            return
    else:
        problem = _shown_problem(content, file)
        if problem is None and "planned_values" in content:
            read_plan(content, document, file)
            return
        if problem is None:
            read_values(content, document, file)
            return
    document.problems.append(problem)


def _stored_problem(content: dict[str, Any], file: str) -> Problem | None:
    version = content["version"]
    if version != 4:
        hint = "Terraform 0.12 or later writes version 4: run terraform show -json > state.json"
        return Problem(f"States of version {version} are not read", file, hint=hint, fatal=True)
    if not isinstance(content.get("resources"), list):
        return Problem("This is no state: it has no list of resources", file, fatal=True)
    return None


def _shown_problem(content: dict[str, Any], file: str) -> Problem | None:
    if "format_version" not in content:
        if "@level" in content:
            return _log(file)
        hint = _SHOW
        return Problem("This is no plan or state: no format_version", file, hint=hint, fatal=True)
    version = content["format_version"]
    if not _VERSION.match(text(version)):
        shown = text(version)[:20] or type(version).__name__
        return Problem(
            f"Terraform's JSON format {shown} is not one that is read (0.1, 0.2 or 1.x)",
            file,
            fatal=True,
        )
    if "planned_values" in content:
        if isinstance(content["planned_values"], dict):
            return None
        return Problem("The plan's planned_values are not an object", file, fatal=True)
    if "values" in content or content.keys() <= {"format_version", "terraform_version"}:
        # An empty state has no values at all.
        if isinstance(content.get("values", {}), dict):
            return None
        return Problem("The state's values are not an object", file, fatal=True)
    message = "This is no plan or state: it has neither planned_values nor values"
    return Problem(message, file, hint=_SHOW, fatal=True)


def _log(file: str) -> Problem:
    message = "This is the log of terraform plan -json, not a plan"
    hint = "Run terraform plan -out=PLAN, then terraform show -json PLAN > plan.json"
    return Problem(message, file, hint=hint, fatal=True)


def _is_binary_plan(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04") and (b"tfplan" in head or b"tfstate" in head)
