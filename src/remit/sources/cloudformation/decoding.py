"""From the bytes of a file to plain data with the lines of its sections' keys."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from remit.sources.declared import Problem

MAX_BYTES = 20 * 1024 * 1024
"""CloudFormation takes templates of 1 MB at most; anything far above is not one."""

MAX_DEPTH = 120
"""Levels of nesting; deeper texts are refused before they exhaust a stack."""


class InputError(Exception):
    """A file that cannot be read at all; `problem` says why, in one line."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class Source:
    """A decoded text.

    `data` is plain JSON data, in which YAML's short forms (`!Sub`) are spelled out
    (`{"Fn::Sub": …}`). `lines` maps (section, key), such as ("Resources", "Bucket"), and
    (section, "") to the line of that key, from 1.
    """

    data: Any
    file: str
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, section: str, key: str = "") -> int | None:
        """The line of a key of a section, or of the section itself."""
        return self.lines.get((section, key))


def read_source(path: Path) -> Source:
    """Read and decode a JSON or YAML file; raises `InputError` when nothing can be made of it."""
    file = str(path)
    return decode(_read(path, file), file)


def decode(content: bytes, file: str) -> Source:
    """Decode JSON (when the text starts with a brace) or YAML; raises `InputError`."""
    from remit.sources.cloudformation import json_text, yaml_text

    text = _text(content, file)
    if text.lstrip()[:1] not in ("{", "["):
        return yaml_text.decode(text, file)
    try:
        return json_text.decode(text, file)
    except InputError as error:
        # JSON with comments or trailing commas is a YAML flow collection.
        try:
            return yaml_text.decode(text, file)
        except InputError:
            raise error from None


def _read(path: Path, file: str) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = f"{MAX_BYTES // (1024 * 1024)} MiB"
            raise InputError(_fatal(f"too large for a template (more than {limit})", file))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(_fatal(f"cannot be read: {reason}", file)) from None


def _text(content: bytes, file: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError(_fatal("not UTF-8 text (UTF-16)", file, hint="Save it as UTF-8"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text (byte {error.start})"
        raise InputError(_fatal(message, file, hint="Save it as UTF-8")) from None
    if "\0" in text:
        raise InputError(_fatal("not a text but a binary file", file))
    if not text.strip():
        raise InputError(_fatal("not a CloudFormation template: the file is empty", file))
    return text


def _fatal(message: str, file: str, *, hint: str = "") -> Problem:
    return Problem(message, file, hint=hint, fatal=True)
