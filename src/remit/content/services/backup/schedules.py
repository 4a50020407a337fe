"""How often the cron and rate expressions of AWS Backup come round."""

from __future__ import annotations

import re
from typing import Any

from remit.values import Partial, Reference, Unknown

RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0}
WEEK, MONTH, YEAR = 7 * 24, 31 * 24, 366 * 24
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


def hours_between(schedule: Any) -> int | Unknown:
    """The longest gap between two runs of a schedule, in hours, rounded up.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html

    >>> hours_between("cron(0 5 ? * * *)"), hours_between("cron(0 5 ? * MON *)")
    (24, 168)
    >>> hours_between("rate(12 hours)"), hours_between("cron(0 0/6 * * ? *)")
    (12, 6)
    """
    if isinstance(schedule, (Unknown, Reference, Partial)):
        return Unknown(schedule.reason)
    text = str(schedule).strip()
    if rate := RATE.fullmatch(text):
        return max(1, round(int(rate[1]) * HOURS[rate[2]]))
    fields = text.removeprefix("cron(").removesuffix(")").split()
    if not text.startswith("cron(") or len(fields) != 6:
        return Unknown(f"{text!r} is not a schedule that is understood")
    _, hour, day, month, weekday, year = fields
    if year != "*":
        return YEAR
    if month not in ("*", "1/1"):
        return YEAR
    return _gap(hour, day, weekday)


def _gap(hour: str, day: str, weekday: str) -> int | Unknown:
    if day not in ("*", "?", "1/1"):
        return MONTH
    if weekday in ("*", "?"):
        hours = _values(hour, 24, ())
        return Unknown(f"hours {hour!r} are not understood") if not hours else _longest(hours, 24)
    days = _values(weekday, 7, DAYS)
    if not days:
        return MONTH
    return 24 * _longest(days, 7)


def _values(field: str, size: int, names: tuple[str, ...]) -> list[int]:
    """The values of a field that are met; none where it is not understood (`5L`, `2#1`)."""
    found: set[int] = set()
    for part in field.upper().split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if span == "*":
            low, high = 0, size - 1
        elif (low := _number(first, names)) < 0:
            return []
        else:
            high = _number(last, names) if last else (size - 1 if step else low)
        if high < low or (step and not step.isdigit()):
            return []
        found |= {value % size for value in range(low, high + 1, int(step or 1) or 1)}
    return sorted(found)


def _number(text: str, names: tuple[str, ...]) -> int:
    if text in names:
        return names.index(text)
    return int(text) - bool(names) if text.isdigit() else -1


def _longest(values: list[int], size: int) -> int:
    following = [*values[1:], values[0] + size]
    return max(after - before for before, after in zip(values, following, strict=True))
