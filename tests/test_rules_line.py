"""The rules that the line keeps where a resource's configuration moves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest

from remit import catalog, responsibility
from remit.checks import can_decide
from remit.conditions import World
from remit.responsibility import Move, Remit
from remit.tables import DECLARED, AnyTable
from tests.examples import OWNERS, Section, sections, short
from tests.oracle import Shown, folder_of, pages_of, shown, world

KNOWN = {table.spec.name: table for table in catalog.tables()}
WHOLE_TABLE = "listed"
"""The condition of a move for every row of a table, which rows of other tables stand beside."""

REMIT = responsibility.load()


def shown_in(move: Move) -> list[str]:
    """The sources that must show a move: templates, or the API where no template can tell of it."""
    spec = KNOWN[move.table].spec
    declared = [source for source in DECLARED if spec.origins[source]]
    telling = [source for source in declared if can_decide(REMIT.condition(move), source)]
    return telling or ([] if spec.calls is None else ["api"]) or declared


MOVES = [
    pytest.param(service, duty, number, source, id=f"{service}-{duty}-{number}-{source}")
    for service in REMIT.lines
    for duty, moves in REMIT.line(service).moves.items()
    for number, move in enumerate(moves)
    if move.table in KNOWN
    for source in shown_in(move)
]
OWNED = [
    pytest.param(section, source, id=f"{section.where}-{source}")
    for section in sections()
    if section.owners
    for source in section.texts
]


def owner_of(
    remit: Remit, table: AnyTable, duty: str, row: Mapping[str, Any], around: World
) -> str:
    """Who owes a duty on a row, by the plain-Python reading of the line."""
    for move in remit.moves(table.spec.service, duty, table):
        if remit.condition(move).evaluate(row, around) is True:
            return str(move.share.owner)
    return str(remit.share(table.spec.service, duty).owner)


def named(section: Section, source: str) -> Iterator[tuple[str, Shown]]:
    """The resources that a section's columns name, in the tables of its own service."""
    for one in shown(section, source):
        name = short(cast("Any", SimpleNamespace(**one.row)), section.names)
        mine = folder_of(one.table) == section.where.partition("/")[0]
        if mine and name in section.names and one.table.spec.of is None and one.row["listed"]:
            yield name, one


@pytest.mark.parametrize("section", [s for s in sections() if s.owners], ids=lambda s: s.where)
def test_a_page_speaks_of_duties_and_owners_that_exist(section: Section) -> None:
    assert set(section.owners) <= set(REMIT.duties)
    assert {owner for owners in section.owners.values() for owner in owners.values()} <= OWNERS


@pytest.mark.parametrize(("section", "source"), OWNED)
def test_the_owners_of_the_page_are_those_of_the_line(section: Section, source: str) -> None:
    around = world(shown(section, source))
    rows: dict[str, list[Shown]] = defaultdict(list)
    for name, one in named(section, source):
        rows[name].append(one)
    for duty, expected in section.owners.items():
        told = {name: owner for name, owner in expected.items() if owner != "-" and rows[name]}
        assert told, f"{source} shows none of {', '.join(expected)}"
        for name, owner in told.items():
            moved = [
                one for one in rows[name] if REMIT.moves(one.table.spec.service, duty, one.table)
            ]
            found = {
                owner_of(REMIT, one.table, duty, one.row, around) for one in moved or rows[name]
            }
            assert found == {owner}, f"{duty} of {name} in {source}"


@pytest.mark.parametrize(("service", "duty", "number", "source"), MOVES)
def test_a_move_is_shown_on_a_resource_that_it_moves_beside_one_that_it_does_not(
    service: str, duty: str, number: int, source: str
) -> None:
    move = REMIT.line(service).moves[duty][number]
    for section in pages_of(folder_of(KNOWN[move.table])):
        if source not in section.texts or duty not in section.owners:
            continue
        moved, still = _sides(move, section, source)
        if moved and still - moved:
            return
    pytest.fail(f"no {source} example with an owner table shows {duty} move by {move.text}")


def _sides(move: Move, section: Section, source: str) -> tuple[set[str], set[str]]:
    """The resources of a section that a move moves, and those that it leaves."""
    table = KNOWN[move.table]
    around = world(shown(section, source))
    condition = REMIT.condition(move)
    sides: dict[object, set[str]] = defaultdict(set)
    for name, one in named(section, source):
        if one.table is table:
            sides[condition.evaluate(one.row, around)].add(name)
        elif move.text == WHOLE_TABLE:
            sides[False].add(name)
    return sides[True], sides[False]


@pytest.mark.parametrize("service", [*REMIT.lines, "batch", "no-such-service"])
def test_every_duty_of_a_service_has_an_owner_and_says_on_what_it_rests(service: str) -> None:
    line = REMIT.line(service)
    assert set(line.shares) == set(REMIT.duties)
    assert all(share.basis for share in line.shares.values())
