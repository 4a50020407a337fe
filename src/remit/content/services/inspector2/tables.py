"""Amazon Inspector tables."""

from remit.tables import Calls, Column, Table
from remit.values import Unknown


def scanned(kind: str, what: str) -> Column:
    """A column for how the scanning of a kind of resource stands."""
    return Column(
        str,
        f"How the scanning of {what} stands: ENABLED, DISABLED, or a state between.",
        api=f"BatchGetAccountStatus.accounts.resourceState.{kind}.status",
        absent=Unknown(f"the answer says nothing of {what}"),
    )


class Scanning(
    Table,
    name="inspector2_region",
    api=Calls(
        "inspector2",
        lists="BatchGetAccountStatus",
        items="",
        fixed={"BatchGetAccountStatus": {"accountIds": ["{account}"]}},
    ),
):
    """Amazon Inspector in a Region of the account, also where it is off."""

    instances = scanned("ec2", "EC2 instances")
    images = scanned("ecr", "images in ECR")
    functions = scanned("lambda", "the packages of Lambda functions")
    code = scanned("lambdaCode", "the code of Lambda functions")
