"""Amazon Athena checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.athena.tables import Database, WorkGroup


@check(severity="medium", duty="encrypt-at-rest")
def athena_workgroup_results_encrypted() -> Expr:
    """Workgroups say how the results of queries are encrypted.

    Results are copies of the data asked for. Without a word the bucket that they go to decides.

    https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html
    """
    return WorkGroup.managed_results | (WorkGroup.result_encryption != "")


@check(severity="medium", duty="configure-securely")
def athena_workgroup_settings_enforced() -> Expr:
    """The settings of a workgroup hold for every query in it.

    Otherwise each client chooses where results go and whether they are encrypted.

    https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
    """
    return WorkGroup.settings_enforced


@check(severity="low", duty="monitor-and-alert")
def athena_workgroup_metrics_published() -> Expr:
    """Workgroups publish metrics of their queries.

    https://docs.aws.amazon.com/securityhub/latest/userguide/athena-controls.html#athena-4
    """
    return WorkGroup.metrics_published


@check(
    severity="low",
    duty="upgrade-engine",
    where=~WorkGroup.engine_version.lower().contains("spark"),
)
def athena_workgroup_engine_upgraded_automatically() -> Expr:
    """AWS moves workgroups to new versions of the engine by itself.

    One that is pinned stays on its version until AWS ends it, and is then moved all the same.
    Versions for Spark have no such choice.

    https://docs.aws.amazon.com/athena/latest/ug/engine-versions-changing.html
    """
    return WorkGroup.engine_version == "AUTO"


@check(severity="medium", duty="encrypt-at-rest")
def athena_database_results_encrypted() -> Expr:
    """Databases that Terraform makes say how the results are encrypted.

    https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html
    """
    return Database.result_encryption != ""
