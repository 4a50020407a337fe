"""Every operator, in DuckDB and by the plain-Python oracle, on rows with edge values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from remit import store
from remit.conditions import ConditionError, Expr, World, exists_in
from remit.patterns import PatternError, compiled
from remit.rendering import Renderer
from remit.tables import NEVER, Column, Records, Table
from tests.oracle import typed

NOW = datetime(2026, 11, 1, 12, 30, 15, tzinfo=UTC)


class Other(Table, name="other", service="shop"):
    """Rows that exists_in looks at."""

    link = Column(str, "Which thing it belongs to.")
    flag = Column(bool, "A truth.")
    number = Column(int, "A whole number.", absent=0)
    words = Column(list[str], "Texts.")


class Thing(Table, name="thing", service="shop"):
    """One column of each kind, twice where two are compared."""

    text = Column(str, "A text.")
    word = Column(str, "Another text.")
    flag = Column(bool, "A truth.")
    number = Column(int, "A whole number.", absent=0)
    count = Column(int, "Another whole number.", absent=0)
    ratio = Column(float, "A number.", absent=0.0)
    moment = Column(datetime, "A moment.", absent=NEVER)
    later = Column(datetime, "Another moment.", absent=NEVER)
    words = Column(list[str], "Texts.")
    labels = Column(dict[str, str], "A map.")
    parts = Column(Records(name=str, on=bool, size=int, made=datetime), "Records.")


OWN = ("text", "word", "flag", "number", "count", "ratio", "moment", "later", "words", "labels",
       "parts")  # fmt: skip

CONDITIONS: tuple[Expr, ...] = (
    Thing.text == "a",
    Thing.text != 'it\'s "so" \\n\n%_',
    Thing.text == "Σİé🤷‍♀️",
    Thing.text < Thing.word,
    Thing.text >= "é",
    Thing.flag,
    Thing.flag == True,  # noqa: E712
    Thing.flag != False,  # noqa: E712
    Thing.number == -1,
    Thing.number < 2**63 - 1,
    Thing.number >= Thing.count,
    Thing.number != Thing.count,
    Thing.number <= Thing.ratio,
    Thing.ratio > 0.1,
    Thing.ratio == 1e-7,
    Thing.ratio != 3,
    Thing.ratio < 2**63 - 1,
    Thing.moment < Thing.later,
    Thing.moment == NOW,
    Thing.moment > datetime(1970, 1, 1, tzinfo=UTC),
    Thing.flag & (Thing.number > 0),
    Thing.flag | (Thing.number > 0) | (Thing.text == ""),
    ~(Thing.flag & ~(Thing.number > 0)),
    (Thing.flag | (Thing.text == "")) & ((Thing.number > 0) | (Thing.count < 0)),
    (Thing.number > 0) == (Thing.count > 0),
    Thing.text.is_in("a", "", "it's"),
    Thing.number.is_in(0, -1, 2**63 - 1),
    ~Thing.ratio.is_in(0.0, 0.1, 7),
    Thing.flag.is_in(True),
    Thing.text.matches("^a.c$"),
    Thing.text.matches(r"(?i)arn:AWS[\w-]*:.*/\d+\s*$"),
    Thing.text.starts_with("a"),
    Thing.text.ends_with("'"),
    Thing.text.contains("%"),
    Thing.text.contains(""),
    Thing.text.lower() == "aσi",
    Thing.text.lower().is_in("a", "it's"),
    Thing.text.is_empty(),
    Thing.words.is_empty(),
    Thing.labels.is_empty(),
    Thing.parts.is_empty(),
    Thing.text.length() > 1,
    Thing.words.length() == 2,
    Thing.labels.length() > -1,
    Thing.parts.length() <= Thing.count,
    Thing.moment.older_than(90),
    Thing.moment.older_than(0),
    Thing.moment.within_days(0.5),
    ~Thing.moment.within_days(30),
    Thing.words.has("a"),
    ~Thing.words.has(""),
    Thing.labels.key("owner") == "",
    Thing.labels.key("it's") != "x",
    Thing.labels.key("owner").matches("^[a-z]+$"),
    Thing.labels.has_key("owner"),
    ~Thing.labels.has_key(""),
    Thing.words.any(lambda word: word.starts_with("a") | (word == "")),
    Thing.words.all(lambda word: word.length() < 3),
    Thing.words.any(lambda word: word == Thing.text),
    Thing.parts.any(lambda part: part.on & (part.size > 0)),
    Thing.parts.all(lambda part: part.on | part.name.is_in("a", "b")),
    ~Thing.parts.any(lambda part: (part.name == Thing.word) & ~part.on),
    Thing.parts.any(lambda part: part.made.older_than(1)),
    Thing.parts.all(lambda part: part.name.lower().matches("^a")),
    exists_in(Other, Other.link == Thing.text),
    exists_in(Other, Thing.text == Other.link),
    exists_in(Other, Other.link == Thing.text, Other.flag),
    exists_in(Other, Thing.text == Other.link, ~Other.flag, Other.number > 0),
    ~exists_in(Other, Other.link == Thing.text, Other.flag | (Other.number > Thing.number)),
    exists_in(Other, Other.flag, Other.link == Thing.text),
    exists_in(Other, Other.flag | (Other.link == Thing.text)),
    exists_in(Other, Other.number > Thing.number),
    exists_in(Other, Other.flag),
    exists_in(Other, (Other.link == Thing.text) & (Other.words.has("a") | Thing.flag)),
    exists_in(Other, Other.link == Thing.text, Other.words.any(lambda w: w == Thing.word)),
    exists_in(Other, Other.id == Thing.text),
    exists_in(Other, Other.id == Thing.text, Other.flag),
    exists_in(Other, Other.flag, Other.name == Thing.text),
    exists_in(Other, Other.words.any(lambda w: w == Thing.word)),
    exists_in(Other, Other.words.any(lambda w: w == Thing.word), Other.flag),
    ~exists_in(Other, Other.words.any(lambda w: Thing.text == w), ~Other.flag, Other.number > 0),
    exists_in(Other, Other.number == Thing.number, Other.flag),
    exists_in(Other, Other.link == "a", Other.flag),
    Thing.flag & ~exists_in(Other, Other.link == Thing.word) | (Thing.text == ""),
)

TEXTS = st.one_of(
    st.sampled_from(["", "a", "b", "A", "it's", 'say "x"', "a\nc", "abc\n", "a\\c", "%", "_",
                     "Σ", "AΣİ", "ſK", "é", "e\u0301", "🤷‍♀️", "null",
                     "NULL", "  ", "\t", "\u2028", "⟦x⟧",
                     "arn:aws-cn:iam::123456789012:role/7", "owner"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6),
)  # fmt: skip
NUMBERS = st.one_of(
    st.sampled_from([0, 1, -1, 2, 3, 2**53, 2**53 + 1, 2**63 - 1, -(2**63) + 1]),
    st.integers(-(2**63) + 1, 2**63 - 1),
)
RATIOS = st.one_of(
    st.sampled_from([0.0, -0.0, 0.1, 1e-7, 1e300, -1e300, 3.0, 7.0, float(2**63)]),
    st.floats(allow_nan=False, allow_infinity=False),
)
SECONDS = [0, 1, -1, 43_200, 43_201, 90 * 86_400, 30 * 86_400, 86_400]
MOMENTS = st.one_of(
    st.sampled_from([NOW + sign * timedelta(seconds=s) for s in SECONDS for sign in (1, -1)]),
    st.sampled_from([datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda m: m.replace(tzinfo=UTC)),
).map(lambda m: m.strftime("%Y-%m-%dT%H:%M:%SZ"))
NONE = st.none()


def records(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(
        NONE | st.fixed_dictionaries({k: NONE | v for k, v in fields.items()}), max_size=3
    )


THINGS = st.fixed_dictionaries(
    {
        "text": NONE | TEXTS,
        "word": NONE | TEXTS,
        "flag": NONE | st.booleans(),
        "number": NONE | NUMBERS,
        "count": NONE | NUMBERS,
        "ratio": NONE | RATIOS,
        "moment": NONE | MOMENTS,
        "later": NONE | MOMENTS,
        "words": NONE | st.lists(NONE | TEXTS, max_size=3),
        "labels": NONE
        | st.dictionaries(st.sampled_from(["owner", "", "it's"]) | TEXTS, NONE | TEXTS, max_size=3),
        "parts": NONE
        | records(name=TEXTS, on=st.booleans(), size=NUMBERS, made=MOMENTS),
    }
)  # fmt: skip
OTHERS = st.fixed_dictionaries(
    {
        "link": NONE | TEXTS,
        "flag": NONE | st.booleans(),
        "number": NONE | NUMBERS,
        "words": NONE | st.lists(NONE | TEXTS, max_size=2),
    }
)


def in_duckdb(
    conditions: Sequence[Expr], things: Sequence[Any], others: Sequence[Any]
) -> list[list[Any]]:
    """Per thing, what DuckDB says of each condition; the same if doubts are ruled out before."""
    connection = store.connect()
    with store.Spool() as spool:
        for table, rows in ((Thing, things), (Other, others)):
            for row in rows:
                spool.add(table, {**row, "unseen": {}})
        spool.load(connection, [Thing, Other])
    store.create_missing(connection, [Thing, Other])

    def finds_none(query: str) -> bool:
        return connection.execute(query).fetchone() is None

    def said(renderer: Renderer) -> list[list[Any]]:
        chosen = ", ".join(renderer.sql(condition) for condition in conditions)
        return [list(row) for row in connection.execute(f"SELECT {chosen} FROM thing t").fetchall()]

    plain = said(Renderer(Thing, NOW))
    assert said(Renderer(Thing, NOW, none=finds_none)) == plain
    return plain


def by_oracle(
    conditions: Sequence[Expr], things: Sequence[Any], others: Sequence[Any]
) -> list[list[Any]]:
    world = World(NOW, {"other": [typed(Other, row) for row in others]})
    rows = [typed(Thing, row) for row in things]
    return [[condition.evaluate(row, world) for condition in conditions] for row in rows]


def differences(
    conditions: Sequence[Expr], things: Sequence[Any], others: Sequence[Any]
) -> list[Any]:
    engine, oracle = in_duckdb(conditions, things, others), by_oracle(conditions, things, others)
    assert len(engine) == len(oracle)
    return [
        f"{condition}: DuckDB {said}, oracle {meant}, of {thing}"
        for thing, answers, wanted in zip(things, engine, oracle, strict=True)
        for condition, said, meant in zip(conditions, answers, wanted, strict=True)
        if said is not meant
    ]


LINKED = [condition for condition in CONDITIONS if "exists_in" in str(condition)]
UNLINKED = [condition for condition in CONDITIONS if "exists_in" not in str(condition)]
SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""DuckDB plans each subquery anew, whatever the number of rows: many rows rather than runs."""
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.lists(THINGS, min_size=1, max_size=12))
def test_duckdb_and_the_oracle_agree_on_every_operator(things: list[Any]) -> None:
    assert not differences(UNLINKED, things, [])


