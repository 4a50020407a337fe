"""Amazon RDS: maintenance that waits to be done."""

from remit.tables import At, Calls, Column, Table


class PendingMaintenance(
    Table,
    name="rds_pending_maintenance",
    api=Calls(
        "rds",
        lists="DescribePendingMaintenanceActions",
        items="PendingMaintenanceActions",
        each="PendingMaintenanceActionDetails",
    ),
):
    """What AWS wants to do to an instance or cluster: a patch, an upgrade, a certificate."""

    arn = Column(
        str,
        "The ARN of the instance or cluster.",
        api="^.ResourceIdentifier",
    )
    target = Column(
        str,
        "The ARN of the instance or cluster, to find it by.",
        api="^.ResourceIdentifier",
        reference=True,
    )
    action = Column(
        str,
        "system-update, db-upgrade, os-upgrade, hardware-maintenance, ca-certificate-rotation …",
        api="DescribePendingMaintenanceActions.Action",
    )
    dated = Column(
        bool,
        "It will be done on a day that is set: somebody asked for it, or AWS insists.",
        api=At("DescribePendingMaintenanceActions.CurrentApplyDate", via=lambda _: True),
    )
