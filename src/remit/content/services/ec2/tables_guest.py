"""Amazon EC2 tables: what runs inside of instances, as Systems Manager sees it; their images."""

from datetime import datetime

from remit.content.services.ec2.tables_compute import NOT_TERMINATED
from remit.content.services.ec2.values_guest import guest_arn, os_supported_until
from remit.lifecycles import FAR
from remit.tables import NEVER, Calls, Column, Derived, Table
from remit.values import Unknown

GONE = Unknown("the image is gone, or its owner shows it no more")


class ManagedInstance(
    Table,
    name="ssm_managed_instance",
    service="ec2",
    api=Calls(
        "ssm",
        lists="DescribeInstanceInformation",
        items="InstanceInformationList",
        key="InstanceId",
        join={"ListResourceComplianceSummaries": ("ResourceComplianceSummaryItems", "ResourceId")},
        fixed={
            "ListResourceComplianceSummaries": {
                "Filters": [{"Key": "ComplianceType", "Values": ["Patch"], "Type": "EQUAL"}]
            }
        },
    ),
    key="instance_id",
):
    """A machine with an agent that reports to Systems Manager: an EC2 instance, or one elsewhere.

    Its duties are those of the machine, so it counts as the instance that it is.
    """

    instance_id = Column(
        str,
        "The id: that of the EC2 instance, or mi-… for a machine elsewhere.",
        api="DescribeInstanceInformation.InstanceId",
    )
    arn = Column(
        str,
        "The ARN of the machine.",
        derived=Derived(guest_arn, ("instance_id", "partition", "region", "account")),
    )
    name = Column(str, "The host's name.", api="DescribeInstanceInformation.ComputerName")
    platform = Column(
        str,
        "The operating system: Amazon Linux, Ubuntu, Microsoft Windows Server 2022 Datacenter …",
        api="DescribeInstanceInformation.PlatformName",
    )
    platform_version = Column(
        str,
        "Its version.",
        api="DescribeInstanceInformation.PlatformVersion",
    )
    supported_until = Column(
        datetime,
        "When free security updates of the operating system end.",
        absent=None,
        derived=Derived(os_supported_until, ("platform", "platform_version")),
    )
    agent_current = Column(
        bool,
        "The agent is of the newest version.",
        api="DescribeInstanceInformation.IsLatestVersion",
    )
    ping = Column(
        str,
        "Online, ConnectionLost or Inactive.",
        api="DescribeInstanceInformation.PingStatus",
    )
    last_ping = Column(
        datetime,
        "When the agent was heard of last.",
        api="DescribeInstanceInformation.LastPingDateTime",
        absent=NEVER,
    )
    association_status = Column(
        str,
        "How the last run of its associations ended; empty where it has none.",
        api="DescribeInstanceInformation.AssociationStatus",
    )
    patch_status = Column(
        str,
        "COMPLIANT or NON_COMPLIANT with its patch baseline; empty where it was never scanned.",
        api="ListResourceComplianceSummaries.Status",
    )
    patch_severity = Column(
        str,
        "The worst severity of what is missing.",
        api="ListResourceComplianceSummaries.OverallSeverity",
    )
    patch_scanned = Column(
        datetime,
        "When Patch Manager last scanned or patched it.",
        api="ListResourceComplianceSummaries.ExecutionSummary.ExecutionTime",
        absent=NEVER,
    )


class InstanceImage(
    Table,
    name="ec2_instance_image",
    api=Calls(
        "ec2",
        lists="DescribeInstanceImageMetadata",
        items="InstanceImageMetadata",
        key="InstanceId",
        fixed={"DescribeInstanceImageMetadata": {"Filters": NOT_TERMINATED}},
    ),
    key="instance_id",
    arn="arn:{partition}:ec2:{region}:{account}:instance/{instance_id}",
):
    """The machine image (AMI) that an instance was started from, whoever owns it."""

    instance_id = Column(str, "The instance's id.", api="DescribeInstanceImageMetadata.InstanceId")
    image_id = Column(
        str, "The image's id.", api="DescribeInstanceImageMetadata.ImageMetadata.ImageId"
    )
    owner = Column(
        str,
        "The account that owns the image.",
        api="DescribeInstanceImageMetadata.ImageMetadata.OwnerId",
    )
    owner_alias = Column(
        str,
        "amazon (and providers that AWS verified), aws-marketplace, aws-backup-vault, or empty.",
        api="DescribeInstanceImageMetadata.ImageMetadata.ImageOwnerAlias",
    )
    public = Column(
        bool,
        "Everyone with an AWS account can start an instance from it.",
        api="DescribeInstanceImageMetadata.ImageMetadata.IsPublic",
    )
    created = Column(
        datetime,
        "When the image was made.",
        api="DescribeInstanceImageMetadata.ImageMetadata.CreationDate",
        absent=GONE,
    )
    deprecated = Column(
        datetime,
        "From when its owner no longer offers it; far away where no such day is set.",
        api="DescribeInstanceImageMetadata.ImageMetadata.DeprecationTime",
        absent=FAR,
    )
