"""Plans: what `terraform show -json PLAN` says will be there after apply.

https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from remit.sources.declared import Document, Problem, Resource
from remit.sources.terraform_json.addresses import Key
from remit.sources.terraform_json.configuration import Configuration, Module
from remit.sources.terraform_json.policies import Policies
from remit.sources.terraform_json.providers import Providers, own_arn, own_region
from remit.sources.terraform_json.references import Place, Resolver
from remit.sources.terraform_json.shape import MAX_DEPTH, mapping, sequence, text
from remit.sources.terraform_json.spelled import without_given
from remit.sources.terraform_json.unknowns import Completer

_LISTED = 5
"""How many of a kind a message names before it says how many more there are."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """One resource instance or data source of `planned_values`, with its configuration."""

    address: str
    type: str
    mode: str
    key: Key
    values: dict[str, Any]
    local: str
    module: Module | None

    @property
    def config(self) -> dict[str, Any]:
        """What the author wrote of it, or nothing where the plan does not list it."""
        return self.module.resources.get(self.local, {}) if self.module else {}

    @property
    def provider(self) -> str:
        return text(self.config.get("provider_config_key"))


def read_plan(plan: Mapping[str, Any], document: Document, file: str) -> None:
    """Add the resources and problems of `plan`, which was read from `file`, to `document`."""
    _Plan(plan, document, file).read()


class _Plan:
    """One plan on its way into a document."""

    def __init__(self, plan: Mapping[str, Any], document: Document, file: str) -> None:
        self._plan = plan
        self._document = document
        self._file = file
        self._configuration = Configuration(plan.get("configuration"))
        self._providers = Providers(self._configuration, plan.get("variables"))
        self._listed = {
            text(change.get("address")): (text(change.get("mode")), mapping(change.get("change")))
            for change in sequence(plan.get("resource_changes"))
            if isinstance(change, dict)
        }
        self._changes = {address: change for address, (_, change) in self._listed.items()}

    def read(self) -> None:
        """Read all of it; what cannot be read becomes a problem."""
        self._say_what_is_missing()
        root = mapping(self._plan.get("planned_values")).get("root_module", {})
        if not isinstance(root, dict):
            self._problem("The planned root_module is not an object")
        planned = list(self._walk(root))
        prior = mapping(mapping(self._plan.get("prior_state")).get("values")).get("root_module")
        read = [one for one in self._walk(prior, quietly=True) if one.mode == "data"]
        completer = self._completer([*read, *planned])
        self._compare(planned)
        for one in planned:
            if one.mode == "managed":
                self._document.resources.append(self._resource(one, completer))

    def _completer(self, found: list[_Planned]) -> Completer:
        """Index all that is there, and note the Regions and accounts it tells."""
        instances: dict[str, dict[Key, str]] = {}
        known_data: dict[str, dict[str, Any]] = {}
        for one in found:
            if one.module is not None:
                group = one.module.absolute(one.local)
                instances.setdefault(group, {})[one.key] = one.address
            if one.mode == "data":
                known_data[one.address] = one.values
            self._providers.see(one.provider, one.type, one.mode, one.values)
        resolver = Resolver(self._configuration, instances, known_data)
        return Completer(resolver, Policies(resolver, self._changes))

    def _resource(self, one: _Planned, completer: Completer) -> Resource:
        config = one.config
        place = Place(one.module, config, one.key) if one.module and config else None
        change = self._changes.get(one.address, {})
        values = completer.complete(one.values, change, place, type_=one.type, address=one.address)
        if one.module and config:
            values = without_given(values, mapping(config.get("expressions")), one.module)
        target = self._providers.target(one.provider)
        region, account = own_arn(values)
        return Resource(
            type=one.type,
            address=one.address,
            values=values,
            file=self._file,
            region=own_region(values) or region or target.region,
            account=account or target.account,
        )

    def _walk(self, root: Any, *, quietly: bool = False) -> Iterator[_Planned]:
        """All resources of a module and its children, the outer ones first."""
        waiting: list[tuple[dict[str, Any], Module | None, int]] = [
            (mapping(root), self._configuration.root, 0)
        ]
        while waiting:
            values, module, depth = waiting.pop()
            for name in ("resources", "child_modules"):
                if not isinstance(values.get(name, []), list) and not quietly:
                    self._problem(f"The {name} of a planned module are not a list")
            for resource in sequence(values.get("resources")):
                planned = _planned(resource, module)
                if planned is not None:
                    yield planned
                elif not quietly:
                    self._problem("A planned resource has no address, type or values")
            for child in reversed(sequence(values.get("child_modules"))):
                address = text(mapping(child).get("address"))
                if depth >= MAX_DEPTH:
                    self._problem(f"Modules are nested too deeply to be read: {address}")
                    continue
                inner = self._configuration.planned_child(module, address) if module else None
                waiting.append((mapping(child), inner, depth + 1))

    def _compare(self, planned: list[_Planned]) -> None:
        """Hold the planned values and the changes against each other: a plan may be cut down."""
        managed = {one.address for one in planned if one.mode == "managed"}
        lost = [
            address
            for address, (mode, change) in self._listed.items()
            if mode == "managed" and address not in managed and _stays(change)
        ]
        if lost:
            self._problem(f"The plan changes these but holds no values of them: {_names(lost)}")
        # What is only kept (with -target) has no change, and then its id is known.
        bare = [
            one.address
            for one in planned
            if one.mode == "managed"
            and one.address not in self._listed
            and not one.values.get("id")
        ]
        if bare:
            self._problem(
                f"The plan does not tell what is unknown of these: {_names(bare)}",
                "It has no resource_changes for them; scan the whole plan",
            )

    def _say_what_is_missing(self) -> None:
        plan = self._plan
        if plan.get("errored") is True:
            self._problem(
                "Terraform stopped with an error, so the plan holds only a part",
                "Mend the error and plan again",
            )
        elif plan.get("complete") is False and not plan.get("deferred_changes"):
            self._problem(
                "The plan is not complete: Terraform needs another plan after apply",
                "Plan without -target, or scan again after apply",
            )
        deferred = [
            text(mapping(mapping(change).get("resource_change")).get("address")) or "?"
            for change in sequence(plan.get("deferred_changes"))
        ]
        if deferred:
            self._problem(f"Terraform deferred these to a later plan: {_names(deferred)}")
        if not self._configuration.given:
            self._document.assumptions.append(
                "The plan holds no configuration, so what is known only after apply stays unknown"
            )

    def _problem(self, message: str, hint: str = "") -> None:
        self._document.problems.append(Problem(message, self._file, hint=hint))


def _stays(change: Mapping[str, Any]) -> bool:
    return not {"delete", "forget"} & set(map(str, sequence(change.get("actions")))) or (
        "create" in sequence(change.get("actions"))
    )


def _names(addresses: list[str]) -> str:
    more = f" and {len(addresses) - _LISTED} more" if len(addresses) > _LISTED else ""
    return ", ".join(addresses[:_LISTED]) + more


def _planned(resource: Any, module: Module | None) -> _Planned | None:
    resource = mapping(resource)
    address, type_ = text(resource.get("address")), text(resource.get("type"))
    # Terraform leaves the values out where it knows none of them.
    values = resource.get("values", {})
    if not address or not type_ or not isinstance(values, dict):
        return None
    mode = text(resource.get("mode")) or "managed"
    key = resource.get("index")
    local = f"{type_}.{text(resource.get('name'))}"
    return _Planned(
        address=address,
        type=type_,
        mode=mode,
        key=key if isinstance(key, (str, int)) else None,
        values=values,
        local=f"data.{local}" if mode == "data" else local,
        module=module,
    )
