"""Amazon Macie checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.macie2.tables import Session


@check(severity="medium", duty="detect-threats")
def macie2_region_enabled() -> Expr:
    """Macie is on in the Region.

    It watches which buckets become public or are shared, and finds personal data and secrets where
    nobody expects them. It costs by buckets, and by what it reads.

    https://docs.aws.amazon.com/macie/latest/user/getting-started.html
    """
    return Session.status == "ENABLED"


@check(
    severity="high",
    duty="detect-threats",
    where=(Session.status == "ENABLED") & (Session.administrator == ""),
)
def macie2_region_discovers_sensitive_data() -> Expr:
    """Macie looks for sensitive data by itself.

    Jobs look where somebody sent them; automated discovery samples the objects of all buckets day
    by day. Only an administrator's or a lone account decides on it: it is judged there.

    https://docs.aws.amazon.com/macie/latest/user/discovery-asdd.html
    """
    return Session.discovery == "ENABLED"
