"""Conditions written as SQL text: what users and `[[…when]]` clauses write.

sqlglot parses the text; anything outside the language of `remit.conditions` is refused, so a
user's check is the same kind of thing as one of ours.

>>> from remit.content.services.s3.tables import Bucket
>>> print(parse("versioning = 'Enabled' AND tags['owner'] <> ''", Bucket, {}))
versioning = 'Enabled' and tags['owner'] <> ''
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from remit.conditions import (
    Compare,
    ConditionError,
    Expr,
    Item,
    Kind,
    Literal,
    exists_in,
    literal,
)
from remit.tables import AnyTable, Column

FUNCTIONS = (
    "has(list, 'text')",
    "has_key(map, 'key')",
    "matches(text, 'pattern')",
    "starts_with(text, 'prefix')",
    "ends_with(text, 'suffix')",
    "contains(text, 'part')",
    "lower(text)",
    "length(text, list or map)",
    "older_than(time, days)",
    "within_days(time, days)",
    "exists_in(table, condition)",
    "any(list, condition on item)",
    "all(list, condition on item)",
)
"""The functions that the text may call, as a user is told."""

SIGNS = {exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}

TWO: Mapping[str, Callable[[Expr, Any], Expr]] = {
    "has": Expr.has,
    "has_key": Expr.has_key,
    "matches": Expr.matches,
    "starts_with": Expr.starts_with,
    "startswith": Expr.starts_with,
    "ends_with": Expr.ends_with,
    "endswith": Expr.ends_with,
    "contains": Expr.contains,
    "older_than": Expr.older_than,
    "within_days": Expr.within_days,
}


NUMBER = re.compile(r"[0-9]*\.?[0-9]+([eE][+-]?[0-9]+)?|[0-9]+\.")

LONGEST = 10_000
"""Characters of a condition."""

LINE = 500
"""Characters of a refusal."""


def parse(text: str, table: AnyTable, tables: Mapping[str, AnyTable]) -> Expr:
    """The condition that a text means for a table; `tables` are those that `exists_in` may name.

    Raises ConditionError, in one line, for what cannot be parsed or is outside the language.
    """
    try:
        condition = _Reader(table, tables).read(_tree(text))
    except RecursionError:
        raise ConditionError("not a condition: nested too deeply") from None
    except ConditionError as error:
        line = " ".join(str(error).split())
        raise ConditionError(line if len(line) <= LINE else f"{line[:LINE]}…") from None
    if condition.kind is not Kind.BOOLEAN:
        raise ConditionError(f"this is a {condition.kind}, not a condition")
    if not any(isinstance(node, Column) for node in condition.walk()):
        raise ConditionError("the condition reads no column")
    return condition


def _tree(text: str) -> exp.Expr:
    """The one expression in the text, as sqlglot sees it."""
    if len(text) > LONGEST or "\0" in text:
        raise ConditionError(f"not a condition: more than {LONGEST} characters, or a NUL")
    try:
        trees = sqlglot.parse(text, dialect="duckdb")
    except SqlglotError as error:
        found = getattr(error, "errors", None) or [{"description": str(error)}]
        raise ConditionError(f"not a condition: {found[0]['description']}") from None
    if len(trees) != 1 or trees[0] is None:
        raise ConditionError("not a condition: one expression is wanted, no more and no less")
    return trees[0]


class _Reader:
    def __init__(self, table: AnyTable, tables: Mapping[str, AnyTable]) -> None:
        self.table, self.tables = table, tables
        self.inner: AnyTable | None = None
        self.item: Item | None = None

    def read(self, tree: exp.Expr) -> Expr:
        """One node of sqlglot's tree as one of ours."""
        match tree:
            case exp.Paren():
                return self.read(tree.this)
            case exp.And() | exp.Or():
                left, right = self.read(tree.left), self.read(tree.right)
                return left & right if isinstance(tree, exp.And) else left | right
            case exp.Not():
                return ~self.read(tree.this)
            case exp.In() if tree.expressions and tree.args.get("query") is None:
                return self.read(tree.this).is_in(*(_constant(v) for v in tree.expressions))
            case exp.Column() | exp.Dot():
                return self.name(tree)
            case exp.Bracket() if len(tree.expressions) == 1:
                return self.read(tree.this).key(_constant(tree.expressions[0]))
            case exp.Boolean() | exp.Literal() | exp.Neg():
                value = _constant(tree)
                kind = {bool: Kind.BOOLEAN, str: Kind.TEXT}.get(type(value), Kind.NUMBER)
                return Literal(value, kind)
        if type(tree) in SIGNS:
            return self.compare(tree)
        return self.call(tree)

    def compare(self, tree: Any) -> Expr:
        """A comparison; a constant takes the kind of what it is held against."""
        left, right = self.read(tree.left), self.read(tree.right)
        if isinstance(left, Literal):
            left = literal(left.value, like=right)
        elif isinstance(right, Literal):
            right = literal(right.value, like=left)
        else:
            literal(right, like=left)
        return Compare(SIGNS[type(tree)], left, right)

    def name(self, tree: Any) -> Expr:
        """A column of the row, of the other table's row, or the item of a list."""
        parts = [part.name for part in tree.parts] if isinstance(tree, exp.Column) else []
        if self.item is not None and parts and parts[0] == "item":
            return _field(self.item, parts[1:])
        owner = self.table
        if len(parts) == 2:
            named = {t.spec.name: t for t in (self.table, self.inner) if t is not None}
            if parts[0] not in named:
                raise ConditionError(f"{_sql(tree)}: no table {parts[0]} in this condition")
            owner = named[parts[0]]
        elif len(parts) != 1:
            raise ConditionError(f"{_sql(tree)} is not a column")
        elif self.inner is not None and parts[0] in self.inner.columns():
            owner = self.inner
        columns = owner.columns()
        if parts[-1] not in columns:
            near = ", ".join(sorted(columns))
            raise ConditionError(f"{owner.spec.name} has no column {parts[-1]} (it has: {near})")
        return columns[parts[-1]]

    def call(self, tree: exp.Expr) -> Expr:
        """A function of the language."""
        name, arguments = _called(tree)
        match name, arguments:
            case "lower", [one]:
                return self.read(one).lower()
            case (("length" | "len" | "array_size" | "arraysize"), [one]):
                return self.read(one).length()
            case "exists_in", [exp.Column() as named, test] if len(named.parts) == 1:
                return self.exists_in(named.name, test)
            case "any" | "all", [items, test]:
                found = self.any(items, test if name == "any" else exp.Not(this=exp.paren(test)))
                return found if name == "any" else ~found
            case _, [one, two] if name in TWO:
                return TWO[name](self.read(one), _constant(two))
        raise ConditionError(
            f"{_sql(tree)} is outside the language; it knows =, <>, <, <=, >, >=, "
            f"AND, OR, NOT, IN (…), map['key'] and {', '.join(FUNCTIONS)}"
        )

    def exists_in(self, name: str, test: exp.Expr) -> Expr:
        """Another table's row; inside, an unqualified name is a column of that table first."""
        if self.inner is not None or name not in self.tables or self.tables[name] is self.table:
            raise ConditionError(f"exists_in: there is no other table {name} to look in")
        self.inner = self.tables[name]
        found = exists_in(self.inner, self.read(test))
        self.inner = None
        return found

    def any(self, items: exp.Expr, test: exp.Expr) -> Expr:
        """Some item of a list."""

        def on_item(item: Item) -> Expr:
            outer, self.item = self.item, item
            condition = self.read(test)
            self.item = outer
            return condition

        return self.read(items).any(on_item)


