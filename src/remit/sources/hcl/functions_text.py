"""String functions. https://developer.hashicorp.com/terraform/language/functions"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from remit.sources.hcl.format import format_text
from remit.sources.hcl.go_regex import compile_regex, replacement
from remit.sources.hcl.operators import NOT_KNOWN, reason_of, to_number, to_text
from remit.sources.hcl.syntax import HclError
from remit.values import HOLE, Partial, Reference, Unknown, join_text

_MAX = 16_000_000


def _chomp(text: Any) -> str:
    return to_text(text).rstrip("\r\n")


def _indent(spaces: Any, text: Any) -> str:
    width = int(to_number(spaces))
    if not 0 <= width <= 1000:
        raise HclError("an indentation is out of range")
    return to_text(text).replace("\n", "\n" + " " * width)


def _cased(change: Callable[[str], str]) -> Callable[[Any], Any]:
    def function(text: Any) -> Any:
        if isinstance(text, Partial):
            pieces = re.split("(⟦[^⟦⟧]*⟧)", text)
            return Partial("".join(p if p.startswith("⟦") else change(p) for p in pieces))
        reason = reason_of(text)
        return change(to_text(text)) if reason is None else Unknown(reason)

    return function


def _title(text: Any) -> str:
    return re.sub(r"(?<!\w)\w", lambda found: found[0].upper(), to_text(text))


def _join(separator: Any, *lists: Any) -> Any:
    reason = reason_of(separator)
    if reason is not None:
        return Unknown(reason)
    parts: list[Any] = []
    for items in lists:
        if isinstance(items, NOT_KNOWN):
            return Unknown(items.reason)
        if not isinstance(items, list):
            raise HclError("join() takes lists of strings")
        for item in items:
            parts += (to_text(separator), item if isinstance(item, NOT_KNOWN) else to_text(item))
    # `join("", aws_x.y[*].id)`, the way of before one(): what it refers to must not be lost.
    return parts[1] if len(parts) == 2 else join_text(parts[1:])


def _split(separator: Any, text: Any) -> list[str]:
    by, whole = to_text(separator), to_text(text)
    if not whole:
        return [""] if by else []
    return whole.split(by) if by else list(whole)


def _format(template: Any, *arguments: Any) -> Any:
    reason = reason_of(template)
    if reason is not None:
        return Unknown(reason)
    return format_text(to_text(template), list(arguments))


def _formatlist(template: Any, *arguments: Any) -> Any:
    for argument in (template, *arguments):
        # A reference may be a list as a whole, so how many texts come out is not known.
        if isinstance(argument, (Unknown, Reference)):
            return Unknown(argument.reason)
    lengths = {len(argument) for argument in arguments if isinstance(argument, list)}
    if len(lengths) > 1:
        raise HclError("the lists of formatlist() differ in length")
    return [
        _format(template, *(a[i] if isinstance(a, list) else a for a in arguments))
        for i in range(lengths.pop() if lengths else 1)
    ]


def _captures(found: re.Match[str]) -> Any:
    if found.re.groupindex:
        return found.groupdict()
    return list(found.groups()) if found.re.groups else found[0]


def _regex(pattern: Any, text: Any) -> Any:
    subject = to_text(text)
    found = compile_regex(to_text(pattern), subject).search(subject)
    if found is None:
        raise HclError("the pattern does not match")
    return _captures(found)


def _regexall(pattern: Any, text: Any) -> list[Any]:
    subject = to_text(text)
    return [
        _captures(found) for found in compile_regex(to_text(pattern), subject).finditer(subject)
    ]


def _replace(text: Any, old: Any, new: Any) -> str:
    whole, search, by = to_text(text), to_text(old), to_text(new)
    if len(search) > 1 and search[0] == search[-1] == "/":
        return compile_regex(search[1:-1], whole).sub(replacement(by), whole)
    if (whole.count(search) + 1) * max(len(by), 1) + len(whole) > _MAX:
        raise HclError("a text of more than 16 MB is not evaluated")
    return whole.replace(search, by)


def _substr(text: Any, offset: Any, length: Any) -> str:
    whole, start, count = to_text(text), int(to_number(offset)), int(to_number(length))
    start = max(len(whole) + start, 0) if start < 0 else start
    return whole[start:] if count < 0 else whole[start : start + count]


def _starts(text: Any, prefix: Any) -> Any:
    return _edge(text, prefix, str.startswith, 0)


def _ends(text: Any, suffix: Any) -> Any:
    return _edge(text, suffix, str.endswith, -1)


def _edge(text: Any, part: Any, test: Callable[[str, str], bool], piece: int) -> Any:
    """A text with holes decides as far as its known edge reaches."""
    reason = reason_of(part) or (None if isinstance(text, Partial) else reason_of(text))
    if reason is not None:
        return Unknown(reason)
    whole, wanted = to_text(text), to_text(part)
    if not isinstance(text, Partial):
        return test(whole, wanted)
    known = HOLE.split(whole)[::2][piece]
    if test(known, wanted):
        return True
    return Unknown(text.reason) if test(wanted, known) else False


def _trimmed(text: Any, part: Any) -> str:
    return to_text(text).strip(to_text(part)) if part else to_text(text)


STRICT: dict[str, Callable[..., Any]] = {
    "chomp": _chomp,
    "indent": _indent,
    "title": _title,
    "split": _split,
    "regex": _regex,
    "regexall": _regexall,
    "replace": _replace,
    "substr": _substr,
    "strcontains": lambda text, part: to_text(part) in to_text(text),
    "strrev": lambda text: to_text(text)[::-1],
    "trim": _trimmed,
    "trimprefix": lambda text, prefix: to_text(text).removeprefix(to_text(prefix)),
    "trimsuffix": lambda text, suffix: to_text(text).removesuffix(to_text(suffix)),
    "trimspace": lambda text: to_text(text).strip(),
}
LENIENT: dict[str, Callable[..., Any]] = {
    "lower": _cased(str.lower),
    "upper": _cased(str.upper),
    "join": _join,
    "format": _format,
    "formatlist": _formatlist,
    "startswith": _starts,
    "endswith": _ends,
}
