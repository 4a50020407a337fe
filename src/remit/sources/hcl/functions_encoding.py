"""Functions that encode and decode."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, unquote_plus

import yaml

from remit.sources.hcl.go_json import go_json
from remit.sources.hcl.operators import is_number, reason_of, to_text
from remit.sources.hcl.syntax import HclError
from remit.values import Partial, Unknown

_MAX_NODES = 1_000_000


def _jsonencode(value: Any) -> str:
    return go_json(value)


def _jsondecode(text: Any) -> Any:
    """JSON whose holes sit inside strings decodes to texts with holes."""
    reason = reason_of(text)
    if reason is not None and not isinstance(text, Partial):
        return Unknown(reason)
    try:
        return _marked(json.loads(to_text(text)))
    except ValueError as error:
        if reason is not None:
            return Unknown(reason)
        raise HclError(f"jsondecode() is given no JSON: {error}") from None


def _marked(value: Any) -> Any:
    if isinstance(value, str):
        return Partial(value) if "⟦" in value else value
    if isinstance(value, list):
        return [_marked(item) for item in value]
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


class _Loader(yaml.SafeLoader):
    """Numbers as Terraform reads them: `010` is ten, `1:30` a string."""


def _yaml_int(loader: _Loader, node: yaml.ScalarNode) -> int:
    text = str(loader.construct_scalar(node))
    prefixed = text.lstrip("+-")[:2].lower() in ("0x", "0o", "0b")
    return int(text, 0 if prefixed else 10)


def _yaml_time(loader: _Loader, node: yaml.ScalarNode) -> str:
    value = loader.construct_yaml_timestamp(node)
    if not isinstance(value, datetime):
        return f"{value.isoformat()}T00:00:00Z"
    return value.isoformat().replace("+00:00", "") + ("" if value.utcoffset() else "Z")


_INT = re.compile(r"^[-+]?(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)$")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":int")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", _INT, list("-+0123456789"))
_Loader.add_constructor("tag:yaml.org,2002:int", _yaml_int)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _yaml_time)


def _yamldecode(text: Any) -> Any:
    try:
        value = yaml.load(to_text(text), Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise HclError("yamldecode() is given no YAML") from None
    return _keyed(value, [0])


def _keyed(value: Any, seen: list[int]) -> Any:
    """Keys as texts; aliases that multiply beyond measure are refused."""
    seen[0] += 1
    if seen[0] > _MAX_NODES:
        raise HclError("this YAML unfolds to more than a million values")
    if isinstance(value, dict):
        return {to_text(key): _keyed(item, seen) for key, item in value.items()}
    if isinstance(value, list):
        return [_keyed(item, seen) for item in value]
    return value


def _yamlencode(value: Any) -> str:
    lines = _yaml_lines(value)
    return "\n".join(lines) + "\n"


def _yaml_lines(value: Any) -> list[str]:
    if isinstance(value, dict) and value:
        lines = []
        for key in sorted(value):
            name = f"{json.dumps(key, ensure_ascii=False)}:"
            inner = _yaml_lines(value[key])
            block = isinstance(value[key], (dict, list)) and value[key]
            indent = "  " if isinstance(value[key], dict) else ""
            if block:
                lines += [name, *(indent + line for line in inner)]
            else:
                lines += [f"{name} {inner[0]}", *(f"  {line}" for line in inner[1:])]
        return lines
    if isinstance(value, list) and value:
        lines = []
        for item in value:
            first, *rest = _yaml_lines(item)
            lines += [f"- {first}", *(f"  {line}" for line in rest)]
        return lines
    return _yaml_scalar(value)


def _yaml_scalar(value: Any) -> list[str]:
    if isinstance(value, str) and "\n" in value:
        if value.endswith("\n"):
            return ["|", *value[:-1].split("\n")]
        return ["|-", *value.split("\n")]
    if isinstance(value, (dict, list)):
        return ["{}" if isinstance(value, dict) else "[]"]
    if value is None:
        return ["null"]
    if isinstance(value, bool) or is_number(value):
        return [to_text(value)]
    return [json.dumps(value, ensure_ascii=False)]


def _csvdecode(text: Any) -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(to_text(text)), strict=True))
    rows = [row for row in rows if row]
    if not rows:
        raise HclError("csvdecode() needs a header")
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def _base64decode(text: Any) -> str:
    return base64.b64decode(to_text(text), validate=True).decode()


def _textencode(text: Any, encoding: Any) -> str:
    return base64.b64encode(to_text(text).encode(_codec(encoding))).decode()


def _textdecode(text: Any, encoding: Any) -> str:
    return base64.b64decode(to_text(text), validate=True).decode(_codec(encoding))


def _codec(encoding: Any) -> str:
    name = to_text(encoding).lower()
    # IANA's UTF-16 without a mark is big-endian; Python's writes a mark.
    return {"utf-16": "utf-16-be"}.get(name, name)


def _urlencode(text: Any) -> str:
    return quote_plus(to_text(text), safe="~")


STRICT: dict[str, Callable[..., Any]] = {
    "base64decode": _base64decode,
    "base64encode": lambda text: base64.b64encode(to_text(text).encode()).decode(),
    "csvdecode": _csvdecode,
    "textdecodebase64": _textdecode,
    "textencodebase64": _textencode,
    "urldecode": lambda text: unquote_plus(to_text(text)),
    "urlencode": _urlencode,
    "yamldecode": _yamldecode,
    "yamlencode": _yamlencode,
}
LENIENT: dict[str, Callable[..., Any]] = {"jsondecode": _jsondecode, "jsonencode": _jsonencode}
