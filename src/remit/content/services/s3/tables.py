"""Amazon S3 tables."""

from typing import Any

from remit.analysis.policies import requires_tls
from remit.content.common import document, public
from remit.tables import At, Calls, Column, Derived, Table
from remit.values import Unknown

PUBLIC_GROUPS = (
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
)
PUBLIC_CANNED = ("public-read", "public-read-write", "authenticated-read")


def public_grants(grants: Any) -> Any:
    """Whether an access control list grants anything to everyone: its grants, as the API says."""
    grantees = [grant.get("Grantee", grant.get("grantee", {})) for grant in grants]
    uris = [g.get("URI", g.get("uri")) for g in grantees if isinstance(g, dict)]
    unknown = next((u for u in uris if isinstance(u, Unknown)), None)
    return (
        True if set(PUBLIC_GROUPS) & {u for u in uris if isinstance(u, str)} else unknown or False
    )


def public_canned(acl: Any) -> Any:
    """Whether a canned ACL grants anything to everyone; both spellings (`PublicRead`)."""
    words = "".join(f"-{c.lower()}" if c.isupper() else c for c in str(acl)).strip("-")
    return words in PUBLIC_CANNED


def public_config_grants(value: Any) -> Any:
    """Whether the grants that AWS Config keeps as JSON name a group of everyone."""
    grants = value.get("grantList", []) if isinstance(value, dict) else []
    named = {str(g.get("grantee")) for g in grants or [] if isinstance(g, dict)}
    return bool(named & {"AllUsers", "AuthenticatedUsers"})


def public_uris(uris: Any) -> Any:
    """Whether one of the grantees' URIs is a group of everyone."""
    return public_grants([{"Grantee": {"URI": uri}} for uri in uris])


def stated(value: Any) -> Any:
    """That something is there at all; not known where it may or may not be."""
    return value if isinstance(value, Unknown) else True


def log_target(configuration: Any) -> Any:
    """Where CloudFormation sends access logs: to the bucket itself unless it names another."""
    if not isinstance(configuration, dict):
        return Unknown(getattr(configuration, "reason", "LoggingConfiguration is not an object"))
    return configuration.get("DestinationBucketName") or "(the bucket itself)"


def _field(rule: Any, *names: str) -> Any:
    return next((rule[name] for name in names if isinstance(rule, dict) and name in rule), None)


def enabled(rules: Any) -> Any:
    """How many of the rules are enabled, whatever the source calls that."""
    words = [_field(rule, "Status", "status", "enabled") for rule in rules]
    doubt = next((w for w in [*rules, *words] if isinstance(w, Unknown)), None)
    return doubt or sum(word in ("Enabled", True, "true") for word in words)


def replicas(rules: Any) -> Any:
    """The destination buckets of the enabled rules."""
    found = []
    for rule in rules:
        if isinstance(rule, Unknown):
            return rule
        if _field(rule, "Status", "status") in ("Enabled", None):
            target = _field(rule, "Destination", "destination", "destinationConfig") or {}
            target = target[0] if isinstance(target, list) and target else target
            found.append(_field(target, "Bucket", "bucket", "bucketARN"))
    return found


