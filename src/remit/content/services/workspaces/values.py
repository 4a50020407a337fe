"""How sources spell what the tables of Amazon WorkSpaces hold."""

from __future__ import annotations

from typing import Any

from remit.content.common import known

DEFAULT_KEY = "alias/aws/workspaces"


def own_key(key: Any) -> Any:
    """The KMS key, empty for the one that AWS manages for WorkSpaces."""
    return "" if isinstance(key, str) and key.endswith(DEFAULT_KEY) else key


@known
def enabled(word: Any) -> Any:
    """Whether a permission that is ENABLED or DISABLED is given."""
    return word == "ENABLED"
