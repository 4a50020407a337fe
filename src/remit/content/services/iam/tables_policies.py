"""AWS IAM tables: policies that are resources of their own, and their attachments."""

from remit.content.common import document
from remit.content.services.iam.values import (
    admin,
    decrypts_any_key,
    escalations,
    full_services,
    not_action,
    passes_any_role,
)
from remit.tables import All, At, Calls, Column, Derived, Table


class Policy(
    Table,
    name="iam_policy",
    api=Calls(
        "iam",
        lists="GetAccountAuthorizationDetails",
        items="Policies",
        key="PolicyName",
        argument="PolicyName",
        fixed={"GetAccountAuthorizationDetails": {"Filter": ["LocalManagedPolicy"]}},
        scope="global",
    ),
    cfn=(
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::RolePolicy",
        "AWS::IAM::UserPolicy",
        "AWS::IAM::GroupPolicy",
    ),
    tf=("aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy"),
    config="AWS::IAM::Policy",
    key="arn",
    tagged="iam:policy",
):
    """A policy of the customer's own.

    Customer managed policies, and the inline policies that a template declares apart from the role,
    user or group that they belong to. The API shows those in their owner.
    """

    arn = Column(
        str,
        "The ARN of a managed policy.",
        api="GetAccountAuthorizationDetails.Arn",
        config="configuration.arn",
    )
    name = Column(
        str,
        "The policy's name.",
        api="GetAccountAuthorizationDetails.PolicyName",
        cfn=("ManagedPolicyName", "PolicyName"),
        tf="name",
        config="configuration.policyName",
    )
    policy = Column(
        str,
        "The policy, in its default version, as JSON.",
        api=At(
            "GetAccountAuthorizationDetails.PolicyVersionList[IsDefaultVersion=True].Document",
            via=document,
        ),
        cfn=At("PolicyDocument", via=document),
        tf=At("policy", via=document),
        config=At("configuration.policyVersionList[isDefaultVersion=True].document", via=document),
    )
    users = Column(
        list[str],
        "The users that the template attaches it to.",
        cfn=All("Users[]", "UserName"),
        tf="user",
        reference=True,
    )
    admin = Column(
        bool,
        "It allows everything on everything.",
        derived=Derived(admin, ("policy",)),
    )
    full_services = Column(
        list[str],
        "The services of which it allows every action on everything.",
        derived=Derived(full_services, ("policy",)),
    )
    escalations = Column(
        list[str],
        "The ways to more rights that it opens.",
        derived=Derived(escalations, ("policy",)),
    )
    not_action = Column(
        bool,
        "It allows all but some actions on everything.",
        derived=Derived(not_action, ("policy",)),
    )
    passes_any_role = Column(
        bool,
        "It allows every role to be passed to every service.",
        derived=Derived(passes_any_role, ("policy",)),
    )
    decrypts_any_key = Column(
        bool,
        "It allows decryption with every KMS key.",
        derived=Derived(decrypts_any_key, ("policy",)),
    )


class PolicyAttachment(
    Table,
    name="iam_policy_attachment",
    service="iam",
    tf=(
        "aws_iam_policy_attachment",
        "aws_iam_role_policy_attachment",
        "aws_iam_user_policy_attachment",
        "aws_iam_group_policy_attachment",
    ),
):
    """A managed policy put on identities, where Terraform has a resource for that.

    The API says of each user, group and role which policies it has.
    """

    policy_arn = Column(str, "The ARN of the policy.", tf="policy_arn", reference=True)
    users = Column(list[str], "The users that get it.", tf=("users[]", "user"), reference=True)
