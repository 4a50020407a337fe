"""The language of checks: typed columns, some 25 operators, three values.

A condition is true, false or unknown (`None`) for a row. A column that nobody could read is
`None`, and every operator carries that through the way SQL's three-valued logic does, so no check
passes or fails on what was not seen. `evaluate` is the plain-Python oracle of each operator;
`remit.rendering` says the same in SQL.

>>> from remit.content.services.s3.tables import Bucket
>>> enabled = Bucket.versioning == "Enabled"
>>> [enabled.evaluate({"versioning": value}) for value in ("Enabled", "Off", None)]
[True, False, None]
>>> print(enabled & ~Bucket.tags.key("owner").matches("^x-"))
versioning = 'Enabled' and not (tags['owner'] matches '^x-')
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from remit.patterns import PatternError, compiled

if TYPE_CHECKING:
    from remit.tables import Table

Row = Mapping[str, Any]


class Kind(StrEnum):
    """What type of value an expression has."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    TIME = "time"
    TEXTS = "list of text"
    MAP = "map of text"
    RECORDS = "list of records"


LARGEST = 2**63 - 1
EXACT = 2**53
"""Whole numbers beyond are not all doubles."""
CENTURY = 36_525
"""Days."""

NUMERIC = (Kind.INTEGER, Kind.NUMBER)
ORDERED = (*NUMERIC, Kind.TEXT, Kind.TIME)


class ConditionError(TypeError):
    """A condition that cannot mean anything, found when it is written."""


@dataclass(frozen=True)
class World:
    """What a row is judged in: the time of the snapshot, and the rows of other tables."""

    now: datetime
    rows: Mapping[str, Sequence[Row]]


class Expr:
    """Something that has a value for a row. Combine with `== != < <= > >= & | ~`."""

    kind: Kind

    def evaluate(self, row: Row, world: World | None = None) -> Any:
        """The value for one row, `None` when it is unknown."""
        raise NotImplementedError

    def children(self) -> tuple[Expr, ...]:
        """The expressions this one is made of."""
        return ()

    def walk(self) -> Iterator[Expr]:
        """This expression and all below it, depth first."""
        yield self
        for child in self.children():
            yield from child.walk()

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return Compare("=", self, literal(other, like=self))

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return Compare("<>", self, literal(other, like=self))

    def __lt__(self, other: object) -> Expr:
        return Compare("<", self, literal(other, like=self))

    def __le__(self, other: object) -> Expr:
        return Compare("<=", self, literal(other, like=self))

    def __gt__(self, other: object) -> Expr:
        return Compare(">", self, literal(other, like=self))

    def __ge__(self, other: object) -> Expr:
        return Compare(">=", self, literal(other, like=self))

    def __and__(self, other: Expr) -> Expr:
        return Junction("and", _boolean(self), _boolean(other))

    def __or__(self, other: Expr) -> Expr:
        return Junction("or", _boolean(self), _boolean(other))

    def __invert__(self) -> Expr:
        return Not(_boolean(self))

    def __bool__(self) -> bool:
        raise ConditionError("combine conditions with & | ~, not with and, or, not")

    def is_in(self, *values: Any) -> Expr:
        """The value is one of these."""
        if not values:
            raise ConditionError(f"{self}.is_in needs at least one value")
        constants = [literal(value, like=self) for value in values]
        if not all(isinstance(constant, Literal) for constant in constants):
            raise ConditionError(f"{self}.is_in takes constants only")
        return IsIn(self, tuple(constant.value for constant in constants))

    def matches(self, pattern: str) -> Expr:
        """The pattern (`remit.patterns`) is found somewhere in the text; anchor it with ^ and $."""
        try:
            compiled(_argument(pattern))
        except PatternError as error:
            raise ConditionError(str(error)) from None
        return TextTest("matches", _of(self, Kind.TEXT), pattern)

    def starts_with(self, prefix: str) -> Expr:
        """The text begins with this."""
        return TextTest("starts with", _of(self, Kind.TEXT), _argument(prefix))

    def ends_with(self, suffix: str) -> Expr:
        """The text ends with this."""
        return TextTest("ends with", _of(self, Kind.TEXT), _argument(suffix))

    def contains(self, part: str) -> Expr:
        """The text has this in it."""
        return TextTest("contains", _of(self, Kind.TEXT), _argument(part))

    def lower(self) -> Expr:
        """The text in lower case."""
        return Lower(_of(self, Kind.TEXT))

    def is_empty(self) -> Expr:
        """The text is empty, the list or map has nothing in it."""
        return self == "" if self.kind is Kind.TEXT else self.length() == 0

    def length(self) -> Expr:
        """How many characters, items or keys."""
        return Length(_of(self, Kind.TEXT, Kind.TEXTS, Kind.RECORDS, Kind.MAP))

    def older_than(self, days: float) -> Expr:
        """The moment lies more than so many days before the snapshot."""
        return OlderThan(_of(self, Kind.TIME), _days(days))

    def within_days(self, days: float) -> Expr:
        """The moment lies at most so many days after the snapshot (or before it)."""
        return OlderThan(_of(self, Kind.TIME), -_days(days))

    def has(self, value: str) -> Expr:
        """The list holds this text."""
        return Any_(_of(self, Kind.TEXTS), Item(Kind.TEXT) == value)

    def key(self, name: str) -> Expr:
        """The value at a key of a map; empty if there is no such key."""
        return Key(_of(self, Kind.MAP), _argument(name))

    def has_key(self, name: str) -> Expr:
        """The map has this key."""
        return HasKey(_of(self, Kind.MAP), _argument(name))

    def any(self, test: Callable[[Item], Expr]) -> Expr:
        """Some item of the list passes the test."""
        return Any_(self, _on_item(test(Item.of(self))))

    def all(self, test: Callable[[Item], Expr]) -> Expr:
        """Every item of the list passes the test; true of an empty list."""
        return ~Any_(self, ~_on_item(test(Item.of(self))))

    __hash__ = object.__hash__


