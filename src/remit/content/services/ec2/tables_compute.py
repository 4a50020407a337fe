"""Amazon EC2 tables: instances."""

from datetime import datetime

from remit.content.services.ec2.tables_account import here
from remit.content.services.ec2.values_compute import (
    IMAGE_DEVICES,
    asks_for_public,
    cfn_instance,
    effective_address,
    effective_profile,
    effective_tokens,
    has_public_ip,
    last_part,
    secrets_in,
    sold,
    stopped_at,
    tf_devices,
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
