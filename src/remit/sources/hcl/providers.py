"""Provider configurations: the Region, the account and the default tags they give resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from remit.sources.declared import ANY_ACCOUNT, ANY_REGION
from remit.sources.hcl.bodies import body_values
from remit.sources.hcl.operators import reason_of
from remit.sources.hcl.syntax import Block, Expression
from remit.values import Partial, Unknown

if TYPE_CHECKING:
    from remit.sources.hcl.scope import Scope

_ACCOUNT = re.compile(r"\d{12}")
_ROLE = re.compile(r"arn:[^:]*:iam::(\d{12}):role/")


class Provider:
    """One configuration of the AWS provider, evaluated when first asked for."""

    __slots__ = ("_block", "_scope", "_values", "missing")

    def __init__(self, block: Block | None, scope: Scope | None, missing: str = "") -> None:
        """Without a block nothing is known; `missing` says why."""
        self._block = block
        self._scope = scope
        self._values: dict[str, Any] | None = None
        self.missing = missing

    @property
    def region(self) -> str | Unknown:
        """The Region; Unknown with the reason where the configuration leaves it open."""
        if self.missing:
            return Unknown(self.missing)
        return known_text(self._evaluated().get("region"), ANY_REGION)

    @property
    def account(self) -> str | Unknown:
        """The one account that the provider may act in, where it is written down."""
        values = self._evaluated()
        allowed = values.get("allowed_account_ids")
        if isinstance(allowed, list) and len(allowed) == 1:
            account = allowed[0]
            if isinstance(account, str) and _ACCOUNT.fullmatch(account):
                return account
        roles = values.get("assume_role")
        if isinstance(roles, list) and roles:
            # Roles are assumed one after another; the last one acts.
            arn = roles[-1].get("role_arn")
            found = _ROLE.match(arn) if isinstance(arn, str) else None
            if found:
                return found[1]
        return Unknown(self.missing) if self.missing else ANY_ACCOUNT

    @property
    def default_tags(self) -> Any:
        """The tags of `default_tags`: a map, Unknown, or None."""
        blocks = self._evaluated().get("default_tags")
        if isinstance(blocks, list):
            return blocks[0].get("tags") if blocks else None
        return blocks

    def _evaluated(self) -> dict[str, Any]:
        if self._values is None:
            self._values = {}  # what asks for this provider meanwhile finds nothing known
            if self._block is not None and self._scope is not None:
                self._values = body_values(self._block, self._scope)
        return self._values


def known_text(value: Any, otherwise: Unknown) -> str | Unknown:
    """A known text, or why it is not known."""
    if isinstance(value, str) and not isinstance(value, Partial):
        return value or otherwise
    reason = reason_of(value)
    return otherwise if reason is None else Unknown(reason)


def provider_key(expression: Expression | None) -> str | Unknown:
    """`aws` or `aws.alias`, from the `provider` argument or an entry of `providers`."""
    match expression:
        case None:
            return "aws"
        case ("var", str(name)) | ("lit", str(name)):
            return name.removeprefix("${").removesuffix("}")
        case ("ref", root, (alias, *_)):
            return f"{root}.{alias}"
    return Unknown("the provider of this resource is chosen by an expression")
