"""Amazon ECS: what runs in clusters: services, and the task definitions that they start."""

from remit.content import common
from remit.content.containers import CONTAINERS, containers, secrets
from remit.content.services.ecs import values
from remit.content.services.ecs.tables import Cluster
from remit.tables import At, By, Calls, Column, Derived, Records, Table
from remit.values import Unknown

BY_CLUSTER = Unknown("the cluster's default capacity provider strategy decides")


class Service(
    Table,
    name="ecs_service",
    api=Calls(
        "ecs",
        lists="ListServices",
        items="serviceArns",
        arguments={"DescribeServices": {"cluster": "^", "services[]": ""}},
        fixed={"DescribeServices": {"include": ["TAGS"]}},
        per=Cluster,
        per_argument="cluster",
        per_column="arn",
    ),
    cfn="AWS::ECS::Service",
    tf="aws_ecs_service",
    config="AWS::ECS::Service",
):
    """A service: so many copies of a task, kept running."""

    arn = Column(
        str,
        "The ARN.",
        api=At("ListServices", via=common.listed),
        config="configuration.ServiceArn",
    )
    name = Column(
        str,
        "The name.",
        api=At("ListServices", via=common.last),
        cfn="ServiceName",
        tf="name",
        config="configuration.ServiceName",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeServices.services.tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    launch_type = Column(
        str,
        "EC2, FARGATE, EXTERNAL (machines outside AWS) or MANAGED_INSTANCES; empty where capacity"
        " providers decide.",
        api="DescribeServices.services.launchType",
        cfn="LaunchType",
        tf="launch_type",
        config="configuration.LaunchType",
        default=By(cfn=BY_CLUSTER, tf="EC2"),
    )
    capacity_providers = Column(
        list[str],
        "The capacity providers of its strategy.",
        api="DescribeServices.services.capacityProviderStrategy[].capacityProvider",
        cfn="CapacityProviderStrategy[].CapacityProvider",
        tf="capacity_provider_strategy[].capacity_provider",
        config="configuration.CapacityProviderStrategy[].CapacityProvider",
        reference=True,
    )
    own_provider = Column(
        str,
        "The first of them that is not AWS's own, whose row says what machines it brings.",
        api=At(
            "DescribeServices.services.capacityProviderStrategy[].capacityProvider",
            via=values.own_provider,
        ),
        cfn=At("CapacityProviderStrategy[].CapacityProvider", via=values.own_provider),
        tf=At("capacity_provider_strategy[].capacity_provider", via=values.own_provider),
        config=At(
            "configuration.CapacityProviderStrategy[].CapacityProvider", via=values.own_provider
        ),
        reference=True,
    )
    compute = Column(
        str,
        "What its tasks run on: EC2, FARGATE, EXTERNAL or MANAGED_INSTANCES.",
        derived=Derived(values.compute, ("launch_type", "capacity_providers"), lenient=True),
    )
    platform_version = Column(
        str,
        "The Fargate platform version; LATEST for the newest one of each moment.",
        api="DescribeServices.services.platformVersion",
        cfn="PlatformVersion",
        tf="platform_version",
        config="configuration.PlatformVersion",
        absent="LATEST",
    )
    platform_family = Column(
        str,
        "The operating system of its Fargate tasks: Linux, WINDOWS_SERVER_2022_CORE …",
        api="DescribeServices.services.platformFamily",
    )
    public_ip = Column(
        bool,
        "Each task gets a public address.",
        api=At(
            "DescribeServices.services.networkConfiguration.awsvpcConfiguration.assignPublicIp",
            via=values.is_enabled,
        ),
        cfn=At("NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", via=values.is_enabled),
        tf=At("network_configuration.assign_public_ip", via=values.is_enabled),
        config=At(
            "configuration.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp",
            via=values.is_enabled,
        ),
    )
    subnets = Column(
        list[str],
        "The subnets that its tasks may be placed in.",
        api="DescribeServices.services.networkConfiguration.awsvpcConfiguration.subnets",
        cfn="NetworkConfiguration.AwsvpcConfiguration.Subnets",
        tf="network_configuration.subnets",
        config="configuration.NetworkConfiguration.AwsvpcConfiguration.Subnets",
        reference=True,
    )
    exec_enabled = Column(
        bool,
        "Commands can be run in its containers through ECS Exec.",
        api="DescribeServices.services.enableExecuteCommand",
        cfn="EnableExecuteCommand",
        tf="enable_execute_command",
        config="configuration.EnableExecuteCommand",
    )
    task_definition = Column(
        str,
        "The task definition that it starts.",
        api="DescribeServices.services.taskDefinition",
        cfn="TaskDefinition",
        tf="task_definition",
        config="configuration.TaskDefinition",
        reference=True,
    )


class TaskDefinition(
    Table,
    name="ecs_task_definition",
    api=Calls(
        "ecs",
        lists="ListTaskDefinitionFamilies",
        items="families",
        arguments={"DescribeTaskDefinition": {"taskDefinition": ""}},
        fixed={
            "ListTaskDefinitionFamilies": {"status": "ACTIVE"},
            "DescribeTaskDefinition": {"include": ["TAGS"]},
        },
    ),
    cfn="AWS::ECS::TaskDefinition",
    tf="aws_ecs_task_definition",
    config="AWS::ECS::TaskDefinition",
    key="name",
    arn="arn:{partition}:ecs:{region}:{account}:task-definition/{name}",
):
    """What a task is made of. Of each family the live API is asked for the newest revision.

    The ARN is the family's: revisions come and go, what is found about the family stays.
    """

    name = Column(
        str,
        "The family.",
        api=At("ListTaskDefinitionFamilies", via=common.listed),
        cfn="Family",
        tf="family",
        config="configuration.Family",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeTaskDefinition.tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    compatibilities = Column(
        list[str],
        "The launch types that it is made for; none where it was not held against any.",
        api="DescribeTaskDefinition.taskDefinition.requiresCompatibilities",
        cfn="RequiresCompatibilities",
        tf="requires_compatibilities",
        config="configuration.RequiresCompatibilities",
    )
    runs_on = Column(
        str,
        "The one launch type that it is made for.",
        derived=Derived(values.runs_on, ("compatibilities",)),
    )
    network_mode = Column(
        str,
        "awsvpc, bridge, host or none; bridge where nothing is said.",
        api="DescribeTaskDefinition.taskDefinition.networkMode",
        cfn="NetworkMode",
        tf="network_mode",
        config="configuration.NetworkMode",
        absent="bridge",
    )
    pid_mode = Column(
        str,
        "host, task, or empty for a namespace of each container's own.",
        api="DescribeTaskDefinition.taskDefinition.pidMode",
        cfn="PidMode",
        tf="pid_mode",
        config="configuration.PidMode",
    )
    ipc_mode = Column(
        str,
        "host, task, none, or empty for what the machine's Docker daemon does.",
        api="DescribeTaskDefinition.taskDefinition.ipcMode",
        cfn="IpcMode",
        tf="ipc_mode",
        config="configuration.IpcMode",
    )
    operating_system = Column(
        str,
        "LINUX, WINDOWS_SERVER_2022_CORE …; LINUX where nothing is said.",
        api="DescribeTaskDefinition.taskDefinition.runtimePlatform.operatingSystemFamily",
        cfn="RuntimePlatform.OperatingSystemFamily",
        tf="runtime_platform.operating_system_family",
        absent="LINUX",
    )
    containers = Column(
        CONTAINERS,
        "The containers of a task.",
        api=At("DescribeTaskDefinition.taskDefinition.containerDefinitions", via=containers),
        cfn=At("ContainerDefinitions", via=containers),
        tf=At("container_definitions", via=containers),
        config=At("configuration.ContainerDefinitions", via=containers),
    )
    secrets = Column(
        list[str],
        "The environment variables that hold a secret in plain text, by name.",
        api=At("DescribeTaskDefinition.taskDefinition.containerDefinitions", via=secrets),
        cfn=At("ContainerDefinitions", via=secrets),
        tf=At("container_definitions", via=secrets),
        config=At("configuration.ContainerDefinitions", via=secrets),
    )
    volumes = Column(
        Records(name=str, efs=bool, encrypted_in_transit=bool),
        "The volumes, and whether those on Amazon EFS are encrypted on their way.",
        api=At("DescribeTaskDefinition.taskDefinition.volumes", via=values.volumes),
        cfn=At("Volumes", via=values.volumes),
        tf=At("volume", via=values.volumes),
        config=At("configuration.Volumes", via=values.volumes),
    )
