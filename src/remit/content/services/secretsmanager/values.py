"""What secrets and their schedules say, as the columns ask it; values are looked at and dropped."""

from __future__ import annotations

import re
from typing import Any

from remit.analysis.secrets import find_secrets
from remit.content.common import document
from remit.values import Partial, Reference, Unknown

DEFAULT_KEY = "alias/aws/secretsmanager"


def own_key(key: Any) -> Any:
    """The KMS key, empty for the one that AWS manages for Secrets Manager."""
    return "" if isinstance(key, str) and key.endswith(DEFAULT_KEY) else key


def days(expression: Any) -> Any:
    """How many days lie between rotations by a schedule such as `rate(10 days)`.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
    """
    rate = re.fullmatch(r"rate\((\d+) (hour|day)s?\)", str(expression).strip())
    if isinstance(expression, (Partial, Reference)) or rate is None:
        return Unknown(f"the schedule {expression} is not counted in days")
    number = int(rate[1])
    return number if rate[2] == "day" else -(-number // 24)


def written(value: Any) -> Any:
    """Whether a value of a secret stands in the template for everyone to read.

    A text that is JSON is one if a member is; what is filled in from elsewhere is none.
    """
    found = document(value)
    if isinstance(found, dict):
        return bool(find_secrets(found))
    return (
        isinstance(value, str)
        and not isinstance(value, Partial)
        and bool(value.strip())
        and (not value.startswith("{{resolve:"))
    )
