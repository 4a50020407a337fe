"""AWS Security Hub checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.securityhub.tables import Hub, Standard


@check(severity="medium", duty="detect-threats")
def securityhub_region_enabled() -> Expr:
    """Security Hub is on in the Region.

    Without it the findings of GuardDuty, Inspector, Macie and others lie in as many places, and
    nobody sees those of a Region where nobody works. It costs by the number of checks and findings.

    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-settingup.html
    """
    return Hub.enabled


@check(severity="medium", duty="configure-securely", where=Hub.enabled)
def securityhub_region_checks_a_standard() -> Expr:
    """Security Hub checks the Region against some standard.

    A hub without standards only gathers the findings of other services: no setting is looked at.

    https://docs.aws.amazon.com/securityhub/latest/userguide/standards-view-manage.html
    """
    return Hub.standards.length() > 0


@check(severity="low", duty="configure-securely", where=Hub.enabled)
def securityhub_region_takes_new_controls() -> Expr:
    """Controls that AWS adds to an enabled standard are switched on by themselves.

    Otherwise what a standard looks at stays as it was on the day that it was enabled.

    https://docs.aws.amazon.com/securityhub/latest/userguide/controls-auto-enable.html
    """
    return Hub.new_controls


@check(severity="medium", duty="configure-securely")
def securityhub_standard_complete(good: tuple[str, ...] = ("READY", "PENDING", "DELETING")) -> Expr:
    """Standards are enabled completely.

    An incomplete standard, often for want of AWS Config's recorder, leaves out controls and looks
    as if they had found nothing. `good` are the states without such an error.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_StandardsSubscription.html
    """
    return Standard.status.is_in(*good)
