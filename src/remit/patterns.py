r"""Patterns that mean the same to RE2, which the engine runs, and to Python's `re`, the oracle.

RE2 has no look-around, no back-references and no possessive or atomic groups, because its time is
linear in the text: https://github.com/google/re2/wiki/Syntax. What it shares with Python in looks
but not in meaning (`$` before a last newline, `\s` and a vertical tab, classes of Unicode) is
translated for the oracle, and what cannot be translated is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from string import punctuation

CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
GROUP = re.compile(r"\(\?(?::|P<[A-Za-z_][A-Za-z0-9_]*>|[is]+[:)])")
REPEAT = re.compile(r"\{(\d+)(?:,(\d*))?\}")
HEX = re.compile(r"\\x[0-9a-fA-F]{2}")
SET = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
LETTER = "[0-9A-Za-z_]"
EDGE = f"(?:(?<={LETTER})(?!{LETTER})|(?<!{LETTER})(?={LETTER}))"
r"""What `\b` means to RE2; Java's looks at letters beyond ASCII."""
LARGEST_REPEAT = 1000
"""RE2's own limit, on all nested repetitions together."""


class PatternError(ValueError):
    """A pattern that RE2 does not know, or would understand in another way."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    r"""The pattern as Python must run it to find what RE2 finds; raises PatternError.

    >>> bool(compiled("^a$").search("a\n")), bool(compiled("a").search("cat"))
    (False, True)
    """
    try:
        return re.compile("".join(_translated(pattern)))
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"{pattern!r} is no pattern: {error}") from None


@cache
def java(pattern: str) -> str:
    r"""The pattern as Java must be given it, for Spark, to find what RE2 finds.

    Java's dot stops at five kinds of line end unless told otherwise, `&&` in a set is a cut of two
    sets, and letters fold within ASCII only.

    >>> java("^a.c$")
    '(?d)^a.c\\z'
    """
    compiled(pattern)
    return "(?d)" + "".join(map(_java, _translated(pattern)))


def _java(part: str) -> str:
    if part == r"\Z":
        return r"\z"
    if part == r"(?a:\b)":
        return EDGE
    if part.startswith("(?P<"):
        return "("
    if part.startswith("(?") and "i" in part:
        return f"{part[:-1]}u{part[-1]}"
    if part.startswith("[") and len(part) > 1:
        head = "[^" if part.startswith("[^") else "["
        kept = re.findall(r"\\.|[^\\]", part[len(head) : -1], re.DOTALL)
        return head + "".join(f"\\{sign}" if sign in "&[]^" else sign for sign in kept) + "]"
    return part


def _translated(pattern: str) -> Iterator[str]:
    at, size = 0, 1
    while at < len(pattern):
        sign, part = pattern[at], pattern[at]
        if sign == "\\":
            part = pattern[at : at + (4 if HEX.match(pattern, at) else 2)]
            yield _escape(part)
        elif sign == "[":
            part = _matched(SET, pattern, at)
            yield _set(part)
        elif pattern.startswith("(?", at):
            part = _matched(GROUP, pattern, at)
            yield part
        elif sign == "{":
            part = _matched(REPEAT, pattern, at)
            size *= max(map(int, filter(str.isdigit, re.split(r"[{},]", part))), default=1) or 1
            if size > LARGEST_REPEAT:
                raise PatternError(f"{pattern!r} repeats more than {LARGEST_REPEAT} times")
            yield part
        else:
            yield r"\Z" if sign == "$" else sign
        at += len(part)
        if part[-1] in "*+?}" and pattern.startswith("+", at) and part[0] != "\\":
            raise PatternError(f"{pattern!r}: RE2 has no possessive repetition")


def _matched(known: re.Pattern[str], pattern: str, at: int) -> str:
    found = known.match(pattern, at)
    if found is None:
        raise PatternError(
            f"{pattern!r}: RE2 does not know {pattern[at : at + 3]!r} (no look-around, no "
            f"back-references, flags only i and s; write a brace as \\{{)"
        )
    return found[0]


def _escape(part: str) -> str:
    letter = part[1:]
    if part[1:2].lower() in CLASSES:
        return f"[{'^' if letter.isupper() else ''}{CLASSES[letter.lower()]}]"
    if letter == "b":
        return r"(?a:\b)"
    if letter in ("A", "t", "n", "r", "f") or letter in punctuation or HEX.fullmatch(part):
        return part
    raise PatternError(f"RE2 does not know the escape {part!r}")


def _set(part: str) -> str:
    inner = part[2:-1] if part.startswith("[^") else part[1:-1]
    kept: list[str] = []
    for piece in re.findall(r"\\x[0-9a-fA-F]{2}|\\.|[^\\]", inner, re.DOTALL):
        if piece == "[":
            raise PatternError(f"{part!r}: write an opening bracket in a set as \\[")
        if piece[0] == "\\" and piece[1:] in CLASSES:
            kept.append(CLASSES[piece[1:]])
        elif piece[0] == "\\" and not HEX.fullmatch(piece) and piece[1] not in punctuation + "tnrf":
            raise PatternError(f"{part!r}: RE2 and Python differ on {piece!r} in a set")
        else:
            kept.append(piece)
    return ("[^" if part.startswith("[^") else "[") + "".join(kept) + "]"
