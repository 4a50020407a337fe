"""Rewrites `terraform.json` from what `terraform providers schema -json` prints on stdin.

    terraform providers schema -json | python tests/data/schemas/refresh.py

One resource type a line: its attributes and blocks by name. 0 is a value, 1 a map with keys of the
user's own, 2 a block whose inside is not kept (rules of WAF and QuickSight nest without end).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

VALUE, MAP, NOT_KEPT = 0, 1, 2
LARGEST = 12_000
"""Characters of a type before its inner blocks are left out."""


def attribute(kind: Any) -> Any:
    """The inside of an attribute of this type."""
    if isinstance(kind, list):
        if kind[0] in ("list", "set"):
            return attribute(kind[1])
        if kind[0] == "object":
            return {name: attribute(inner) for name, inner in sorted(kind[1].items())}
        return MAP
    return VALUE


def block(declared: dict[str, Any], depth: int) -> Any:
    """The names in a block, down to a depth."""
    if depth == 0:
        return NOT_KEPT
    names = {
        name: attribute(a["type"]) if "type" in a else block(a["nested_type"], depth - 1)
        for name, a in declared.get("attributes", {}).items()
    }
    blocks = declared.get("block_types", {})
    return dict(
        sorted((names | {k: block(v["block"], depth - 1) for k, v in blocks.items()}).items())
    )


def compact(declared: dict[str, Any]) -> str:
    """A resource type on one line."""
    for depth in (20, 4, 3, 2):
        text = json.dumps(block(declared, depth), separators=(",", ":"))
        if len(text) <= LARGEST:
            break
    return text


def main() -> None:
    """Read the schema, write the compact one beside this file."""
    provider, *_ = json.load(sys.stdin)["provider_schemas"].values()
    lines = [
        f"{json.dumps(name)}: {compact(resource['block'])}"
        for name, resource in sorted(provider["resource_schemas"].items())
    ]
    path = Path(__file__).with_name("terraform.json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
