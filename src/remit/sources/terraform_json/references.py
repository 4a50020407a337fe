"""Where a value that is known only after apply comes from, as far as a plan tells.

A plan lists the references of an expression, not the expression. So `key = aws_kms_key.k.arn` can
be followed to the key, and `policy = jsonencode({… aws_kms_key.k.arn …})` cannot be told from it
but by the attribute: an identity is taken for a reference, a document never is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from remit.sources.terraform_json.addresses import (
    Key,
    Step,
    join_steps,
    key_suffix,
    leaders,
    split_address,
)
from remit.sources.terraform_json.configuration import Configuration, Module
from remit.sources.terraform_json.shape import MAX_DEPTH, mapping
from remit.values import ACCOUNT, PARTITION, REGION, Partial, Reference, Unknown

_OF_THE_DEPLOYMENT = {
    ("aws_caller_identity", "account_id"): ACCOUNT,
    ("aws_caller_identity", "id"): ACCOUNT,
    ("aws_partition", "partition"): PARTITION,
    ("aws_partition", "id"): PARTITION,
    ("aws_region", "name"): REGION,
    ("aws_region", "region"): REGION,
    ("aws_region", "id"): REGION,
}

_DOCUMENTS = (
    *("policy", "policies", "document", "definition", "definitions", "template", "body", "json"),
    *("user_data", "user_data_base64", "content", "pattern", "queries"),
)

_ITERATORS = frozenset({"each", "count", "path", "terraform", "self"})
_NO_CONFIG: Mapping[str, Any] = MappingProxyType({})
_ITERATED = frozenset({"each.key", "count.index"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: its module, and the resource instance it belongs to."""

    module: Module
    config: Mapping[str, Any]
    key: Key


@dataclass(frozen=True, slots=True)
class Origin:
    """One thing an expression refers to.

    `address` is that of a resource in the plan, with `attribute` as asked (empty where the plan
    does not list it); without an address, `label` says what could not be followed. A `quiet` origin
    has a value that the plan knows, so it cannot be why another is not known. An `indexed` one was
    chosen by the iterator that stands beside it.
    """

    label: str
    address: str = ""
    attribute: str = ""
    data: tuple[Module, str, Key] | None = None
    quiet: bool = False
    indexed: bool = False


@dataclass(frozen=True, slots=True)
class _Trail:
    """What was followed on the way here, so that nothing is followed twice or without end."""

    seen: set[tuple[str, int, str]]
    depth: int = 0

    def deeper(self) -> _Trail:
        return _Trail(self.seen, self.depth + 1)


