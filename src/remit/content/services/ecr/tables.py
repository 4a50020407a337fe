"""Amazon ECR tables: private repositories, and what their registry decides for all of them."""

from remit.content.common import document, public, shared_with, stated
from remit.content.keys import named_key
from remit.content.services.ec2.tables_account import here
from remit.content.services.ecr import values
from remit.tables import At, Calls, Column, Derived, Origin, Table
from remit.values import Unknown


class Repository(
    Table,
    name="ecr_repository",
    api=Calls(
        "ecr",
        lists="DescribeRepositories",
        items="repositories",
        key="repositoryName",
        argument="repositoryName",
        arguments={
            "BatchGetRepositoryScanningConfiguration": {"repositoryNames[]": "repositoryName"},
        },
        absent=("RepositoryPolicyNotFoundException", "LifecyclePolicyNotFoundException"),
    ),
    cfn="AWS::ECR::Repository",
    tf="aws_ecr_repository",
    config="AWS::ECR::Repository",
    key="name",
    arn="arn:{partition}:ecr:{region}:{account}:repository/{name}",
    satellites={
        "aws_ecr_repository_policy": "repository",
        "aws_ecr_lifecycle_policy": "repository",
    },
    tagged="ecr",
):
    """A private repository of images."""

    place = here()
    name = Column(
        str,
        "Its name.",
        api="DescribeRepositories.repositoryName",
        cfn="RepositoryName",
        tf="name",
        config="configuration.RepositoryName",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    scanned = Column(
        bool,
        "New images are scanned by themselves: what the API says after the registry's rules, or "
        "what a template says of the repository alone.",
        api=At(
            "BatchGetRepositoryScanningConfiguration.scanningConfigurations.scanFrequency",
            via=values.automatic,
        ),
        cfn="ImageScanningConfiguration.ScanOnPush",
        tf="image_scanning_configuration.scan_on_push",
        absent=Unknown("the answer says nothing of this repository"),
        default=False,
    )
    tag_mutability = Column(
        str,
        "MUTABLE, IMMUTABLE, or either _WITH_EXCLUSION.",
        api="DescribeRepositories.imageTagMutability",
        cfn="ImageTagMutability",
        tf="image_tag_mutability",
        config="configuration.ImageTagMutability",
        absent="MUTABLE",
    )
    encryption = Column(
        str,
        "AES256 with keys of Amazon S3's, KMS, or KMS_DSSE for two layers.",
        api="DescribeRepositories.encryptionConfiguration.encryptionType",
        cfn="EncryptionConfiguration.EncryptionType",
        tf="encryption_configuration.encryption_type",
        absent="AES256",
    )
    kms_key = Column(
        str,
        "The KMS key; empty for none, and where a template takes AWS's.",
        api="DescribeRepositories.encryptionConfiguration.kmsKey",
        cfn="EncryptionConfiguration.KmsKey",
        tf="encryption_configuration.kms_key",
        reference=True,
    )
    key_named = named_key()
    policy = Column(
        str,
        "The repository policy as JSON, empty if there is none.",
        api=At("GetRepositoryPolicy.policyText", via=document),
        cfn=At("RepositoryPolicyText", via=document),
        tf=At("aws_ecr_repository_policy.policy", via=document),
    )
    policy_is_public = Column(
        bool,
        "The policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )
    shared_accounts = Column(
        list[str],
        "The other accounts that the policy lets in.",
        derived=Derived(shared_with, ("policy", "account")),
    )
    expires_images = Column(
        bool,
        "A lifecycle policy removes images.",
        api=At("GetLifecyclePolicy.lifecyclePolicyText", via=stated),
        cfn=At("LifecyclePolicy.LifecyclePolicyText", via=stated),
        tf=At("aws_ecr_lifecycle_policy.policy", via=stated),
    )


class Registry(
    Table,
    name="ecr_registry",
    api=Calls("ecr", lists="GetRegistryScanningConfiguration", items=""),
    cfn="AWS::ECR::RegistryScanningConfiguration",
    tf="aws_ecr_registry_scanning_configuration",
):
    """How the account's registry in a Region scans; without a word of it, basic by hand."""

    place = here()
    scan_type = Column(
        str,
        "BASIC, or ENHANCED where Amazon Inspector scans.",
        api="GetRegistryScanningConfiguration.scanningConfiguration.scanType",
        cfn="ScanType",
        tf="scan_type",
        absent="BASIC",
    )


class ScanningRule(
    Table,
    name="ecr_scanning_rule",
    service="ecr",
    cfn=Origin("AWS::ECR::RegistryScanningConfiguration", each="Rules"),
    tf=Origin("aws_ecr_registry_scanning_configuration", each="rule"),
    of=Registry,
    link="registry",
):
    """Which repositories a registry scans, as a template says.

    The API says of each repository how it is scanned, which stands in ecr_repository.
    """

    place = here()
    registry = Column(str, "The registry.", cfn="^", tf="^")
    automatic = Column(
        bool,
        "It scans on push or all the time, not by hand.",
        cfn=At("ScanFrequency", via=values.automatic),
        tf=At("scan_frequency", via=values.automatic),
    )
    filters = Column(
        list[str],
        "The names of repositories that it is about, with * for any letters.",
        cfn="RepositoryFilters[].Filter",
        tf="repository_filter[].filter",
    )
    covers_all = Column(
        bool,
        "It is about every repository.",
        derived=Derived(values.covers_all, ("filters",)),
    )


class RegistryPolicy(
    Table,
    name="ecr_registry_policy",
    api=Calls(
        "ecr",
        lists="GetRegistryPolicy",
        items="",
        absent=("RegistryPolicyNotFoundException",),
    ),
    cfn="AWS::ECR::RegistryPolicy",
    tf="aws_ecr_registry_policy",
):
    """Who may replicate into the account's registry, or make repositories by pulling through it."""

    policy = Column(
        str,
        "The registry's policy as JSON, empty if there is none.",
        api=At("GetRegistryPolicy.policyText", via=document),
        cfn=At("PolicyText", via=document),
        tf=At("policy", via=document),
    )
    policy_is_public = Column(
        bool,
        "The policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )
