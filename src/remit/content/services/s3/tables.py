"""Amazon S3 tables."""

from remit.analysis.policies import requires_tls
from remit.content.common import document, public, shared_with, stated
from remit.content.keys import named_key
from remit.content.services.s3.values import (
    allows_customer_keys,
    delivery_canned,
    delivery_config_grants,
    delivery_grants,
    delivery_uris,
    enabled,
    is_enabled,
    is_on,
    lock,
    named_here,
    public_canned,
    public_config_grants,
    public_grants,
    public_uris,
    receives_logs,
    replicas,
)
from remit.tables import At, Calls, Column, Derived, Table


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
            "NoSuchWebsiteConfiguration",
            "ObjectLockConfigurationNotFoundError",
            "OwnershipControlsNotFoundError",
            "ReplicationConfigurationNotFoundError",
            "ServerSideEncryptionConfigurationNotFoundError",
        ),
        # both take versioning, and keep it from being suspended as long as they are there:
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-and-other-bucket-configs.html
        spared={
            "GetObjectLockConfiguration": ("GetBucketVersioning.Status", (None, "Suspended")),
            "GetBucketReplication": ("GetBucketVersioning.Status", (None, "Suspended")),
        },
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
        "aws_s3_bucket_website_configuration": "bucket",
    },
    tagged="s3",
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
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    versioning = Column(
        str,
        "Enabled, Suspended, or Off if it was never switched on.",
        api="GetBucketVersioning.Status",
        cfn="VersioningConfiguration.Status",
        tf=(
            "aws_s3_bucket_versioning.versioning_configuration.status",
            At("versioning.enabled", via=is_on),
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
    key_named = named_key()
    customer_keys = Column(
        bool,
        "Uploads may bring a key of their own (SSE-C), which nobody keeps but the sender.",
        api=At(
            "GetBucketEncryption.ServerSideEncryptionConfiguration.Rules"
            ".BlockedEncryptionTypes.EncryptionType[]",
            via=allows_customer_keys,
        ),
        cfn=At(
            "BucketEncryption.ServerSideEncryptionConfiguration"
            ".BlockedEncryptionTypes.EncryptionType[]",
            via=allows_customer_keys,
        ),
        absent=True,
        default=False,
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
    shared_accounts = Column(
        list[str],
        "The other accounts that the bucket policy lets in.",
        derived=Derived(shared_with, ("policy", "account")),
    )
    log_delivery_acl = Column(
        bool,
        "The access control list lets S3 deliver access logs into it.",
        api=At("GetBucketAcl.Grants[]", via=delivery_grants),
        cfn=At("AccessControl", via=delivery_canned),
        tf=(
            At("aws_s3_bucket_acl.acl", via=delivery_canned),
            At("aws_s3_bucket_acl.access_control_policy.grant[].grantee.uri", via=delivery_uris),
            At("acl", via=delivery_canned),
            At("grant[].uri", via=delivery_uris),
        ),
        config=At("supplementaryConfiguration.AccessControlList", via=delivery_config_grants),
    )
    receives_logs = Column(
        bool,
        "S3 may deliver access logs into it, by the policy or the access control list: it is kept "
        "for logs.",
        derived=Derived(receives_logs, ("policy", "log_delivery_acl"), lenient=True),
    )
    access_logged = Column(
        bool,
        "Server access logs are on, wherever they go.",
        api=At("GetBucketLogging.LoggingEnabled", via=stated),
        cfn=At("LoggingConfiguration", via=stated),
        tf=(At("aws_s3_bucket_logging", via=stated), At("logging", via=stated)),
        config=At(
            "supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName",
            via=stated,
        ),
    )
    object_lock = Column(
        bool,
        "Object Lock is on: versions can be kept from being deleted.",
        api=At(
            "GetObjectLockConfiguration.ObjectLockConfiguration.ObjectLockEnabled", via=is_enabled
        ),
        cfn=("ObjectLockEnabled", At("ObjectLockConfiguration.ObjectLockEnabled", via=is_enabled)),
        tf=(
            At("aws_s3_bucket_object_lock_configuration", via=stated),
            "object_lock_enabled",
            At("object_lock_configuration", via=lock),
        ),
        config=At(
            "supplementaryConfiguration.ObjectLockConfiguration.objectLockEnabled", via=is_enabled
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
    website = Column(
        bool,
        "The bucket serves a website, over plain HTTP.",
        api=(
            At("GetBucketWebsite.IndexDocument", via=stated),
            At("GetBucketWebsite.RedirectAllRequestsTo", via=stated),
        ),
        cfn=At("WebsiteConfiguration", via=stated),
        tf=(At("aws_s3_bucket_website_configuration", via=stated), At("website", via=stated)),
        config=At("supplementaryConfiguration.BucketWebsiteConfiguration", via=stated),
    )


class LogDelivery(
    Table,
    name="s3_log_delivery",
    service="s3",
    cfn="AWS::S3::Bucket",
    tf=("aws_s3_bucket", "aws_s3_bucket_logging"),
    config="AWS::S3::Bucket",
):
    """Where templates and AWS Config say that access logs go.

    The API tells the same by the grants that the target needs, without a second round of calls.
    """

    target = Column(
        str,
        "The bucket that is written to; empty for none.",
        cfn="LoggingConfiguration.DestinationBucketName",
        tf=("target_bucket", "logging.target_bucket"),
        config="supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName",
        reference=True,
    )
    named_here = Column(
        bool,
        "The target is spelled out: one that comes from outside is no bucket of the same template.",
        derived=Derived(named_here, ("target",), lenient=True),
    )
