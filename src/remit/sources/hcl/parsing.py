"""HCL text becomes blocks, through tree-sitter; what is wrong becomes problems with a line."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

from remit.sources.declared import Problem
from remit.sources.hcl.lower_expressions import Source
from remit.sources.hcl.syntax import Block, Expression, SyntaxFailure

# Most attributes are a plain literal or a reference; reading those from the text spares the walk
# of about eight nodes each.
_SIMPLE = re.compile(
    rb'([A-Za-z_][\w-]*)[ \t]*=[ \t]*(?:"([^"\\$%\n]*)"|(true|false|null)|(\d{1,15})'
    rb"|([A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*)+))"
)
_WORDS: dict[bytes, Expression] = {
    b"true": ("lit", True),
    b"false": ("lit", False),
    b"null": ("lit", None),
}
_BLOCK_START = re.compile(
    rb"^(?:resource|data|variable|locals|output|module|provider|terraform|check)\b[^\n]*\{",
    re.MULTILINE,
)
_TOP_LEVEL = frozenset({"resource", "data", "variable", "locals", "output", "module", "provider"})


@dataclass(slots=True)
class Parsed:
    """The top-level blocks and attributes of one text, and what could not be read."""

    body: Block
    problems: list[Problem] = field(default_factory=list)


class HclParser:
    """Parses the files of one scan; equal expressions are lowered once."""

    def __init__(self) -> None:
        """Make one parser for all files."""
        self._parser = Parser(Language(tree_sitter_hcl.language()))
        self._cache: dict[bytes, Expression] = {}

    def parse(self, text: bytes, file: str) -> Parsed:
        """Blocks of a text that is valid UTF-8. Never raises for bad HCL."""
        tree = self._parser.parse(text)
        root = tree.root_node
        parsed = Parsed(Block("", (), file, 1))
        source = Source(text, self._cache)
        if not root.has_error:
            _read(source, root, parsed)
            return parsed
        starts = [0, *(found.start() for found in _BLOCK_START.finditer(text)), len(text)]
        line = 0
        # One mistake can make the grammar give up on the rest of a file, so each top-level block
        # is read again on its own.
        for start, end in itertools.pairwise(starts):
            piece = text[start:end]
            source = Source(piece, self._cache, line)
            _read(source, self._parser.parse(piece).root_node, parsed)
            line += piece.count(b"\n")
        if not parsed.problems:
            _report(parsed, "this is not valid HCL", _error_line(source, root))
        return parsed

    def expression(self, text: str) -> Expression:
        """One expression on its own, such as the value of a `--var`.

        Raises:
            SyntaxFailure: the text is not an expression.
        """
        return self._only_attribute(f"x = {text}\n")

    def template(self, text: str) -> Expression:
        """A text with interpolations and directives, such as a file for `templatefile`.

        Raises:
            SyntaxFailure: the text is not a template.
        """
        if "${" not in text and "%{" not in text:
            return ("lit", text)
        mark = "EOT"
        while mark in text:
            mark += "T"
        expression = self._only_attribute(f"x = <<{mark}\n{text}\n{mark}\n")
        return _without_last_newline(expression)

    def _only_attribute(self, text: str) -> Expression:
        parsed = self.parse(text.encode(), "")
        if parsed.problems or list(parsed.body.attributes) != ["x"] or parsed.body.blocks:
            line = parsed.problems[0].line if parsed.problems else 1
            raise SyntaxFailure("this is not an expression of HCL", line or 1)
        return parsed.body.attributes["x"]


def _without_last_newline(expression: Expression) -> Expression:
    """The heredoc that carried a template ended in a newline of its own."""
    if expression[0] == "lit":
        return ("lit", expression[1][:-1])
    *parts, last = expression[1]
    if last[0] == "lit" and isinstance(last[1], str):
        rest = last[1][:-1]
        parts = [*parts, ("lit", rest)] if rest else parts
    else:
        parts = [*parts, last]
    return parts[0] if len(parts) == 1 and parts[0][0] != "tmpl" else ("tmpl", tuple(parts))


def _read(source: Source, root: Node, parsed: Parsed) -> None:
    if root.has_error:
        _recover(source, root, parsed)
        return
    for child in root.named_children:
        if child.type == "body":
            _body(source, child, parsed)


def _body(source: Source, node: Node, parsed: Parsed) -> None:
    for child in node.named_children:
        try:
            match child.type:
                case "attribute":
                    _attribute(source, child, parsed.body)
                case "block":
                    parsed.body.blocks.append(_block(source, child, parsed.body.file))
        except SyntaxFailure as failure:
            line = max(failure.line + source.before, source.line(child))
            _report(parsed, failure.message, line)
        except (RecursionError, ValueError):
            _report(parsed, "this is nested too deeply to read", source.line(child))


def _block(source: Source, node: Node, file: str) -> Block:
    children = node.named_children
    labels: list[str] = []
    block = Block(source.of(children[0]), (), file, source.line(node))
    for child in children[1:]:
        match child.type:
            case "body":
                _inside(source, child, block)
            case "string_lit":
                labels.append(source.of(child)[1:-1])
            case "identifier":
                labels.append(source.of(child))
    block.labels = tuple(labels)
    return block


def _inside(source: Source, node: Node, block: Block) -> None:
    for child in node.named_children:
        match child.type:
            case "attribute":
                _attribute(source, child, block)
            case "block":
                block.blocks.append(_block(source, child, block.file))


def _attribute(source: Source, node: Node, block: Block) -> None:
    text = source.text[node.start_byte : node.end_byte]
    simple = _SIMPLE.fullmatch(text)
    if simple is None:
        children = node.named_children
        value = next(child for child in children if child.type == "expression")
        block.attributes[source.of(children[0])] = source.expression(value)
        return
    name, string, word, digits, root, steps = simple.groups()
    expression: Expression
    if string is not None:
        expression = ("lit", string.decode())
    elif word is not None:
        expression = _WORDS[word]
    elif digits is not None:
        expression = ("lit", int(digits))
    else:
        key = root + steps
        found = source.cache.get(key)
        if found is None:
            names = tuple(key.decode().split("."))
            found = source.cache[key] = ("ref", names[0], names[1:])
        expression = found
    block.attributes[name.decode()] = expression


def _recover(source: Source, root: Node, parsed: Parsed) -> None:
    """Keep the blocks without an error of a text that has some, and say where those are."""
    pending = [root]
    while pending:
        node = pending.pop()
        for child in node.named_children:
            if child.type == "body" or (child.type == "ERROR" and child.named_child_count):
                pending.append(child)
            if child.type == "ERROR" or (child.has_error and child.type != "body"):
                _report(parsed, "this is not valid HCL", _error_line(source, child))
            elif child.type == "block":
                _keep(source, child, parsed)
            elif child.type == "attribute" and root.type != "ERROR" and node.type == "body":
                _keep_attribute(source, child, parsed)
    if not parsed.problems:
        _report(parsed, "this is not valid HCL", _error_line(source, root))


def _keep(source: Source, node: Node, parsed: Parsed) -> None:
    try:
        block = _block(source, node, parsed.body.file)
    except (SyntaxFailure, RecursionError, ValueError):
        _report(parsed, "this is not valid HCL", source.line(node))
        return
    if block.type in _TOP_LEVEL:
        parsed.body.blocks.append(block)


def _keep_attribute(source: Source, node: Node, parsed: Parsed) -> None:
    try:
        _attribute(source, node, parsed.body)
    except (SyntaxFailure, RecursionError, ValueError, StopIteration):
        _report(parsed, "this is not valid HCL", source.line(node))


def _error_line(source: Source, node: Node) -> int:
    """The line of the first error in a node."""
    while node.type != "ERROR" and not node.is_missing:
        inner = next((c for c in node.children if c.has_error or c.is_missing), None)
        if inner is None:
            break
        node = inner
    return source.line(node)


def _report(parsed: Parsed, message: str, line: int) -> None:
    file = parsed.body.file
    problem = Problem(message, file=file, line=line, hint="terraform validate says more")
    if len(parsed.problems) < 20 and problem not in parsed.problems:
        parsed.problems.append(problem)
