"""A plan's IAM actions as policies that IAM accepts, and who may assume the role that has them.

The limits: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LIMIT = 6_144
"""The characters of a managed policy; white space does not count."""

ATTACHED = 10
"""How many managed policies a role may have, unless the account's quota was raised."""

VERBS = ("Describe", "List")
"""What a wildcard may stand after. Never after Get, which hands out data too (s3:GetObject)."""

WRITING = frozenset({"backup:List"})
"""Where AWS counts an action of that name as writing (ListIndexedRecoveryPointsForSearch)."""

ANYWHERE = "arn:aws:"
"""How ARNs of ours begin until it is known which partition they are in."""

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Trust:
    """Who may assume the role: accounts (12 digits) or ARNs of principals; none: its own account.

    `organisation` limits them to one (`o-…`), and alone stands for everybody in it.
    """

    principals: tuple[str, ...] = ()
    organisation: str = ""
    external_id: str = ""

    def document(self, partition: str, account: str) -> Document:
        """The trust policy; `partition` and `account` are those that the role is in."""
        named = self.principals or (() if self.organisation else (account,))
        arns = [p if p.startswith("arn:") else f"arn:{partition}:iam::{p}:root" for p in named]
        said = {"aws:PrincipalOrgID": self.organisation, "sts:ExternalId": self.external_id}
        return _document(
            {
                "Effect": "Allow",
                "Principal": {"AWS": (arns[0] if len(arns) == 1 else arns) if arns else "*"},
                "Action": "sts:AssumeRole",
                **_equal(said),
            }
        )


def documents(actions: Iterable[str], limit: int = LIMIT) -> list[Document]:
    """As few policies as it takes, actions sorted, each within the limit of characters.

    >>> [characters(d) <= 120 for d in documents(["s3:GetBucketAcl", "iam:ListUsers"], 120)]
    [True, True]
    """
    parts: list[list[str]] = []
    room = 0
    empty = characters(granting([]))
    for action in sorted(set(actions)):
        takes = len(json.dumps(action)) + 1
        if not parts or takes > room:
            parts.append([])
            room = limit - empty + 1  # the first action has no comma
        parts[-1].append(action)
        room -= takes
    return [granting(part) for part in parts]


def granting(actions: Sequence[str]) -> Document:
    """A policy that allows these actions, on whatever they read."""
    return _document(_reading(actions))


def assuming(
    actions: Sequence[str], role: str, external_id: str = "", organisation: str = ""
) -> Document:
    """A policy that allows these actions, and to assume the role of that name in any account.

    `role` has its path, if there is one. Of what is not empty, the external id has to be said,
    and the role be in an account of that organisation (`o-…`).
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    conditions = _equal({"sts:ExternalId": external_id, "aws:ResourceOrgID": organisation})
    resource = f"{ANYWHERE}iam::*:role/{role.strip('/')}"
    assume = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": resource, **conditions}
    return _document(_reading(sorted(set(actions))), assume)


def within(document: Any, partition: str) -> Any:
    """The same, with ARNs in another partition, or in what a template calls its own."""
    if isinstance(document, Mapping):
        return {key: within(value, partition) for key, value in document.items()}
    if isinstance(document, list):
        return [within(value, partition) for value in document]
    if isinstance(document, str) and document.startswith(ANYWHERE):
        return f"arn:{partition}:{document.removeprefix(ANYWHERE)}"
    return document


def characters(document: Document) -> int:
    """The length of a policy as IAM counts it: without white space.

    >>> characters({"Version": "2012-10-17"})
    24
    """
    return len(json.dumps(document, separators=(",", ":")))


def with_wildcards(actions: Iterable[str]) -> list[str]:
    """Shorter and wider: all that a service describes or lists, where at least two are asked for.

    >>> with_wildcards(["ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:GetEbsEncryptionByDefault"])
    ['ec2:Describe*', 'ec2:GetEbsEncryptionByDefault']
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for action in sorted(set(actions)):
        service, _, name = action.partition(":")
        verb = next((verb for verb in VERBS if name.startswith(verb)), name)
        groups[f"{service}:{verb}"].append(action)
    return sorted(
        name
        for group, members in groups.items()
        for name in ([f"{group}*"] if len(members) > 1 and group not in WRITING else members)
    )


def _reading(actions: Sequence[str]) -> Mapping[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*"}


def _equal(said: Mapping[str, str]) -> Mapping[str, Any]:
    """A condition on those of the keys that are given a value."""
    given = {key: value for key, value in said.items() if value}
    return {"Condition": {"StringEquals": given}} if given else {}


def _document(*statements: Mapping[str, Any]) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}
