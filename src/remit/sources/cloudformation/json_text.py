"""JSON with the lines of its sections' keys, and duplicate keys seen."""

from __future__ import annotations

import json
import re
from typing import Any

from remit.sources.cloudformation.decoding import MAX_DEPTH, InputError, Source
from remit.sources.declared import Problem

_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(?=([ \t\n\r]*:)?)|[{}\[\]]', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def decode(text: str, file: str) -> Source:
    """Decode a JSON text, tabs or not; raises `InputError` when it is not one."""
    source = Source(None, file)
    try:
        reader = _Reader(text, source)
        source.data = reader.document()
        if _SURROGATE.search(text):
            source.data = _without_lone_surrogates(source.data)
    except json.JSONDecodeError as error:
        message = f"not valid JSON: {error.msg} (column {error.colno})"
        raise InputError(Problem(message, file, error.lineno, fatal=True)) from None
    except RecursionError:
        message = f"nested deeper than {MAX_DEPTH} levels"
        raise InputError(Problem(message, file, fatal=True)) from None
    except ValueError as error:
        raise InputError(Problem(f"not valid JSON: {error}", file, fatal=True)) from None
    if reader.duplicates:
        source.problems += _duplicates(text, file)
    return source


class _Reader:
    """Walks the two outer levels itself, so their keys have lines; json does the rest."""

    def __init__(self, text: str, source: Source) -> None:
        self._text = text
        self._source = source
        self._seen = 0
        self._line = 1
        self.duplicates = False
        self._scan = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=str, strict=False
        ).raw_decode

    def document(self) -> Any:
        """The whole text's data."""
        data, end = self._value(self._skip(0), ())
        end = self._skip(end)
        if end != len(self._text):
            raise json.JSONDecodeError("Extra data", self._text, end)
        return data

    def _value(self, at: int, path: tuple[str, ...]) -> tuple[Any, int]:
        if len(path) < 2 and self._text[at : at + 1] == "{":
            return self._members(at, path)
        return self._scan(self._text, at)

    def _members(self, at: int, path: tuple[str, ...]) -> tuple[dict[str, Any], int]:
        out: dict[str, Any] = {}
        at = self._skip(at + 1)
        if self._text[at : at + 1] == "}":
            return out, at + 1
        while True:
            start = at
            if self._text[at : at + 1] != '"':
                raise json.JSONDecodeError("Expecting a key in double quotes", self._text, at)
            key, at = self._scan(self._text, at)
            self._mark(path, key, start)
            at = self._skip(at)
            if self._text[at : at + 1] != ":":
                raise json.JSONDecodeError("Expecting ':'", self._text, at)
            value, at = self._value(self._skip(at + 1), (*path, key))
            self.duplicates |= key in out
            out.setdefault(key, value)
            at = self._skip(at)
            sign = self._text[at : at + 1]
            if sign == "}":
                return out, at + 1
            if sign != ",":
                raise json.JSONDecodeError("Expecting ',' or '}'", self._text, at)
            at = self._skip(at + 1)

    def _mark(self, path: tuple[str, ...], key: str, at: int) -> None:
        self._line += self._text.count("\n", self._seen, at)
        self._seen = at
        place = (path[0], key) if path else (key, "")
        self._source.lines.setdefault(place, self._line)

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        return match.end() if match else at

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        out = dict(pairs)
        if len(out) != len(pairs):
            self.duplicates = True
            out = dict(reversed(pairs))  # the first of each
        return out


def _duplicates(text: str, file: str) -> list[Problem]:
    """The lines of all repeated keys: a second, slow look that only bad texts need."""
    problems: list[Problem] = []
    objects: list[set[str]] = []
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign in ("{", "["):
            objects.append(set())
        elif sign in ("}", "]"):
            objects.pop()
        elif token.group(2) and objects:
            key = token.group(1)
            if key in objects[-1]:
                line = text.count("\n", 0, token.start()) + 1
                problems.append(Problem(f"duplicate key {key}; the first is used", file, line))
            objects[-1].add(key)
    return problems


def _without_lone_surrogates(data: Any) -> Any:
    """Half of a surrogate pair is no character and cannot be written anywhere."""
    match data:
        case str():
            return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_without_lone_surrogates(item) for item in data]
        case dict():
            clean = _without_lone_surrogates
            return {clean(key): clean(value) for key, value in data.items()}
        case _:
            return data
