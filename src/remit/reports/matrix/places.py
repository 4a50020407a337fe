"""Where resources lie and whose they are: accounts, units of the organisation, tags.

The organisation's own tables say what an account is called, which units it is in and how it is
tagged; they are there when an organisation was scanned (`remit scan --live --org`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from remit import store
from remit.assessment import score
from remit.matrix import KEY, Matrix, State
from remit.store import quoted

ACCOUNTS, UNITS = "organizations_account", "organizations_unit"
OF_ACCOUNT = "account:"
"""What a tag begins with that an account has, and no resource."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "account": ("account", "name", "ou"),
    "ou": ("ou", "accounts"),
}
NUMBERS = ("services", "resources", "duties_yours", "open", "not_covered", "unknown",
           "not_assessed", "done")  # fmt: skip

OWN = "coalesce(r.account, '')"

TREE = f"""
WITH RECURSIVE tree AS (
  SELECT id, '/' || name AS path, [parent, id] AS above FROM {UNITS}
  WHERE listed AND parent GLOB 'r-*'
  UNION ALL
  SELECT u.id, t.path || '/' || u.name, list_append(t.above, u.id)
  FROM {UNITS} u JOIN tree t ON u.parent = t.id WHERE u.listed
)
SELECT id, any_value(path) AS path, any_value(above) AS above FROM tree GROUP BY id
"""
NO_UNITS = "SELECT '' AS id, '' AS path, ['']::VARCHAR[] AS above WHERE false"
NO_ACCOUNTS = (
    "SELECT '' AS account, '' AS name, '' AS path, ['']::VARCHAR[] AS above, "
    "MAP {}::MAP(VARCHAR, VARCHAR) AS tags WHERE false"
)
LISTED = f"""
SELECT a.id AS account, any_value(a.name) AS name,
  any_value(coalesce(u.path, CASE WHEN a.parent GLOB 'r-*' THEN '/' END)) AS path,
  any_value(coalesce(u.above, [a.parent])) AS above, any_value(a.tags) AS tags
FROM {ACCOUNTS} a LEFT JOIN matrix_unit u ON u.id = a.parent
WHERE a.listed AND a.source = 'api' GROUP BY a.id
"""


def prepare(matrix: Matrix, tags: Sequence[str] = ()) -> None:
    """Make `matrix_account` and `matrix_unit`, and `matrix_tag` with what `tags` ask for."""
    connection, there = matrix.connection, store.filled(matrix.connection)
    units = TREE if UNITS in there else NO_UNITS
    connection.execute(f"CREATE OR REPLACE TEMP TABLE matrix_unit AS {units}")
    accounts = LISTED if ACCOUNTS in there else NO_ACCOUNTS
    connection.execute(f"CREATE OR REPLACE TEMP TABLE matrix_account AS {accounts}")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE matrix_tag (rid BIGINT, key VARCHAR, value VARCHAR)"
    )
    keys = {tag.partition("=")[0] for tag in tags if not tag.startswith(OF_ACCOUNT)}
    for table in matrix.tables if keys else ():
        spec = table.spec
        if spec.of is not None or spec.computed is not None or spec.name not in there:
            continue
        for key in sorted(keys):
            connection.execute(
                f"INSERT INTO matrix_tag SELECT r.rid, {quoted(key)}, t.tags[{quoted(key)}] "
                f"FROM {spec.name} t JOIN matrix_resource r ON r.service = '{spec.service}' AND "
                + " AND ".join(f"t.{name} IS NOT DISTINCT FROM r.{name}" for name in KEY)
                + f" WHERE t.listed AND r.listed AND map_contains(t.tags, {quoted(key)})"
            )


def untold(matrix: Matrix) -> int:
    """How many resources have tags that nobody knows; they are in no selection by tag."""
    there = store.filled(matrix.connection)
    parts = [
        f"SELECT count(*) AS n FROM {table.spec.name} WHERE tags IS NULL"
        for table in matrix.tables
        if table.spec.of is None and table.spec.computed is None and table.spec.name in there
    ]
    found = matrix.connection.execute(
        f"SELECT coalesce(sum(n), 0) FROM ({' UNION ALL '.join(parts)})" if parts else "SELECT 0"
    ).fetchone()
    return int(found[0]) if found else 0


