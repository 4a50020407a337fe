"""How the live API is asked for the rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from remit.tables import AnyTable


class ListsError(TypeError):
    """Lists that cannot be those of one table."""


@dataclass(frozen=True)
class Calls:
    """How the live API is asked.

    `lists` gives the rows at the path `items` of its answer (empty: the answer is the one row).
    Any other operation that a column names is called once a row: `argument` takes the value at
    `key` in the listed item, unless `arguments` says otherwise for the operation
    (parameter → path in the item; `^` is what `per` asked the list with). A parameter with a dot
    lies in another, one with `[]` is a list. `fixed` gives constant parameters of an operation.
    `per` asks `lists` once for each row of another table, `per_argument` takes that row's column
    (default: its identity). `absent` are the error codes by which AWS says "not set"; every
    other error leaves the columns unseen. `scope` is "region", or "global" for a service that
    answers for all Regions from one endpoint. `join` merges further list-level operations by key:
    operation → (items path, path of the key in each item). `decode` turns an operation's answer
    into what the paths go through, for answers that are no JSON (IAM's credential report is CSV).
    `spared` names what tells that an operation has nothing to say of a row: the path of a value
    that is read anyway, and the values with which the call is not made (None: where it is silent).

    A table with several lists has one of these for each: what one names is asked about its items
    alone, what none names about those of all. The table fills in `also`, the other lists, and
    `foreign`, the operations that are not about the items of this one.
    """

    service: str
    lists: str
    items: str
    key: str = ""
    argument: str = ""
    arguments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    per: AnyTable | None = None
    per_argument: str = ""
    per_column: str = "id"
    absent: tuple[str, ...] = ()
    scope: str = "region"
    each: str = ""
    explode: tuple[str, ...] = ()
    join: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    decode: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    spared: Mapping[str, tuple[str, tuple[str | None, ...]]] = field(default_factory=dict)
    also: tuple[Calls, ...] = ()
    foreign: frozenset[str] = frozenset()

    @property
    def every(self) -> tuple[Calls, ...]:
        """The lists of the table, of which this is the first."""
        return (self, *self.also)


def together(several: tuple[Calls, ...]) -> Calls:
    """The first of several lists of a table, which knows the others.

    Raises ListsError where they are not of one service, scope and parent.
    """
    if len({(one.service, one.scope, one.per) for one in several}) != 1:
        raise ListsError("its lists are not of one service, scope and parent")
    named = [frozenset((one.lists, *one.join, *one.arguments)) for one in several]
    theirs = [frozenset[str]().union(*named) - own for own in named]
    first, *rest = map(lambda one, foreign: replace(one, foreign=foreign), several, theirs)
    return replace(first, also=tuple(rest))
