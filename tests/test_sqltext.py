"""Conditions written as SQL text: what is read, what is refused, and that nothing runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from remit.conditions import ConditionError, Kind
from remit.rendering import Renderer
from remit.sqltext import FUNCTIONS, parse
from remit.tables import NEVER, Column, Records, Table
from tests.examples import NOW


class Disk(Table, name="disk", service="shop"):
    """What the conditions below are about."""

    kindly = Column(str, "A text.")
    host = Column(str, "Whose it is.")
    sealed = Column(bool, "A truth.")
    size = Column(int, "A whole number.", absent=0)
    load = Column(float, "A number.", absent=0.0)
    made = Column(datetime, "A moment.", absent=NEVER)
    zones = Column(list[str], "Texts.")
    parts = Column(Records(label=str, key=str, matches=bool, size=int), "Records.")


class Host(Table, name="host", service="shop"):
    """What disks belong to."""

    open = Column(bool, "A truth.")
    host = Column(str, "Its name, as its disks spell it.")


TABLES = {"disk": Disk, "host": Host}


def read(text: str) -> Any:
    return parse(text, Disk, TABLES)


READ = {
    "kindly = 'ssd'": "kindly = 'ssd'",
    "kindly <> 'it''s'": 'kindly <> "it\'s"',
    "NOT sealed AND size >= -7": "not sealed and size >= -7",
    "(sealed OR size < 3) AND load <= 0.5": "(sealed or size < 3) and load <= 0.5",
    "kindly IN ('a', 'b')": "kindly in ('a', 'b')",
    "size NOT IN (1, 2)": "not (size in (1, 2))",
    "tags['owner'] = ''": "tags['owner'] = ''",
    "sealed = TRUE": "sealed = true",
    "'ssd' = kindly": "'ssd' = kindly",
    "size = load": "size = load",
    "has(zones, 'a')": "any(zones, item = 'a')",
    "has_key(tags, 'owner')": "has_key(tags, 'owner')",
    "matches(kindly, '^s')": "kindly matches '^s'",
    "starts_with(kindly, 's')": "kindly starts with 's'",
    "ends_with(kindly, 'd')": "kindly ends with 'd'",
    "contains(kindly, 's')": "kindly contains 's'",
    "lower(kindly) = 'ssd'": "lower(kindly) = 'ssd'",
    "length(kindly) > 1": "length(kindly) > 1",
    "length(zones) > 1": "length(zones) > 1",
    "length(tags) > 1": "length(tags) > 1",
    "older_than(made, 90)": "older_than(made, 90 days)",
    "within_days(made, 30)": "older_than(made, -30 days)",
    "exists_in(host, open AND host.host = disk.host)": "exists_in(host, open and host = host)",
    "any(zones, item = 'a')": "any(zones, item = 'a')",
    "any(parts, item.key = 'a' AND NOT item.matches)": (
        "any(parts, item.key = 'a' and not (item.matches))"
    ),
    "all(parts, item.size > 3)": "not (any(parts, not (item.size > 3)))",
}


@pytest.mark.parametrize("text", [text for text, meaning in READ.items() if meaning])
def test_a_text_means_the_condition_it_spells(text: str) -> None:
    assert str(read(text)) == READ[text]
    assert Renderer(Disk, NOW).sql(read(text))


def test_every_function_that_a_user_is_told_of_can_be_read() -> None:
    named = {function.partition("(")[0] for function in FUNCTIONS}
    shown = {text.partition("(")[0].lower() for text in READ if "(" in text}
    assert named <= shown


def test_an_unqualified_name_inside_exists_in_is_the_other_tables_first() -> None:
    condition = read("exists_in(host, host = disk.host)")
    assert [node.table for node in condition.walk() if isinstance(node, Column)] == [Host, Disk]


REFUSED = {
    "": "one expression",
    "size": "not a condition",
    "TRUE": "reads no column",
    "1 = 1": "reads no column",
    "kindly = 'a'; DROP TABLE disk": "one expression",
    "kindly = 5": "is a text",
    "size = 'a'": "is a integer",
    "size = 1.5": "is a integer",
    "size = 99999999999999999999": "64 bits",
    "kindly = NULL": "outside the language",
    "kindly IS NULL": "outside the language",
    "kindly LIKE 'a%'": "outside the language",
    "size BETWEEN 1 AND 2": "outside the language",
    "size + 1 = 2": "outside the language",
    "kindly IN (SELECT 1)": "outside the language",
    "kindly IN (host)": "not a constant",
    "nobody = 'a'": "no column nobody",
    "host.open": "no table host",
    "a.b.c = 'x'": "not a column",
    "read_text('/etc/passwd') = 'x'": "outside the language",
    "SELECT 1": "outside the language",
    "COPY disk TO '/tmp/x'": "outside the language",
    "CASE WHEN sealed THEN sealed END": "outside the language",
    "matches(kindly, 'a(?=b)')": "look-around",
    "matches(kindly, '(a)\\1')": "escape",
    "matches(kindly, '(')": "no pattern",
    "starts_with(kindly, 5)": "looked for",
    "starts_with(kindly, host)": "not a constant",
    "older_than(made, 'long')": "days",
    "older_than(made, 1e999)": "days",
    "older_than(size, 5)": "is a integer",
    "tags[1] = 'a'": "looked for",
    "zones['a'] = 'a'": "list of text",
    "any(zones, item.label = 'a')": "no field label",
    "any(parts, item.nothing = 'a')": "no field nothing",
    "any(parts, item = 'a')": "list of records",
    "any(kindly, item = 'a')": "is a text",
    "any(parts, exists_in(host, open))": "inside any",
    "any(zones, any(zones, item = 'a'))": "inside any",
    "exists_in(host, exists_in(host, open))": "no other table",
    "exists_in(disk, sealed)": "no other table",
    "exists_in(nowhere, sealed)": "no other table nowhere",
    "item = 'a' AND any(zones, item)": "is a text",
    "sealed AND kindly": "is a text",
    "NOT size": "is a integer",
    "sealed < TRUE": "is a boolean",
    "-'a' = kindly": "not a constant",
    "'unclosed": "not a condition",
    "((((": "not a condition",
    "kindly = 'a' OR": "not a condition",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_outside_the_language_is_refused_in_one_clear_line(text: str) -> None:
    with pytest.raises(ConditionError, match=REFUSED[text]) as refusal:
        read(text)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 600


def test_depth_and_length_have_limits() -> None:
    for text in ("(" * 3000 + "sealed" + ")" * 3000, "NOT " * 2400 + "sealed", "x" * 10_001):
        with pytest.raises(ConditionError):
            read(text)


WORDS = st.sampled_from(
    [*"()[],.;=<>'\"-+*/%|&!:@$#~`\\{}?", "AND", "OR", "NOT", "IN", "IS", "NULL", "ANY", "ALL",
     "kindly", "size", "sealed", "zones", "parts", "tags", "made", "item", "host", "disk",
     "exists_in",
     "any", "has", "has_key", "matches", "lower", "length", "older_than", "'a'", "'", "1", "1e9",
     "0x1F", "SELECT", "FROM", "CASE", "WHEN", "THEN", "END", "CAST", "AS", "INT", "::", "->",
     "=>",
     "--", "/*", "*/", "²", "é", "\n", "DATE", "INTERVAL", "LAMBDA", "x'41'", "e'\\n'", "$$"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=14).map(" ".join)))
@example("tags['a'][0] = 'b'")
@example("\x1b[31m = 'a'")
def test_any_text_is_a_condition_or_refused_and_nothing_else(text: str) -> None:
    try:
        condition = read(text)
    except ConditionError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert condition.kind is Kind.BOOLEAN
        assert Renderer(Disk, NOW).sql(condition)


def test_a_condition_is_read_without_running_anything(tmp_path: Any) -> None:
    for text in (f"COPY disk TO '{tmp_path}/x'", f"ATTACH '{tmp_path}/y'", "INSTALL httpfs"):
        with pytest.raises(ConditionError):
            read(text)
    assert not list(tmp_path.iterdir())