def _of(expr: Expr, *kinds: Kind) -> Expr:
    if expr.kind not in kinds:
        raise ConditionError(f"{expr} is a {expr.kind}, not a {' or '.join(kinds)}")
    return expr


def _boolean(expr: Expr) -> Expr:
    if not isinstance(expr, Expr):
        raise ConditionError(f"{expr!r} is not a condition")
    return _of(expr, Kind.BOOLEAN)


def _argument(value: object) -> str:
    """A constant text that SQL can spell: no NUL, which DuckDB's parser ends a query at."""
    if not isinstance(value, str) or "\0" in value:
        raise ConditionError(f"{value!r} is not a text that can be looked for")
    return value


def _days(value: object) -> float:
    """A number of days within a century, so that no moment lies outside the calendar."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not abs(value) <= CENTURY:  # type: ignore[arg-type]
        raise ConditionError(f"{value!r} is not a number of days up to {CENTURY}")
    return value  # type: ignore[return-value]


def _on_item(test: Expr) -> Expr:
    """A test of an item: of its fields and the row's columns, not of further lists or tables."""
    if any(isinstance(node, (Any_, ExistsIn)) for node in _boolean(test).walk()):
        raise ConditionError("inside any and all, neither any, all nor exists_in can be asked")
    return test


@dataclass(frozen=True, eq=False)
class Literal(Expr):
    """A constant."""

    value: Any
    kind: Kind

    def evaluate(self, row: Row, world: World | None = None) -> Any:
        """The constant itself."""
        return self.value

    def __str__(self) -> str:
        return repr(self.value).lower() if isinstance(self.value, bool) else repr(self.value)


