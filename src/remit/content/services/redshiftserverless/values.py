"""How sources spell what the tables of Amazon Redshift Serverless hold."""

from __future__ import annotations

from typing import Any

from remit.content.common import spelled_out

PASSWORDS = ("AdminUserPassword", "admin_user_password", "admin_user_password_wo")

AWS_OWNED = "AWS_OWNED_KMS_KEY"
"""What the API answers in place of a key's ARN where AWS owns the key."""


def password_written_down(values: Any) -> Any:
    """Whether the administrator's password stands in the template; it is dropped here."""
    found = [values.get(name) for name in PASSWORDS]
    return any(spelled_out(one) for one in found)
