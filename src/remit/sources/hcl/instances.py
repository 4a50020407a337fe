"""Resources and data sources after `count` and `for_each`, evaluated attribute by attribute."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from remit.sources.declared import Problem
from remit.sources.hcl.bodies import block_values, plain
from remit.sources.hcl.data_sources import data_attribute
from remit.sources.hcl.evaluate import value_or_unknown
from remit.sources.hcl.operators import (
    NOT_KNOWN,
    reason_of,
    to_number,
    to_text,
)
from remit.sources.hcl.scope import Scope
from remit.sources.hcl.syntax import Block, HclError
from remit.values import Partial, Reference, Unknown

if TYPE_CHECKING:
    from remit.sources.hcl.modules import ModuleInstance
    from remit.sources.hcl.providers import Provider

META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle"}) | {
    "provisioner",
    "connection",
}
_BUSY = object()
_NAMING = ("name", "identifier", "bucket", "id", "arn")
_MAX_INSTANCES = 20_000


class Expansion:
    """What `count` and `for_each` of a block make: keys with the names they bind."""

    __slots__ = ("keys", "kind", "reason")

    def __init__(self, kind: str, keys: list[tuple[Any, dict[str, Any]]], reason: str = "") -> None:
        """`kind` is `single`, `count`, `for_each` or `unknown` (then with a reason)."""
        self.kind = kind
        self.keys = keys
        self.reason = reason

    def value(self, items: list[Any]) -> Any:
        """What an expression sees: the item, a list or a map of items."""
        if self.kind == "count":
            return items
        if self.kind == "for_each":
            return {key: item for (key, _), item in zip(self.keys, items, strict=True)}
        return items[0]


def expansion(block: Block, scope: Scope) -> Expansion:
    """How often a block exists."""
    try:
        if "count" in block.attributes:
            return _counted(value_or_unknown(block.attributes["count"], scope), scope)
        if "for_each" in block.attributes:
            return _for_each(value_or_unknown(block.attributes["for_each"], scope), scope)
    except HclError as error:
        return _uncertain(error.reason)
    return Expansion("single", [(None, {})])


def _uncertain(reason: str) -> Expansion:
    unknown = Unknown(reason)
    names = {"each": {"key": unknown, "value": unknown}, "count": {"index": unknown}}
    return Expansion("unknown", [(None, names)], reason)


def _counted(value: Any, scope: Scope) -> Expansion:
    reason = reason_of(value)
    if reason is not None:
        return _uncertain(reason)
    number = to_number(value)
    if not isinstance(number, int) or number < 0:
        raise HclError(f"count cannot be {number}")
    _limit(number, scope)
    return Expansion("count", [(i, {"count": {"index": i}}) for i in range(number)])


def _for_each(value: Any, scope: Scope) -> Expansion:
    if isinstance(value, list):
        # Terraform wants a set here; a list that holds only texts means the same.
        bad = next((item for item in value if not isinstance(item, str)), None)
        if isinstance(bad, NOT_KNOWN):
            return _uncertain(bad.reason)
        partial = next((item for item in value if isinstance(item, Partial)), None)
        if partial is not None:
            return _uncertain(partial.reason)
        if bad is not None:
            raise HclError("for_each needs a map or a set of strings")
        pairs = [(item, item) for item in sorted(set(value))]
    elif isinstance(value, dict):
        pairs = sorted(value.items())
    else:
        return _uncertain(reason_of(value) or "for_each needs a map or a set of strings")
    _limit(len(pairs), scope)
    return Expansion("for_each", [(k, {"each": {"key": k, "value": v}}) for k, v in pairs])


def _limit(number: int, scope: Scope) -> None:
    if number > _MAX_INSTANCES:
        raise HclError(f"{number} instances are more than a scan follows")
    scope.budget.spend(number * 100)


def key_text(key: Any) -> str:
    """The key of an instance as Terraform prints it in addresses."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f"[{json.dumps(key, ensure_ascii=False)}]"


