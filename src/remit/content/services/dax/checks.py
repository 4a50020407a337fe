"""DynamoDB Accelerator (DAX) checks; those of encryption are Amazon DynamoDB's."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.dax.tables import DaxCluster


@check(severity="medium", duty="survive-failure")
def dax_cluster_in_several_zones(min_zones: int = 2) -> Expr:
    """The nodes of DAX clusters lie in several zones.

    A replica in another zone becomes the primary when one is lost. A single node takes the cache
    with it, and tables get all the reads at once. AWS recommends three; each is paid for.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.concepts.cluster.html
    """
    return DaxCluster.zone_count >= min_zones
