"""Fills the tables whose rows come from those of other tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb

from remit import store
from remit.tables import BASE, AnyTable


def compute(connection: duckdb.DuckDBPyConnection, tables: Iterable[AnyTable]) -> None:
    """Make the computed ones among the tables anew, whatever a snapshot had in them.

    A table whose needs have no rows is left out, as one without rows.
    """
    for table in tables:
        computed = table.spec.computed
        if computed is None:
            continue
        connection.execute(f"DROP TABLE IF EXISTS {table.spec.name}")
        there = store.filled(connection)
        needed = computed.needs.spec.name
        if needed not in there or not _fetch(connection, computed.needs, ("id",)):
            continue
        rows = {
            read.spec.name: _fetch(connection, read, names)
            for read, names in computed.inputs.items()
            if read.spec.name in there
        }
        with store.Spool() as spool:
            for row in computed.function(rows):
                spool.add(table, row)
            spool.load(connection, [table])


def _fetch(
    connection: duckdb.DuckDBPyConnection, table: AnyTable, names: Sequence[str]
) -> list[dict[str, Any]]:
    """All rows with these columns, and those of every row."""
    wanted = list(dict.fromkeys((*BASE, *names)))
    columns = ", ".join(f'"{name}"' for name in wanted)
    found = connection.execute(f"SELECT {columns} FROM {table.spec.name}")
    return [dict(zip(wanted, row, strict=True)) for row in found.fetchall()]
