"""Conditions as SQL: each operator over sqlglot's tree, for DuckDB; `remit.spark` has Spark's.

The row under judgement is aliased `t`, the row of another table `o`. Everything here is held
against the plain-Python oracle of each operator in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from remit.conditions import (
    IDENTITY,
    Any_,
    Compare,
    ExistsIn,
    Expr,
    HasKey,
    IsIn,
    Item,
    Junction,
    Key,
    Kind,
    Length,
    Literal,
    Lower,
    Not,
    OlderThan,
    TextTest,
)
from remit.tables import AnyTable, Column

COMPARE = {"=": exp.EQ, "<>": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
TEXT_TESTS = {
    "matches": "regexp_matches",
    "starts with": "starts_with",
    "ends with": "ends_with",
    "contains": "contains",
}

ITEM = "_item"
"""The item of a list in a lambda; `item` itself is a column of every row, and would win."""


LINK = "_link"
LINKED = f"o.{LINK}"
"""The item of the other row's list that a row is joined on."""


class Renderer:
    """Renders conditions about one table, as of one moment, for DuckDB.

    `empty` are tables known to hold no row: nothing exists in them, and a database need not plan
    the subqueries that would find out, which is most of the time that a small estate takes. `none`
    says of a query whether it is known to find no row: then there is no such doubt, and no subquery
    that looks for it.
    """

    dialect = "duckdb"

    def __init__(
        self,
        table: AnyTable,
        now: datetime,
        empty: Collection[AnyTable] = (),
        none: Callable[[str], bool] | None = None,
    ) -> None:
        self.table, self.now, self.empty, self.none = table, now, empty, none
        self.generator = Dialect.get_or_raise(self.dialect).generator()

    def sql(self, expr: Expr) -> str:
        """The condition in the dialect's text."""
        return self.text(self.tree(expr))

    def text(self, tree: exp.Expr) -> str:
        """A tree that nobody else holds, as text."""
        return self.generator.generate(tree, copy=False)

    def tree(self, expr: Expr) -> exp.Expr:
        """The condition as a sqlglot tree."""
        rendered: exp.Expr = getattr(self, _RENDER[type(expr)])(expr)
        return rendered

    def column(self, column: Column) -> exp.Expr:
        """A column of this row, or of the other row that `exists_in` looks at."""
        if column.table is self.table or column.name not in IDENTITY:
            return self.plain(column)
        return self.case((raw(LISTED), self.plain(column)))

    def plain(self, column: Column) -> exp.Expr:
        """A column as its row holds it; the identity of a row not listed is what stands for it."""
        owner = "t" if column.table is self.table else "o"
        return exp.Column(
            this=exp.to_identifier(column.name, quoted=True), table=exp.to_identifier(owner)
        )

    def literal(self, node: Literal) -> exp.Expr:
        """A constant."""
        return constant(node.value)

    def compare(self, node: Compare) -> exp.Expr:
        """A comparison."""
        tree: exp.Expr = COMPARE[node.sign](
            this=self.wrapped(node.left), expression=self.wrapped(node.right)
        )
        return tree

    def wrapped(self, node: Expr) -> exp.Expr:
        """The same, in parentheses where it is more than a value."""
        tree = self.tree(node)
        return exp.Paren(this=tree) if isinstance(tree, (exp.Binary, exp.Not, exp.In)) else tree

    def junction(self, node: Junction) -> exp.Expr:
        """And, or."""
        joined = exp.And if node.word == "and" else exp.Or
        return joined(this=self.wrapped(node.left), expression=self.wrapped(node.right))

    def negation(self, node: Not) -> exp.Expr:
        """Not."""
        return exp.Not(this=self.wrapped(node.inner))

    def is_in(self, node: IsIn) -> exp.Expr:
        """One of a list of constants."""
        values = [self.literal(Literal(v, node.left.kind)) for v in node.values]
        return exp.In(this=self.wrapped(node.left), expressions=values)

    def text_test(self, node: TextTest) -> exp.Expr:
        """A pattern or a part of a text."""
        return call(TEXT_TESTS[node.test], self.tree(node.left), constant(node.argument))

    def lower(self, node: Lower) -> exp.Expr:
        """Lower case."""
        return exp.Lower(this=self.tree(node.inner))

    def length(self, node: Length) -> exp.Expr:
        """Characters of a text, items of a list, keys of a map."""
        names = {Kind.TEXT: "length", Kind.MAP: "cardinality"}
        return call(names.get(node.inner.kind, "len"), self.tree(node.inner))

    def size(self, items: exp.Expr) -> str:
        """How many items a list has, as text; NULL where the list is."""
        return f"len({self.text(items.copy())})"

    def older_than(self, node: OlderThan) -> exp.Expr:
        """Before a moment computed here, so that both engines compare the same two moments."""
        return exp.LT(
            this=self.tree(node.inner), expression=constant(self.now - timedelta(days=node.days))
        )

    def key(self, node: Key) -> exp.Expr:
        """The value at a key, empty where there is none, NULL where it is not known."""
        inner, at = self.tree(node.inner), constant(node.at)
        value = self.value_at(inner.copy(), at.copy())
        return self.case(
            (self.has(inner, at), value), (exp.Not(this=_is_null(inner)), exp.Literal.string(""))
        )

    def has_key(self, node: HasKey) -> exp.Expr:
        """Whether a map has a key."""
        return self.has(self.tree(node.inner), constant(node.at))

    def has(self, inner: exp.Expr, at: exp.Expr) -> exp.Expr:
        """Whether a map has a key, NULL where there is no map."""
        return call("map_contains", inner.copy(), at.copy())

    def value_at(self, inner: exp.Expr, at: exp.Expr) -> exp.Expr:
        """A map's value at a key that it has."""
        return call("map_extract_value", inner, at)

    def item(self, node: Item) -> exp.Expr:
        """The item of a list under test."""
        item = exp.column(ITEM)
        field = exp.to_identifier(node.field, quoted=True)
        return exp.Dot(this=item, expression=field) if node.field else item

    def any(self, node: Any_) -> exp.Expr:
        """Decided by one true; unknown by one unknown; engines' own `any` lose the unknown."""
        items = self.tree(node.inner)
        return self.case(
            (self.some(items, self.tree(node.test)), exp.true()),
            (self.some(items, _is_null(exp.Paren(this=self.tree(node.test)))), exp.null()),
            (exp.Not(this=_is_null(items)), exp.false()),
        )

    def some(self, items: exp.Expr, test: exp.Expr) -> exp.Expr:
        """Some item makes the test true, none of it NULL."""
        test_sql, items_sql = self.text(surely(test)), self.text(items.copy())
        return exp.GT(
            this=raw(f"len(list_filter({items_sql}, lambda {ITEM}: {test_sql}))"),
            expression=exp.Literal.number(0),
        )

    def exists_in(self, node: ExistsIn) -> exp.Expr:
        """Decided by one row for which the test is true, unknown by one for which it is NULL.

        A first test that is an equality of the two rows is taken apart, so that the engine can
        join on it: NULL on either side of it makes the test unknown unless the rest is false. So is
        one that looks for a value of this row in a list of the other: it joins on the items.
        """
        if node.table in self.empty:
            return exp.false()
        tests = _conjuncts(node.test)
        rest = exp.true() if len(tests) == 1 else self.tree(_all_of(tests[1:]))
        if (link := self._link(tests[0], node.table)) is None:
            whole = self.tree(node.test)
            return self._decided(
                node.table, _and(surely(whole), LISTED), (_and(_perhaps(whole), _or(LISTED, NEAR)),)
            )
        theirs, mine, items = link
        equal = exp.EQ(this=raw(LINKED) if items else theirs, expression=mine)
        maybe = exp.Not(this=exp.Paren(this=exp.Is(this=_p(rest), expression=exp.false())))
        near = _or(LISTED, NEAR)
        unseen = _or(_and(_is_null(_p(rest)), near), _and(f"NOT {LISTED}", NEAR, maybe))
        linked = self.exists(node.table, _and(equal, unseen), items)
        if self.never(node.table, _or(f"NOT {LISTED}", _is_null(_p(rest)))):
            linked = exp.false()
        hidden = _is_null(theirs)
        holds: exp.Expr = exp.true()
        if _names_itself(tests[0], node.table):
            hidden = _or(hidden, f"NOT {LISTED}")
        if items:
            hidden = _or(hidden, self.some(theirs, _is_null(raw(ITEM))))
            holds = raw(f"coalesce({self.size(theirs)}, 1) > 0")
        theirs_unknown = self.exists(node.table, _and(hidden, maybe, near))
        if self.never(node.table, hidden):
            theirs_unknown = exp.false()
        mine_unknown = _and(_is_null(mine), self.exists(node.table, _and(holds, maybe, near)))
        if self.never(self.table, _is_null(mine), "t"):
            mine_unknown = exp.false()
        sure = self.exists(node.table, _and(equal, surely(rest), LISTED), items)
        return self.case(
            (sure, exp.true()),
            (_or(linked, theirs_unknown, mine_unknown), exp.null()),
            (exp.true(), exp.false()),
        )

    def _link(self, test: Expr, table: AnyTable) -> tuple[exp.Expr, exp.Expr, str] | None:
        """The two sides of an equality between the other row and this one.

        The third is the other row's list whose items are meant, if it is one.
        """
        items = test.inner if isinstance(test, Any_) else None
        equality = test.test if isinstance(test, Any_) else test
        if not (isinstance(equality, Compare) and equality.sign == "="):
            return None
        left, right = equality.left, equality.right
        if isinstance(items, Column) and items.kind is Kind.TEXTS and items.table is table:
            mine = right if isinstance(left, Item) else left
            whole = isinstance(mine, Column) and mine.table is self.table
            alone = isinstance(left, Item) or isinstance(right, Item)
            return (self.tree(items), self.tree(mine), items.name) if whole and alone else None
        if not (isinstance(left, Column) and isinstance(right, Column)):
            return None
        if left.table is not table:
            left, right = right, left
        if left.table is not table or right.table is not self.table:
            return None
        return self.plain(left), self.tree(right), ""

    def _decided(
        self,
        table: AnyTable,
        sure: exp.Expr,
        doubtful: Sequence[exp.Expr],
        doubts: Sequence[exp.Expr] = (),
    ) -> exp.Expr:
        """True by one sure row, unknown by a doubtful row or another doubt, else false."""
        unknown = [*(self.exists(table, row) for row in doubtful), *doubts]
        return self.case(
            (self.exists(table, sure), exp.true()),
            (_or(*unknown), exp.null()),
            (exp.true(), exp.false()),
        )

    def exists(self, table: AnyTable, test: exp.Expr, items: str = "") -> exp.Expr:
        """Some row of the other table passes; with `items`, one per item of that list."""
        where, rows = self.text(test.copy()), table.spec.name
        if items:
            rows = f"(SELECT {self.each(items)} AS {LINK}, * FROM {rows})"
        return raw(f"EXISTS (SELECT 1 FROM {rows} AS o WHERE {where})")

    def never(self, table: AnyTable, test: exp.Expr, name: str = "o") -> bool:
        """Whether a table, under this name, is known to have no row for which a test is true.

        What hangs on the other row too is not asked for.
        """
        if self.none is None:
            return False
        where, other = self.text(test.copy()), "t" if name == "o" else "o"
        if re.search(rf"\b{other}\.", where):
            return False
        return self.none(f"SELECT 1 FROM {table.spec.name} AS {name} WHERE {where} LIMIT 1")

    def each(self, name: str) -> str:
        """A row for each item of a list."""
        return f'unnest("{name}")'

    def case(self, *branches: tuple[exp.Expr, exp.Expr]) -> exp.Expr:
        """The first branch whose condition holds; NULL when none does."""
        case = exp.Case()
        for condition, value in branches:
            case = case.when(condition, value)
        return exp.Paren(this=case)


_RENDER: dict[type, str] = {
    Column: "column",
    Literal: "literal",
    Compare: "compare",
    Junction: "junction",
    Not: "negation",
    IsIn: "is_in",
    TextTest: "text_test",
    Lower: "lower",
    Length: "length",
    OlderThan: "older_than",
    Key: "key",
    HasKey: "has_key",
    Item: "item",
    Any_: "any",
    ExistsIn: "exists_in",
}


def raw(text: str) -> exp.Expr:
    """Text as it is."""
    return exp.Var(this=text)


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A function that sqlglot shall not translate."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def _is_null(tree: exp.Expr) -> exp.Expr:
    return exp.Is(this=tree.copy(), expression=exp.null())


LISTED = "(o.listed IS NOT FALSE)"
NEAR = (
    "(o.scope IS NOT DISTINCT FROM t.scope AND (o.region IS NOT DISTINCT FROM t.region "
    "OR o.region = 'global' OR t.region = 'global'))"
)
"""Whether a list that was refused (a row not listed) could have concerned the row under judgement;
the same as `ExistsIn.evaluate` says."""


def _p(tree: exp.Expr | str) -> exp.Expr:
    return exp.Paren(this=raw(tree) if isinstance(tree, str) else tree.copy())


def _and(*trees: exp.Expr | str) -> exp.Expr:
    joined = _p(trees[0])
    for tree in trees[1:]:
        joined = exp.And(this=joined, expression=_p(tree))
    return joined


