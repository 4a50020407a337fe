"""How sources spell what the tables of AWS DMS hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from remit.content.common import document, known, spelled_out
from remit.paths import LEAF_ABSENT
from remit.values import Partial, Reference, Unknown, unknown_reason

UNASKED = "LOGGER_SEVERITY_DEFAULT"
"""What DMS logs of a component that the settings of a task leave out."""

ENOUGH = (UNASKED, "LOGGER_SEVERITY_DEBUG", "LOGGER_SEVERITY_DETAILED_DEBUG")

NO_SETTINGS = Unknown("AWS Config does not keep the task's settings")
KAFKA_BY_DMS = Unknown("nothing says how DMS talks to the brokers")


@known
def lower(value: Any) -> str:
    """A word in lower case: DMS takes either case, and older templates shout."""
    return str(value).lower()


def attribute(name: str) -> Callable[[Any], Any]:
    """A conversion: one of the extra connection attributes (`a=1;b=2`), in lower case."""

    def find(text: Any) -> Any:
        reason = unknown_reason(text)
        if isinstance(text, Reference):
            return Unknown(text.reason)
        pairs = [part.partition("=") for part in str(text).split(";")]
        for key, _, value in pairs:
            if key.strip().lower() == name.lower():
                return Unknown(reason) if reason and "⟦" in value else value.strip().lower()
        hidden = any("⟦" in key for key, _, _ in pairs)
        return Unknown(reason) if reason and hidden else LEAF_ABSENT

    return find


def is_true(name: str) -> Callable[[Any], Any]:
    """A conversion: whether an extra connection attribute says true."""

    def find(text: Any) -> Any:
        word = attribute(name)(text)
        return word == "true" if isinstance(word, str) else word

    return find


def over_https(uri: Any) -> Any:
    """Whether a URI is asked over HTTPS, as DMS does where no scheme is named."""
    if isinstance(uri, Reference):
        return Unknown(uri.reason)
    text = str(uri).strip().lower()
    if isinstance(uri, Partial) and text.startswith("⟦"):
        return Unknown(uri.reason)
    return not text.startswith("http://")


def password_written_down(values: Any) -> bool:
    """Whether a password stands in a template, at any depth; it is dropped here.

    A parameter, a variable without a value and a reference to a secret are none.
    """
    return any(spelled_out(one) for one in _passwords(values))


def _passwords(values: Any) -> Iterator[Any]:
    if isinstance(values, Mapping):
        for name, value in values.items():
            if str(name).lower().endswith("password"):
                yield value
            else:
                yield from _passwords(value)
    elif isinstance(values, list):
        for item in values:
            yield from _passwords(item)


def logged(*components: str, unasked: str = UNASKED) -> Callable[[Any], Any]:
    """A conversion: whether a task's settings log these components in enough detail.

    `unasked` is the severity of a component that they leave out.
    """

    def read(settings: Any) -> Any:
        found = document(settings)
        if not isinstance(found, Mapping):
            return Unknown(unknown_reason(settings) or "the task's settings are no JSON object")
        logging = found.get("Logging") or {}
        if (reason := unknown_reason(logging)) is not None:
            return Unknown(reason)
        enabled = _true(logging.get("EnableLogging"))
        if enabled is not True:
            return enabled
        levels = _levels(logging.get("LogComponents"))
        if isinstance(levels, Unknown):
            return levels
        told = [levels.get(one, unasked) for one in components]
        if any(isinstance(level, str) and level not in ENOUGH for level in told):
            return False
        doubts = [level for level in told if isinstance(level, Unknown)]
        return doubts[0] if doubts else True

    return read


def _true(value: Any) -> Any:
    reason = unknown_reason(value)
    return str(value).lower() == "true" if reason is None else Unknown(reason)


def _levels(listed: Any) -> Any:
    """The severity of each component that settings name; `Unknown` when which is not known."""
    if (reason := unknown_reason(listed)) is not None and not isinstance(listed, list):
        return Unknown(reason)
    levels: dict[str, Any] = {}
    for one in listed or ():
        if not isinstance(one, Mapping) or unknown_reason(one.get("Id")) is not None:
            return Unknown(unknown_reason(one) or "a component of the log is not known")
        reason = unknown_reason(one.get("Severity"))
        levels[str(one.get("Id"))] = Unknown(reason) if reason else str(one.get("Severity"))
    return levels