def _field(item: Item, names: list[str]) -> Expr:
    """The item itself, or a field of it, whatever methods its name is shared with."""
    if not names:
        return item
    fields = item.fields or {}
    if len(names) > 1 or names[0] not in fields:
        raise ConditionError(f"the item has no field {'.'.join(names)} (it has: {sorted(fields)})")
    return Item(fields[names[0]], None, names[0])


def _called(tree: exp.Expr) -> tuple[str, list[exp.Expr]]:
    if isinstance(tree, exp.Anonymous):
        return str(tree.this).lower(), list(tree.expressions)
    if isinstance(tree, exp.Any):
        inside = tree.this
        return "any", inside.expressions if isinstance(inside, exp.Tuple) else [inside]
    if isinstance(tree, exp.Func):
        arguments = [value for value in tree.args.values() if isinstance(value, exp.Expr)]
        arguments += [v for vs in tree.args.values() if isinstance(vs, list) for v in vs]
        return tree.sql_name().lower(), arguments
    return "", []


def _constant(tree: exp.Expr) -> Any:
    match tree:
        case exp.Boolean():
            return bool(tree.this)
        case exp.Neg() if isinstance(tree.this, exp.Literal) and not tree.this.is_string:
            return -_constant(tree.this)
        case exp.Literal() if tree.is_string:
            return str(tree.this)
        case exp.Literal():
            return _number(str(tree.this))
    raise ConditionError(f"{_sql(tree)} is not a constant")


def _number(text: str) -> int | float:
    if not NUMBER.fullmatch(text):
        raise ConditionError(f"{text} is not a number")
    return int(text) if text.isdecimal() else float(text)


def _sql(tree: exp.Expr) -> str:
    """The tree as text, for a message; not all that sqlglot reads can it write."""
    try:
        return tree.sql(dialect="duckdb")
    except (SqlglotError, ValueError, TypeError, AttributeError):
        return type(tree).__name__
