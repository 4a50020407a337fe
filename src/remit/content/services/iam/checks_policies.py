"""AWS IAM checks: policies, and what they are attached to."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.iam.checks_identities import ADMINISTRATORS
from remit.content.services.iam.tables_policies import Policy, PolicyAttachment


@check(severity="high", duty="least-privilege")
def iam_policy_not_admin() -> Expr:
    """No policy allows everything on everything.

    Whoever has it can read all data, delete all backups and lock everybody else out. AWS's own
    AdministratorAccess says the same, and its name at least is known to everyone.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1
    """
    return ~Policy.admin


@check(severity="low", duty="least-privilege")
def iam_policy_no_full_service() -> Expr:
    """No policy allows a whole service on everything.

    `s3:*` also deletes buckets and opens them to everyone. Name the actions, or the resources.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21
    """
    return Policy.full_services.length() == 0


@check(severity="high", duty="least-privilege")
def iam_policy_no_escalation() -> Expr:
    """No policy opens a way to more rights than it grants.

    Who may attach policies, write new versions of them, or hand any role to a new function or
    instance, can become administrator without having been made one.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
    """
    return Policy.escalations.length() == 0


@check(severity="medium", duty="least-privilege")
def iam_policy_no_not_action() -> Expr:
    """No policy allows everything but a list (NotAction).

    What AWS adds tomorrow is allowed the same day. Allow what is needed, or deny what is not.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
    """
    return ~Policy.not_action


@check(severity="medium", duty="least-privilege")
def iam_policy_passes_no_role_at_will() -> Expr:
    """Policies that let roles be passed say which roles, or to which service.

    With iam:PassRole on `*` the most powerful role of the account can be put on a machine.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    """
    return ~Policy.passes_any_role


@check(severity="medium", duty="manage-keys")
def iam_policy_no_decryption_with_any_key() -> Expr:
    """No policy allows decryption with every KMS key.

    It undoes the separation that keys are made for, at least for keys whose policy trusts IAM.

    https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-1
    """
    return ~Policy.decrypts_any_key


@check(severity="low", duty="least-privilege")
def iam_policy_on_no_user() -> Expr:
    """Templates attach policies to groups and roles, not to users.

    Rights on single users are overlooked in reviews and stay when the task changes.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2
    """
    return Policy.users.length() == 0


@check(severity="high", duty="least-privilege")
def iam_policy_attachment_not_administrator() -> Expr:
    """No attachment hands out AdministratorAccess or IAMFullAccess.

    Attach what the task needs; keep administration for a role that people assume for it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
    """
    return ~PolicyAttachment.policy_arn.matches(ADMINISTRATORS)


@check(severity="low", duty="least-privilege")
def iam_policy_attachment_to_no_user() -> Expr:
    """Attachments put policies on groups and roles, not on users.

    Rights on single users are overlooked in reviews and stay when the task changes.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2
    """
    return PolicyAttachment.users.length() == 0
