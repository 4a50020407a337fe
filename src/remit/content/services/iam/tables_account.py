"""AWS IAM tables: what holds for the account as a whole."""

from datetime import datetime

from remit.content.services.iam.values import root_among, root_last_used
from remit.tables import NEVER, At, Calls, Column, Table


class Account(
    Table,
    name="iam_account",
    api=Calls(
        "iam",
        lists="GetAccountSummary",
        items="",
        arguments={
            "GetCredentialReport": {},
            "ListEntitiesForPolicy": {},
            "ListVirtualMFADevices": {},
        },
        fixed={
            "ListEntitiesForPolicy": {
                "PolicyArn": "arn:{partition}:iam::aws:policy/AWSSupportAccess"
            },
            "ListVirtualMFADevices": {"AssignmentStatus": "Assigned"},
        },
        absent=("NoSuchEntity",),
        scope="global",
    ),
    arn="arn:{partition}:iam::{account}:root",
):
    """The account's root user, and what IAM counts in the account."""

    root_access_keys = Column(
        bool,
        "The root user has an access key.",
        api="GetAccountSummary.SummaryMap.AccountAccessKeysPresent",
    )
    root_password = Column(
        bool,
        "The root user has a password; member accounts of an organisation can do without.",
        api="GetAccountSummary.SummaryMap.AccountPasswordPresent",
        absent=True,
    )
    root_mfa = Column(
        bool,
        "The root user has an MFA device.",
        api="GetAccountSummary.SummaryMap.AccountMFAEnabled",
    )
    root_virtual_mfa = Column(
        bool,
        "One of the root user's MFA devices is an app.",
        api=At("ListVirtualMFADevices.VirtualMFADevices[].User.Arn", via=root_among),
    )
    root_last_used = Column(
        datetime,
        "When the root user was last used, by the credential report.",
        api=At("GetCredentialReport.Content", via=root_last_used),
        absent=NEVER,
    )
    support_roles = Column(
        list[str],
        "The roles that may talk to AWS Support.",
        api="ListEntitiesForPolicy.PolicyRoles[].RoleName",
    )


class PasswordPolicy(
    Table,
    name="iam_password_policy",
    api=Calls(
        "iam",
        lists="GetAccountPasswordPolicy",
        items="",
        absent=("NoSuchEntity",),
        scope="global",
    ),
    tf="aws_iam_account_password_policy",
):
    """The account's rules for IAM users' passwords. CloudFormation cannot set them."""

    minimum_length = Column(
        int,
        "How many characters a password has at least.",
        api="GetAccountPasswordPolicy.PasswordPolicy.MinimumPasswordLength",
        tf="minimum_password_length",
        absent=8,
        default=6,
    )
    require_uppercase = Column(
        bool,
        "A capital letter is required.",
        api="GetAccountPasswordPolicy.PasswordPolicy.RequireUppercaseCharacters",
        tf="require_uppercase_characters",
    )
    require_lowercase = Column(
        bool,
        "A small letter is required.",
        api="GetAccountPasswordPolicy.PasswordPolicy.RequireLowercaseCharacters",
        tf="require_lowercase_characters",
    )
    require_symbols = Column(
        bool,
        "A character that is neither letter nor digit is required.",
        api="GetAccountPasswordPolicy.PasswordPolicy.RequireSymbols",
        tf="require_symbols",
    )
    require_numbers = Column(
        bool,
        "A digit is required.",
        api="GetAccountPasswordPolicy.PasswordPolicy.RequireNumbers",
        tf="require_numbers",
    )
    remembered = Column(
        int,
        "How many earlier passwords cannot be used again.",
        api="GetAccountPasswordPolicy.PasswordPolicy.PasswordReusePrevention",
        tf="password_reuse_prevention",
        absent=0,
    )
    max_age = Column(
        int,
        "After how many days a password expires; 0 for never.",
        api="GetAccountPasswordPolicy.PasswordPolicy.MaxPasswordAge",
        tf="max_password_age",
        absent=0,
    )


class ServerCertificate(
    Table,
    name="iam_server_certificate",
    api=Calls(
        "iam",
        lists="ListServerCertificates",
        items="ServerCertificateMetadataList",
        key="ServerCertificateName",
        argument="ServerCertificateName",
        scope="global",
    ),
    tagged="iam:server-certificate",
):
    """A TLS certificate kept in IAM, from before there was ACM. Its end stands in its text."""

    arn = Column(str, "The ARN.", api="ListServerCertificates.Arn")
    name = Column(str, "The name.", api="ListServerCertificates.ServerCertificateName")
    expires = Column(
        datetime, "When it expires.", api="ListServerCertificates.Expiration", absent=NEVER
    )
