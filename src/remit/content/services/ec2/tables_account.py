"""Amazon EC2 tables: what an account decides for a Region."""

from remit.content.services.ec2.values_compute import (
    place,
)
from remit.tables import Calls, Column, Derived, Table


def here() -> Column:
    """The account and Region (or the template that stands for them) of a row."""
    return Column(
        str,
        "The account and Region that its defaults come from; a template stands for its account.",
        derived=Derived(place, ("scope", "region"), lenient=True),
        reference=True,
    )


class EbsEncryptionDefault(
    Table,
    name="ec2_ebs_encryption_default",
    api=Calls("ec2", lists="GetEbsEncryptionByDefault", items=""),
    tf="aws_ebs_encryption_by_default",
):
    """Whether a Region encrypts every new EBS volume of the account. CloudFormation cannot say."""

    place = here()
    enabled = Column(
        bool,
        "New volumes and copies of snapshots are encrypted whether asked for or not.",
        api="GetEbsEncryptionByDefault.EbsEncryptionByDefault",
        tf="enabled",
        default=True,
    )


class SnapshotPublicAccessBlock(
    Table,
    name="ec2_snapshot_public_access_block",
    api=Calls("ec2", lists="GetSnapshotBlockPublicAccessState", items=""),
    cfn="AWS::EC2::SnapshotBlockPublicAccess",
    tf="aws_ebs_snapshot_block_public_access",
    config="AWS::EC2::SnapshotBlockPublicAccess",
):
    """Whether a Region lets the account share EBS snapshots with everyone."""

    state = Column(
        str,
        "block-all-sharing, block-new-sharing or unblocked.",
        api="GetSnapshotBlockPublicAccessState.State",
        cfn="State",
        tf="state",
        config="configuration.State",
        absent="unblocked",
    )


class ImagePublicAccessBlock(
    Table,
    name="ec2_image_public_access_block",
    api=Calls("ec2", lists="GetImageBlockPublicAccessState", items=""),
    tf="aws_ec2_image_block_public_access",
):
    """Whether a Region lets the account share machine images with everyone."""

    state = Column(
        str,
        "block-new-sharing or unblocked.",
        api="GetImageBlockPublicAccessState.ImageBlockPublicAccessState",
        tf="state",
        absent="unblocked",
    )


class MetadataDefaults(
    Table,
    name="ec2_metadata_defaults",
    api=Calls("ec2", lists="GetInstanceMetadataDefaults", items=""),
    tf="aws_ec2_instance_metadata_defaults",
):
    """How a Region sets the metadata service of new instances that do not say otherwise."""

    place = here()
    http_tokens = Column(
        str,
        "required, optional, or no-preference where the image decides.",
        api="GetInstanceMetadataDefaults.AccountLevel.HttpTokens",
        tf="http_tokens",
        absent="no-preference",
    )


class SerialConsole(
    Table,
    name="ec2_serial_console",
    api=Calls("ec2", lists="GetSerialConsoleAccessStatus", items=""),
    tf="aws_ec2_serial_console_access",
):
    """Whether a Region lets the account use the serial console of instances."""

    enabled = Column(
        bool,
        "The serial console can be used by who has the permission.",
        api="GetSerialConsoleAccessStatus.SerialConsoleAccessEnabled",
        tf="enabled",
        default=True,
    )
