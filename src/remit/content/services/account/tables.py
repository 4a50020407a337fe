"""AWS Account Management tables."""

from remit.tables import Calls, Column, Table


class Region(
    Table,
    name="account_region",
    api=Calls(
        "account",
        lists="ListRegions",
        items="Regions",
        key="RegionName",
        arguments={"@closed": {"region": "RegionName", "status": "RegionOptStatus"}},
        scope="global",
    ),
    key="name",
):
    """A Region as one account may use it."""

    name = Column(str, "What AWS calls it, such as eu-west-1.", api="ListRegions.RegionName")
    region = Column(str, "The Region itself.", api="ListRegions.RegionName")
    opt_in = Column(
        str,
        "ENABLED_BY_DEFAULT, ENABLED, ENABLING, DISABLING or DISABLED.",
        api="ListRegions.RegionOptStatus",
    )
    closed = Column(
        bool,
        "A service control policy denies lists of EC2, Lambda, RDS and DynamoDB there explicitly: "
        "three of the four at least, and none of them answers. NULL where that is not known.",
        api="@closed.Closed",
        absent=None,
    )
