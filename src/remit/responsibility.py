"""Who owes each duty on each resource, and why: the line.

`content/services.toml` gives every service its kind, `kinds.toml` each kind its owners, a
service's `responsibility.toml` its own, and `[[duties.<duty>.when]]` moves the line by a
resource's configuration.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
    """One thing that somebody must do, and the layer it belongs to.

    `aws` and `customer` say what it means for each, whatever the service; `proof` is how it can be
    shown: `checked` (by Remit), `attested` (by a person or a report), or `both`.
    """

    id: str
    title: str
    layer: str
    proof: str
    aws: str = ""
    customer: str = ""


@dataclass(frozen=True)
class Service:
    """An AWS service by botocore's id, what kind it is, and why that is said.

    `scope` is regional, zonal, global or edge; `control_plane` the Region where a global one is
    managed; `part_of` the service whose data plane this is; `content` whether it stores what
    customers put in. Either `source`, a page where AWS says the kind, or `judgement`, our reason.
    """

    id: str
    name: str
    kind: str
    category: str = ""
    scope: str = "regional"
    content: bool = True
    control_plane: str = ""
    part_of: str = ""
    source: str = ""
    judgement: str = ""


@dataclass(frozen=True)
class Share:
    """Who owes a duty, both parts in words, where AWS says so, and what that rests on."""

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


@dataclass(frozen=True)
class Line:
    """The line of one service: the share of each duty, and what moves it."""

    service: str
    kind: str
    shares: Mapping[str, Share]
    moves: Mapping[str, tuple[Move, ...]] = field(default_factory=dict)


class Lines(Mapping[str, Line]):
    """The services that have a line of their own, each read when it is first asked for."""

    def __init__(
        self,
        files: Mapping[str, Traversable],
        duties: Mapping[str, Duty],
        kinds: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._files, self._duties, self._kinds = files, duties, kinds
        self._read: dict[str, Line] = {}

    def __getitem__(self, service: str) -> Line:
        if service not in self._read:
            record = _toml(self._files[service])
            self._read[service] = _line(service, record, self._duties, self._kinds)
        return self._read[service]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, service: object) -> bool:
        return service in self._files


@dataclass(frozen=True)
class Remit:
    """The duties, their layers, every service, and the line of each."""

    duties: Mapping[str, Duty]
    layers: Mapping[str, str]
    kinds: Mapping[str, Mapping[str, Any]]
    lines: Mapping[str, Line]
    tables: Mapping[str, AnyTable]

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """Every AWS service by botocore's id."""
        found = _toml(content() / "services.toml")
        return {id: Service(id, **entry) for id, entry in sorted(found.items())}

    @cached_property
    def by_layer(self) -> Mapping[str, list[Duty]]:
        """The duties of each layer, from the data down to the buildings."""
        grouped: dict[str, list[Duty]] = {layer: [] for layer in self.layers}
        for duty in self.duties.values():
            grouped[duty.layer].append(duty)
        return grouped

    @cached_property
    def _by_default(self) -> dict[str, Line]:
        return {}

    @cached_property
    def _parsed(self) -> dict[tuple[str, str], Expr]:
        return {}

    def line(self, service: str) -> Line:
        """The line of any service: its own, that of the service it is part of, or its kind's."""
        if service in self.lines:
            return self.lines[service]
        if service not in self._by_default:
            self._by_default[service] = self._default_line(service)
        return self._by_default[service]

    def _default_line(self, service: str) -> Line:
        known = self.services.get(service)
        if known is None:
            note = "the service is not known; read as infrastructure, the most careful reading"
            return _line(service, {"kind": "infrastructure"}, self.duties, self.kinds, note)
        if known.part_of:
            whole = self.line(known.part_of)
            return Line(service, whole.kind, whole.shares)
        why = known.source or f"judgement: {known.judgement}"
        note = f"the default of {known.kind} services ({why})"
        return _line(service, {"kind": known.kind}, self.duties, self.kinds, note)

    def name(self, service: str) -> str:
        """AWS's own name of a service; its id where it is not known."""
        known = self.services.get(service)
        return known.name if known else service

    def share(self, service: str, duty: str) -> Share:
        """Who owes a duty of a service, before its configuration is looked at."""
        return self.line(service).shares[duty]

    def moves(self, service: str, duty: str, table: AnyTable) -> tuple[Move, ...]:
        """What moves the line of a duty for the rows of a table."""
        if service not in self.lines:
            return ()
        moves = self.lines[service].moves.get(duty, ())
        return tuple(move for move in moves if move.table == table.spec.name)

    def condition(self, move: Move) -> Expr:
        """The configuration that moves the line, as a condition on its table.

        Raises KeyError for a table that there is not, ConditionError for text that is none.
        """
        key = move.table, move.text
        if key not in self._parsed:
            from remit.sqltext import parse

            self._parsed[key] = parse(move.text, self.tables[move.table], self.tables)
        return self._parsed[key]


