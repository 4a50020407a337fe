"""What is held, as records for outside tools and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from remit.attestations.model import Attestation, Held, Programme, Scope, programmes
from remit.attestations.proving import Prover

COLUMNS = ("programme", "state", "title", "period", "services", "regions", "as of")


def records(held: Held, on: date) -> list[dict[str, Any]]:
    """Each attestation and each list, as it stands on a day; programmes in their own order."""
    prover = Prover(held, on)
    order = list(programmes())
    found = [
        *(_attestation(one, prover, on) for one in held.attestations),
        *(_scope(one, on) for one in held.scopes),
    ]
    return sorted(found, key=lambda record: (order.index(record["programme"]), record["title"]))


def _attestation(one: Attestation, prover: Prover, on: date) -> dict[str, Any]:
    programme = programmes()[one.programme]
    return {
        "programme": one.programme,
        "kind": "letter" if one.bridge else str(programme.evidence),
        "title": one.title,
        "starts": one.starts and one.starts.isoformat(),
        "ends": one.ends and one.ends.isoformat(),
        "good_until": _iso(one.last_day(programme)),
        "state": standing(one, programme, prover),
        "services": None if one.services is None else sorted(one.services),
        "regions": None if one.regions is None else sorted(one.regions),
        "account": one.account,
        "source": one.source,
        "sha256": one.sha256,
        "as_of": one.as_of.isoformat(),
        "age_days": (on - one.as_of).days,
    }


def _scope(one: Scope, on: date) -> dict[str, Any]:
    return {
        "programme": one.programme,
        "kind": "scope",
        "title": f"services in scope: {one.source}",
        "starts": None,
        "ends": None,
        "good_until": None,
        "state": "list",
        "services": None if one.services is None else sorted(one.services),
        "regions": None if one.regions is None else sorted(one.regions),
        "restricted": dict(one.restricted),
        "unmatched": list(one.unmatched),
        "source": one.source,
        "sha256": one.sha256,
        "as_of": one.as_of.isoformat(),
        "age_days": (on - one.as_of).days,
    }


def standing(one: Attestation, programme: Programme, prover: Prover) -> str:
    """How an attestation stands on the prover's day: in date, ended, begins later, no period."""
    if one.starts is not None and one.starts > prover.on:
        return "begins later"
    if one in prover.good[programme.id][0]:
        return "in date"
    last = one.last_day(programme)
    if last is None:
        return "no period"
    return "in date" if last >= prover.on else "ended"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def lines(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each record, in columns; none for no records."""
    rows = [COLUMNS, *(_cells(record) for record in found)] if found else []
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))] if rows else []
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _cells(record: Mapping[str, Any]) -> tuple[str, ...]:
    period = f"{record['starts'] or '…'} to {record['ends'] or '…'}"
    return (
        record["programme"],
        record["state"],
        printable(record["title"]),
        period if record["starts"] or record["ends"] else "",
        _counted(record["services"]),
        _counted(record["regions"]),
        f"{record['as_of']} ({record['age_days']} days)",
    )


def _counted(names: Sequence[str] | None) -> str:
    return "not said" if names is None else str(len(names))


def printable(text: str) -> str:
    """Without what would move a terminal's cursor; a file that was imported may hold anything."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
