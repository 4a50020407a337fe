"""Amazon Neptune checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.neptune.tables import ParameterGroup
from remit.content.services.rds.tables_cluster import Cluster


@check(severity="medium", duty="log-activity")
def neptune_cluster_parameter_group_audit_enabled() -> Expr:
    """Parameter groups of Neptune switch the audit log on.

    Without it there is nothing for a cluster to export to CloudWatch Logs.

    https://docs.aws.amazon.com/neptune/latest/userguide/auditing.html
    """
    return ParameterGroup.audit_log


@check(severity="medium", duty="upgrade-engine", where=Cluster.engine == "neptune")
def neptune_cluster_engine_supported(days_ahead: int = 0) -> Expr:
    """The engine version of Neptune clusters has not reached its end of life.

    There is no paid support after it: AWS upgrades what is left in a maintenance window of its own
    choice.

    https://docs.aws.amazon.com/neptune/latest/userguide/engine-releases.html
    """
    return ~Cluster.supported_until.within_days(days_ahead)
