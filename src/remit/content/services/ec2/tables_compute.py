"""Amazon EC2 tables: instances, what they start from, and their storage."""

from datetime import datetime

from remit.content.services.ec2.values_compute import (
    IMAGE_DEVICES,
    ORIGIN_DECIDES,
    asks_for_public,
    cfn_instance,
    customer_key,
    effective_address,
    effective_profile,
    effective_tokens,
    encrypted_unless_snapshot,
    everyone,
    has_public_ip,
    in_group_all,
    last_part,
    place,
    secrets_in,
    sold,
    stopped_at,
    template_asks_for_public,
    tf_devices,
    unencrypted,
    yes_or_no,
)
from remit.tables import NEVER, At, Calls, Column, Derived, Table
from remit.values import Unknown

LEFT_OPEN = Unknown("the template leaves it to a launch template or to AWS")

NOT_TERMINATED = [
    {
        "Name": "instance-state-name",
        "Values": ["pending", "running", "shutting-down", "stopping", "stopped"],
    }
]


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


VERSION = (
    "DescribeLaunchTemplateVersions.LaunchTemplateVersions[DefaultVersion=True].LaunchTemplateData"
)


class LaunchTemplate(
    Table,
    name="ec2_launch_template",
    api=Calls(
        "ec2",
        lists="DescribeLaunchTemplates",
        items="LaunchTemplates",
        key="LaunchTemplateId",
        argument="LaunchTemplateId",
        fixed={"DescribeLaunchTemplateVersions": {"Versions": ["$Default"]}},
    ),
    cfn="AWS::EC2::LaunchTemplate",
    tf="aws_launch_template",
    config="AWS::EC2::LaunchTemplate",
    key="template_id",
    arn="arn:{partition}:ec2:{region}:{account}:launch-template/{template_id}",
):
    """What instances start from, in its default version; a template shows the one it makes."""

    place = here()
    template_id = Column(
        str,
        "The id that AWS gives.",
        api="DescribeLaunchTemplates.LaunchTemplateId",
        config="configuration.Id",
    )
    name = Column(
        str,
        "The name.",
        api="DescribeLaunchTemplates.LaunchTemplateName",
        cfn="LaunchTemplateName",
        tf="name",
        config="configuration.LaunchTemplateName",
    )
    tags = Column(
        dict[str, str],
        "The tags of the launch template itself.",
        api="DescribeLaunchTemplates.Tags",
        tf="tags_all",
        config="tags",
    )
    http_tokens = Column(
        str,
        "required, optional, or empty where account and image decide.",
        api=f"{VERSION}.MetadataOptions.HttpTokens",
        cfn="LaunchTemplateData.MetadataOptions.HttpTokens",
        tf="metadata_options.http_tokens",
        config="configuration.LaunchTemplateData.MetadataOptions.HttpTokens",
    )
    http_endpoint = Column(
        str,
        "enabled, or disabled where instances have no metadata service at all.",
        api=f"{VERSION}.MetadataOptions.HttpEndpoint",
        cfn="LaunchTemplateData.MetadataOptions.HttpEndpoint",
        tf="metadata_options.http_endpoint",
        config="configuration.LaunchTemplateData.MetadataOptions.HttpEndpoint",
        absent="enabled",
    )
    asks_for_public_ip = Column(
        bool,
        "A network interface asks for a public IPv4 address.",
        api=At(f"{VERSION}.NetworkInterfaces", via=template_asks_for_public),
        cfn=At("LaunchTemplateData.NetworkInterfaces", via=template_asks_for_public),
        tf=At("network_interfaces", via=template_asks_for_public),
        config=At(
            "configuration.LaunchTemplateData.NetworkInterfaces", via=template_asks_for_public
        ),
    )
    unencrypted_devices = Column(
        list[str],
        "Volumes that are not asked to be encrypted, by device name.",
        api=At(f"{VERSION}.BlockDeviceMappings", via=unencrypted),
        cfn=At("LaunchTemplateData.BlockDeviceMappings", via=unencrypted),
        tf=At("block_device_mappings", via=unencrypted),
        config=At("configuration.LaunchTemplateData.BlockDeviceMappings", via=unencrypted),
        absent=[IMAGE_DEVICES],
    )
    user_data_secrets = Column(
        list[str],
        "What kinds of secrets the user data holds. The user data itself is not kept.",
        api=At(f"{VERSION}.UserData", via=secrets_in),
        cfn=At("LaunchTemplateData.UserData", via=secrets_in),
        tf=At("user_data", via=secrets_in),
    )