def literal(value: object, like: Expr) -> Any:
    """The value as an expression of the kind that it is held against.

    Raises ConditionError for a text compared with a number and the like.
    """
    if isinstance(value, Expr):
        if value.kind != like.kind and not (value.kind in NUMERIC and like.kind in NUMERIC):
            raise ConditionError(f"{like} is a {like.kind}, {value} a {value.kind}")
        return value
    kinds = {
        str: (Kind.TEXT,),
        bool: (Kind.BOOLEAN,),
        int: NUMERIC,
        float: NUMERIC,
        datetime: (Kind.TIME,),
    }
    if like.kind not in kinds.get(type(value), ()):
        raise ConditionError(f"{like} is a {like.kind}, {value!r} is not")
    match value:
        case str():
            _argument(value)
        case float() if like.kind is Kind.INTEGER and value.is_integer():
            value = int(value)
        case float() if like.kind is Kind.INTEGER or not math.isfinite(value):
            raise ConditionError(f"{like} is a {like.kind}, {value!r} is not")
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        raise ConditionError(f"{value} does not fit into 64 bits")
    if like.kind is Kind.NUMBER and isinstance(value, int) and abs(value) > EXACT:
        value = float(value)
    return Literal(value, like.kind)


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, eq=False)
class Compare(Expr):
    """Two values of one kind, held against each other."""

    sign: str
    left: Expr
    right: Expr
    kind = Kind.BOOLEAN

    def __post_init__(self) -> None:
        allowed = (*ORDERED, Kind.BOOLEAN) if self.sign in ("=", "<>") else ORDERED
        _of(self.left, *allowed)

    def children(self) -> tuple[Expr, ...]:
        """Both sides."""
        return self.left, self.right

    def evaluate(self, row: Row, world: World | None = None) -> bool | None:
        """Unknown when either side is; a whole number beside another becomes a double."""
        left, right = self.left.evaluate(row, world), self.right.evaluate(row, world)
        if self.left.kind != self.right.kind and None not in (left, right):
            left, right = float(left), float(right)
        return None if left is None or right is None else COMPARISONS[self.sign](left, right)

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"


@dataclass(frozen=True, eq=False)
class Junction(Expr):
    """`and` is decided by one false, `or` by one true, whatever is unknown beside it."""

    word: str
    left: Expr
    right: Expr
    kind = Kind.BOOLEAN

    def children(self) -> tuple[Expr, ...]:
        """Both sides."""
        return self.left, self.right

    def evaluate(self, row: Row, world: World | None = None) -> bool | None:
        """Unknown only when neither side decides."""
        decides = self.word == "or"
        sides = self.left.evaluate(row, world), self.right.evaluate(row, world)
        if decides in sides:
            return decides
        return None if None in sides else not decides

    def __str__(self) -> str:
        left, right = (
            f"({side})" if isinstance(side, Junction) and side.word != self.word else str(side)
            for side in (self.left, self.right)
        )
        return f"{left} {self.word} {right}"


@dataclass(frozen=True, eq=False)
class Not(Expr):
    """The opposite; unknown stays unknown."""

    inner: Expr
    kind = Kind.BOOLEAN

    def children(self) -> tuple[Expr, ...]:
        """What is negated."""
        return (self.inner,)

    def evaluate(self, row: Row, world: World | None = None) -> bool | None:
        """Unknown when the inside is."""
        value = self.inner.evaluate(row, world)
        return None if value is None else not value

    def __str__(self) -> str:
        return f"not {self.inner}" if hasattr(self.inner, "name") else f"not ({self.inner})"


@dataclass(frozen=True, eq=False)
class IsIn(Expr):
    """One of a fixed set of constants."""

    left: Expr
    values: tuple[Any, ...]
    kind = Kind.BOOLEAN

    def children(self) -> tuple[Expr, ...]:
        """What is looked up."""
        return (self.left,)

    def evaluate(self, row: Row, world: World | None = None) -> bool | None:
        """Unknown when the value is."""
        value = self.left.evaluate(row, world)
        return None if value is None else value in self.values

    def __str__(self) -> str:
        return f"{self.left} in ({', '.join(map(repr, self.values))})"


