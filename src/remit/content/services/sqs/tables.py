"""Amazon SQS tables."""

from collections.abc import Mapping
from typing import Any

from remit.analysis.policies import requires_tls
from remit.content.common import document, public, shared_with, stated
from remit.content.keys import named_key
from remit.tables import At, Calls, Column, Derived, Table
from remit.values import Partial, Unknown, unknown_reason


def messages_require_tls(policy: Any) -> Any:
    """Whether sending and receiving over plain HTTP are both denied to everyone."""
    send = requires_tls(policy, resource_actions="sqs:SendMessage")
    receive = requires_tls(policy, resource_actions="sqs:ReceiveMessage")
    if send is False or receive is False:
        return False
    return send if isinstance(send, Unknown) else receive


def itself(item: Any) -> Any:
    """An item of a list of texts."""
    return item.get("") if isinstance(item, Mapping) else item


def last_part(item: Any) -> Any:
    """The name at the end of a queue's URL."""
    return str(itself(item)).rpartition("/")[2]


def redrives(policy: Any) -> Any:
    """The queue that a redrive policy sends failed messages to."""
    if (reason := unknown_reason(policy)) is not None and not isinstance(policy, Partial):
        return Unknown(reason)
    found = document(policy)
    return (found.get("deadLetterTargetArn") or "") if isinstance(found, Mapping) else ""


class Queue(
    Table,
    name="sqs_queue",
    api=Calls(
        "sqs",
        lists="ListQueues",
        items="QueueUrls",
        argument="QueueUrl",
        fixed={"GetQueueAttributes": {"AttributeNames": ["All"]}},
    ),
    cfn="AWS::SQS::Queue",
    tf="aws_sqs_queue",
    config="AWS::SQS::Queue",
    key="url",
    arn="arn:{partition}:sqs:{region}:{account}:{name}",
    satellites={
        "AWS::SQS::QueuePolicy": "Queues",
        "AWS::SQS::QueueInlinePolicy": "Queue",
        "aws_sqs_queue_policy": "queue_url",
        "aws_sqs_queue_redrive_policy": "queue_url",
        "aws_sqs_queue_redrive_allow_policy": "queue_url",
    },
    tagged="sqs",
):
    """A queue."""

    url = Column(
        str,
        "The URL, by which the API and policies in templates name it.",
        api=At("ListQueues", via=itself),
        tf="url",
        config="configuration.QueueUrl",
        reference=True,
    )
    name = Column(
        str,
        "The queue's name.",
        api=At("ListQueues", via=last_part),
        cfn="QueueName",
        tf="name",
        config="configuration.QueueName",
    )
    sqs_managed_encryption = Column(
        bool,
        "Messages are encrypted with a key that SQS holds (SSE-SQS), AWS's default.",
        api="GetQueueAttributes.Attributes.SqsManagedSseEnabled",
        cfn="SqsManagedSseEnabled",
        tf="sqs_managed_sse_enabled",
        config="configuration.SqsManagedSseEnabled",
        default=True,
    )
    kms_key = Column(
        str,
        "The KMS key that encrypts messages; empty for none.",
        api="GetQueueAttributes.Attributes.KmsMasterKeyId",
        cfn="KmsMasterKeyId",
        tf="kms_master_key_id",
        config="configuration.KmsMasterKeyId",
        reference=True,
    )
    key_named = named_key()
    policy = Column(
        str,
        "The access policy as JSON, empty if there is none.",
        api=At("GetQueueAttributes.Attributes.Policy", via=document),
        cfn=(
            At("AWS::SQS::QueuePolicy.PolicyDocument", via=document),
            At("AWS::SQS::QueueInlinePolicy.PolicyDocument", via=document),
        ),
        tf=(At("aws_sqs_queue_policy.policy", via=document), At("policy", via=document)),
    )
    policy_is_public = Column(
        bool,
        "The policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )
    policy_requires_tls = Column(
        bool,
        "The policy refuses to send and receive messages over plain HTTP.",
        derived=Derived(messages_require_tls, ("policy",)),
    )
    shared_accounts = Column(
        list[str],
        "The other accounts that the policy lets in.",
        derived=Derived(shared_with, ("policy", "account")),
    )
    dead_letter_queue = Column(
        str,
        "The queue for messages that were received too often without success.",
        api=At("GetQueueAttributes.Attributes.RedrivePolicy", via=redrives),
        cfn=At("RedrivePolicy", via=redrives),
        tf=(
            At("aws_sqs_queue_redrive_policy.redrive_policy", via=redrives),
            At("redrive_policy", via=redrives),
        ),
        reference=True,
    )
    takes_dead_letters = Column(
        bool,
        "It says which queues may send their failed messages here.",
        api=At("GetQueueAttributes.Attributes.RedriveAllowPolicy", via=stated),
        cfn=At("RedriveAllowPolicy", via=stated),
        tf=(
            At("aws_sqs_queue_redrive_allow_policy.redrive_allow_policy", via=stated),
            At("redrive_allow_policy", via=stated),
        ),
    )
