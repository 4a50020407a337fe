"""AWS DataSync checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.datasync.tables import EfsLocation, SyncTask


@check(severity="medium", duty="log-activity")
def datasync_task_logged() -> Expr:
    """Tasks log each run in CloudWatch Logs.

    Errors of single files are told nowhere else. A task in Basic mode needs a log group and a level
    that is not OFF; an Enhanced one has a group of its own.

    https://docs.aws.amazon.com/securityhub/latest/userguide/datasync-controls.html#datasync-1
    """
    return SyncTask.logged


@check(severity="medium", duty="encrypt-in-transit")
def datasync_efs_location_uses_tls() -> Expr:
    """DataSync talks to file systems of Amazon EFS over TLS.

    It mounts them like any client: in the clear, unless the location asks for TLS.

    https://docs.aws.amazon.com/datasync/latest/userguide/create-efs-location.html
    """
    return EfsLocation.in_transit == "TLS1_2"
