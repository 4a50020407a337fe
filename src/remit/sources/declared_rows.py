"""Rows from declared resources: CloudFormation and Terraform alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from remit.paths import BLOCK_ABSENT, Silent, explode, finder, parse
from remit.rows import Builder, Look, fill, partition_of
from remit.sources.declared import Document, Resource
from remit.tables import AnyTable, Column, Origin
from remit.values import Partial, Reference, Unknown


@dataclass(slots=True)
class Context:
    """One resource, or one item of a list in it, as the paths of its table see it."""

    item: Mapping[str, Any]
    parent: Mapping[str, Any]
    identity: str
    satellites: Mapping[str, Any]


class Declared:
    """Makes rows of all tables from documents, each document apart."""

    def __init__(self, tables: Collection[AnyTable], source: str) -> None:
        self.source = source
        self.origins: dict[str, list[tuple[AnyTable, Origin]]] = defaultdict(list)
        self.builders: dict[AnyTable, Builder] = {}
        self.keys: dict[str, tuple[Look, ...]] = {}
        self.satellite_types: set[str] = set()
        for table in tables:
            self.satellite_types.update(table.spec.satellites)
            for origin in table.spec.origins[source]:
                self.origins[origin.type].append((table, origin))
                if table.spec.key and not origin.each:
                    column = table.columns()[table.spec.key]
                    paths = [str(p) for p in column.paths.get(source, ())]
                    self.keys.setdefault(
                        origin.type, tuple(finder(p) for p in paths if not p.startswith("^"))
                    )
        # What refers to an alias, or to the policy of a bucket, means what it belongs to.
        for table in tables:
            for kind, link in table.spec.satellites.items():
                if kind not in self.origins:
                    self.keys.setdefault(kind, (finder(link),))

    def _builder(self, table: AnyTable) -> Builder:
        if table not in self.builders:
            self.builders[table] = Builder(table, self.source, _look(table))
        return self.builders[table]

    def rows(self, document: Document) -> Iterator[tuple[AnyTable, dict[str, Any]]]:
        """Every row that the document makes, with its table."""
        names = Names(document, self.keys)
        around = Satellites(document, names)
        for resource in document.resources:
            for table, origin in self.origins.get(resource.type, ()):
                yield from self._of(table, origin, resource, document, names, around)

    def _of(
        self,
        table: AnyTable,
        origin: Origin,
        resource: Resource,
        document: Document,
        names: Names,
        around: Satellites,
    ) -> Iterator[tuple[AnyTable, dict[str, Any]]]:
        builder = self._builder(table)
        identity = names.of(resource.address)
        base = _base(resource, document, self.source)
        satellites = around.of(table, identity)
        for index, item in enumerate(items_of(resource.values, origin.each, origin.explode)):
            if isinstance(item, Unknown):
                yield table, _unlisted(table, origin, base, item, identity)
                continue
            part = f"{origin.each}{index}" if origin.each else ""
            context = Context(item, resource.values, identity, satellites)
            row = builder.row(context, base, names.identify, origin.fixed)
            row["id"] = f"{document.name}#{resource.address}/{part}" if part else identity
            row["item"] = part
            if not row.get("arn") and table.spec.arn:
                row["arn"] = fill(table.spec.arn, row)
            yield table, row


def _base(resource: Resource, document: Document, source: str) -> dict[str, Any]:
    region = resource.region
    return {
        "account": resource.account,
        "region": region,
        "partition": partition_of(region) if isinstance(region, str) else None,
        "scope": resource.account if isinstance(resource.account, str) else document.name,
        "arn": "",
        "address": resource.address,
        "type": resource.type,
        "resource": resource.address,
        "name": "",
        "item": "",
        "source": source,
        "document": document.name,
        "file": resource.file,
        "line": resource.line or 0,
        "listed": True,
    }


def _unlisted(
    table: AnyTable, origin: Origin, base: Mapping[str, Any], why: Unknown, parent: str
) -> dict[str, Any]:
    """The row that stands for items that nobody could list: it has what the origin decides."""
    reason = f"the list is not known: {why.reason}"
    row = {**base, **origin.fixed, "listed": False, "id": f"{parent}/{origin.each}?", "item": "?"}
    unseen = {name: reason for name in table.own_columns() if name not in origin.fixed}
    if table.spec.link:
        row[table.spec.link] = parent
        del unseen[table.spec.link]
    for name in ("account", "region"):
        if isinstance(row[name], Unknown):
            unseen[name], row[name] = row[name].reason, None
    return row | {"unseen": unseen}


def items_of(values: Any, each: str, keys: tuple[str, ...]) -> Iterator[Any]:
    """What was read itself, or the items of a list in it; `Unknown` for what cannot be listed."""
    if not each:
        found: Any = [values]
    else:
        found = finder(each)(values)
        if isinstance(found, (Unknown, Reference, Partial)):
            found = [Unknown(found.reason)]
        elif isinstance(found, Mapping):
            found = [found]  # CloudFormation takes one object where it wants a list of them
        elif not isinstance(found, list):
            found = []
    for item in found:
        if isinstance(item, (Unknown, Reference, Partial)):
            yield Unknown(item.reason)
        elif isinstance(item, Mapping):
            yield from explode(item, keys) if keys else (item,)
        elif isinstance(item, str):
            yield {"": item}


def _look(table: AnyTable) -> Callable[[Column, str], Look]:
    """Compile a path: of the item, of the resource it stands in (`^`), or of a satellite."""

    def look(column: Column, path: str) -> Look:
        if path == "^":
            return lambda context: context.identity
        if path == ".":
            return lambda context: context.item.get("", BLOCK_ABSENT)
        if path.startswith("^."):
            find = finder(path[2:])
            return lambda context: find(context.parent)
        head = parse(path)[0] if "::" in path or path.startswith("aws_") else ""
        if head not in table.spec.satellites:
            find = finder(path)
            return lambda context: find(context.item)
        rest = finder(path)
        return lambda context: rest(context.satellites)

    return look


class Names:
    """What the resources of one document are called by each other."""

    def __init__(self, document: Document, keys: Mapping[str, tuple[Look, ...]]) -> None:
        self.document, self.keys = document.name, keys
        self.resources = {resource.address: resource for resource in document.resources}
        self.cache: dict[str, str] = {}

    def of(self, address: str) -> str:
        """The name a resource is given in the document, or its address in that document."""
        if address not in self.cache:
            self.cache[address] = f"{self.document}#{address}"
            self.cache[address] = self._name(address) or self.cache[address]
        return self.cache[address]

    def _name(self, address: str) -> str:
        if (resource := self.resources.get(address)) is None:
            return ""
        for look in self.keys.get(resource.type, ()):
            value = look(resource.values)
            if isinstance(value, Reference) and value.address != address:
                return self.of(value.address)
            if isinstance(value, str):
                return self.text(value)
        # A plan or state refers to what exists by its literal id (sg-0123…), not by its address.
        own = resource.values.get("id")
        return own if type(own) is str else ""

    def text(self, value: str) -> str:
        """A text with holes means something within its document only."""
        return f"{self.document}#{value}" if isinstance(value, Partial) else value

    def identify(self, value: Reference | str) -> str:
        """The identity of what is referred to."""
        return self.of(value.address) if isinstance(value, Reference) else self.text(value)


class Satellites:
    """Resources that hold settings of another: found by the property that names it."""

    def __init__(self, document: Document, names: Names) -> None:
        self.names = names
        self.by_type: dict[str, list[Resource]] = defaultdict(list)
        for resource in document.resources:
            self.by_type[resource.type].append(resource)
        self.index: dict[tuple[str, str], dict[str, list[Any]]] = {}
        self.adrift: dict[tuple[str, str], Unknown] = {}

    def of(self, table: AnyTable, identity: str) -> Mapping[str, Any]:
        """By type, the satellites of the resource; `Unknown` where one may or may not be its."""
        mine: dict[str, Any] = {}
        for kind, link in table.spec.satellites.items():
            if kind not in self.by_type:
                continue
            if (kind, link) not in self.index:
                self._sort(kind, link)
            here = self.index[kind, link].get(identity)
            if (adrift := self.adrift.get((kind, link))) is not None:
                mine[kind] = [*here, adrift] if here else adrift
            elif here:
                mine[kind] = here
        return mine

    def _sort(self, kind: str, link: str) -> None:
        found: dict[str, list[Any]] = defaultdict(list)
        find = finder(link)
        for resource in self.by_type[kind]:
            target = find(resource.values)
            targets = target if isinstance(target, list) else [target]
            for one in targets:
                if isinstance(one, Silent):
                    continue
                if isinstance(one, (str, Reference)):
                    found[self.names.identify(one)].append(resource.values)
                else:
                    why = f": {one.reason}" if isinstance(one, Unknown) else ""
                    self.adrift[kind, link] = Unknown(
                        f"{resource.address} may belong here, its {link} is not known{why}"
                    )
        self.index[kind, link] = found
