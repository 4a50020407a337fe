"""Who owes each duty on each resource, and why: the line.

`content/kinds.toml` gives the owners by kind of service, a service's `responsibility.toml` its
own, and `[[duties.<duty>.when]]` moves the line by a resource's configuration.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any

from remit.catalog import content, tables
from remit.conditions import Expr
from remit.tables import AnyTable


class Owner(StrEnum):
    """AWS's own three words for it."""

    INHERITED = "inherited"
    SHARED = "shared"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Duty:
    """One thing that somebody must do, and the layer it belongs to."""

    id: str
    title: str
    layer: str
    proof: str


@dataclass(frozen=True)
class Share:
    """Who owes a duty, both parts in words, and where AWS says so."""

    owner: Owner
    aws: str = ""
    customer: str = ""
    sources: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True)
class Move:
    """A configuration that moves the line, for the rows of one table."""

    table: str
    text: str
    share: Share

    def condition(self, table: AnyTable, known: Mapping[str, AnyTable]) -> Expr:
        """The configuration as a condition; raises ConditionError when it is none."""
        from remit.sqltext import parse

        return parse(self.text, table, known)


@dataclass(frozen=True)
class Line:
    """The line of one service: the share of each duty, and what moves it."""

    service: str
    kind: str
    shares: Mapping[str, Share]
    moves: Mapping[str, tuple[Move, ...]]


@dataclass(frozen=True)
class Remit:
    """The duties, their layers, and the line of each service that has one."""

    duties: Mapping[str, Duty]
    layers: Mapping[str, str]
    kinds: Mapping[str, Mapping[str, Any]]
    lines: Mapping[str, Line]

    @cached_property
    def by_layer(self) -> Mapping[str, list[Duty]]:
        """The duties of each layer, from the data down to the buildings."""
        grouped: dict[str, list[Duty]] = {layer: [] for layer in self.layers}
        for duty in self.duties.values():
            grouped[duty.layer].append(duty)
        return grouped

    def share(self, service: str, duty: str) -> Share:
        """Who owes a duty of a service, before its configuration is looked at.

        A service without a line of its own counts as infrastructure's most careful reading: all
        that AWS does not do for every customer is the customer's.
        """
        if service in self.lines:
            return self.lines[service].shares[duty]
        return _by_kind(self.kinds, "infrastructure", duty, "the service has no line of its own")

    def moves(self, service: str, duty: str, table: AnyTable) -> tuple[Move, ...]:
        """What moves the line of a duty for the rows of a table."""
        line = self.lines.get(service)
        moves = line.moves.get(duty, ()) if line else ()
        return tuple(move for move in moves if move.table == table.spec.name)


def load() -> Remit:
    """Read the duties, the layers and every line from the content."""
    folder = content()
    duties = {
        id: Duty(id, entry["title"], entry["layer"], entry["proof"])
        for id, entry in _toml(folder / "duties.toml").items()
    }
    kinds = {k: v for k, v in _toml(folder / "kinds.toml").items() if isinstance(v, dict)}
    lines = {}
    for service in sorted((folder / "services").iterdir(), key=lambda f: f.name):
        file = service / "responsibility.toml"
        if file.is_file():
            line = _line(_service_of(service.name), _toml(file), duties, kinds)
            lines[line.service] = line
    layers = {id: str(about) for id, about in _toml(folder / "layers.toml").items()}
    return Remit(duties, layers, kinds, lines)


def _service_of(folder: str) -> str:
    """The service that a folder is about: the one its tables belong to."""
    home = f"remit.content.services.{folder}."
    for table in tables():
        if table.__module__.startswith(home):
            return table.spec.service
    return folder


def _line(
    service: str, record: dict[str, Any], duties: Mapping[str, Duty], kinds: Mapping[str, Any]
) -> Line:
    kind = record.get("kind", "infrastructure")
    said = record.get("duties", {})
    shares, moves = {}, {}
    for duty in duties:
        entry = said.get(duty)
        default = _by_kind(kinds, kind, duty, "")
        shares[duty] = _share({"owner": default.owner, **entry}) if entry else default
        if entry and entry.get("when"):
            moves[duty] = tuple(
                Move(w["table"], w["condition"], _share(w, basis=w["condition"]))
                for w in entry["when"]
            )
    return Line(service, kind, shares, moves)


def _share(entry: Mapping[str, Any], basis: str = "") -> Share:
    return Share(
        Owner(entry["owner"]),
        entry.get("aws", ""),
        entry.get("customer", ""),
        tuple(entry.get("sources", ())),
        basis or "the service's own line",
    )


def _by_kind(kinds: Mapping[str, Any], kind: str, duty: str, note: str) -> Share:
    entry = kinds[kind]
    owner = next(
        (owner for owner in (Owner.INHERITED, Owner.SHARED) if duty in entry[owner.value]),
        Owner.CUSTOMER,
    )
    return Share(owner, basis=note or f"the default of {kind} services")


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
