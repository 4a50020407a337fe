"""What people decided on duties: attestations that one is done, exceptions from one, in TOML.

[[attestation]]
duty = "test-restore"
service = "rds"                  # patterns with *; also account, region, resource
by = "jane@example.com"
until = 2027-06-30
note = "Restored db-1 into a scratch account on 3 October."

[[exception]]
duty = "encrypt-in-transit"
resource = "arn:aws:s3:::legacy-*"
by = "ciso@example.com"
until = 2026-12-31
note = "The appliance speaks no TLS; it is replaced in December."
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from remit.matrix import Decision, State

STATES = {"attestation": State.ATTESTED, "exception": State.EXCEPTED}
MUST = {"duty", "by", "until", "note"}
MAY = {"service", "account", "region", "resource"}


class DecisionError(ValueError):
    """A decision that cannot be read: the file, its number in it, and what is wrong."""


def read(path: Path, duties: Collection[str]) -> list[Decision]:
    """The decisions of a file; each names somebody, a day on which it ends, and why.

    Raises DecisionError for a file that is none, and for a decision without one of these: what
    nobody answers for, or what never ends, is not counted.
    """
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DecisionError(f"{path}: {error}") from None
    strange = set(record) - set(STATES)
    if strange:
        raise DecisionError(f"{path}: {', '.join(sorted(strange))}: expected [[attestation]] or "
                            "[[exception]]")  # fmt: skip
    return [
        _decision(path, kind, number, entry, duties)
        for kind, entries in record.items()
        for number, entry in enumerate(entries if isinstance(entries, list) else [entries], 1)
    ]


def _decision(
    path: Path, kind: str, number: int, entry: Mapping[str, Any], duties: Collection[str]
) -> Decision:
    where = f"{path}: {kind} {number}"
    missing, strange = MUST - set(entry), set(entry) - MUST - MAY
    if missing:
        raise DecisionError(f"{where}: it has no {', '.join(sorted(missing))}")
    if strange:
        raise DecisionError(f"{where}: unknown: {', '.join(sorted(strange))}")
    until = entry.pop("until") if isinstance(entry, dict) else None
    if not isinstance(until, date) or isinstance(until, datetime):
        raise DecisionError(f"{where}: until is a day, such as until = 2027-06-30")
    wrong = sorted(name for name, value in entry.items() if not isinstance(value, str) or not value)
    if wrong:
        raise DecisionError(f"{where}: {', '.join(wrong)} must be a text")
    if entry["duty"] not in duties:
        raise DecisionError(f"{where}: there is no duty {entry['duty']} (remit explain lists them)")
    # the last day still counts
    ends = datetime.combine(until, time.min, UTC) + timedelta(days=1)
    return Decision(STATES[kind], until=ends, **entry)