class Instance:
    """One resource or data source. Attributes are evaluated when first asked for."""

    __slots__ = ("_cache", "address", "block", "is_data", "module", "scope", "uncertain")

    def __init__(self, module: ModuleInstance, block: Block, key: Any, scope: Scope) -> None:
        """`scope` binds `each` and `count` for this instance."""
        self.module = module
        self.block = block
        self.scope = scope
        self.is_data = block.type == "data"
        name = ".".join(("data", *block.labels) if self.is_data else block.labels)
        self.address = f"{module.prefix}{name}{key_text(key)}"
        self.uncertain: str | None = None
        self._cache: dict[str, Any] = {}

    def __str__(self) -> str:
        """The address."""
        return self.address

    @property
    def type(self) -> str:
        """The resource type."""
        return self.block.labels[0]

    @property
    def provider(self) -> Provider:
        """The provider configuration it belongs to."""
        return self.module.provider_of(self.block)

    def why_uncertain(self) -> str | None:
        """Why nobody knows how many there are."""
        return self.uncertain

    def index(self, key: Any) -> Any:
        """`[key]`: an attribute by name, or the instance itself where the count is unknown."""
        if self.uncertain is not None:
            return Unknown(self.uncertain) if self.scope.budget.trying else self
        if isinstance(key, str):
            return self.get(key)
        raise HclError(f"{self.address} has no count")

    def get(self, name: str) -> Any:
        """What an expression gets for `.name`: the value set here, or a reference to it."""
        value = self._set(name)
        if self.is_data:
            return value if value is not None else data_attribute(self, name)
        if value is None and name == "tags_all":
            value = self.tags_all()
        if value is None or isinstance(value, Unknown):
            return self._computed(name)
        if isinstance(value, Partial) and name.endswith(_NAMING):
            return Reference(self.address, name)
        return value

    def configured(self, name: str) -> Any:
        """The value set in the configuration; None where nothing is."""
        return self._set(name)

    def values(self) -> dict[str, Any]:
        """The evaluated body, nested blocks as lists, as `terraform show -json` has them."""
        result: dict[str, Any] = {}
        for name, node in self.block.attributes.items():
            if name not in META:
                result[name] = node[1] if node[0] == "lit" else plain(self._set(name))
        if self.block.blocks:
            result.update(block_values(self.block.blocks, self.scope, META))
        if "tags_all" not in result:
            tags = self.tags_all()
            if tags is not None:
                result["tags_all"] = tags
        return result

    def tags_all(self) -> Any:
        """The provider's default tags and the resource's own; None where there are neither."""
        default = self.provider.default_tags
        own = self._set("tags") if not self.block.of_type("tags") else None
        for tags in (own, default):
            reason = reason_of(tags)
            if reason is not None:
                return Unknown(reason)
        if not isinstance(own, dict) and not isinstance(default, dict):
            return None
        merged = {**(default or {}), **(own if isinstance(own, dict) else {})}
        return {key: _tag(value) for key, value in merged.items()}

    def _computed(self, name: str) -> Any:
        if self.type == "terraform_data" and name == "output":
            return self._set("input")
        return Reference(self.address, name)

    def _set(self, name: str) -> Any:
        node = self.block.attributes.get(name)
        if node is None:
            return self._blocks(name)
        if node[0] == "lit":
            return node[1]
        found = self._cache.get(name, self)
        if found is _BUSY:
            return self._cycle(name)
        if found is not self:
            return found
        self._cache[name] = _BUSY
        try:
            value = self._cache[name] = value_or_unknown(node, self.scope)
        finally:
            if self._cache[name] is _BUSY:
                del self._cache[name]
        return value

    def _blocks(self, name: str) -> Any:
        named = [b for b in self.block.blocks if name in (b.type, *b.labels[:1])]
        if not named or name in META:
            return None
        found = self._cache.get(name, self)
        if found is _BUSY:
            return self._cycle(name)
        if found is self:
            self._cache[name] = _BUSY
            try:
                found = self._cache[name] = block_values(named, self.scope, META).get(name)
            finally:
                if self._cache[name] is _BUSY:
                    del self._cache[name]
        return found

    def _cycle(self, name: str) -> Unknown:
        message = f"{self.address}.{name} depends on itself"
        self.module.runtime.report(Problem(message, file=self.block.file, line=self.block.line))
        return Unknown(message)


def _tag(value: Any) -> Any:
    return to_text(value) if isinstance(value, (bool, int, float)) else value
