"""Amazon DocumentDB checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.docdb.tables import ParameterGroup
from remit.content.services.rds.tables_cluster import Cluster


@check(severity="high", duty="encrypt-in-transit")
def docdb_cluster_parameter_group_tls_required() -> Expr:
    """No parameter group of DocumentDB switches TLS off.

    It is required unless a group of your own says otherwise.

    https://docs.aws.amazon.com/documentdb/latest/devguide/security.encryption.ssl.html
    """
    return ParameterGroup.tls != "disabled"


@check(severity="medium", duty="log-activity")
def docdb_cluster_parameter_group_audit_enabled() -> Expr:
    """Parameter groups of DocumentDB switch the audit log on.

    Without it there is nothing for a cluster to export to CloudWatch Logs.

    https://docs.aws.amazon.com/documentdb/latest/devguide/event-auditing.html
    """
    return ~ParameterGroup.audit_logs.is_in("disabled", "none")


@check(severity="medium", duty="upgrade-engine", where=Cluster.engine == "docdb")
def docdb_cluster_engine_supported(days_ahead: int = 0) -> Expr:
    """The engine version of DocumentDB clusters has standard support.

    After its end AWS charges for Extended Support. A new version wants a test: ask some days ahead.

    https://docs.aws.amazon.com/documentdb/latest/devguide/docdb-version-support-dates.html
    """
    return ~Cluster.supported_until.within_days(days_ahead)
