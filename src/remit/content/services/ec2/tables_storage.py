"""Amazon EC2 tables: volumes, their snapshots, and machine images."""

from datetime import datetime

from remit.content.keys import named_key
from remit.content.services.ec2.tables_account import here
from remit.content.services.ec2.values_compute import (
    ORIGIN_DECIDES,
    encrypted_unless_snapshot,
    everyone,
    in_group_all,
    unencrypted,
)
from remit.tables import NEVER, At, Calls, Column, Derived, Table


class Volume(
    Table,
    name="ec2_volume",
    api=Calls("ec2", lists="DescribeVolumes", items="Volumes", key="VolumeId"),
    cfn="AWS::EC2::Volume",
    tf="aws_ebs_volume",
    config="AWS::EC2::Volume",
    key="volume_id",
    arn="arn:{partition}:ec2:{region}:{account}:volume/{volume_id}",
    satellites={
        "AWS::EC2::VolumeAttachment": "VolumeId",
        "aws_volume_attachment": "volume_id",
    },
):
    """An EBS volume."""

    place = here()
    volume_id = Column(
        str, "The id that AWS gives.", api="DescribeVolumes.VolumeId", config="resourceId"
    )
    name = Column(
        str,
        "The tag Name.",
        api="DescribeVolumes.Tags[Key=Name].Value",
        cfn="Tags[Key=Name].Value",
        tf="tags.Name",
        config="tags.Name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeVolumes.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    encryption_stated = Column(
        bool,
        "Encryption was asked for, or is there.",
        api="DescribeVolumes.Encrypted",
        cfn="Encrypted",
        tf="encrypted",
        config="configuration.encrypted",
    )
    made_from = Column(
        str,
        "The snapshot that it was made from.",
        api="DescribeVolumes.SnapshotId",
        cfn="SnapshotId",
        tf="snapshot_id",
        config="configuration.snapshotId",
        reference=True,
    )
    encrypted = Column(
        bool,
        "It is encrypted.",
        derived=Derived(
            encrypted_unless_snapshot, ("encryption_stated", "made_from", "source"), lenient=True
        ),
    )
    kms_key = Column(
        str,
        "The KMS key; what runs names it also when it is AWS's own.",
        api="DescribeVolumes.KmsKeyId",
        cfn="KmsKeyId",
        tf="kms_key_id",
        config="configuration.kmsKeyId",
        reference=True,
    )
    key_named = named_key()
    attached_to = Column(
        list[str],
        "The instances that it is attached to.",
        api="DescribeVolumes.Attachments[].InstanceId",
        cfn="AWS::EC2::VolumeAttachment[].InstanceId",
        tf="aws_volume_attachment[].instance_id",
        config="configuration.attachments[].instanceId",
        reference=True,
    )


class Snapshot(
    Table,
    name="ec2_snapshot",
    api=Calls(
        "ec2",
        lists="DescribeSnapshots",
        items="Snapshots",
        key="SnapshotId",
        argument="SnapshotId",
        fixed={
            "DescribeSnapshots": {"OwnerIds": ["self"]},
            "DescribeSnapshotAttribute": {"Attribute": "createVolumePermission"},
        },
    ),
    tf=("aws_ebs_snapshot", "aws_ebs_snapshot_copy", "aws_ebs_snapshot_import"),
    key="snapshot_id",
    arn="arn:{partition}:ec2:{region}::snapshot/{snapshot_id}",
    satellites={"aws_snapshot_create_volume_permission": "snapshot_id"},
):
    """An EBS snapshot of the account's own."""

    place = here()
    snapshot_id = Column(str, "The id that AWS gives.", api="DescribeSnapshots.SnapshotId")
    tags = Column(dict[str, str], "The tags.", api="DescribeSnapshots.Tags", tf="tags_all")
    volume = Column(
        str,
        "The volume that it is a copy of; arbitrary for a copy of a snapshot.",
        api="DescribeSnapshots.VolumeId",
        tf="volume_id",
        reference=True,
    )
    encrypted = Column(
        bool,
        "It is encrypted.",
        api="DescribeSnapshots.Encrypted",
        tf="encrypted",
        default=ORIGIN_DECIDES,
    )
    started = Column(
        datetime, "When it was taken.", api="DescribeSnapshots.StartTime", absent=NEVER
    )
    public = Column(
        bool,
        "Everyone with an AWS account can make a volume from it.",
        api=At("DescribeSnapshotAttribute.CreateVolumePermissions[]", via=in_group_all),
        tf=At("aws_snapshot_create_volume_permission[].account_id", via=everyone),
    )
    shared_with = Column(
        list[str],
        "Other accounts that can make a volume from it.",
        api="DescribeSnapshotAttribute.CreateVolumePermissions[].UserId",
        tf="aws_snapshot_create_volume_permission[].account_id",
    )


class Image(
    Table,
    name="ec2_image",
    api=Calls(
        "ec2",
        lists="DescribeImages",
        items="Images",
        key="ImageId",
        argument="ImageId",
        fixed={
            "DescribeImages": {"Owners": ["self"]},
            "DescribeImageAttribute": {"Attribute": "launchPermission"},
        },
    ),
    tf=("aws_ami", "aws_ami_copy", "aws_ami_from_instance"),
    key="image_id",
    arn="arn:{partition}:ec2:{region}::image/{image_id}",
    satellites={"aws_ami_launch_permission": "image_id"},
):
    """A machine image (AMI) of the account's own."""

    image_id = Column(str, "The id that AWS gives.", api="DescribeImages.ImageId")
    name = Column(str, "The name.", api="DescribeImages.Name", tf="name")
    tags = Column(dict[str, str], "The tags.", api="DescribeImages.Tags", tf="tags_all")
    public = Column(
        bool,
        "Everyone with an AWS account can start an instance from it.",
        api="DescribeImages.Public",
        tf=At("aws_ami_launch_permission[].group", via=everyone),
    )
    shared_with = Column(
        list[str],
        "Other accounts that can start an instance from it.",
        api="DescribeImageAttribute.LaunchPermissions[].UserId",
        tf="aws_ami_launch_permission[].account_id",
    )
    unencrypted_devices = Column(
        list[str],
        "Its volumes that are not encrypted, by device name.",
        api=At("DescribeImages.BlockDeviceMappings", via=unencrypted),
        tf=(
            At("encrypted", via=lambda on: [] if on in (True, "true") else ORIGIN_DECIDES),
            At("ebs_block_device", via=unencrypted),
        ),
        default=ORIGIN_DECIDES,
    )
    created = Column(datetime, "When it was made.", api="DescribeImages.CreationDate", absent=NEVER)
