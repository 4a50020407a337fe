"""Amazon CloudWatch Logs checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.logs.tables import LogGroup, ResourcePolicy


@check(severity="low", duty="retain-and-dispose-of-data")
def logs_group_retention_set() -> Expr:
    """It is said after how many days events go.

    A group that nobody decided about keeps everything for ever: it costs more each month, and
    personal data stays in it longer than it may.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
    """
    return LogGroup.retention_days > 0


@check(severity="medium", duty="protect-logs")
def logs_group_kept_long_enough(min_days: int = 365) -> Expr:
    """Events are kept for at least the days that are required.

    Intrusions are often found months later, and then the log is what is left. Groups that keep
    events for ever keep them long enough.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
    """
    return (LogGroup.retention_days == 0) | (LogGroup.retention_days >= min_days)


@check(severity="low", duty="manage-keys")
def logs_group_encrypted_with_own_key() -> Expr:
    """The group is encrypted with a KMS key that the customer names.

    CloudWatch Logs encrypts every group with its own keys. A key of yours adds a key policy, a log
    of its use, and the power to revoke.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    return LogGroup.kms_key != ""


@check(severity="low", duty="classify-data")
def logs_group_masks_sensitive_data() -> Expr:
    """A data protection policy looks for sensitive data in events and masks it.

    Logs catch what nobody meant to write down: addresses, card numbers, keys. It is billed by
    volume scanned.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
    """
    return LogGroup.data_protected


@check(severity="high", duty="block-public-access")
def logs_resource_policy_not_public() -> Expr:
    """No resource policy lets everyone write to log groups.

    Whoever writes to your logs can bury what happened, and you pay for it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    """
    return ~ResourcePolicy.policy_is_public
