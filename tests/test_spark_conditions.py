"""Every operator in Spark SQL and by the plain-Python oracle, on rows with edge values."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from remit.conditions import ConditionError, Expr
from remit.spark import session as spark_session
from remit.spark.rendering import SparkRenderer
from remit.spark.sql import schema
from tests.spark import spark, written
from tests.test_conditions import (
    CONDITIONS,
    NOW,
    PATTERN_PARTS,
    SECONDS,
    SUBJECTS,
    Other,
    Thing,
    by_oracle,
)

__all__ = ["spark"]

TEXTS = ["", "a", "b", "A", "it's", 'say "x"', "a\nc", "abc", "abc\n", "a\rc", "a\\c", "%", "_",
         "Σ", "AΣİ", "ΑΣ", "ΣΑΣ Σ", "ſK", "é", "e\u0301", "🤷‍♀️", "null", "NULL", "  ", "\t",
         "\u2028", "⟦x⟧", "owner", "13.4", "${a}", "arn:aws-cn:iam::1:role/7"]  # fmt: skip
NUMBERS = [0, 1, -1, 2, 3, 2**53, 2**53 + 1, 2**63 - 1, -(2**63) + 1]
RATIOS = [0.0, -0.0, 0.1, 1e-7, 1e300, -1e300, 3.0, 7.0, 13.4, float(2**63), float(2**53)]
MOMENTS = [
    *(NOW + sign * timedelta(seconds=s) for s in SECONDS for sign in (1, -1)),
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, tzinfo=UTC),
]


class Edges:
    """Rows of edge values, the same at each run."""

    def __init__(self) -> None:
        self.random = random.Random(2026)

    def one(self, values: Sequence[Any]) -> Any:
        """One of the values, or now and then NULL."""
        return None if self.random.random() < 0.15 else self.random.choice(values)

    def moment(self) -> Any:
        found = self.one(MOMENTS)
        return found and found.strftime("%Y-%m-%dT%H:%M:%SZ")

    def some(self, values: Sequence[Any]) -> Any:
        """A list of them, empty and NULL too."""
        return self.one([[self.one(values) for _ in range(self.random.randint(0, 3))]])

    def part(self) -> Any:
        return {
            "name": self.one(TEXTS),
            "on": self.one([True, False]),
            "size": self.one(NUMBERS),
            "made": self.moment(),
        }

    def thing(self, texts: Sequence[str] = TEXTS, numbers: Sequence[int] = NUMBERS) -> Any:
        keys = self.random.sample(["owner", "", "it's", "a", "Σ"], self.random.randint(0, 3))
        return {
            "text": self.one(texts),
            "word": self.one(texts),
            "flag": self.one([True, False]),
            "number": self.one(numbers),
            "count": self.one(numbers),
            "ratio": self.one(RATIOS),
            "moment": self.moment(),
            "later": self.moment(),
            "words": self.some(texts),
            "labels": self.one([{key: self.one(texts) for key in keys}]),
            "parts": self.some([self.part(), self.part()]),
        }

    def other(self) -> Any:
        few = ["", "a", "b"]
        return {
            "id": self.one(few),
            "name": self.one(few),
            "link": self.one(few),
            "flag": self.one([True, False]),
            "number": self.one([-1, 0, 1]),
            "words": self.some(few),
            "listed": self.random.random() < 0.7,
            "region": self.random.choice(["eu-west-1", "us-east-1", "global"]),
            "scope": self.random.choice(["1", "2"]),
        }


def in_spark(
    spark: Any,
    folder: Path,
    conditions: Sequence[Expr],
    things: Sequence[Any],
    others: Sequence[Any] = (),
) -> list[list[Any]]:
    """Per thing, what Spark says of each condition."""
    folder.mkdir()
    session = spark_session.prepared(spark)
    spark_session.fit(session, len(things))
    for table, path in written(folder, {Thing: things, Other: others}).items():
        rows = session.read.schema(schema(table)).parquet(str(path))
        rows.createOrReplaceTempView(table.spec.name)
    renderer = SparkRenderer(Thing, NOW)
    chosen = ", ".join(f"{renderer.sql(one)} AS c{n}" for n, one in enumerate(conditions))
    found = session.sql(f"SELECT CAST(t.line AS INT), {chosen} FROM thing t ORDER BY t.line")
    return [list(row)[1:] for row in found.collect()]


def differences(
    spark: Any,
    folder: Path,
    conditions: Sequence[Expr],
    things: Sequence[Any],
    others: Sequence[Any] = (),
) -> Iterator[str]:
    numbered = [{**thing, "line": number} for number, thing in enumerate(things)]
    engine = in_spark(spark, folder, conditions, numbered, others)
    oracle = by_oracle(conditions, numbered, others)
    assert len(engine) == len(oracle)
    for thing, answers, wanted in zip(things, engine, oracle, strict=True):
        for condition, said, meant in zip(conditions, answers, wanted, strict=True):
            if said is not meant:
                yield f"{condition}: Spark {said}, oracle {meant}, of {thing}"


LINKED = [condition for condition in CONDITIONS if "exists_in" in str(condition)]
UNLINKED = [condition for condition in CONDITIONS if "exists_in" not in str(condition)]


def test_spark_and_the_oracle_agree_on_every_operator(spark: Any, tmp_path: Path) -> None:
    edges = Edges()
    things = [{}, *(edges.thing() for _ in range(600))]
    assert not list(differences(spark, tmp_path / "rows", UNLINKED, things))


def test_spark_and_the_oracle_agree_on_links_that_meet_or_are_unknown(
    spark: Any, tmp_path: Path
) -> None:
    edges = Edges()
    for number, count in enumerate((0, 1, 2, 4)):
        things = []
        for _ in range(40):
            place = {"region": edges.random.choice(["eu-west-1", "global"]), "scope": "1"}
            things.append({**edges.thing(["", "a", "b"], [-1, 0, 1]), **place})
        others = [edges.other() for _ in range(count)]
        folder = tmp_path / str(number)
        assert not list(differences(spark, folder, LINKED, things, others))


@pytest.mark.filterwarnings("ignore:Possible set")
def test_a_pattern_finds_the_same_in_spark(spark: Any, tmp_path: Path) -> None:
    parts = list(PATTERN_PARTS.elements)
    patterns = [one + two for one, two in product(["", *parts], repeat=2)]
    patterns += [r"^\S+$", "^a.c$", r"(?i)^É", "(?s)a.b", "[a&&b]", "[^^]", r"a[\[\]]", "(?i)k"]
    conditions = []
    for pattern in dict.fromkeys(patterns):
        try:
            conditions.append(Thing.text.matches(pattern))
        except ConditionError:
            continue
    assert len(conditions) > 400
    things = [{"text": subject} for subject in SUBJECTS]
    assert not list(differences(spark, tmp_path / "rows", conditions, things))


def test_any_constant_is_spelt_so_that_spark_reads_it(spark: Any, tmp_path: Path) -> None:
    conditions = []
    for text in TEXTS:
        conditions += [
            Thing.text == text,
            Thing.text.is_in(text, "x"),
            Thing.text.starts_with(text),
            Thing.text.ends_with(text),
            Thing.text.contains(text),
            Thing.text.lower() == text,
            Thing.labels.key(text) == text,
            Thing.labels.has_key(text),
            Thing.words.has(text),
        ]
    things = [{"text": one, "labels": {one: one}, "words": [one, None]} for one in TEXTS]
    assert not list(differences(spark, tmp_path / "rows", conditions, things))


def test_a_second_before_and_after_a_threshold_are_told_apart(spark: Any, tmp_path: Path) -> None:
    edge = NOW - timedelta(days=90)
    things = [{"moment": (edge + timedelta(seconds=s)).strftime("%Y-%m-%dT%H:%M:%SZ"), "line": s}
              for s in (-1, 0, 1)]  # fmt: skip
    found = in_spark(spark, tmp_path / "rows", [Thing.moment.older_than(90)], things)
    assert found == [[True], [False], [False]]


@pytest.mark.parametrize("master", ["local", "local[4]", "local[*]", "yarn", "spark://a:7077"])
def test_masters_are_told_from_what_is_no_engine(master: str) -> None:
    assert spark_session.MASTER.fullmatch(master)
    with pytest.raises(spark_session.SparkError, match="is no engine"):
        spark_session.start(f"{master} x")
