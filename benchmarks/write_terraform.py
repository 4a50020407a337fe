"""The estate as Terraform configuration, and as the plan that Terraform would make of it.

What an author leaves out is in `plan_defaults.json`, taken from plans of version 5.100.0 of the AWS
provider: the values it fills in, and what it leaves to be known after apply.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any

from estate import REGION, Block, Declared, Document, Ref, estate

PROVIDER = f'provider "aws" {{\n  region = "{REGION}"\n}}\n'

_PER_FILE = 100
_PROVIDER_NAME = "registry.terraform.io/hashicorp/aws"


def write_hcl(count: int, folder: pathlib.Path) -> None:
    """Write a directory of configuration, a hundred resources to a file."""
    resources = estate(count)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "providers.tf").write_text(PROVIDER)
    for start in range(0, len(resources), _PER_FILE):
        blocks = []
        for one in resources[start : start + _PER_FILE]:
            body = "".join(_lines(one.values, "  "))
            blocks.append(f'resource "{one.type}" "{one.name}" {{\n{body}}}\n')
        path = folder / f"part{start // _PER_FILE:03d}.tf"
        path.write_text("\n".join(blocks))


def write_plan(count: int, path: pathlib.Path) -> None:
    """Write the JSON of `terraform show -json` for a plan that creates `count` resources."""
    path.write_text(json.dumps(plan(estate(count)), separators=(",", ":")))


def plan(resources: list[Declared]) -> dict[str, Any]:
    """The plan as an object."""
    folder = pathlib.Path(__file__).parent
    defaults = json.loads((folder / "plan_defaults.json").read_text())
    known = {one.address: one for one in resources}
    planned, changes, written = [], [], []
    for one in resources:
        base = {"address": one.address, "mode": "managed", "type": one.type, "name": one.name}
        values, unknown, sensitive = _resolve(one.values, defaults[one.type], known)
        planned.append(
            base
            | {"provider_name": _PROVIDER_NAME, "schema_version": 1}
            | {"values": values, "sensitive_values": sensitive}
        )
        change = {
            "actions": ["create"],
            "before": None,
            "after": values,
            "after_unknown": unknown,
            "before_sensitive": False,
            "after_sensitive": sensitive,
        }
        changes.append(base | {"provider_name": _PROVIDER_NAME, "change": change})
        config = {"provider_config_key": "aws", "expressions": _expressions(one.values)}
        written.append(base | config | {"schema_version": 1})
    provider = {"name": "aws", "full_name": _PROVIDER_NAME}
    provider_config = {"aws": provider | {"expressions": {"region": {"constant_value": REGION}}}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {
            "provider_config": provider_config,
            "root_module": {"resources": written},
        },
        "timestamp": "2026-01-01T00:00:00Z",
        "applyable": True,
        "complete": True,
        "errored": False,
    }


def _resolve(
    values: dict[str, Any], defaults: dict[str, Any], known: dict[str, Declared]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """What is known of a block after planning, what is not, and the marks of what is sensitive."""
    unset = {name: value for name, value in defaults["after"].items() if name not in values}
    unknown = {name: flag for name, flag in defaults["unknown"].items() if name not in values}
    sensitive: dict[str, Any] = {
        name: [] for name, flag in unknown.items() if name in defaults["collections"]
    }
    unknown |= {name: [] for name, value in unset.items() if value == []}
    after: dict[str, Any] = dict(unset)
    for name, value in values.items():
        value = _known(value, known)
        inner = defaults["blocks"].get(name, {"after": {}, "unknown": {}, "collections": []})
        inner = {"blocks": {}} | inner
        if isinstance(value, list) and value and isinstance(value[0], Block):
            parts = [_resolve(block, inner, known) for block in value]
            after[name] = [part[0] for part in parts]
            unknown[name] = [part[1] for part in parts]
            sensitive[name] = [part[2] for part in parts]
        elif _references(value):
            unknown[name] = True
            if isinstance(value, list):
                sensitive[name] = []
        else:
            after[name] = json.dumps(value.body) if isinstance(value, Document) else value
            if isinstance(value, list):
                unknown[name] = sensitive[name] = [False] * len(value)
            elif isinstance(value, dict):
                unknown[name] = sensitive[name] = {}
    if "tags" in values and "tags_all" in defaults["unknown"]:
        unknown["tags_all"] = {}
        after["tags_all"] = values["tags"]
    return after, unknown, sensitive


def _known(value: Any, known: dict[str, Declared]) -> Any:
    """The value of a reference to what its resource was given."""
    if isinstance(value, Ref) and value.address in known:
        given = known[value.address].values.get(value.attribute)
        return value if given is None else given
    return value


def _references(value: Any) -> list[str]:
    """As Terraform lists them: each in full, then its resource."""
    if isinstance(value, Ref):
        return [f"{value.address}.{value.attribute}", value.address]
    if isinstance(value, Document):
        return _references(value.body)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [reference for one in inner for reference in _references(one)]


def _expressions(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], Block):
            found[name] = [_expressions(block) for block in value]
        elif references := _references(value):
            found[name] = {"references": references}
        else:
            # Functions are not evaluated in the configuration, so jsonencode leaves nothing.
            found[name] = {} if isinstance(value, Document) else {"constant_value": value}
    return found


def _lines(values: dict[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], Block):
            for block in value:
                inner = "".join(_lines(block, indent + "  "))
                lines.append(f"{indent}{name} {{\n{inner}{indent}}}\n")
        else:
            lines.append(f"{indent}{name} = {_hcl(value, indent)}\n")
    return lines


def _hcl(value: Any, indent: str) -> str:
    if isinstance(value, Ref):
        return f"{value.address}.{value.attribute}"
    if isinstance(value, Document):
        return f"jsonencode({_hcl(value.body, indent)})"
    if isinstance(value, list):
        return "[" + ", ".join(_hcl(one, indent) for one in value) + "]"
    if isinstance(value, dict):
        inner = indent + "  "
        lines = "".join(f"{inner}{name} = {_hcl(one, inner)}\n" for name, one in value.items())
        return f"{{\n{lines}{indent}}}"
    return json.dumps(value)
