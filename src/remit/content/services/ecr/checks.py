"""Amazon ECR checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.keys import customers
from remit.content.services.ecr.tables import Registry, RegistryPolicy, Repository, ScanningRule


@check(severity="medium", duty="secure-code")
def ecr_repository_images_scanned() -> Expr:
    """New images are scanned for known flaws by themselves.

    What counts is the registry's scanning configuration; a repository's own setting counts only
    where that is basic. Of a template the repository and the registry beside it are read. Findings
    help only those who read them.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
    """
    moot = exists_in(
        Registry,
        Registry.place == Repository.place,
        Registry.scan_type == "ENHANCED",
        Registry.source != "api",
    )
    by_rule = exists_in(
        ScanningRule,
        ScanningRule.place == Repository.place,
        ScanningRule.automatic,
        ScanningRule.covers_all,
    )
    return (Repository.scanned & ~moot) | by_rule


@check(severity="low", duty="secure-code")
def ecr_registry_scans_enhanced() -> Expr:
    """The registry scans images with Amazon Inspector.

    It looks at libraries of programming languages too, and again whenever a new flaw is known.
    Basic scanning looks at packages of the operating system. Inspector bills each image.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced.html
    """
    return Registry.scan_type == "ENHANCED"


@check(severity="medium", duty="configure-securely")
def ecr_repository_tags_immutable() -> Expr:
    """No tag can be moved to another image.

    Whoever may push could replace what others deploy by its name. Except repositories whose
    exclusions, such as latest, are meant.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    """
    return Repository.tag_mutability == "IMMUTABLE"


@check(severity="low", duty="manage-keys")
def ecr_repository_encrypted_with_named_key() -> Expr:
    """Images are encrypted with a KMS key of the customer's.

    Without it they are encrypted with keys of Amazon S3's, or the one that AWS manages for ECR,
    whose policy nobody can change. It can be chosen only when the repository is made.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
    """
    own = customers(Repository.kms_key, Repository.key_named)
    return Repository.encryption.is_in("KMS", "KMS_DSSE") & own


@check(severity="high", duty="block-public-access")
def ecr_repository_policy_not_public() -> Expr:
    """No repository policy grants anything to everyone.

    Images hold code, and often more than was meant to be in them. For the public there is Amazon
    ECR Public.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
    """
    return ~Repository.policy_is_public


@check(severity="low", duty="limit-cross-account")
def ecr_repository_not_shared() -> Expr:
    """No other account is let in by a repository policy.

    Except the repositories from which other accounts are meant to pull.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
    """
    return Repository.shared_accounts.length() == 0


@check(severity="low", duty="retain-and-dispose-of-data")
def ecr_repository_expires_images() -> Expr:
    """A lifecycle policy removes old images.

    Old images have old flaws, can still be deployed, and are billed.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    """
    return Repository.expires_images


@check(severity="high", duty="block-public-access")
def ecr_registry_policy_not_public() -> Expr:
    """The registry's policy grants nothing to everyone.

    It lets others replicate images into the registry, or make repositories in it.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html
    """
    return ~RegistryPolicy.policy_is_public
