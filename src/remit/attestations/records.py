"""What is held of AWS's part, in files: one for each refresh, never changed afterwards.

Its name ends in the first digits of its SHA-256, so that a file which was edited does not count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

from remit.attestations.model import Attestation, AttestationError, Held, Scope

FORMAT = 1
HOME = Path(".remit") / "attestations"
DIGITS = 16


@dataclass(frozen=True)
class Refresh:
    """What one refresh found: who asked when, and what came of it.

    `reports` and `agreements` are None when AWS Artifact was not asked or did not answer;
    `refused` says why. `files` are the imported ones: name and SHA-256. `others` names AWS's
    reports that belong to no programme that we know.
    """

    as_of: datetime
    account: str = ""
    partition: str = "aws"
    identity: str = ""
    reports: tuple[Attestation, ...] | None = None
    agreements: tuple[Attestation, ...] | None = None
    typed: tuple[Attestation, ...] = ()
    scopes: tuple[Scope, ...] = ()
    files: tuple[Mapping[str, str], ...] = ()
    refused: Mapping[str, str] | None = None
    others: tuple[str, ...] = ()


def write(refresh: Refresh, home: Path = HOME) -> Path:
    """Keep a refresh; the file, which nothing ever writes again."""
    record = {"format": FORMAT, **asdict(refresh)}
    text = orjson.dumps(record, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    home.mkdir(parents=True, exist_ok=True)
    path = home / f"{refresh.as_of:%Y%m%dT%H%M%SZ}-{_digest(text)}.json"
    if not path.exists():
        with path.open("xb") as file:
            file.write(text)
        path.chmod(0o444)
    return path


def read(path: Path) -> Refresh:
    """A refresh as it was kept; raises AttestationError for a file that was changed or is none."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise AttestationError(f"{path}: {error.strerror}") from None
    if not path.stem.endswith(f"-{_digest(text)}"):
        raise AttestationError(f"{path} was changed: its SHA-256 is not the one in its name")
    try:
        record = orjson.loads(text)
        if record["format"] != FORMAT:
            raise AttestationError(f"{path} has format {record['format']}, not {FORMAT}")
        return _refresh(record)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise AttestationError(f"{path} is no record of a refresh: {error}") from None


def read_all(home: Path = HOME) -> list[Refresh]:
    """Every refresh that is kept in a folder, the oldest first."""
    paths = sorted(home.glob("*.json")) if home.is_dir() else []
    return sorted((read(path) for path in paths), key=lambda refresh: refresh.as_of)


def held(refreshes: Iterable[Refresh]) -> Held:
    """What is held after some refreshes, the oldest first: the newest of each kind counts.

    AWS's reports replace those read before in the same partition, agreements those of the same
    account, an attestation that somebody typed the one with the same title, a list of what is in
    scope the one of the same programme that is bound to the same Regions.
    """
    found: dict[tuple[Any, ...], Sequence[Attestation]] = {}
    scopes: dict[tuple[Any, ...], Scope] = {}
    for refresh in refreshes:
        if refresh.reports is not None:
            found["reports", refresh.partition] = refresh.reports
        if refresh.agreements is not None:
            found["agreements", refresh.account] = refresh.agreements
        for one in refresh.typed:
            found["typed", one.programme, one.title, one.partition] = (one,)
        for scope in refresh.scopes:
            key = (scope.programme, scope.regions, scope.services is None)
            if key not in scopes or scope.as_of >= scopes[key].as_of:
                scopes[key] = scope
    return Held(
        tuple(attestation for kept in found.values() for attestation in kept),
        tuple(scopes.values()),
    )


def load(home: Path = HOME) -> Held:
    """All evidence that is held in a folder; none when nobody ever refreshed."""
    return held(read_all(home))


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:DIGITS]


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in a record")


def _refresh(record: Mapping[str, Any]) -> Refresh:
    return Refresh(
        as_of=datetime.fromisoformat(record["as_of"]),
        account=record["account"],
        partition=record["partition"],
        identity=record["identity"],
        reports=_many(record["reports"], _attestation),
        agreements=_many(record["agreements"], _attestation),
        typed=_many(record["typed"], _attestation) or (),
        scopes=_many(record["scopes"], _scope) or (),
        files=tuple(record["files"]),
        refused=record["refused"],
        others=tuple(record["others"]),
    )


def _many(given: Any, make: Callable[[Mapping[str, Any]], Any]) -> tuple[Any, ...] | None:
    return None if given is None else tuple(make(one) for one in given)


def _attestation(record: Mapping[str, Any]) -> Attestation:
    return Attestation(
        **{
            **record,
            "as_of": date.fromisoformat(record["as_of"]),
            "starts": _day(record["starts"]),
            "ends": _day(record["ends"]),
            "services": _names(record["services"]),
            "regions": _names(record["regions"]),
        }
    )


def _scope(record: Mapping[str, Any]) -> Scope:
    return Scope(
        **{
            **record,
            "as_of": date.fromisoformat(record["as_of"]),
            "services": _names(record["services"]),
            "regions": _names(record["regions"]),
            "unmatched": tuple(record["unmatched"]),
        }
    )


def _day(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


def _names(given: Any) -> frozenset[str] | None:
    return None if given is None else frozenset(given)
