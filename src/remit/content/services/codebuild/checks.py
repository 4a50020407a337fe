"""AWS CodeBuild checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.codebuild.tables import Project, ReportGroup

STORES = Project.artifacts.any(lambda artifact: artifact.type != "NO_ARTIFACTS")


@check(severity="medium", duty="encrypt-at-rest", where=STORES)
def codebuild_project_artifacts_encrypted() -> Expr:
    """What builds make is encrypted where it is stored.

    It is unless somebody switched it off for an artifact, the secondary ones included.

    https://docs.aws.amazon.com/config/latest/developerguide/codebuild-project-artifact-encryption.html
    """
    return ~Project.artifacts.any(
        lambda artifact: (artifact.type != "NO_ARTIFACTS") & ~artifact.encrypted
    )


@check(severity="low", duty="encrypt-at-rest", where=Project.log_bucket == "ENABLED")
def codebuild_project_s3_logs_encrypted() -> Expr:
    """Logs of builds in Amazon S3 are encrypted.

    https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-3
    """
    return Project.log_bucket_encrypted


@check(severity="low", duty="manage-keys")
def codebuild_project_encrypted_with_own_key() -> Expr:
    """Projects name a KMS key of the customer's for what their builds make.

    Without one AWS's own key for Amazon S3 is used, whose policy nobody can narrow.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/codebuild/latest/userguide/security-encryption.html
    """
    return customers(Project.encryption_key, Project.key_named)


@check(severity="medium", duty="log-activity")
def codebuild_project_logged() -> Expr:
    """Builds write a log, to CloudWatch Logs or to Amazon S3.

    Without one nobody can tell later what a build ran and what it fetched.

    https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-4
    """
    return (Project.log_group == "ENABLED") | (Project.log_bucket == "ENABLED")


@check(severity="critical", duty="protect-secrets")
def codebuild_project_environment_without_secrets() -> Expr:
    """No plain environment variable of a project holds a secret.

    Whoever may read the project reads them, and builds may print them. Name a parameter of
    Parameter Store or a secret of Secrets Manager instead, by the variable's type.

    https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-2
    """
    return Project.secrets.is_empty()


@check(severity="critical", duty="protect-secrets")
def codebuild_project_source_url_without_login() -> Expr:
    """No URL of a source holds a password or a token.

    Whoever may read the project reads it. Connect the source provider instead.

    https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-1
    """
    return Project.logins.is_empty()


@check(severity="medium", duty="encrypt-in-transit")
def codebuild_project_source_verified() -> Expr:
    """Sources are read only where their server's certificate holds.

    Where warnings are ignored, whoever sits between can hand the build other code.

    https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html
    """
    return Project.unverified_sources.is_empty()


@check(severity="high", duty="configure-securely")
def codebuild_project_not_privileged() -> Expr:
    """Builds do not run privileged.

    A privileged build has the devices of its machine. Only builds of Docker images need it: accept
    those by name.

    https://docs.aws.amazon.com/config/latest/developerguide/codebuild-project-environment-privileged-check.html
    """
    return ~Project.privileged


@check(severity="high", duty="block-public-access")
def codebuild_project_not_public() -> Expr:
    """Results, logs and artifacts of builds are not open to everyone.

    Opening a project opens its earlier builds too, with all that they printed.

    https://docs.aws.amazon.com/codebuild/latest/userguide/public-builds.html
    """
    return Project.visibility != "PUBLIC_READ"


@check(severity="medium", duty="encrypt-at-rest", where=ReportGroup.export == "S3")
def codebuild_report_group_export_encrypted() -> Expr:
    """Reports that are exported to Amazon S3 are encrypted.

    https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-7
    """
    return ReportGroup.export_encrypted
