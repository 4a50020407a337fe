"""AWS Backup: what its plans should cover.

What a template does not cover, a plan declared elsewhere may, by a tag say. So in a template the
checks apply only where a selection stands beside the resource; of a live account they always do.
"""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.backup.tables import ProtectedResource
from remit.content.services.backup.tables_selection import Coverage, Selection
from remit.content.services.dynamodb.tables import DynamoTable
from remit.content.services.ec2.tables_storage import Volume
from remit.content.services.efs.tables import FileSystem
from remit.content.services.rds.tables import Instance
from remit.content.services.rds.tables_cluster import Cluster
from remit.tables import AnyTable

ALONE = Instance.cluster.is_empty()
"""AWS Backup takes a cluster as a whole, never its members."""


def judged(table: AnyTable) -> Expr:
    """It runs, or a selection is declared in the same place."""
    return (table.source == "api") | exists_in(Selection, Selection.scope == table.scope)


def backed_up(table: AnyTable) -> Expr:
    """A selection covers it, or AWS Backup holds a copy of it."""
    by_plan = exists_in(
        Coverage,
        Coverage.resource == table.resource,
        Coverage.document == table.document,
        Coverage.type == table.type,
        Coverage.covered,
    )
    held = ProtectedResource.backed_up == table.arn
    return by_plan | exists_in(
        ProtectedResource, held, ProtectedResource.scope == table.scope, table.source == "api"
    )


@check(severity="medium", duty="schedule-backups", where=judged(FileSystem))
def backup_plan_covers_efs_file_system() -> Expr:
    """File systems are covered by an AWS Backup plan.

    A selection takes them in by ARN or by tag, or AWS Backup already holds a copy. What can be
    made again from elsewhere needs none. A template is only judged where it declares a selection:
    a plan declared elsewhere may cover it.

    https://docs.aws.amazon.com/config/latest/developerguide/efs-resources-protected-by-backup-plan.html
    """
    return backed_up(FileSystem)


@check(severity="medium", duty="schedule-backups", where=ALONE & judged(Instance))
def backup_plan_covers_rds_instance() -> Expr:
    """Database instances outside clusters are covered by an AWS Backup plan.

    A selection takes them in by ARN or by tag, or AWS Backup already holds a copy. What can be
    made again from elsewhere needs none. A template is only judged where it declares a selection:
    a plan declared elsewhere may cover it.

    https://docs.aws.amazon.com/config/latest/developerguide/rds-resources-protected-by-backup-plan.html
    """
    return backed_up(Instance)


@check(severity="medium", duty="schedule-backups", where=judged(Cluster))
def backup_plan_covers_rds_cluster() -> Expr:
    """Database clusters are covered by an AWS Backup plan.

    A selection takes them in by ARN or by tag, or AWS Backup already holds a copy. What can be
    made again from elsewhere needs none. A template is only judged where it declares a selection:
    a plan declared elsewhere may cover it.

    https://docs.aws.amazon.com/config/latest/developerguide/aurora-resources-protected-by-backup-plan.html
    """
    return backed_up(Cluster)


@check(severity="medium", duty="schedule-backups", where=judged(Volume))
def backup_plan_covers_ec2_volume() -> Expr:
    """EBS volumes are covered by an AWS Backup plan.

    A selection takes them in by ARN or by tag, or AWS Backup already holds a copy. What can be
    made again from elsewhere needs none. A template is only judged where it declares a selection:
    a plan declared elsewhere may cover it.

    https://docs.aws.amazon.com/config/latest/developerguide/ebs-resources-protected-by-backup-plan.html
    """
    return backed_up(Volume)


@check(severity="medium", duty="schedule-backups", where=judged(DynamoTable))
def backup_plan_covers_dynamodb_table() -> Expr:
    """DynamoDB tables are covered by an AWS Backup plan.

    A selection takes them in by ARN or by tag, or AWS Backup already holds a copy. What can be
    made again from elsewhere needs none. A template is only judged where it declares a selection:
    a plan declared elsewhere may cover it.

    https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-resources-protected-by-backup-plan.html
    """
    return backed_up(DynamoTable)
