"""What a role may do while Remit has assumed it: a session policy, which only ever takes away.

The session has what the role *and* the session policies allow, and nothing else. So a role that
can write cannot, as long as we have it. The managed policies that are passed count together with
the inline one: what either allows is allowed. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session

AWS's SecurityAudit allows to read settings and no data, unlike ReadOnlyAccess, which allows
s3:GetObject and dynamodb:Scan too. What of a plan it lacks is allowed beside it, action by action.
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SecurityAudit.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from remit.sources.api.policy import granting, with_wildcards

LIMIT = 2_048
"""The characters of all session policies, the ARNs of managed ones and the inline one.

AWS packs them into a form that has a limit of its own, which only AWS can tell.
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

AUDIT = Path(__file__).with_name("security_audit.txt")


class TooLong(ValueError):
    """These actions take a session policy that is longer than AWS allows."""


@dataclass(frozen=True)
class SessionPolicy:
    """The ARN of the managed policy, and the inline one as JSON; empty where nothing is lacking."""

    arn: str
    inline: str = ""

    @property
    def characters(self) -> int:
        """How long it is as AWS counts it."""
        return len(self.arn) + len(self.inline)

    def parameters(self) -> dict[str, Any]:
        """As AssumeRole takes it."""
        given: dict[str, Any] = {"PolicyArns": [{"arn": self.arn}]}
        return given | ({"Policy": self.inline} if self.inline else {})


def for_actions(actions: Iterable[str], partition: str = "aws") -> SessionPolicy:
    """The narrowest session policy within which these IAM actions are allowed.

    Raises TooLong. Where the actions one by one are too long, all that a service lists or
    describes stands for those.

    >>> for_actions(["s3:GetBucketAcl", "eks:ListAddons"]).inline
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["eks:ListAddons"],"Resource":"*"}]}'
    """
    arn = f"arn:{partition}:iam::aws:policy/SecurityAudit"
    missing = lacking(actions)
    if not missing:
        return SessionPolicy(arn)
    for wanted in (missing, with_wildcards(missing)):
        inline = json.dumps(granting(wanted), separators=(",", ":"))
        found = SessionPolicy(arn, inline)
        if found.characters <= LIMIT:
            return found
    raise TooLong(
        f"the session policy for these checks has {found.characters:,} characters, and AWS takes "
        f"{LIMIT:,}"
    )


def lacking(actions: Iterable[str]) -> list[str]:
    """The actions that SecurityAudit does not allow, sorted."""
    audit = _audit()
    return sorted(
        action
        for action in set(actions)
        if not _allowed(action, audit.get(action.partition(":")[0].lower(), ()))
    )


def _allowed(action: str, patterns: Iterable[str]) -> bool:
    name = action.partition(":")[2].lower()
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _audit() -> dict[str, list[str]]:
    """The names of actions that SecurityAudit allows, by prefix, in small letters: IAM's rule."""
    found: dict[str, list[str]] = {}
    for line in AUDIT.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            prefix, _, names = line.partition(":")
            found.setdefault(prefix.lower(), []).extend(names.lower().split())
    return found
