"""Amazon OpenSearch Serverless tables."""

from remit.content.common import document
from remit.content.services.opensearchserverless import values
from remit.tables import At, Calls, Column, Derived, Table


class Collection(
    Table,
    name="opensearchserverless_collection",
    api=Calls(
        "opensearchserverless",
        lists="ListCollections",
        items="collectionSummaries",
        key="id",
        arguments={"BatchGetCollection": {"ids[]": "id"}},
    ),
    cfn="AWS::OpenSearchServerless::Collection",
    tf="aws_opensearchserverless_collection",
    config="AWS::OpenSearchServerless::Collection",
    key="name",
    tagged="aoss",
):
    """A collection of indices without nodes to run: always encrypted, on its way and on disk."""

    name = Column(
        str,
        "The collection's name.",
        api="ListCollections.name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    arn = Column(str, "The ARN.", api="ListCollections.arn", config="configuration.Arn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    kms_key = Column(
        str,
        "The KMS key of the encryption at rest; empty for the one that AWS owns.",
        api=At("ListCollections.kmsKeyArn", via=values.named_key),
        cfn="EncryptionConfig.KmsKeyArn",
        reference=True,
    )
    standby = Column(
        bool,
        "Copies in another zone stand by; so they do unless switched off.",
        api=At("BatchGetCollection.collectionDetails.standbyReplicas", via=values.is_on),
        cfn=At("StandbyReplicas", via=values.is_on),
        tf=At("standby_replicas", via=values.is_on),
        config=At("configuration.StandbyReplicas", via=values.is_on),
        absent=True,
    )
    deletion_protection = Column(
        bool,
        "It cannot be deleted before this is switched off.",
        api=At("BatchGetCollection.collectionDetails.deletionProtection", via=values.is_on),
        cfn=At("DeletionProtection", via=values.is_on),
    )


class SecurityPolicy(
    Table,
    name="opensearchserverless_security_policy",
    api=Calls(
        "opensearchserverless",
        lists="ListSecurityPolicies",
        items="securityPolicySummaries",
        key="name",
        arguments={"GetSecurityPolicy": {"name": "name", "type": "type"}},
        fixed={"ListSecurityPolicies": {"type": "network"}},
    ),
    cfn="AWS::OpenSearchServerless::SecurityPolicy",
    tf="aws_opensearchserverless_security_policy",
    key="name",
):
    """Which networks reach collections (network), or which key encrypts them (encryption).

    The API is asked for policies of networks only: a collection names its key itself there.
    """

    name = Column(str, "The policy's name.", api="ListSecurityPolicies.name", cfn="Name", tf="name")
    kind = Column(
        str, "network or encryption.", api="ListSecurityPolicies.type", cfn="Type", tf="type"
    )
    policy = Column(
        str,
        "The policy as JSON.",
        api=At("GetSecurityPolicy.securityPolicyDetail.policy", via=document),
        cfn=At("Policy", via=document),
        tf=At("policy", via=document),
    )
    is_public = Column(
        bool,
        "It opens some collection or its dashboards to the internet.",
        derived=Derived(values.public, ("policy",)),
    )
    aws_key = Column(
        bool,
        "It leaves the key of some collection to AWS.",
        derived=Derived(values.aws_key, ("policy",)),
    )


class AccessPolicy(
    Table,
    name="opensearchserverless_access_policy",
    api=Calls(
        "opensearchserverless",
        lists="ListAccessPolicies",
        items="accessPolicySummaries",
        key="name",
        arguments={"GetAccessPolicy": {"name": "name", "type": "type"}},
        fixed={"ListAccessPolicies": {"type": "data"}},
    ),
    cfn="AWS::OpenSearchServerless::AccessPolicy",
    tf="aws_opensearchserverless_access_policy",
    key="name",
):
    """Who may do what with the indices of collections."""

    name = Column(str, "The policy's name.", api="ListAccessPolicies.name", cfn="Name", tf="name")
    policy = Column(
        str,
        "The policy as JSON.",
        api=At("GetAccessPolicy.accessPolicyDetail.policy", via=document),
        cfn=At("Policy", via=document),
        tf=At("policy", via=document),
    )
    all_granted = Column(
        bool,
        "It grants every action on something.",
        derived=Derived(values.all_granted, ("policy",)),
    )
