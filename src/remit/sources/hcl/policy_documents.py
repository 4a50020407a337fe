"""`aws_iam_policy_document` as JSON text, the way the AWS provider renders it.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from remit.sources.hcl.go_json import go_json
from remit.sources.hcl.operators import reason_of, to_text
from remit.sources.hcl.syntax import HclError
from remit.values import Reference, Unknown, join_text

_ORDER = (
    *("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource"),
    *("Principal", "NotPrincipal", "Condition"),
)
_SETS = {
    "Action": "actions",
    "NotAction": "not_actions",
    "Resource": "resources",
    "NotResource": "not_resources",
}
Statement = dict[str, Any]
Document = dict[str, Any]


def policy_json(values: Mapping[str, Any], *, indent: bool) -> str | Unknown:
    """The policy as text (`Partial` where it has holes), from the data source's evaluated body."""
    try:
        document = _document(values)
    except HclError as error:
        return Unknown(error.reason)
    if isinstance(document, Unknown):
        return document
    ordered = {k: document[k] for k in ("Version", "Id", "Statement") if document.get(k)}
    return go_json(ordered, indent=2 if indent else None, sort_keys=False)


def _document(values: Mapping[str, Any]) -> Document | Unknown:
    own = _own(values)
    if isinstance(own, Unknown):
        return own
    merged: Document = {"Version": "", "Id": "", "Statement": []}
    for text in _texts(values, "source_json", "source_policy_documents"):
        source = _parse(text)
        if isinstance(source, Unknown):
            return source
        _merge(merged, source)
    _merge(merged, own)
    for text in _texts(values, "override_policy_documents", "override_json"):
        override = _parse(text)
        if isinstance(override, Unknown):
            return override
        _merge(merged, override)
    return merged


def _own(values: Mapping[str, Any]) -> Document | Unknown:
    statements = values.get("statement") or []
    reason = reason_of(statements)
    if reason is not None:
        return Unknown(reason)
    version = values.get("version")
    return {
        "Version": "2012-10-17" if version is None else _hole(version),
        "Id": _hole(values.get("policy_id") or ""),
        "Statement": [_statement(statement) for statement in statements],
    }


def _texts(values: Mapping[str, Any], *names: str) -> list[Any]:
    """The JSON texts of these arguments, in order."""
    texts: list[Any] = []
    for name in names:
        value = values.get(name)
        texts += value if isinstance(value, list) else [value]
    return [text for text in texts if text is not None and text != ""]


def _parse(text: Any) -> Document | Unknown:
    if not isinstance(text, str):
        return Unknown(reason_of(text) or "a policy document must be JSON text")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        reason = reason_of(text)
        if reason is not None:
            return Unknown(reason)
        raise HclError("a merged policy document is not JSON") from None
    if not isinstance(document, dict):
        raise HclError("a merged policy document is not an object")
    statements = document.get("Statement") or []
    statements = [statements] if isinstance(statements, dict) else statements
    return {
        "Version": document.get("Version") or "",
        "Id": document.get("Id") or "",
        "Statement": [_reread(item) for item in statements if isinstance(item, dict)],
    }


def _reread(statement: Statement) -> Statement:
    """A statement from JSON, its principals and conditions as the provider writes them again."""
    result = {name: statement[name] for name in _ORDER if statement.get(name)}
    for name in ("Principal", "NotPrincipal"):
        principal = result.get(name)
        if isinstance(principal, dict):
            result[name] = {
                kind: sorted(ids, reverse=True)
                if isinstance(ids, list) and all(isinstance(i, str) for i in ids)
                else ids
                for kind, ids in sorted(principal.items())
            }
    conditions = result.get("Condition")
    if isinstance(conditions, dict):
        result["Condition"] = {
            test: {name: _condition_value(held) for name, held in sorted(names.items())}
            if isinstance(names, dict)
            else names
            for test, names in sorted(conditions.items())
        }
    return result


def _condition_value(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _merge(into: Document, new: Document) -> None:
    into["Id"] = new["Id"] or into["Id"]
    into["Version"] = max(into["Version"], new["Version"])
    places = {s["Sid"]: i for i, s in enumerate(into["Statement"]) if s.get("Sid")}
    for statement in new["Statement"]:
        sid = statement.get("Sid")
        if sid and sid in places:
            into["Statement"][places[sid]] = statement
            continue
        if sid:
            places[sid] = len(into["Statement"])
        into["Statement"].append(statement)


def _statement(values: Mapping[str, Any]) -> Statement:
    effect = values.get("effect")
    found: Statement = {
        "Sid": _hole(values.get("sid") or ""),
        "Effect": "Allow" if effect is None else _hole(effect),
    }
    for name, argument in _SETS.items():
        found[name] = _set(values.get(argument), escapes="Resource" in name)
    found["Principal"] = _principals(values.get("principals"))
    found["NotPrincipal"] = _principals(values.get("not_principals"))
    found["Condition"] = _conditions(values.get("condition"))
    return {name: found[name] for name in _ORDER if found[name] not in (None, "", [], {})}


def _hole(value: Any) -> str:
    """A text; what is not known becomes a hole in it."""
    if isinstance(value, (str, Unknown, Reference)):
        return join_text([value])
    return to_text(value)


def _variable(text: str) -> str:
    """`&{aws:username}` stands for a policy variable, because `${` is Terraform's own."""
    return join_text([text.replace("&{", "${")])


def _set(value: Any, *, escapes: bool = True) -> Any:
    """A set of strings: one alone is a string, several are sorted backwards."""
    if value is None:
        return None
    if not isinstance(value, list):
        return _hole(value)
    texts = sorted({_hole(item) for item in value if item is not None}, reverse=True)
    if escapes:
        texts = [_variable(text) for text in texts]
    return texts[0] if len(texts) == 1 else texts


def _principals(blocks: Any) -> Any:
    if not isinstance(blocks, list):
        return None if blocks is None else _hole(blocks)
    found: dict[str, Any] = {}
    for block in blocks:
        kind = _hole(block.get("type") or "")
        ids = _set(block.get("identifiers"))
        if len(blocks) == 1 and kind == "*" and ids == "*":
            return "*"
        if kind not in found:
            found[kind] = ids
        elif ids is not None:
            known = found[kind] if isinstance(found[kind], list) else [found[kind]]
            found[kind] = [*known, *(ids if isinstance(ids, list) else [ids])]
    return {kind: found[kind] for kind in sorted(found)}


def _conditions(blocks: Any) -> Any:
    if not isinstance(blocks, list):
        return None if blocks is None else _hole(blocks)
    found: dict[str, dict[str, list[str]]] = {}
    for block in blocks:
        test, name = _hole(block.get("test") or ""), _hole(block.get("variable") or "")
        values = block.get("values")
        values = values if isinstance(values, list) else [values]
        texts = [_variable(_hole(value)) for value in values if value is not None]
        found.setdefault(test, {}).setdefault(name, []).extend(texts)
    return {
        test: {name: _condition_value(found[test][name]) for name in sorted(found[test])}
        for test in sorted(found)
    }
