"""How a found value becomes a column's value, and what keeps it from being known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from remit.conditions import Kind
from remit.rows import Coercion, coerce, fill, finish, partition_of
from remit.tables import By, Column, Records
from remit.values import Partial, Reference, Unknown

DOUBT = Unknown("parameter X has no value")
KEY = Reference("Key", "Arn")


def identify(value: Reference | str) -> str:
    return f"here#{value.address}" if isinstance(value, Reference) else f"here#{value}"


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (Kind.TEXT, 7, "7"),
        (Kind.TEXT, True, "true"),
        (Kind.TEXT, {"b": 1, "a": [2]}, '{"a":[2],"b":1}'),
        (Kind.BOOLEAN, "Enabled", True),
        (Kind.BOOLEAN, "0", False),
        (Kind.BOOLEAN, 1, True),
        (Kind.INTEGER, "30", 30),
        (Kind.NUMBER, "0.5", 0.5),
        (Kind.TIME, 0, "1970-01-01T00:00:00Z"),
        (Kind.TIME, "2026-11-01T02:00:00.5+02:00", "2026-11-01T00:00:00Z"),
        (Kind.TIME, "2026-11-01T00:00:00", "2026-11-01T00:00:00Z"),
        (Kind.TIME, datetime(2026, 11, 1, tzinfo=UTC), "2026-11-01T00:00:00Z"),
        (Kind.TEXTS, "one", ["one"]),
        (Kind.TEXTS, ["a", None, 5], ["a", "5"]),
        (Kind.MAP, [{"Key": "a", "Value": "b"}, {"Key": "c"}], {"a": "b", "c": ""}),
        (Kind.MAP, [{"TagKey": "a", "TagValue": "b"}], {"a": "b"}),
        (Kind.MAP, {"a": 1, "b": None}, {"a": "1"}),
        (Kind.RECORDS, {"a": 1}, [{"a": 1}]),
    ],
)
def test_each_kind_takes_the_spellings_of_all_sources(kind: Kind, value: Any, wanted: Any) -> None:
    assert coerce(kind, value) == wanted


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.BOOLEAN, "perhaps"),
        (Kind.INTEGER, "many"),
        (Kind.INTEGER, []),
        (Kind.NUMBER, "much"),
        (Kind.TIME, "yesterday"),
        (Kind.MAP, ["a"]),
        (Kind.MAP, [DOUBT]),
        (Kind.TEXT, {"a": DOUBT}),
    ],
)
def test_what_is_of_another_kind_is_not_known_and_never_guessed(kind: Kind, value: Any) -> None:
    with pytest.raises(Coercion):
        coerce(kind, value)


def test_an_unknown_value_is_null_and_carries_its_reason() -> None:
    assert finish(Column(bool, "x"), DOUBT, identify) == (None, DOUBT.reason)
    assert finish(Column(str, "x"), KEY, identify) == (None, KEY.reason)
    assert finish(Column(str, "x"), Partial("a⟦Key⟧"), identify) == (None, "not known: Key")


def test_a_reference_counts_as_set_where_only_identity_matters() -> None:
    column = Column(str, "x", reference=True)
    assert finish(column, KEY, identify) == ("here#Key", None)
    assert finish(Column(list[str], "x", reference=True), ["a", KEY], identify)[0] == [
        "a",
        "here#Key",
    ]


def test_an_unknown_item_stays_in_its_list_as_null() -> None:
    assert finish(Column(list[str], "x"), ["a", DOUBT], identify) == (["a", None], DOUBT.reason)
    assert finish(Column(dict[str, str], "x"), {"a": DOUBT}, identify) == (
        {"a": None},
        DOUBT.reason,
    )
    records = Column(Records(size=int, on=bool), "x")
    assert finish(records, [{"size": "3"}, DOUBT, {"on": DOUBT}], identify) == (
        [{"size": 3, "on": None}, None, {"size": None, "on": None}],
        DOUBT.reason,
    )


def test_words_are_translated_so_that_sources_agree() -> None:
    column = Column(str, "x", words={"Disabled": "Off"})
    assert finish(column, "Disabled", identify) == ("Off", None)
    assert finish(column, "Enabled", identify) == ("Enabled", None)


def test_silence_means_what_the_column_says_of_each_source() -> None:
    column = Column(int, "x", absent=0, default=By(cfn=1, tf=7), within=9)
    assert [column.silence(source, block=True) for source in ("api", "config", "cfn", "tf")] == [
        0,
        0,
        1,
        7,
    ]
    assert [column.silence(source, block=False) for source in ("api", "cfn", "tf")] == [0, 9, 9]


def test_an_arn_is_left_empty_rather_than_half_filled() -> None:
    assert fill("arn:{partition}:s3:::{name}", {"partition": "aws", "name": None}) == ""
    assert fill("arn:{partition}:s3:::{name}", {"partition": "aws"}) == ""


def test_every_partition_is_told_by_its_regions() -> None:
    assert partition_of("us-isob-east-1") == "aws-iso-b"
    assert partition_of("eusc-de-east-1") == "aws-eusc"
    assert partition_of("eu-west-1") == "aws"
