"""Amazon EventBridge checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.events.tables import BusPolicy, Endpoint, EventBus


@check(severity="high", duty="block-public-access")
def events_bus_policy_not_public() -> Expr:
    """No event bus takes events from everyone.

    Whoever may send can set off your rules, and with them whatever they start. Name accounts, or
    your organization in a condition.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions-manage.html
    """
    return ~EventBus.policy_is_public


@check(severity="high", duty="block-public-access", where=BusPolicy.bus == "default")
def events_default_bus_permission_not_public() -> Expr:
    """No template lets everyone send to the default event bus.

    That is the bus on which AWS services put their events, and most rules stand.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
    """
    return ~BusPolicy.is_public


@check(severity="low", duty="limit-cross-account")
def events_bus_not_shared() -> Expr:
    """No event bus takes events from another account.

    Except those that are meant to gather events of several accounts.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions-manage.html
    """
    return EventBus.shared_accounts.is_empty()


@check(severity="low", duty="least-privilege", where=EventBus.custom)
def events_bus_has_policy() -> Expr:
    """Event buses of one's own have a policy that says who may send to them.

    Without one, whatever the identities of the account may do is all that counts.

    https://docs.aws.amazon.com/securityhub/latest/userguide/eventbridge-controls.html
    """
    return EventBus.has_policy


@check(severity="low", duty="manage-keys")
def events_bus_encrypted_with_own_key() -> Expr:
    """Events on a bus are encrypted with a KMS key that the customer made.

    It adds a key policy, a log of each use, and the power to revoke, and costs KMS requests.
    Schemas are not discovered on such a bus.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
    """
    return EventBus.kms_key != ""


@check(severity="medium", duty="survive-failure")
def events_endpoint_replicates() -> Expr:
    """Global endpoints send each event to both Regions.

    Without it, nobody is led back to the first Region by itself once that has recovered. Events are
    billed in both.

    https://docs.aws.amazon.com/securityhub/latest/userguide/eventbridge-controls.html
    """
    return Endpoint.replication == "ENABLED"
