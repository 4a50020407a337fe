"""A check: one condition on one table that serves one duty, true when all is well."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from remit.conditions import ExistsIn, Expr, Junction, Not
from remit.tables import SOURCES, AnyTable, Column


class Severity(StrEnum):
    """How much it matters that a check fails."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Status(StrEnum):
    """What a check says of a resource."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


TOLD_BY_ALL = ("account", "region", "partition", "scope", "id", "type", "source", "listed")

SEVERITIES = tuple(Severity)


class CheckError(ValueError):
    """A check that is declared or adjusted in a way that cannot mean anything."""


@dataclass(frozen=True, eq=False)
class Check:
    """A named condition; `parameters` are its thresholds with the values in force.

    `scope` builds `where` from them, for a check whose scope hangs on them.
    """

    id: str
    title: str
    about: str
    severity: Severity
    duty: str
    table: AnyTable
    build: Callable[..., Expr]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    where: Expr | None = None
    origin: str = ""
    scope: Callable[..., Expr] | None = None

    @cached_property
    def passes(self) -> Expr:
        """The condition, with the thresholds in force."""
        return self.build(**self.parameters)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its own table that decide it: its evidence."""
        seen: dict[str, Column] = {}
        for expr in (self.where, self.passes):
            for node in expr.walk() if expr is not None else ():
                if isinstance(node, Column) and node.table is self.table:
                    seen.setdefault(node.name, node)
        return tuple(seen.values())

    @cached_property
    def reads(self) -> tuple[Column, ...]:
        """Every column that decides it, those of other tables too."""
        seen: dict[tuple[str, str], Column] = {}
        for expr in (self.where, self.passes):
            for node in expr.walk() if expr is not None else ():
                if isinstance(node, Column):
                    seen.setdefault((node.table.spec.name, node.name), node)
        return tuple(seen.values())

    @property
    def service(self) -> str:
        """The service whose remit this is about."""
        return self.table.spec.service

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The sources that can decide it: those that tell at least one way to a verdict."""
        return tuple(source for source in SOURCES if _decidable(self, source))

    @property
    def claim(self) -> Expr:
        """What holds of every row when all is well: it is out of scope, or it passes."""
        return self.passes if self.where is None else ~self.where | self.passes

    def adjusted(self, parameters: Mapping[str, Any]) -> Check:
        """The check with other thresholds; raises CheckError for one that it does not have."""
        parameters = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in parameters.items()
        }
        for name, value in parameters.items():
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise CheckError(f"{self.id} has no parameter {name} (it has: {known})")
            if not isinstance(value, type(self.parameters[name])):
                kind = type(self.parameters[name]).__name__
                raise CheckError(f"{self.id}.{name} takes a value of type {kind}, not {value!r}")
        values = {**self.parameters, **parameters}
        where = self.where if self.scope is None else self.scope(**values)
        return Check(self.id, self.title, self.about, self.severity, self.duty, self.table,
                     self.build, values, where, self.origin, self.scope)  # fmt: skip


def _decidable(check: Check, source: str) -> bool:
    spec = check.table.spec
    there = spec.calls is not None if source == "api" else bool(spec.origins[source])
    return there and can_decide(check.passes, source)


def can_decide(expr: Expr, source: str) -> bool:
    """Whether some row of a source can make the condition true or false.

    One side is enough for `and` and `or`; anything else needs all that it reads. What another
    table says is needed on neither side: a source without that table says that nothing is there.
    """
    match expr:
        case Junction():
            return can_decide(expr.left, source) or can_decide(expr.right, source)
        case Not():
            return can_decide(expr.inner, source)
        case ExistsIn():
            computed = expr.table.spec.computed
            own = computed.needs.spec if computed else expr.table.spec
            return own.calls is not None if source == "api" else bool(own.origins[source])
    return all(told(node, source) for node in expr.walk() if isinstance(node, Column))


def told(column: Column, source: str) -> bool:
    """Whether a source tells a column, by itself or through what it is derived from."""
    if column.derived:
        inputs = [column.table.columns()[name] for name in column.derived.columns]
        return all(told(one, source) or _fixed(one, source) for one in inputs)
    if source == "api" and column.name == "tags" and column.table.spec.tagged:
        return True
    return bool(column.paths.get(source)) or column.name in TOLD_BY_ALL


def _fixed(column: Column, source: str) -> bool:
    """Whether every resource type of a source decides a column."""
    origins = column.table.spec.origins.get(source, ())
    return bool(origins) and all(column.name in origin.fixed for origin in origins)


def check(
    severity: Severity | str, duty: str, where: Expr | Callable[..., Expr] | None = None
) -> Callable[[Callable[..., Expr]], Check]:
    """Turn a documented function that returns a condition into a Check.

    The function's name is the id; the first line of its docstring is the title, the rest says why
    it matters and cites the source. Its parameters with their defaults are the thresholds; a
    `where` that hangs on them is a function that takes them too.
    """
    fixed = where if isinstance(where, Expr) else None
    scope = None if where is None or isinstance(where, Expr) else where

    def declare(function: Callable[..., Expr]) -> Check:
        title, _, about = (inspect.getdoc(function) or "").partition("\n\n")
        # inspect.signature takes ten times as long, which hundreds of checks add up to
        code, values = function.__code__, function.__defaults__ or ()
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if len(names) != len(values):
            raise CheckError(f"{function.__name__}: every parameter needs a default")
        defaults = dict(zip(names, values, strict=True))
        passes = function(**defaults)
        table = table_of(passes, function.__name__)
        made = Check(
            function.__name__, title, about, Severity(severity), duty, table, function, defaults,
            scope(**defaults) if scope else fixed, function.__module__, scope,
        )  # fmt: skip
        made.__dict__["passes"] = passes
        return made

    return declare


def table_of(condition: Expr, name: str) -> AnyTable:
    """The one table that a condition is about: the first whose column it reads outside exists_in.

    Raises CheckError when it reads none.
    """
    inner = _inner_tables(condition)
    for node in condition.walk():
        if isinstance(node, Column) and node.table not in inner:
            return node.table
    raise CheckError(f"{name}: the condition reads no column of a table of its own")


def _inner_tables(condition: Expr) -> set[AnyTable]:
    return {node.table for node in condition.walk() if isinstance(node, ExistsIn)}
