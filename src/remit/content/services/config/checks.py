"""AWS Config checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.config.tables import Recorder, RegionRecorders


@check(severity="medium", duty="inventory-assets")
def config_region_recorded() -> Expr:
    """A recorder that is on records every resource type in the Region.

    It is the history of what there was and how it was set, which no later question can make up
    for. It is billed by change: where that hurts, record daily rather than less.

    https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
    """
    return exists_in(
        Recorder,
        Recorder.region == RegionRecorders.region,
        Recorder.scope == RegionRecorders.scope,
        Recorder.recording,
        Recorder.all_types,
    )


@check(severity="medium", duty="inventory-assets")
def config_recorder_on() -> Expr:
    """The configuration recorder is switched on.

    Terraform makes a recorder that is off until aws_config_configuration_recorder_status says so.

    https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
    """
    return Recorder.recording


@check(severity="low", duty="inventory-assets")
def config_recorder_records_everything() -> Expr:
    """The recorder takes in every resource type, those that AWS adds later too.

    A list of types is out of date with the next service that somebody tries.

    https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
    """
    return Recorder.all_types
