"""Quoted strings, heredocs and template directives become `tmpl` tuples.

The grammar drops the white space around literals, so literal text is read from the gaps between
interpolations rather than from the nodes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tree_sitter import Node

from remit.sources.hcl.syntax import Expression, SyntaxFailure

if TYPE_CHECKING:
    from remit.sources.hcl.lower_expressions import Source

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\$\$\{|%%\{", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_MARKED = re.compile(r"\$\$\{|%%\{")
_DIRECTIVES = {"template_if_intro", "template_else_intro", "template_if_end"} | {
    "template_for_start",
    "template_for_end",
}


@dataclass(slots=True)
class _Part:
    """A literal (`text`), or a node; `trim_before`, `trim_after` are its strip markers."""

    text: str = ""
    node: Node | None = None
    trim_before: bool = False
    trim_after: bool = False


def unescape(text: str) -> str:
    """What a quoted literal means."""
    if "\\" not in text and "{" not in text:
        return text

    def one(found: re.Match[str]) -> str:
        code = found[1]
        if code is None:
            return found[0][1:]
        if code[0] in "uU" and len(code) > 1:
            point = int(code[1:], 16)
            return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else "�"
        return _SIMPLE.get(code, found[0])

    return _ESCAPE.sub(one, text)


def lower_quoted(source: Source, node: Node) -> Expression:
    """A quoted string or template (`string_lit`, `quoted_template`)."""
    nodes = [c for c in node.named_children if c.type.startswith("template_")]
    nodes = [c for c in nodes if c.type != "template_literal"]
    start, end = node.start_byte + 1, node.end_byte - 1
    if not nodes:
        return ("lit", unescape(source.text[start:end].decode()))
    parts = _parts(source, nodes, start, end, heredoc=False)
    return _assemble(source, parts)


def lower_heredoc(source: Source, node: Node) -> Expression:
    """A heredoc, with the indentation of `<<-` removed as Terraform removes it."""
    marks = [child for child in node.named_children if child.type == "heredoc_identifier"]
    if len(marks) < 2:
        raise SyntaxFailure("a heredoc does not end", node.start_point[0] + 1)
    flush = source.text[node.start_byte : node.start_byte + 3] == b"<<-"
    start = source.text.find(b"\n", marks[0].end_byte) + 1
    end = source.text.rfind(b"\n", 0, marks[-1].start_byte) + 1
    nodes = [c for c in node.named_children if c.type.startswith("template_")]
    nodes = [c for c in nodes if c.type != "template_literal"]
    parts = _parts(source, nodes, start, max(start, end), heredoc=True)
    if flush:
        _flush(parts)
    return _assemble(source, parts)


def _parts(
    source: Source, nodes: list[Node], start: int, end: int, *, heredoc: bool
) -> list[_Part]:
    """Literals and nodes in order, directives opened up, strip markers applied."""
    parts: list[_Part] = []
    position = start
    for node in _open_up(nodes):
        parts += _literals(source.text[position : node.start_byte].decode(), heredoc)
        parts.append(_marked(node))
        position = node.end_byte
    parts += _literals(source.text[position:end].decode(), heredoc)
    for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        if part.trim_before and before is not None and before.node is None:
            before.text = before.text.rstrip()
        if part.trim_after and after is not None and after.node is None:
            after.text = after.text.lstrip()
    return parts


def _open_up(nodes: list[Node]) -> list[Node]:
    """Interpolations, and the pieces of directives, in the order of the text."""
    flat: list[Node] = []
    for node in nodes:
        if node.type == "template_interpolation" or node.type in _DIRECTIVES:
            flat.append(node)
        elif node.type in ("template_directive", "template_if", "template_for"):
            flat += _open_up(node.named_children)
    return flat


def _literals(text: str, heredoc: bool) -> list[_Part]:
    if not text:
        return []
    if not heredoc:
        return [_Part(unescape(text))]
    lines = text.replace("\r\n", "\n").splitlines(keepends=True) if "\n" in text else [text]
    return [_Part(_MARKED.sub(lambda found: found[0][1:], line)) for line in lines]


def _marked(node: Node) -> _Part:
    children = node.children
    before = len(children) > 1 and children[1].type == "strip_marker"
    after = len(children) > 2 and children[-2].type == "strip_marker"
    return _Part(node=node, trim_before=before, trim_after=after)


def _flush(parts: list[_Part]) -> None:
    """Remove the smallest indentation from every line, as `<<-` asks."""
    starts: list[_Part] = []
    least: int | None = None
    newline = True
    for part in parts:
        if newline:
            newline = False
            spaces = len(part.text) - len(part.text.lstrip())
            if part.node is not None:
                least = 0
            elif part.text.strip() or not part.text.endswith("\n"):
                starts.append(part)
                least = spaces if least is None else min(least, spaces)
        if part.node is None and part.text.endswith("\n"):
            newline = True
    for part in starts:
        part.text = part.text[least or 0 :]


def _assemble(source: Source, parts: list[_Part]) -> Expression:
    body, rest = _sequence(source, parts, 0)
    if rest < len(parts):
        node = parts[rest].node
        raise SyntaxFailure(
            "a template directive has no start", node.start_point[0] + 1 if node else 1
        )
    if not body:
        return ("lit", "")
    if len(body) == 1:
        only = body[0]
        if only[0] == "lit" and isinstance(only[1], str):
            return only
        if parts[0].node is not None and parts[0].node.type == "template_interpolation":
            return only
    return ("tmpl", tuple(body))


def _sequence(source: Source, parts: list[_Part], at: int) -> tuple[list[Expression], int]:
    """Parts up to the end of the text or to the directive that closes this level."""
    body: list[Expression] = []
    text = ""
    while at < len(parts):
        node = parts[at].node
        if node is None:
            text += parts[at].text
            at += 1
            continue
        if text:
            body.append(("lit", text))
            text = ""
        if node.type == "template_interpolation":
            body.append(_inner(source, node))
            at += 1
        elif node.type == "template_if_intro":
            piece, at = _if(source, parts, at)
            body.append(piece)
        elif node.type == "template_for_start":
            piece, at = _for(source, parts, at)
            body.append(piece)
        else:
            return body, at
    if text:
        body.append(("lit", text))
    return body, at


def _inner(source: Source, node: Node) -> Expression:
    for child in node.named_children:
        if child.type == "expression":
            return source.expression(child)
    raise SyntaxFailure("an interpolation is empty", node.start_point[0] + 1)


def _if(source: Source, parts: list[_Part], at: int) -> tuple[Expression, int]:
    node = parts[at].node
    assert node is not None
    condition = _inner(source, node)
    then, at = _sequence(source, parts, at + 1)
    otherwise: list[Expression] = []
    closing = parts[at].node if at < len(parts) else None
    if closing is not None and closing.type == "template_else_intro":
        otherwise, at = _sequence(source, parts, at + 1)
        closing = parts[at].node if at < len(parts) else None
    if closing is None or closing.type != "template_if_end":
        raise SyntaxFailure("%{if} without %{endif}", node.start_point[0] + 1)
    return ("tif", condition, ("tmpl", tuple(then)), ("tmpl", tuple(otherwise))), at + 1


def _for(source: Source, parts: list[_Part], at: int) -> tuple[Expression, int]:
    node = parts[at].node
    assert node is not None
    names = [source.of(child) for child in node.named_children if child.type == "identifier"]
    over = _inner(source, node)
    body, at = _sequence(source, parts, at + 1)
    closing = parts[at].node if at < len(parts) else None
    if closing is None or closing.type != "template_for_end" or not names:
        raise SyntaxFailure("%{for} without %{endfor}", node.start_point[0] + 1)
    key, value = (names[0], names[1]) if len(names) > 1 else (None, names[0])
    return ("tfor", key, value, over, ("tmpl", tuple(body))), at + 1
