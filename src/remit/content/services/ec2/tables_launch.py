"""Amazon EC2 tables: what instances start from."""

from remit.content.services.ec2.tables_account import here
from remit.content.services.ec2.values_compute import (
    IMAGE_DEVICES,
    secrets_in,
    template_asks_for_public,
    tf_devices,
    unencrypted,
)
from remit.tables import At, Calls, Column, Table

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
