"""AWS CloudTrail checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.cloudtrail.tables import AccountTrails, CoveringTrail, Trail
from remit.content.services.s3.tables import Bucket
from remit.content.services.s3.tables_account import AccountPublicAccessBlock


@check(severity="high", duty="log-activity")
def cloudtrail_account_records_all_regions() -> Expr:
    """A trail that is switched on records every management event in all Regions.

    It is the record of who did what in the account, also in Regions that nobody meant to use. The
    trail may be the organization's. The first copy of management events is free.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
    """
    return exists_in(
        CoveringTrail,
        CoveringTrail.scope == AccountTrails.scope,
        CoveringTrail.multi_region,
        CoveringTrail.logging,
        CoveringTrail.management_events,
    )


@check(severity="high", duty="log-activity")
def cloudtrail_trail_covers_all_regions() -> Expr:
    """The trail records all Regions.

    A trail of one Region misses what happens in the others, which is where intruders like to work.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
    """
    return Trail.multi_region


@check(severity="high", duty="log-activity")
def cloudtrail_trail_records_management_events() -> Expr:
    """The trail is switched on and records all management events, reads and writes.

    A trail for data events alone is fine beside one that does: then except it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
    """
    return Trail.logging & Trail.management_events


@check(severity="low", duty="log-activity")
def cloudtrail_trail_leaves_out_no_service() -> Expr:
    """The trail leaves out the management events of no service.

    Events of KMS and of the RDS Data API can be left out to save money; with them goes the record
    of who decrypted what.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
    """
    return Trail.excluded_sources.is_empty()


@check(severity="low", duty="log-activity")
def cloudtrail_trail_records_object_events() -> Expr:
    """The trail records what is done to the objects of all S3 buckets.

    Management events tell who changed a bucket, not who read its objects. Data events are billed
    one by one: for busy buckets choose with care.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
    """
    return Trail.object_events


@check(severity="medium", duty="protect-logs")
def cloudtrail_trail_files_validated() -> Expr:
    """Digests are written that show whether a log file was changed or deleted.

    Without them nobody can prove that the log is whole. They cost nothing but their storage.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
    """
    return Trail.file_validation


@check(severity="medium", duty="encrypt-at-rest")
def cloudtrail_trail_encrypted_with_kms() -> Expr:
    """Log files are encrypted with a KMS key.

    S3 encrypts them in any case. A KMS key asks for a second permission from whoever reads the
    bucket, and logs each use.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
    """
    return Trail.kms_key != ""


@check(severity="low", duty="monitor-and-alert")
def cloudtrail_trail_sent_to_cloudwatch() -> Expr:
    """Events also go to CloudWatch Logs, where filters and alarms can look at them.

    The log group is billed by volume. Where a SIEM reads the bucket, except the trail.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
    """
    return Trail.log_group != ""


@check(severity="critical", duty="protect-logs")
def cloudtrail_trail_bucket_not_public() -> Expr:
    """The bucket of the log files is not open to everyone.

    The log tells an attacker who there is, what they run and when they look. A bucket in another
    account is judged there.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
    """
    account = AccountPublicAccessBlock
    return ~exists_in(
        Bucket,
        Bucket.id == Trail.bucket,
        (Bucket.policy_is_public & ~(Bucket.restrict_public_buckets & Bucket.access_blocks_stated))
        | (Bucket.public_acl & ~(Bucket.ignore_public_acls & Bucket.access_blocks_stated)),
    ) | exists_in(
        account,
        account.scope == Trail.scope,
        account.ignore_public_acls,
        account.restrict_public_buckets,
    )
