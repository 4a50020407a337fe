"""AWS Outposts checks: what can be seen of a building from outside it is not much."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.outposts.tables import Outpost, Site


@check(severity="low", duty="inventory-assets")
def outposts_outpost_says_what_it_is_for() -> Expr:
    """Each Outpost has a description.

    It is the only server of AWS's that somebody of yours must find, guard, power and one day
    take apart: write down whose it is.

    https://docs.aws.amazon.com/outposts/latest/APIReference/API_UpdateOutpost.html
    """
    return Outpost.description != ""


@check(severity="medium", duty="choose-region")
def outposts_site_says_where_it_stands() -> Expr:
    """Each site names the country and the town that it stands in.

    Data on an Outpost lies there and not in the Region it belongs to; laws ask where.

    https://docs.aws.amazon.com/outposts/latest/APIReference/API_UpdateSiteAddress.html
    """
    return (Site.country != "") & (Site.city != "")
