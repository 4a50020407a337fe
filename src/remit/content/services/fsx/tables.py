"""Amazon FSx tables."""

from remit.content.keys import named_key
from remit.content.services.dms.values import password_written_down
from remit.content.services.fsx import values
from remit.tables import At, Calls, Column, Derived, Origin, Table

LIST = "DescribeFileSystems"
LINKS = "DescribeDataRepositoryAssociations"
SETTINGS = (
    "WindowsConfiguration",
    "LustreConfiguration",
    "OntapConfiguration",
    "OpenZFSConfiguration",
)
TAGGING = tuple(one for one in SETTINGS if one != "OntapConfiguration")


class FileSystem(
    Table,
    name="fsx_file_system",
    api=Calls(
        "fsx",
        lists=LIST,
        items="FileSystems",
        key="FileSystemId",
        join={LINKS: ("Associations", "FileSystemId")},
    ),
    cfn="AWS::FSx::FileSystem",
    tf=(
        Origin("aws_fsx_windows_file_system", fixed={"kind": "WINDOWS"}),
        Origin("aws_fsx_lustre_file_system", fixed={"kind": "LUSTRE"}),
        Origin("aws_fsx_ontap_file_system", fixed={"kind": "ONTAP"}),
        Origin("aws_fsx_openzfs_file_system", fixed={"kind": "OPENZFS"}),
    ),
    key="file_system_id",
    satellites={
        "AWS::FSx::DataRepositoryAssociation": "FileSystemId",
        "aws_fsx_data_repository_association": "file_system_id",
    },
):
    """A file system of one of four kinds. All of it, and its backups, is always encrypted.

    Of Lustre's, scratch ones are for what can be lost: they have no backups, nor has one that is
    linked to a bucket. AWS Config does not record file systems.
    """

    file_system_id = Column(str, "Its id; empty in a template.", api=f"{LIST}.FileSystemId")
    arn = Column(str, "The ARN.", api=f"{LIST}.ResourceARN", tf="arn")
    tags = Column(dict[str, str], "The tags.", api=f"{LIST}.Tags", cfn="Tags", tf="tags_all")
    kind = Column(
        str,
        "WINDOWS, LUSTRE, ONTAP or OPENZFS.",
        api=f"{LIST}.FileSystemType",
        cfn=At("FileSystemType", via=values.upper),
    )
    deployment_asked = Column(
        str,
        "How it was said to be deployed; empty where nobody said.",
        api=tuple(f"{LIST}.{one}.DeploymentType" for one in SETTINGS),
        cfn=tuple(f"{one}.DeploymentType" for one in SETTINGS),
        tf="deployment_type",
    )
    deployment_type = Column(
        str,
        "How it is deployed: MULTI_AZ_…, SINGLE_AZ_…, PERSISTENT_… or SCRATCH_….",
        derived=Derived(values.deployment, ("deployment_asked", "kind")),
    )
    linked_to = Column(
        str,
        "With Lustre: a bucket that it is linked to.",
        api=(
            f"{LIST}.LustreConfiguration.DataRepositoryConfiguration.ImportPath",
            f"{LINKS}.DataRepositoryPath",
        ),
        cfn=(
            "LustreConfiguration.ImportPath",
            "AWS::FSx::DataRepositoryAssociation.DataRepositoryPath",
        ),
        tf=("import_path", "aws_fsx_data_repository_association.data_repository_path"),
        reference=True,
    )
    backup_days_asked = Column(
        int,
        "How many days automatic backups shall be kept; -1 where nobody said.",
        api=tuple(f"{LIST}.{one}.AutomaticBackupRetentionDays" for one in SETTINGS),
        cfn=tuple(f"{one}.AutomaticBackupRetentionDays" for one in SETTINGS),
        tf="automatic_backup_retention_days",
        absent=values.UNSAID,
    )
    backup_days = Column(
        int,
        "How many days automatic backups are kept; 0 when there are none.",
        absent=0,
        derived=Derived(values.backup_days, ("backup_days_asked", "kind", "source")),
    )
    tags_to_backups = Column(
        bool,
        "Its tags are copied to its backups (ONTAP: each volume says so for itself).",
        api=tuple(f"{LIST}.{one}.CopyTagsToBackups" for one in TAGGING),
        cfn=tuple(f"{one}.CopyTagsToBackups" for one in TAGGING),
        tf="copy_tags_to_backups",
    )
    tags_to_volumes = Column(
        bool,
        "With OpenZFS: its tags are copied to its volumes.",
        api=f"{LIST}.OpenZFSConfiguration.CopyTagsToVolumes",
        cfn="OpenZFSConfiguration.CopyTagsToVolumes",
        tf="copy_tags_to_volumes",
    )
    kms_key = Column(
        str,
        "The KMS key of its storage; empty for AWS's own where a template names none.",
        api=f"{LIST}.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        reference=True,
    )
    key_named = named_key()
    file_audit = Column(
        str,
        "With Windows: which attempts to open files and folders are audited, or DISABLED.",
        api=f"{LIST}.WindowsConfiguration.AuditLogConfiguration.FileAccessAuditLogLevel",
        cfn="WindowsConfiguration.AuditLogConfiguration.FileAccessAuditLogLevel",
        tf="audit_log_configuration.file_access_audit_log_level",
        absent="DISABLED",
    )
    password_in_template = Column(
        bool,
        "An administrator's password is written down in the template (the value is not kept).",
        cfn=At("", via=password_written_down),
        tf=At("", via=password_written_down),
    )
