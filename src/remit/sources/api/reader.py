"""How the answers of the AWS API become the rows of a table.

Nothing here talks to AWS: `ask` does, and is passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from remit.paths import BLOCK_ABSENT, Silent, finder
from remit.rows import Builder, Look, fill, itself
from remit.sources.api.asking import (
    Ask,
    Asked,
    Pages,
    Place,
    Spread,
    constant,
    decoded,
    one_page,
    parameter,
)
from remit.sources.api.errors import Kind, Refused
from remit.sources.declared_rows import items_of
from remit.tables import AnyTable, Calls, Column
from remit.values import Unknown

__all__ = ["Ask", "Context", "Pages", "Place", "Reader", "Refused", "operations"]


@dataclass(slots=True)
class Context:
    """One listed item and the answers about it, each operation asked once."""

    item: Any
    listed: Any
    parent: str
    answer: Callable[[str], Any]
    answers: dict[str, Any] = field(default_factory=dict)


class Reader:
    """Reads one table through the API: only the operations that the wanted columns need.

    `calls` is one list of a table that has several; without it all of them are read, the others by
    readers of their own (`more`).
    """

    def __init__(
        self,
        table: AnyTable,
        wanted: frozenset[str] | None = None,
        calls: Calls | None = None,
    ) -> None:
        if table.spec.calls is None:
            raise TypeError(f"{table.spec.name} is not read through the API")
        self.table, self.calls = table, calls or table.spec.calls
        self.more = tuple(Reader(table, wanted, other) for other in self.calls.also)
        names = None if wanted is None else _closure(table, wanted)
        self.builder = Builder(table, "api", _look(self.calls), names)
        if (names is None or "tags" in names) and not _tells_tags(table):
            # the tagging API may, which is asked about many rows at once (tagging.py)
            self.builder.silent["tags"] = "no answer about it tells its tags"
        self.operations = operations(table, wanted)

    def rows(
        self,
        ask: Ask,
        place: Place,
        parents: Mapping[str, Any] | None = None,
        spread: Spread = map,
        pages: Pages | None = None,
    ) -> Iterator[dict[str, Any]]:
        """The rows in a place; `parents` maps the identity of each parent to what `per` asks with.

        A list that is refused gives one row that stands for what was not listed; several lists give
        one together. `spread` says how the listed items are gone through when there is more to ask
        about each. With `pages` long lists are read page by page, and a page that is refused takes
        nothing away from those before.
        """
        asked = Asked(ask, pages or partial(one_page, ask), place)
        if not self.more:
            yield from self._rows(asked, parents, spread)
            return
        missing: dict[str, dict[str, Any]] = {}
        for one in (self, *self.more):
            for row in one._rows(asked, parents, spread):
                if row["listed"]:
                    yield row
                else:
                    missing[row["id"]] = _both(missing.get(row["id"]), row)
        yield from missing.values()

    def _rows(
        self, asked: Asked, parents: Mapping[str, Any] | None, spread: Spread
    ) -> Iterator[dict[str, Any]]:
        """The rows of this one list."""
        if self.calls.per is None:
            yield from self._listed(asked, "", None, spread)
            return
        for identity, argument in (parents or {}).items():
            if isinstance(argument, Unknown):
                yield self.unlisted(asked.place, identity, argument.reason)
            else:
                yield from self._listed(asked, identity, argument, spread)

    def _listed(
        self, asked: Asked, parent: str, argument: Any, spread: Spread
    ) -> Iterator[dict[str, Any]]:
        calls, joined = self.calls, None
        lists = self._list(asked, argument)
        while True:
            try:
                found = next(lists, None)
            except Refused as refusal:
                if refusal.code not in calls.absent:
                    yield self.unlisted(asked.place, parent, f"{calls.lists}: {refusal.reason}")
                    return
                found, lists = [] if calls.items else [{}], iter(())
            if found is None:
                return
            if found and joined is None:
                joined = self._joined(asked)
            rows_of = partial(self._rows_of, asked, joined or {}, parent, argument)
            for rows in (spread if self.asks_per_row else map)(rows_of, found):
                yield from rows

    def _rows_of(
        self, asked: Asked, joined: Mapping[str, Any], parent: str, argument: Any, listed: Any
    ) -> list[dict[str, Any]]:
        """The rows that a listed item makes."""
        calls = self.calls
        merged = _merged(listed, joined, calls.key)
        answer = self._answers(asked, merged, argument)
        return [
            self._row(Context(item, merged, parent, answer), asked.place, str(i) * bool(calls.each))
            for i, item in enumerate(items_of(merged, calls.each, calls.explode))
        ]

    @property
    def asks_per_row(self) -> bool:
        """Whether wanted columns take calls about every listed item."""
        own = self.operations - self.calls.foreign
        return bool(own - {self.calls.lists, *self.calls.join})

    def _list(self, asked: Asked, argument: Any) -> Iterator[list[Any]]:
        """The listed items, as many at a time as AWS hands out."""
        calls = self.calls
        parameters = constant(calls, calls.lists, asked.place)
        if argument is not None:
            parameters |= parameter(calls.per_argument, argument)
        if not calls.items or calls.lists in calls.decode:
            # what is decoded, or an item itself, is so as a whole
            whole = asked.ask(calls.service, calls.lists, parameters)
            pages = iter((decoded(calls, calls.lists, whole),))
        else:
            pages = asked.pages(calls.service, calls.lists, parameters)
        if not calls.items:
            yield list(pages)
            return
        find = finder(calls.items if "[]" in calls.items else f"{calls.items}[]")
        for page in pages:
            found = find(page)
            if isinstance(found, Unknown):
                raise Refused("Malformed", f"the answer is not as described: {found.reason}",
                              Kind.MALFORMED)  # fmt: skip
            yield found if isinstance(found, list) else []

    def _joined(self, asked: Asked) -> dict[str, Any]:
        """Further list-level answers, by operation and then by key."""
        joined: dict[str, Any] = {}
        for operation, (items, key) in self.calls.join.items():
            if operation not in self.operations:
                continue
            try:
                fixed = constant(self.calls, operation, asked.place)
                answer = asked.ask(self.calls.service, operation, fixed)
                answer = decoded(self.calls, operation, answer)
            except Refused as refusal:
                joined[operation] = Unknown(f"{operation}: {refusal.reason}")
                continue
            find, found = finder(key), finder(f"{items}[]")(answer)
            if isinstance(found, Unknown):
                joined[operation] = Unknown(f"{operation}: {found.reason}")
                continue
            # an answer without the member lists nothing
            listed = found if isinstance(found, list) else []
            joined[operation] = {find(item): item for item in listed}
        return joined

    def _answers(self, asked: Asked, listed: Any, above: Any) -> Callable[[str], Any]:
        """Ask an operation about one listed item, once."""
        cache: dict[str, Any] = {}

        def answer(operation: str) -> Any:
            if operation not in cache:
                spared = operation in self.calls.spared and self._spared(operation, listed, answer)
                cache[operation] = None if spared else self._ask(asked, listed, above, operation)
            return cache[operation]

        return answer

    def _spared(self, operation: str, listed: Any, answer: Callable[[str], Any]) -> bool:
        """Whether what is read of a row anyway tells that an operation has nothing to say of it."""
        path, values = self.calls.spared[operation]
        told_by, _, rest = path.partition(".")
        if told_by not in self.operations:
            return False
        said = listed if told_by == self.calls.lists else answer(told_by)
        if isinstance(said, Unknown):
            return False
        value = finder(rest)(said)
        return value in values if isinstance(value, str) else (
            isinstance(value, Silent) and None in values
        )  # fmt: skip

    def _ask(self, asked: Asked, listed: Any, above: Any, operation: str) -> Any:
        calls = self.calls
        parameters = constant(calls, operation, asked.place)
        named = calls.arguments.get(operation)
        if named is None:
            named = {calls.argument: calls.key} if calls.argument else {}
        for name, path in named.items():
            value = above if path == "^" else finder(path)(listed) if path else listed
            if isinstance(value, Unknown):
                return value
            if isinstance(value, Silent):
                return Unknown(f"{operation}: {calls.lists} gave no {path} to ask with")
            parameters |= parameter(name, value)
        try:
            return decoded(calls, operation, asked.ask(calls.service, operation, parameters))
        except Refused as refusal:
            if refusal.code in calls.absent:
                return None
            return Unknown(f"{operation}: {refusal.reason}")

    def _row(self, context: Context, place: Place, part: str) -> dict[str, Any]:
        spec = self.table.spec
        row = self.builder.row(context, self._base(place), itself, {})
        if not row["arn"] and spec.arn:
            row["arn"] = fill(spec.arn, row)
        own = str(row.get(spec.key) or "") if spec.key else ""
        row["id"] = own or row["arn"] or f"{place.account}/{row['region']}/{spec.name}"
        row["item"] = part
        row["resource"] = row["arn"] or row["id"]
        return row

    def _base(self, place: Place) -> dict[str, Any]:
        origins = self.table.spec.origins
        types = [origin.type for origin in (*origins["config"], *origins["cfn"])]
        return {
            "account": place.account,
            "region": place.region,
            "partition": place.partition,
            "scope": place.account,
            "arn": "",
            "address": "",
            "type": types[0] if types else self.table.spec.name,
            "name": "",
            "source": "api",
            "document": "",
            "file": "",
            "line": 0,
            "listed": True,
        }

    def unlisted(self, place: Place, parent: str, reason: str) -> dict[str, Any]:
        """The row that stands for what could not be listed there."""
        spec = self.table.spec
        stands_for = parent or f"{place.account}/{place.region}/{spec.name}"
        row = {**self._base(place), "listed": False, "id": f"{stands_for}/?", "item": "?"}
        row["resource"] = (
            parent or f"arn:{place.partition}:{spec.service}:{place.region}:{place.account}:*"
        )
        unseen = dict.fromkeys(self.table.own_columns(), reason)
        for name in ("account", "region"):
            unseen.pop(name, None)
        if spec.link and parent:
            row[spec.link] = parent
            del unseen[spec.link]
        return row | {"unseen": unseen}


def operations(table: AnyTable, wanted: frozenset[str] | None = None) -> set[str]:
    """Every operation that the wanted columns of a table need: its lists, and those per item."""
    calls = table.spec.calls
    if calls is None:
        return set()
    names = _closure(table, wanted) if wanted is not None else set(table.columns())
    return {one.lists for one in calls.every} | {
        path.partition(".")[0].partition("[")[0]
        for column, path in table.reads("api")
        if column.name in names and not path.startswith("^")
    }


def _tells_tags(table: AnyTable) -> bool:
    """Whether answers tell the tags of rows, or rows are parts of what has tags."""
    tags = table.columns()["tags"]
    return table.spec.of is not None or tags.derived is not None or "api" in tags.paths


def _merged(listed: Any, joined: Mapping[str, Any], key: str) -> Any:
    """A listed item with what further lists say of it, each under its operation."""
    if not joined or not isinstance(listed, Mapping):
        return listed
    own = finder(key)(listed)
    return {**listed} | {
        operation: rows if isinstance(rows, Unknown) else rows.get(own)
        for operation, rows in joined.items()
    }


def _both(one: dict[str, Any] | None, other: dict[str, Any]) -> dict[str, Any]:
    """The row that stands for what two lists did not list, with the reasons of both."""
    if one is None:
        return other
    reasons = {
        name: "; ".join(dict.fromkeys((why, other["unseen"][name])))
        for name, why in one["unseen"].items()
    }
    return one | {"unseen": reasons}


def _closure(table: AnyTable, wanted: frozenset[str]) -> frozenset[str]:
    """The wanted columns, what they are derived from, and what identifies a row."""
    columns = table.columns()
    spec = table.spec
    names = {*wanted, spec.key, spec.link, "arn", "name", "region"} - {""}
    names |= {part.partition("}")[0] for part in spec.arn.split("{")[1:]}
    queue = list(names)
    while queue:
        column = columns.get(queue.pop())
        for name in column.derived.columns if column is not None and column.derived else ():
            if name not in names:
                names.add(name)
                queue.append(name)
    return frozenset(names)


def _look(calls: Calls) -> Callable[[Column, str], Look]:
    """Compile `Operation.path`: of the listed item, of a joined list, or of an answer about it."""

    def look(column: Column, path: str) -> Look:
        if path == "^":
            return lambda context: context.parent
        if path.startswith("^."):
            up = finder(path[2:])
            return lambda context: up(context.listed)
        operation, _, rest = path.partition(".")
        if operation in calls.foreign:
            return lambda context: BLOCK_ABSENT
        if operation == calls.lists:
            find = finder(rest)
            return lambda context: find(context.item)
        if operation in calls.join:
            joined = finder(path)
            return lambda context: joined(context.listed)
        deep = finder(rest)
        return lambda context: deep(context.answer(operation))

    return look
