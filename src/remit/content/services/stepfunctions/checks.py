"""AWS Step Functions checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.stepfunctions.tables import StateMachine


@check(severity="medium", duty="log-activity")
def stepfunctions_state_machine_logged(
    levels: tuple[str, ...] = ("ALL", "ERROR", "FATAL"),
) -> Expr:
    """State machines log their executions to CloudWatch Logs.

    Express workflows keep no history of their own: what is not logged is gone. `levels` are those
    that are enough.

    https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    """
    return StateMachine.log_level.is_in(*levels)


@check(severity="low", duty="monitor-and-alert")
def stepfunctions_state_machine_traced() -> Expr:
    """Executions are traced by AWS X-Ray.

    A trace shows where a workflow lost its time or failed, over all services that it calls.

    https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html
    """
    return StateMachine.traced


@check(severity="low", duty="manage-keys")
def stepfunctions_state_machine_encrypted_with_own_key() -> Expr:
    """Definition and executions are encrypted with a KMS key of the customer's.

    Without one AWS encrypts them with a key that it owns, which has no policy and no log of yours.

    https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
    """
    return StateMachine.own_key
