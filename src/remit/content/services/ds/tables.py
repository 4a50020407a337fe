"""AWS Directory Service tables: directories, and the certificates of LDAP over TLS."""

from datetime import datetime

from remit.content.common import stated
from remit.content.services.ds.values import completed, free, written_down
from remit.tables import At, Calls, Column, Origin, Table

LIST = "DescribeDirectories"
LOGS = "aws_directory_service_log_subscription"
RADIUS = "aws_directory_service_radius_settings"


class Directory(
    Table,
    name="ds_directory",
    api=Calls(
        "ds",
        lists=LIST,
        items="DirectoryDescriptions",
        key="DirectoryId",
        argument="DirectoryId",
        join={"ListLogSubscriptions": ("LogSubscriptions", "DirectoryId")},
        spared={"GetSnapshotLimits": (f"{LIST}.Type", ("ADConnector", "SharedMicrosoftAD"))},
    ),
    cfn=(
        Origin("AWS::DirectoryService::MicrosoftAD", fixed={"kind": "MicrosoftAD"}),
        Origin("AWS::DirectoryService::SimpleAD", fixed={"kind": "SimpleAD"}),
    ),
    tf="aws_directory_service_directory",
    key="directory_id",
    arn="arn:{partition}:ds:{region}:{account}:directory/{directory_id}",
    satellites={LOGS: "directory_id", RADIUS: "directory_id"},
    tagged="ds:directory",
):
    """A directory: Active Directory that AWS runs, a Simple AD, or a connector to one elsewhere."""

    directory_id = Column(str, "Its id.", api=f"{LIST}.DirectoryId")
    name = Column(str, "The domain.", api=f"{LIST}.Name", cfn="Name", tf="name")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    kind = Column(
        str,
        "MicrosoftAD, SimpleAD, ADConnector, or SharedMicrosoftAD for one of another account.",
        api=f"{LIST}.Type",
        tf="type",
        absent="SimpleAD",
    )
    logs_forwarded = Column(
        bool,
        "The security logs of its domain controllers go to CloudWatch Logs.",
        api=At("ListLogSubscriptions.LogGroupName", via=stated),
        tf=At(f"{LOGS}.log_group_name", via=stated),
    )
    second_factor = Column(
        bool,
        "A RADIUS server asks users for a second factor.",
        api=At(f"{LIST}.RadiusStatus", via=completed),
        tf=At(f"{RADIUS}.radius_servers", via=stated),
    )
    radius_protocol = Column(
        str,
        "How passwords travel to the RADIUS server: PAP, CHAP, MS-CHAPv1 or MS-CHAPv2.",
        api=f"{LIST}.RadiusSettings.AuthenticationProtocol",
        tf=f"{RADIUS}.authentication_protocol",
    )
    snapshots_left = Column(
        int,
        "How many more snapshots may be taken by hand.",
        api=At("GetSnapshotLimits.SnapshotLimits", via=free),
        absent=None,
    )
    password_in_template = Column(
        bool,
        "The administrator's password is written down in the template (the value is not kept).",
        cfn=At("", via=written_down),
        tf=At("", via=written_down),
    )


class Certificate(
    Table,
    name="ds_certificate",
    api=Calls(
        "ds",
        lists="ListCertificates",
        items="CertificatesInfo",
        key="CertificateId",
        per=Directory,
        per_argument="DirectoryId",
        absent=("UnsupportedOperationException",),
    ),
    of=Directory,
    link="directory",
):
    """A certificate that was registered with a directory, for LDAP over TLS or smart cards."""

    directory = Column(str, "The directory.", api="^", reference=True)
    name = Column(str, "Its common name.", api="ListCertificates.CommonName")
    expires = Column(
        datetime,
        "When it ends.",
        api="ListCertificates.ExpiryDateTime",
        absent=None,
    )
