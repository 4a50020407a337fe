"""AWS Transfer Family checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.transfer.tables import Connector, Server


@check(severity="medium", duty="encrypt-in-transit")
def transfer_server_without_ftp() -> Expr:
    """Servers do not offer plain FTP.

    Names, passwords and files pass over it unencrypted, if only within a VPC.

    https://docs.aws.amazon.com/securityhub/latest/userguide/transfer-controls.html
    """
    return ~Server.protocols.has("FTP")


@check(severity="medium", duty="encrypt-in-transit")
def transfer_server_security_policy_current(oldest: str = "2024-01") -> Expr:
    """Servers have a security policy of today.

    Older ones take algorithms that are no longer thought safe. CloudFormation and Terraform take
    the one of 2018 unless told otherwise. Try with your clients before you change it.

    https://docs.aws.amazon.com/transfer/latest/userguide/security-policies.html
    """
    return Server.policy_dated >= oldest


@check(severity="medium", duty="restrict-network-access")
def transfer_server_not_public() -> Expr:
    """Servers stand in a VPC.

    A public endpoint takes connections from everywhere. In a VPC, security groups narrow them, also
    where the server has addresses on the internet.

    https://docs.aws.amazon.com/transfer/latest/userguide/create-server-in-vpc.html
    """
    return Server.endpoint_type != "PUBLIC"


@check(severity="medium", duty="log-activity")
def transfer_server_logs_activity() -> Expr:
    """Servers log who signs in and which files move.

    To log groups that are named, or by a role to the one of the server. It is billed as logs are.

    https://docs.aws.amazon.com/transfer/latest/userguide/structured-logging.html
    """
    return ~Server.log_groups.is_empty() | (Server.logging_role != "")


@check(severity="medium", duty="log-activity")
def transfer_connector_logs_activity() -> Expr:
    """Connectors log which files they exchange.

    Without a role to write logs with, nothing tells what was sent to a partner and what came back.

    https://docs.aws.amazon.com/securityhub/latest/userguide/transfer-controls.html
    """
    return Connector.logging_role != ""
