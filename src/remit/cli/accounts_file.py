"""`--accounts-file`: which accounts to read, a line each, as CSV with a header, or as TOML."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from remit.cli import UsageError

FIELDS = ("id", "name", "role", "external_id", "profile", "regions")
ACCOUNT = re.compile(r"\d{12}", re.ASCII)
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d", re.ASCII)
TABLE = re.compile(r"^\s*\[\[\s*account\s*\]\]", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """An account as a file names it; what it leaves out is as on the command line."""

    account: str
    name: str = ""
    role: str = ""
    external_id: str = ""
    profile: str = ""
    regions: tuple[str, ...] = ()


def read(file: Path) -> list[Entry]:
    """The accounts of a file; raises UsageError with the line for what is none."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--accounts-file {file}: {error}") from None
    entries: list[Entry] = []
    first: dict[str, int] = {}
    for line, record in _toml(file, text) if file.suffix == ".toml" else _lines(file, text):
        entry = _entry(f"{file}:{line}", record)
        if entry.account in first:
            raise UsageError(
                f"{file}:{line}: account {entry.account} stands on line {first[entry.account]} too"
            )
        first[entry.account] = line
        entries.append(entry)
    if not entries:
        raise UsageError(f"--accounts-file {file}: it names no account")
    return entries


def _lines(file: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Lines with an id, or CSV below a header that begins with `id`; `#` begins a comment."""
    header: list[str] = ["id"]
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in next(csv.reader([line]))]
        if cells[0].lower() == "id":
            header = [cell.lower() for cell in cells]
            continue
        if len(cells) > len(header):
            raise UsageError(
                f"{file}:{number}: {len(cells)} fields, and the header names {len(header)} "
                f"({', '.join(header)})"
            )
        yield number, dict(zip(header, cells, strict=False))


def _toml(file: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        record = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        raise UsageError(f"{file}{f':{at[1]}' if at else ''}: {error}") from None
    accounts = record.pop("account", [])
    if record or not isinstance(accounts, list):
        raise UsageError(f"{file}:1: expected [[account]] tables and nothing else")
    starts = [text.count("\n", 0, match.start()) + 1 for match in TABLE.finditer(text)]
    for index, account in enumerate(accounts):
        line = starts[index] if index < len(starts) else 1
        if not isinstance(account, dict):
            raise UsageError(f"{file}:{line}: expected an [[account]] table")
        yield line, account


def _entry(place: str, record: Mapping[str, Any]) -> Entry:
    unknown = [name for name in record if name not in FIELDS]
    if unknown:
        raise UsageError(
            f"{place}: no field is called {unknown[0]} (there are {', '.join(FIELDS)})"
        )
    regions = record.get("regions", "")
    words = regions if isinstance(regions, list) else re.split(r"[\s;,]+", str(regions))
    for name, value in record.items():
        if name != "regions" and not isinstance(value, str):
            raise UsageError(f"{place}: {name} has to be a text in quotes")
    account = str(record.get("id", ""))
    if not ACCOUNT.fullmatch(account):
        raise UsageError(f"{place}: {account or 'nothing'} is no account: an id has 12 digits")
    for word in filter(None, words):
        if not REGION.fullmatch(str(word)):
            raise UsageError(f"{place}: {word} is no Region")
    texts = {name: str(record.get(name, "")) for name in FIELDS[1:5]}
    return Entry(account, **texts, regions=tuple(str(word) for word in words if word))
