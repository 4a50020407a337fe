"""Terraform's JSON syntax (`*.tf.json`, `*.tfvars.json`) becomes the same blocks as HCL.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import json
import re
from typing import Any

from remit.sources.hcl.parsing import HclParser
from remit.sources.hcl.syntax import Block, Expression, SyntaxFailure

_LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1}
_PLAIN = {"locals", "terraform"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# Arguments that are maps. Without the provider's schema JSON does not say whether an object is an
# argument or a nested block; every other object under a lower-case name is taken for a block.
_MAPS = frozenset(
    {
        "tags",
        "tags_all",
        "variables",
        "parameters",
        "environment_variables",
        "triggers",
        "triggers_replace",
        "keepers",
        "metadata",
        "labels",
        "request_parameters",
        "response_parameters",
        "default_arguments",
        "stage_variables",
        "request_templates",
        "response_templates",
        "request_models",
        "response_models",
        "attributes",
        "values",
        "vars",
        "config",
        "options",
        "providers",
        "input",
    }
)


def parse_json(text: bytes, file: str, parser: HclParser) -> Block:
    """The top-level blocks of a JSON file.

    Raises:
        SyntaxFailure: not JSON, or not a configuration.
    """
    document = load_json(text)
    if not isinstance(document, dict):
        raise SyntaxFailure("a configuration in JSON is an object", 1)
    reader = _Reader(text.decode(), file, parser)
    top = Block("", (), file, 1)
    try:
        for kind, content in document.items():
            if kind in _LABELS or kind in _PLAIN:
                top.blocks += reader.labelled(kind, content, (), _LABELS.get(kind, 0))
    except RecursionError:
        raise SyntaxFailure("this is nested too deeply to read", 1) from None
    return top


def load_json(text: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        SyntaxFailure: it is not JSON.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SyntaxFailure(f"this is not valid JSON: {error.msg}", error.lineno) from None
    except (RecursionError, ValueError):
        raise SyntaxFailure("this is not JSON that can be read", 1) from None


class _Reader:
    def __init__(self, text: str, file: str, parser: HclParser) -> None:
        self.text = text
        self.file = file
        self.parser = parser

    def labelled(
        self, kind: str, content: Any, labels: tuple[str, ...], missing: int
    ) -> list[Block]:
        """The blocks under a type, whose labels are nested keys."""
        if isinstance(content, list):
            return [b for item in content for b in self.labelled(kind, item, labels, missing)]
        if not isinstance(content, dict):
            return []
        if missing == 0:
            return [self.block(kind, labels, content)]
        blocks: list[Block] = []
        for label, inner in content.items():
            if label != "//":
                blocks += self.labelled(kind, inner, (*labels, label), missing - 1)
        return blocks

    def block(self, kind: str, labels: tuple[str, ...], content: dict[str, Any]) -> Block:
        """One block; a nested object or list of objects is a nested block where it can be one."""
        block = Block(kind, labels, self.file, self._line(labels))
        nested = kind not in ("locals", "variable", "output", "module")
        for name, value in content.items():
            if name == "//":
                continue
            if name == "dynamic" and nested:
                block.blocks += self.labelled("dynamic", value, (), 1)
            elif nested and _is_block(name, value):
                items = value if isinstance(value, list) else [value]
                block.blocks += [self.block(name, (), item) for item in items]
            elif kind == "variable" and name in ("default", "type", "description"):
                block.attributes[name] = self._of_variable(name, value)
            else:
                block.attributes[name] = self._attribute(name, value)
        return block

    def _of_variable(self, name: str, value: Any) -> Expression:
        """Types are expressions, defaults are literal values."""
        if name == "type" and isinstance(value, str):
            return self.parser.expression(value)
        return ("lit", value)

    def _attribute(self, name: str, value: Any) -> Expression:
        if name in ("provider", "iterator") and isinstance(value, str):
            return ("lit", value)
        return self.expression(value)

    def expression(self, value: Any) -> Expression:
        """Strings are templates, everything else is a literal or made of such."""
        match value:
            case str():
                return self.parser.template(value)
            case list():
                return ("list", tuple(self.expression(item) for item in value))
            case dict():
                pairs = ((self.expression(k), self.expression(v)) for k, v in value.items())
                return ("obj", tuple(pairs))
            case float() if value.is_integer() and abs(value) < 1e15:
                return ("lit", int(value))
        return ("lit", value)

    def _line(self, labels: tuple[str, ...]) -> int:
        """The line where the labels stand, searched for in the text: JSON keeps no positions."""
        at = 0
        for label in labels:
            at = max(at, self.text.find(json.dumps(label, ensure_ascii=False), at))
        return self.text.count("\n", 0, at) + 1


def _is_block(name: str, value: Any) -> bool:
    if name in _MAPS or not _NAME.fullmatch(name):
        return False
    if isinstance(value, dict):
        return all(_NAME.fullmatch(key) or key == "//" for key in value)
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and _is_block("x", item) for item in value)
    )
