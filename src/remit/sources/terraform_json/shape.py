"""Reading JSON whose shape nobody vouches for: what is not there, or not of its kind, is empty."""

from __future__ import annotations

from typing import Any

MAX_DEPTH = 64
"""No configuration nests modules, blocks or references deeper; what does is cut off and said."""

_EMPTY: dict[str, Any] = {}


def mapping(value: Any) -> dict[str, Any]:
    """The object, or an empty one (not to be written to)."""
    return value if isinstance(value, dict) else _EMPTY


def sequence(value: Any) -> list[Any]:
    """The array, or an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """The string, or an empty one."""
    return value if isinstance(value, str) else ""


def any_true(flags: Any, depth: int = 0) -> bool:
    """Whether a structure of `after_unknown` marks anything.

    What nests deeper than `MAX_DEPTH` counts as marked, so that nothing passes for known.
    """
    if flags is True or depth > MAX_DEPTH:
        return True
    if isinstance(flags, dict):
        return any(any_true(flag, depth + 1) for flag in flags.values())
    if isinstance(flags, list):
        return any(any_true(flag, depth + 1) for flag in flags)
    return False
