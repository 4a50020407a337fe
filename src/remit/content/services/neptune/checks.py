"""Amazon Neptune checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.neptune.tables import ParameterGroup


@check(severity="medium", duty="log-activity")
def neptune_cluster_parameter_group_audit_enabled() -> Expr:
    """Parameter groups of Neptune switch the audit log on.

    Without it there is nothing for a cluster to export to CloudWatch Logs.

    https://docs.aws.amazon.com/neptune/latest/userguide/auditing.html
    """
    return ParameterGroup.audit_log
