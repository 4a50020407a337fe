"""How sources spell what the tables of Amazon Redshift Serverless hold."""

from __future__ import annotations

from remit.content.common import spells_out

PASSWORDS = ("AdminUserPassword", "admin_user_password", "admin_user_password_wo")

AWS_OWNED = "AWS_OWNED_KMS_KEY"
"""What the API answers in place of a key's ARN where AWS owns the key."""


password_written_down = spells_out(*PASSWORDS)
"""Whether the administrator's password stands in the template itself."""
