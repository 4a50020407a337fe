"""Attestations that a person typed, in TOML: for what AWS Artifact does not list, or not in words.

```toml
[[attestation]]
programme = "soc-2"
title = "SOC 2 report, October 2025 to September 2026"
source = "AWS Artifact, report-0123456789abcdef version 4"
starts = 2025-10-01
ends = 2026-09-30
services = ["ec2", "rds", "Amazon Simple Storage Service (S3)"]
regions = ["eu-west-1", "eu-central-1"]
```
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from remit.attestations.model import Attestation, AttestationError, programmes
from remit.attestations.names import Names
from remit.attestations.scopes import REGION, as_list

WORDS = {
    "programme", "title", "source", "starts", "ends", "services", "regions", "partition",
    "bridge", "as_of", "sha256",
}  # fmt: skip


def read_typed(data: bytes, name: str, day: date, names: Names) -> list[Attestation]:
    """The attestations in a file; `day` is their as-of date where they do not say.

    Raises AttestationError, naming the file and the entry, for whatever is wrong.
    """
    try:
        record = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AttestationError(f"{name}: {error}") from None
    entries = record.get("attestation")
    if not isinstance(entries, list) or not entries or set(record) != {"attestation"}:
        raise AttestationError(f"{name}: expected [[attestation]] entries and nothing else")
    digest = hashlib.sha256(data).hexdigest()
    found = []
    for number, entry in enumerate(entries, 1):
        try:
            found.append(_typed(entry, PurePath(name).name, day, names, digest))
        except (ValueError, TypeError) as error:
            raise AttestationError(f"{name}: attestation {number}: {error}") from None
    return found


def _typed(
    entry: Mapping[str, Any], file: str, day: date, names: Names, digest: str
) -> Attestation:
    strange = sorted(set(entry) - WORDS)
    if strange:
        raise ValueError(f"{strange[0]} means nothing here; known are {', '.join(sorted(WORDS))}")
    missing = [word for word in ("programme", "title", "ends") if word not in entry]
    if missing:
        raise ValueError(f"it has no {missing[0]}")
    programme = str(entry["programme"])
    if programme not in programmes():
        raise ValueError(f"there is no programme {programme!r}: {', '.join(programmes())}")
    starts, ends = _date(entry, "starts"), _date(entry, "ends")
    if starts and ends and starts > ends:
        raise ValueError(f"it ends on {ends}, before it starts")
    return Attestation(
        programme,
        str(entry["title"]),
        str(entry.get("source", file)),
        _date(entry, "as_of") or day,
        starts,
        ends,
        _services(entry, names),
        _regions(entry),
        str(entry.get("partition", "aws")),
        bool(entry.get("bridge", False)),
        sha256=str(entry.get("sha256", digest)),
    )


def _date(entry: Mapping[str, Any], word: str) -> date | None:
    given = entry.get(word)
    if isinstance(given, datetime):
        return given.date()
    if given is not None and not isinstance(given, date):
        raise ValueError(f"{word} = {given!r} is no date (2026-09-30, without quotes)")
    return given


def _services(entry: Mapping[str, Any], names: Names) -> frozenset[str] | None:
    if "services" not in entry:
        return None
    found: set[str] = set()
    for name in as_list(entry["services"]):
        ids = names.find(name, name)
        if ids is None:
            raise ValueError(f"no service is called {name!r} (remit services)")
        found.update(ids)
    return frozenset(found)


def _regions(entry: Mapping[str, Any]) -> frozenset[str] | None:
    if "regions" not in entry:
        return None
    regions = as_list(entry["regions"])
    for region in regions:
        if not REGION.fullmatch(region):
            raise ValueError(f"no Region is called {region!r}")
    return frozenset(regions)
