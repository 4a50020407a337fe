"""Addresses and references as Terraform spells them in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

Key = str | int | None
"""The key of an instance: a number with `count`, a text with `for_each`, None without."""

Step = tuple[str, Key]
"""A name and the key that follows it, if one does."""

_STEP = re.compile(r"\.?([^\s.\[\]\"]+)|\[(\d+|\"(?:[^\"\\]|\\.)*\")\]")


def split_address(address: str) -> list[Step]:
    """Split an address at its dots; keys may hold dots, quotes and brackets.

    >>> split_address('module.a["x.y"].aws_s3_bucket.b[0].arn')
    [('module', None), ('a', 'x.y'), ('aws_s3_bucket', None), ('b', 0), ('arn', None)]

    An address that is not one gives an empty list.
    """
    steps: list[Step] = []
    position = 0
    while position < len(address):
        found = _STEP.match(address, position)
        if found is None or (found[1] is None and not steps):
            return []
        if found[1] is not None:
            steps.append((found[1], None))
        elif steps[-1][1] is None:
            steps[-1] = (steps[-1][0], _key(found[2]))
        else:
            steps.append(("", _key(found[2])))
        position = found.end()
    return steps


def leaders(references: Iterable[Any]) -> list[str]:
    """The references as written, without the shorter forms that Terraform adds behind each.

    >>> leaders(["aws_kms_key.k.arn", "aws_kms_key.k", "var.name"])
    ['aws_kms_key.k.arn', 'var.name']
    """
    found: list[str] = []
    previous = ""
    for reference in references:
        if not isinstance(reference, str):
            continue
        shorter = len(reference) < len(previous) and previous.startswith(reference)
        if not (shorter and previous[len(reference)] in ".["):
            found.append(reference)
        previous = reference
    return found


def join_steps(steps: Iterable[Step]) -> str:
    """Spell steps as an address again."""
    address = ""
    for name, key in steps:
        address += f".{name}" if name and address else name
        address += key_suffix(key)
    return address


def key_suffix(key: Key) -> str:
    """How an address spells the key of an instance: `[0]`, `["a"]` or nothing."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f"[{json.dumps(key, ensure_ascii=False)}]"


def _key(spelled: str) -> Key:
    if not spelled.startswith('"'):
        return int(spelled)
    try:
        return str(json.loads(spelled))
    except ValueError:
        # Terraform quotes as Go does, which knows escapes (\x, \U, \a) that JSON does not.
        return spelled[1:-1].replace('\\"', '"').replace("\\\\", "\\")
