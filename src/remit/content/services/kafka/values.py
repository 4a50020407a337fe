"""How sources spell what the tables of Amazon MSK hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.values import Unknown, unknown_reason

WAYS = (("sasl", "iam"), ("sasl", "scram"), ("tls",))
"""The ways to sign in to a cluster, where they lie in its settings."""


def at(block: Any, *names: str) -> Any:
    """What lies at these names, whatever their case; None where nothing does.

    A Terraform block is a list of one.
    """
    for name in names:
        block = block[0] if isinstance(block, list) and block else block
        if unknown_reason(block) is not None:
            return block
        if not isinstance(block, Mapping):
            return None
        block = next((value for key, value in block.items() if str(key).lower() == name), None)
    return block


def enabled(setting: Any) -> Any:
    """Whether a way to sign in is on: a switch, or a block with a switch or with authorities."""
    if (reason := unknown_reason(setting)) is not None:
        return Unknown(reason)
    setting = setting[0] if isinstance(setting, list) and setting else setting
    if not isinstance(setting, Mapping):
        return str(setting).lower() == "true"
    switch = at(setting, "enabled")
    if switch is not None:
        return enabled(switch)
    return any(
        value not in (None, [], "")
        for key, value in setting.items()
        if str(key).lower().startswith("certificate")
    )


def unauthenticated(settings: Any) -> Any:
    """Whether clients may connect without signing in.

    They may where that is switched on, and where no way to sign in is.
    """
    if (reason := unknown_reason(settings)) is not None:
        return Unknown(reason)
    switch = at(settings, "unauthenticated")
    if switch not in (None, []):
        return enabled(switch)
    answers = [enabled(at(settings, *way)) for way in WAYS]
    if True in answers:
        return False
    return next((answer for answer in answers if isinstance(answer, Unknown)), True)
