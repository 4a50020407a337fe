"""What AWS Backup's selections cover."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.analysis.backups import Coverage, coverage, covers

ORDERS = "arn:aws:rds:eu-west-1:123456789012:db:orders"


def resource(**columns: Any) -> dict[str, Any]:
    return {
        "id": "orders", "arn": ORDERS, "tags": {"backup": "daily", "stage": "production"},
        "scope": "123456789012", "account": "123456789012", "region": "eu-west-1", **columns,
    }  # fmt: skip


def selection(**columns: Any) -> dict[str, Any]:
    return {
        "id": "s-1", "plan": "p-1", "resources": [], "not_resources": [], "any_tag": [],
        "all_tags": [], "scope": "123456789012", "account": "123456789012",
        "region": "eu-west-1", "listed": True, **columns,
    }  # fmt: skip


def tag(key: str, value: str | None, operator: str = "STRINGEQUALS") -> dict[str, Any]:
    return {"operator": operator, "key": key, "value": value}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"resources": [ORDERS]}, True),
        ({"resources": ["*"]}, True),
        ({"resources": ["arn:aws:rds:*:*:db:*"]}, True),
        ({"resources": ["arn:aws:rds:*:*:cluster:*"]}, False),
        ({"resources": ["arn:aws:rds:*:*:db:ord[e]rs"]}, False),
        ({"resources": ["*"], "not_resources": ["arn:aws:rds:*"]}, False),
        ({"resources": ["*"], "not_resources": ["arn:aws:ec2:*"]}, True),
        ({}, True),
        ({"not_resources": ["arn:aws:rds:*"]}, False),
        ({"any_tag": [tag("backup", "daily")]}, True),
        ({"any_tag": [tag("backup", "weekly"), tag("backup", "daily")]}, True),
        ({"any_tag": [tag("backup", "weekly")]}, False),
        ({"resources": [ORDERS], "any_tag": [tag("backup", "weekly")]}, True),
        ({"resources": ["arn:aws:ec2:*"], "any_tag": [tag("backup", "daily")]}, True),
        ({"resources": ["arn:aws:ec2:*"], "any_tag": [tag("backup", "weekly")]}, False),
        ({"all_tags": [tag("backup", "daily"), tag("stage", "prod*", "STRINGLIKE")]}, True),
        ({"all_tags": [tag("backup", "daily"), tag("stage", "test", "STRINGEQUALS")]}, False),
        ({"resources": ["*"], "all_tags": [tag("stage", "prod*", "STRINGNOTLIKE")]}, False),
        ({"resources": ["*"], "all_tags": [tag("owner", "me", "STRINGNOTEQUALS")]}, True),
    ],
)
def test_a_selection_covers_what_its_arns_and_tags_say(
    columns: dict[str, Any], expected: bool
) -> None:
    assert covers(selection(**columns), resource()) is expected


@pytest.mark.parametrize(
    ("columns", "of"),
    [
        ({"resources": None}, {}),
        ({"resources": [None]}, {}),
        ({"resources": ["*"], "not_resources": None}, {}),
        ({"resources": ["arn:aws:ec2:*"], "any_tag": None}, {}),
        ({"resources": ["*"], "all_tags": [tag("backup", None)]}, {}),
        ({"resources": ["*"], "all_tags": [tag("backup", "x", "UNHEARD")]}, {}),
        ({"any_tag": [tag("backup", "daily")]}, {"tags": None}),
        ({"any_tag": [tag("backup", "daily")]}, {"tags": {"backup": None}}),
        ({"resources": ["arn:aws:rds:*"]}, {"arn": ""}),
        ({"listed": False}, {}),
    ],
)
def test_what_nobody_has_seen_leaves_it_open(columns: dict[str, Any], of: dict[str, Any]) -> None:
    assert covers(selection(**columns), resource(**of)) is None


def test_one_clear_no_decides_whatever_else_is_unknown() -> None:
    excluded = selection(resources=None, any_tag=None, not_resources=[ORDERS])
    assert covers(excluded, resource()) is False


def test_a_resource_in_a_template_is_named_by_its_identity() -> None:
    declared = resource(arn="", id="main.tf#aws_db_instance.orders")
    assert covers(selection(resources=["main.tf#aws_db_instance.orders"]), declared) is True


def test_coverage_names_each_plan_once() -> None:
    two = [selection(resources=["*"]), selection(id="s-2", resources=[ORDERS]),
           selection(id="s-3", plan="p-2", resources=["*"])]  # fmt: skip
    assert list(coverage([resource()], two)) == [Coverage(True, ("p-1", "p-2"))]


def test_a_selection_that_covers_outweighs_one_that_is_unknown() -> None:
    both = [selection(resources=None), selection(id="s-2", resources=["*"])]
    assert next(coverage([resource()], both)).covered is True
    (doubtful,) = coverage([resource()], both[:1])
    assert doubtful.covered is None
    assert "s-1" in doubtful.reason


@pytest.mark.parametrize("place", [{"scope": "210987654321"}, {"region": "eu-central-1"}])
def test_a_plan_elsewhere_covers_nothing_here(place: dict[str, str]) -> None:
    assert list(coverage([resource()], [selection(resources=["*"], **place)])) == [Coverage(False)]


def test_a_region_that_nobody_knows_may_be_the_same() -> None:
    planned = selection(resources=["*"], region=None)
    assert next(coverage([resource()], [planned])).covered is True


TAGS = st.lists(st.sampled_from([tag("backup", "daily"), tag("backup", "no"), None]), max_size=2)
ARNS = st.lists(st.sampled_from([ORDERS, "*", "arn:aws:ec2:*", None]), max_size=2)


@given(
    st.fixed_dictionaries(
        {"resources": ARNS, "not_resources": ARNS, "any_tag": TAGS, "all_tags": TAGS}
    ),
    st.sampled_from(["resources", "not_resources", "any_tag", "all_tags"]),
)
def test_seeing_less_of_a_selection_never_turns_a_verdict(
    columns: dict[str, Any], hidden: str
) -> None:
    seen = covers(selection(**columns), resource())
    less = covers(selection(**{**columns, hidden: None}), resource())
    assert less in (seen, None)
