"""How sources spell what the tables of Amazon Bedrock hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.values import Unknown, unknown_reason


def prompt_attack(filters: Any) -> Any:
    """How strongly prompts are searched for attacks on the model: NONE, LOW, MEDIUM or HIGH."""
    found = [_strength(one) for one in (filters if isinstance(filters, list) else [filters])]
    known = next((one for one in found if isinstance(one, str)), None)
    return known or next((one for one in found if isinstance(one, Unknown)), "NONE")


def _strength(one: Any) -> Any:
    if not isinstance(one, Mapping):
        return Unknown(getattr(one, "reason", "a filter is no record"))
    kind = one.get("Type", one.get("type"))
    if (reason := unknown_reason(kind)) is not None:
        return Unknown(reason)
    if kind != "PROMPT_ATTACK":
        return None
    action = one.get("InputAction", one.get("inputAction"))
    enabled = one.get("InputEnabled", one.get("inputEnabled"))
    strength = next(
        (one[n] for n in ("InputStrength", "inputStrength", "input_strength") if n in one), None
    )
    for value in (action, enabled, strength):
        if (reason := unknown_reason(value)) is not None:
            return Unknown(reason)
    off = action == "NONE" or enabled is False or strength is None
    return "NONE" if off else str(strength)
