"""The counts of calls on disk: a line for each operation that a unit called, merged when read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import orjson

from remit import store
from remit.sources.api.client import Call

KEYS = ("account", "region", "service", "operation")
TYPES = {"int": "BIGINT", "str": "VARCHAR", "dict[str, int]": "MAP(VARCHAR, BIGINT)"}


def encoded(call: Call) -> bytes:
    """A call's counts as a line of JSON; what is zero or empty is left out."""
    kept = {name: value for name, value in vars(call).items() if value}
    if call.kinds:
        kept["kinds"] = {str(kind): number for kind, number in call.kinds.items()}
    return orjson.dumps(kept, option=orjson.OPT_APPEND_NEWLINE)


class CallFile:
    """Files of such lines; iterating gives each operation in each place once, in order.

    It is read anew each time and never held in memory.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)

    def __iter__(self) -> Iterator[Call]:
        if not self.paths:
            return
        connection = store.connect()
        try:
            names = [name for name, _ in columns()]
            found = connection.execute(self.sql())
            while rows := found.fetchmany(10_000):
                for row in rows:
                    yield Call(**dict(zip(names, row, strict=True)))
        finally:
            connection.close()

    def sql(self) -> str:
        """A query for the calls, one row for each operation in each Region of each account.

        Empty where there were none.
        """
        if not self.paths:
            return ""
        types = ", ".join(f"{name}: '{kind}'" for name, kind in columns())
        files = ", ".join(store.quoted(str(path)) for path in self.paths)
        keys = ", ".join(KEYS)
        others = [(name, kind) for name, kind in columns() if name not in KEYS]
        together = ", ".join(f"{_together(name, kind)} AS {name}" for name, kind in others)
        return (
            f"SELECT {keys}, {together} FROM read_json([{files}], format='newline_delimited', "
            f"columns={{{types}}}) GROUP BY {keys} ORDER BY {keys}"
        )


def columns() -> list[tuple[str, str]]:
    """The columns of a call and their DuckDB types."""
    return [(f.name, TYPES[str(f.type)]) for f in fields(Call)]


def _together(name: str, kind: str) -> str:
    """What the counts of several units come to."""
    match kind:
        case "BIGINT":
            return f"CAST(coalesce(sum({name}), 0) AS BIGINT)"
        case "VARCHAR":
            return f"coalesce(min({name}), '')"
    entries = f"flatten(coalesce(list(map_entries({name})), []))"
    keys = f"list_sort(list_distinct(list_transform({entries}, lambda x: x.key)))"
    same = f"list_filter({entries}, lambda x: x.key = k)"
    total = f"CAST(list_sum(list_transform({same}, lambda x: x.value)) AS BIGINT)"
    pairs = f"list_transform({keys}, lambda k: {{'key': k, 'value': {total}}})"
    return f"map_from_entries({pairs})"
