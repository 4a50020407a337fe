"""What IAM's policies and reports say, as the columns of its tables ask it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from remit.analysis.policies import (
    allows,
    allows_not_action,
    escalation_paths,
    grants_admin,
    trusts_account_without_external_id,
    trusts_anyone,
    wildcard_services,
)
from remit.analysis.policy_document import parse
from remit.content.common import document, remembered
from remit.tables import NEVER
from remit.values import Partial, Reference, Unknown

ROOT = "<root_account>"


def documents(policies: Any) -> Any:
    """Each policy of a list as an object; those that are not known stay as they are."""
    return [document(policy) for policy in (policies if isinstance(policies, list) else [policies])]


def count(items: Any) -> Any:
    """How many there are, known or not."""
    return len(items)


def _statements(policy: Any) -> list[Any]:
    stated = policy.get("Statement", []) if isinstance(policy, Mapping) else []
    return stated if isinstance(stated, list) else [stated]


def together(question: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A question about the policies of one identity, which grant and deny together.

    What is granted by those that are known is said even if others are not.
    """

    def asked(policies: Any) -> Any:
        doubt = None
        known: list[Any] = []
        for policy in policies if isinstance(policies, list) else [policies]:
            parsed = parse(policy)
            if isinstance(parsed, Unknown):
                doubt = doubt or parsed
            else:
                known += _statements(document(policy))
        answer = question({"Statement": known})
        return doubt if doubt is not None and not answer else answer

    return remembered(asked)


def _unconditional(policy: Any) -> dict[str, Any]:
    """The policy without what it allows under a condition, which is a limit of its own."""
    kept = [
        one
        for one in _statements(policy)
        if not (
            isinstance(one, Mapping)
            and one.get("Effect") == "Allow"
            and isinstance(one.get("Condition"), Mapping)
            and one["Condition"]
        )
    ]
    return {"Statement": kept}


def _passes_any_role(policy: Any) -> Any:
    return allows(_unconditional(policy), "iam:PassRole")


def _decrypts_any_key(policy: Any) -> Any:
    plain = _unconditional(policy)
    verdicts = [allows(plain, action) for action in ("kms:Decrypt", "kms:ReEncryptFrom")]
    if True in verdicts:
        return True
    return next((v for v in verdicts if isinstance(v, Unknown)), False)


admin = together(grants_admin)
full_services = together(wildcard_services)
escalations = together(escalation_paths)
not_action = together(allows_not_action)
passes_any_role = together(_passes_any_role)
decrypts_any_key = together(_decrypts_any_key)


def open_trust(policy: Any, account: Any) -> Any:
    """Whether a role can be assumed from any account."""
    return trusts_anyone(policy, account=account)


def foreign_trust(policy: Any, account: Any) -> Any:
    """Whether another account can assume a role without an external id."""
    return trusts_account_without_external_id(policy, account=account)


def own_policies(satellites: Any) -> Any:
    """A word for each policy of the template that names this identity."""
    return ["(declared beside it)" for _ in satellites]


def active_keys(keys: Any) -> Any:
    """How many access keys are active: those of a template are, unless it says otherwise."""
    words = [
        key.get("Status", key.get("status")) if isinstance(key, Mapping) else key for key in keys
    ]
    doubt = next((w for w in words if isinstance(w, (Unknown, Reference, Partial))), None)
    if doubt is not None:
        return Unknown(doubt.reason)
    return sum(word in ("Active", None) for word in words)


def root_among(arns: Any) -> Any:
    """Whether one of the owners of virtual MFA devices is the root user."""
    return any(str(arn).endswith(":root") for arn in arns)


def root_last_used(content: Any) -> Any:
    """When the root user last signed in or used an access key, by the credential report.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
    """
    text = content.decode() if isinstance(content, bytes) else str(content)
    root = next((row for row in csv.DictReader(io.StringIO(text)) if row.get("user") == ROOT), None)
    if root is None:
        return Unknown("the credential report has no line about the root user")
    names = ("password_last_used", "access_key_1_last_used_date", "access_key_2_last_used_date")
    moments = [root.get(name) or "" for name in names]
    return max((moment for moment in moments if moment[:1].isdigit()), default=NEVER)
