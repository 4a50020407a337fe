"""AWS IAM checks: what users, roles and groups are allowed by what stands in or on them."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.iam.tables import Group, Role, User

ADMINISTRATORS = ":policy/(AdministratorAccess|IAMFullAccess)$"
"""AWS's own policies by which one can get every right there is."""


@check(severity="high", duty="least-privilege")
def iam_user_not_administrator() -> Expr:
    """No user has AdministratorAccess or IAMFullAccess attached.

    Nobody needs that every day, and a stolen key has it all.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
    """
    return ~User.managed_policies.any(lambda policy: policy.matches(ADMINISTRATORS))


@check(severity="high", duty="least-privilege")
def iam_user_inline_policies_not_admin() -> Expr:
    """No inline policy of a user allows everything on everything.

    Inline policies are easily overlooked: they stand in no list of the account's policies.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1
    """
    return ~User.inline_admin


@check(severity="low", duty="least-privilege")
def iam_user_inline_policies_no_full_service() -> Expr:
    """No inline policy of a user allows a whole service on everything.

    `s3:*` also deletes buckets and opens them to everyone. Name the actions, or the resources.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21
    """
    return User.inline_full_services.length() == 0


@check(severity="high", duty="least-privilege")
def iam_user_inline_policies_no_escalation() -> Expr:
    """The inline policies of a user open no way to more rights than they grant.

    Who may attach policies, or hand any role to a new function, can become administrator. Policies
    of one user count together.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
    """
    return User.inline_escalations.length() == 0


@check(severity="medium", duty="least-privilege")
def iam_user_inline_policies_no_not_action() -> Expr:
    """No inline policy of a user allows everything but a list (NotAction).

    What AWS adds tomorrow is allowed the same day. Allow what is needed, or deny what is not.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
    """
    return ~User.inline_not_action


@check(severity="medium", duty="manage-keys")
def iam_user_inline_policies_no_decryption_with_any_key() -> Expr:
    """No inline policy of a user allows decryption with every KMS key.

    It undoes the separation that keys are made for, at least for keys whose policy trusts IAM.

    https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-2
    """
    return ~User.inline_decrypts_any_key


@check(severity="high", duty="least-privilege")
def iam_role_not_administrator() -> Expr:
    """No role has AdministratorAccess or IAMFullAccess attached.

    Whatever can assume the role owns the account. Deployment roles are the usual exception.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
    """
    return ~Role.managed_policies.any(lambda policy: policy.matches(ADMINISTRATORS))


@check(severity="high", duty="least-privilege")
def iam_role_inline_policies_not_admin() -> Expr:
    """No inline policy of a role allows everything on everything.

    Inline policies are easily overlooked: they stand in no list of the account's policies.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1
    """
    return ~Role.inline_admin


@check(severity="low", duty="least-privilege")
def iam_role_inline_policies_no_full_service() -> Expr:
    """No inline policy of a role allows a whole service on everything.

    `s3:*` also deletes buckets and opens them to everyone. Name the actions, or the resources.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21
    """
    return Role.inline_full_services.length() == 0


@check(severity="high", duty="least-privilege")
def iam_role_inline_policies_no_escalation() -> Expr:
    """The inline policies of a role open no way to more rights than they grant.

    Who may attach policies, or hand any role to a new function, can become administrator. Policies
    of one role count together.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
    """
    return Role.inline_escalations.length() == 0


@check(severity="medium", duty="least-privilege")
def iam_role_inline_policies_no_not_action() -> Expr:
    """No inline policy of a role allows everything but a list (NotAction).

    What AWS adds tomorrow is allowed the same day. Allow what is needed, or deny what is not.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
    """
    return ~Role.inline_not_action


@check(severity="medium", duty="manage-keys")
def iam_role_inline_policies_no_decryption_with_any_key() -> Expr:
    """No inline policy of a role allows decryption with every KMS key.

    It undoes the separation that keys are made for, at least for keys whose policy trusts IAM.

    https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-2
    """
    return ~Role.inline_decrypts_any_key


@check(severity="high", duty="least-privilege")
def iam_group_not_administrator() -> Expr:
    """No group has AdministratorAccess or IAMFullAccess attached.

    Whoever joins owns the account: keep such a group small and empty if you can.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
    """
    return ~Group.managed_policies.any(lambda policy: policy.matches(ADMINISTRATORS))


@check(severity="high", duty="least-privilege")
def iam_group_inline_policies_not_admin() -> Expr:
    """No inline policy of a group allows everything on everything.

    Inline policies are easily overlooked: they stand in no list of the account's policies.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1
    """
    return ~Group.inline_admin


@check(severity="low", duty="least-privilege")
def iam_group_inline_policies_no_full_service() -> Expr:
    """No inline policy of a group allows a whole service on everything.

    `s3:*` also deletes buckets and opens them to everyone. Name the actions, or the resources.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21
    """
    return Group.inline_full_services.length() == 0


@check(severity="high", duty="least-privilege")
def iam_group_inline_policies_no_escalation() -> Expr:
    """The inline policies of a group open no way to more rights than they grant.

    Who may attach policies, or hand any role to a new function, can become administrator. Policies
    of one group count together.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
    """
    return Group.inline_escalations.length() == 0


@check(severity="medium", duty="least-privilege")
def iam_group_inline_policies_no_not_action() -> Expr:
    """No inline policy of a group allows everything but a list (NotAction).

    What AWS adds tomorrow is allowed the same day. Allow what is needed, or deny what is not.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
    """
    return ~Group.inline_not_action


@check(severity="medium", duty="manage-keys")
def iam_group_inline_policies_no_decryption_with_any_key() -> Expr:
    """No inline policy of a group allows decryption with every KMS key.

    It undoes the separation that keys are made for, at least for keys whose policy trusts IAM.

    https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-2
    """
    return ~Group.inline_decrypts_any_key
