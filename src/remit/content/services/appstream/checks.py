"""Amazon AppStream checks (WorkSpaces Applications)."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.appstream.tables import Fleet


@check(severity="medium", duty="restrict-network-access")
def appstream_fleet_without_default_internet_access() -> Expr:
    """Instances of fleets have no public addresses of their own.

    Through them users reach the whole internet past every firewall. In private subnets a NAT
    gateway or a proxy can decide what they reach.

    https://docs.aws.amazon.com/appstream2/latest/developerguide/internet-access.html
    """
    return ~Fleet.internet


@check(severity="medium", duty="configure-securely")
def appstream_fleet_session_limited(max_seconds: int = 36000) -> Expr:
    """Sessions end after ten hours at most.

    Then the instance is thrown away, with whatever had come onto it.

    https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CreateFleet.html
    """
    return Fleet.session_seconds <= max_seconds


@check(severity="medium", duty="configure-securely")
def appstream_fleet_disconnected_session_ends(max_seconds: int = 300) -> Expr:
    """A session whose user was disconnected ends within five minutes.

    Whoever signs in as the user within that time finds it open.

    https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CreateFleet.html
    """
    return Fleet.disconnect_seconds <= max_seconds


@check(severity="medium", duty="configure-securely")
def appstream_fleet_idle_users_disconnected(max_seconds: int = 600) -> Expr:
    """Users who do nothing for ten minutes are disconnected.

    AWS disconnects nobody unless told to: a screen that was left alone stays open.

    https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CreateFleet.html
    """
    return (Fleet.idle_seconds > 0) & (Fleet.idle_seconds <= max_seconds)
