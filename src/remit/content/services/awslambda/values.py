"""How sources spell what the tables of AWS Lambda hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from remit.analysis.policies import confused_deputy
from remit.analysis.secrets import find_secrets
from remit.content.common import known
from remit.values import ACCOUNT, Reference, Unknown, unknown_reason

CONDITIONS = {
    "SourceArn": ("ArnLike", "AWS:SourceArn"),
    "source_arn": ("ArnLike", "AWS:SourceArn"),
    "SourceAccount": ("StringEquals", "AWS:SourceAccount"),
    "source_account": ("StringEquals", "AWS:SourceAccount"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "principal_org_id": ("StringEquals", "aws:PrincipalOrgID"),
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "event_source_token": ("StringEquals", "lambda:EventSourceToken"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "function_url_auth_type": ("StringEquals", "lambda:FunctionUrlAuthType"),
}
"""What AddPermission makes of its parameters.

https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
"""


def statement_of(permission: Any) -> Any:
    """The statement that Lambda adds to a function's policy for one permission."""
    if (reason := unknown_reason(permission)) is not None:
        return Unknown(reason)
    conditions: dict[str, dict[str, Any]] = {}
    for name, (operator, key) in CONDITIONS.items():
        if (value := permission.get(name)) not in (None, ""):
            conditions.setdefault(operator, {})[key] = value
    action = permission.get("Action", permission.get("action"))
    principal = permission.get("Principal", permission.get("principal"))
    return {
        "Effect": "Allow",
        "Action": action,
        "Principal": _principal(principal),
        "Resource": "*",
        "Condition": conditions,
    }


def policy_of(permissions: Any) -> Any:
    """The policy that permissions make together."""
    if (reason := unknown_reason(permissions)) is not None:
        return Unknown(reason)
    return {"Statement": [statement_of(permission) for permission in permissions]}


def one_policy(permission: Any) -> Any:
    """The policy that one permission makes."""
    return policy_of([permission])


def _principal(principal: Any) -> Any:
    if unknown_reason(principal) is not None:
        return principal
    text = str(principal)
    if text == "*":
        return "*"
    if re.search(r"\.amazon(aws)?\.com(\.cn)?$", text):
        return {"Service": text}
    account = re.fullmatch(r"\d{12}", text)
    return {"AWS": f"arn:aws:iam::{text}:root" if account else text}


def open_to_s3(policy: Any) -> Any:
    """Whether S3 may call on behalf of any bucket: no source is named at all.

    A bucket's ARN names no account, but a name cannot be taken while its bucket stands.
    """
    statements = policy.get("Statement") if isinstance(policy, Mapping) else policy
    if not statements:
        return False
    if (reason := unknown_reason(statements)) is not None:
        return Unknown(reason)
    listed = statements if isinstance(statements, list) else [statements]
    if (doubt := next((one for one in listed if isinstance(one, Unknown)), None)) is not None:
        rest = [one for one in listed if one is not doubt]
        return open_to_s3({"Statement": rest}) or doubt
    about = [one for one in listed if isinstance(one, Mapping) and _by_s3(one)]
    return confused_deputy({"Statement": about}) if about else False


def _by_s3(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    services = principal.get("Service") if isinstance(principal, Mapping) else None
    return "s3.amazonaws.com" in (services if isinstance(services, list) else [services])


@known
def secrets_in(variables: Any) -> Any:
    """The names of variables that hold a secret in plain text; values are dropped here."""
    return find_secrets(variables)


@known
def filled(variables: Any) -> Any:
    """Whether there is any variable."""
    return bool(variables)


def foreign_layers(layers: Any, account: Any) -> Any:
    """The layers that belong to another account; AWS's own are published from its accounts too."""
    found: list[Any] = []
    doubt: Unknown | None = None
    for layer in layers:
        if isinstance(layer, Reference):
            continue
        owner = re.match(r"arn:[^:]*:lambda:[^:]*:([^:]*):layer:", str(layer))
        if isinstance(layer, Unknown) or owner is None:
            reason = unknown_reason(layer) or f"{layer} is no ARN of a layer"
            doubt = doubt or Unknown(reason)
        elif owner[1] == ACCOUNT or owner[1] == account:
            continue
        elif isinstance(account, Unknown) or account is None or "⟦" in owner[1]:
            doubt = doubt or Unknown("the account that this is deployed to is not known")
        else:
            found.append(str(layer))
    return found or doubt or []
