"""The verbs of `format()`. https://developer.hashicorp.com/terraform/language/functions/format"""

from __future__ import annotations

import json
import re
from typing import Any

from remit.sources.hcl.go_json import go_json
from remit.sources.hcl.operators import (
    NOT_KNOWN,
    is_number,
    number_text,
    to_bool,
    to_number,
    to_text,
)
from remit.sources.hcl.syntax import HclError
from remit.values import join_text

_VERB = re.compile(
    r"%(?:\[(?P<first>\d+)\])?(?P<flags>[-+ 0#]*)(?P<width>\d+)?(?:\.(?P<precision>\d*))?"
    r"(?:\[(?P<second>\d+)\])?(?P<mode>[a-zA-Z%])?"
)
_MAX_WIDTH = 10_000


def format_text(template: str, arguments: list[Any]) -> str:
    """The text; arguments that are not known become holes.

    Raises:
        HclError: an argument is missing, left over or of the wrong type.
    """
    parts: list[Any] = []
    at = used = highest = 0
    for found in _VERB.finditer(template):
        parts.append(template[at : found.start()])
        at = found.end()
        if found["mode"] == "%":
            parts.append("%")
            continue
        chosen = found["first"] or found["second"]
        used = int(chosen) if chosen else used + 1
        highest = max(highest, used)
        if not 0 < used <= len(arguments) or found["mode"] is None:
            raise HclError("format() lacks an argument")
        parts.append(_formatted(found, arguments[used - 1]))
    if highest < len(arguments):
        raise HclError("format() has too many arguments")
    return join_text([*parts, template[at:]])


def _formatted(found: re.Match[str], value: Any) -> Any:
    if isinstance(value, NOT_KNOWN):
        return value
    flags, mode = found["flags"], found["mode"]
    width = int((found["width"] or "0")[:8])
    precision = None if found["precision"] is None else int((found["precision"] or "0")[:8])
    if width > _MAX_WIDTH or (precision or 0) > _MAX_WIDTH:
        raise HclError("a width of format() is out of range")
    text = _converted(mode, flags, precision, value)
    if "-" in flags:
        return text.ljust(width)
    if "0" in flags and mode not in "sqvt":
        sign = text[:1] if text[:1] in "+-" else ""
        return sign + text[len(sign) :].rjust(width - len(sign), "0")
    return text.rjust(width, "0" if "0" in flags and is_number(value) else " ")


def _converted(mode: str, flags: str, precision: int | None, value: Any) -> str:
    match mode:
        case "v":
            if "#" in flags or isinstance(value, (list, dict)) or value is None:
                return go_json(value)
            return _cut(to_text(value), precision)
        case "s":
            return _cut(to_text(value), precision)
        case "q":
            return json.dumps(_cut(to_text(value), precision), ensure_ascii=False)
        case "t":
            return "true" if to_bool(value) else "false"
    return _number(mode, flags, precision, value)


def _cut(text: str, precision: int | None) -> str:
    return text if precision is None else text[:precision]


def _number(mode: str, flags: str, precision: int | None, value: Any) -> str:
    if mode in "xX" and isinstance(value, str):
        text = value.encode().hex()
        return text if mode == "x" else text.upper()
    number = to_number(value)
    sign = "+" if "+" in flags else " " if " " in flags else ""
    if mode in "dboxX":
        return format(int(number), f"{sign}{mode}")
    if mode in "eEfF":
        return format(float(number), f"{sign}.{6 if precision is None else precision}{mode}")
    if mode in "gG":
        text = number_text(number) if precision is None else format(float(number), f".{precision}g")
        return sign.strip() + text if number >= 0 else text
    raise HclError(f"format() has no verb %{mode}")
