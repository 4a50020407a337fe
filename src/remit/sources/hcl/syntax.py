"""The shape of a parsed configuration: blocks, and expressions as small tuples.

An expression is a tuple whose first item names its kind:

- `("lit", value)`, `("var", name)`, `("ref", root, names)` for `root.a.b`
- `("attr", object, name)`, `("index", object, key)`, `("splat", object, full, steps)`
- `("tmpl", parts)`, `("tif", condition, then, otherwise)`, `("tfor", key, value, over, body)`
- `("call", function, arguments, expand)`, `("cond", condition, then, otherwise)`
- `("un", operator, operand)`, `("bin", operator, left, right)`
- `("list", items)`, `("obj", pairs)`, `("forl", key, value, over, result, condition)`,
  `("foro", key, value, over, key result, result, condition, grouped)`
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Expression = tuple[Any, ...]

NULL: Expression = ("lit", None)


@dataclass(slots=True)
class Block:
    """A block of configuration; `attributes` by name, `blocks` in the order of the file."""

    type: str
    labels: tuple[str, ...]
    file: str
    line: int
    attributes: dict[str, Expression] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def of_type(self, name: str) -> list[Block]:
        """The nested blocks named `name`."""
        return [block for block in self.blocks if block.type == name]


class HclError(Exception):
    """An expression that Terraform would refuse; `reason` says why, in one line."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


class SyntaxFailure(Exception):
    """A text that is not HCL; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        """Keep what is wrong, and where."""
        super().__init__(message)
        self.message = message
        self.line = line
