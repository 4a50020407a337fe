"""Amazon OpenSearch Service checks: encryption, access and networks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.opensearch.tables import Domain


@check(severity="high", duty="encrypt-at-rest")
def opensearch_domain_encrypted_at_rest() -> Expr:
    """What domains keep on disk is encrypted.

    It covers indices, logs, swap and automated snapshots, and cannot be switched off again.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html
    """
    return Domain.encrypted_at_rest


@check(severity="low", duty="manage-keys", where=Domain.encrypted_at_rest)
def opensearch_domain_key_named() -> Expr:
    """Domains are encrypted with a KMS key of the customer's.

    A key of your own has a policy that you write, and can be revoked. The key that AWS manages for
    the service cannot.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html
    """
    return customers(Domain.kms_key, Domain.key_named)


@check(severity="medium", duty="encrypt-in-transit")
def opensearch_domain_nodes_encrypted() -> Expr:
    """The nodes of a domain talk to each other over TLS.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ntn.html
    """
    return Domain.nodes_encrypted


@check(severity="high", duty="encrypt-in-transit")
def opensearch_domain_https_enforced() -> Expr:
    """Domains refuse plain HTTP.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html
    """
    return Domain.https_enforced


@check(severity="medium", duty="encrypt-in-transit")
def opensearch_domain_tls_current() -> Expr:
    """Domains take TLS 1.2 or later only.

    The oldest policy, which is in force unless another is named, still takes TLS 1.0.

    https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainEndpointOptions.html
    """
    return Domain.tls_policy.starts_with("Policy-Min-TLS-1-2")


@check(severity="high", duty="least-privilege")
def opensearch_domain_fine_grained_access() -> Expr:
    """Domains have fine-grained access control.

    Without it, whom the access policy lets in sees every index. It wants encryption at rest,
    between nodes and on the endpoint.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
    """
    return Domain.fine_grained_access


@check(severity="high", duty="protect-secrets", where=Domain.source.is_in("cfn", "tf"))
def opensearch_domain_password_not_in_template() -> Expr:
    """No template spells out the password of a domain's master user.

    Whoever reads the repository, or its history, has it.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
    """
    return ~Domain.password_in_template


@check(severity="medium", duty="restrict-network-access")
def opensearch_domain_in_vpc() -> Expr:
    """The endpoints of domains lie in a VPC.

    It is chosen when the domain is made; a domain on the internet cannot be moved.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html
    """
    return Domain.subnets.length() > 0


@check(severity="critical", duty="block-public-access")
def opensearch_domain_not_public() -> Expr:
    """Nobody on the internet reaches the indices of a domain without signing in.

    An access policy for everyone is safe only in a VPC, or where fine-grained access control asks
    each user to sign in.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html
    """
    return ~Domain.policy_is_public | (Domain.subnets.length() > 0) | Domain.fine_grained_access


@check(severity="medium", duty="limit-cross-account")
def opensearch_domain_not_shared() -> Expr:
    """The access policies of domains name no other account.

    An account that collects logs is a good reason for an exception.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html
    """
    return Domain.shared_accounts.is_empty()
