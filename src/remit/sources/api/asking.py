"""Whom a table's reader asks, where, and with what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from remit.tables import Calls


class Ask(Protocol):
    """Calls an operation of a service in one Region of one account; pages are merged.

    Raises Refused with AWS's error code.
    """

    def __call__(
        self, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Mapping[str, Any]: ...


class Pages(Protocol):
    """The same, page by page; what was read until one is refused was read."""

    def __call__(
        self, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]: ...


@dataclass(frozen=True)
class Place:
    """Where calls go: an account's 12 digits, a Region (or `global`), a partition."""

    account: str
    region: str
    partition: str = "aws"


@dataclass(frozen=True)
class Asked:
    """Who is asked, and where."""

    ask: Ask
    pages: Pages
    place: Place


def one_page(
    ask: Ask, service: str, operation: str, parameters: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    yield ask(service, operation, parameters)


class Spread(Protocol):
    """Applies a function to every item, in order; `map`, or one that works on many at a time."""

    def __call__(
        self, function: Callable[[Any], list[Any]], items: Sequence[Any], /
    ) -> Iterable[list[Any]]: ...


def decoded(calls: Calls, operation: str, answer: Any) -> Any:
    """An answer as its table reads it: a report in CSV becomes rows, say."""
    decode = calls.decode.get(operation)
    return answer if decode is None else decode(answer)


def parameter(name: str, value: Any) -> dict[str, Any]:
    """A parameter by its name, which may say that it lies in another (`.`) or is a list (`[]`)."""
    outer, dot, inner = name.partition(".")
    if dot:
        return {outer: parameter(inner, value)}
    return {name[:-2]: [value]} if name.endswith("[]") else {name: value}


def constant(calls: Calls, operation: str, place: Place) -> dict[str, Any]:
    """The parameters that an operation is always asked with."""

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(item) for item in value]
        if isinstance(value, str):
            return value.format(account=place.account, partition=place.partition)
        return value

    return {name: filled(value) for name, value in calls.fixed.get(operation, {}).items()}
