"""Amazon CloudWatch checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.cloudwatch.tables import Alarm


@check(severity="high", duty="monitor-and-alert")
def cloudwatch_alarm_acts() -> Expr:
    """Alarms have an action for when they go off.

    An alarm without one changes its colour in the console, and nobody is told. One that only feeds
    a composite alarm, which acts, may be left out by an exception.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
    """
    return Alarm.actions.length() > 0


@check(severity="high", duty="monitor-and-alert")
def cloudwatch_alarm_actions_active() -> Expr:
    """The actions of alarms are switched on.

    They are often switched off for a maintenance, and then forgotten: the alarm goes off in vain.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
    """
    return Alarm.active
