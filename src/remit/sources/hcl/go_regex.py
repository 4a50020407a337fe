"""Go's regular expressions (RE2) in terms of Python's.

https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import re

from remit.sources.hcl.syntax import HclError

_CLASSES = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
    "punct": r"!-/:-@\[-`{-~",
    "word": r"\w",
    "xdigit": "0-9A-Fa-f",
    "blank": r"\t ",
    "print": " -~",
    "graph": "!-~",
    "cntrl": r"\x00-\x1f\x7f",
    "ascii": r"\x00-\x7f",
}
_POSIX = re.compile(r"\[:(\^?)(\w+):\]")
# RE2 takes linear time; Python's engine does not where a repetition holds a repetition.
_EXPLOSIVE = re.compile(r"[*+}][^()]*\)[*+{]")
_MAX_PATTERN = 2_000
_MAX_EXPLOSIVE = 20
_MAX_SUBJECT = 100_000
_GROUP = re.compile(r"\$(?:\{(\w+)\}|(\w+)|(\$))")


def compile_regex(pattern: str, subject: str) -> re.Pattern[str]:
    """The pattern for Python, if matching `subject` with it ends in reasonable time.

    Raises:
        HclError: it is not a pattern, or matching could take very long.
    """
    limit = _MAX_EXPLOSIVE if _EXPLOSIVE.search(pattern) else _MAX_SUBJECT
    if len(pattern) > _MAX_PATTERN or len(subject) > limit:
        raise HclError("this regular expression is not evaluated: it could take very long")
    try:
        return re.compile(_translated(pattern), re.ASCII)
    except (re.error, OverflowError) as error:
        raise HclError(f"the regular expression cannot be read: {error}") from None


def replacement(text: str) -> str:
    """`$1` and `${name}` of Go as Python's replacement text."""
    escaped = text.replace("\\", r"\\")
    return _GROUP.sub(lambda m: "$" if m[3] else f"\\g<{m[1] or m[2]}>", escaped)


def _translated(pattern: str) -> str:
    multiline = re.match(r"\(\?[a-zA-Z]*m", pattern) is not None
    out: list[str] = []
    at, in_class = 0, False
    while at < len(pattern):
        char = pattern[at]
        posix = _POSIX.match(pattern, at) if in_class else None
        if char == "\\":
            pair = pattern[at : at + 2]
            out.append(r"\Z" if pair == r"\z" else pair)
            at += 2
            continue
        if posix is not None and not posix[1] and posix[2] in _CLASSES:
            out.append(_CLASSES[posix[2]])
            at = posix.end()
            continue
        if char == "[" and not in_class:
            in_class = True
            opening = re.match(r"\[\^?\]?", pattern[at:])
            opened = opening[0] if opening else "["
            out.append(opened.replace("]", r"\]"))
            at += len(opened)
            continue
        if char == "]":
            in_class = False
        out.append(r"\Z" if char == "$" and not in_class and not multiline else char)
        if char == "[" and in_class:
            out[-1] = r"\["
        at += 1
    return "".join(out)
