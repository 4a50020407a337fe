"""JSON text as Go's encoder writes it, which is what Terraform and its AWS provider print."""

from __future__ import annotations

import json
from typing import Any

from remit.values import Partial, Reference, Unknown, join_text

_TABLE = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def go_json(value: Any, *, indent: int | None = None, sort_keys: bool = True) -> str:
    """The text; what is not known becomes a hole inside a string, and the text a `Partial`."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(
        _holes(value),
        ensure_ascii=False,
        separators=separators,
        indent=indent,
        sort_keys=sort_keys,
    )
    text = text.translate(_TABLE)
    return Partial(text) if "⟦" in text else text


def _holes(value: Any) -> Any:
    if isinstance(value, str) or value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (Unknown, Reference)):
        return join_text([value])
    if isinstance(value, list):
        return [_holes(item) for item in value]
    if isinstance(value, dict):
        return {key: _holes(item) for key, item in value.items()}
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return join_text([Reference(str(value))])
