"""Tables whose rows come from those of other tables."""

from __future__ import annotations

import duckdb
import pytest

from remit import catalog, computing, engine, responsibility, store
from remit.cli.live import wanted_columns
from tests.examples import rows_of

CHECKS = [check for check in catalog.checks() if check.id == "backup_plan_covers_efs_file_system"]
TABLES = engine.tables_of(CHECKS)
FILES = 'resource "aws_efs_file_system" "kept" {}\n'
SELECTION = """
resource "aws_backup_selection" "all" {
  plan_id      = "p-1"
  name         = "all"
  iam_role_arn = "arn:aws:iam::123456789012:role/backup"
  resources    = ["*"]
}
"""


def loaded(text: str) -> duckdb.DuckDBPyConnection:
    connection = store.connect()
    with store.Spool() as spool:
        for table, row in rows_of("tf", text, TABLES):
            spool.add(table, row)
        spool.load(connection, TABLES)
    return connection


@pytest.mark.parametrize("times", [1, 2])
def test_computing_again_replaces_what_was_there(times: int) -> None:
    connection = loaded(FILES + SELECTION)
    for _ in range(times):
        computing.compute(connection, TABLES)
    rows = connection.execute("SELECT covered, plans, address FROM backup_coverage").fetchall()
    assert rows == [(True, ["p-1"], "aws_efs_file_system.kept")]


def test_without_what_a_computed_table_needs_it_has_no_rows() -> None:
    connection = loaded(FILES)
    computing.compute(connection, TABLES)
    assert "backup_coverage" not in store.filled(connection)


def test_a_live_scan_reads_what_is_computed_from_and_no_other_resource() -> None:
    wanted = {
        table.spec.name: names
        for table, names in wanted_columns(CHECKS, responsibility.load()).items()
    }
    assert set(wanted) == {"backup_protected_resource", "backup_selection", "efs_file_system"}
    assert {"resources", "not_resources", "any_tag", "all_tags"} <= wanted["backup_selection"]
    assert {"arn", "tags"} <= wanted["efs_file_system"]
