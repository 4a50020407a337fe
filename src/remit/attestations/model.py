"""What proves AWS's part: attestations, lists of what is in scope, agreements.

An attestation alone proves nothing of a service: it counts with the services and Regions that it
covers, which it may say itself or which a list of the same programme says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from remit.catalog import content


class AttestationError(ValueError):
    """A file that is no proof as it stands: one line that names the file."""


class Evidence(StrEnum):
    """How long a programme's documents are good; see content/attestations/programmes.toml."""

    PERIOD = "period"
    CERTIFICATE = "certificate"
    AGREEMENT = "agreement"


@dataclass(frozen=True)
class Programme:
    """Under what somebody attests: SOC 2, ISO/IEC 27001 …

    `good_for` days after its end a report on a past period still counts. `duties` is what it
    proves of AWS's part. `regions` and `partitions` are those in scope where AWS says so for the
    whole programme; `regional` is false where the Region does not matter.
    """

    id: str
    title: str
    evidence: Evidence
    good_for: timedelta
    duties: frozenset[str]
    basis: str
    source: str
    regions: frozenset[str] | None = None
    partitions: frozenset[str] | None = None
    regional: bool = True
    on_demand: bool = False
    reports: tuple[str, ...] = ()
    bridges: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attestation:
    """A dated proof of AWS's part: a report, a certificate, or an agreement with AWS.

    `starts` and `ends` are the first and last day of the period reported on, or of validity.
    `services` and `regions` are None where the document's own scope is not known. `bridge` marks
    a letter that covers the time since the last report. `sha256` is that of the file it was read
    from; the text of a document is nowhere kept.
    """

    programme: str
    title: str
    source: str
    as_of: date
    starts: date | None = None
    ends: date | None = None
    services: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    partition: str = "aws"
    bridge: bool = False
    account: str = ""
    sha256: str = ""

    def last_day(self, programme: Programme) -> date | None:
        """The last day on which it counts; None where it has no end or says none."""
        if self.ends is None or programme.evidence is not Evidence.PERIOD or self.bridge:
            return self.ends
        return self.ends + programme.good_for


@dataclass(frozen=True)
class Scope:
    """A list of the services, or of the Regions, that a programme covers, as of a day.

    None is a list that says nothing of it. `restricted` are services that are in scope with a
    restriction, and its words. `unmatched` are names that belong to no service that we know.
    """

    programme: str
    source: str
    as_of: date
    services: frozenset[str] | None = None
    restricted: Mapping[str, str] = field(default_factory=dict)
    regions: frozenset[str] | None = None
    unmatched: tuple[str, ...] = ()
    sha256: str = ""


@dataclass(frozen=True)
class Held:
    """All evidence that is held, the newest of each kind."""

    attestations: tuple[Attestation, ...] = ()
    scopes: tuple[Scope, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.attestations or self.scopes)


@lru_cache(maxsize=1)
def programmes() -> Mapping[str, Programme]:
    """Every programme that we know, by its id."""
    file = content() / "attestations" / "programmes.toml"
    record = tomllib.loads(file.read_text(encoding="utf-8"))
    return {id: _programme(id, entry) for id, entry in record.items()}


def _programme(id: str, entry: Mapping[str, Any]) -> Programme:
    regions, partitions = entry.get("regions"), entry.get("partitions")
    return Programme(
        id,
        entry["title"],
        Evidence(entry["evidence"]),
        timedelta(days=entry.get("good_for_days", 0)),
        frozenset(entry["duties"]),
        entry["basis"],
        entry["source"],
        frozenset(regions) if regions is not None else None,
        frozenset(partitions) if partitions is not None else None,
        entry.get("regional", True),
        entry.get("on_demand", False),
        *(tuple(entry.get(key, ())) for key in ("reports", "bridges", "agreements", "headers")),
    )
