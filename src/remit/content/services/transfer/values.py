"""How sources spell what the tables of AWS Transfer Family hold."""

from __future__ import annotations

import re
from typing import Any

from remit.content.common import known
from remit.values import Unknown


@known
def dated(policy: Any) -> Any:
    """The year and month in the name of a security policy, such as 2024-01."""
    found = re.search(r"\d{4}-\d{2}(?!\d)", str(policy))
    return found[0] if found else Unknown("the security policy's name holds no date")
