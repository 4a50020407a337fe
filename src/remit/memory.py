"""Gives memory back to the system where the C library can be told to: glibc's."""

from __future__ import annotations

import ctypes

ARENA_MAX = -8
"""M_ARENA_MAX of glibc's malloc.h."""

FEW = 2
"""Arenas. By default each of many threads may have one of its own, each with its own waste: a live
scan of 1,780 resources with 64 threads held a tenth more at its peak."""


def few_arenas() -> None:
    """Let threads that are started from now on share their arenas."""
    change = getattr(_library(), "mallopt", None)
    if change is not None:
        change(ARENA_MAX, FEW)


def trim() -> None:
    """Give back what is free."""
    give = getattr(_library(), "malloc_trim", None)
    if give is not None:
        give(0)


def _library() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(None)
    except (OSError, TypeError):  # no such handle on this system
        return None
