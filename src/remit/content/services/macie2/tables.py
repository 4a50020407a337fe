"""Amazon Macie tables."""

from remit.tables import Calls, Column, Table


class Session(
    Table,
    name="macie2_session",
    api=Calls(
        "macie2",
        lists="GetMacieSession",
        items="",
        arguments={"GetAdministratorAccount": {}, "GetAutomatedDiscoveryConfiguration": {}},
        absent=("ResourceNotFoundException",),
    ),
    cfn="AWS::Macie::Session",
    tf="aws_macie2_account",
    config="AWS::Macie::Session",
):
    """Amazon Macie in a Region of the account: live also where it is off."""

    status = Column(
        str,
        "ENABLED, PAUSED, or empty where Macie was never enabled.",
        api="GetMacieSession.status",
        cfn="Status",
        tf="status",
        config="configuration.Status",
        default="ENABLED",
    )
    administrator = Column(
        str,
        "The account that governs this one's Macie, if there is one.",
        api="GetAdministratorAccount.administrator.accountId",
    )
    discovery = Column(
        str,
        "Whether objects are sampled day by day: ENABLED or DISABLED.",
        api="GetAutomatedDiscoveryConfiguration.status",
    )
