"""Date functions that need no clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from remit.sources.hcl.operators import to_text
from remit.sources.hcl.syntax import HclError

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")
_DURATION = re.compile(r"(\d+(?:\.\d*)?)(h|ms|m|s|us|µs|ns)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}


def _time(text: Any) -> datetime:
    stamp = to_text(text)
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", stamp):
        raise HclError(f"{stamp} is not a time in RFC 3339")
    return datetime.fromisoformat(stamp)


def _zone(time: datetime, colon: bool, utc: str) -> str:
    offset = time.utcoffset() or timedelta()
    if not offset and utc:
        return utc
    minutes = int(offset.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{':' if colon else ''}{abs(minutes) % 60:02}"


def _pieces(time: datetime) -> dict[str, str]:
    hour = time.hour % 12 or 12
    return {
        "YYYY": f"{time.year:04}",
        "YY": f"{time.year % 100:02}",
        "MMMM": _MONTHS[time.month - 1],
        "MMM": _MONTHS[time.month - 1][:3],
        "MM": f"{time.month:02}",
        "M": str(time.month),
        "DD": f"{time.day:02}",
        "D": str(time.day),
        "EEEE": _DAYS[time.weekday()],
        "EEE": _DAYS[time.weekday()][:3],
        "hh": f"{time.hour:02}",
        "h": str(time.hour),
        "HH": f"{hour:02}",
        "H": str(hour),
        "AA": "AM" if time.hour < 12 else "PM",
        "aa": "am" if time.hour < 12 else "pm",
        "mm": f"{time.minute:02}",
        "m": str(time.minute),
        "ss": f"{time.second:02}",
        "s": str(time.second),
        "ZZZZZ": _zone(time, True, ""),
        "ZZZZ": _zone(time, False, ""),
        "ZZZ": _zone(time, False, "UTC"),
        "Z": _zone(time, True, "Z"),
    }


def _formatdate(template: Any, stamp: Any) -> str:
    pieces = _pieces(_time(stamp))
    out = []
    for found in _TOKEN.finditer(to_text(template)):
        if found[1] is not None:
            out.append(found[1].replace("''", "'"))
        elif found[2] is not None:
            if found[0] not in pieces:
                raise HclError(f"formatdate() does not know {found[0]}")
            out.append(pieces[found[0]])
        else:
            out.append(found[0])
    return "".join(out)


def _timeadd(stamp: Any, duration: Any) -> str:
    text = to_text(duration)
    body = text.lstrip("+-")
    if not body or _DURATION.sub("", body):
        raise HclError(f"{text} is not a duration")
    seconds = sum(float(m[1]) * _SECONDS[m[2]] for m in _DURATION.finditer(body))
    moved = _time(stamp) + timedelta(seconds=-seconds if text.startswith("-") else seconds)
    return moved.strftime("%Y-%m-%dT%H:%M:%S") + _zone(moved, True, "Z")


def _timecmp(one: Any, two: Any) -> int:
    first, second = _time(one), _time(two)
    return (first > second) - (first < second)


STRICT: dict[str, Callable[..., Any]] = {
    "formatdate": _formatdate,
    "timeadd": _timeadd,
    "timecmp": _timecmp,
}
