"""Rows of the tables `artifact_report` and `artifact_agreement` as attestations: metadata only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from remit.attestations.model import Attestation, Programme, programmes

Row = Mapping[str, Any]

# Other companies that sell on AWS Marketplace publish their reports in AWS Artifact too.
ISSUER = re.compile(r"(Amazon|AWS)\b", re.IGNORECASE)


def is_published(row: Row) -> bool:
    """Whether a report is AWS's own, and there to be had."""
    company = row["company"]
    return row["state"] == "PUBLISHED" and (not company or ISSUER.match(company) is not None)


def of_reports(rows: Iterable[Row], as_of: date) -> Iterator[Attestation]:
    """What AWS's reports attest: one for each programme that a report's name tells."""
    for row in rows:
        if is_published(row):
            for programme, bridge in _programmes_of(row):
                yield Attestation(
                    programme.id,
                    row["name"],
                    row["arn"],
                    as_of,
                    _day(row["period_start"]),
                    _day(row["period_end"]),
                    partition=row["partition"],
                    bridge=bridge,
                )


def of_agreements(rows: Iterable[Row], as_of: date) -> Iterator[Attestation]:
    """What the agreements in force attest; one made by an organization counts for all of it."""
    for row in rows:
        for programme in programmes().values():
            if row["state"] == "ACTIVE" and _matches(programme.agreements, row["name"]):
                yield Attestation(
                    programme.id,
                    row["name"],
                    row["arn"],
                    as_of,
                    _day(row["effective_start"]),
                    _day(row["effective_end"]),
                    partition=row["partition"],
                    account="" if row["organization"] else row["account"],
                )


def names_none(row: Row) -> bool:
    """Whether a report of AWS's belongs to no programme that we know."""
    return is_published(row) and next(_programmes_of(row), None) is None


def _programmes_of(row: Row) -> Iterator[tuple[Programme, bool]]:
    """The programmes that a report belongs to, and whether it is a letter that bridges a gap."""
    text = f"{row['name']} {row['series']}"
    for programme in programmes().values():
        if _matches(programme.bridges, text):
            yield programme, True
        elif _matches(programme.reports, text):
            yield programme, False


def _matches(patterns: Iterable[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def _day(moment: Any) -> date | None:
    """The day of a moment in a row; AWS leaves out what a document does not have."""
    if not moment:
        return None
    found = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
    return None if found.year in (1970, 9999) else found.date()
