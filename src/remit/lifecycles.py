"""When support for a version ends: AWS's published dates, kept as data with source and date.

`content/lifecycles/<product>.toml` lists a product's versions. A version that it does not list is
unknown, never supported and never past its end.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from remit.values import Unknown, unknown_reason

FAR = "9999-12-31T00:00:00Z"
"""The moment that stands for *no date announced*."""


@dataclass(frozen=True)
class Ends:
    """The moments from which a version gets no standard, and no extended support any more.

    The first of the published day: some pages mean its end, and a day early hurts nobody.
    """

    standard: str
    extended: str


@dataclass(frozen=True)
class Lifecycle:
    """The versions of a product, as published on a page, as of a day."""

    source: str
    as_of: date
    versions: Mapping[str, Ends]

    def ends(self, version: str, *, exact: bool = False) -> Ends | None:
        """By the longest part of the version that is listed: of 13.4.1, then 13.4, then 13."""
        for part in [version.lower()] if exact else _prefixes(version.lower()):
            if part in self.versions:
                return self.versions[part]
        return None


@lru_cache(maxsize=64)
def lifecycle(product: str) -> Lifecycle:
    """What `content/lifecycles/<product>.toml` says; FileNotFoundError where there is none."""
    file = files("remit") / "content" / "lifecycles" / f"{product}.toml"
    record = tomllib.loads(file.read_text(encoding="utf-8"))
    versions = {version.lower(): _ends(entry) for version, entry in record["versions"].items()}
    return Lifecycle(record["source"], record["as_of"], versions)


def supported_until(product: str, *, exact: bool = False) -> Callable[[Any], Any]:
    """A conversion: version → the moment at which standard support ends.

    `exact` for products whose versions are names, where a prefix means nothing.
    """
    return lambda version: until(product, version, exact=exact)


def extended_until(product: str) -> Callable[[Any], Any]:
    """A conversion: version → the moment at which paid support ends; the standard end if none."""
    return lambda version: until(product, version, extended=True)


def until(product: str, version: Any, *, extended: bool = False, exact: bool = False) -> Any:
    """When support for a version ends, `FAR` where no end is announced, `Unknown` if not listed."""
    if (reason := unknown_reason(version)) is not None:
        return Unknown(reason)
    if version in (None, ""):
        return Unknown(f"no version of {product} is named")
    found = lifecycle(product).ends(str(version), exact=exact)
    if found is None:
        return Unknown(f"no end of support is known for {product} {version}")
    return found.extended if extended else found.standard


def _prefixes(version: str) -> Iterator[str]:
    parts = version.split(".")
    for length in range(len(parts), 0, -1):
        yield ".".join(parts[:length])


def _ends(entry: Mapping[str, Any]) -> Ends:
    return Ends(_moment(entry["end"]), _moment(entry.get("extended", entry["end"])))


def _moment(day: date | str) -> str:
    return FAR if isinstance(day, str) else f"{day:%Y-%m-%d}T00:00:00Z"
