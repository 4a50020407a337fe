"""AWS Direct Connect tables."""

from remit.tables import Calls, Column, Table
from remit.values import Unknown


class Connection(
    Table,
    name="directconnect_connection",
    api=Calls(
        "directconnect", lists="DescribeConnections", items="connections", key="connectionId"
    ),
    tf="aws_dx_connection",
    key="connection_id",
    arn="arn:{partition}:directconnect:{region}:{account}:dxcon/{connection_id}",
):
    """A connection: a port at a location of Direct Connect, and what crosses it."""

    connection_id = Column(str, "Its id.", api="DescribeConnections.connectionId")
    name = Column(str, "Its name.", api="DescribeConnections.connectionName", tf="name")
    tags = Column(dict[str, str], "The tags.", api="DescribeConnections.tags", tf="tags_all")
    macsec = Column(
        bool,
        "It can encrypt what crosses it with MACsec.",
        api="DescribeConnections.macSecCapable",
        tf="request_macsec",
    )
    encryption_mode = Column(
        str,
        "must_encrypt, should_encrypt (in the clear where MACsec fails) or no_encrypt.",
        api="DescribeConnections.encryptionMode",
        tf="encryption_mode",
        absent="no_encrypt",
        default=Unknown("AWS chooses the mode of a connection that names none"),
    )
