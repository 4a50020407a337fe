"""Evaluation of a template's expressions, as far as they can be known before deployment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from remit.sources.cloudformation.conditions import Decision, decide
from remit.sources.cloudformation.decoding import MAX_DEPTH
from remit.sources.cloudformation.loops import LOOP, expand_loops
from remit.sources.cloudformation.parameters import Parameter
from remit.sources.cloudformation.pseudo import NO_VALUE
from remit.values import Reference, Unknown

_DYNAMIC = re.compile(r"\{\{resolve:(secretsmanager|ssm-secure|ssm)?:?([^}]*)")
_STORES = {"secretsmanager": "Secrets Manager", "ssm": "SSM", "ssm-secure": "SSM"}

Report = Callable[[str, str], None]
"""Takes a problem's message and hint."""

Outputs = Callable[[str], Mapping[str, Any] | Unknown | None]
"""The outputs of a nested stack by its logical id; None for what is no nested stack."""


@dataclass(slots=True)
class Evaluator:
    """Evaluates expressions in one template.

    `resources` holds the raw resources, `prefix` goes before their logical ids in addresses.
    The methods never raise on what a template may hold, but for `RecursionError`.
    """

    parameters: Mapping[str, Parameter]
    pseudo: Mapping[str, Any]
    mappings: Mapping[str, Any]
    conditions: Mapping[str, Any]
    resources: Mapping[str, Any]
    report: Report
    outputs: Outputs
    prefix: str = ""
    deciding: int = 0
    _depth: int = 0
    _decided: dict[str, Decision] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def value(self, node: Any) -> Any:
        """Evaluate data; `NO_VALUE` where the template says AWS::NoValue."""
        kind = type(node)
        if kind is str:
            return node if "{{resolve:" not in node else dynamic_reference(node)
        if kind is not dict and kind is not list:
            return node
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._depth = 0
            raise RecursionError
        if kind is dict:
            value = self._mapping(node)
        else:
            values = [self.value(item) for item in node]
            value = [item for item in values if item is not NO_VALUE]
        self._depth -= 1
        return value

    def _mapping(self, node: dict[str, Any]) -> Any:
        out: dict[str, Any] = {}
        for key, child in node.items():
            if key == "Ref" or key.startswith("Fn::"):
                if key.startswith(LOOP):
                    return self._mapping(expand_loops(self, node))
                if len(node) == 1:
                    return self._call(key, child)
                if key == "Fn::Transform":
                    return self._call(key, child)
            value = self.value(child)
            if value is not NO_VALUE:
                out[key] = value
        return out

    def _call(self, name: str, argument: Any) -> Any:
        from remit.sources.cloudformation.intrinsics import FUNCTIONS

        function = FUNCTIONS.get(name)
        if function is None:
            self.report(f"function {name} is not supported", "")
            return Unknown(f"function {name} is not supported")
        value = function(self, argument)
        if isinstance(value, str) and "{{resolve:" in value:
            return dynamic_reference(value)
        return value

    def ref(self, name: Any) -> Any:
        """The value of `Ref`."""
        if not isinstance(name, str):
            return Unknown("Ref without a name")
        if name in self.pseudo:
            return self.pseudo[name]
        parameter = self.parameters.get(name)
        if parameter is not None:
            value = parameter.decisive if self.deciding else parameter.value
            return self.value(value) if isinstance(value, str) else value
        return self._resource(name, "")

    def attribute(self, name: str, attribute: str) -> Any:
        """The value of `Fn::GetAtt`."""
        if attribute.startswith("Outputs.") and name in self.resources:
            outputs = self.outputs(name)
            if isinstance(outputs, Unknown):
                return outputs
            if outputs is not None:
                key = attribute.removeprefix("Outputs.")
                return outputs.get(key, Unknown(f"nested stack {name} has no output {key}"))
        return self._resource(name, attribute)

    def _resource(self, name: str, attribute: str) -> Any:
        body = self.resources.get(name)
        if body is None:
            return Unknown(f"the template declares no {name}")
        if isinstance(body, dict) and self.exists(body) is False:
            return Unknown(f"{name} is not created: its condition is false")
        return Reference(self.prefix + name, attribute)

    def exists(self, body: Mapping[str, Any]) -> Decision:
        """Whether something with an optional Condition is created."""
        name = body.get("Condition")
        return True if name is None else self.condition(name)

    def condition(self, name: Any) -> Decision:
        """Decide a named condition."""
        if not isinstance(name, str):
            return decide(self, name)
        if name in self._decided:
            return self._decided[name]
        if name not in self.conditions:
            self.report(f"condition {name} is not declared", "")
            decision: Decision = Unknown(f"condition {name} is not declared")
        elif name in self._open:
            self.report(f"condition {name} depends on itself", "")
            decision = Unknown(f"condition {name} depends on itself")
        else:
            self._open.add(name)
            try:
                decision = decide(self, self.conditions[name])
            finally:
                self._open.discard(name)
        self._decided[name] = decision
        return decision


def dynamic_reference(text: str) -> Unknown:
    """A text that CloudFormation fills in from a store of secrets or parameters.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    match = _DYNAMIC.search(text)
    store = _STORES.get(match.group(1) or "", "another store") if match else "another store"
    name = match.group(2) if match else ""
    return Unknown(f"dynamic reference to {store}, resolved at deployment: {name}")
