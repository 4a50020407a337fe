"""AWS Global Accelerator checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.globalaccelerator.tables import Accelerator


@check(severity="medium", duty="log-network-traffic")
def globalaccelerator_accelerator_flow_logs() -> Expr:
    """Accelerators log the flows that pass through them.

    They show who came to which edge and was sent where, before any VPC sees it. They are off unless
    switched on, and billed by volume.

    https://docs.aws.amazon.com/global-accelerator/latest/dg/monitoring-global-accelerator.flow-logs.html
    """
    return Accelerator.flow_logs
