"""Tree-sitter's expression nodes become the tuples of `remit.sources.hcl.syntax`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tree_sitter import Node

from remit.sources.hcl.lower_templates import lower_heredoc, lower_quoted
from remit.sources.hcl.syntax import NULL, Expression, SyntaxFailure

_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
_SKIPPED = frozenset({"comment", "(", ")"})
_LEGACY_INDEX = re.compile(r"\.\s*(\d+)")


class Source:
    """One text being lowered, with the expressions already met in it."""

    __slots__ = ("before", "cache", "text")

    def __init__(self, text: bytes, cache: dict[bytes, Expression], before: int = 0) -> None:
        """`cache` is shared by all texts; `before` counts the lines above this one."""
        self.text = text
        self.cache = cache
        self.before = before

    def line(self, node: Node) -> int:
        """The line of a node in its file."""
        return node.start_point[0] + 1 + self.before

    def of(self, node: Node) -> str:
        """The text of a node."""
        return self.text[node.start_byte : node.end_byte].decode()

    def expression(self, node: Node) -> Expression:
        """The tuple of a node of type `expression`."""
        key = self.text[node.start_byte : node.end_byte]
        found = self.cache.get(key)
        if found is None:
            found = self.cache[key] = _expression(self, node)
        return found


def named(node: Node) -> list[Node]:
    """The named children that mean something."""
    return [child for child in node.named_children if child.type != "comment"]


def _expression(source: Source, node: Node) -> Expression:
    children = named(node)
    if not children:
        raise SyntaxFailure("an expression is missing", node.start_point[0] + 1)
    result = _primary(source, children[0])
    for position, child in enumerate(children[1:], 1):
        result = _step(source, result, child, children, position)
    return result


def _primary(source: Source, node: Node) -> Expression:
    lower = _LOWER.get(node.type)
    if lower is None:
        raise SyntaxFailure(f"unexpected {node.type}", node.start_point[0] + 1)
    return lower(source, node)


def _step(
    source: Source, value: Expression, node: Node, siblings: list[Node], position: int
) -> Expression:
    match node.type:
        case "get_attr":
            return _attribute(value, source.of(named(node)[0]))
        case "index":
            return ("index", value, _index_key(source, node))
        case "splat":
            return _splat(source, value, node)
    raise SyntaxFailure(
        f"unexpected {node.type} after {siblings[position - 1].type}", node.start_point[0] + 1
    )


def _attribute(value: Expression, name: str) -> Expression:
    if value[0] == "var":
        return ("ref", value[1], (name,))
    if value[0] == "ref":
        return ("ref", value[1], (*value[2], name))
    return ("attr", value, name)


def _index_key(source: Source, node: Node) -> Expression:
    inner = named(node)[0]
    if inner.type == "legacy_index":
        found = _LEGACY_INDEX.match(source.of(inner))
        if found is None:
            raise SyntaxFailure("an index is missing", node.start_point[0] + 1)
        return ("lit", int(found[1]))
    return source.expression(named(inner)[0])


def _splat(source: Source, value: Expression, node: Node) -> Expression:
    inner = node.children[0]
    full = inner.type == "full_splat"
    steps: list[tuple[Any, ...]] = []
    rest: list[Node] = []
    for child in named(inner):
        # `a.*.b[0]` takes the index after the splat, `a[*].b[0]` within it (HCL specification).
        if rest or (not full and child.type != "get_attr"):
            rest.append(child)
        elif child.type == "get_attr":
            steps.append(("attr", source.of(named(child)[0])))
        elif child.type == "index":
            steps.append(("index", _index_key(source, child)))
        else:
            rest.append(child)
    result: Expression = ("splat", value, full, tuple(steps))
    for position, child in enumerate(rest):
        result = _step(source, result, child, rest, position)
    return result


def _literal(source: Source, node: Node) -> Expression:
    child = node.named_children[0] if node.named_children else node
    text = source.of(child)
    match child.type:
        case "numeric_lit":
            return ("lit", number(text))
        case "bool_lit":
            return ("lit", text == "true")
        case "null_lit":
            return NULL
    return lower_quoted(source, child)


def number(text: str) -> int | float:
    """The number a literal spells; whole numbers are `int` however they are written."""
    if len(text) > 300:
        raise SyntaxFailure("a number is too long", 1)
    if text.isdigit():
        return int(text)
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 1e300 else value


def _conditional(source: Source, node: Node) -> Expression:
    condition, then, otherwise = named(node)[:3]
    inner = [child for child in condition.children if child.type != "comment"]
    tail = source.expression(otherwise)
    # The grammar reads `a ? b : c ? d : e` as `(a ? b : c) ? d : e`; HCL associates to the right.
    # https://github.com/tree-sitter-grammars/tree-sitter-hcl (1.2.0)
    branch = source.expression(then)
    while len(inner) == 1 and inner[0].type == "conditional":
        condition, then, otherwise = named(inner[0])[:3]
        tail = ("cond", source.expression(otherwise), branch, tail)
        branch = source.expression(then)
        inner = [child for child in condition.children if child.type != "comment"]
    return ("cond", source.expression(condition), branch, tail)


def _operation(source: Source, node: Node) -> Expression:
    inner = node.named_children[0]
    children = [child for child in inner.children if child.type not in _SKIPPED]
    if inner.type == "unary_operation":
        return _unary(source, children)
    split = next((i for i, child in enumerate(children) if not child.is_named), 0)
    if not 0 < split < len(children) - 1:
        raise SyntaxFailure("an operand is missing", node.start_point[0] + 1)
    left = _chain(source, children[:split])
    right = _chain(source, children[split + 1 :])
    return ("bin", children[split].type, left, right)


def _unary(source: Source, children: list[Node]) -> Expression:
    operand = _chain(source, children[1:])
    operator = children[0].type
    if operator == "-" and operand[0] == "lit" and isinstance(operand[1], (int, float)):
        return ("lit", -operand[1])
    return ("un", operator, operand)


def _chain(source: Source, nodes: list[Node]) -> Expression:
    """An operand: a term and the steps that follow it, which the grammar leaves side by side."""
    if not nodes:
        raise SyntaxFailure("an operand is missing", 1)
    result = _primary(source, nodes[0])
    for position, node in enumerate(nodes[1:], 1):
        result = _step(source, result, node, nodes, position)
    return result


def _call(source: Source, node: Node) -> Expression:
    children = named(node)
    name = source.of(children[0])
    arguments: list[Expression] = []
    expand = False
    for child in children[1:]:
        for argument in named(child):
            if argument.type == "ellipsis":
                expand = True
            else:
                arguments.append(source.expression(argument))
    return ("call", name.replace(" ", ""), tuple(arguments), expand)


def _collection(source: Source, node: Node) -> Expression:
    inner = node.named_children[0]
    if inner.type == "tuple":
        items = [source.expression(c) for c in inner.named_children if c.type == "expression"]
        return ("list", tuple(items))
    pairs = []
    for element in inner.named_children:
        if element.type == "object_elem":
            parts = named(element)
            pairs.append((_object_key(source, parts[0]), source.expression(parts[1])))
    return ("obj", tuple(pairs))


def _object_key(source: Source, node: Node) -> Expression:
    text = source.of(node)
    if _IDENTIFIER.fullmatch(text):
        return ("lit", text)
    return source.expression(node)


def _for(source: Source, node: Node) -> Expression:
    inner = node.named_children[0]
    names: list[str] = []
    over: Expression = NULL
    results: list[Expression] = []
    condition: Expression | None = None
    grouped = False
    for child in named(inner):
        match child.type:
            case "for_intro":
                names, over = for_intro(source, child)
            case "expression":
                results.append(source.expression(child))
            case "for_cond":
                condition = source.expression(named(child)[0])
            case "ellipsis":
                grouped = True
    key, value = (names[0], names[1]) if len(names) > 1 else (None, names[0])
    if inner.type == "for_tuple_expr":
        return ("forl", key, value, over, results[0], condition)
    return ("foro", key, value, over, results[0], results[1], condition, grouped)


def for_intro(source: Source, node: Node) -> tuple[list[str], Expression]:
    """The names a `for` binds, and what it goes over."""
    names = [source.of(child) for child in node.named_children if child.type == "identifier"]
    over = next(child for child in node.named_children if child.type == "expression")
    return names, source.expression(over)


_LOWER: dict[str, Callable[[Source, Node], Expression]] = {
    "literal_value": _literal,
    "template_expr": lambda source, node: (
        lower_quoted(source, node.named_children[0])
        if node.named_children[0].type == "quoted_template"
        else lower_heredoc(source, node.named_children[0])
    ),
    "collection_value": _collection,
    "variable_expr": lambda source, node: ("var", source.of(node)),
    "function_call": _call,
    "for_expr": _for,
    "operation": _operation,
    "conditional": _conditional,
    "expression": lambda source, node: source.expression(node),
}
