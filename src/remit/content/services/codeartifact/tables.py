"""AWS CodeArtifact tables: domains and repositories."""

from remit.content.common import document, public
from remit.content.keys import named_key
from remit.tables import At, Calls, Column, Derived, Table


class Domain(
    Table,
    name="codeartifact_domain",
    api=Calls(
        "codeartifact",
        lists="ListDomains",
        items="domains",
        key="name",
        arguments={"GetDomainPermissionsPolicy": {"domain": "name", "domainOwner": "owner"}},
        absent=("ResourceNotFoundException",),
    ),
    cfn="AWS::CodeArtifact::Domain",
    tf="aws_codeartifact_domain",
    config="AWS::CodeArtifact::Domain",
    key="name",
    satellites={"aws_codeartifact_domain_permissions_policy": "domain"},
    tagged="codeartifact:domain",
):
    """A domain: what its repositories hold is stored once, encrypted with one key."""

    name = Column(
        str,
        "The domain's name.",
        api="ListDomains.name",
        cfn="DomainName",
        tf="domain",
        config="configuration.DomainName",
    )
    arn = Column(str, "The ARN.", api="ListDomains.arn", tf="arn", config="configuration.Arn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    kms_key = Column(
        str,
        "The KMS key; empty for the one that AWS manages where a template names none.",
        api="ListDomains.encryptionKey",
        cfn="EncryptionKey",
        tf="encryption_key",
        config="configuration.EncryptionKey",
        reference=True,
    )
    key_named = named_key()
    policy = Column(
        str,
        "The policy as JSON, empty if there is none.",
        api=At("GetDomainPermissionsPolicy.policy.document", via=document),
        cfn=At("PermissionsPolicyDocument", via=document),
        tf=At("aws_codeartifact_domain_permissions_policy.policy_document", via=document),
        config=At("configuration.PermissionsPolicyDocument", via=document),
    )
    policy_is_public = Column(
        bool,
        "The policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )


class Repository(
    Table,
    name="codeartifact_repository",
    api=Calls(
        "codeartifact",
        lists="ListRepositories",
        items="repositories",
        key="name",
        arguments={
            "GetRepositoryPermissionsPolicy": {
                "domain": "domainName",
                "domainOwner": "domainOwner",
                "repository": "name",
            }
        },
        absent=("ResourceNotFoundException",),
    ),
    cfn="AWS::CodeArtifact::Repository",
    tf="aws_codeartifact_repository",
    config="AWS::CodeArtifact::Repository",
    key="name",
    satellites={"aws_codeartifact_repository_permissions_policy": "repository"},
    tagged="codeartifact:repository",
):
    """A repository of packages."""

    name = Column(
        str,
        "The repository's name.",
        api="ListRepositories.name",
        cfn="RepositoryName",
        tf="repository",
        config="configuration.RepositoryName",
    )
    arn = Column(str, "The ARN.", api="ListRepositories.arn", tf="arn", config="configuration.Arn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    policy = Column(
        str,
        "The policy as JSON, empty if there is none.",
        api=At("GetRepositoryPermissionsPolicy.policy.document", via=document),
        cfn=At("PermissionsPolicyDocument", via=document),
        tf=At("aws_codeartifact_repository_permissions_policy.policy_document", via=document),
        config=At("configuration.PermissionsPolicyDocument", via=document),
    )
    policy_is_public = Column(
        bool,
        "The policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )
