"""Conditions as Spark SQL: what differs from DuckDB's; held against the same oracle."""

from __future__ import annotations

from sqlglot import exp

from remit.conditions import Kind, Length, Literal, Lower, TextTest
from remit.patterns import java
from remit.rendering import ITEM, Renderer, call, constant, raw, surely

TEXT_TESTS = {"starts with": "startswith", "ends with": "endswith", "contains": "contains"}


class SparkRenderer(Renderer):
    """Renders conditions about one table, as of one moment, for Spark SQL.

    The session must be set as `remit.spark.session.SETTINGS` say.
    """

    dialect = "spark"

    def literal(self, node: Literal) -> exp.Expr:
        """A constant; `0.1` alone would be a decimal."""
        if isinstance(node.value, float):
            return raw(f"{node.value!r}D")
        return constant(node.value)

    def text_test(self, node: TextTest) -> exp.Expr:
        """A pattern or a part of a text."""
        left = self.tree(node.left)
        if node.test == "matches":
            return call("regexp_like", left, constant(java(node.argument)))
        return call(TEXT_TESTS[node.test], left, constant(node.argument))

    def lower(self, node: Lower) -> exp.Expr:
        """Lower case, letter by letter: Spark's own looks at what stands around a sigma."""
        text = self.text(self.tree(node.inner))
        letters = f"transform(split({text}, ''), {ITEM} -> left(lower({ITEM}), 1))"
        return raw(
            f"(CASE WHEN octet_length({text}) = length({text}) THEN lower({text}) "
            f"ELSE array_join({letters}, '') END)"
        )

    def length(self, node: Length) -> exp.Expr:
        """Characters of a text, items of a list, keys of a map."""
        name = "length" if node.inner.kind is Kind.TEXT else "cardinality"
        return call(name, self.tree(node.inner))

    def size(self, items: exp.Expr) -> str:
        """How many items a list has, as text; NULL where the list is."""
        return f"cardinality({self.text(items.copy())})"

    def has(self, inner: exp.Expr, at: exp.Expr) -> exp.Expr:
        """Whether a map has a key, NULL where there is no map."""
        return call("map_contains_key", inner.copy(), at.copy())

    def value_at(self, inner: exp.Expr, at: exp.Expr) -> exp.Expr:
        """A map's value at a key that it has."""
        return call("element_at", inner, at)

    def some(self, items: exp.Expr, test: exp.Expr) -> exp.Expr:
        """Some item makes the test true, none of it NULL."""
        return raw(f"exists({self.text(items.copy())}, {ITEM} -> {self.text(surely(test))})")

    def each(self, name: str) -> str:
        """A row for each item of a list."""
        return f"explode(`{name}`)"