class Resolver:
    """Follows references through variables, outputs and iterators to resources in the plan."""

    def __init__(
        self,
        configuration: Configuration,
        instances: Mapping[str, Mapping[Key, str]],
        known_data: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._configuration = configuration
        self._instances = instances
        self._known_data = known_data

    def value(self, expression: Any, name: str, place: Place) -> Any:
        """What a scalar attribute `name` stands for: a `Reference`, a hole, or `Unknown`."""
        origins = self.origins(expression, place)
        loud = [origin for origin in origins if not origin.quiet]
        if len(loud) == 1 and (len(origins) == 1 or name.endswith(("arn", "_id"))):
            only = loud[0]
            hole = _of_the_deployment(only)
            if hole is not None:
                return hole
            if only.address and only.data is None and not is_document(name):
                default = "arn" if name.endswith("arn") else "id"
                return Reference(only.address, only.attribute or default)
        return self.unknown(origins, name)

    def unknown(self, origins: list[Origin], name: str) -> Unknown:
        """The reason: what the value waits for, or at least which attribute it is."""
        loud = [origin.label for origin in origins if not origin.quiet]
        labels = loud or [origin.label for origin in origins] or [name]
        return Unknown("known after apply: " + ", ".join(labels))

    def origins(self, expression: Any, place: Place, trail: _Trail | None = None) -> list[Origin]:
        """All that `expression` refers to, each once, in the order it is listed."""
        trail = trail or _Trail(set())
        found: dict[str, Origin] = {}
        names = leaders(references_of(expression))
        for name in names:
            # Each is followed once, so what forks at every level or goes round comes to an end.
            mark = (place.module.address, id(place.config), name)
            if mark in trail.seen:
                continue
            trail.seen.add(mark)
            for origin in self._follow(name, names, place, trail):
                found.setdefault(origin.label, origin)
        if any(origin.indexed for origin in found.values()):
            found.pop("each.key", None)
            found.pop("count.index", None)
        return list(found.values())

    def _follow(self, name: str, beside: list[str], place: Place, trail: _Trail) -> list[Origin]:
        steps = split_address(name)
        if not steps or trail.depth > MAX_DEPTH:
            return [Origin(name)]
        match steps[0][0]:
            case "var":
                return self._variable(steps, place, name, trail)
            case "module":
                return self._output(steps, place, name, trail)
            case "each":
                return self._each(steps, place, name, trail)
            case "local":
                return [Origin(place.module.absolute(name))]
            case iterator if iterator in _ITERATORS:
                return [Origin(name, quiet=True)]
            case "data":
                return [self._data(steps, beside, place, name)]
            case _:
                return [self._resource(steps, beside, place, name)]

    def _variable(self, steps: list[Step], place: Place, name: str, trail: _Trail) -> list[Origin]:
        module = place.module
        if module.parent is None or len(steps) < 2:
            return [Origin(name, quiet=True)]
        expression = mapping(module.call.get("expressions")).get(steps[1][0])
        if expression is None or not references_of(expression):
            return [Origin(module.absolute(name), quiet=True)]
        origins = self.origins(
            expression, Place(module.parent, module.call, module.key), trail.deeper()
        )
        return _inside(origins) if len(steps) > 2 or steps[1][1] is not None else origins

    def _output(self, steps: list[Step], place: Place, name: str, trail: _Trail) -> list[Origin]:
        label = place.module.absolute(name)
        if len(steps) < 3:
            return [Origin(label)]
        (called, key), (output, index) = steps[1], steps[2]
        module = self._configuration.called(place.module, called, key)
        if module is None:
            return [Origin(label)]
        expression = mapping(mapping(module.config.get("outputs")).get(output)).get("expression")
        if expression is None:
            return [Origin(label)]
        origins = self.origins(expression, Place(module, _NO_CONFIG, None), trail.deeper())
        return _inside(origins) if len(steps) > 3 or index is not None else origins

    def _each(self, steps: list[Step], place: Place, name: str, trail: _Trail) -> list[Origin]:
        if len(steps) < 2 or steps[1][0] != "value":
            return [Origin(name, quiet=True)]
        expression = place.config.get("for_each_expression")
        if expression is None and place.config:
            return [Origin(name, quiet=True)]  # not listed: it refers to nothing
        origins = self.origins(expression, Place(place.module, _NO_CONFIG, None), trail.deeper())
        if len(origins) == 1 and not references_beyond(expression):
            group = _group_of(leaders(references_of(expression))[0], place.module)
            address = self._instances.get(group, {}).get(place.key)
            if address is not None:
                attribute = join_steps(steps[2:])
                return [Origin(_dotted(address, attribute), address, attribute)]
        return _inside(origins) or [Origin(name)]

    def _data(self, steps: list[Step], beside: list[str], place: Place, name: str) -> Origin:
        label = place.module.absolute(name)
        if len(steps) < 3:
            return Origin(label)
        local = f"data.{steps[1][0]}.{steps[2][0]}"
        key = steps[2][1]
        instances = self._instances.get(place.module.absolute(local), {})
        indexed = key is None and None not in instances and bool(_ITERATED & set(beside))
        if indexed and self._same_key(instances, beside, place) is not None:
            key = place.key
        address = place.module.absolute(local + key_suffix(key))
        attribute = join_steps(steps[3:])
        quiet = mapping(self._known_data.get(address)).get(attribute) is not None
        return Origin(label, address, attribute, (place.module, local, key), quiet, indexed)

    def _resource(self, steps: list[Step], beside: list[str], place: Place, name: str) -> Origin:
        label = place.module.absolute(name)
        if len(steps) < 2:
            return Origin(label)
        group = place.module.absolute(f"{steps[0][0]}.{steps[1][0]}")
        instances = self._instances.get(group, {})
        key = steps[1][1]
        indexed = key is None and None not in instances and bool(_ITERATED & set(beside))
        if key is not None:
            address = instances.get(key)
        elif indexed:
            address = self._same_key(instances, beside, place)
        else:
            address = next(iter(instances.values())) if len(instances) == 1 else None
        if address is None:
            return Origin(label)
        attribute = join_steps(steps[2:])
        return Origin(_dotted(address, attribute), address, attribute, indexed=indexed)

    def _same_key(
        self, instances: Mapping[Key, str], beside: list[str], place: Place
    ) -> str | None:
        """The instance with the own key, where that is what the reference is indexed with.

        `[count.index + 1]` and `[count.index]` are listed alike, so numbers need equal counts.
        """
        if "each.key" not in beside:
            own = self._instances.get(place.module.absolute(_local(place.config)), {})
            if own.keys() != instances.keys():
                return None
        return instances.get(place.key)


def references_of(expression: Any) -> list[Any]:
    """The references that an expression lists."""
    found = mapping(expression).get("references")
    return found if isinstance(found, list) else []


def references_beyond(expression: Any) -> bool:
    """Whether an expression asks for more than one whole resource."""
    names = leaders(references_of(expression))
    return len(names) != 1 or len(split_address(names[0])) != 2


def is_document(name: str) -> bool:
    """Whether an attribute holds a text that is composed (a policy), not an identity."""
    return name in _DOCUMENTS or name.endswith(tuple(f"_{kind}" for kind in _DOCUMENTS))


def _of_the_deployment(origin: Origin) -> Partial | None:
    if origin.data is None:
        return None
    hole = _OF_THE_DEPLOYMENT.get((origin.data[1].split(".")[1], origin.attribute))
    return None if hole is None else Partial(hole)


def _inside(origins: list[Origin]) -> list[Origin]:
    """What is asked for is a part of these, and which part of which the plan does not say."""
    return [Origin(origin.label, quiet=origin.quiet) for origin in origins]


def _group_of(name: str, module: Module) -> str:
    return module.absolute(join_steps([(step, None) for step, _ in split_address(name)[:2]]))


def _local(config: Mapping[str, Any]) -> str:
    return str(config.get("address", ""))


def _dotted(address: str, attribute: str) -> str:
    return f"{address}.{attribute}" if attribute else address
