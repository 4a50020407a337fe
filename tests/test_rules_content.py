"""The rules that every file of the content keeps."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from remit import catalog, responsibility
from remit.checks import Check, Severity
from remit.conditions import Kind
from remit.responsibility import Owner
from remit.tables import UNSET, AnyTable
from tests.oracle import folder_of

CHECKS = [pytest.param(check, id=f"{folder_of(check)}-{check.id}") for check in catalog.checks()]
TABLES = [
    pytest.param(table, id=f"{folder_of(table)}-{table.spec.name}") for table in catalog.tables()
]
FOLDERS = catalog.folders()
LINED = sorted(
    {
        file.parent.name
        for file in Path(str(catalog.content())).glob("services/*/responsibility.toml")
    }
    | set(FOLDERS)
)
KNOWN = {table.spec.name: table for table in catalog.tables()}

OFFICIAL = re.compile(
    r"https://(docs\.aws\.amazon\.com|aws\.amazon\.com|repost\.aws|awspolicygen\.s3\.amazonaws\.com"
    r"|www\.postgresql\.org|mariadb\.(org|com)|dev\.mysql\.com|www\.mysql\.com|kubernetes\.io"
    r"|endoflife\.date|csrc\.nist\.gov|www\.rfc-editor\.org|nodejs\.org|www\.python\.org)/\S+"
)
MUST_SAY_ABSENT = (Kind.INTEGER, Kind.NUMBER, Kind.TIME)
WORDS_OF_A_DUTY = {"owner", "aws", "customer", "sources", "when"}
WORDS_OF_A_MOVE = {"table", "condition", "owner", "aws", "customer", "sources"}
PROOFS = {"checked", "attested", "both"}


def read(*names: str) -> dict[str, Any]:
    file = catalog.content().joinpath(*names)
    return tomllib.loads(file.read_text(encoding="utf-8"))


def duties() -> dict[str, Any]:
    return read("duties.toml")


def kinds() -> dict[str, Any]:
    return {name: kind for name, kind in read("kinds.toml").items() if isinstance(kind, dict)}


# --- checks -----------------------------------------------------------------------------------


def test_check_ids_and_table_names_are_unique() -> None:
    ids = [check.id for check in catalog.checks()]
    names = [table.spec.name for table in catalog.tables()]
    assert len(ids) == len(set(ids))
    assert len(names) == len(set(names))


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_is_named_after_the_service_that_declares_it(check: Check) -> None:
    assert check.id.startswith((f"{folder_of(check)}_", f"{check.service}_"))
    assert re.fullmatch(r"[a-z][a-z0-9_]*", check.id)


@pytest.mark.parametrize("check", CHECKS)
def test_a_title_is_one_sentence_and_the_text_cites_its_source(check: Check) -> None:
    assert re.fullmatch(r"[A-Z0-9][^\n]{10,110}\.", check.title), check.title
    assert OFFICIAL.search(check.about), f"{check.id} cites no page of AWS's"


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_serves_a_duty_that_its_service_does_not_inherit(check: Check) -> None:
    assert check.duty in duties(), f"{check.duty} is not in duties.toml"
    owner = responsibility.load().share(check.service, check.duty).owner
    assert owner is not Owner.INHERITED, f"{check.service} inherits {check.duty}"


@pytest.mark.parametrize("check", CHECKS)
def test_thresholds_have_defaults_and_the_severity_is_one_of_four(check: Check) -> None:
    assert isinstance(check.severity, Severity)
    for value in check.parameters.values():
        for one in value if isinstance(value, tuple) else (value,):
            assert isinstance(one, (int, float, str)), value
    assert str(check.adjusted(check.parameters).passes) == str(check.passes)


@pytest.mark.parametrize("check", CHECKS)
def test_some_source_can_decide_a_check(check: Check) -> None:
    assert check.sources


# --- tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_a_table_and_its_columns_say_what_they_are(table: AnyTable) -> None:
    assert (table.__doc__ or "").strip(), f"{table.spec.name} has no docstring"
    mute = [name for name, column in table.own_columns().items() if not column.about.strip()]
    assert not mute
    assert re.fullmatch(r"[a-z][a-z0-9_]*", table.spec.name)


@pytest.mark.parametrize("table", TABLES)
def test_numbers_and_moments_say_what_silence_means(table: AnyTable) -> None:
    unsaid = [
        name
        for name, column in table.own_columns().items()
        if column.kind in MUST_SAY_ABSENT and column.absent is UNSET and not column.derived
    ]
    assert not unsaid, f"{table.spec.name}: say `absent` of {', '.join(unsaid)}"


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_derived_from_columns_that_exist(table: AnyTable) -> None:
    columns = table.columns()
    for name, column in columns.items():
        missing = set(column.derived.columns if column.derived else ()) - set(columns)
        assert not missing, f"{name} is derived from {missing}"


@pytest.mark.parametrize("table", TABLES)
def test_the_pattern_of_an_arn_names_columns(table: AnyTable) -> None:
    assert set(re.findall(r"{(\w+)}", table.spec.arn)) <= set(table.columns())


# --- responsibility ---------------------------------------------------------------------------


def line_of(folder: str) -> dict[str, Any]:
    file = catalog.content() / "services" / folder / "responsibility.toml"
    assert file.is_file(), f"{folder} does not say who does what: it has no responsibility.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def shares(folder: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every entry of a service's line, and what moves it; moves alone leave it to the kind."""
    for duty, entry in line_of(folder).get("duties", {}).items():
        if set(entry) != {"when"}:
            yield duty, entry
        for number, move in enumerate(entry.get("when", ())):
            yield f"{duty}.when[{number}]", move


