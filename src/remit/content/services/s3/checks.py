"""Amazon S3 checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.keys import customers
from remit.content.services.s3.tables import Bucket, LogDelivery
from remit.content.services.s3.tables_account import AccountPublicAccessBlock


@check(severity="medium", duty="recover-data")
def s3_bucket_versioning_enabled() -> Expr:
    """Buckets keep the earlier versions of their objects.

    Without versioning an overwritten or deleted object is gone: by mistake, by a faulty job,
    or by ransomware with write access. Versions cost storage: pair them with a lifecycle rule.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
    """
    return Bucket.versioning == "Enabled"


@check(severity="low", duty="recover-data", where=Bucket.versioning == "Enabled")
def s3_bucket_mfa_delete_enabled() -> Expr:
    """Deleting an object version takes a second factor.

    A stolen key with s3:DeleteObjectVersion can otherwise remove every version there is.
    Only the root user can switch it on, so expect an exception where root has no device.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
    """
    return Bucket.mfa_delete


@check(severity="low", duty="manage-keys")
def s3_bucket_encrypted_with_kms() -> Expr:
    """New objects are encrypted with a KMS key.

    AWS encrypts every new object with its own keys (SSE-S3). A KMS key adds what that lacks:
    a key policy, a log of each use, and the power to revoke.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    return Bucket.sse_algorithm.is_in("aws:kms", "aws:kms:dsse")


@check(severity="low", duty="manage-keys")
def s3_bucket_encrypted_with_own_key() -> Expr:
    """New objects are encrypted with a KMS key that the customer made.

    The AWS managed key aws/s3 has a policy that nobody can change, and objects under it cannot be
    shared with another account. A key of your own costs a dollar a month and each use of it.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    own = customers(Bucket.kms_key, Bucket.key_named)
    return Bucket.sse_algorithm.is_in("aws:kms", "aws:kms:dsse") & own


@check(severity="medium", duty="manage-keys")
def s3_bucket_customer_keys_blocked() -> Expr:
    """Uploads that bring a key of their own (SSE-C) are refused.

    Who has stolen credentials can else encrypt every object with a key that only he knows, and ask
    for money. AWS refuses them in buckets made since April 2026, and in all buckets of accounts
    that had no such object then.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html
    """
    return ~Bucket.customer_keys


@check(severity="high", duty="block-public-access")
def s3_bucket_public_access_blocked() -> Expr:
    """All four public access blocks are on, at the bucket or for the whole account.

    They hold whatever a policy or an ACL says, today and after the next change. New buckets have
    had them on since April 2023, unless a template or a person turns them off.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    account = AccountPublicAccessBlock
    same = account.scope == Bucket.scope
    return (
        (Bucket.block_public_acls | exists_in(account, same, account.block_public_acls))
        & (Bucket.ignore_public_acls | exists_in(account, same, account.ignore_public_acls))
        & (Bucket.block_public_policy | exists_in(account, same, account.block_public_policy))
        & (
            Bucket.restrict_public_buckets
            | exists_in(account, same, account.restrict_public_buckets)
        )
    )


@check(severity="critical", duty="block-public-access")
def s3_bucket_policy_not_public() -> Expr:
    """No bucket policy grants anything to everyone.

    A policy counts as public when it allows anyone on the internet, or anyone with an AWS account,
    without a condition that fixes who may ask. With RestrictPublicBuckets on, at the bucket or for
    the account, such a policy opens nothing to outsiders.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    account = AccountPublicAccessBlock
    same = account.scope == Bucket.scope
    return (
        ~Bucket.policy_is_public
        | (Bucket.restrict_public_buckets & Bucket.access_blocks_stated)
        | exists_in(account, same, account.restrict_public_buckets)
    )


@check(severity="critical", duty="block-public-access")
def s3_bucket_acl_not_public() -> Expr:
    """No access control list grants anything to everyone.

    ACLs are the older way to share, per bucket and per object. AWS advises to switch them off
    (BucketOwnerEnforced) and to say in a policy who may do what.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
    """
    account = AccountPublicAccessBlock
    same = account.scope == Bucket.scope
    return (
        ~Bucket.public_acl
        | (Bucket.ignore_public_acls & Bucket.access_blocks_stated)
        | exists_in(account, same, account.ignore_public_acls)
    )


@check(severity="low", duty="block-public-access")
def s3_bucket_acls_disabled() -> Expr:
    """Access control lists are switched off, so policies alone say who may do what.

    With BucketOwnerEnforced every object belongs to the bucket's account whoever wrote it, and no
    object can be opened by a list of its own. Some services still deliver with an ACL: check first.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
    """
    return Bucket.object_ownership == "BucketOwnerEnforced"


@check(severity="low", duty="limit-cross-account")
def s3_bucket_not_shared_with_other_accounts() -> Expr:
    """No bucket policy lets in another account.

    Sharing is often wanted: then except the bucket and say who asked for it. A name left over from
    a former partner or a copied example is a way out for data that nobody watches.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
    """
    return Bucket.shared_accounts.is_empty()


@check(severity="low", duty="configure-securely")
def s3_bucket_website_off() -> Expr:
    """The bucket does not serve a website itself.

    The website endpoint speaks plain HTTP only and needs objects that everyone may read. CloudFront
    with origin access control serves the same pages over TLS from a bucket that stays closed.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
    """
    return ~Bucket.website


@check(severity="medium", duty="encrypt-in-transit")
def s3_bucket_requires_tls() -> Expr:
    """The bucket policy refuses every request that does not come over TLS.

    S3 answers plain HTTP too. A Deny on aws:SecureTransport = false for everyone and everything in
    the bucket closes that, also for presigned URLs and for callers in other accounts.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """
    return Bucket.policy_requires_tls


@check(severity="low", duty="log-activity")
def s3_bucket_access_logged() -> Expr:
    """Each request to the bucket is written to an access log, or it is kept for such logs.

    The log answers who read what after an incident. CloudTrail data events tell more and cost
    more: except a bucket whose objects a trail records. A bucket that others log to need not log
    to itself: that would write a log of each log.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
    """
    return (
        Bucket.access_logged
        | Bucket.receives_logs
        | exists_in(
            LogDelivery,
            LogDelivery.target == Bucket.id,
            LogDelivery.scope == Bucket.scope,
            LogDelivery.named_here,
        )
    )


@check(severity="low", duty="recover-data")
def s3_bucket_object_lock_enabled() -> Expr:
    """Object Lock can keep versions from being deleted by anyone.

    It can be switched on for a bucket with versioning, and is what regulators mean by WORM.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
    """
    return Bucket.object_lock


@check(severity="low", duty="survive-failure")
def s3_bucket_replicated() -> Expr:
    """New objects are copied to another bucket by an enabled replication rule.

    A copy in another Region or account survives what happens to this one. Mind where the copy
    goes: a replica abroad is a transfer of data.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
    """
    return Bucket.replicates_to.length() > 0


@check(severity="low", duty="retain-and-dispose-of-data")
def s3_bucket_has_lifecycle_rule() -> Expr:
    """An enabled lifecycle rule says when objects or their old versions go.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
    """
    return Bucket.lifecycle_rules > 0


@check(severity="high", duty="block-public-access")
def s3_account_public_access_blocked() -> Expr:
    """The account blocks public access for all of its buckets.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-block-public-access-account.html
    """
    account = AccountPublicAccessBlock
    return (
        account.block_public_acls
        & account.ignore_public_acls
        & account.block_public_policy
        & account.restrict_public_buckets
    )