@SLOW
@given(st.data())
def test_links_agree_where_both_sides_meet_or_are_unknown(data: st.DataObject) -> None:
    """Few values, so that rows of the two tables do meet."""
    few = NONE | st.sampled_from(["", "a", "b"])
    flag, number = NONE | st.booleans(), NONE | st.integers(-1, 1)
    words = NONE | st.lists(few, max_size=2)
    place = {"scope": st.just("1"), "region": st.sampled_from(["here", "global"])}
    thing = st.fixed_dictionaries(
        {"text": few, "word": few, "flag": flag, "number": number, **place}
    )
    other = st.fixed_dictionaries(
        {"id": few, "name": few, "link": few, "flag": flag, "number": number, "words": words,
         "listed": st.sampled_from([True, True, False]), "scope": st.sampled_from(["1", "2"]),
         "region": st.sampled_from(["here", "there", "global"])}
    )  # fmt: skip
    things = data.draw(st.lists(thing, min_size=5, max_size=25))
    others = data.draw(st.lists(other, max_size=4))
    assert not differences(LINKED, things, others)


@settings(max_examples=100, deadline=None)
@given(THINGS, st.lists(OTHERS, max_size=3))
def test_a_value_that_is_not_seen_never_turns_an_answer(thing: Any, others: list[Any]) -> None:
    (seen,) = by_oracle(CONDITIONS, [thing], others)
    for name in OWN:
        (less,) = by_oracle(CONDITIONS, [{**thing, name: None}], others)
        assert all(b in (a, None) for a, b in zip(seen, less, strict=True)), name
    for name in ("link", "flag", "number", "words"):
        blind = [{**other, name: None} for other in others]
        (less,) = by_oracle(CONDITIONS, [thing], blind)
        assert all(b in (a, None) for a, b in zip(seen, less, strict=True)), name


