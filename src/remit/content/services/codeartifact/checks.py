"""AWS CodeArtifact checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.codeartifact.tables import Domain, Repository


@check(severity="low", duty="manage-keys")
def codeartifact_domain_encrypted_with_own_key() -> Expr:
    """Domains are encrypted with a KMS key of the customer's.

    They always are encrypted; without a choice with the key that AWS manages for CodeArtifact,
    whose policy cannot be changed. It is chosen when the domain is made.

    https://docs.aws.amazon.com/codeartifact/latest/ug/domain-create.html
    """
    return customers(Domain.kms_key, Domain.key_named)


@check(severity="high", duty="block-public-access")
def codeartifact_domain_policy_not_public() -> Expr:
    """No domain's policy grants anything to everyone.

    Whoever may make repositories in it, or ask for tokens, gets at the packages of all. Name
    accounts or an organisation.

    https://docs.aws.amazon.com/codeartifact/latest/ug/domain-policies.html
    """
    return ~Domain.policy_is_public


@check(severity="critical", duty="block-public-access")
def codeartifact_repository_policy_not_public() -> Expr:
    """No repository's policy grants anything to everyone.

    Whoever may read has your packages; whoever may publish puts code into all that use them.

    https://docs.aws.amazon.com/codeartifact/latest/ug/repo-policies.html
    """
    return ~Repository.policy_is_public
