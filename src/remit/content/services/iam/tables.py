"""AWS IAM tables: users, roles and groups.

What they may do stands in many places: in themselves, in policies that name them, in attachments.
"""

from datetime import datetime

from remit.analysis.policies import confused_deputy, trusts_federated_broadly
from remit.content.common import document, stated
from remit.content.services.iam.values import (
    active_keys,
    admin,
    count,
    decrypts_any_key,
    documents,
    escalations,
    foreign_trust,
    full_services,
    not_action,
    open_trust,
    own_policies,
)
from remit.tables import NEVER, All, At, Calls, Column, Derived, Table


class User(
    Table,
    name="iam_user",
    api=Calls(
        "iam",
        lists="GetAccountAuthorizationDetails",
        items="UserDetailList",
        key="UserName",
        argument="UserName",
        fixed={"GetAccountAuthorizationDetails": {"Filter": ["User"]}},
        join={"ListUsers": ("Users", "UserName")},
        absent=("NoSuchEntity",),
        scope="global",
    ),
    cfn="AWS::IAM::User",
    tf="aws_iam_user",
    config="AWS::IAM::User",
    key="name",
    arn="arn:{partition}:iam::{account}:user{path}{name}",
    satellites={
        "AWS::IAM::AccessKey": "UserName",
        "AWS::IAM::ManagedPolicy": "Users",
        "AWS::IAM::Policy": "Users",
        "AWS::IAM::UserPolicy": "UserName",
        "aws_iam_access_key": "user",
        "aws_iam_policy_attachment": "users",
        "aws_iam_user_login_profile": "user",
        "aws_iam_user_policy": "user",
        "aws_iam_user_policy_attachment": "user",
    },
):
    """An IAM user: long-lived credentials of a person or a program."""

    name = Column(
        str,
        "The user's name.",
        api="GetAccountAuthorizationDetails.UserName",
        cfn="UserName",
        tf="name",
        config="configuration.userName",
    )
    path = Column(
        str,
        "The path before the name.",
        api="GetAccountAuthorizationDetails.Path",
        cfn="Path",
        tf="path",
        config="configuration.path",
        absent="/",
    )
    arn = Column(
        str,
        "The ARN.",
        api="GetAccountAuthorizationDetails.Arn",
        config="configuration.arn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="GetAccountAuthorizationDetails.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    console = Column(
        bool,
        "The user has a password for the console.",
        api=At("GetLoginProfile.LoginProfile", via=stated),
        cfn=At("LoginProfile", via=stated),
        tf=At("aws_iam_user_login_profile", via=stated),
    )
    password_created = Column(
        datetime,
        "When the password was first set.",
        api="GetLoginProfile.LoginProfile.CreateDate",
        absent=NEVER,
    )
    password_last_used = Column(
        datetime,
        "When the user last signed in with the password.",
        api="ListUsers.PasswordLastUsed",
        absent=NEVER,
    )
    mfa_devices = Column(
        list[str],
        "The MFA devices, by serial number or ARN.",
        api="ListMFADevices.MFADevices[].SerialNumber",
    )
    active_keys = Column(
        int,
        "How many access keys are active; those that the template makes.",
        api=At("ListAccessKeys.AccessKeyMetadata", via=active_keys),
        cfn=At("AWS::IAM::AccessKey", via=active_keys),
        tf=At("aws_iam_access_key", via=active_keys),
        absent=0,
    )
    managed_policies = Column(
        list[str],
        "The ARNs of the managed policies attached to it.",
        api="GetAccountAuthorizationDetails.AttachedManagedPolicies[].PolicyArn",
        cfn=All("ManagedPolicyArns[]", At("AWS::IAM::ManagedPolicy", via=own_policies)),
        tf=All(
            "aws_iam_user_policy_attachment[].policy_arn", "aws_iam_policy_attachment[].policy_arn"
        ),
        config="configuration.attachedManagedPolicies[].policyArn",
        reference=True,
    )
    inline_policies = Column(
        list[str],
        "The policies that stand in it, as JSON.",
        api=At("GetAccountAuthorizationDetails.UserPolicyList[].PolicyDocument", via=documents),
        cfn=All(
            At("Policies[].PolicyDocument", via=documents),
            At("AWS::IAM::Policy[].PolicyDocument", via=documents),
            At("AWS::IAM::UserPolicy[].PolicyDocument", via=documents),
        ),
        tf=At("aws_iam_user_policy[].policy", via=documents),
        config=At("configuration.userPolicyList[].policyDocument", via=documents),
    )
    inline_count = Column(
        int,
        "How many policies stand in it.",
        derived=Derived(count, ("inline_policies",)),
        absent=0,
    )
    inline_admin = Column(
        bool,
        "Its inline policies allow everything on everything.",
        derived=Derived(admin, ("inline_policies",)),
    )
    inline_full_services = Column(
        list[str],
        "The services of which its inline policies allow every action on everything.",
        derived=Derived(full_services, ("inline_policies",)),
    )
    inline_escalations = Column(
        list[str],
        "The ways to more rights that its inline policies open.",
        derived=Derived(escalations, ("inline_policies",)),
    )
    inline_not_action = Column(
        bool,
        "An inline policy allows all but some actions on everything.",
        derived=Derived(not_action, ("inline_policies",)),
    )
    inline_decrypts_any_key = Column(
        bool,
        "Its inline policies allow decryption with every KMS key.",
        derived=Derived(decrypts_any_key, ("inline_policies",)),
    )


class Role(
    Table,
    name="iam_role",
    api=Calls(
        "iam",
        lists="GetAccountAuthorizationDetails",
        items="RoleDetailList",
        key="RoleName",
        argument="RoleName",
        fixed={"GetAccountAuthorizationDetails": {"Filter": ["Role"]}},
        scope="global",
    ),
    cfn="AWS::IAM::Role",
    tf="aws_iam_role",
    config="AWS::IAM::Role",
    key="name",
    arn="arn:{partition}:iam::{account}:role{path}{name}",
    satellites={
        "AWS::IAM::ManagedPolicy": "Roles",
        "AWS::IAM::Policy": "Roles",
        "AWS::IAM::RolePolicy": "RoleName",
        "aws_iam_policy_attachment": "roles",
        "aws_iam_role_policy": "role",
        "aws_iam_role_policy_attachment": "role",
    },
):
    """An IAM role: what somebody or something may become for a while."""

    name = Column(
        str,
        "The role's name.",
        api="GetAccountAuthorizationDetails.RoleName",
        cfn="RoleName",
        tf="name",
        config="configuration.roleName",
    )
    path = Column(
        str,
        "The path before the name; `/aws-service-role/…` for those that services make.",
        api="GetAccountAuthorizationDetails.Path",
        cfn="Path",
        tf="path",
        config="configuration.path",
        absent="/",
    )
    arn = Column(
        str,
        "The ARN.",
        api="GetAccountAuthorizationDetails.Arn",
        config="configuration.arn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="GetAccountAuthorizationDetails.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    created = Column(
        datetime,
        "When it was made.",
        api="GetAccountAuthorizationDetails.CreateDate",
        absent=NEVER,
    )
    last_used = Column(
        datetime,
        "When it was last used, as far as IAM remembers (400 days).",
        api="GetAccountAuthorizationDetails.RoleLastUsed.LastUsedDate",
        absent=NEVER,
    )
    trust_policy = Column(
        str,
        "Who may assume it, as JSON.",
        api=At("GetAccountAuthorizationDetails.AssumeRolePolicyDocument", via=document),
        cfn=At("AssumeRolePolicyDocument", via=document),
        tf=At("assume_role_policy", via=document),
        config=At("configuration.assumeRolePolicyDocument", via=document),
    )
    trusts_anyone = Column(
        bool,
        "It can be assumed from any AWS account.",
        derived=Derived(open_trust, ("trust_policy", "account")),
    )
    trusts_federated_broadly = Column(
        bool,
        "All users of a federated identity provider can assume it.",
        derived=Derived(trusts_federated_broadly, ("trust_policy",)),
    )
    trusts_without_external_id = Column(
        bool,
        "Another account can assume it without an external id.",
        derived=Derived(foreign_trust, ("trust_policy", "account")),
    )
    trusts_service_for_anyone = Column(
        bool,
        "An AWS service can assume it on behalf of any account's resource.",
        derived=Derived(confused_deputy, ("trust_policy",)),
    )
    managed_policies = Column(
        list[str],
        "The ARNs of the managed policies attached to it.",
        api="GetAccountAuthorizationDetails.AttachedManagedPolicies[].PolicyArn",
        cfn=All("ManagedPolicyArns[]", At("AWS::IAM::ManagedPolicy", via=own_policies)),
        tf=All(
            "managed_policy_arns[]",
            "aws_iam_role_policy_attachment[].policy_arn",
            "aws_iam_policy_attachment[].policy_arn",
        ),
        config="configuration.attachedManagedPolicies[].policyArn",
        reference=True,
    )
    inline_policies = Column(
        list[str],
        "The policies that stand in it, as JSON.",
        api=At("GetAccountAuthorizationDetails.RolePolicyList[].PolicyDocument", via=documents),
        cfn=All(
            At("Policies[].PolicyDocument", via=documents),
            At("AWS::IAM::Policy[].PolicyDocument", via=documents),
            At("AWS::IAM::RolePolicy[].PolicyDocument", via=documents),
        ),
        tf=All(
            At("inline_policy[].policy", via=documents),
            At("aws_iam_role_policy[].policy", via=documents),
        ),
        config=At("configuration.rolePolicyList[].policyDocument", via=documents),
    )
    inline_admin = Column(
        bool,
        "Its inline policies allow everything on everything.",
        derived=Derived(admin, ("inline_policies",)),
    )
    inline_full_services = Column(
        list[str],
        "The services of which its inline policies allow every action on everything.",
        derived=Derived(full_services, ("inline_policies",)),
    )
    inline_escalations = Column(
        list[str],
        "The ways to more rights that its inline policies open.",
        derived=Derived(escalations, ("inline_policies",)),
    )
    inline_not_action = Column(
        bool,
        "An inline policy allows all but some actions on everything.",
        derived=Derived(not_action, ("inline_policies",)),
    )
    inline_decrypts_any_key = Column(
        bool,
        "Its inline policies allow decryption with every KMS key.",
        derived=Derived(decrypts_any_key, ("inline_policies",)),
    )


class Group(
    Table,
    name="iam_group",
    api=Calls(
        "iam",
        lists="GetAccountAuthorizationDetails",
        items="GroupDetailList",
        key="GroupName",
        argument="GroupName",
        fixed={"GetAccountAuthorizationDetails": {"Filter": ["Group"]}},
        scope="global",
    ),
    cfn="AWS::IAM::Group",
    tf="aws_iam_group",
    config="AWS::IAM::Group",
    key="name",
    arn="arn:{partition}:iam::{account}:group{path}{name}",
    satellites={
        "AWS::IAM::GroupPolicy": "GroupName",
        "AWS::IAM::ManagedPolicy": "Groups",
        "AWS::IAM::Policy": "Groups",
        "aws_iam_group_policy": "group",
        "aws_iam_group_policy_attachment": "group",
        "aws_iam_policy_attachment": "groups",
    },
):
    """A group of IAM users."""

    name = Column(
        str,
        "The group's name.",
        api="GetAccountAuthorizationDetails.GroupName",
        cfn="GroupName",
        tf="name",
        config="configuration.groupName",
    )
    path = Column(
        str,
        "The path before the name.",
        api="GetAccountAuthorizationDetails.Path",
        cfn="Path",
        tf="path",
        config="configuration.path",
        absent="/",
    )
    arn = Column(
        str,
        "The ARN.",
        api="GetAccountAuthorizationDetails.Arn",
        config="configuration.arn",
    )
    members = Column(
        list[str],
        "The names of the users in it.",
        api="GetGroup.Users[].UserName",
    )
    managed_policies = Column(
        list[str],
        "The ARNs of the managed policies attached to it.",
        api="GetAccountAuthorizationDetails.AttachedManagedPolicies[].PolicyArn",
        cfn=All("ManagedPolicyArns[]", At("AWS::IAM::ManagedPolicy", via=own_policies)),
        tf=All(
            "aws_iam_group_policy_attachment[].policy_arn", "aws_iam_policy_attachment[].policy_arn"
        ),
        config="configuration.attachedManagedPolicies[].policyArn",
        reference=True,
    )
    inline_policies = Column(
        list[str],
        "The policies that stand in it, as JSON.",
        api=At("GetAccountAuthorizationDetails.GroupPolicyList[].PolicyDocument", via=documents),
        cfn=All(
            At("Policies[].PolicyDocument", via=documents),
            At("AWS::IAM::Policy[].PolicyDocument", via=documents),
            At("AWS::IAM::GroupPolicy[].PolicyDocument", via=documents),
        ),
        tf=At("aws_iam_group_policy[].policy", via=documents),
        config=At("configuration.groupPolicyList[].policyDocument", via=documents),
    )
    inline_admin = Column(
        bool,
        "Its inline policies allow everything on everything.",
        derived=Derived(admin, ("inline_policies",)),
    )
    inline_full_services = Column(
        list[str],
        "The services of which its inline policies allow every action on everything.",
        derived=Derived(full_services, ("inline_policies",)),
    )
    inline_escalations = Column(
        list[str],
        "The ways to more rights that its inline policies open.",
        derived=Derived(escalations, ("inline_policies",)),
    )
    inline_not_action = Column(
        bool,
        "An inline policy allows all but some actions on everything.",
        derived=Derived(not_action, ("inline_policies",)),
    )
    inline_decrypts_any_key = Column(
        bool,
        "Its inline policies allow decryption with every KMS key.",
        derived=Derived(decrypts_any_key, ("inline_policies",)),
    )


class AccessKey(
    Table,
    name="iam_access_key",
    api=Calls(
        "iam",
        lists="ListAccessKeys",
        items="AccessKeyMetadata",
        key="AccessKeyId",
        argument="AccessKeyId",
        per=User,
        per_argument="UserName",
        per_column="name",
        absent=("NoSuchEntity",),
        scope="global",
    ),
    key="access_key_id",
    of=User,
    link="user",
):
    """An access key of a user. Templates make keys, but cannot tell their age."""

    user = Column(str, "The user whose key it is.", api="^", reference=True)
    access_key_id = Column(
        str, "The key's id, which is no secret.", api="ListAccessKeys.AccessKeyId"
    )
    status = Column(str, "Active, Inactive or Expired.", api="ListAccessKeys.Status")
    created = Column(datetime, "When it was made.", api="ListAccessKeys.CreateDate", absent=NEVER)
    last_used = Column(
        datetime,
        "When it was last used.",
        api="GetAccessKeyLastUsed.AccessKeyLastUsed.LastUsedDate",
        absent=NEVER,
    )
