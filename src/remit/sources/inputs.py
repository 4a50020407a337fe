"""What the paths that a user names are: templates, plans, configuration directories, exports."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from remit.sources.declared import Document, Problem

HEAD = 1 << 16
MANIFEST = "manifest.json"
"""The file that makes a folder a snapshot."""

SKIPPED = {".git", ".terraform", ".remit", ".venv", "node_modules", "__pycache__", ".tox"}
TEMPLATES = {".yaml", ".yml", ".json", ".template", ".tfstate", ".tfplan"}
LOCAL_MODULE = re.compile(r'^\s*source\s*=\s*"(\.{1,2}/[^"]*|\.{1,2})"', re.MULTILINE)

KNOWN = "CloudFormation template, Terraform plan, state or directory, AWS Config export or snapshot"


@dataclass(frozen=True)
class Options:
    """How templates are to be read: values for parameters and variables, Regions, account."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    var_files: tuple[Path, ...] = ()
    regions: tuple[str, ...] = ()
    account: str | None = None


@dataclass(frozen=True)
class Input:
    """One thing to read: `cfn`, `tf-json`, `hcl`, `config` or `snapshot`."""

    kind: str
    path: Path
    named: bool = True


@dataclass
class Found:
    """The inputs that paths lead to, and what they did not lead to."""

    inputs: list[Input] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find_inputs(paths: Iterable[Path]) -> Found:
    """Every input under the paths; a file that was named and is none is a problem."""
    found = Found()
    for path in paths:
        if _is_snapshot(path):
            found.inputs.append(Input("snapshot", path))
        elif path.is_dir():
            inputs = list(_in_directory(path))
            found.inputs += inputs
            if not inputs:
                found.problems.append(
                    Problem(f"no {KNOWN} in this directory", str(path), fatal=True)
                )
        elif path.is_file():
            kind = _kind(path)
            if kind:
                found.inputs.append(Input(kind, path))
            else:
                found.problems.append(_unrecognised(path))
        else:
            found.problems.append(
                Problem("there is no such file or directory", str(path), fatal=True)
            )
    return found


def _is_snapshot(folder: Path) -> bool:
    """Whether a folder is a snapshot: CDK calls a file of its output `manifest.json` too."""
    try:
        head = (folder / MANIFEST).read_bytes()[: 1 << 24]
    except OSError:
        return False
    return b'"files"' in head and b'"format"' in head and b'"remit"' in head


def _unrecognised(path: Path) -> Problem:
    hint = ""
    try:
        head = path.open("rb").read(4)
    except OSError as error:
        return Problem(f"cannot be read: {error.strerror}", str(path), fatal=True)
    if head[:2] == b"PK":
        hint = "If it is a saved plan, give the output of: terraform show -json PLAN"
    elif b"\0" in head:
        hint = "It is a binary file"
    return Problem(f"not a {KNOWN}", str(path), hint=hint, fatal=True)


def _in_directory(top: Path) -> Iterator[Input]:
    """Root configurations, templates, plans and exports below a directory.

    A directory of Terraform that another one calls as a local module is read through its caller.
    """
    configurations: list[Path] = []
    called: set[Path] = set()
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        here = Path(folder)
        if MANIFEST in files and _is_snapshot(here):
            folders.clear()
            yield Input("snapshot", here, named=False)
            continue
        sources = [here / name for name in sorted(files) if name.endswith((".tf", ".tf.json"))]
        if sources:
            configurations.append(here)
            called |= _modules_called(here, sources)
        for name in sorted(files):
            if Path(name).suffix in TEMPLATES or name.endswith(".json.gz"):
                path = here / name
                if not name.endswith(".tf.json") and (kind := _kind(path)):
                    yield Input(kind, path, named=False)
    for folder_path in configurations:
        if folder_path == top or folder_path.resolve() not in called:
            yield Input("hcl", folder_path, named=False)


def _modules_called(folder: Path, files: Sequence[Path]) -> set[Path]:
    called = set()
    for file in files:
        try:
            text = file.read_text(errors="replace")
        except OSError:
            continue
        called |= {(folder / match).resolve() for match in LOCAL_MODULE.findall(text)}
    return called


def _kind(path: Path) -> str:
    """What a file is, by its name and its beginning; empty for none of ours."""
    if path.suffix == ".tf" or path.name.endswith(".tf.json"):
        return "hcl"
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
        if head[:2] == b"\x1f\x8b":
            with gzip.open(path, "rb") as packed:
                head = packed.read(HEAD)
    except (OSError, EOFError):
        return ""
    return _sniff(head)


def _sniff(head: bytes) -> str:
    from remit.sources.cloudformation.sniffing import looks_like_template
    from remit.sources.config import looks_like_config
    from remit.sources.terraform_json.reader import looks_like_terraform_json

    if looks_like_config(head):
        return "config"
    if looks_like_terraform_json(head):
        return "tf-json"
    return "cfn" if looks_like_template(head) else ""


def read_declared(given: Input, options: Options) -> Iterator[Document]:
    """Read a template, plan or configuration directory; what is wrong stands in its problems.

    A template is read once for each Region that is named, since it may be deployed to all.
    """
    match given.kind:
        case "cfn":
            from remit.sources.cloudformation import read_template

            several = len(options.regions) > 1
            for region in options.regions or (None,):
                yield read_template(
                    given.path,
                    parameters=options.parameters,
                    region=region,
                    account=options.account,
                    name=f"{given.path}@{region}" if several else None,
                )
        case "tf-json":
            from remit.sources.terraform_json import read_terraform_json

            yield read_terraform_json(given.path)
        case _:
            from remit.sources.hcl import read_directory

            yield read_directory(
                given.path, variables=dict(options.variables), var_files=options.var_files
            )


def without_children(documents: Sequence[Document]) -> list[Document]:
    """The documents but for templates that another one has read as its nested stack."""
    nested: set[Any] = set()
    for document in documents:
        own = document.name.partition("@")[0]
        nested |= {r.file for r in document.resources if r.file != own}
    return [d for d in documents if d.source != "cfn" or d.name.partition("@")[0] not in nested]
