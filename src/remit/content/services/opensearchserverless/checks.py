"""Amazon OpenSearch Serverless checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.opensearchserverless.tables import (
    AccessPolicy,
    Collection,
    SecurityPolicy,
)


@check(severity="high", duty="block-public-access", where=SecurityPolicy.kind == "network")
def opensearchserverless_security_policy_not_public() -> Expr:
    """No network policy opens collections to the internet.

    Requests are still checked against the access policies; a VPC endpoint keeps them off the
    internet altogether.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html
    """
    return ~SecurityPolicy.is_public


@check(severity="low", duty="manage-keys", where=SecurityPolicy.kind == "encryption")
def opensearchserverless_security_policy_key_named() -> Expr:
    """Encryption policies name a KMS key of yours.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-encryption.html
    """
    return ~SecurityPolicy.aws_key


@check(severity="medium", duty="survive-failure")
def opensearchserverless_collection_standby() -> Expr:
    """Copies of collections in another zone stand by.

    They are there unless switched off when the collection is made, to save their cost.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-overview.html
    """
    return Collection.standby


@check(severity="medium", duty="least-privilege")
def opensearchserverless_access_policy_limited() -> Expr:
    """Data access policies name the actions that they grant.

    `aoss:*` lets an application that only searches also delete the index.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html
    """
    return ~AccessPolicy.all_granted
