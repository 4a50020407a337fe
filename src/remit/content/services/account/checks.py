"""AWS Account Management checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.account.tables import Region


def elsewhere(allowed: tuple[str, ...]) -> Expr:
    """A Region that is not on the list; none is where there is no list."""
    return ~Region.name.is_in(*allowed) if allowed else Region.name == ""


@check(severity="medium", duty="choose-region", where=elsewhere)
def account_region_not_allowed_is_closed(allowed: tuple[str, ...] = ()) -> Expr:
    """Regions that are not allowed are disabled, or closed by a service control policy.

    Say which Regions are allowed: `--set
    account_region_not_allowed_is_closed.allowed='["eu-west-1", "eu-central-1"]'`. Without a list
    nothing is out of bounds. Regions that were there before 20 March 2019 cannot be disabled; a
    policy of the organisation closes them, as far as it excepts no service or role. What was made
    there before it came goes on running, and nobody of the account sees it.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
    """
    return (Region.opt_in == "DISABLED") | Region.closed
