"""Amazon AppStream tables (WorkSpaces Applications)."""

from remit.tables import Calls, Column, Table
from remit.values import Unknown

LIST = "DescribeFleets"
UNSAID = Unknown("AWS chooses the time where none is named")


class Fleet(
    Table,
    name="appstream_fleet",
    api=Calls("appstream", lists=LIST, items="Fleets", key="Name"),
    cfn="AWS::AppStream::Fleet",
    tf="aws_appstream_fleet",
    config="AWS::AppStream::Fleet",
    tagged="appstream:fleet",
):
    """A fleet: instances from which applications are streamed to users."""

    name = Column(
        str,
        "The fleet's name.",
        api=f"{LIST}.Name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    arn = Column(str, "The ARN.", api=f"{LIST}.Arn", config="configuration.Arn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    internet = Column(
        bool,
        "Its instances reach the internet through public addresses of their own.",
        api=f"{LIST}.EnableDefaultInternetAccess",
        cfn="EnableDefaultInternetAccess",
        tf="enable_default_internet_access",
        config="configuration.EnableDefaultInternetAccess",
    )
    session_seconds = Column(
        int,
        "How long a session may last.",
        api=f"{LIST}.MaxUserDurationInSeconds",
        cfn="MaxUserDurationInSeconds",
        tf="max_user_duration_in_seconds",
        config="configuration.MaxUserDurationInSeconds",
        absent=UNSAID,
    )
    disconnect_seconds = Column(
        int,
        "How long a session waits for a user who was disconnected.",
        api=f"{LIST}.DisconnectTimeoutInSeconds",
        cfn="DisconnectTimeoutInSeconds",
        tf="disconnect_timeout_in_seconds",
        config="configuration.DisconnectTimeoutInSeconds",
        absent=UNSAID,
    )
    idle_seconds = Column(
        int,
        "After how long without input users are disconnected; 0 for never.",
        api=f"{LIST}.IdleDisconnectTimeoutInSeconds",
        cfn="IdleDisconnectTimeoutInSeconds",
        tf="idle_disconnect_timeout_in_seconds",
        config="configuration.IdleDisconnectTimeoutInSeconds",
        absent=0,
    )
