"""Paths into what a source says, and what its silence means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.paths import BLOCK_ABSENT, LEAF_ABSENT, Silent, explode, finder, is_list, parse
from remit.values import Partial, Reference, Unknown

DOUBT = Unknown("parameter X has no value")
FOUND: list[tuple[str, Any, Any]] = [
    ("a", {"a": 1}, 1),
    ("a.b", {"a": {"b": False}}, False),
    ("a.b", {"a": [{"b": 1}, {"b": 2}]}, 1),
    ("a[].b", {"a": [{"b": 1}, {}, {"b": 2}]}, [1, 2]),
    ("a[].b", {"a": {"b": 1}}, [1]),
    ("a[].b[].c", {"a": [{"b": [{"c": 1}, {"c": 2}]}, {"b": []}]}, [1, 2]),
    ("a[]", {"a": []}, []),
    ("a[k=x.y].v", {"a": [{"k": "z", "v": 1}, {"k": "x.y", "v": 2}]}, 2),
    ("a[k=true].v", {"a": [{"k": "true", "v": 2}]}, 2),
    ("a", {"a": DOUBT}, DOUBT),
    ("a.b.c", {"a": DOUBT}, DOUBT),
    ("a[].b", {"a": DOUBT}, DOUBT),
    ("a[].b", {"a": [{"b": 1}, DOUBT, {"b": DOUBT}]}, [1, DOUBT, DOUBT]),
    ("a.b", {"a": [DOUBT]}, DOUBT),
    ("a.b", {"a": Reference("Key", "Arn")}, Reference("Key", "Arn")),
    ("a[k=x].v", {"a": [{"k": "x", "v": 1}, DOUBT]}, 1),
    ("a[k=x].v", {"a": [DOUBT, {"k": "y", "v": 1}]}, DOUBT),
    ("a[k=x].v", {"a": [{"k": DOUBT, "v": 1}]}, DOUBT),
    ("", {"a": 1}, {"a": 1}),
]


@pytest.mark.parametrize(("path", "value", "wanted"), FOUND)
def test_a_path_leads_to_what_stands_there(path: str, value: Any, wanted: Any) -> None:
    assert finder(path)(value) == wanted


@pytest.mark.parametrize(
    ("path", "value", "silence"),
    [
        ("a", {}, BLOCK_ABSENT),
        ("a", {"a": None}, BLOCK_ABSENT),
        ("a.b", {}, BLOCK_ABSENT),
        ("a.b", {"a": None}, BLOCK_ABSENT),
        ("a.b", {"a": []}, BLOCK_ABSENT),
        ("a.b", {"a": {}}, LEAF_ABSENT),
        ("a.b", {"a": [{}]}, LEAF_ABSENT),
        ("a.b.c", {"a": {}}, BLOCK_ABSENT),
        ("a[k=x].v", {"a": [{"k": "y"}]}, BLOCK_ABSENT),
    ],
)
def test_silence_of_a_block_is_told_from_silence_of_a_value(
    path: str, value: Any, silence: Silent
) -> None:
    assert finder(path)(value) is silence


def test_a_path_through_a_plain_value_is_unknown_and_not_absent() -> None:
    assert finder("a.b")({"a": "text"}) == Unknown("no b in what was read")


def test_a_text_with_holes_is_handed_on_as_it_is() -> None:
    text = Partial("arn:⟦Key⟧")
    assert finder("a")({"a": text}) is text


def test_dots_in_a_selected_value_do_not_split_the_path() -> None:
    assert parse("a[k=x.y].v") == ("a", ("k", "x.y"), "v")
    assert is_list("a[].b")
    assert not is_list("a[k=x].b")


def test_an_item_is_copied_once_for_each_value_of_its_lists() -> None:
    item = {"port": 22, "cidrs": ["a", DOUBT], "self": True, "groups": None}
    assert explode(item, ("cidrs", "groups", "self")) == [
        {"port": 22, "cidrs": "a"},
        {"port": 22, "cidrs": DOUBT},
        {"port": 22, "self": True},
    ]
    assert explode({"port": 22}, ("cidrs",)) == [{"port": 22}]


LEAVES = st.none() | st.booleans() | st.text(max_size=3) | st.just(DOUBT)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abk"), inner),
)


@given(TREES, st.sampled_from(["a", "a.b", "a[].b", "a[k=x].b", "a[]", "a.b[].k", "a[].b[]"]))
def test_no_shape_of_input_breaks_a_path(value: Any, path: str) -> None:
    found = finder(path)(value)
    assert found is not None
