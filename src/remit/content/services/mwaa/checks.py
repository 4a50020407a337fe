"""Amazon MWAA checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.mwaa.tables import Environment


@check(severity="high", duty="block-public-access")
def mwaa_environment_web_server_not_public() -> Expr:
    """The web server of Airflow answers inside the VPC only.

    In the public modes anyone on the internet reaches its sign-in page, behind which workflows are
    started and connections are read. Inside the VPC people come through a VPN or a bastion.

    https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html
    """
    return Environment.access_mode == "PRIVATE_ONLY"


@check(severity="medium", duty="upgrade-engine")
def mwaa_environment_version_supported(days_ahead: int = 0) -> Expr:
    """The version of Apache Airflow is one that MWAA supports.

    After the end of support nothing is fixed any more, and AWS may limit the environment at any
    time. Nobody upgrades it but its customer; test workflows against the new version first.

    https://docs.aws.amazon.com/mwaa/latest/userguide/airflow-versions.html
    """
    return ~Environment.supported_until.within_days(days_ahead)


@check(severity="low", duty="manage-keys")
def mwaa_environment_encrypted_with_own_key() -> Expr:
    """Environments are encrypted with a KMS key of the customer's.

    Without one AWS uses a key that it owns, which has no policy and no log of yours. A key can be
    named only when the environment is made.

    https://docs.aws.amazon.com/mwaa/latest/userguide/encryption-at-rest.html
    """
    return ~Environment.kms_key.is_empty()


@check(severity="low", duty="log-activity")
def mwaa_environment_scheduler_logged() -> Expr:
    """The scheduler sends its logs to CloudWatch Logs.

    They say which workflows were started, and why one was not. They are off unless switched on.

    https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html
    """
    return Environment.scheduler_logs


@check(severity="low", duty="log-activity")
def mwaa_environment_workers_logged() -> Expr:
    """The workers send their logs to CloudWatch Logs.

    They say what happened around tasks: packages that were installed, workers that were lost.

    https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html
    """
    return Environment.worker_logs


@check(severity="low", duty="log-activity")
def mwaa_environment_web_server_logged() -> Expr:
    """The web server sends its logs to CloudWatch Logs.

    They say who asked for what in Airflow's own interface, which CloudTrail does not see.

    https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html
    """
    return Environment.webserver_logs