class Bucket(
    Table,
    name="s3_bucket",
    api=Calls(
        "s3",
        lists="ListBuckets",
        items="Buckets",
        key="Name",
        argument="Bucket",
        scope="global",
        absent=(
            "NoSuchBucketPolicy",
            "NoSuchLifecycleConfiguration",
            "NoSuchPublicAccessBlockConfiguration",
            "NoSuchTagSet",
            "ObjectLockConfigurationNotFoundError",
            "OwnershipControlsNotFoundError",
            "ReplicationConfigurationNotFoundError",
            "ServerSideEncryptionConfigurationNotFoundError",
        ),
    ),
    cfn="AWS::S3::Bucket",
    tf="aws_s3_bucket",
    config="AWS::S3::Bucket",
    key="name",
    arn="arn:{partition}:s3:::{name}",
    satellites={
        "AWS::S3::BucketPolicy": "Bucket",
        "aws_s3_bucket_acl": "bucket",
        "aws_s3_bucket_lifecycle_configuration": "bucket",
        "aws_s3_bucket_logging": "bucket",
        "aws_s3_bucket_object_lock_configuration": "bucket",
        "aws_s3_bucket_ownership_controls": "bucket",
        "aws_s3_bucket_policy": "bucket",
        "aws_s3_bucket_public_access_block": "bucket",
        "aws_s3_bucket_replication_configuration": "bucket",
        "aws_s3_bucket_server_side_encryption_configuration": "bucket",
        "aws_s3_bucket_versioning": "bucket",
    },
):
    """A general purpose bucket.

    Terraform keeps a bucket's settings in resources of their own since provider version 4; the
    older blocks inside `aws_s3_bucket` are read too.
    """

    name = Column(
        str,
        "The bucket's name, unique in its partition.",
        api="ListBuckets.Name",
        cfn="BucketName",
        tf="bucket",
        config="resourceName",
    )
    region = Column(
        str,
        "The Region that holds the data.",
        api="GetBucketLocation.LocationConstraint",
        words={"EU": "eu-west-1"},
        absent="us-east-1",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="GetBucketTagging.TagSet",
        cfn="Tags",
        tf=("tags_all", "tags"),
        config="tags",
    )
    versioning = Column(
        str,
        "Enabled, Suspended, or Off if it was never switched on.",
        api="GetBucketVersioning.Status",
        cfn="VersioningConfiguration.Status",
        tf=(
            "aws_s3_bucket_versioning.versioning_configuration.status",
            At("versioning.enabled", via=lambda on: "Enabled" if on in (True, "true") else "Off"),
        ),
        config="supplementaryConfiguration.BucketVersioningConfiguration.status",
        words={"Disabled": "Off"},
        absent="Off",
    )
    mfa_delete = Column(
        bool,
        "Deleting an object version takes a second factor. CloudFormation cannot set it.",
        api="GetBucketVersioning.MFADelete",
        tf=(
            "aws_s3_bucket_versioning.versioning_configuration.mfa_delete",
            "versioning.mfa_delete",
        ),
        config="supplementaryConfiguration.BucketVersioningConfiguration.isMfaDeleteEnabled",
    )
    sse_algorithm = Column(
        str,
        "The default encryption of new objects: AES256, aws:kms or aws:kms:dsse.",
        api="GetBucketEncryption.ServerSideEncryptionConfiguration.Rules"
        ".ApplyServerSideEncryptionByDefault.SSEAlgorithm",
        cfn="BucketEncryption.ServerSideEncryptionConfiguration"
        ".ServerSideEncryptionByDefault.SSEAlgorithm",
        tf=(
            "aws_s3_bucket_server_side_encryption_configuration.rule"
            ".apply_server_side_encryption_by_default.sse_algorithm",
            "server_side_encryption_configuration.rule"
            ".apply_server_side_encryption_by_default.sse_algorithm",
        ),
        config="supplementaryConfiguration.ServerSideEncryptionConfiguration.rules"
        ".applyServerSideEncryptionByDefault.sseAlgorithm",
        absent="AES256",
    )
    kms_key = Column(
        str,
        "The KMS key of the default encryption; empty for S3's own or the AWS managed key.",
        api="GetBucketEncryption.ServerSideEncryptionConfiguration.Rules"
        ".ApplyServerSideEncryptionByDefault.KMSMasterKeyID",
        cfn="BucketEncryption.ServerSideEncryptionConfiguration"
        ".ServerSideEncryptionByDefault.KMSMasterKeyID",
        tf=(
            "aws_s3_bucket_server_side_encryption_configuration.rule"
            ".apply_server_side_encryption_by_default.kms_master_key_id",
            "server_side_encryption_configuration.rule"
            ".apply_server_side_encryption_by_default.kms_master_key_id",
        ),
        config="supplementaryConfiguration.ServerSideEncryptionConfiguration.rules"
        ".applyServerSideEncryptionByDefault.kmsMasterKeyID",
        reference=True,
    )
    block_public_acls = Column(
        bool,
        "New public ACLs are refused.",
        api="GetPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicAcls",
        cfn="PublicAccessBlockConfiguration.BlockPublicAcls",
        tf="aws_s3_bucket_public_access_block.block_public_acls",
        config="supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicAcls",
        default=True,
        within=False,
    )
    ignore_public_acls = Column(
        bool,
        "Public ACLs have no effect.",
        api="GetPublicAccessBlock.PublicAccessBlockConfiguration.IgnorePublicAcls",
        cfn="PublicAccessBlockConfiguration.IgnorePublicAcls",
        tf="aws_s3_bucket_public_access_block.ignore_public_acls",
        config="supplementaryConfiguration.PublicAccessBlockConfiguration.ignorePublicAcls",
        default=True,
        within=False,
    )
    block_public_policy = Column(
        bool,
        "A bucket policy that grants public access is refused.",
        api="GetPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicPolicy",
        cfn="PublicAccessBlockConfiguration.BlockPublicPolicy",
        tf="aws_s3_bucket_public_access_block.block_public_policy",
        config="supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicPolicy",
        default=True,
        within=False,
    )
    restrict_public_buckets = Column(
        bool,
        "A public bucket policy counts only for this account and for AWS services.",
        api="GetPublicAccessBlock.PublicAccessBlockConfiguration.RestrictPublicBuckets",
        cfn="PublicAccessBlockConfiguration.RestrictPublicBuckets",
        tf="aws_s3_bucket_public_access_block.restrict_public_buckets",
        config="supplementaryConfiguration.PublicAccessBlockConfiguration.restrictPublicBuckets",
        default=True,
        within=False,
    )
    access_blocks_stated = Column(
        bool,
        "Somebody set the public access blocks, rather than leave them to AWS's default.",
        api=At("GetPublicAccessBlock.PublicAccessBlockConfiguration", via=stated),
        cfn=At("PublicAccessBlockConfiguration", via=stated),
        tf=At("aws_s3_bucket_public_access_block", via=stated),
        config=At("supplementaryConfiguration.PublicAccessBlockConfiguration", via=stated),
    )
    public_acl = Column(
        bool,
        "The access control list grants something to everyone, or to everyone with an AWS account.",
        api=At("GetBucketAcl.Grants[]", via=public_grants),
        cfn=At("AccessControl", via=public_canned),
        tf=(
            At("aws_s3_bucket_acl.acl", via=public_canned),
            At("aws_s3_bucket_acl.access_control_policy.grant[].grantee.uri", via=public_uris),
            At("acl", via=public_canned),
            At("grant[].uri", via=public_uris),
        ),
        config=At("supplementaryConfiguration.AccessControlList", via=public_config_grants),
    )
    policy = Column(
        str,
        "The bucket policy as JSON, empty if there is none.",
        api=At("GetBucketPolicy.Policy", via=document),
        cfn=At("AWS::S3::BucketPolicy.PolicyDocument", via=document),
        tf=(
            At("aws_s3_bucket_policy.policy", via=document),
            At("policy", via=document),
        ),
        config=At("supplementaryConfiguration.BucketPolicy.policyText", via=document),
    )
    policy_is_public = Column(
        bool,
        "The bucket policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )
    policy_requires_tls = Column(
        bool,
        "The bucket policy refuses every request that does not come over TLS.",
        derived=Derived(requires_tls, ("policy",)),
    )
    log_bucket = Column(
        str,
        "The bucket that server access logs go to; empty if they are off.",
        api="GetBucketLogging.LoggingEnabled.TargetBucket",
        cfn=At("LoggingConfiguration", via=log_target),
        tf=("aws_s3_bucket_logging.target_bucket", "logging.target_bucket"),
        config="supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName",
        reference=True,
    )
    object_lock = Column(
        bool,
        "Object Lock is on: versions can be kept from being deleted.",
        api=At(
            "GetObjectLockConfiguration.ObjectLockConfiguration.ObjectLockEnabled",
            via=lambda word: word == "Enabled",
        ),
        cfn="ObjectLockEnabled",
        tf=(
            "object_lock_enabled",
            At(
                "aws_s3_bucket_object_lock_configuration.object_lock_enabled",
                via=lambda word: word == "Enabled",
            ),
            At(
                "object_lock_configuration.object_lock_enabled",
                via=lambda word: word == "Enabled",
            ),
        ),
        config=At(
            "supplementaryConfiguration.ObjectLockConfiguration.objectLockEnabled",
            via=lambda word: word == "Enabled",
        ),
    )
    replicates_to = Column(
        list[str],
        "The buckets that enabled replication rules copy new objects to.",
        api=At("GetBucketReplication.ReplicationConfiguration.Rules", via=replicas),
        cfn=At("ReplicationConfiguration.Rules", via=replicas),
        tf=(
            At("aws_s3_bucket_replication_configuration.rule", via=replicas),
            At("replication_configuration.rules", via=replicas),
        ),
        config=At("supplementaryConfiguration.BucketReplicationConfiguration.rules", via=replicas),
        reference=True,
    )
    lifecycle_rules = Column(
        int,
        "How many enabled lifecycle rules there are.",
        api=At("GetBucketLifecycleConfiguration.Rules", via=enabled),
        cfn=At("LifecycleConfiguration.Rules", via=enabled),
        tf=(
            At("aws_s3_bucket_lifecycle_configuration.rule", via=enabled),
            At("lifecycle_rule", via=enabled),
        ),
        config=At("supplementaryConfiguration.BucketLifecycleConfiguration.rules", via=enabled),
        absent=0,
    )
    object_ownership = Column(
        str,
        "BucketOwnerEnforced (ACLs are off), BucketOwnerPreferred or ObjectWriter.",
        api="GetBucketOwnershipControls.OwnershipControls.Rules.ObjectOwnership",
        cfn="OwnershipControls.Rules.ObjectOwnership",
        tf="aws_s3_bucket_ownership_controls.rule.object_ownership",
        absent="ObjectWriter",
        default="BucketOwnerEnforced",
    )


class AccountPublicAccessBlock(
    Table,
    name="s3_account_public_access_block",
    api=Calls(
        "s3control",
        lists="GetPublicAccessBlock",
        items="",
        fixed={"GetPublicAccessBlock": {"AccountId": "{account}"}},
        absent=("NoSuchPublicAccessBlockConfiguration",),
        scope="global",
    ),
    service="s3",
    tf="aws_s3_account_public_access_block",
    config="AWS::S3::AccountPublicAccessBlock",
):
    """What the account decides for all of its buckets. CloudFormation cannot set it."""

    block_public_acls = Column(
        bool,
        "New public ACLs are refused.",
        api="GetPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicAcls",
        tf="block_public_acls",
        config="configuration.blockPublicAcls",
    )
    ignore_public_acls = Column(
        bool,
        "Public ACLs have no effect.",
        api="GetPublicAccessBlock.PublicAccessBlockConfiguration.IgnorePublicAcls",
        tf="ignore_public_acls",
        config="configuration.ignorePublicAcls",
    )
    block_public_policy = Column(
        bool,
        "A bucket policy that grants public access is refused.",
        api="GetPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicPolicy",
        tf="block_public_policy",
        config="configuration.blockPublicPolicy",
    )
    restrict_public_buckets = Column(
        bool,
        "A public bucket policy counts only for this account and for AWS services.",
        api="GetPublicAccessBlock.PublicAccessBlockConfiguration.RestrictPublicBuckets",
        tf="restrict_public_buckets",
        config="configuration.restrictPublicBuckets",
    )
