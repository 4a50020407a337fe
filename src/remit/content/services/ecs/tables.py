"""Amazon ECS: clusters, and the capacity that they run tasks on."""

from remit.content import common
from remit.content.common import stated
from remit.content.services.ecs import values
from remit.tables import At, Calls, Column, Derived, Table


class Cluster(
    Table,
    name="ecs_cluster",
    api=Calls(
        "ecs",
        lists="ListClusters",
        items="clusterArns",
        arguments={"DescribeClusters": {"clusters[]": ""}},
        fixed={"DescribeClusters": {"include": ["SETTINGS", "CONFIGURATIONS", "TAGS"]}},
    ),
    cfn="AWS::ECS::Cluster",
    tf="aws_ecs_cluster",
    config="AWS::ECS::Cluster",
    key="name",
    arn="arn:{partition}:ecs:{region}:{account}:cluster/{name}",
    satellites={
        "AWS::ECS::ClusterCapacityProviderAssociations": "Cluster",
        "aws_ecs_cluster_capacity_providers": "cluster_name",
    },
):
    """A cluster: services and tasks, and the capacity that they may use."""

    arn = Column(
        str,
        "The ARN.",
        api=At("ListClusters", via=common.listed),
        config="configuration.Arn",
    )
    name = Column(
        str,
        "The name.",
        api=At("ListClusters", via=common.last),
        cfn="ClusterName",
        tf="name",
        config="configuration.ClusterName",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeClusters.clusters.tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    container_insights = Column(
        str,
        "enabled, enhanced or disabled; in a template, disabled unless the account's setting"
        " for new clusters says otherwise.",
        api="DescribeClusters.clusters.settings[name=containerInsights].value",
        cfn="ClusterSettings[Name=containerInsights].Value",
        tf="setting[name=containerInsights].value",
        config="configuration.ClusterSettings[Name=containerInsights].Value",
        absent="disabled",
    )
    exec_logging = Column(
        str,
        "Where commands run through ECS Exec are logged: DEFAULT (as the container logs), OVERRIDE"
        " (to a place that the cluster names), NONE.",
        api="DescribeClusters.clusters.configuration.executeCommandConfiguration.logging",
        cfn="Configuration.ExecuteCommandConfiguration.Logging",
        tf="configuration.execute_command_configuration.logging",
        config="configuration.Configuration.ExecuteCommandConfiguration.Logging",
        absent="DEFAULT",
    )
    exec_kms_key = Column(
        str,
        "The KMS key that encrypts the session of ECS Exec; empty for TLS alone.",
        api="DescribeClusters.clusters.configuration.executeCommandConfiguration.kmsKeyId",
        cfn="Configuration.ExecuteCommandConfiguration.KmsKeyId",
        tf="configuration.execute_command_configuration.kms_key_id",
        config="configuration.Configuration.ExecuteCommandConfiguration.KmsKeyId",
        reference=True,
    )
    capacity_providers = Column(
        list[str],
        "The capacity providers that its tasks may use.",
        api="DescribeClusters.clusters.capacityProviders",
        cfn=(
            "CapacityProviders",
            "AWS::ECS::ClusterCapacityProviderAssociations.CapacityProviders",
        ),
        tf="aws_ecs_cluster_capacity_providers.capacity_providers",
        config="configuration.CapacityProviders",
        reference=True,
    )


class CapacityProvider(
    Table,
    name="ecs_capacity_provider",
    api=Calls("ecs", lists="DescribeCapacityProviders", items="capacityProviders", key="name"),
    cfn="AWS::ECS::CapacityProvider",
    tf="aws_ecs_capacity_provider",
    key="name",
    tagged="ecs:capacity-provider",
):
    """Where tasks get their machines from: Fargate, an Auto Scaling group, managed instances."""

    arn = Column(str, "The ARN.", api="DescribeCapacityProviders.capacityProviderArn")
    name = Column(
        str,
        "The name; FARGATE and FARGATE_SPOT are AWS's own.",
        api="DescribeCapacityProviders.name",
        cfn="Name",
        tf="name",
    )
    group = Column(
        str,
        "The Auto Scaling group of instances that it grows and shrinks; empty for none.",
        api="DescribeCapacityProviders.autoScalingGroupProvider.autoScalingGroupArn",
        cfn="AutoScalingGroupProvider.AutoScalingGroupArn",
        tf="auto_scaling_group_provider.auto_scaling_group_arn",
        reference=True,
    )
    managed_instances = Column(
        bool,
        "Its instances are Amazon ECS Managed Instances.",
        api=At("DescribeCapacityProviders.managedInstancesProvider", via=stated),
        cfn=At("ManagedInstancesProvider", via=stated),
    )
    kind = Column(
        str,
        "FARGATE, EC2 (instances of an Auto Scaling group) or MANAGED_INSTANCES.",
        derived=Derived(values.provider_kind, ("name", "group", "managed_instances"), lenient=True),
    )
    termination_protection = Column(
        bool,
        "Instances that run tasks are kept when the group shrinks.",
        api=At(
            "DescribeCapacityProviders.autoScalingGroupProvider.managedTerminationProtection",
            via=values.is_enabled,
        ),
        cfn=At("AutoScalingGroupProvider.ManagedTerminationProtection", via=values.is_enabled),
        tf=At("auto_scaling_group_provider.managed_termination_protection", via=values.is_enabled),
    )


class ContainerInstance(
    Table,
    name="ecs_container_instance",
    api=Calls(
        "ecs",
        lists="ListContainerInstances",
        items="containerInstanceArns",
        arguments={
            "DescribeContainerInstances": {"cluster": "^", "containerInstances[]": ""},
        },
        fixed={"DescribeContainerInstances": {"include": ["TAGS"]}},
        per=Cluster,
        per_argument="cluster",
        per_column="arn",
    ),
):
    """A machine that is registered with a cluster. Only the live API knows it."""

    arn = Column(str, "The ARN.", api=At("ListContainerInstances", via=common.listed))
    tags = Column(
        dict[str, str], "The tags.", api="DescribeContainerInstances.containerInstances.tags"
    )
    cluster = Column(str, "The cluster.", api="^", reference=True)
    instance = Column(
        str,
        "The EC2 instance (i-…), or the managed node (mi-…) that stands outside AWS.",
        api="DescribeContainerInstances.containerInstances.ec2InstanceId",
    )
    capacity_provider = Column(
        str,
        "The capacity provider that brought it.",
        api="DescribeContainerInstances.containerInstances.capacityProviderName",
    )
    agent_version = Column(
        str,
        "The version of the ECS agent on it.",
        api="DescribeContainerInstances.containerInstances.versionInfo.agentVersion",
    )
    agent_connected = Column(
        bool,
        "The agent is in touch with Amazon ECS.",
        api="DescribeContainerInstances.containerInstances.agentConnected",
    )
    is_external = Column(
        bool,
        "It stands outside AWS: Amazon ECS Anywhere.",
        derived=Derived(lambda instance: str(instance).startswith("mi-"), ("instance",)),
    )
