"""Amazon S3 tables: what an account decides for all of its buckets."""

from remit.tables import Calls, Column, Table


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
