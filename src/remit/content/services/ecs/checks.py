"""Amazon ECS checks: clusters, services, capacity."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.ecs.tables import CapacityProvider, Cluster, ContainerInstance
from remit.content.services.ecs.tables_task import Service


@check(severity="medium", duty="monitor-and-alert")
def ecs_cluster_container_insights() -> Expr:
    """Container Insights collects metrics of clusters.

    They show crash loops and starving tasks, down to the container with `enhanced`. The account
    can switch it on for all new clusters; a template cannot see that. Metrics are billed.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html
    """
    return Cluster.container_insights.is_in("enabled", "enhanced")


@check(severity="medium", duty="log-activity")
def ecs_cluster_exec_logged() -> Expr:
    """Commands run through ECS Exec are logged.

    ECS Exec opens a shell in a running container. With NONE nothing is kept of what was typed;
    DEFAULT writes to the container's own log, OVERRIDE to a group or bucket of the cluster's.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    return Cluster.exec_logging != "NONE"


@check(severity="low", duty="manage-keys")
def ecs_cluster_exec_encrypted_with_own_key() -> Expr:
    """Sessions of ECS Exec are encrypted with a KMS key of the customer's.

    TLS protects them in any case; a key adds a second lock with a policy and a log of its own.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    return Cluster.exec_kms_key != ""


@check(severity="high", duty="restrict-network-access")
def ecs_service_without_public_ip() -> Expr:
    """Tasks of services get no public address.

    With one, a task is reachable from the internet as far as its security group lets. Put tasks
    in private subnets behind a load balancer; they then need a NAT gateway or endpoints.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2
    """
    return ~Service.public_ip


@check(severity="medium", duty="patch-managed-software", where=Service.compute == "FARGATE")
def ecs_service_fargate_platform_current(
    linux: tuple[str, ...] = ("LATEST", "1.4.0"), windows: str = "1.0.0"
) -> Expr:
    """Services on Fargate run on the newest platform version.

    A platform version is the kernel and the runtime below the task; new revisions bring security
    fixes, and tasks get them when they start. Name LATEST, and redeploy now and then.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
    """
    on_windows = Service.platform_family.lower().starts_with("windows")
    return Service.platform_version.is_in(*linux) | (
        (Service.platform_version == windows) & on_windows
    )


@check(severity="low", duty="least-privilege")
def ecs_service_exec_off() -> Expr:
    """Nobody can open a shell in containers of services through ECS Exec.

    It is meant for looking into a fault. Whoever may call ecs:ExecuteCommand then acts with the
    task's role; switch it off when the fault is found.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    return ~Service.exec_enabled


@check(severity="medium", duty="survive-failure", where=CapacityProvider.group != "")
def ecs_capacity_provider_termination_protection() -> Expr:
    """Instances that run tasks are kept when the Auto Scaling group shrinks.

    Without managed termination protection, scaling in ends instances with the tasks on them.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-19
    """
    return CapacityProvider.termination_protection


@check(severity="low", duty="monitor-and-alert")
def ecs_container_instance_agent_connected() -> Expr:
    """The agents of container instances are in touch with Amazon ECS.

    A machine whose agent is cut off runs on with its tasks, unwatched and without updates.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html
    """
    return ContainerInstance.agent_connected
