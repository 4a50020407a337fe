"""Texts from outside (names, tags, templates, AWS's answers) made harmless to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import orjson

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, escaped or not (https://www.w3.org/TR/xml/#charsets)."""


def clean(text: object) -> str:
    r"""A text on one line, without what a terminal would obey or a reader would not see.

    Control characters, escape sequences, marks that turn the direction of writing, line
    separators, zero-width characters and lone surrogates are spelled out.

    >>> clean("a\x1b[31mb")
    'a\\u001b[31mb'
    """
    shown = str(text)
    if shown.isprintable():
        return shown
    return "".join(char if _visible(char) else _spelled(char) for char in shown)


def _visible(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _spelled(char: str) -> str:
    number = ord(char)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def clean_lines(text: object) -> str:
    """As `clean`, but line breaks and tabs stay."""
    return "\n".join(clean(line.replace("\t", "    ")) for line in str(text).split("\n"))


def xml_text(text: object) -> str:
    """A text without the characters that XML forbids."""
    return NOT_XML.sub("", str(text))


def utf8(thing: Any) -> Any:
    """A JSON value whose texts can be encoded: a byte of a name that is no UTF-8 is spelled out."""
    match thing:
        case str():
            return thing.encode(errors="backslashreplace").decode()
        case Mapping():
            return {utf8(key): utf8(leaf) for key, leaf in thing.items()}
        case list() | tuple():
            return [utf8(leaf) for leaf in thing]
    return thing


def width(text: str) -> int:
    """How many columns of a terminal a text takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, the last an ellipsis where some were left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def value(thing: Any) -> str:
    """A value that was read, as JSON spells it; one that was not seen says so."""
    if thing is None:
        return "not seen"
    if isinstance(thing, str):
        return f'"{thing}"'
    return orjson.dumps(
        thing, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
    ).decode()


def evidence(read: Mapping[str, Any], most: int = 200) -> str:
    """The values that decided a finding, in one line of at most `most` characters."""
    parts = []
    room = most
    for name, thing in read.items():
        part = f"{name} = {shortened(value(thing), most)}"
        parts.append(part)
        room -= len(part)
        if room < 0:
            break
    return clean(shortened(", ".join(parts), most))