def _or(*trees: exp.Expr | str) -> exp.Expr:
    joined = _p(trees[0])
    for tree in trees[1:]:
        joined = exp.Or(this=joined, expression=_p(tree))
    return joined


def _perhaps(tree: exp.Expr) -> exp.Expr:
    """True where the tree is NULL, and for a row not listed where it is not false."""
    not_false = exp.Not(this=exp.Paren(this=exp.Is(this=_p(tree), expression=exp.false())))
    return _or(_is_null(_p(tree)), _and(f"NOT {LISTED}", not_false))


def surely(tree: exp.Expr) -> exp.Expr:
    """True where the tree is true; false where it is false or NULL."""
    return exp.Coalesce(this=tree.copy(), expressions=[exp.false()])


def _names_itself(test: Expr, table: AnyTable) -> bool:
    """Whether a test reads which resource the other row is."""
    return any(
        isinstance(node, Column) and node.table is table and node.name in IDENTITY
        for node in test.walk()
    )


def _conjuncts(expr: Expr) -> list[Expr]:
    """The tests that `and` joins, in order."""
    if isinstance(expr, Junction) and expr.word == "and":
        return _conjuncts(expr.left) + _conjuncts(expr.right)
    return [expr]


def _all_of(tests: list[Expr]) -> Expr:
    joined = tests[0]
    for test in tests[1:]:
        joined = joined & test
    return joined


def constant(value: Any) -> exp.Expr:
    """A constant in SQL."""
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
        return raw(f"TIMESTAMP '{value.isoformat(sep=' ')}'")
    if isinstance(value, str):
        return exp.Literal.string(value)
    return exp.Literal.number(value)
