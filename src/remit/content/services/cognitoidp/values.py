"""How sources spell what the tables of Amazon Cognito user pools hold."""

from __future__ import annotations

from typing import Any

from remit.values import Unknown, unknown_reason

MINUTES = {"seconds": 1 / 60, "minutes": 1, "hours": 60, "days": 24 * 60}
"""How long the units are that a token's validity is counted in."""


def active(word: Any) -> Any:
    """Whether a protection that is ACTIVE or INACTIVE is on."""
    reason = unknown_reason(word)
    return word == "ACTIVE" if reason is None else Unknown(reason)


def access_minutes(validity: Any, unit: Any) -> Any:
    """How many minutes an access token is good for: an hour where nobody says."""
    return 60.0 if validity == 0 else _minutes(validity, unit or "hours")


def refresh_days(validity: Any, unit: Any) -> Any:
    """How many days a refresh token is good for: thirty where nobody says."""
    if validity == 0:
        return 30.0
    minutes = _minutes(validity, unit or "days")
    return minutes if isinstance(minutes, Unknown) else minutes / MINUTES["days"]


def _minutes(validity: Any, unit: Any) -> float | Unknown:
    for value in (validity, unit):
        if (reason := unknown_reason(value)) is not None:
            return Unknown(reason)
    return float(validity) * MINUTES[str(unit)]
