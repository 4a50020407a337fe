"""AWS Outposts tables: AWS's hardware on the customer's premises, and where it stands.

Terraform only reads Outposts and makes none, and AWS Config does not record them.
"""

from remit.tables import Calls, Column, Table


class Outpost(
    Table,
    name="outposts_outpost",
    api=Calls("outposts", lists="ListOutposts", items="Outposts", key="OutpostId"),
    cfn="AWS::Outposts::Outpost",
):
    """An Outpost: a rack or servers at a site of the customer's."""

    arn = Column(str, "The ARN.", api="ListOutposts.OutpostArn")
    name = Column(str, "Its name.", api="ListOutposts.Name", cfn="Name")
    tags = Column(dict[str, str], "The tags.", api="ListOutposts.Tags", cfn="Tags")
    hardware = Column(
        str,
        "RACK or SERVER.",
        api="ListOutposts.SupportedHardwareType",
        cfn="SupportedHardwareType",
        absent="RACK",
    )
    description = Column(str, "What it is for.", api="ListOutposts.Description", cfn="Description")


class Site(
    Table,
    name="outposts_site",
    api=Calls("outposts", lists="ListSites", items="Sites", key="SiteId"),
    cfn="AWS::Outposts::Site",
):
    """A site: the customer's building that Outposts stand in."""

    arn = Column(str, "The ARN.", api="ListSites.SiteArn")
    name = Column(str, "Its name.", api="ListSites.Name", cfn="Name")
    tags = Column(dict[str, str], "The tags.", api="ListSites.Tags", cfn="Tags")
    country = Column(
        str,
        "The country that it stands in.",
        api="ListSites.OperatingAddressCountryCode",
        cfn="OperatingAddress.CountryCode",
    )
    city = Column(
        str,
        "The town that it stands in.",
        api="ListSites.OperatingAddressCity",
        cfn="OperatingAddress.City",
    )
