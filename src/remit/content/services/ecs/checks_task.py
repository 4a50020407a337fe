"""Amazon ECS checks: task definitions."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.ecs.tables_task import TaskDefinition

LINUX = ~TaskDefinition.operating_system.lower().starts_with("windows")


@check(severity="high", duty="configure-securely")
def ecs_task_definition_not_privileged() -> Expr:
    """No container runs privileged.

    A privileged container is root on the machine that it runs on, and so on all other tasks there.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-4
    """
    return ~TaskDefinition.containers.any(lambda container: container.privileged)


@check(severity="high", duty="configure-securely", where=LINUX)
def ecs_task_definition_root_filesystem_read_only() -> Expr:
    """Containers may only read their root file system.

    Who breaks in can then neither change the program nor leave tools behind. Give what must be
    written a volume. Windows containers do not know the setting and are out of scope.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-5
    """
    return TaskDefinition.containers.all(lambda container: container.read_only)


@check(severity="medium", duty="least-privilege", where=LINUX)
def ecs_task_definition_user_not_root(
    root: tuple[str, ...] = ("", "root", "0", "root:root", "0:0", "root:0", "0:root"),
) -> Expr:
    """Containers run as a user other than root.

    Where the task definition names nobody the image decides, and that is root unless its author
    took care; name the user here, so that it can be seen.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-20
    """
    return TaskDefinition.containers.all(lambda container: ~container.user.is_in(*root))


@check(severity="medium", duty="segment-networks")
def ecs_task_definition_not_on_host_network() -> Expr:
    """Tasks do not share the network of the machine that they run on.

    In host mode a container reaches all that the machine listens on, its metadata service with
    the instance's role among it, and no security group stands between.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-17
    """
    return TaskDefinition.network_mode != "host"


@check(severity="high", duty="configure-securely")
def ecs_task_definition_not_in_host_process_namespace() -> Expr:
    """Tasks do not see the processes of the machine that they run on.

    Sharing the host's process namespace lets a container read and signal what others run there.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-3
    """
    return TaskDefinition.pid_mode != "host"


@check(severity="medium", duty="configure-securely")
def ecs_task_definition_not_in_host_ipc_namespace() -> Expr:
    """Tasks do not share memory and semaphores with the machine that they run on.

    With the host's IPC namespace a container can read the shared memory of all other tasks there.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
    """
    return TaskDefinition.ipc_mode != "host"


@check(severity="high", duty="protect-secrets")
def ecs_task_definition_environment_without_secrets() -> Expr:
    """No environment variable of a container holds a secret in plain text.

    Everyone who may describe the task definition reads it, in every revision ever made. Name the
    secret under `secrets`, from Secrets Manager or Parameter Store.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    """
    return TaskDefinition.secrets.is_empty()


@check(severity="high", duty="log-activity")
def ecs_task_definition_logs_configured() -> Expr:
    """Every container sends its output to a log.

    On Fargate what is sent nowhere is gone with the task; on an instance it fills the disk and is
    gone with the machine.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-9
    """
    return TaskDefinition.containers.all(lambda container: container.log_driver != "")


@check(severity="medium", duty="encrypt-in-transit")
def ecs_task_definition_efs_encrypted_in_transit() -> Expr:
    """Volumes on Amazon EFS are encrypted on their way to the task.

    It is off until asked for; then the mount goes through TLS.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-18
    """
    return ~TaskDefinition.volumes.any(lambda volume: volume.efs & ~volume.encrypted_in_transit)


@check(severity="low", duty="secure-code")
def ecs_task_definition_images_pinned() -> Expr:
    """Containers name a tag other than latest, or a digest, of their image.

    `latest`, which is also meant where no tag stands, is whatever was pushed last: nobody can say
    what ran yesterday. A digest is surest.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html
    """
    return TaskDefinition.containers.all(
        lambda container: (
            container.image.matches("(@sha256:[0-9a-f]{64}|:[A-Za-z0-9_][A-Za-z0-9_.-]*)$")
            & ~container.image.ends_with(":latest")
        )
    )
