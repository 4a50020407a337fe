"""AWS IAM checks: users, their credentials, and who may assume a role."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.iam.tables import AccessKey, Group, Role, User


@check(severity="high", duty="strong-authentication", where=User.console)
def iam_user_console_has_mfa() -> Expr:
    """Users with a password for the console have an MFA device.

    A password alone is guessed, reused or phished. Better still are people without IAM users:
    IAM Identity Center signs them in and hands out credentials for hours.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-5
    """
    return User.mfa_devices.length() > 0


@check(severity="medium", duty="remove-unused-access", where=User.console)
def iam_user_password_used(days: int = 90) -> Expr:
    """Passwords for the console that nobody has used for a while are gone.

    Accounts that nobody watches are taken over unnoticed. A password counts from the day it was
    set; CIS asks for 45 days, AWS's foundational standard for 90.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-8
    """
    return ~(User.password_last_used.older_than(days) & User.password_created.older_than(days))


@check(severity="low", duty="least-privilege")
def iam_user_has_no_policies() -> Expr:
    """Users get their rights from groups and roles, not from policies of their own.

    Rights on single users are overlooked in reviews and stay when the task changes.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2
    """
    return (User.managed_policies.length() == 0) & (User.inline_count == 0)


@check(severity="low", duty="rotate-credentials")
def iam_user_has_one_active_key() -> Expr:
    """No user has two active access keys, but for the days of a rotation.

    The second key is there to rotate the first without a break; kept, it doubles what can leak.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
    """
    return User.active_keys < 2


@check(severity="medium", duty="rotate-credentials", where=AccessKey.status == "Active")
def iam_access_key_rotated(days: int = 90) -> Expr:
    """Active access keys are replaced before they grow old.

    A key that leaked long ago works until somebody replaces it. Programs in AWS need none: a role
    gives them credentials that change by themselves.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3
    """
    return ~AccessKey.created.older_than(days)


@check(severity="medium", duty="remove-unused-access", where=AccessKey.status == "Active")
def iam_access_key_used(days: int = 90) -> Expr:
    """Active access keys that nobody has used for a while are switched off.

    A key counts from the day it was made. Switch it off first, delete it when nobody misses it.

    https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-8
    """
    return ~(AccessKey.last_used.older_than(days) & AccessKey.created.older_than(days))


@check(severity="critical", duty="block-public-access")
def iam_role_trust_not_open() -> Expr:
    """No role can be assumed by anyone with an AWS account.

    Principal `*` lets in whoever knows the role's name, unless a condition fixes the account, the
    organisation or the network. An external id alone does not: it is a name, not a secret.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    return ~Role.trusts_anyone


@check(severity="high", duty="limit-cross-account")
def iam_role_federated_trust_narrow() -> Expr:
    """Roles for federated identities say which of them may come.

    An OIDC provider such as GitHub's vouches for the repositories of the whole world: the subject
    (`repo:my-org/…`) must be pinned. SAML providers pin the audience.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
    """
    return ~Role.trusts_federated_broadly


@check(severity="medium", duty="limit-cross-account")
def iam_role_foreign_trust_has_external_id() -> Expr:
    """Roles for other accounts demand an external id.

    A provider that works for many customers can otherwise be talked into using your role for
    somebody else. Between accounts of one's own organisation an exception is fine.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    return ~Role.trusts_without_external_id


@check(
    severity="low",
    duty="limit-cross-account",
    where=~Role.path.starts_with("/aws-service-role/"),
)
def iam_role_service_trust_names_source() -> Expr:
    """Roles for AWS services say for whose resources the service may come.

    A condition on aws:SourceAccount or aws:SourceArn keeps others from sending the service to your
    role. Not every service passes these keys along (EC2 does not): try it before you demand it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    return ~Role.trusts_service_for_anyone


@check(
    severity="low",
    duty="remove-unused-access",
    where=~Role.path.starts_with("/aws-service-role/"),
)
def iam_role_used(days: int = 90) -> Expr:
    """Roles that nobody has assumed for a while are gone.

    Each unused role is a way in that nobody watches. Roles for emergencies are an exception.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html
    """
    return ~(Role.last_used.older_than(days) & Role.created.older_than(days))


@check(severity="low", duty="remove-unused-access")
def iam_group_has_members() -> Expr:
    """Groups have members.

    The rights of an empty group wait for whoever is put into it next.

    https://docs.aws.amazon.com/config/latest/developerguide/iam-group-has-users-check.html
    """
    return Group.members.length() > 0
