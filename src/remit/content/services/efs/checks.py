"""Amazon EFS checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.efs.tables import AccessPoint, FileSystem


@check(severity="high", duty="encrypt-at-rest")
def efs_file_system_encrypted() -> Expr:
    """File systems are encrypted.

    It can only be chosen when the file system is made: later it takes a copy into a new one. The
    console chooses it by itself; the API, CloudFormation and Terraform do not.

    https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
    """
    return FileSystem.encrypted


@check(severity="low", duty="manage-keys", where=FileSystem.encrypted)
def efs_file_system_encrypted_with_named_key() -> Expr:
    """File systems are encrypted with a KMS key of the customer's.

    A key of your own has a policy that you write, and lets backups go to another account. The key
    that AWS manages for EFS does neither.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/efs/latest/ug/EFSKMS.html
    """
    return customers(FileSystem.kms_key, FileSystem.key_named)


@check(severity="medium", duty="schedule-backups")
def efs_file_system_automatic_backups_enabled() -> Expr:
    """File systems are backed up automatically.

    AWS Backup takes a copy each day and keeps it for 35. Where a backup plan of your own covers
    the file system, except it here.

    https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html
    """
    return FileSystem.automatic_backups


@check(severity="high", duty="block-public-access")
def efs_file_system_policy_not_public() -> Expr:
    """No file system policy grants anything to everyone.

    A grant to everyone who comes through a mount target ends at the VPC and is fine.

    https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
    """
    return ~FileSystem.policy_is_public


@check(severity="medium", duty="encrypt-in-transit")
def efs_file_system_requires_tls() -> Expr:
    """The file system policy refuses clients that mount without TLS.

    NFS itself is in the clear. The mount helper of EFS offers TLS with one option, and a Deny on
    aws:SecureTransport = false makes everyone use it.

    https://docs.aws.amazon.com/efs/latest/ug/encryption-in-transit.html
    """
    return FileSystem.policy_requires_tls


@check(severity="medium", duty="least-privilege")
def efs_access_point_root_directory_enforced() -> Expr:
    """Access points show a directory of their own, not the whole file system.

    https://docs.aws.amazon.com/efs/latest/ug/enforce-root-directory-access-point.html
    """
    return AccessPoint.root_directory != "/"


@check(severity="medium", duty="least-privilege")
def efs_access_point_user_enforced() -> Expr:
    """Access points decide which user their clients are.

    Without it a client says itself who it is, root included.

    https://docs.aws.amazon.com/efs/latest/ug/enforce-identity-access-points.html
    """
    return AccessPoint.user_id != ""
