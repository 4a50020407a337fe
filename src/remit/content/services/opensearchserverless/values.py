"""How sources spell what the tables of Amazon OpenSearch Serverless hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from remit.values import Partial, Reference, Unknown, unknown_reason


def is_on(state: Any) -> Any:
    """Whether a state says ENABLED."""
    return state == "ENABLED"


def named_key(key: Any) -> Any:
    """The key of a collection; `auto` stands for the one that AWS owns."""
    return "" if key == "auto" else key


def _rules(policy: Any) -> Iterator[Any]:
    yield from policy if isinstance(policy, list) else [policy]


def _flags(policy: Any, name: str) -> Any:
    """Whether some rule set has a flag on; unknown where none has and one is not known."""
    doubt: Unknown | None = None
    for rule in _rules(policy):
        flag = rule.get(name) if isinstance(rule, Mapping) else rule
        if isinstance(flag, (Unknown, Reference, Partial)):
            doubt = Unknown(flag.reason)
        elif flag is True or str(flag).lower() == "true":
            return True
    return doubt if doubt is not None else False


def public(policy: Any) -> Any:
    """Whether a network policy opens some collection or dashboard to the internet.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html
    """
    return _flags(policy, "AllowFromPublic")


def aws_key(policy: Any) -> Any:
    """Whether an encryption policy leaves the key to AWS."""
    return _flags(policy, "AWSOwnedKey")


def all_granted(policy: Any) -> Any:
    """Whether a data access policy grants every action on something.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html
    """
    doubt: Unknown | None = None
    for grant in _rules(policy):
        rules = grant.get("Rules") if isinstance(grant, Mapping) else grant
        for rule in rules if isinstance(rules, list) else [rules]:
            actions = rule.get("Permission") if isinstance(rule, Mapping) else rule
            for action in actions if isinstance(actions, list) else [actions]:
                if (reason := unknown_reason(action)) is not None:
                    doubt = Unknown(reason)
                elif action == "aoss:*":
                    return True
    return doubt if doubt is not None else False
