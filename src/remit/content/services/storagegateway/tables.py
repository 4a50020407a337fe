"""AWS Storage Gateway tables: file shares."""

from remit.tables import Calls, Column, Origin, Table
from remit.values import Unknown

NFS = "DescribeNFSFileShares.NFSFileShareInfoList"
SMB = "DescribeSMBFileShares.SMBFileShareInfoList"
KIND = "ListFileShares.FileShareType"


class FileShare(
    Table,
    name="storagegateway_file_share",
    api=Calls(
        "storagegateway",
        lists="ListFileShares",
        items="FileShareInfoList",
        key="FileShareARN",
        arguments={
            "DescribeNFSFileShares": {"FileShareARNList[]": "FileShareARN"},
            "DescribeSMBFileShares": {"FileShareARNList[]": "FileShareARN"},
        },
        spared={
            "DescribeNFSFileShares": (KIND, ("SMB",)),
            "DescribeSMBFileShares": (KIND, ("NFS",)),
        },
    ),
    tf=(
        Origin("aws_storagegateway_nfs_file_share", fixed={"kind": "NFS"}),
        Origin("aws_storagegateway_smb_file_share", fixed={"kind": "SMB"}),
    ),
):
    """A file share: a bucket that a gateway shows to clients as files, over NFS or SMB."""

    name = Column(
        str,
        "The share's name.",
        api=(f"{NFS}.FileShareName", f"{SMB}.FileShareName"),
        tf="file_share_name",
    )
    arn = Column(str, "The ARN.", api="ListFileShares.FileShareARN", tf="arn")
    tags = Column(dict[str, str], "The tags.", api=(f"{NFS}.Tags", f"{SMB}.Tags"), tf="tags_all")
    kind = Column(str, "NFS or SMB.", api=KIND)
    kms_encrypted = Column(
        bool,
        "Objects that the gateway writes are encrypted with a KMS key, not with one of S3's.",
        api=(f"{NFS}.KMSEncrypted", f"{SMB}.KMSEncrypted"),
        tf="kms_encrypted",
    )
    clients = Column(
        list[str],
        "The addresses from which NFS clients may connect.",
        api=f"{NFS}.ClientList",
        tf="client_list",
        absent=Unknown("it does not say which clients may connect"),
    )
    squash = Column(
        str,
        "Which NFS users become nobody: RootSquash, AllSquash or NoSquash.",
        api=f"{NFS}.Squash",
        tf="squash",
        absent="RootSquash",
    )
    authentication = Column(
        str,
        "How SMB users sign in: ActiveDirectory, or GuestAccess with one password for all.",
        api=f"{SMB}.Authentication",
        tf="authentication",
        absent="ActiveDirectory",
    )