@QUICK
@given(TEXTS, TEXTS, st.lists(NONE | TEXTS, max_size=4))
def test_any_constant_is_spelt_so_that_duckdb_reads_it(
    one: str, two: str, values: list[Any]
) -> None:
    conditions = [
        Thing.text == one,
        Thing.text.is_in(one, two),
        Thing.text.starts_with(one),
        Thing.text.ends_with(one),
        Thing.text.contains(one),
        Thing.text.lower() == one,
        Thing.labels.key(one) == two,
        Thing.labels.has_key(one),
        Thing.words.has(one),
    ]
    things = [{"text": value, "labels": {one: value}, "words": [value, two]} for value in
              (*values, one, two, one + two)]  # fmt: skip
    assert not differences(conditions, things, [])


def test_a_row_of_a_list_that_nobody_read_makes_its_whole_table_doubtful() -> None:
    unlisted = {"listed": False}
    things = [{"text": "a", "flag": True}]
    conditions = [
        exists_in(Other, Other.link == Thing.text),
        ~exists_in(Other, Other.link == Thing.text, Other.flag),
        exists_in(Other, Other.flag),
        exists_in(Other, Other.id == Thing.text),
        exists_in(Other, Other.flag, Other.name == Thing.text),
    ]
    unlisted |= {"id": "123456789012/eu-west-1/other/?", "name": ""}
    assert in_duckdb(conditions, things, [unlisted]) == [[None] * 5]
    found = {"link": "a", "flag": True, "id": "a", "name": "a"}
    assert in_duckdb(conditions, things, [unlisted, found]) == [[True, False, True, True, True]]
    assert not differences(conditions, things, [unlisted, found])


