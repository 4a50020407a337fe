"""Conversions that the tables of several services share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any
from urllib.parse import unquote

import orjson

from remit.analysis.policies import is_public, other_accounts
from remit.values import Partial, Unknown, unknown_reason

PLAIN_ONLY = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS


def document(value: Any) -> Any:
    """A JSON document given as an object, as text, or as URL-encoded text (IAM's answers).

    Text that is no JSON comes back as it is, so that nothing is lost. Holes stay where they are.
    """
    if not isinstance(value, str):
        return value
    text = unquote(value) if value.lstrip()[:1] == "%" else str(value)
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return value
    return _with_holes(found) if isinstance(value, Partial) else found


def _with_holes(value: Any) -> Any:
    """Texts with holes are `Partial` again after a trip through JSON."""
    if isinstance(value, str):
        return Partial(value) if "⟦" in value else value
    if isinstance(value, list):
        return [_with_holes(item) for item in value]
    if isinstance(value, dict):
        return {key: _with_holes(item) for key, item in value.items()}
    return value


def known(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The conversion, for values that are known: a reference or a text with holes stays unknown."""

    @wraps(convert)
    def told(value: Any) -> Any:
        reason = unknown_reason(value)
        return convert(value) if reason is None else Unknown(reason)

    return told


def stated(value: Any) -> Any:
    """That something is there at all; not known where it may or may not be.

    A plan writes an empty list for a block that is not there.
    """
    return value if isinstance(value, Unknown) else value not in ([], "")


def public(policy: Any, account: Any) -> bool | Unknown:
    """Whether a resource policy grants something to everyone; for `Derived(…, ("policy", …))`."""
    return is_public(policy, account=account)


def shared_with(policy: Any, account: Any) -> list[str] | Unknown:
    """The other accounts that a resource policy names."""
    return other_accounts(policy, account=account)


def remembered(question: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A question that is answered once for equal documents: roles by the hundred share a policy.

    Documents with anything unknown in them are asked about each time.
    """

    @lru_cache(maxsize=2048)
    def by_text(text: bytes) -> Any:
        return question(orjson.loads(text))

    def asked(value: Any) -> Any:
        try:
            text = orjson.dumps(value, option=PLAIN_ONLY)
        except (TypeError, orjson.JSONEncodeError):
            return question(value)
        return by_text(text)

    return asked


def spelled_out(value: Any) -> bool:
    """Whether a text stands in a template itself: no parameter, and no reference to a secret."""
    known = isinstance(value, str) and value != "" and not isinstance(value, Partial)
    return known and "{{resolve:" not in value


def spells_out(*names: str) -> Callable[[Any], bool]:
    """Whether a resource spells one of these out in its template; the values are dropped here.

    A parameter, a variable without a value and a reference to a secret are none.
    """

    def look(values: Any) -> bool:
        return isinstance(values, Mapping) and any(spelled_out(values.get(n)) for n in names)

    return look


def listed(item: Any) -> Any:
    """The listed name or ARN: an item of a list of texts stands under an empty key."""
    return item[""]


def last(item: Any) -> Any:
    """The name at the end of the listed ARN."""
    return item[""].rpartition("/")[2]
