"""Amazon EMR Serverless checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.emrserverless.tables import Application


@check(severity="medium", duty="upgrade-engine")
def emrserverless_application_release_supported(days_ahead: int = 0) -> Expr:
    """The release of an application has standard support.

    Within it AWS patches what each new job starts on; after it nothing is patched any more.

    https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-standard-support.html
    """
    return ~Application.supported_until.within_days(days_ahead)


@check(severity="low", duty="restrict-network-access")
def emrserverless_application_in_vpc() -> Expr:
    """Applications are connected to a VPC.

    There their traffic passes your own subnets, security groups and flow logs. Jobs that only
    reach AWS's services in the same Region need none: except those.

    https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/vpc-access.html
    """
    return Application.subnets.length() > 0


@check(severity="low", duty="log-activity")
def emrserverless_application_logs_kept() -> Expr:
    """Applications have their jobs log to a bucket or CloudWatch Logs.

    AWS keeps logs of its own for 30 days only. A job can name a place by itself.

    https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/logging.html
    """
    return (Application.logs_to_s3 != "") | Application.logs_to_cloudwatch
