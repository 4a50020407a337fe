"""AWS Glue checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.glue.tables import (
    Catalog,
    Crawler,
    Job,
    MachineLearningTransform,
    SecurityConfiguration,
)

SPARK = Job.command.is_in("glueetl", "gluestreaming")


@check(severity="medium", duty="patch-runtime", where=SPARK)
def glue_job_version_supported(days_ahead: int = 0) -> Expr:
    """Spark jobs run on a version of Glue that still gets security patches.

    A new version brings other versions of Spark and Python, so it needs a test. Python shell and
    Ray jobs go by other versions and are out of scope.

    https://docs.aws.amazon.com/glue/latest/dg/glue-version-support-policy.html
    """
    return ~Job.supported_until.within_days(days_ahead)


@check(severity="medium", duty="encrypt-at-rest")
def glue_job_has_security_configuration() -> Expr:
    """Jobs use a security configuration.

    It decides how logs, bookmarks and what they write are encrypted.

    https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html
    """
    return Job.security_configuration != ""


@check(severity="high", duty="protect-secrets")
def glue_job_arguments_without_secrets() -> Expr:
    """No default argument of a job holds a secret in plain text.

    Everyone who may read the job reads them. Keep secrets in Secrets Manager or in a connection.

    https://docs.aws.amazon.com/glue/latest/dg/connection-properties-secrets-manager.html
    """
    return Job.secrets.is_empty()


@check(severity="medium", duty="encrypt-at-rest")
def glue_crawler_has_security_configuration() -> Expr:
    """Crawlers use a security configuration.

    https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html
    """
    return Crawler.security_configuration != ""


@check(severity="medium", duty="encrypt-at-rest")
def glue_security_configuration_encrypts_s3() -> Expr:
    """Security configurations encrypt what is written to buckets.

    https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html
    """
    return SecurityConfiguration.s3 != "DISABLED"


@check(severity="medium", duty="protect-logs")
def glue_security_configuration_encrypts_logs() -> Expr:
    """Security configurations encrypt what jobs write to CloudWatch Logs with a KMS key.

    Logs repeat what scripts print, rows of data too.

    https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html
    """
    return SecurityConfiguration.logs == "SSE-KMS"


@check(severity="medium", duty="encrypt-at-rest")
def glue_security_configuration_encrypts_bookmarks() -> Expr:
    """Security configurations encrypt the bookmarks of jobs.

    https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html
    """
    return SecurityConfiguration.bookmarks == "CSE-KMS"


@check(severity="medium", duty="encrypt-at-rest")
def glue_catalog_encrypted() -> Expr:
    """The metadata of the Data Catalog is encrypted with a KMS key.

    Names of tables and columns, and the addresses of data. It is off until switched on.

    https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html
    """
    return Catalog.encryption.starts_with("SSE-KMS")


@check(severity="medium", duty="protect-secrets")
def glue_catalog_connection_passwords_encrypted() -> Expr:
    """The passwords of connections are encrypted, and answers do not show them.

    Otherwise everyone who may call GetConnection reads them.

    https://docs.aws.amazon.com/glue/latest/dg/encrypt-connection-passwords.html
    """
    return Catalog.passwords_encrypted


@check(severity="medium", duty="encrypt-at-rest")
def glue_ml_transform_encrypted() -> Expr:
    """What a machine learning transform learns from is encrypted.

    https://docs.aws.amazon.com/securityhub/latest/userguide/glue-controls.html#glue-3
    """
    return MachineLearningTransform.user_data_encryption == "SSE-KMS"
