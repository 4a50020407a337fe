"""Lists of what a programme covers, from files: CSV, JSON, or a saved page of AWS's.

AWS publishes them at https://aws.amazon.com/compliance/services-in-scope/ as tables with a column
for each programme, and for HIPAA as a plain list.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from remit.attestations.model import AttestationError, Scope, programmes
from remit.attestations.names import Names, restriction
from remit.attestations.pages import Page, read_page

MARKS = {"✓", "✔", "☑", "√", "●", "•", "x", "y", "yes", "true", "in", "in scope", "authorized"}
REGION = re.compile(r"[a-z]{2,4}(-[a-z]+){1,3}-\d")
DATED = re.compile(
    r"(?:last updated|as of|updated)\W{1,3}(?:on )?([A-Z][a-z]+ \d{1,2}, \d{4})", re.IGNORECASE
)
SERVICE = re.compile(r"^(aws )?services?( name)?( in scope)?$|^name$", re.IGNORECASE)
NAMESPACE = re.compile(r"\b(sdks?|namespace|id)\b", re.IGNORECASE)
PROGRAMME = re.compile(r"^(compliance )?program(me)?$", re.IGNORECASE)
WHERE = re.compile(r"^regions?$", re.IGNORECASE)


@dataclass(frozen=True)
class Hint:
    """What the user says of a file that does not say it itself."""

    programme: str = ""
    regions: frozenset[str] | None = None


@dataclass
class _List:
    """What a file says of one programme, in its own words: names, with a namespace beside some."""

    names: dict[str, str] = field(default_factory=dict)
    regions: set[str] = field(default_factory=set)


_Lists = dict[str, _List]


def read_scopes(data: bytes, name: str, day: date, names: Names, hint: Hint) -> list[Scope]:
    """The lists in a file; `day` is how old it is where it does not say.

    Raises AttestationError for a file without a list, or with one for nobody knows what.
    """
    if hint.programme and hint.programme not in programmes():
        raise AttestationError(f"{name}: {_known(hint.programme)}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AttestationError(f"{name}: not text in UTF-8: {error.reason}") from None
    suffix = PurePath(name).suffix.lower()
    try:
        lists, said = _READERS.get(suffix, _csv)(text, hint, names)
    except (csv.Error, json.JSONDecodeError, ValueError) as error:
        raise AttestationError(f"{name}: {error}") from None
    if not lists:
        raise AttestationError(
            f"{name}: no list of services of a programme that we know; "
            "say which it is (--scope PROGRAMME=FILE)"
        )
    digest = hashlib.sha256(data).hexdigest()
    return [
        _scope(programme, found, PurePath(name).name, said or day, names, hint, digest)
        for programme, found in lists.items()
    ]


def _scope(
    programme: str, found: _List, source: str, day: date, names: Names, hint: Hint, digest: str
) -> Scope:
    inside: set[str] = set()
    whole: set[str] = set()
    restricted: dict[str, str] = {}
    unmatched = []
    for name, namespace in found.names.items():
        ids = names.find(name, namespace)
        if ids is None:
            unmatched.append(name)
            continue
        words = restriction(name)
        inside.update(ids)
        if words:
            restricted.update(dict.fromkeys(ids, words))
        else:
            whole.update(ids)
    regions = frozenset(found.regions) or hint.regions
    kept = {id: words for id, words in sorted(restricted.items()) if id not in whole}
    services = frozenset(inside) if found.names else None
    return Scope(programme, source, day, services, kept, regions, tuple(unmatched), digest)


# --- the formats ------------------------------------------------------------------------------


def _csv(text: str, hint: Hint, names: Names) -> tuple[_Lists, date | None]:
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if any(row)]
    return _table(rows, (hint.programme,) if hint.programme else ()), None


def _html(text: str, hint: Hint, names: Names) -> tuple[_Lists, date | None]:
    page = read_page(text)
    assumed = (hint.programme,) if hint.programme else named_by(page.title)
    lists: _Lists = {}
    for rows in page.tables:
        _join(lists, _table(rows, assumed))
    for programme in assumed if not lists else ():
        items = {item: "" for found in _lists_of_services(page, names) for item in found}
        if items:
            lists[programme] = _List(items)
    said = DATED.search(page.text)
    return lists, _day(said[1]) if said else None


def _json(text: str, hint: Hint, names: Names) -> tuple[_Lists, date | None]:
    record = json.loads(text)
    entries = record if isinstance(record, list) else [record]
    lists: _Lists = defaultdict(_List)
    days: list[date] = []
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise ValueError("expected objects with `programme` and `services`")
        services = entry.get("services", entry.get("service", ()))
        programme = _programme(str(entry.get("programme", hint.programme)))
        found = lists[programme]
        for service in as_list(services):
            found.names[service] = ""
        found.regions |= regions_of(entry.get("regions", ()))
        if "as_of" in entry:
            days.append(date.fromisoformat(str(entry["as_of"])))
    return dict(lists), min(days, default=None)


_READERS: Mapping[str, Any] = {".json": _json, ".html": _html, ".htm": _html, ".csv": _csv}


def _table(rows: Sequence[Sequence[str]], assumed: Sequence[str]) -> _Lists:
    """A table with a row for each service: marked in a programme's column, or all of one.

    `assumed` are the programmes that it is about where no heading of a column says.
    """
    if len(rows) < 2:
        return {}
    header = rows[0]
    first = next((i for i, cell in enumerate(header) if SERVICE.match(cell)), 0)
    namespaces = [i for i, cell in enumerate(header) if NAMESPACE.search(cell) and i != first]
    long = next((i for i, cell in enumerate(header) if PROGRAMME.match(cell)), None)
    where = next((i for i, cell in enumerate(header) if WHERE.match(cell)), None)
    columns = {i: named_by(cell) for i, cell in enumerate(header) if i != first}
    if not any(columns.values()) and long is None:
        columns = dict.fromkeys(_marking(rows, columns), tuple(assumed))
    lists: _Lists = defaultdict(_List)
    for row in rows[1:]:
        cells = dict(enumerate(row))
        name = cells.get(first, "")
        if not name:
            continue
        if long is not None:
            programmes_of: Iterable[str] = (_programme(cells.get(long, "")),)
        elif columns:
            programmes_of = [
                programme
                for i, found in columns.items()
                if _is_mark(cells.get(i, ""))
                for programme in found
            ]
        else:
            programmes_of = assumed
        hint = next((cells[i] for i in namespaces if cells.get(i)), "")
        for programme in programmes_of:
            lists[programme].names[name] = hint
            if where is not None:
                lists[programme].regions |= regions_of(cells.get(where, ""))
    return dict(lists)


def _marking(rows: Sequence[Sequence[str]], columns: Iterable[int]) -> list[int]:
    """The columns that hold marks, where no heading says of what."""
    return [i for i in columns if any(_is_mark(row[i]) for row in rows[1:] if i < len(row))]


def _is_mark(cell: str) -> bool:
    return cell.strip().lower() in MARKS


def named_by(text: str) -> tuple[str, ...]:
    """The programmes that the heading of a column or page names.

    >>> named_by("SOC 1,2,3"), named_by("PCI"), named_by("Services")
    (('soc-1', 'soc-2', 'soc-3'), ('pci-dss',), ())
    """
    return tuple(
        id
        for id, programme in programmes().items()
        if any(re.search(pattern, text, re.IGNORECASE) for pattern in programme.headers)
    )


def _lists_of_services(page: Page, names: Names) -> Iterator[list[str]]:
    """The lists of a page that are lists of services: at least half of the items are."""
    for items in page.lists:
        known = sum(names.find(item) is not None for item in items)
        if known >= 2 and known * 2 >= len(items):
            yield [item for item in items if item]


def _join(lists: _Lists, more: _Lists) -> None:
    for programme, found in more.items():
        mine = lists.setdefault(programme, _List())
        mine.names |= found.names
        mine.regions |= found.regions


def _programme(word: str) -> str:
    """A programme by its id, its title, or as a column would be headed."""
    known = programmes()
    if word.lower() in known:
        return word.lower()
    for id, programme in known.items():
        if programme.title.lower() == word.lower():
            return id
    found = named_by(word)
    if len(found) != 1:
        raise ValueError(_known(word))
    return found[0]


def _known(word: str) -> str:
    return f"there is no programme {word!r}: known are {', '.join(programmes())}"


def regions_of(given: Any) -> set[str]:
    """Regions by their codes, in a list or a text."""
    words = re.split(r"[\s,;|]+", given) if isinstance(given, str) else as_list(given)
    found = {word for word in words if word}
    wrong = sorted(word for word in found if not REGION.fullmatch(word))
    if wrong:
        raise ValueError(f"no Region is called {wrong[0]}")
    return found


def as_list(given: Any) -> list[str]:
    """A text or a list of texts as the latter; raises ValueError for anything else."""
    words = [given] if isinstance(given, str) else given
    if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"expected a list of names, not {given!r}")
    return list(words)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text.title(), "%B %d, %Y").date()
    except ValueError:
        return None
