"""Small tables that take the live source through everything its declarations allow."""

from __future__ import annotations

import csv
import io
from typing import Any

from remit.tables import At, Calls, Column, Table


class Queue(Table, name="t_queue", key="url",
            api=Calls("sqs", "ListQueues", "QueueUrls", argument="QueueUrl",
                      fixed={"GetQueueAttributes": {"AttributeNames": ["All"]}})):  # fmt: skip
    """Listed as texts; JSON."""

    url = Column(str, "The URL.", api=At("ListQueues", via=lambda item: item[""]))
    encrypted = Column(str, "By SQS.", api="GetQueueAttributes.Attributes.SqsManagedSseEnabled")


class Topic(
    Table, name="t_topic", key="topic",
    api=Calls("sns", "ListTopics", "Topics", key="TopicArn", argument="TopicArn"),
):  # fmt: skip
    """Query protocol."""

    topic = Column(str, "The ARN.", api="ListTopics.TopicArn")
    owner = Column(str, "Whose it is.", api="GetTopicAttributes.Attributes.Owner")


class Volume(Table, name="t_volume", key="volume",
             api=Calls("ec2", "DescribeVolumes", "Volumes")):  # fmt: skip
    """EC2 protocol."""

    volume = Column(str, "The id.", api="DescribeVolumes.VolumeId")
    encrypted = Column(bool, "At rest.", api="DescribeVolumes.Encrypted")


class VolumeSize(Table, name="t_volume_size", key="volume",
                 api=Calls("ec2", "DescribeVolumes", "Volumes")):  # fmt: skip
    """A second table from the same answer."""

    volume = Column(str, "The id.", api="DescribeVolumes.VolumeId")
    size = Column(int, "In GiB.", api="DescribeVolumes.Size", absent=0)


class LogGroup(Table, name="t_log_group", key="group",
               api=Calls("logs", "DescribeLogGroups", "logGroups")):  # fmt: skip
    """A parent."""

    group = Column(str, "The name.", api="DescribeLogGroups.logGroupName")


class LogStream(Table, name="t_log_stream", key="stream",
                api=Calls("logs", "DescribeLogStreams", "logStreams", per=LogGroup,
                          per_argument="logGroupName", per_column="group")):  # fmt: skip
    """A child that is listed once for each parent."""

    group = Column(str, "The group.", api="^")
    stream = Column(str, "The name.", api="DescribeLogStreams.logStreamName")


def report(answer: Any) -> Any:
    return {"rows": list(csv.DictReader(io.StringIO(answer["Content"].decode())))}


class Login(Table, name="t_login", key="user",
            api=Calls("iam", "GetCredentialReport", "rows", scope="global",
                      decode={"GetCredentialReport": report})):  # fmt: skip
    """A report that has to be made first, in CSV."""

    user = Column(str, "The name.", api="GetCredentialReport.user")
    mfa = Column(bool, "A second factor.", api="GetCredentialReport.mfa_active")


class AppRunner(Table, name="t_app_runner", key="service",
                api=Calls("apprunner", "ListServices", "ServiceSummaryList")):  # fmt: skip
    """A service that few Regions have."""

    service = Column(str, "The name.", api="ListServices.ServiceName")


class EksCluster(Table, name="t_eks_cluster", key="cluster",
                 api=Calls("eks", "ListClusters", "clusters")):  # fmt: skip
    """A parent that is listed as a text."""

    cluster = Column(str, "The name.", api=At("ListClusters", via=lambda item: item[""]))


class NodeGroup(Table, name="t_node_group", key="group",
                api=Calls("eks", "ListNodegroups", "nodegroups", per=EksCluster,
                          per_argument="clusterName",
                          arguments={"DescribeNodegroup": {"clusterName": "^",
                                                           "nodegroupName": ""}})):  # fmt: skip
    """A child that is described by its own name and by what its list was asked with."""

    group = Column(str, "The name.", api=At("ListNodegroups", via=lambda item: item[""]))
    image = Column(str, "The image.", api="DescribeNodegroup.nodegroup.amiType")


class Bucket(
    Table, name="t_bucket", key="bucket",
    api=Calls("s3", "ListBuckets", "Buckets", key="Name", argument="Bucket", scope="global",
              absent=("ObjectLockConfigurationNotFoundError",),
              spared={"GetObjectLockConfiguration":
                      ("GetBucketVersioning.Status", (None, "Suspended"))}),
):  # fmt: skip
    """One answer tells that another has nothing to say."""

    bucket = Column(str, "The name.", api="ListBuckets.Name")
    versioning = Column(str, "Or nothing.", api="GetBucketVersioning.Status")
    lock = Column(
        str,
        "Or nothing.",
        api="GetObjectLockConfiguration.ObjectLockConfiguration.ObjectLockEnabled",
    )