def accounts_test(patterns: Sequence[str]) -> str:
    """SQL for the resources of accounts, by id or by name."""
    return (
        f"({any_of(OWN, patterns)} OR r.account IN "
        f"(SELECT account FROM matrix_account WHERE {any_of('name', patterns)}))"
    )


def units_test(units: Sequence[str]) -> str:
    """SQL for the resources of accounts in a unit or below it, by id or path of names."""
    tests = " OR ".join(in_unit(unit) for unit in units)
    return f"r.account IN (SELECT account FROM matrix_account WHERE {tests})"


def in_unit(unit: str) -> str:
    """SQL over `path` and `above`: whether something is in a unit, or is the unit."""
    path = f"/{unit.strip('/')}"
    if path == "/":
        return "path IS NOT NULL"
    below = f"path GLOB {quoted(path)} OR path GLOB {quoted(f'{path}/*')}"
    return f"(list_contains(above, {quoted(unit)}) OR {below})"


def tags_test(tags: Sequence[str]) -> str:
    """SQL for `KEY=VALUE`, `KEY`, `account:KEY=VALUE`: any value of a key, and all of the keys."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for tag in tags:
        key, equals, value = tag.partition("=")
        by_key[key].append(value if equals else "*")
    tests = []
    for key, values in by_key.items():
        if key.startswith(OF_ACCOUNT):
            held = quoted(key.removeprefix(OF_ACCOUNT))
            tests.append(
                f"r.account IN (SELECT account FROM matrix_account WHERE "
                f"map_contains(tags, {held}) AND {any_of(f'tags[{held}]', values)})"
            )
        else:
            tests.append(
                f"r.rid IN (SELECT rid FROM matrix_tag WHERE key = {quoted(key)} AND "
                f"{any_of('value', values)})"
            )
    return " AND ".join(tests)


def idle_unit(matrix: Matrix, units: Sequence[str]) -> str:
    """The first unit that neither a unit nor the place of an account answers to."""
    for unit in units:
        found = matrix.connection.execute(
            "SELECT 1 FROM (SELECT path, above FROM matrix_unit UNION ALL "
            f"SELECT path, above FROM matrix_account) WHERE {in_unit(unit)} LIMIT 1"
        ).fetchone()
        if found is None:
            return unit
    return ""


def summary(matrix: Matrix, counts: str, order: Sequence[State], by: str) -> list[dict[str, Any]]:
    """How much there is, and where the duties stand, by account or by the unit it lies in.

    `counts` is the table of how many duties of each resource stand where: `n0`, `n1` … for the
    states in their `order`.
    """
    place = "coalesce(a.path, '')"
    key = "coalesce(r.account, '')" if by == "account" else place
    numbers = ", ".join(f"sum(n{n})" for n in range(len(order)))
    found = matrix.connection.execute(
        f"SELECT {key} AS place, coalesce(any_value(a.name), ''), coalesce(any_value({place}), ''),"
        f" count(DISTINCT r.account), count(DISTINCT r.service), count(*), {numbers} "
        f"FROM {counts} JOIN matrix_resource r USING (rid) "
        "LEFT JOIN matrix_account a ON a.account = r.account GROUP BY 1 ORDER BY 1"
    ).fetchall()
    rows = []
    for named, name, path, accounts, services, resources, *sums in found:
        states = Counter({s: int(n) for s, n in zip(order, sums, strict=True)})
        ours = score(states).of
        told: dict[str, Any] = {"account": named, "name": name, "ou": path or "?"}
        if by == "ou":
            told = {"ou": named or "?", "accounts": accounts}
        rows.append(told | {
            "services": services,
            "resources": resources,
            "duties_yours": f"{ours}/{states.total()}",
            "open": states[State.OPEN],
            "not_covered": states[State.NOT_COVERED],
            "unknown": states[State.UNKNOWN],
            "not_assessed": states[State.NOT_ASSESSED],
            "done": str(score(states)),
        })  # fmt: skip
    return rows


def any_of(column: str, patterns: Sequence[str]) -> str:
    """SQL for a text that one of these patterns fits."""
    return f"({' OR '.join(f'{column} GLOB {quoted(p)}' for p in patterns)})"
