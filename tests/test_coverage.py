"""The page of what each source tells is what the declarations say."""

from __future__ import annotations

from pathlib import Path

import pytest

from remit import catalog
from remit.checks import Check
from remit.reports.coverage import Coverage, coverages, markdown, why_not_live
from tests.test_cli import remit

__all__ = ["remit"]

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"
FOUND = coverages(catalog.tables())
NEW = "remit checks coverage -f md > docs/coverage.md"


def test_the_page_is_what_the_declarations_say() -> None:
    assert PAGE.read_text(encoding="utf-8").splitlines() == list(markdown(FOUND)), NEW


@pytest.mark.parametrize("one", FOUND, ids=lambda one: one.table.spec.name)
def test_every_column_is_told_by_some_source(one: Coverage) -> None:
    assert one.columns
    assert one.nowhere == ()


@pytest.mark.parametrize(
    "one", [one for one in FOUND if not one.makes("api")], ids=lambda one: one.table.spec.name
)
def test_a_table_that_no_live_scan_fills_says_why(one: Coverage) -> None:
    assert why_not_live(one.table), "say in a second paragraph of its docstring"


@pytest.mark.parametrize("check", catalog.checks(), ids=lambda check: check.id)
def test_a_check_is_planned_only_where_its_table_has_rows(check: Check) -> None:
    one = Coverage(check.table)
    assert check.sources
    assert all(one.makes(source) for source in check.sources)


def test_fractions_names_and_services_are_given_on_the_command_line(remit) -> None:
    rows = remit("checks", "coverage", "--service", "s3", "-f", "csv").out.splitlines()
    assert rows[0] == "service,table,columns,api,cfn,tf,config"
    assert {row.split(",")[0] for row in rows[1:]} == {"s3"}
    assert remit("checks", "coverage", "--service", "nobody").code == 2
