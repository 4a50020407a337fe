"""AWS Elastic Beanstalk checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.elasticbeanstalk.tables import Environment


@check(severity="medium", duty="patch-guest-os")
def elasticbeanstalk_environment_managed_updates_on() -> Expr:
    """AWS updates the platform version of the environment by itself.

    Updates bring fixes for operating system, runtime and web server. The console switches them on
    for new environments; the API, CloudFormation and Terraform do not.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environment-platform-update-managed.html
    """
    return Environment.managed_updates


@check(severity="low", duty="patch-runtime", where=Environment.managed_updates)
def elasticbeanstalk_environment_updates_minor_versions() -> Expr:
    """Managed updates take new minor versions of the platform too, not patches alone.

    A new minor version often holds what patches of the last one no longer get.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environment-platform-update-managed.html
    """
    return Environment.update_level == "minor"


@check(severity="medium", duty="patch-runtime", where=~Environment.custom_platform)
def elasticbeanstalk_environment_platform_current() -> Expr:
    """The environment runs the newest version of its platform branch.

    Older versions go on working and get no fixes any more. For a few days after each release this
    fails also where managed updates are on, until their window comes.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/platforms-glossary.html
    """
    return Environment.version_state == "Recommended"


@check(severity="high", duty="upgrade-engine", where=~Environment.custom_platform)
def elasticbeanstalk_environment_platform_branch_supported() -> Expr:
    """The platform branch of the environment is neither deprecated nor retired.

    Parts of a deprecated branch have lost the support of those who make them, or soon will. A
    retired branch gets nothing more, and no update crosses branches: it takes a move to another.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/platforms-support-policy.html
    """
    return ~Environment.branch_state.is_in("Deprecated", "Retired")


@check(severity="high", duty="patch-guest-os")
def elasticbeanstalk_environment_os_supported() -> Expr:
    """The operating system of the platform still gets security updates.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/platforms-support-policy.html
    """
    return ~Environment.os_supported_until.older_than(0)


@check(severity="medium", duty="harden-guest-os")
def elasticbeanstalk_environment_requires_imdsv2() -> Expr:
    """The metadata service of the environment's machines answers version 2 only.

    Version 1 answers whoever makes the application fetch an address.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-ec2-imds.html
    """
    return Environment.imdsv1_disabled


@check(severity="low", duty="monitor-and-alert")
def elasticbeanstalk_environment_enhanced_health() -> Expr:
    """The environment reports enhanced health.

    An agent on each machine tells of load, errors and failed deployments. Managed updates need it.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced.html
    """
    return Environment.health_reporting == "enhanced"


@check(severity="medium", duty="log-activity")
def elasticbeanstalk_environment_logs_streamed() -> Expr:
    """The logs of the environment's machines go to CloudWatch Logs.

    Otherwise they go with the machine, whenever it is replaced.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.cloudwatchlogs.html
    """
    return Environment.logs_streamed


@check(severity="low", duty="protect-logs", where=Environment.logs_streamed)
def elasticbeanstalk_environment_logs_kept(days: int = 365) -> Expr:
    """Streamed logs are kept for a year.

    Elastic Beanstalk keeps them for a week unless told otherwise.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.cloudwatchlogs.html
    """
    return Environment.log_days >= days


@check(severity="medium", duty="survive-failure")
def elasticbeanstalk_environment_survives_an_instance(instances: int = 2) -> Expr:
    """At least two machines stand behind a load balancer.

    With one the application is gone while that one is replaced. The second costs as much again.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features-managing-env-types.html
    """
    return (Environment.environment_type == "LoadBalanced") & (
        Environment.min_instances >= instances
    )


@check(severity="high", duty="protect-secrets")
def elasticbeanstalk_environment_no_secrets_in_variables() -> Expr:
    """No environment variable of the environment holds a secret in plain text.

    Whoever may describe the environment reads them. Name a secret of Secrets Manager or a
    parameter of Systems Manager instead.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.secrets.html
    """
    return Environment.secret_variables.length() == 0
