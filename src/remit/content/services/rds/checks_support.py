"""Amazon RDS checks: versions in support, and maintenance that waits."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.rds.tables import Instance
from remit.content.services.rds.tables_cluster import Cluster
from remit.content.services.rds.tables_maintenance import PendingMaintenance

ALONE = Instance.cluster.is_empty()
OURS = ~Cluster.engine.is_in("neptune", "docdb")


@check(severity="medium", duty="upgrade-engine", where=ALONE)
def rds_instance_engine_supported(days_ahead: int = 0) -> Expr:
    """The major version of the database engine is in standard support.

    After that AWS charges for Extended Support, or upgrades by itself where it is not sold or was
    refused. A new major version wants a test, so ask some days ahead. Members of a cluster have
    the cluster's version.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html
    """
    return ~Instance.supported_until.within_days(days_ahead)


@check(severity="high", duty="upgrade-engine", where=ALONE)
def rds_instance_engine_not_abandoned(days_ahead: int = 0) -> Expr:
    """The major version of the database engine still gets security fixes, be it for money.

    Beyond the end of Extended Support, or of the standard one where no other is sold, nobody mends
    what is found. AWS then upgrades by force, on a day that it chooses.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-responsibilities.html
    """
    return ~Instance.paid_until.within_days(days_ahead)


@check(severity="medium", duty="upgrade-engine", where=OURS)
def rds_cluster_engine_supported(days_ahead: int = 0) -> Expr:
    """The major version of a cluster's engine is in standard support.

    After that AWS charges for Extended Support, or upgrades by itself where that was refused.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/extended-support.html
    """
    return ~Cluster.supported_until.within_days(days_ahead)


@check(severity="high", duty="upgrade-engine", where=OURS)
def rds_cluster_engine_not_abandoned(days_ahead: int = 0) -> Expr:
    """The major version of a cluster's engine still gets security fixes, be it for money.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/extended-support-responsibilities.html
    """
    return ~Cluster.paid_until.within_days(days_ahead)


@check(severity="medium", duty="encrypt-in-transit")
def rds_instance_certificate_valid(days_ahead: int = 30) -> Expr:
    """The TLS certificate of a database instance does not end within a month.

    RDS renews it by itself where the engine can do so without a restart; else it waits for a
    restart that somebody must plan. Clients that check certificates cannot connect after it.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
    """
    return ~Instance.certificate_valid_until.within_days(days_ahead)


@check(severity="medium", duty="patch-managed-software")
def rds_instance_maintenance_dated() -> Expr:
    """Maintenance that a database instance waits for has a day on which it is done.

    Updates of the operating system and the engine that AWS only offers stay undone until somebody
    applies them or names the window.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html
    """
    return ~exists_in(
        PendingMaintenance, PendingMaintenance.target == Instance.arn, ~PendingMaintenance.dated
    )


@check(severity="medium", duty="patch-managed-software")
def rds_cluster_maintenance_dated() -> Expr:
    """Maintenance that a database cluster waits for has a day on which it is done.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_UpgradeDBInstance.Maintenance.html
    """
    return ~exists_in(
        PendingMaintenance, PendingMaintenance.target == Cluster.arn, ~PendingMaintenance.dated
    )