class LaunchConfiguration(
    Table,
    name="ec2_launch_configuration",
    service="ec2",
    api=Calls(
        "autoscaling",
        lists="DescribeLaunchConfigurations",
        items="LaunchConfigurations",
        key="LaunchConfigurationName",
    ),
    cfn="AWS::AutoScaling::LaunchConfiguration",
    tf="aws_launch_configuration",
    config="AWS::AutoScaling::LaunchConfiguration",
    key="name",
):
    """The older way to say what an Auto Scaling group starts; it cannot be changed once made."""

    place = here()
    name = Column(
        str,
        "The name.",
        api="DescribeLaunchConfigurations.LaunchConfigurationName",
        cfn="LaunchConfigurationName",
        tf="name",
        config="configuration.launchConfigurationName",
    )
    arn = Column(
        str,
        "The ARN.",
        api="DescribeLaunchConfigurations.LaunchConfigurationARN",
        config="configuration.launchConfigurationARN",
    )
    http_tokens = Column(
        str,
        "required, or optional.",
        api="DescribeLaunchConfigurations.MetadataOptions.HttpTokens",
        cfn="MetadataOptions.HttpTokens",
        tf="metadata_options.http_tokens",
        config="configuration.metadataOptions.httpTokens",
        absent="optional",
    )
    http_endpoint = Column(
        str,
        "enabled, or disabled where instances have no metadata service at all.",
        api="DescribeLaunchConfigurations.MetadataOptions.HttpEndpoint",
        cfn="MetadataOptions.HttpEndpoint",
        tf="metadata_options.http_endpoint",
        config="configuration.metadataOptions.httpEndpoint",
        absent="enabled",
    )
    asks_for_public_ip = Column(
        bool,
        "Instances ask for a public IPv4 address.",
        api="DescribeLaunchConfigurations.AssociatePublicIpAddress",
        cfn="AssociatePublicIpAddress",
        tf="associate_public_ip_address",
        config="configuration.associatePublicIpAddress",
    )
    unencrypted_devices = Column(
        list[str],
        "Volumes that are not asked to be encrypted, by device name.",
        api=At("DescribeLaunchConfigurations.BlockDeviceMappings", via=unencrypted),
        cfn=At("BlockDeviceMappings", via=unencrypted),
        tf=At("", via=tf_devices),
        config=At("configuration.blockDeviceMappings", via=unencrypted),
        absent=[IMAGE_DEVICES],
    )
    user_data_secrets = Column(
        list[str],
        "What kinds of secrets the user data holds. The user data itself is not kept.",
        api=At("DescribeLaunchConfigurations.UserData", via=secrets_in),
        cfn=At("UserData", via=secrets_in),
        tf=(At("user_data", via=secrets_in), At("user_data_base64", via=secrets_in)),
        config=At("configuration.userData", via=secrets_in),
    )


