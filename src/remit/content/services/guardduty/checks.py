"""Amazon GuardDuty checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.guardduty.tables import Detector, RegionDetectors


@check(severity="high", duty="detect-threats")
def guardduty_region_watched() -> Expr:
    """GuardDuty is on in the Region.

    It looks for misuse in what AWS logs anyway, and needs no agents. Also in Regions without
    workloads, since those are where intruders start machines; there it costs next to nothing.

    https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_settingup.html
    """
    return exists_in(
        Detector,
        Detector.region == RegionDetectors.region,
        Detector.scope == RegionDetectors.scope,
        Detector.enabled,
    )


@check(severity="high", duty="detect-threats")
def guardduty_detector_enabled() -> Expr:
    """The detector is switched on, not suspended.

    A suspended detector finds nothing and keeps its old findings, so it looks as if all were well.

    https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html
    """
    return Detector.enabled
