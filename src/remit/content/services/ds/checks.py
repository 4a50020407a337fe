"""AWS Directory Service checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.ds.tables import Certificate, Directory

MICROSOFT_AD = Directory.kind == "MicrosoftAD"
ASKS_RADIUS = Directory.kind.is_in("MicrosoftAD", "ADConnector")
KEEPS_SNAPSHOTS = Directory.kind.is_in("MicrosoftAD", "SimpleAD")


@check(severity="medium", duty="log-activity", where=MICROSOFT_AD)
def ds_directory_logs_forwarded() -> Expr:
    """Domain controllers send their security logs to CloudWatch Logs.

    They show who signed in, who failed to, and who changed groups; CloudTrail sees none of it.
    Forwarding is off until it is switched on, and billed by volume.

    https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_enable_log_forwarding.html
    """
    return Directory.logs_forwarded


@check(severity="medium", duty="strong-authentication", where=ASKS_RADIUS)
def ds_directory_second_factor() -> Expr:
    """Users of directories are asked for a second factor.

    A RADIUS server of your own checks it when they sign in to AWS's applications.

    https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_mfa.html
    """
    return Directory.second_factor


@check(severity="medium", duty="strong-authentication", where=Directory.radius_protocol != "")
def ds_directory_radius_protocol_strong() -> Expr:
    """Passwords travel to the RADIUS server by MS-CHAPv2.

    PAP hides them with the shared secret alone, and CHAP and MS-CHAPv1 are broken.

    https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_mfa.html
    """
    return Directory.radius_protocol == "MS-CHAPv2"


@check(severity="low", duty="schedule-backups", where=KEEPS_SNAPSHOTS)
def ds_directory_snapshots_below_limit(min_left: int = 3) -> Expr:
    """More snapshots of directories may be taken by hand.

    At the limit none can be taken before a change of the schema; old ones must be deleted first.

    https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_snapshots.html
    """
    return Directory.snapshots_left >= min_left


@check(severity="medium", duty="encrypt-in-transit")
def ds_directory_certificates_valid(min_days: int = 90) -> Expr:
    """No certificate that is registered with a directory ends soon.

    When it has ended, applications cannot reach the directory by LDAP over TLS, and somebody will
    switch that off to help.

    https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_ldap_client_side.html
    """
    return ~Certificate.expires.within_days(min_days)


@check(severity="high", duty="protect-secrets", where=Directory.source.is_in("cfn", "tf"))
def ds_directory_password_not_in_template() -> Expr:
    """No template spells out the password of a directory's administrator.

    Whoever reads the repository, or its history, has it. Refer to a secret, or take a parameter.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    return ~Directory.password_in_template
