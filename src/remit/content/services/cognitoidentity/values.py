"""How sources spell what the tables of Amazon Cognito identity pools hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.values import Partial, Unknown


def checked_providers(providers: Any) -> Any:
    """The user pools of an identity pool, and whether each is asked about its tokens."""
    listed = providers if isinstance(providers, list) else [providers]
    return [_provider(one) for one in listed]


def _provider(one: Any) -> Any:
    if not isinstance(one, Mapping):
        return Unknown(getattr(one, "reason", "a provider is no record"))
    name = one.get("ProviderName", one.get("provider_name"))
    checked = one.get("ServerSideTokenCheck", one.get("server_side_token_check"))
    plain = isinstance(name, str) and not isinstance(name, Partial)
    return {"name": name if plain else "", "checked": False if checked is None else checked}
