"""How sources spell what the tables of Amazon ECR hold."""

from __future__ import annotations

from typing import Any

from remit.content.common import known
from remit.values import Unknown, unknown_reason

AUTOMATIC = ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")


@known
def automatic(frequency: Any) -> Any:
    """Whether images are scanned without being asked for; MANUAL is not."""
    return frequency in AUTOMATIC


def covers_all(filters: Any) -> Any:
    """Whether the filters of a rule take every repository: not known for those that name some.

    A filter without `*` takes all names that it is a part of, so the empty one takes all as well.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-enabling.html
    """
    if not filters:
        return False
    if any(one in ("", "*") for one in filters):
        return True
    reasons = (unknown_reason(one) for one in filters)
    why = next((reason for reason in reasons if reason), "its filters take some names only")
    return Unknown(why)
