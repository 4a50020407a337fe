"""Conversions of the tables of AWS CodePipeline."""

from collections.abc import Mapping
from typing import Any

from remit.content.containers import pick
from remit.values import Reference, Unknown, unknown_reason


def own_keys(value: Any) -> bool | Unknown:
    """Whether each artifact store names a key that is not S3's: of one, a list or a map of them."""
    if isinstance(value, Mapping) and pick(value, "location") is None:
        value = list(value.values())
    verdicts = [_own_key(one) for one in (value if isinstance(value, list) else [value])]
    if False in verdicts:
        return False
    doubts = [one for one in verdicts if isinstance(one, Unknown)]
    return doubts[0] if doubts else True


def _own_key(value: Any) -> bool | Unknown:
    store = pick(value, "artifactStore") or value
    if isinstance(store, Unknown):
        return store
    key = pick(store, "encryptionKey", "encryption_key")
    if not isinstance(key, Unknown):
        key = pick(key, "id")
    if isinstance(key, Reference):
        return True
    if (reason := unknown_reason(key)) is not None:
        return Unknown(reason)
    return bool(key) and not str(key).endswith("alias/aws/s3")
