"""Amazon GuardDuty tables."""

from collections.abc import Mapping
from typing import Any

from remit.tables import At, Calls, Column, Table


def itself(item: Any) -> Any:
    """An item of a list of texts."""
    return item.get("") if isinstance(item, Mapping) else item


class Detector(
    Table,
    name="guardduty_detector",
    api=Calls("guardduty", lists="ListDetectors", items="DetectorIds", argument="DetectorId"),
    cfn="AWS::GuardDuty::Detector",
    tf="aws_guardduty_detector",
    config="AWS::GuardDuty::Detector",
    key="detector",
    arn="arn:{partition}:guardduty:{region}:{account}:detector/{detector}",
    tagged="guardduty",
):
    """A detector: GuardDuty in one Region."""

    detector = Column(
        str,
        "The detector's id; templates know none.",
        api=At("ListDetectors", via=itself),
        config="configuration.Id",
    )
    enabled = Column(
        bool,
        "It is switched on.",
        api="GetDetector.Status",
        cfn="Enable",
        tf="enable",
        config="configuration.Enable",
        default=True,
    )


class RegionDetectors(
    Table,
    name="guardduty_region",
    api=Calls("guardduty", lists="ListDetectors", items=""),
):
    """The detectors of a Region as a whole: also where there is none."""

    detectors = Column(list[str], "Their ids.", api="ListDetectors.DetectorIds")
