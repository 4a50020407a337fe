"""Three-valued logic, and patterns with `*` and `?` that may have holes.

A verdict is `bool | Unknown`. Known parts decide where they can: one known False makes a
conjunction False whatever else is not known, so seeing more never turns a verdict.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from remit.values import ACCOUNT, HOLE, Unknown

FIXED_HOLE = re.compile(r"⟦[^\s⟦⟧]+\.(?:\w*arn|\w*id|ref)⟧", re.IGNORECASE)
"""A hole that is the ARN or id of another resource in the document: one value, no wildcard."""

Verdict = bool | Unknown


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's AND: False if any is False, else Unknown if any is, else True."""
    unknown: list[Unknown] = []
    for verdict in verdicts:
        if verdict is False:
            return False
        if isinstance(verdict, Unknown):
            unknown.append(verdict)
    return _merged(unknown) if unknown else True


def some(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's OR: True if any is True, else Unknown if any is, else False."""
    unknown: list[Unknown] = []
    for verdict in verdicts:
        if verdict is True:
            return True
        if isinstance(verdict, Unknown):
            unknown.append(verdict)
    return _merged(unknown) if unknown else False


def negate(verdict: Verdict) -> Verdict:
    """Kleene's NOT: what is not known stays so."""
    return verdict if isinstance(verdict, Unknown) else not verdict


def _merged(unknown: list[Unknown]) -> Unknown:
    """All distinct reasons, in the order met."""
    return Unknown("; ".join(dict.fromkeys(u.reason for u in unknown)))


def has_wildcard(text: str) -> bool:
    """Whether `text` has a `*` or `?` of IAM's."""
    return "*" in text or "?" in text


def has_hole(text: str) -> bool:
    """Whether a part of `text` is not known, the own account aside."""
    return "⟦" in text.replace(ACCOUNT, "")


def why(text: str) -> Unknown:
    """The reason of a text with holes, as `Unknown`."""
    return Unknown("; ".join(dict.fromkeys(HOLE.findall(text))) or "not known")


def covers(pattern: str, other: str) -> bool:
    """Whether everything that the pattern `other` matches is matched by `pattern` as well.

    Both may have wildcards; a hole is taken as a literal, so it is covered by the same hole.

    >>> covers("s3:Get*", "s3:GetObject*"), covers("s3:GetObject", "s3:Get*")
    (True, False)
    """
    p = o = 0
    star, mark = -1, 0
    while o < len(other):
        if p < len(pattern) and pattern[p] == "*":
            star, mark = p, o
            p += 1
        elif p < len(pattern) and _same(pattern[p], other[o]):
            p += 1
            o += 1
        elif star >= 0:
            mark += 1
            p, o = star + 1, mark
        else:
            return False
    return not pattern[p:].strip("*")


def _same(pattern: str, other: str) -> bool:
    """Whether one character of a pattern matches one character of another pattern."""
    return pattern == other or (pattern == "?" and other not in "*⟦")


def overlap(left: str, right: str) -> bool:
    """Whether some text matches both patterns; a hole may stand for any text."""
    left, right = (HOLE.sub("*", text) for text in (left, right))
    reached = _skip_stars({0}, left)
    for char in right:
        stays = set(reached)
        if char != "*":
            stays = set()
            for at in reached:
                if at < len(left) and left[at] == "*":
                    stays.add(at)
                elif at < len(left) and ("?" in (char, left[at]) or char == left[at]):
                    stays.add(at + 1)
        elif reached:
            stays = set(range(min(reached), len(left) + 1))
        reached = _skip_stars(stays, left)
        if not reached:
            return False
    return len(left) in reached


def _skip_stars(places: set[int], pattern: str) -> set[int]:
    """The places, and those after stars that match nothing."""
    found = set(places)
    for place in places:
        while place < len(pattern) and pattern[place] == "*":
            place += 1
            found.add(place)
    return found


def matches(pattern: str, text: str) -> Verdict:
    """Whether `pattern` covers `text`, when either may have holes."""
    if covers(pattern, text):
        return True
    if (has_hole(pattern) or has_hole(text)) and overlap(pattern, text):
        return why(pattern if has_hole(pattern) else text)
    return False


def is_all(pattern: str) -> Verdict:
    """Whether an action or resource pattern stands for everything: `*`, `*:*`, `arn:aws:*`."""
    if re.fullmatch(r"\*+|\*+:\*+|arn:[\w*-]*?\**(:\*+)+|arn:\*+", pattern):
        return True
    if re.fullmatch(r"[*:]*(⟦[^⟦⟧]*⟧[*:]*)+", pattern) and not FIXED_HOLE.fullmatch(pattern):
        return why(pattern) if has_hole(pattern) else False
    return False
