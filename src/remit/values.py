"""Values as a source declares them, with what is not known made explicit.

A declared value is plain JSON (`str`, `int`, `float`, `bool`, `None`, `list`, `dict`) in which a
leaf may also be one of three things that are not known yet:

- `Unknown`: nobody can tell, and why;
- `Reference`: the identity of another resource in the same document, known by its address;
- `Partial`: a text with holes, such as the ARN of a bucket that has no name yet.

`None` and a missing key mean the same: the author set nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

HOLE = re.compile("⟦([^⟦⟧]*)⟧")
"""A hole in a text. The brackets (U+27E6, U+27E7) occur in no AWS identifier or policy."""

ACCOUNT = "⟦account⟧"
REGION = "⟦region⟧"
PARTITION = "⟦partition⟧"
"""Holes with a meaning: the account, Region, partition that the document is deployed to."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value nobody has seen, and the reason in words a reader can act on.

    >>> Unknown("parameter KeyArn has no value")
    Unknown(reason='parameter KeyArn has no value')
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An attribute of another resource in the same document, known only after deployment.

    `address` is the target's address as the document spells it (`Key`, `module.x.aws_kms_key.k`),
    `attribute` what is asked of it (`Arn`, `id`; empty for CloudFormation's plain `Ref`).
    """

    address: str
    attribute: str = ""

    @property
    def reason(self) -> str:
        """Why the value itself is not known."""
        dot = "." if self.attribute else ""
        return f"known only after deployment: {self.address}{dot}{self.attribute}"


class Partial(str):
    """A text with holes (`HOLE`), each naming what is missing.

    It is a `str`, so JSON encoders, joins and searches work on it; what reads a setting from it
    must not take it for a known value.

    >>> arn = join_text(["arn:aws:s3:::", Reference("Logs"), "/*"])
    >>> arn, arn.reason
    ('arn:aws:s3:::⟦Logs⟧/*', 'not known: Logs')
    """

    __slots__ = ()

    @property
    def reason(self) -> str:
        """What the holes stand for."""
        return "not known: " + ", ".join(dict.fromkeys(HOLE.findall(self)))


def join_text(parts: Iterable[Any]) -> str:
    """Concatenate parts; what is not known becomes a hole, and the text a `Partial`.

    Booleans are spelled as JSON does. A text that is nothing but known parts is a plain `str`.
    """
    texts: list[str] = []
    for part in parts:
        match part:
            case str():
                texts.append(part)
            case bool():
                texts.append("true" if part else "false")
            case None:
                continue
            case Unknown(reason):
                texts.append(_hole(reason))
            case Reference(address, attribute):
                texts.append(f"⟦{address}.{attribute}⟧" if attribute else f"⟦{address}⟧")
            case _:
                texts.append(str(part))
    text = "".join(texts)
    return Partial(text) if "⟦" in text else text


def unknown_reason(value: Any) -> str | None:
    """Why this leaf is not known, or None when it is (lists and objects are not searched)."""
    if isinstance(value, (Unknown, Reference, Partial)):
        return value.reason
    return None


def _hole(label: str) -> str:
    """A hole that names `label`; brackets inside it are dropped, because holes do not nest."""
    return "⟦" + label.replace("⟦", "").replace("⟧", "") + "⟧"
