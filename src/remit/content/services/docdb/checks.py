"""Amazon DocumentDB checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.docdb.tables import ParameterGroup


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