class Instance(
    Table,
    name="ec2_instance",
    api=Calls(
        "ec2",
        lists="DescribeInstances",
        items="Reservations[].Instances[]",
        key="InstanceId",
        argument="InstanceId",
        fixed={
            "DescribeInstances": {"Filters": NOT_TERMINATED},
            "DescribeInstanceAttribute": {"Attribute": "userData"},
        },
    ),
    cfn="AWS::EC2::Instance",
    tf=("aws_instance", "aws_spot_instance_request"),
    config="AWS::EC2::Instance",
    key="instance_id",
    arn="arn:{partition}:ec2:{region}:{account}:instance/{instance_id}",
    satellites={
        "AWS::EC2::EIP": "InstanceId",
        "AWS::EC2::EIPAssociation": "InstanceId",
        "aws_eip": "instance",
        "aws_eip_association": "instance_id",
    },
):
    """A virtual machine, running or stopped."""

    place = here()
    instance_id = Column(
        str,
        "The id that AWS gives.",
        api="DescribeInstances.InstanceId",
        config="resourceId",
    )
    name = Column(
        str,
        "The tag Name.",
        api="DescribeInstances.Tags[Key=Name].Value",
        cfn="Tags[Key=Name].Value",
        tf="tags.Name",
        config="tags.Name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeInstances.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    instance_type = Column(
        str,
        "Its type, such as m7g.large or c7i.metal-24xl.",
        api="DescribeInstances.InstanceType",
        cfn="InstanceType",
        tf="instance_type",
        config="configuration.instanceType",
        default=LEFT_OPEN,
    )
    tenancy = Column(
        str,
        "default, dedicated (hardware of this account alone) or host (a Dedicated Host).",
        api="DescribeInstances.Placement.Tenancy",
        cfn=("Tenancy", At("HostId", via=lambda _: "host")),
        tf=("tenancy", At("host_id", via=lambda _: "host")),
        config="configuration.placement.tenancy",
        absent="default",
    )
    from_marketplace = Column(
        bool,
        "It was started from an image that AWS Marketplace sells or gives away.",
        api=At("DescribeInstances.ProductCodes[].ProductCodeType", via=sold),
        config=At("configuration.productCodes[].productCodeType", via=sold),
    )
    launch_template = Column(
        str,
        "The launch template that it starts from, if any.",
        api="DescribeInstances.Tags[Key=aws:ec2launchtemplate:id].Value",
        cfn=("LaunchTemplate.LaunchTemplateId", "LaunchTemplate.LaunchTemplateName"),
        tf=("launch_template.id", "launch_template.name"),
        config="tags.aws:ec2launchtemplate:id",
        reference=True,
    )
    http_tokens_stated = Column(
        str,
        "required, optional, or empty where launch template, account and image decide.",
        api="DescribeInstances.MetadataOptions.HttpTokens",
        cfn="MetadataOptions.HttpTokens",
        tf="metadata_options.http_tokens",
        config="configuration.metadataOptions.httpTokens",
        absent="optional",
        default="",
    )
    http_tokens = Column(
        str,
        "required where the metadata service answers nobody without a session token (IMDSv2).",
        derived=Derived(effective_tokens, ("http_tokens_stated", "launch_template"), lenient=True),
    )
    http_endpoint = Column(
        str,
        "enabled, or disabled where the instance has no metadata service at all.",
        api="DescribeInstances.MetadataOptions.HttpEndpoint",
        cfn="MetadataOptions.HttpEndpoint",
        tf="metadata_options.http_endpoint",
        config="configuration.metadataOptions.httpEndpoint",
        absent="enabled",
    )
    subnet = Column(
        str,
        "The subnet of its first network interface; the default one if a template names none.",
        api="DescribeInstances.SubnetId",
        cfn=("SubnetId", "NetworkInterfaces.SubnetId"),
        tf="subnet_id",
        config="configuration.subnetId",
        reference=True,
    )
    public_ip_stated = Column(
        str,
        "Whether it has or asks for a public IPv4 address: yes, no, or subnet if it says nothing.",
        api=(
            At("DescribeInstances.PublicIpAddress", via=yes_or_no),
            At("DescribeInstances.NetworkInterfaces[].Association.PublicIp", via=yes_or_no),
        ),
        cfn=(
            At("AWS::EC2::EIP", via=yes_or_no),
            At("AWS::EC2::EIPAssociation", via=yes_or_no),
            At("NetworkInterfaces", via=asks_for_public),
        ),
        tf=(
            At("aws_eip", via=yes_or_no),
            At("aws_eip_association", via=yes_or_no),
            At("associate_public_ip_address", via=yes_or_no),
        ),
        config=(
            At("configuration.publicIpAddress", via=yes_or_no),
            At("configuration.networkInterfaces[].association.publicIp", via=yes_or_no),
        ),
        absent="no",
        default="subnet",
    )
    public_ip_asked = Column(
        str,
        "The same, unless a launch template may say it.",
        derived=Derived(effective_address, ("public_ip_stated", "launch_template"), lenient=True),
    )
    public_ip = Column(
        bool,
        "It has a public IPv4 address, or asks for one.",
        derived=Derived(has_public_ip, ("public_ip_asked",)),
    )
    unencrypted_devices = Column(
        list[str],
        "Volumes that are not asked to be encrypted, by device name. What runs has a row a volume.",
        cfn=At("", via=cfn_instance),
        tf=At("", via=tf_devices),
        default=[IMAGE_DEVICES],
    )
    user_data_secrets = Column(
        list[str],
        "What kinds of secrets the user data holds. The user data itself is not kept.",
        api=At("DescribeInstanceAttribute.UserData.Value", via=secrets_in),
        cfn=At("UserData", via=secrets_in),
        tf=(At("user_data", via=secrets_in), At("user_data_base64", via=secrets_in)),
    )
    profile_stated = Column(
        str,
        "The instance profile that is named for it.",
        api=At("DescribeInstances.IamInstanceProfile.Arn", via=last_part),
        cfn="IamInstanceProfile",
        tf="iam_instance_profile",
        config=At("configuration.iamInstanceProfile.arn", via=last_part),
        reference=True,
    )
    profile = Column(
        str,
        "The instance profile, which gives it a role and temporary credentials.",
        derived=Derived(effective_profile, ("profile_stated", "launch_template"), lenient=True),
        reference=True,
    )
    detailed_monitoring = Column(
        bool,
        "CloudWatch gets its metrics every minute rather than every five.",
        api="DescribeInstances.Monitoring.State",
        cfn="Monitoring",
        tf="monitoring",
        config="configuration.monitoring.state",
        words={"pending": True, "disabling": False},
    )
    termination_protection = Column(
        bool,
        "It cannot be terminated before this is switched off.",
        cfn="DisableApiTermination",
        tf="disable_api_termination",
    )
    source_dest_check = Column(
        bool,
        "It gets and sends only its own traffic; off for NAT and firewall instances.",
        api="DescribeInstances.SourceDestCheck",
        cfn="SourceDestCheck",
        tf="source_dest_check",
        config="configuration.sourceDestCheck",
        absent=True,
    )
    virtualization = Column(
        str,
        "hvm, or paravirtual, which only old types have.",
        api="DescribeInstances.VirtualizationType",
        config="configuration.virtualizationType",
        absent="hvm",
    )
    state = Column(
        str,
        "pending, running, stopping, stopped or shutting-down.",
        api="DescribeInstances.State.Name",
        config="configuration.state.name",
        absent="running",
    )
    stopped = Column(
        datetime,
        "When it was stopped.",
        api=At("DescribeInstances.StateTransitionReason", via=stopped_at),
        config=At("configuration.stateTransitionReason", via=stopped_at),
        absent=NEVER,
    )
    launched = Column(
        datetime,
        "When it was started last.",
        api="DescribeInstances.LaunchTime",
        config="configuration.launchTime",
        absent=NEVER,
    )


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
    customer_key = Column(
        bool,
        "The KMS key is the customer's own.",
        derived=Derived(customer_key, ("kms_key", "source")),
    )
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
