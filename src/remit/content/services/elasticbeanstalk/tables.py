"""AWS Elastic Beanstalk tables."""

from datetime import datetime
from typing import Any

from remit.content.services.elasticbeanstalk import values
from remit.content.services.elasticbeanstalk.values import deployed, option
from remit.tables import All, At, Calls, Column, Derived, Table
from remit.values import Unknown

RUNNING = "DescribeConfigurationSettings.ConfigurationSettings[]"
BY_PLATFORM = Unknown("the platform decides where no setting does")


def setting(kind: Any, about: str, namespace: str, name: str, **more: Any) -> Column:
    """A column for one of the options that an environment is configured with."""
    told = option(namespace, name)
    return Column(
        kind,
        about,
        api=At(RUNNING, via=deployed(namespace, name)),
        cfn=At("", via=told),
        tf=At("", via=told),
        **more,
    )


class Environment(
    Table,
    name="elasticbeanstalk_environment",
    api=Calls(
        "elasticbeanstalk",
        lists="DescribeEnvironments",
        items="Environments",
        key="EnvironmentId",
        arguments={
            "DescribeConfigurationSettings": {
                "ApplicationName": "ApplicationName",
                "EnvironmentName": "EnvironmentName",
            },
            "DescribePlatformVersion": {"PlatformArn": "PlatformArn"},
        },
        fixed={"DescribeEnvironments": {"IncludeDeleted": False}},
    ),
    cfn="AWS::ElasticBeanstalk::Environment",
    tf="aws_elastic_beanstalk_environment",
    config="AWS::ElasticBeanstalk::Environment",
    key="environment_id",
    tagged="elasticbeanstalk:environment",
):
    """An environment: the machines that run one version of an application, on one platform.

    What a template leaves out, a saved configuration or the source bundle may set.
    """

    environment_id = Column(
        str,
        "Its id, e-…; empty in a template.",
        api="DescribeEnvironments.EnvironmentId",
        tf="id",
        config="configuration.environmentId",
    )
    name = Column(
        str,
        "Its name.",
        api="DescribeEnvironments.EnvironmentName",
        cfn="EnvironmentName",
        tf="name",
        config="configuration.environmentName",
    )
    arn = Column(
        str,
        "The ARN.",
        api="DescribeEnvironments.EnvironmentArn",
        config="configuration.environmentArn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    platform = Column(
        str,
        "The platform version: a name with operating system and runtime in it, or an ARN.",
        api=("DescribeEnvironments.SolutionStackName", "DescribeEnvironments.PlatformArn"),
        cfn=("SolutionStackName", "PlatformArn"),
        tf=("solution_stack_name", "platform_arn"),
        config=("configuration.solutionStackName", "configuration.platformArn"),
    )
    os_supported_until = Column(
        datetime,
        "When security updates of the platform's operating system end.",
        absent=None,
        derived=Derived(values.supported_until, ("platform",)),
    )
    custom_platform = Column(
        bool,
        "The platform was made by a customer, not by AWS.",
        api=At("DescribeEnvironments.PlatformArn", via=values.made_by_customer),
        cfn=At("PlatformArn", via=values.made_by_customer),
        tf=At("platform_arn", via=values.made_by_customer),
        config=At("configuration.platformArn", via=values.made_by_customer),
    )
    branch_state = Column(
        str,
        "Supported, Beta, Deprecated or Retired; empty for a platform of the customer's.",
        api="DescribePlatformVersion.PlatformDescription.PlatformBranchLifecycleState",
    )
    version_state = Column(
        str,
        "Recommended for the one newest version of a branch, empty for all others.",
        api="DescribePlatformVersion.PlatformDescription.PlatformLifecycleState",
    )
    image = setting(
        str,
        "The image that its machines start from; empty where the platform decides.",
        "aws:autoscaling:launchconfiguration",
        "ImageId",
        reference=True,
    )
    default_images = Column(
        list[str],
        "The images of its platform version; none in a template, which knows them not.",
        api=All(
            "DescribePlatformVersion.PlatformDescription.DefaultAmiList[].ImageId",
            "DescribePlatformVersion.PlatformDescription.CustomAmiList[].ImageId",
        ),
        cfn=At("", via=values.no_defaults),
        tf=At("", via=values.no_defaults),
    )
    custom_image = Column(
        bool,
        "Its machines start from an image of the customer's.",
        derived=Derived(values.own_image, ("image", "default_images")),
    )
    managed_updates = setting(
        bool,
        "AWS updates the platform version by itself, every week in a window.",
        "aws:elasticbeanstalk:managedactions",
        "ManagedActionsEnabled",
    )
    update_level = setting(
        str,
        "minor, or patch where versions with new minor numbers are left out.",
        "aws:elasticbeanstalk:managedactions:platformupdate",
        "UpdateLevel",
    )
    health_reporting = setting(
        str,
        "enhanced, or basic.",
        "aws:elasticbeanstalk:healthreporting:system",
        "SystemType",
        absent="basic",
    )
    logs_streamed = setting(
        bool,
        "The logs of its machines go to CloudWatch Logs.",
        "aws:elasticbeanstalk:cloudwatch:logs",
        "StreamLogs",
    )
    log_days = setting(
        int,
        "For how many days they are kept there.",
        "aws:elasticbeanstalk:cloudwatch:logs",
        "RetentionInDays",
        absent=7,
    )
    imdsv1_disabled = setting(
        bool,
        "The metadata service of its machines answers version 2 only.",
        "aws:autoscaling:launchconfiguration",
        "DisableIMDSv1",
        absent=BY_PLATFORM,
    )
    environment_type = setting(
        str,
        "LoadBalanced, or SingleInstance.",
        "aws:elasticbeanstalk:environment",
        "EnvironmentType",
        absent="LoadBalanced",
    )
    min_instances = setting(
        int,
        "How many machines run at least.",
        "aws:autoscaling:asg",
        "MinSize",
        absent=1,
    )
    secret_variables = Column(
        list[str],
        "Its environment variables that hold a secret in plain text (names, not values).",
        api=At(RUNNING, via=values.deployed_secret_variables),
        cfn=At("", via=values.secret_variables),
        tf=At("", via=values.secret_variables),
    )
