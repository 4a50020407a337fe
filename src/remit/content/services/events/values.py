"""How sources spell the permissions of event buses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from remit.analysis.policies import is_public, other_accounts
from remit.content.common import document
from remit.values import Reference, Unknown, unknown_reason

PARTNER = "aws.partner/"


def statements_in(policy: Any) -> Any:
    """The statements of a policy as a list; not known where it cannot be read."""
    if isinstance(policy, Reference):
        return Unknown(policy.reason)
    found = document(policy)
    if isinstance(found, Mapping):
        listed = found.get("Statement", found if "Principal" in found else [])
        return listed if isinstance(listed, list) else [listed]
    if isinstance(found, list):
        return found
    return [] if found == "" else Unknown(unknown_reason(policy) or "the policy is no JSON")


def statements_of(policies: Any) -> Any:
    """The statements that resources of a template add to the policy of a bus."""
    if (reason := unknown_reason(policies)) is not None:
        return Unknown(reason)
    found: list[Any] = []
    for policy in policies:
        more = _statements(policy)
        if isinstance(more, Unknown):
            return more
        found += more
    return found


def one_statement(policy: Any) -> Any:
    """The statements that one such resource adds."""
    return statements_of([policy])


def _statements(policy: Any) -> Any:
    """Those of a whole policy (Terraform), of a statement, or of a permission in parts."""
    if (reason := unknown_reason(policy)) is not None:
        return Unknown(reason)
    for name in ("policy", "Statement"):
        if name in policy:
            return statements_in(policy[name])
    condition = _part(policy, "condition")
    if isinstance(condition, list):
        condition = condition[0] if condition else None
    if isinstance(condition, (Unknown, Reference)):
        return Unknown(condition.reason)
    conditions = {}
    if condition:
        conditions = {
            _part(condition, "type"): {_part(condition, "key"): _part(condition, "value")}
        }
    return [
        {
            "Effect": "Allow",
            "Principal": _principal(_part(policy, "principal")),
            "Action": _part(policy, "action") or "events:PutEvents",
            "Resource": "*",
            "Condition": conditions,
        }
    ]


def _part(values: Mapping[str, Any], name: str) -> Any:
    return values.get(name, values.get(name[:1].upper() + name[1:]))


def _principal(principal: Any) -> Any:
    """What PutPermission makes of a principal: an account's number, or `*`.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
    """
    if unknown_reason(principal) is not None or principal == "*":
        return principal
    account = re.fullmatch(r"\d{12}", str(principal))
    return {"AWS": f"arn:aws:iam::{principal}:root" if account else principal}


def public(statements: Any, account: Any) -> Any:
    """Whether everyone may put events on the bus, or manage it."""
    return is_public({"Statement": statements or []}, account=account)


def shared_with(statements: Any, account: Any) -> Any:
    """The other accounts that are let in."""
    return other_accounts({"Statement": statements or []}, account=account)


def custom(name: Any) -> Any:
    """Whether a bus is one that the customer made: not the default one, and not a partner's."""
    return name != "default" and not str(name).startswith(PARTNER)
