"""IAM Access Analyzer checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.accessanalyzer.tables import Analyzers


@check(severity="medium", duty="detect-threats")
def accessanalyzer_external_access_analyzed() -> Expr:
    """Access Analyzer looks for what is shared with outsiders, in each Region in use.

    It reasons over policies as AWS evaluates them and costs nothing for external access. With an
    analyzer of the whole organisation the other accounts need none, yet do not see it.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-28
    """
    return Analyzers.external


@check(severity="low", duty="remove-unused-access")
def accessanalyzer_unused_access_analyzed() -> Expr:
    """Access Analyzer looks for roles, keys and rights that nobody uses.

    IAM is the same in every Region: one analyzer in one Region is enough, and it is charged by the
    number of identities. Except the other Regions.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-create-unused.html
    """
    return Analyzers.unused
