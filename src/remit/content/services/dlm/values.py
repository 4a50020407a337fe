"""How sources spell what the tables of Amazon Data Lifecycle Manager hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.values import Unknown


def copies(rules: Any) -> Any:
    """Each copy to another Region: where to, encrypted by the rule itself, with which key."""
    return [_copy(one) for one in (rules if isinstance(rules, list) else [rules])]


def _copy(rule: Any) -> Any:
    if not isinstance(rule, Mapping):
        return Unknown(getattr(rule, "reason", "a copy rule is no record"))
    settings = _block(rule, "EncryptionConfiguration", "encryption_configuration") or rule
    if not isinstance(settings, Mapping):
        return Unknown(getattr(settings, "reason", "the encryption of a copy is no record"))
    return {
        "region": _first(rule, "", "TargetRegion", "Target", "target", "target_region"),
        "encrypted": _first(settings, False, "Encrypted", "encrypted"),
        "kms_key": _first(settings, "", "CmkArn", "cmk_arn"),
    }


def _block(rule: Mapping[str, Any], *names: str) -> Any:
    """A record in a record; Terraform's plans keep it in a list."""
    found = _first(rule, None, *names)
    return found[0] if isinstance(found, list) and found else found


def _first(rule: Mapping[str, Any], silent: Any, *names: str) -> Any:
    return next((rule[name] for name in names if rule.get(name) is not None), silent)
