"""AWS Health checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.health.tables import Entity, Event


@check(
    severity="high",
    duty="upgrade-engine",
    where=(Event.category == "scheduledChange") & Event.code.contains("PLANNED_LIFECYCLE_EVENT"),
)
def health_no_overdue_planned_lifecycle_event(days_ahead: int = 30) -> Expr:
    """No resource still waits for a planned lifecycle event that is due.

    AWS announces end of support and forced changes at least 90 or 180 days ahead and names the
    resources. Those that are still pending when it begins get upgraded, stopped or unpatched at a
    time that AWS chooses. Resolved ones can take up to 72 hours to show.

    https://docs.aws.amazon.com/batch/latest/userguide/batch-planned-lifecycle-events.html
    https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
    """
    return ~Event.started.within_days(days_ahead) | ~exists_in(
        Entity, Entity.event == Event.arn, Entity.status == "PENDING"
    )


@check(
    severity="high",
    duty="respond-to-incidents",
    where=(Event.reach == "ACCOUNT_SPECIFIC")
    & (
        Event.personas.has("SECURITY")
        | Event.service.is_in("ABUSE", "RISK")
        | Event.code.contains("SECURITY")
    ),
)
def health_security_notices_answered(days: int = 3) -> Expr:
    """Notices of AWS's about the account's security do not stay open.

    They say that a key has leaked, that a resource of yours attacks others, or that a flaw needs
    your action. AWS limits or isolates what nobody answers for.

    https://docs.aws.amazon.com/health/latest/ug/aws-health-concepts-and-terms.html
    """
    return ~Event.started.older_than(days)
