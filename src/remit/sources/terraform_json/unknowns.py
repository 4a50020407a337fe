"""What a plan knows of a resource, with what it does not know made explicit.

`after_unknown` marks with `true` what becomes known during apply. What the author left out is then
the provider's or AWS's to decide and is taken for not set; what the author wrote is followed to
where it comes from. Terraform leaves `dynamic` blocks out of the configuration it lists, so nothing
that a block of theirs holds is ever taken for not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from remit.sources.terraform_json.policies import TYPE as POLICY_DOCUMENT
from remit.sources.terraform_json.policies import Policies
from remit.sources.terraform_json.references import Place, Resolver
from remit.sources.terraform_json.shape import MAX_DEPTH, any_true, mapping
from remit.values import Reference, Unknown

_IDENTITIES = frozenset({"id", "arn", "name", "identifier", "cluster_identifier", "function_name"})
_IDENTITIES_OF = {
    "aws_s3_bucket": frozenset({"bucket"}),
    "aws_kms_key": frozenset({"key_id"}),
    "aws_sqs_queue": frozenset({"url"}),
}

_NOT_SET = object()
_EXPRESSION = frozenset({"constant_value", "references"})


@dataclass(frozen=True, slots=True)
class _Whole:
    """One expression that makes all the attributes below it."""

    expression: Mapping[str, Any]


_Written = dict[str, Any] | _Whole | None
"""What the author wrote of a block: its attributes, one expression for all, or nothing listed."""


class Completer:
    """Completes the values of one resource instance after another."""

    def __init__(self, resolver: Resolver, policies: Policies) -> None:
        self._resolver = resolver
        self._policies = policies

    def complete(
        self,
        values: dict[str, Any],
        change: Mapping[str, Any],
        place: Place | None,
        *,
        type_: str,
        address: str,
    ) -> dict[str, Any]:
        """`values` with a `Reference`, a text with holes or `Unknown` for what is not known.

        `change` is the resource's entry in `resource_changes`; without a `place` its configuration
        is not listed in the plan.
        """
        unknown = change.get("after_unknown")
        if not unknown:
            return values
        instance = _Instance(self._resolver, self._policies, place)
        own = _IDENTITIES | _IDENTITIES_OF.get(type_, frozenset())
        written = mapping(place.config.get("expressions")) if place else None
        sensitive = mapping(change.get("after_sensitive"))
        result = dict(values)
        for name, flag in mapping(unknown).items():
            if not flag:
                continue
            value = instance.attribute(name, values.get(name), flag, sensitive, written, 0)
            if (value is _NOT_SET or place is None) and name in own and flag is True:
                result[name] = Reference(address, name)
            elif value is _NOT_SET:
                result.pop(name, None)
            else:
                result[name] = value
        return result


class _Instance:
    """The walk over one instance, in step over its values, marks and configuration."""

    def __init__(self, resolver: Resolver, policies: Policies, place: Place | None) -> None:
        self._resolver = resolver
        self._policies = policies
        self._place = place

    def attribute(
        self,
        name: str,
        value: Any,
        flag: Any,
        sensitive: Mapping[str, Any],
        written: _Written,
        depth: int,
    ) -> Any:
        """One attribute or block `name`; `_NOT_SET` where the author left it to the provider."""
        declared = written.get(name) if isinstance(written, dict) else written
        if flag is True:
            if isinstance(written, dict) and _is_left_out(declared):
                return _NOT_SET
            return self._leaf(name, declared, isinstance(sensitive.get(name), (list, dict)))
        if not any_true(flag):
            return value
        if depth > MAX_DEPTH:
            return Unknown(f"{name} is nested too deeply to be read")
        if isinstance(flag, list):
            marks = sensitive.get(name)
            return self._list(name, value, flag, marks, declared, depth)
        return self._object(name, value, flag, sensitive.get(name), _as_block(declared), depth)

    def _list(
        self, name: str, value: Any, flags: list[Any], sensitive: Any, declared: Any, depth: int
    ) -> Any:
        values = value if isinstance(value, list) else []
        marks = sensitive if isinstance(sensitive, list) else []
        result: list[Any] = []
        for index in range(max(len(values), len(flags))):
            element = values[index] if index < len(values) else None
            flag = flags[index] if index < len(flags) else False
            mark = marks[index] if index < len(marks) else None
            if flag is True:
                result.append(self._element(name, declared))
            elif isinstance(flag, dict) and any_true(flag):
                written = _choose(declared, element)
                result.append(self._object(name, element, flag, mark, written, depth))
            elif any_true(flag):
                result.append(self._element(name, declared))
            else:
                result.append(element)
        return result

    def _object(
        self, name: str, value: Any, flags: Any, sensitive: Any, written: _Written, depth: int
    ) -> Any:
        result = dict(mapping(value))
        for inner, flag in mapping(flags).items():
            if not flag:
                continue
            known = result.get(inner)
            found = self.attribute(inner, known, flag, mapping(sensitive), written, depth + 1)
            if found is _NOT_SET:
                result.pop(inner, None)
            else:
                result[inner] = found
        return result

    def _leaf(self, name: str, declared: Any, collection: bool) -> Any:
        expression = declared.expression if isinstance(declared, _Whole) else declared
        if self._place is None:
            return Unknown(f"known after apply: {name}; the plan holds no configuration")
        if declared is None:
            return Unknown(f"known after apply: {name}, set in a dynamic block or by the provider")
        if not isinstance(expression, dict):
            return Unknown(f"known after apply: {name}")
        origins = self._resolver.origins(expression, self._place)
        if collection:
            return self._resolver.unknown(origins, name)
        if len(origins) == 1 and origins[0].data is not None:
            only = origins[0]
            local = only.data[1] if only.data else ""
            if local.startswith(f"data.{POLICY_DOCUMENT}.") and only.attribute.endswith("json"):
                return self._policies.render(only)
        return self._resolver.value(expression, name, self._place)

    def _element(self, name: str, declared: Any) -> Any:
        """An unknown element of a list: which of the references it is, the plan does not say."""
        return self._leaf(name, declared, collection=True)


def _is_left_out(declared: Any) -> bool:
    if declared is None:
        return True
    return isinstance(declared, dict) and declared.get("constant_value", _NOT_SET) is None


def _as_block(declared: Any) -> _Written:
    if isinstance(declared, dict) and declared and declared.keys() <= _EXPRESSION:
        return _Whole(declared)
    if isinstance(declared, list):
        return mapping(declared[0]) if len(declared) == 1 else None
    return declared if isinstance(declared, (dict, _Whole)) else None


def _choose(declared: Any, element: Any) -> _Written:
    """The block of the configuration that made `element`.

    Blocks of a set come in an order of Terraform's own, so it is known by the constants in it.
    Where several could be it, the plan does not tell; where none could, it is a dynamic block.
    """
    if not isinstance(declared, list):
        return _as_block(declared)
    known = mapping(element)
    candidates = [block for block in declared if isinstance(block, dict) and _fits(block, known)]
    if not candidates or any(candidate != candidates[0] for candidate in candidates):
        return None
    return candidates[0]


def _fits(block: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    for name, expression in block.items():
        if not isinstance(expression, dict) or name not in known:
            continue
        constant = expression.get("constant_value")
        if isinstance(constant, (str, int, float, bool)) and _plain(constant) != _plain(
            known[name]
        ):
            return False
    return True


def _plain(value: Any) -> str:
    """A constant as the provider may respell it: `22` for `"22"`, `tcp` for `TCP`."""
    return str(value).casefold()
