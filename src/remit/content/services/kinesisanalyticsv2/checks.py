"""Amazon Managed Service for Apache Flink checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.kinesisanalyticsv2.tables import Application


@check(severity="medium", duty="log-activity")
def kinesisanalyticsv2_application_logged() -> Expr:
    """Applications write their log into CloudWatch Logs.

    Why one restarts again and again is told nowhere else. It takes a log stream that is named, and
    a role that may write there.

    https://docs.aws.amazon.com/managed-flink/latest/java/cloudwatch-logs.html
    """
    return Application.logged