@pytest.mark.parametrize("folder", LINED)
def test_a_line_names_a_kind_and_duties_that_exist(folder: str) -> None:
    line = line_of(folder)
    assert line["kind"] in kinds()
    assert set(line) <= {"kind", "duties"}
    assert set(line.get("duties", {})) <= set(duties())


@pytest.mark.parametrize("folder", LINED)
def test_every_entry_of_a_line_has_an_owner_both_parts_and_a_source(folder: str) -> None:
    for where, entry in shares(folder):
        known = WORDS_OF_A_MOVE if "when" in where else WORDS_OF_A_DUTY
        assert set(entry) <= known, f"{where}: {set(entry) - known}"
        assert "owner" in entry, f"{where} has no owner"
        owner = Owner(entry["owner"])
        assert entry.get("sources"), f"{where} cites nothing"
        assert all(OFFICIAL.fullmatch(source) for source in entry["sources"]), where
        assert owner is Owner.CUSTOMER or entry.get("aws"), f"{where}: what does AWS do?"
        assert owner is Owner.INHERITED or entry.get("customer"), f"{where}: what is the part?"


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_move_of_the_line_is_a_condition_on_a_table_of_the_service(folder: str) -> None:
    remit = responsibility.load()
    services = {folder_of(table): table.spec.service for table in catalog.tables()}
    assert services[folder] in remit.lines, f"{folder} has no responsibility.toml"
    for moves in remit.lines[services[folder]].moves.values():
        for move in moves:
            assert move.table in KNOWN, f"there is no table {move.table}"
            assert folder_of(KNOWN[move.table]) == folder
            condition = remit.condition(move)
            assert condition.kind is Kind.BOOLEAN


# --- the words that all share -----------------------------------------------------------------


def test_every_duty_has_a_layer_a_title_a_way_to_prove_it_and_both_parts() -> None:
    layers = read("layers.toml")
    for id, duty in duties().items():
        assert set(duty) == {"layer", "title", "proof", "aws", "customer"}, id
        assert duty["layer"] in layers, id
        assert duty["proof"] in PROOFS, id
        assert re.fullmatch(r"[A-Z].*[^.]", duty["title"]), id
        assert re.fullmatch(r"[A-Z].*\.", duty["aws"]), id
        assert re.fullmatch(r"[A-Z].*\.", duty["customer"]), id


def test_every_layer_has_a_duty() -> None:
    assert set(read("layers.toml")) == {duty["layer"] for duty in duties().values()}


def test_kinds_name_duties_that_exist_each_once() -> None:
    for name, kind in kinds().items():
        named = [*kind["inherited"], *kind["shared"]]
        assert set(named) <= set(duties()), name
        assert len(named) == len(set(named)), name


def test_every_duty_that_is_checked_is_used() -> None:
    """What is only attested waits for a standard that requires it."""
    used = {check.duty for check in catalog.checks()}
    for folder in LINED:
        used |= set(line_of(folder).get("duties", {}))
    for kind in kinds().values():
        used |= {*kind["inherited"], *kind["shared"]}
    unused = {id for id, duty in duties().items() if duty["proof"] == "checked"} - used
    assert not unused, f"no check, service or kind uses {', '.join(sorted(unused))}"


IMPORTS = """
import sys

FORBIDDEN = {"socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system",
             "os.mkdir", "os.remove", "os.rename", "shutil.rmtree", "os.putenv"}

def refuse(event, arguments):
    if event in FORBIDDEN:
        raise SystemExit(f"import makes {event} {arguments}")
    if event == "open" and str(arguments[1] or "r").strip("rbtU"):
        raise SystemExit(f"import writes {arguments[0]}")

sys.addaudithook(refuse)
from remit import catalog
print(len(catalog.tables()), len(catalog.checks()))
"""


def test_importing_the_content_touches_no_network_no_process_and_no_file() -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", IMPORTS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(len(catalog.tables())), str(len(catalog.checks()))]
