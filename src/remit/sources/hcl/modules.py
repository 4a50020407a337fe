"""Modules as they are called: variables, locals, resources, outputs, each computed once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from remit.sources.declared import Problem
from remit.sources.hcl.configuration import Configuration, Loader
from remit.sources.hcl.evaluate import evaluate, value_or_unknown
from remit.sources.hcl.files import Files
from remit.sources.hcl.functions import call_function
from remit.sources.hcl.instances import Expansion, Instance, expansion, key_text
from remit.sources.hcl.module_sources import ModuleSources
from remit.sources.hcl.operators import reason_of
from remit.sources.hcl.providers import Provider, provider_key
from remit.sources.hcl.scope import Budget, Scope
from remit.sources.hcl.syntax import Block, Expression, HclError
from remit.sources.hcl.types import convert, type_constraint
from remit.values import Unknown

_BUSY = object()
_MAX_DEPTH = 32
_META = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})


@dataclass(slots=True)
class Runtime:
    """What all modules of one scan share."""

    loader: Loader
    sources: ModuleSources
    files: Files
    workspace: str
    budget: Budget = field(default_factory=Budget)
    problems: list[Problem] = field(default_factory=list)

    def report(self, problem: Problem) -> None:
        """Keep a problem, once."""
        if problem not in self.problems:
            self.problems.append(problem)


class MissingModule:
    """A call of a module that cannot be read; all its outputs are unknown."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        """`reason` names the module."""
        self.reason = reason

    def get(self, name: str) -> Any:
        """Nothing is known."""
        return Unknown(self.reason)

    def index(self, key: Any) -> Any:
        """Nothing is known."""
        return Unknown(self.reason)

    def why_uncertain(self) -> str | None:
        """How many there are is not known either."""
        return self.reason


class ModuleInstance:
    """One call of a module (or the root), with everything in it."""

    def __init__(
        self,
        runtime: Runtime,
        configuration: Configuration,
        inputs: Mapping[str, Callable[[], Any]],
        *,
        parent: ModuleInstance | None = None,
        prefix: str = "",
        path: tuple[str, ...] = (),
        providers: Mapping[str, str | Unknown] | None = None,
    ) -> None:
        """`prefix` is the address with its dot, `path` the names of the calls, without keys."""
        self.runtime = runtime
        self.configuration = configuration
        self.parent = parent
        self.prefix = prefix
        self.path_names = path
        self.uncertain: str | None = None
        self.scope = Scope(self, runtime.budget, {})
        self._inputs = inputs
        self._passed = providers
        self._cache: dict[tuple[str, ...], Any] = {}
        self._groups: dict[tuple[str, ...], tuple[Expansion, list[Any]]] = {}
        self._providers: dict[str, Provider] = {}

    def __str__(self) -> str:
        """The address."""
        return self.prefix.removesuffix(".")

    # What expressions inside the module see.

    def variable(self, name: str) -> Any:
        """`var.name`."""
        block = self.configuration.variables.get(name)
        if block is None:
            raise HclError(f'no variable "{name}" is declared')
        return self._once(("var", name), lambda: self._variable(name, block), block)

    def local(self, name: str) -> Any:
        """`local.name`."""
        found = self.configuration.locals.get(name)
        if found is None:
            raise HclError(f'no local value "{name}" is declared')
        expression, block = found
        return self._once(("local", name), lambda: value_or_unknown(expression, self.scope), block)

    def data(self, type: str, name: str) -> Any:
        """`data.type.name`."""
        block = self.configuration.data.get((type, name))
        if block is None:
            raise HclError(f"data.{type}.{name} is not declared")
        return self._group_value(("data", type, name), block)

    def resource(self, type: str, name: str) -> Any:
        """`type.name`."""
        block = self.configuration.resources.get((type, name))
        if block is None:
            raise HclError(f"{type}.{name} is not declared")
        return self._group_value(("resource", type, name), block)

    def child(self, name: str) -> Any:
        """`module.name`."""
        block = self.configuration.modules.get(name)
        if block is None:
            raise HclError(f"module.{name} is not declared")
        found, items = self.calls(name)
        return found.value(items)

    def path(self, name: str) -> Any:
        """`path.module`, `path.root`, `path.cwd`."""
        if name == "module":
            return self.runtime.files.relative(self.configuration.shown)
        if name == "root":
            return "."
        if name == "cwd":
            return Unknown("the working directory is chosen when Terraform runs")
        raise HclError(f"path.{name} does not exist")

    def terraform(self, name: str) -> Any:
        """`terraform.workspace`."""
        if name == "workspace":
            return self.runtime.workspace
        raise HclError(f"terraform.{name} does not exist")

    def function(self, name: str, scope: Scope, arguments: list[Any]) -> Any:
        """The result of a function."""
        return call_function(name, self.runtime, scope, arguments)

    # What expressions in the calling module see.

    def get(self, name: str) -> Any:
        """An output."""
        block = self.configuration.outputs.get(name)
        if block is None:
            raise HclError(f'{self} has no output "{name}"')
        expression = block.attributes.get("value", ("lit", None))
        key = ("output", name)
        return self._once(key, lambda: value_or_unknown(expression, self.scope), block)

    def index(self, key: Any) -> Any:
        """`[key]`: an output by name, or this call itself where its count is unknown."""
        if self.uncertain is not None:
            return Unknown(self.uncertain) if self.runtime.budget.trying else self
        return self.get(str(key))

    def why_uncertain(self) -> str | None:
        """Why nobody knows how many calls there are."""
        return self.uncertain

    # What the reader walks over.

    def instances(self, kind: str, type: str, name: str) -> list[Instance]:
        """The instances of a resource (`resource`) or data source (`data`)."""
        table = self.configuration.resources if kind == "resource" else self.configuration.data
        return self._group((kind, type, name), table[type, name])[1]

    def calls(self, name: str) -> tuple[Expansion, list[Any]]:
        """The instances of a called module."""
        key = ("module", name)
        block = self.configuration.modules[name]
        if key not in self._groups:
            found = self._expand(key, block, f"{self.prefix}module.{name}")
            configuration = self._called(name, block)
            if isinstance(configuration, MissingModule):
                self._groups[key] = (found, [configuration for _ in found.keys])
            else:
                items = [self._call(name, block, configuration, found, k) for k in found.keys]
                self._groups[key] = (found, items)
        return self._groups[key]

    def provider_of(self, block: Block) -> Provider:
        """The provider configuration of a resource."""
        key = provider_key(block.attributes.get("provider"))
        if isinstance(key, Unknown):
            return Provider(None, None, key.reason)
        return self.provider(key)

    def provider(self, key: str) -> Provider:
        """The configuration called `aws` or `aws.alias` here."""
        found = self._providers.get(key)
        if found is None:
            found = self._providers[key] = self._provider(key)
        return found

    def _provider(self, key: str) -> Provider:
        block = self.configuration.providers.get(key)
        if block is not None:
            return Provider(block, self.scope)
        if self._passed is not None and key in self._passed and self.parent is not None:
            passed = self._passed[key]
            if isinstance(passed, Unknown):
                return Provider(None, None, passed.reason)
            return self.parent.provider(passed)
        if self.parent is not None and self._passed is None and "." not in key:
            return self.parent.provider(key)
        if self.parent is None and "." not in key:
            return Provider(None, None)
        return Provider(
            None, None, f"the provider {key} is not configured for {self or 'the root'}"
        )

    def _once(self, key: tuple[str, ...], compute: Callable[[], Any], block: Block) -> Any:
        found = self._cache.get(key, self)
        if found is _BUSY:
            message = f"{self.prefix}{'.'.join(key)} depends on itself"
            self.runtime.report(Problem(message, file=block.file, line=block.line))
            return Unknown(message)
        if found is self:
            self._cache[key] = _BUSY
            try:
                found = self._cache[key] = compute()
            finally:
                if self._cache[key] is _BUSY:
                    del self._cache[key]
        return found

    def _variable(self, name: str, block: Block) -> Any:
        given = self._inputs.get(name)
        default = block.attributes.get("default")
        value = given() if given is not None else None
        nullable = block.attributes.get("nullable") != ("lit", False)
        if default is not None and (given is None or (value is None and not nullable)):
            value = value_or_unknown(default, self.scope)
        elif given is None:
            return Unknown(_no_value(name, self))
        kind = type_constraint(block.attributes.get("type"))
        try:
            return convert(value, kind, lambda node: evaluate(node, self.scope))
        except HclError as error:
            message = f"the value of variable {name} does not fit its type: {error.reason}"
            self.runtime.report(Problem(message, file=block.file, line=block.line))
            return Unknown(message)

    def _group_value(self, key: tuple[str, ...], block: Block) -> Any:
        found, items = self._group(key, block)
        return found.value(items)

    def _group(self, key: tuple[str, ...], block: Block) -> tuple[Expansion, list[Any]]:
        group = self._groups.get(key)
        if group is None:
            address = f"{self.prefix}{'.'.join(key).removeprefix('resource.')}"
            found = self._expand(key, block, address)
            items: list[Any] = []
            for instance_key, names in found.keys:
                scope = self.scope.bound(names) if names else self.scope
                instance = Instance(self, block, instance_key, scope)
                instance.uncertain = found.reason or None
                items.append(instance)
            group = self._groups[key] = (found, items)
        return group

    def _expand(self, key: tuple[str, ...], block: Block, address: str) -> Expansion:
        if "count" not in block.attributes and "for_each" not in block.attributes:
            return expansion(block, self.scope)
        found = self._once(("expansion", *key), lambda: expansion(block, self.scope), block)
        if isinstance(found, Unknown):
            raise HclError(found.reason)
        assert isinstance(found, Expansion)
        if found.kind == "unknown" and block.type != "data":
            message = f"how often {address} exists is unknown: {found.reason}"
            self.runtime.report(Problem(message, file=block.file, line=block.line))
        return found

    def _called(self, name: str, block: Block) -> Configuration | MissingModule:
        address = f"{self.prefix}module.{name}"
        path = (*self.path_names, name)
        source = value_or_unknown(block.attributes.get("source", ("lit", None)), self.scope)
        shown = self.runtime.sources.directory(source, self.configuration.shown, path)
        if shown is None or not (loaded := self.runtime.loader.directory(shown)).files:
            message = f"the module {address} cannot be found (source {_source_text(source)})"
            hint = "run terraform init, or scan the plan"
            self.runtime.report(Problem(message, file=block.file, line=block.line, hint=hint))
            return MissingModule(f"{message}: {hint}")
        if self._calls_itself(loaded) or len(path) > _MAX_DEPTH:
            message = f"the module {address} calls itself, or modules are nested too deeply"
            self.runtime.report(Problem(message, file=block.file, line=block.line))
            return MissingModule(message)
        self.runtime.files.allow(shown)
        return loaded

    def _calls_itself(self, configuration: Configuration) -> bool:
        module: ModuleInstance | None = self
        while module is not None:
            if module.configuration is configuration:
                return True
            module = module.parent
        return False

    def _call(
        self,
        name: str,
        block: Block,
        configuration: Configuration,
        found: Expansion,
        bound: tuple[Any, dict[str, Any]],
    ) -> ModuleInstance:
        key, names = bound
        scope = self.scope.bound(names) if names else self.scope
        inputs = {
            argument: _later(node, scope)
            for argument, node in block.attributes.items()
            if argument not in _META
        }
        module = ModuleInstance(
            self.runtime,
            configuration,
            inputs,
            parent=self,
            prefix=f"{self.prefix}module.{name}{key_text(key)}.",
            path=(*self.path_names, name),
            providers=_passed(block),
        )
        module.uncertain = found.reason or None
        return module


def _later(node: Expression, scope: Scope) -> Callable[[], Any]:
    return lambda: value_or_unknown(node, scope)


def _passed(block: Block) -> dict[str, str | Unknown] | None:
    """The `providers` argument: the name inside, to the name outside."""
    match block.attributes.get("providers"):
        case ("obj", pairs):
            names = {_inner(key): provider_key(value) for key, value in pairs}
            return {name: value for name, value in names.items() if name}
    return None


def _inner(key: Expression) -> str:
    found = ("ref", *key[1:]) if key[0] == "ref" else key
    name = provider_key(found)
    return "" if isinstance(name, Unknown) else name


def _no_value(name: str, module: ModuleInstance) -> str:
    if module.parent is None:
        return f"variable {name} has no value; give --var {name}=…"
    return f"variable {name} of {module} has no value; set it in the module block"


def _source_text(source: Any) -> str:
    return os.fspath(source) if isinstance(source, str) else reason_of(source) or "missing"
