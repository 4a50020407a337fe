"""States: what Terraform left behind, as `terraform show -json` prints it or as it is stored.

The stored format (version 4) has no public description; it is read as written by
https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from remit.sources.declared import Document, Problem, Resource
from remit.sources.terraform_json.addresses import key_suffix
from remit.sources.terraform_json.providers import only_account, own_arn, own_region
from remit.sources.terraform_json.shape import MAX_DEPTH, mapping, sequence, text
from remit.values import Unknown

_NO_REGION = Unknown("a state does not tell the Region of a resource whose ARN has none")
_NO_ACCOUNT = Unknown("a state does not tell the account of a resource without an ARN")

_PROVIDER = re.compile(r'^(?:(?P<module>.+)\.)?provider\["[^"]*"\](?:\.(?P<alias>.+))?$')

_Found = tuple[str, str, dict[str, Any], str]
"""Address, type, values, and the provider configuration where it is told (else empty)."""


def read_values(state: Mapping[str, Any], document: Document, file: str) -> None:
    """Add the resources of a state as `terraform show -json` prints it."""
    root = mapping(state.get("values")).get("root_module")
    _add(list(_shown(root, document, file)), document, file)


def read_stored(state: Mapping[str, Any], document: Document, file: str) -> None:
    """Add the resources of a stored state (`terraform.tfstate`), version 4."""
    found = [
        one
        for resource in sequence(state.get("resources"))
        for one in _stored(mapping(resource), document, file)
    ]
    _add(found, document, file)


def _add(found: list[_Found], document: Document, file: str) -> None:
    account = only_account(values for _, _, values, _ in found)
    by_provider = _regions(found)
    inferred = False
    for address, type_, values, provider in found:
        own = own_arn(values)
        inferred = inferred or (account is not None and not own[1])
        region = own_region(values) or own[0] or by_provider.get(provider) or _NO_REGION
        document.resources.append(
            Resource(
                type=type_,
                address=address,
                values=values,
                file=file,
                region=region,
                account=own[1] or account or _NO_ACCOUNT,
            )
        )
    if inferred:
        document.assumptions.append(
            f"Resources without an ARN are in account {account}, the only one this state names"
        )


def _regions(found: list[_Found]) -> dict[str, str]:
    """The Region of each provider configuration whose resources' ARNs all name the same."""
    seen: dict[str, set[str]] = {}
    for _, _, values, provider in found:
        region = own_arn(values)[0]
        if provider and region:
            seen.setdefault(provider, set()).add(region)
    return {provider: regions.pop() for provider, regions in seen.items() if len(regions) == 1}


def _shown(root: Any, document: Document, file: str) -> Iterator[_Found]:
    waiting = [(mapping(root), 0)]
    while waiting:
        module, depth = waiting.pop()
        for name in ("resources", "child_modules"):
            if not isinstance(module.get(name, []), list):
                problem = f"The {name} of a module are not a list"
                document.problems.append(Problem(problem, file))
        for resource in sequence(module.get("resources")):
            resource = mapping(resource)
            address, type_ = text(resource.get("address")), text(resource.get("type"))
            values = resource.get("values")
            if not address or not type_ or not isinstance(values, dict):
                problem = "A resource of the state has no address, type or values"
                document.problems.append(Problem(problem, file))
            elif resource.get("mode", "managed") == "managed":
                yield address, type_, values, ""
        if depth >= MAX_DEPTH:
            document.problems.append(Problem("Modules are nested too deeply to be read", file))
            continue
        children = reversed(sequence(module.get("child_modules")))
        waiting.extend((mapping(child), depth + 1) for child in children)


def _stored(resource: Mapping[str, Any], document: Document, file: str) -> Iterator[_Found]:
    type_, name = text(resource.get("type")), text(resource.get("name"))
    module, instances = text(resource.get("module")), resource.get("instances")
    if not type_ or not name or not isinstance(instances, list):
        problem = "A resource of the state has no type, name or instances"
        document.problems.append(Problem(problem, file))
        return
    if resource.get("mode", "managed") != "managed":
        return
    for instance in instances:
        key = mapping(instance).get("index_key")
        suffix = key_suffix(key if isinstance(key, (str, int)) else None)
        address = f"{module}.{type_}.{name}{suffix}" if module else f"{type_}.{name}{suffix}"
        attributes = mapping(instance).get("attributes")
        if "deposed" in mapping(instance):
            continue  # what is left of a replaced instance, which the address no longer means
        if not isinstance(attributes, dict):
            problem = f"The state holds {address} without attributes"
            hint = "It was written by Terraform before 0.12: run terraform refresh with a later one"
            document.problems.append(Problem(problem, file, hint=hint))
            continue
        yield address, type_, attributes, _provider(text(resource.get("provider")))


def _provider(spelled: str) -> str:
    """One name for one provider configuration, or empty where the text is not one."""
    return spelled if _PROVIDER.match(spelled) else ""
