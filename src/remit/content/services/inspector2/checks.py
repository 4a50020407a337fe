"""Amazon Inspector checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.inspector2.tables import Scanning


@check(severity="high", duty="detect-threats")
def inspector2_region_scans_instances() -> Expr:
    """Amazon Inspector scans the EC2 instances of the Region.

    A package that is known to be open to attack stays unnoticed otherwise, until somebody else
    finds it. It costs by the instances that it scans.

    https://docs.aws.amazon.com/inspector/latest/user/scanning-ec2.html
    """
    return Scanning.instances == "ENABLED"


@check(severity="high", duty="detect-threats")
def inspector2_region_scans_images() -> Expr:
    """Amazon Inspector scans the images in the Region's ECR repositories.

    It looks again when a flaw becomes known, not only when the image is pushed.

    https://docs.aws.amazon.com/inspector/latest/user/scanning-ecr.html
    """
    return Scanning.images == "ENABLED"


@check(severity="high", duty="secure-code")
def inspector2_region_scans_functions() -> Expr:
    """Amazon Inspector scans the packages of the Region's Lambda functions.

    AWS keeps the runtime up to date; what a function brings along is the customer's.

    https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html
    """
    return Scanning.functions == "ENABLED"


@check(severity="high", duty="secure-code")
def inspector2_region_scans_code() -> Expr:
    """Amazon Inspector scans the code of the Region's Lambda functions.

    It finds injections, weak encryption and secrets in the customer's own code, and takes copies
    of the code to do so. It costs beside the scanning of packages.

    https://docs.aws.amazon.com/inspector/latest/user/scanning_resources_lambda_code.html
    """
    return Scanning.code == "ENABLED"
