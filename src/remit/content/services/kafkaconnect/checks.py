"""Amazon MSK Connect checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.kafkaconnect.tables import Connector


@check(severity="medium", duty="encrypt-in-transit")
def kafkaconnect_connector_uses_tls() -> Expr:
    """Connectors talk to their cluster over TLS.

    It is chosen when the connector is made, and cannot be changed.

    https://docs.aws.amazon.com/securityhub/latest/userguide/msk-controls.html#msk-3
    """
    return Connector.encryption == "TLS"


@check(severity="medium", duty="strong-authentication")
def kafkaconnect_connector_signs_in() -> Expr:
    """Connectors sign in to their cluster with IAM.

    NONE is right for a cluster that checks certificates or passwords, which the connector's own
    settings then carry: except those.

    https://docs.aws.amazon.com/msk/latest/developerguide/msk-connect-connectors.html
    """
    return Connector.authentication == "IAM"


@check(severity="low", duty="log-activity")
def kafkaconnect_connector_logs_delivered() -> Expr:
    """Connectors deliver the logs of their workers.

    They are kept nowhere else, and tell why records did not arrive.

    https://docs.aws.amazon.com/securityhub/latest/userguide/msk-controls.html#msk-5
    """
    return Connector.logs_to_cloudwatch | Connector.logs_to_firehose | Connector.logs_to_s3