TEXT_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "matches": lambda text, pattern: compiled(pattern).search(text) is not None,
    "starts with": str.startswith,
    "ends with": str.endswith,
    "contains": operator.contains,
}


@dataclass(frozen=True, eq=False)
class TextTest(Expr):
    """A test of a text against a constant."""

    test: str
    left: Expr
    argument: str
    kind = Kind.BOOLEAN

    def children(self) -> tuple[Expr, ...]:
        """The text."""
        return (self.left,)

    def evaluate(self, row: Row, world: World | None = None) -> bool | None:
        """Unknown when the text is."""
        value = self.left.evaluate(row, world)
        return None if value is None else TEXT_TESTS[self.test](value, self.argument)

    def __str__(self) -> str:
        return f"{self.left} {self.test} {self.argument!r}"


@dataclass(frozen=True, eq=False)
class Lower(Expr):
    """A text in lower case."""

    inner: Expr
    kind = Kind.TEXT

    def children(self) -> tuple[Expr, ...]:
        """The text."""
        return (self.inner,)

    def evaluate(self, row: Row, world: World | None = None) -> str | None:
        """Unknown when the text is; letter by letter, as DuckDB does it (a final sigma too)."""
        value = self.inner.evaluate(row, world)
        return None if value is None else "".join(letter.lower()[0] for letter in value)

    def __str__(self) -> str:
        return f"lower({self.inner})"


@dataclass(frozen=True, eq=False)
class Length(Expr):
    """The length of a text, list or map."""

    inner: Expr
    kind = Kind.INTEGER

    def children(self) -> tuple[Expr, ...]:
        """What is measured."""
        return (self.inner,)

    def evaluate(self, row: Row, world: World | None = None) -> int | None:
        """Unknown when the inside is."""
        value = self.inner.evaluate(row, world)
        return None if value is None else len(value)

    def __str__(self) -> str:
        return f"length({self.inner})"


@dataclass(frozen=True, eq=False)
class OlderThan(Expr):
    """A moment before the snapshot by more than so many days."""

    inner: Expr
    days: float
    kind = Kind.BOOLEAN

    def children(self) -> tuple[Expr, ...]:
        """The moment."""
        return (self.inner,)

    def evaluate(self, row: Row, world: World | None = None) -> bool | None:
        """Unknown when the moment is; needs the world's clock."""
        value = self.inner.evaluate(row, world)
        if value is None or world is None:
            return None
        return bool(value < world.now - timedelta(days=self.days))

    def __str__(self) -> str:
        return f"older_than({self.inner}, {self.days:g} days)"


@dataclass(frozen=True, eq=False)
class Key(Expr):
    """A map's value at a key, empty where there is none."""

    inner: Expr
    at: str
    kind = Kind.TEXT

    def children(self) -> tuple[Expr, ...]:
        """The map."""
        return (self.inner,)

    def evaluate(self, row: Row, world: World | None = None) -> str | None:
        """Unknown when the map is."""
        value = self.inner.evaluate(row, world)
        return None if value is None else value.get(self.at, "")

    def __str__(self) -> str:
        return f"{self.inner}[{self.at!r}]"


@dataclass(frozen=True, eq=False)
class HasKey(Expr):
    """Whether a map has a key."""

    inner: Expr
    at: str
    kind = Kind.BOOLEAN

    def children(self) -> tuple[Expr, ...]:
        """The map."""
        return (self.inner,)

    def evaluate(self, row: Row, world: World | None = None) -> bool | None:
        """Unknown when the map is."""
        value = self.inner.evaluate(row, world)
        return None if value is None else self.at in value

    def __str__(self) -> str:
        return f"has_key({self.inner}, {self.at!r})"


