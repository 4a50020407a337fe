"""AWS Organizations tables.

A scan of the organisation reads them, once, through the account that may list it; the scan of an
account alone does not.
"""

import re
from typing import Any

from remit.tables import At, Calls, Column, Table

NOT_IN_USE = ("AWSOrganizationsNotInUseException",)
NODE = re.compile(r"(?:ou-[0-9a-z]+-[0-9a-z]+|r-[0-9a-z]+)")


def innermost(path: Any) -> Any:
    """The unit or root that a path (`o-…/r-…/ou-…/`) ends in."""
    nodes = NODE.findall(str(path))
    return nodes[-1] if nodes else ""


class Account(
    Table,
    name="organizations_account",
    api=Calls(
        "organizations",
        lists="ListAccounts",
        items="Accounts",
        key="Id",
        argument="ResourceId",
        scope="global",
        absent=NOT_IN_USE,
    ),
    cfn="AWS::Organizations::Account",
    tf="aws_organizations_account",
    key="number",
):
    """An account of the organisation. Its e-mail address is not kept."""

    number = Column(str, "The account's 12 digits.", api="ListAccounts.Id", absent=None)
    arn = Column(str, "The ARN, which names the organisation too.", api="ListAccounts.Arn")
    name = Column(
        str, "What people call it.", api="ListAccounts.Name", cfn="AccountName", tf="name"
    )
    parent = Column(
        str,
        "The unit that it is in, or the root; empty where a template leaves that to AWS.",
        api=At("ListAccounts.Paths", via=innermost),
        cfn="ParentIds",
        tf="parent_id",
        reference=True,
    )
    state = Column(
        str,
        "ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED or PENDING_ACTIVATION.",
        api=("ListAccounts.State", "ListAccounts.Status"),
        absent=None,
    )
    joined_by = Column(
        str, "CREATED in the organisation, or INVITED.", api="ListAccounts.JoinedMethod"
    )
    tags = Column(
        dict[str, str],
        "The tags of the account itself.",
        api="ListTagsForResource.Tags",
        cfn="Tags",
        tf="tags_all",
    )


class Root(
    Table,
    name="organizations_root",
    api=Calls(
        "organizations",
        lists="ListRoots",
        items="Roots",
        key="Id",
        scope="global",
        absent=NOT_IN_USE,
    ),
    key="number",
):
    """The root of the organisation, which holds all of its units and accounts."""

    number = Column(str, "Its id, such as r-ab12.", api="ListRoots.Id", absent=None)
    arn = Column(str, "The ARN, which names the organisation too.", api="ListRoots.Arn")
    name = Column(str, "What AWS calls it.", api="ListRoots.Name")
    service_control_policies = Column(
        str,
        "ENABLED, PENDING_ENABLE or PENDING_DISABLE; empty where they are off.",
        api="ListRoots.PolicyTypes[Type=SERVICE_CONTROL_POLICY].Status",
    )


class Unit(
    Table,
    name="organizations_unit",
    api=Calls(
        "organizations",
        lists="ListOrganizationalUnitsForParent",
        items="OrganizationalUnits",
        key="Id",
        per=Root,
        per_argument="ParentId",
        scope="global",
        absent=NOT_IN_USE,
    ),
    cfn="AWS::Organizations::OrganizationalUnit",
    tf="aws_organizations_organizational_unit",
    key="number",
):
    """An organisational unit. Those inside of others are listed in the same way."""

    number = Column(
        str, "Its id, such as ou-ab12-cdef3456.", api="ListOrganizationalUnitsForParent.Id",
        absent=None,
    )  # fmt: skip
    arn = Column(str, "The ARN.", api="ListOrganizationalUnitsForParent.Arn")
    name = Column(
        str,
        "What people call it.",
        api="ListOrganizationalUnitsForParent.Name",
        cfn="Name",
        tf="name",
    )
    parent = Column(
        str,
        "The unit that it is in, or the root.",
        api="^",
        cfn="ParentId",
        tf="parent_id",
        reference=True,
    )