def load() -> Remit:
    """The duties, layers and kinds; services and their lines are read when they are asked for."""
    folder = content()
    duties = {id: Duty(id, **entry) for id, entry in _toml(folder / "duties.toml").items()}
    kinds = {k: v for k, v in _toml(folder / "kinds.toml").items() if isinstance(v, dict)}
    layers = {id: str(about) for id, about in _toml(folder / "layers.toml").items()}
    lines = Lines(_files(folder / "services"), duties, kinds)
    return Remit(duties, layers, kinds, lines, {table.spec.name: table for table in tables()})


def _files(folder: Traversable) -> dict[str, Traversable]:
    """The files with a service's own line, by the service's id."""
    homes = {table.__module__.split(".")[3]: table.spec.service for table in tables()}
    found = {}
    for service in folder.iterdir():
        file = service / "responsibility.toml"
        if service.is_dir() and file.is_file():
            found[homes.get(service.name, service.name)] = file
    return dict(sorted(found.items()))


def _line(
    service: str,
    record: dict[str, Any],
    duties: Mapping[str, Duty],
    kinds: Mapping[str, Any],
    note: str = "",
) -> Line:
    kind = record["kind"]
    said = record.get("duties", {})
    shares, moves = {}, {}
    for id, duty in duties.items():
        entry = said.get(id)
        default = _by_kind(kinds, kind, duty, note or f"the default of {kind} services")
        shares[id] = _share(entry, duty, default) if entry else default
        if entry and entry.get("when"):
            moves[id] = tuple(
                Move(w["table"], w["condition"], _share(w, duty, shares[id], _why(w)))
                for w in entry["when"]
            )
    return Line(service, kind, shares, moves)


def _why(move: Mapping[str, Any]) -> str:
    """The configuration that moves the line, in words where it is all of a table."""
    condition: str = move["condition"]
    return f"it is in {move['table']}" if condition.strip() == "listed" else condition


def _share(entry: Mapping[str, Any], duty: Duty, default: Share, basis: str = "") -> Share:
    """What a line says of a duty; an entry that holds only moves leaves it to the default."""
    if "owner" not in entry:
        return default
    owner = Owner(entry["owner"])
    return Share(
        owner,
        entry.get("aws", "") or (duty.aws if owner is not Owner.CUSTOMER else ""),
        entry.get("customer", "") or (duty.customer if owner is not Owner.INHERITED else ""),
        tuple(entry.get("sources", ())),
        basis or "the service's own line",
    )


def _by_kind(kinds: Mapping[str, Any], kind: str, duty: Duty, basis: str) -> Share:
    entry = kinds[kind]
    owner = next(
        (owner for owner in (Owner.INHERITED, Owner.SHARED) if duty.id in entry[owner.value]),
        Owner.CUSTOMER,
    )
    return Share(
        owner,
        duty.aws if owner is not Owner.CUSTOMER else "",
        duty.customer if owner is not Owner.INHERITED else "",
        tuple(entry.get("sources", ())),
        basis,
    )


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