@dataclass(frozen=True, eq=False)
class Item(Expr):
    """The item of a list that `any` and `all` look at, or one field of it (`item.encrypted`)."""

    kind: Kind
    fields: Mapping[str, Kind] | None = None
    field: str = ""

    @classmethod
    def of(cls, records: Expr) -> Item:
        """An item of this list."""
        _of(records, Kind.TEXTS, Kind.RECORDS)
        fields = getattr(records, "fields", None)
        return cls(Kind.TEXT) if records.kind is Kind.TEXTS else cls(Kind.RECORDS, fields)

    def __getattr__(self, name: str) -> Item:
        if name.startswith("_") or self.fields is None or name not in self.fields:
            raise AttributeError(
                f"a record has no field {name}; it has {sorted(self.fields or ())}"
            )
        return Item(self.fields[name], None, name)

    def evaluate(self, row: Row, world: World | None = None) -> Any:
        """The item stands in the row under the name `item`."""
        item = row["item"]
        return item if not self.field or item is None else item.get(self.field)

    def __str__(self) -> str:
        return f"item.{self.field}" if self.field else "item"


@dataclass(frozen=True, eq=False)
class Any_(Expr):  # noqa: N801
    """Some item of a list passes: decided by one true, unknown by one unknown."""

    inner: Expr
    test: Expr
    kind = Kind.BOOLEAN

    def children(self) -> tuple[Expr, ...]:
        """The list, and the test of an item."""
        return self.inner, self.test

    def evaluate(self, row: Row, world: World | None = None) -> bool | None:
        """Unknown when the list is, or when an item that might decide is."""
        items = self.inner.evaluate(row, world)
        if items is None:
            return None
        verdicts = [self.test.evaluate({**row, "item": item}, world) for item in items]
        return True if True in verdicts else None if None in verdicts else False

    def __str__(self) -> str:
        return f"any({self.inner}, {self.test})"


@dataclass(frozen=True, eq=False)
class ExistsIn(Expr):
    """Some row of another table passes a test that may speak of both rows."""

    table: type[Table]
    test: Expr
    kind = Kind.BOOLEAN

    def children(self) -> tuple[Expr, ...]:
        """The test."""
        return (self.test,)

    def evaluate(self, row: Row, world: World | None = None) -> bool | None:
        """Unknown when a row that might decide is.

        A row that stands for a list nobody could read never makes it true; it leaves a doubt, but
        only on rows of its own scope and Region, where something of that list might have been.
        """
        if world is None:
            return None
        verdicts = set()
        for other in world.rows.get(self.table.spec.name, ()):
            if other.get("listed") is False:
                other = {**other, **dict.fromkeys(IDENTITY)}
            verdict = self.test.evaluate({**row, f"{self.table.spec.name}.": other}, world)
            if other.get("listed") is False:
                verdict = None if verdict is not False and _near(other, row) else False
            verdicts.add(verdict)
        return True if True in verdicts else None if None in verdicts else False

    def __str__(self) -> str:
        return f"exists_in({self.table.spec.name}, {self.test})"


GLOBAL = "global"

IDENTITY = ("id", "resource", "arn", "name", "item")
"""What says which resource a row is; a row that stands for a list nobody could read is none."""


def _near(unlisted: Row, row: Row) -> bool:
    """Whether what a refused list would have held could concern a row."""
    there, here = unlisted.get("region"), row.get("region")
    same_region = there == here or GLOBAL in (there, here)
    return unlisted.get("scope") == row.get("scope") and same_region


def exists_in(table: type[Table], test: Expr, *more: Expr) -> Expr:
    """Some row of `table` passes all the tests; they may read columns of both tables.

    Put the equality that links the two tables first: it is what the engines join on.
    """
    for other in more:
        test = test & other
    if any(isinstance(node, ExistsIn) for node in _boolean(test).walk()):
        raise ConditionError("inside exists_in, no further exists_in can be asked")
    return ExistsIn(table, test)
