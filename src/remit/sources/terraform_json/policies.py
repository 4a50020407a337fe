"""Policy documents that a plan leaves to be read during apply, put together from what it tells.

`data.aws_iam_policy_document` is not read before apply as soon as one ARN in it is not known. Its
arguments are in the plan all the same, but for those ARNs, which become holes in the text.

The shape of the JSON is that of the provider:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from remit.sources.terraform_json.addresses import key_suffix, leaders
from remit.sources.terraform_json.references import Origin, Place, Resolver, references_of
from remit.sources.terraform_json.shape import any_true, mapping, sequence, text
from remit.values import HOLE, Partial, Reference, Unknown, join_text

TYPE = "aws_iam_policy_document"

_MERGED = ("source_json", "override_json", "source_policy_documents", "override_policy_documents")

_LISTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}

_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}


class Policies:
    """Renders the documents of a plan; `changes` holds its `resource_changes` by address."""

    def __init__(self, resolver: Resolver, changes: Mapping[str, Mapping[str, Any]]) -> None:
        self._resolver = resolver
        self._changes = changes

    def render(self, origin: Origin) -> str | Unknown:
        """The JSON text of the document that `origin` refers to, with holes for what is unknown."""
        if origin.data is None:
            return Unknown(f"known after apply: {origin.label}")
        module, local, key = origin.data
        config = module.resources.get(local, {})
        address = module.absolute(local + key_suffix(key))
        change = mapping(self._changes.get(address))
        after, unknown = mapping(change.get("after")), mapping(change.get("after_unknown"))
        if not after:
            return Unknown(f"known after apply: {origin.label}")
        if any(after.get(name) or any_true(unknown.get(name)) for name in _MERGED):
            return Unknown(f"known after apply: {address} merges other documents")
        if unknown.get("statement") is True or not isinstance(after.get("statement"), list):
            return Unknown(f"known after apply: the statements of {address}")
        return self._document(after, unknown, config, Place(module, config, key))

    def _document(
        self,
        after: Mapping[str, Any],
        unknown: Mapping[str, Any],
        config: Mapping[str, Any],
        place: Place,
    ) -> str:
        written = sequence(mapping(config.get("expressions")).get("statement"))
        flags = sequence(unknown.get("statement"))
        statements = []
        for index, block in enumerate(sequence(after.get("statement"))):
            flag = mapping(flags[index]) if index < len(flags) else {}
            # A dynamic statement is not listed, and then the positions are not those of the list.
            expressions = written[index] if len(written) == len(after["statement"]) else {}
            statements.append(_Statement(self._resolver, place).render(block, flag, expressions))
        document: dict[str, Any] = {"Version": after.get("version") or "2012-10-17"}
        if after.get("policy_id"):
            document["Id"] = after["policy_id"]
        document["Statement"] = statements
        rendered = orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
        return Partial(rendered) if HOLE.search(rendered) else rendered


class _Statement:
    """Renders one statement."""

    def __init__(self, resolver: Resolver, place: Place) -> None:
        self._resolver = resolver
        self._place = place

    def render(self, block: Any, flags: Mapping[str, Any], written: Any) -> dict[str, Any]:
        block, written = mapping(block), mapping(written)
        statement: dict[str, Any] = {}
        if sid := self._scalar(block, flags, written, "sid"):
            statement["Sid"] = sid
        statement["Effect"] = self._scalar(block, flags, written, "effect") or "Allow"
        for name, spelled in _LISTS.items():
            if values := self._list(block, flags, written, name):
                statement[spelled] = _one_or_many(values)
        for name, spelled in _PRINCIPALS.items():
            if principals := self._principals(block, flags, written, name):
                statement[spelled] = principals
        if conditions := self._conditions(block, flags, written):
            statement["Condition"] = conditions
        return statement

    def _principals(
        self, block: Mapping[str, Any], flags: Mapping[str, Any], written: Any, name: str
    ) -> Any:
        merged: dict[str, list[str]] = {}
        for inner, flag, expressions in _blocks(block, flags, written, name):
            kind = str(self._scalar(inner, flag, expressions, "type") or "AWS")
            merged.setdefault(kind, []).extend(
                self._list(inner, flag, expressions, "identifiers", whole=True)
            )
        if flags.get(name) is True:
            merged["AWS"] = [_hole(f"{name} of a statement")]
        if merged == {"*": ["*"]}:
            return "*"
        return {kind: _one_or_many(values) for kind, values in merged.items()}

    def _conditions(
        self, block: Mapping[str, Any], flags: Mapping[str, Any], written: Any
    ) -> dict[str, dict[str, Any]]:
        merged: dict[str, dict[str, Any]] = {}
        for inner, flag, expressions in _blocks(block, flags, written, "condition"):
            test = str(self._scalar(inner, flag, expressions, "test"))
            variable = str(self._scalar(inner, flag, expressions, "variable"))
            values = self._list(inner, flag, expressions, "values")
            merged.setdefault(test, {})[variable] = _one_or_many(values)
        if flags.get("condition") is True:
            merged[_hole("a test")] = {_hole("a variable"): _hole("condition of a statement")}
        return merged

    def _scalar(
        self, block: Mapping[str, Any], flags: Mapping[str, Any], written: Any, name: str
    ) -> Any:
        if flags.get(name) is not True:
            return block.get(name)
        return join_text([self._resolver.value(mapping(written).get(name), name, self._place)])

    def _list(
        self,
        block: Mapping[str, Any],
        flags: Mapping[str, Any],
        written: Any,
        name: str,
        *,
        whole: bool = False,
    ) -> list[str]:
        """The texts of a list argument; `whole` where an element cannot be a longer text."""
        expression = mapping(written).get(name)
        flag = flags.get(name)
        if flag is True:
            return [self._reason(expression, name)]
        values = sequence(block.get(name))
        marks = sequence(flag)
        holes = iter(self._holes(expression, name, marks.count(True), whole))
        return [
            next(holes) if index < len(marks) and marks[index] is True else _variables(value)
            for index, value in enumerate(values)
        ]

    def _holes(self, expression: Any, name: str, count: int, whole: bool) -> list[str]:
        references = leaders(references_of(expression))
        if not whole or len(references) != count:
            return [self._reason(expression, name)] * count
        each = [
            self._resolver.value({"references": [reference]}, name, self._place)
            for reference in references
        ]
        if not all(isinstance(value, Reference) for value in each):
            return [self._reason(expression, name)] * count
        return [join_text([value]) for value in each]

    def _reason(self, expression: Any, name: str) -> str:
        origins = self._resolver.origins(expression, self._place)
        return join_text([self._resolver.unknown(origins, name)])


def _blocks(
    block: Mapping[str, Any], flags: Mapping[str, Any], written: Any, name: str
) -> list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    values, marks = sequence(block.get(name)), sequence(flags.get(name))
    expressions = sequence(mapping(written).get(name))
    aligned = len(expressions) == len(values) == 1
    return [
        (
            mapping(value),
            mapping(marks[index]) if index < len(marks) else {},
            mapping(expressions[index]) if aligned else {},
        )
        for index, value in enumerate(values)
    ]


def _variables(value: Any) -> str:
    """A text as the provider writes it: `&{…}` stands for IAM's own `${…}`."""
    return text(value).replace("&{", "${")


def _one_or_many(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _hole(label: str) -> str:
    """A hole as a plain text, because a JSON encoder takes no other for a key."""
    return str(join_text([Unknown(f"known after apply: {label}")]))
