"""Which Region and account a resource goes to, as far as a plan or a state tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from remit.sources.terraform_json.addresses import leaders, split_address
from remit.sources.terraform_json.configuration import Configuration, Module
from remit.sources.terraform_json.references import references_of
from remit.sources.terraform_json.shape import MAX_DEPTH, mapping, sequence, text
from remit.values import REGION, Partial, Reference, Unknown

_ENVIRONMENT = "it comes from the environment or the profile of whoever runs Terraform"


@dataclass(slots=True)
class Seen:
    """Regions and accounts seen in the values of one provider configuration's resources."""

    regions: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Target:
    """Where one provider configuration deploys to."""

    region: str | Unknown
    account: str | Unknown


def own_arn(values: Mapping[str, Any]) -> tuple[str, str]:
    """Region and account in a resource's own ARN; empty where it has none or is global."""
    parts = text(values.get("arn")).split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return "", ""
    return parts[3], parts[4] if is_account(parts[4]) else ""


def own_region(values: Mapping[str, Any]) -> str | Unknown | None:
    """The Region that a resource itself names, as all can since version 6 of the provider."""
    given = values.get("region")
    if isinstance(given, (Unknown, Reference, Partial)):
        return None if given == REGION else Unknown(given.reason)
    return given if isinstance(given, str) and given else None


def is_account(value: Any) -> bool:
    """Whether a value is an account id; managed policies have `aws` in that place of the ARN."""
    return isinstance(value, str) and len(value) == 12 and value.isascii() and value.isdigit()


class Providers:
    """Targets by `provider_config_key`, worked out once each."""

    def __init__(self, configuration: Configuration, variables: Any) -> None:
        self._configuration = configuration
        self._variables = mapping(variables)
        self._seen: dict[str, Seen] = {}
        self._targets: dict[str, Target] = {}

    def see(self, key: str, type_: str, mode: str, values: Mapping[str, Any]) -> None:
        """Learn from the values of a resource or data source that `key` provides."""
        if mode == "data" and type_ == "aws_caller_identity":
            region, account = "", text(values.get("account_id"))
        elif mode == "data" and type_ == "aws_region":
            region, account = text(values.get("region") or values.get("name")), ""
        elif mode == "managed" and "arn" in values:
            region, account = own_arn(values)
        else:
            return
        seen = self._seen.setdefault(self.resolve(key), Seen())
        if region:
            seen.regions.add(region)
        if is_account(account):
            seen.accounts.add(account)

    def target(self, key: str) -> Target:
        """Region and account of the provider configuration `key`, or why they are not known."""
        found = self._targets.get(key)
        if found is None:
            resolved = self.resolve(key)
            seen = self._seen.get(resolved, Seen())
            found = Target(self._region(resolved, seen), self._account(resolved, seen))
            self._targets[key] = found
        return found

    def resolve(self, key: str) -> str:
        """The key under which a module's provider is configured: its own, or one it inherits.

        Terraform before 1.1 names a provider that a module was passed by the module alone
        (`network:aws`). The one it inherits is meant, unless several could have been passed.
        """
        providers = self._configuration.providers
        while key not in providers and ":" in key:
            module, _, local = key.rpartition(":")
            outer = module.rpartition(".")[0]
            key = f"{outer}:{local}" if outer else local
            if key in providers and self._ambiguous(local):
                return f"{module}:{local}"
        return key

    def _ambiguous(self, local: str) -> bool:
        kind = local.split(".")[0]
        regions = {
            repr(mapping(mapping(provider).get("expressions")).get("region"))
            for provider in self._configuration.providers.values()
            if mapping(provider).get("name") == kind
        }
        return len(regions) > 1

    def _region(self, key: str, seen: Seen) -> str | Unknown:
        provider = mapping(self._configuration.providers.get(key))
        expression = mapping(provider.get("expressions")).get("region")
        if expression is not None:
            found = self._constant(expression, provider)
            if isinstance(found, str) and found:
                return found
        if len(seen.regions) == 1:
            return next(iter(seen.regions))
        if expression is not None:
            names = ", ".join(leaders(references_of(expression))) or "an expression"
            return Unknown(f"the Region of provider {key} is known only to Terraform: {names}")
        if not provider and self._configuration.given:
            return Unknown(f"the plan does not say how provider {key or 'aws'} is configured")
        return Unknown(f"provider {key or 'aws'} names no Region: {_ENVIRONMENT}")

    def _account(self, key: str, seen: Seen) -> str | Unknown:
        if len(seen.accounts) == 1:
            return next(iter(seen.accounts))
        provider = mapping(self._configuration.providers.get(key))
        expressions = mapping(provider.get("expressions"))
        role = sequence(expressions.get("assume_role"))
        if len(role) == 1:
            arn = self._constant(mapping(role[0]).get("role_arn"), provider)
            account = text(arn).split(":", 5)[4:5]
            if account and is_account(account[0]):
                return account[0]
        allowed = self._constant(expressions.get("allowed_account_ids"), provider)
        if isinstance(allowed, list) and len(allowed) == 1 and is_account(allowed[0]):
            return str(allowed[0])
        return Unknown(f"provider {key or 'aws'} names no account: {_ENVIRONMENT}")

    def _constant(self, expression: Any, provider: Mapping[str, Any]) -> Any:
        """The value of an expression of a provider block: a constant, or one variable's value."""
        module: Module | None = self._configuration.root
        for step in split_address(text(provider.get("module_address"))):
            if module is not None and step[0] != "module":
                module = self._configuration.child(module, *step)
        for _ in range(MAX_DEPTH):
            given = mapping(expression)
            if "constant_value" in given:
                return given["constant_value"]
            names = leaders(references_of(given))
            steps = split_address(names[0]) if len(names) == 1 else []
            if len(steps) != 2 or steps[0] != ("var", None) or steps[1][1] is not None:
                return None
            name = steps[1][0]
            if module is None or module.parent is None:
                return mapping(self._variables.get(name)).get("value")
            expression = mapping(module.call.get("expressions")).get(name)
            if expression is None:
                return mapping(mapping(module.config.get("variables")).get(name)).get("default")
            module = module.parent
        return None


def only_account(values: Iterable[Mapping[str, Any]]) -> str | None:
    """The one account that all ARNs of a state name, or None."""
    found = {own_arn(value)[1] for value in values} - {""}
    return found.pop() if len(found) == 1 else None
