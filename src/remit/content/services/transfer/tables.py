"""AWS Transfer Family tables: servers, and connectors to the servers of others."""

from remit.content.services.transfer import values
from remit.tables import Calls, Column, Derived, Table
from remit.values import Unknown


class Server(
    Table,
    name="transfer_server",
    api=Calls(
        "transfer",
        lists="ListServers",
        items="Servers",
        key="ServerId",
        argument="ServerId",
    ),
    cfn="AWS::Transfer::Server",
    tf="aws_transfer_server",
):
    """A server to which clients connect by SFTP, FTPS, FTP or AS2."""

    server_id = Column(str, "Its id; empty in a template.", api="ListServers.ServerId")
    arn = Column(str, "The ARN.", api="ListServers.Arn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeServer.Server.Tags",
        cfn="Tags",
        tf="tags_all",
    )
    endpoint_type = Column(
        str,
        "PUBLIC, VPC, or VPC_ENDPOINT of older servers.",
        api="ListServers.EndpointType",
        cfn="EndpointType",
        tf="endpoint_type",
        absent="PUBLIC",
    )
    protocols = Column(
        list[str],
        "SFTP, FTPS, FTP or AS2.",
        api="DescribeServer.Server.Protocols",
        cfn="Protocols",
        tf="protocols",
        absent=["SFTP"],
    )
    security_policy = Column(
        str,
        "The policy that says which algorithms of SSH and TLS it takes.",
        api="DescribeServer.Server.SecurityPolicyName",
        cfn="SecurityPolicyName",
        tf="security_policy_name",
        absent=Unknown("the answer names no security policy"),
        default="TransferSecurityPolicy-2018-11",
    )
    policy_dated = Column(
        str,
        "The year and month of its security policy.",
        derived=Derived(values.dated, ("security_policy",)),
    )
    logging_role = Column(
        str,
        "The role by which it logs to CloudWatch; empty for none.",
        api="ListServers.LoggingRole",
        cfn="LoggingRole",
        tf="logging_role",
        reference=True,
    )
    log_groups = Column(
        list[str],
        "The log groups that get its logs as JSON.",
        api="DescribeServer.Server.StructuredLogDestinations",
        cfn="StructuredLogDestinations",
        tf="structured_log_destinations",
    )


class Connector(
    Table,
    name="transfer_connector",
    api=Calls(
        "transfer",
        lists="ListConnectors",
        items="Connectors",
        key="ConnectorId",
        argument="ConnectorId",
    ),
    cfn="AWS::Transfer::Connector",
    tf="aws_transfer_connector",
    config="AWS::Transfer::Connector",
):
    """A connector, which exchanges files with a partner's server by SFTP or AS2."""

    connector_id = Column(
        str,
        "Its id; empty in a template.",
        api="ListConnectors.ConnectorId",
        config="configuration.ConnectorId",
    )
    arn = Column(str, "The ARN.", api="ListConnectors.Arn", config="configuration.Arn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="DescribeConnector.Connector.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    logging_role = Column(
        str,
        "The role by which it logs to CloudWatch; empty for none.",
        api="DescribeConnector.Connector.LoggingRole",
        cfn="LoggingRole",
        tf="logging_role",
        config="configuration.LoggingRole",
        reference=True,
    )