def test_an_unlisted_row_whose_link_is_known_concerns_that_resource_alone() -> None:
    linked = exists_in(Other, Other.link == Thing.text, Other.flag)
    things = [{"text": "a"}, {"text": "b"}, {"text": None}]
    assert in_duckdb([linked], things, [{"link": "a"}]) == [[None], [False], [None]]
    assert not differences([linked], things, [{"link": "a"}])


def test_a_second_before_and_after_a_threshold_are_told_apart() -> None:
    def at(seconds: int) -> dict[str, Any]:
        moment = NOW - timedelta(days=90) + timedelta(seconds=seconds)
        return {"moment": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}

    old = Thing.moment.older_than(90)
    assert in_duckdb([old], [at(-1), at(0), at(1)], []) == [[True], [False], [False]]


# --- patterns ---------------------------------------------------------------------------------

PATTERN_PARTS = st.sampled_from(
    ["a", "b", ".", "^", "$", "*", "+", "?", "|", "(", ")", "(?:", "(?i)", "(?s)", "[a-c]", "[^a]",
     "[", "]", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\b", r"\B", r"\A", r"\Z", r"\z", r"\.",
     r"\\", r"\/", "{2}", "{1,}", "{,2}", "{", "}", "-", " ", "é", r"[\d_]", r"[\s]", r"[^\w-]",
     "(?=", "(?!", "(?<=", r"\1", "(?P<n>", "(?P=n)", "++", "*?", r"\x41", r"\t", "[[:alpha:]]",
     r"\pL", r"[\b]", "[]a]"]
)  # fmt: skip
SUBJECTS = ["", "a", "A", "ab", "abc", "a\n", "\n", "a b", "a\vb", "é", "É", "_", "-", "1", "٣",
            "a1_-",            "a.b", "\\", "[x]", "A\nb", "aab", "{2}", "K"]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PATTERN_PARTS, min_size=1, max_size=5).map("".join))
