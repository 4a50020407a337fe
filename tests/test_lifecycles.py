"""When support for a version ends, and the rules that the files of dates keep."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Any

import pytest

from remit import catalog
from remit.lifecycles import FAR, Lifecycle, extended_until, lifecycle, supported_until, until
from remit.values import Partial, Reference, Unknown
from tests.test_rules_content import OFFICIAL

FILES = sorted(
    file.name.removesuffix(".toml")
    for file in (catalog.content() / "lifecycles").iterdir()
    if file.name.endswith(".toml")
)


def record(product: str) -> dict[str, Any]:
    file = catalog.content() / "lifecycles" / f"{product}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("product", FILES)
def test_a_file_of_dates_names_an_official_page_and_the_day_it_is_of(product: str) -> None:
    found = record(product)
    assert set(found) == {"source", "as_of", "versions"}
    assert OFFICIAL.fullmatch(found["source"]), found["source"]
    assert type(found["as_of"]) is date


@pytest.mark.parametrize("product", FILES)
def test_every_end_is_a_day_or_none_and_paid_support_ends_after_it(product: str) -> None:
    versions = record(product)["versions"]
    assert versions
    for version, entry in versions.items():
        assert {"end"} <= set(entry) <= {"end", "extended"}, version
        assert entry["end"] == "none" or type(entry["end"]) is date, version
        if "extended" in entry:
            assert type(entry["extended"]) is date, version
            assert entry["extended"] > entry["end"], version


@pytest.mark.parametrize("product", FILES)
def test_no_version_is_listed_twice_and_names_are_plain(product: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", product)
    names = [version.lower() for version in record(product)["versions"]]
    assert len(names) == len(set(names))


def test_every_page_of_dates_is_read_by_some_table() -> None:
    text = "".join(
        file.read_text(encoding="utf-8")
        for service in catalog.folders()
        for file in (catalog.content() / "services" / service).iterdir()
        if file.name.endswith(".py")
    )
    unread = [product for product in FILES if f'"{product}"' not in text]
    assert not unread


def test_the_longest_listed_part_of_a_version_counts() -> None:
    page = Lifecycle("https://aws.amazon.com/", date(2026, 1, 1), {
        "13": until_day("2026-02-28"), "13.4": until_day("2024-01-01"),
    })  # fmt: skip
    assert page.ends("13.4.2") == until_day("2024-01-01")
    assert page.ends("13.5") == until_day("2026-02-28")
    assert page.ends("130") is None
    assert page.ends("1") is None
    assert page.ends("13.5", exact=True) is None


def until_day(day: str) -> Any:
    from remit.lifecycles import Ends

    return Ends(f"{day}T00:00:00Z", f"{day}T00:00:00Z")


def test_lambda_runtimes_are_names_of_which_no_part_counts() -> None:
    runtime = supported_until("lambda", exact=True)
    assert runtime("python3.9") == "2025-12-15T00:00:00Z"
    assert runtime("Python3.9") == runtime("python3.9")
    assert runtime("nodejs26.x") == FAR
    assert isinstance(runtime("java8.al2099"), Unknown)


def test_what_is_not_listed_not_named_or_not_known_is_unknown_with_the_reason() -> None:
    runtime = supported_until("lambda", exact=True)
    assert runtime("cobol1") == Unknown("no end of support is known for lambda cobol1")
    assert runtime("") == Unknown("no version of lambda is named")
    assert runtime(Reference("Runtime")).reason.startswith("known only after deployment")
    assert runtime(Partial("python⟦minor⟧")) == Unknown("not known: minor")


def test_the_paid_end_is_the_standard_end_where_none_is_sold() -> None:
    assert extended_until("lambda")("python3.9") == until("lambda", "python3.9")


def test_dates_are_read_once_a_product() -> None:
    assert lifecycle("lambda") is lifecycle("lambda")
