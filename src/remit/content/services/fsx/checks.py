"""Amazon FSx checks: file systems of Windows, Lustre, ONTAP and OpenZFS."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.fsx.tables import FileSystem

SCRATCH = FileSystem.deployment_type.starts_with("SCRATCH")
BACKED_UP = ~SCRATCH & ((FileSystem.kind != "LUSTRE") | (FileSystem.linked_to == ""))
ZONED = FileSystem.kind.is_in("WINDOWS", "ONTAP", "OPENZFS")
TAGGING = (FileSystem.kind != "ONTAP") & BACKED_UP


@check(severity="medium", duty="schedule-backups", where=BACKED_UP)
def fsx_file_system_backups_kept(min_days: int = 7) -> Expr:
    """Automatic backups of file systems are kept long enough.

    What nobody says differs: AWS keeps them for 30 days, of Lustre none; Terraform's provider asks
    for 7 days with Windows and for none with the others. What AWS Backup copies instead may do
    without: except it. Scratch file systems, and those linked to a bucket, cannot have any.

    https://docs.aws.amazon.com/fsx/latest/WindowsGuide/using-backups.html
    """
    return FileSystem.backup_days >= min_days


@check(severity="medium", duty="survive-failure", where=ZONED)
def fsx_file_system_multi_az() -> Expr:
    """File systems of Windows, ONTAP and OpenZFS have a standby in another zone.

    It cannot be changed once the file system is made, and costs about twice as much. Those of
    Lustre lie in one zone always.

    https://docs.aws.amazon.com/securityhub/latest/userguide/fsx-controls.html#fsx-5
    """
    return FileSystem.deployment_type.starts_with("MULTI_AZ")


@check(severity="low", duty="inventory-assets", where=TAGGING)
def fsx_file_system_tags_copied_to_backups() -> Expr:
    """Backups of file systems carry the tags of what they were made from.

    Without them nobody sees whose they are, and rules that go by tags pass them over. Of ONTAP's,
    each volume says so for itself.

    https://docs.aws.amazon.com/securityhub/latest/userguide/fsx-controls.html#fsx-2
    """
    return FileSystem.tags_to_backups


@check(severity="low", duty="inventory-assets", where=FileSystem.kind == "OPENZFS")
def fsx_file_system_tags_copied_to_volumes() -> Expr:
    """Volumes of OpenZFS carry the tags of their file system.

    https://docs.aws.amazon.com/securityhub/latest/userguide/fsx-controls.html#fsx-1
    """
    return FileSystem.tags_to_volumes


@check(severity="low", duty="manage-keys", where=~SCRATCH)
def fsx_file_system_encrypted_with_named_key() -> Expr:
    """File systems are encrypted with a KMS key of the customer's.

    They always are encrypted; without a choice with the key that AWS manages for FSx, and so are
    their backups. A key of your own has a policy that you write, and can be revoked. Scratch file
    systems take none.

    https://docs.aws.amazon.com/fsx/latest/WindowsGuide/encryption-at-rest.html
    """
    return customers(FileSystem.kms_key, FileSystem.key_named)


@check(severity="medium", duty="log-activity", where=FileSystem.kind == "WINDOWS")
def fsx_file_system_windows_audits_files() -> Expr:
    """File systems of Windows audit who opens files and folders.

    Auditing is off unless asked for. The events go to CloudWatch Logs or Firehose, which are paid
    for; which files they tell of is set on the files themselves.

    https://docs.aws.amazon.com/fsx/latest/WindowsGuide/file-access-auditing.html
    """
    return FileSystem.file_audit != "DISABLED"


@check(severity="high", duty="protect-secrets", where=FileSystem.source.is_in("cfn", "tf"))
def fsx_file_system_password_not_in_template() -> Expr:
    """No template spells out the password of a file system's administrator or directory account.

    Whoever reads the repository, or its history, has it. The account that joins a directory can
    come from Secrets Manager.

    https://docs.aws.amazon.com/fsx/latest/WindowsGuide/self-managed-AD-best-practices.html
    """
    return ~FileSystem.password_in_template
