"""Amazon OpenSearch Service checks: updates, logs and what survives a failure."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.opensearch.tables import Domain


@check(severity="medium", duty="patch-managed-software")
def opensearch_domain_software_updates_automatic() -> Expr:
    """Domains install optional updates of the service software by themselves.

    AWS enforces only required updates; the others wait until somebody installs them, or until
    this is on and the off-peak window comes.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/service-software.html
    """
    return Domain.auto_software_update


@check(severity="medium", duty="patch-managed-software")
def opensearch_domain_software_current() -> Expr:
    """No update of the service software waits for a domain.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/service-software.html
    """
    return ~Domain.update_available


@check(severity="high", duty="patch-managed-software", where=Domain.update_available)
def opensearch_domain_required_updates_in_time(days_ahead: int = 7) -> Expr:
    """Required updates of the service software are installed a week before AWS's deadline.

    They carry critical fixes. After the deadline AWS installs them at a time of its own, and a
    domain that stays behind is cut off from the network.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/service-software.html
    """
    return Domain.update_optional | ~Domain.update_deadline.within_days(days_ahead)


@check(severity="medium", duty="upgrade-engine")
def opensearch_domain_engine_supported(days_ahead: int = 0) -> Expr:
    """The engine version of domains has standard support.

    After its end AWS charges for extended support, and gives critical fixes only.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html
    """
    return ~Domain.supported_until.within_days(days_ahead)


@check(severity="medium", duty="log-activity")
def opensearch_domain_error_logs_published() -> Expr:
    """Domains send their error log to CloudWatch Logs.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html
    """
    return Domain.log_types.has("ES_APPLICATION_LOGS")


@check(severity="medium", duty="log-activity")
def opensearch_domain_audit_logs_published() -> Expr:
    """Domains send their audit log to CloudWatch Logs.

    It tells who signed in and which documents they asked for. It wants fine-grained access
    control, and has to be switched on in OpenSearch Dashboards too.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/audit-logs.html
    """
    return Domain.log_types.has("AUDIT_LOGS")


@check(severity="medium", duty="survive-failure")
def opensearch_domain_zone_awareness() -> Expr:
    """Domains spread their data nodes over zones.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html
    """
    return Domain.zone_awareness


@check(severity="medium", duty="survive-failure")
def opensearch_domain_data_nodes(min_nodes: int = 3) -> Expr:
    """Domains have enough data nodes to lose one.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/bp.html
    """
    return Domain.data_nodes >= min_nodes


@check(severity="low", duty="survive-failure")
def opensearch_domain_dedicated_masters(min_nodes: int = 3) -> Expr:
    """Domains have at least three nodes that only manage the cluster.

    With fewer than three there is no majority when one fails.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-dedicatedmasternodes.html
    """
    return Domain.dedicated_masters & (Domain.master_nodes >= min_nodes)
