"""Numeric functions and hashes."""

from __future__ import annotations

import base64
import hashlib
import math
import uuid
from collections.abc import Callable
from typing import Any

from remit.sources.hcl.operators import to_number, to_text, whole
from remit.sources.hcl.syntax import HclError

_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}
_MAX_RANGE = 1024
"""Terraform's own limit."""


def _parseint(text: Any, base: Any) -> int:
    radix = int(to_number(base))
    if not 2 <= radix <= 62 or len(to_text(text)) > 300:
        raise HclError("parseint() is out of range")
    return int(to_text(text), radix)


def _pow(base: Any, exponent: Any) -> Any:
    return whole(math.pow(to_number(base), to_number(exponent)))


def _log(value: Any, base: Any) -> Any:
    return whole(math.log(to_number(value)) / math.log(to_number(base)))


def _range(*limits: Any) -> list[Any]:
    numbers = [to_number(limit) for limit in limits]
    start, end = (0, numbers[0]) if len(numbers) == 1 else numbers[:2]
    step = numbers[2] if len(numbers) > 2 else (1 if start <= end else -1)
    if step == 0 or len(numbers) > 3:
        raise HclError("range() needs a step")
    items: list[Any] = []
    at = start
    while at < end if step > 0 else at > end:
        if len(items) >= _MAX_RANGE:
            raise HclError("range() makes more than 1024 numbers")
        items.append(whole(at))
        at += step
    return items


def _extreme(choose: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    return lambda *values: choose([to_number(value) for value in values])


def _digest(name: str, text: Any) -> bytes:
    return hashlib.new(name, to_text(text).encode(), usedforsecurity=False).digest()


def _hex(name: str) -> Callable[[Any], str]:
    return lambda text: _digest(name, text).hex()


def _base64(name: str) -> Callable[[Any], str]:
    return lambda text: base64.b64encode(_digest(name, text)).decode()


def _uuidv5(namespace: Any, name: Any) -> str:
    known = _NAMESPACES.get(to_text(namespace)) or uuid.UUID(to_text(namespace))
    return str(uuid.uuid5(known, to_text(name)))


STRICT: dict[str, Callable[..., Any]] = {
    "abs": lambda value: abs(to_number(value)),
    "ceil": lambda value: math.ceil(to_number(value)),
    "floor": lambda value: math.floor(to_number(value)),
    "log": _log,
    "max": _extreme(max),
    "min": _extreme(min),
    "parseint": _parseint,
    "pow": _pow,
    "range": _range,
    "signum": lambda value: (to_number(value) > 0) - (to_number(value) < 0),
    "md5": _hex("md5"),
    "sha1": _hex("sha1"),
    "sha256": _hex("sha256"),
    "sha512": _hex("sha512"),
    "base64sha256": _base64("sha256"),
    "base64sha512": _base64("sha512"),
    "uuidv5": _uuidv5,
}