@example("^a$")
@example(r"^\S+$")
def test_a_pattern_is_refused_or_finds_the_same_in_duckdb(pattern: str) -> None:
    try:
        condition = Thing.text.matches(pattern)
    except ConditionError:
        return
    assert not differences([condition], [{"text": subject} for subject in SUBJECTS], [])


@pytest.mark.parametrize(
    "pattern",
    ["a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", r"(a)\1", "(?P<x>a)(?P=x)", "(?>a)", "a++", r"a\Z",
     "(", "a{1001}", "(a{100}){11}", "[[:alpha:]]", r"\pL", "(?x)a", "(?m)^a", r"\é", r"\B"],
)  # fmt: skip
def test_what_re2_lacks_is_refused_when_the_condition_is_written(pattern: str) -> None:
    with pytest.raises(PatternError):
        compiled(pattern)
    with pytest.raises(ConditionError):
        Thing.text.matches(pattern)


# --- what cannot mean anything ----------------------------------------------------------------

SENSELESS: Mapping[str, Callable[[], Any]] = {
    "text with number": lambda: Thing.text == 5,
    "number with text": lambda: Thing.number == "5",
    "whole number with a fraction": lambda: Thing.number > 1.5,
    "truth in order": lambda: Thing.flag < True,
    "list compared": lambda: Thing.words == "a",
    "column among constants": lambda: Thing.text.is_in(Thing.word),
    "nothing to be in": Thing.text.is_in,
    "text as condition": lambda: Thing.flag & Thing.text,
    "python's and": lambda: Thing.flag and Thing.flag,
    "python's chain": lambda: 1 < Thing.number < 5,
    "beyond 64 bits": lambda: Thing.number < 2**64,
    "infinite": lambda: Thing.ratio < float("inf"),
    "a NUL": lambda: Thing.text == "a\0b",
    "prefix of a number": lambda: Thing.number.starts_with("a"),
    "prefix that is none": lambda: Thing.text.starts_with(5),  # type: ignore[arg-type]
    "key of a list": lambda: Thing.words.key("a"),
    "older than ever": lambda: Thing.moment.older_than(10**9),
    "age of a text": lambda: Thing.text.older_than(3),
    "any of a map": lambda: Thing.labels.any(lambda item: item == "a"),
    "lists in lists": lambda: Thing.words.any(lambda a: Thing.words.any(lambda b: b == "x")),
    "tables in lists": lambda: Thing.words.any(lambda a: exists_in(Other, Other.link == a)),
    "tables in tables": lambda: exists_in(Other, exists_in(Other, Other.flag)),
    "test that is none": lambda: Thing.words.all(lambda item: item),
}


@pytest.mark.parametrize("name", SENSELESS)
def test_a_condition_that_cannot_mean_anything_is_refused_when_written(name: str) -> None:
    with pytest.raises(ConditionError):
        SENSELESS[name]()


def test_a_field_that_a_record_lacks_is_refused_when_written() -> None:
    with pytest.raises(AttributeError, match="no field colour"):
        Thing.parts.any(lambda part: part.colour == "red")
