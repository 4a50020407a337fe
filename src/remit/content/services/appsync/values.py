"""How sources spell what the tables of AWS AppSync hold."""

from __future__ import annotations

import re
from typing import Any

from remit.values import Unknown, unknown_reason


def by_https(endpoint: Any) -> bool | Unknown:
    """Whether an address is called by HTTPS; its scheme is enough, what follows may be unknown."""
    scheme = re.match(r"(https?):", str(endpoint).lower()) if isinstance(endpoint, str) else None
    if scheme is not None:
        return scheme[1] == "https"
    return Unknown(unknown_reason(endpoint) or "the address names no scheme")
