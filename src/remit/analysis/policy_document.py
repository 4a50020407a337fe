"""A policy document, normalised: every leaf a text, every single value a list.

What is not known becomes a text with a hole (`remit.values.HOLE`), which may stand for any value
or list of values; so one representation serves known, partly known and unknown policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from remit.values import ACCOUNT, HOLE, PARTITION, REGION, Partial, Reference, Unknown, join_text

_GRAMMAR = re.compile(r"[*?$:\"\\\x00-\x1f]")
_EFFECTS = ("Allow", "Deny")


@dataclass(frozen=True, slots=True)
class Principal:
    """One principal: its kind (`AWS`, `Service`, `Federated`, `CanonicalUser`) and its value.

    The kind is empty where not even that is known.
    """

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator on one key: `("StringEquals", "aws:SourceVpc", ("vpc-1",))`.

    A text with a hole as `operator` or `key` is a condition of which nothing more is known.
    """

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `effect` is `Allow`, `Deny` or a text with a hole; absent lists are empty."""

    sid: str
    effect: str
    principals: tuple[Principal, ...]
    not_principals: tuple[Principal, ...]
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_resources: tuple[str, ...]
    conditions: tuple[Condition, ...]


def parse(policy: Any) -> tuple[Statement, ...] | Unknown:
    """The statements of a policy given as object or as JSON text (URL-encoded or not).

    No policy (`None`, `""`, `{}`) has no statements. A text that is no JSON, a document that is no
    policy and a statement that cannot be read make the whole `Unknown`.
    """
    document = _document(policy)
    if isinstance(document, Unknown):
        return document
    listed = _field(document, "Statement")
    if isinstance(listed, (Unknown, Reference, Partial)):
        return Unknown(listed.reason)
    found: list[Statement] = []
    for item in _items(listed):
        if isinstance(item, (Unknown, Reference, Partial)):
            return Unknown(item.reason)
        if not isinstance(item, Mapping):
            return Unknown("the policy has a statement that is not an object")
        found.append(_statement(item))
    return tuple(found)


def text_of(leaf: Any) -> str:
    """A leaf as text; what is not known as a hole, whose label cannot be taken for grammar.

    CloudFormation's `Ref` of a resource is spelled `⟦Name.Ref⟧`: an id, unlike a hole for an
    unknown parameter.
    """
    if isinstance(leaf, Reference) and not leaf.attribute:
        leaf = Reference(leaf.address, "Ref")
    if isinstance(leaf, (Mapping, list, tuple)):
        leaf = Unknown("the policy has a list or an object where a text belongs")
    return HOLE.sub(lambda hole: _GRAMMAR.sub("_", hole[0]), join_text([leaf]))


def _document(policy: Any) -> Mapping[str, Any] | Unknown:
    """The policy as an object."""
    if isinstance(policy, (Unknown, Reference)):
        return Unknown(policy.reason)
    if isinstance(policy, str):
        policy = _decoded(policy)
    if isinstance(policy, Unknown):
        return policy
    if policy is None or policy == "":
        return {}
    if not isinstance(policy, Mapping):
        return Unknown("the policy is not a JSON object")
    return policy


def _decoded(text: str) -> Any:
    """The JSON in a text; IAM's API returns it URL-encoded (RFC 3986)."""
    reason = text.reason if isinstance(text, Partial) else "the policy is not valid JSON"
    text = text.strip()
    if not text:
        return None
    if text.startswith("%"):
        text = unquote(text)
    try:
        # A label with a quote in it would end the JSON string that it stands in.
        return json.loads(HOLE.sub(lambda hole: _GRAMMAR.sub("_", hole[0]), text))
    except (ValueError, RecursionError):
        return Unknown(reason)


def _field(item: Mapping[str, Any], name: str) -> Any:
    """A member by name, whichever case it is in."""
    if name in item:
        return item[name]
    return next((v for k, v in item.items() if str(k).lower() == name.lower()), None)


def _items(value: Any) -> list[Any]:
    """A single value as a list; nothing as none."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _statement(item: Mapping[str, Any]) -> Statement:
    effect = _field(item, "Effect")
    if effect not in _EFFECTS:
        known = Unknown("the Effect of a statement is neither Allow nor Deny")
        unseen = isinstance(effect, (Unknown, Reference)) or "⟦" in str(effect)
        effect = text_of(effect if unseen else known)
    return Statement(
        sid=text_of(_field(item, "Sid")),
        effect=effect
        if effect in _EFFECTS
        else "⟦" + effect.replace("⟦", "").replace("⟧", "") + "⟧",
        principals=_principals(_field(item, "Principal")),
        not_principals=_principals(_field(item, "NotPrincipal")),
        actions=tuple(_action(a) for a in _texts(_field(item, "Action"))),
        not_actions=tuple(_action(a) for a in _texts(_field(item, "NotAction"))),
        resources=_texts(_field(item, "Resource")),
        not_resources=_texts(_field(item, "NotResource")),
        conditions=_conditions(_field(item, "Condition")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(text_of(v) for v in _items(value) if v not in (None, ""))


def _action(text: str) -> str:
    """An action with its service prefix in lower case; IAM does not tell cases apart."""
    service, colon, name = text.partition(":")
    return text if "⟦" in service else service.lower() + colon + name


def _principals(value: Any) -> tuple[Principal, ...]:
    if isinstance(value, Mapping):
        return tuple(
            Principal(str(kind), text) for kind, some in value.items() for text in _texts(some)
        )
    # A text alone is "*" or unknown: everything else needs a kind.
    return tuple(Principal("" if "⟦" in text else "AWS", text) for text in _texts(value))


def _conditions(value: Any) -> tuple[Condition, ...]:
    if value is None or value == "":
        return ()
    if not isinstance(value, Mapping):
        return (Condition(_nothing_known(value), "", ()),)
    found: list[Condition] = []
    for operator, block in value.items():
        if isinstance(block, Mapping):
            found += [
                Condition(text_of(operator), text_of(key), tuple(text_of(v) for v in _values(some)))
                for key, some in block.items()
            ]
        elif block not in (None, ""):
            found.append(Condition(_nothing_known(block), text_of(operator), ()))
    return tuple(found)


def _values(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _nothing_known(value: Any) -> str:
    """A hole for a condition that cannot be read."""
    text = text_of(value)
    return text if "⟦" in text else text_of(Unknown("the policy has a condition of another form"))


def account_of(principal: str) -> str | None:
    """The account that an ARN or account id names: 12 digits, a hole, or None for none.

    `cloudfront` and the like in the place of an account are AWS's own, hence None.
    """
    if re.fullmatch(r"\d{12}", principal) or principal == ACCOUNT:
        return principal
    parts = principal.replace(PARTITION, "aws").replace(REGION, "region").split(":")
    if parts[0] != "arn" or len(parts) < 6:
        return None
    return parts[4] if re.fullmatch(r"\d{12}|.*⟦.*", parts[4]) else None
