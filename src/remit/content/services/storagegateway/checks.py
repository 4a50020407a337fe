"""AWS Storage Gateway checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.storagegateway.tables import FileShare

NFS = FileShare.kind == "NFS"
SMB = FileShare.kind == "SMB"
EVERYWHERE = ("0.0.0.0/0", "::/0")


@check(severity="medium", duty="manage-keys")
def storagegateway_file_share_encrypted_with_kms_key() -> Expr:
    """What file shares write to their bucket is encrypted with a KMS key.

    Without one S3 encrypts with keys of its own, which have no policy and no log of yours.

    https://docs.aws.amazon.com/filegateway/latest/files3/encrypt-objects-stored-by-file-gateway-in-amazon-s3.html
    """
    return FileShare.kms_encrypted


@check(severity="high", duty="restrict-network-access", where=NFS)
def storagegateway_nfs_file_share_limited_to_clients() -> Expr:
    """NFS file shares name the clients that may connect.

    NFS asks nobody who they are: who reaches the gateway from an allowed address has the files.

    https://docs.aws.amazon.com/filegateway/latest/files3/CreatingAnNFSFileShare.html
    """
    return ~FileShare.clients.has(EVERYWHERE[0]) & ~FileShare.clients.has(EVERYWHERE[1])


@check(severity="medium", duty="least-privilege", where=NFS)
def storagegateway_nfs_file_share_squashes_root() -> Expr:
    """The root of a client is not the root of an NFS file share.

    That is what a share does unless told otherwise. With NoSquash the administrator of any allowed
    client may read and change every file.

    https://docs.aws.amazon.com/filegateway/latest/files3/CreatingAnNFSFileShare.html
    """
    return FileShare.squash != "NoSquash"


@check(severity="high", duty="strong-authentication", where=SMB)
def storagegateway_smb_file_share_without_guest_access() -> Expr:
    """Users of SMB file shares sign in to Active Directory.

    Guest access is one user name and one password for everybody.

    https://docs.aws.amazon.com/filegateway/latest/files3/CreatingAnSMBFileShare.html
    """
    return FileShare.authentication != "GuestAccess"
