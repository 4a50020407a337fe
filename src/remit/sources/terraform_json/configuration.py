"""The `configuration` part of a plan: what the author wrote, indexed once, module by module."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from remit.sources.terraform_json.addresses import Key, key_suffix, split_address
from remit.sources.terraform_json.shape import mapping, sequence, text


@dataclass(slots=True)
class Module:
    """One instance of a module: its address, its configuration, and the call that made it."""

    address: str
    key: Key
    config: dict[str, Any]
    resources: dict[str, dict[str, Any]]
    call: dict[str, Any] = field(default_factory=dict)
    parent: Module | None = None

    def absolute(self, local: str) -> str:
        """The address, in the whole plan, of what this module calls `local`."""
        return f"{self.address}.{local}" if self.address else local


class Configuration:
    """Modules by address, made when asked for; instances of a module share one index."""

    def __init__(self, configuration: Any) -> None:
        self.given = bool(mapping(mapping(configuration).get("root_module")))
        self.providers = mapping(mapping(configuration).get("provider_config"))
        config = mapping(mapping(configuration).get("root_module"))
        self._indexes: dict[int, dict[str, dict[str, Any]]] = {}
        self.root = Module("", None, config, self._index(config))
        self._modules: dict[str, Module] = {"": self.root}
        self._keys: dict[str, list[Key]] = {}

    def child(self, parent: Module, name: str, key: Key) -> Module:
        """The module that `parent` calls `name`; without configuration where none is known."""
        address = parent.absolute(f"module.{name}{key_suffix(key)}")
        known = self._modules.get(address)
        if known is None:
            call = mapping(mapping(parent.config.get("module_calls")).get(name))
            config = mapping(call.get("module"))
            known = Module(address, key, config, self._index(config), call, parent)
            self._modules[address] = known
        return known

    def planned_child(self, parent: Module, address: str) -> Module | None:
        """The module at `address`, which must lie directly in `parent`; else None."""
        prefix = f"{parent.address}." if parent.address else ""
        steps = split_address(address[len(prefix) :]) if address.startswith(prefix) else []
        if len(steps) != 2 or steps[0] != ("module", None):
            return None
        name, key = steps[1]
        keys = self._keys.setdefault(parent.absolute(f"module.{name}"), [])
        if key not in keys[-1:]:
            keys.append(key)
        return self.child(parent, name, key)

    def called(self, parent: Module, name: str, key: Key) -> Module | None:
        """The module that an expression in `parent` means; None where it means several.

        Whether a call has `for_each` the configuration does not always list, so the instances
        tell; a module without resources has none, and is taken for a single one.
        """
        keys = self._keys.get(parent.absolute(f"module.{name}"), [key])
        if key is None and len(keys) == 1:
            key = keys[0]
        return self.child(parent, name, key) if key is not None or None in keys else None

    def _index(self, config: dict[str, Any]) -> dict[str, dict[str, Any]]:
        index = self._indexes.get(id(config))
        if index is None:
            index = {
                text(resource.get("address")): resource
                for resource in sequence(config.get("resources"))
                if isinstance(resource, dict)
            }
            self._indexes[id(config)] = index
        return index
