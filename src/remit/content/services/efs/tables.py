"""Amazon EFS tables."""

from typing import Any

from remit.analysis.policies import requires_tls
from remit.content.common import document, public
from remit.content.keys import named_key
from remit.tables import At, Calls, Column, Derived, Table
from remit.values import Unknown

VIA_MOUNT_TARGET = "elasticfilesystem:accessedviamounttarget"


def is_on(status: Any) -> Any:
    """Whether a backup policy's status says that backups are on."""
    return status in ("ENABLED", "ENABLING")


def one_zone(_: Any) -> bool:
    """A One Zone file system is backed up unless somebody says otherwise (CreateFileSystem)."""
    return True


def public_policy(policy: Any, account: Any) -> bool | Unknown:
    """Whether a file system policy grants something to everyone who can reach AWS.

    A grant that holds only for those who come through a mount target ends at the VPC.
    https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
    """
    if not isinstance(policy, dict):
        return public(policy, account)
    statements = policy.get("Statement") or []
    listed = statements if isinstance(statements, list) else [statements]
    kept = [one for one in listed if not _through_mount_target(one)]
    return public({**policy, "Statement": kept}, account)


def _through_mount_target(statement: Any) -> bool:
    if not isinstance(statement, dict) or statement.get("Effect") != "Allow":
        return False
    conditions = statement.get("Condition")
    tests = conditions.get("Bool") if isinstance(conditions, dict) else None
    return isinstance(tests, dict) and any(
        key.lower() == VIA_MOUNT_TARGET and value in (True, "true", ["true"])
        for key, value in tests.items()
    )


class FileSystem(
    Table,
    name="efs_file_system",
    api=Calls(
        "efs",
        lists="DescribeFileSystems",
        items="FileSystems",
        key="FileSystemId",
        argument="FileSystemId",
        absent=("PolicyNotFound",),
    ),
    cfn="AWS::EFS::FileSystem",
    tf="aws_efs_file_system",
    config="AWS::EFS::FileSystem",
    key="file_system_id",
    arn="arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{file_system_id}",
    satellites={
        "aws_efs_backup_policy": "file_system_id",
        "aws_efs_file_system_policy": "file_system_id",
    },
):
    """A file system."""

    file_system_id = Column(
        str,
        "The id, fs-…; empty in a template.",
        api="DescribeFileSystems.FileSystemId",
        tf="id",
        config="configuration.FileSystemId",
    )
    name = Column(
        str,
        "The name, which is a tag.",
        api="DescribeFileSystems.Name",
        cfn="FileSystemTags[Key=Name].Value",
        tf="tags.Name",
        config="tags.Name",
    )
    arn = Column(
        str,
        "The ARN.",
        api="DescribeFileSystems.FileSystemArn",
        config="configuration.Arn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeFileSystems.Tags",
        cfn="FileSystemTags",
        tf="tags_all",
        config="tags",
    )
    encrypted = Column(
        bool,
        "Files and their metadata are encrypted.",
        api="DescribeFileSystems.Encrypted",
        cfn="Encrypted",
        tf="encrypted",
        config="configuration.Encrypted",
    )
    kms_key = Column(
        str,
        "The KMS key; empty for the AWS managed one where a template says nothing.",
        api="DescribeFileSystems.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        config="configuration.KmsKeyId",
        reference=True,
    )
    key_named = named_key()
    automatic_backups = Column(
        bool,
        "AWS Backup takes a backup every day and keeps it for 35.",
        api=At("DescribeBackupPolicy.BackupPolicy.Status", via=is_on),
        cfn=(At("BackupPolicy.Status", via=is_on), At("AvailabilityZoneName", via=one_zone)),
        tf=(
            At("aws_efs_backup_policy.backup_policy.status", via=is_on),
            At("availability_zone_name", via=one_zone),
        ),
        config=At("configuration.BackupPolicy.Status", via=is_on),
    )
    policy = Column(
        str,
        "The file system policy as JSON, empty if there is none.",
        api=At("DescribeFileSystemPolicy.Policy", via=document),
        cfn=At("FileSystemPolicy", via=document),
        tf=At("aws_efs_file_system_policy.policy", via=document),
    )
    policy_is_public = Column(
        bool,
        "The policy grants something to everyone, also outside the VPC.",
        derived=Derived(public_policy, ("policy", "account")),
    )
    policy_requires_tls = Column(
        bool,
        "The policy refuses clients that do not mount over TLS.",
        derived=Derived(requires_tls, ("policy",)),
    )


class AccessPoint(
    Table,
    name="efs_access_point",
    api=Calls("efs", lists="DescribeAccessPoints", items="AccessPoints", key="AccessPointId"),
    cfn="AWS::EFS::AccessPoint",
    tf="aws_efs_access_point",
    config="AWS::EFS::AccessPoint",
    key="access_point_id",
):
    """A way into a file system: a directory, and the user that everyone becomes."""

    access_point_id = Column(
        str,
        "The id, fsap-…; empty in a template.",
        api="DescribeAccessPoints.AccessPointId",
        tf="id",
        config="configuration.AccessPointId",
    )
    name = Column(
        str,
        "The name, which is a tag.",
        api="DescribeAccessPoints.Name",
        cfn="AccessPointTags[Key=Name].Value",
        tf="tags.Name",
        config="tags.Name",
    )
    arn = Column(
        str,
        "The ARN.",
        api="DescribeAccessPoints.AccessPointArn",
        config="configuration.Arn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeAccessPoints.Tags",
        cfn="AccessPointTags",
        tf="tags_all",
        config="tags",
    )
    root_directory = Column(
        str,
        "The directory that its clients see as the root.",
        api="DescribeAccessPoints.RootDirectory.Path",
        cfn="RootDirectory.Path",
        tf="root_directory.path",
        config="configuration.RootDirectory.Path",
        absent="/",
    )
    user_id = Column(
        str,
        "The POSIX user that its clients become; empty if they bring their own.",
        api="DescribeAccessPoints.PosixUser.Uid",
        cfn="PosixUser.Uid",
        tf="posix_user.uid",
        config="configuration.PosixUser.Uid",
    )
