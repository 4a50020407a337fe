"""Amazon SNS tables."""

from typing import Any

from remit.analysis.policies import requires_tls
from remit.content.common import document, known, public, shared_with, stated
from remit.content.keys import named_key
from remit.tables import At, Calls, Column, Derived, Origin, Table


def publish_requires_tls(policy: Any) -> Any:
    """Whether publishing over plain HTTP is denied to everyone."""
    return requires_tls(policy, resource_actions="sns:Publish")


@known
def last_part(arn: Any) -> Any:
    """The name at the end of an ARN."""
    return str(arn).rpartition(":")[2]


@known
def confirmed(arn: Any) -> Any:
    """The ARN of a subscription; none in its place while it waits for confirmation."""
    return arn if str(arn).startswith("arn:") else ""


class Topic(
    Table,
    name="sns_topic",
    api=Calls("sns", lists="ListTopics", items="Topics", key="TopicArn", argument="TopicArn"),
    cfn="AWS::SNS::Topic",
    tf="aws_sns_topic",
    config="AWS::SNS::Topic",
    key="arn",
    satellites={
        "AWS::SNS::TopicPolicy": "Topics",
        "AWS::SNS::TopicInlinePolicy": "TopicArn",
        "aws_sns_topic_policy": "arn",
    },
    tagged="sns",
):
    """A topic."""

    arn = Column(
        str,
        "The ARN.",
        api="ListTopics.TopicArn",
        tf="arn",
        config="configuration.TopicArn",
        reference=True,
    )
    name = Column(
        str,
        "The topic's name.",
        api=At("ListTopics.TopicArn", via=last_part),
        cfn="TopicName",
        tf="name",
        config=At("configuration.TopicArn", via=last_part),
    )
    kms_key = Column(
        str,
        "The KMS key that encrypts messages; empty for none.",
        api="GetTopicAttributes.Attributes.KmsMasterKeyId",
        cfn="KmsMasterKeyId",
        tf="kms_master_key_id",
        config="configuration.KmsMasterKeyId",
        reference=True,
    )
    key_named = named_key()
    policy = Column(
        str,
        "The access policy as JSON, empty for AWS's default (the account's own).",
        api=At("GetTopicAttributes.Attributes.Policy", via=document),
        cfn=(
            At("AWS::SNS::TopicPolicy.PolicyDocument", via=document),
            At("AWS::SNS::TopicInlinePolicy.PolicyDocument", via=document),
        ),
        tf=(At("aws_sns_topic_policy.policy", via=document), At("policy", via=document)),
    )
    policy_is_public = Column(
        bool,
        "The policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )
    policy_requires_tls = Column(
        bool,
        "The policy refuses messages that are published over plain HTTP.",
        derived=Derived(publish_requires_tls, ("policy",)),
    )
    shared_accounts = Column(
        list[str],
        "The other accounts that the policy lets in.",
        derived=Derived(shared_with, ("policy", "account")),
    )
    failures_logged = Column(
        bool,
        "Failed deliveries of some kind of endpoint are logged.",
        api=(
            At("GetTopicAttributes.Attributes.HTTPFailureFeedbackRoleArn", via=stated),
            At("GetTopicAttributes.Attributes.SQSFailureFeedbackRoleArn", via=stated),
            At("GetTopicAttributes.Attributes.LambdaFailureFeedbackRoleArn", via=stated),
            At("GetTopicAttributes.Attributes.FirehoseFailureFeedbackRoleArn", via=stated),
            At("GetTopicAttributes.Attributes.ApplicationFailureFeedbackRoleArn", via=stated),
        ),
        cfn=At("DeliveryStatusLogging[].FailureFeedbackRoleArn", via=stated),
        tf=(
            At("http_failure_feedback_role_arn", via=stated),
            At("sqs_failure_feedback_role_arn", via=stated),
            At("lambda_failure_feedback_role_arn", via=stated),
            At("firehose_failure_feedback_role_arn", via=stated),
            At("application_failure_feedback_role_arn", via=stated),
        ),
        config=(
            At("configuration.HTTPFailureFeedbackRoleArn", via=stated),
            At("configuration.SQSFailureFeedbackRoleArn", via=stated),
            At("configuration.LambdaFailureFeedbackRoleArn", via=stated),
            At("configuration.ApplicationFailureFeedbackRoleArn", via=stated),
        ),
    )


class Subscription(
    Table,
    name="sns_subscription",
    api=Calls("sns", lists="ListSubscriptions", items="Subscriptions", key="SubscriptionArn"),
    cfn=("AWS::SNS::Subscription", Origin("AWS::SNS::Topic", each="Subscription")),
    tf="aws_sns_topic_subscription",
    of=Topic,
    link="topic",
):
    """Where a topic's messages go."""

    arn = Column(
        str,
        "The ARN; not one before it is confirmed.",
        api=At("ListSubscriptions.SubscriptionArn", via=confirmed),
    )
    topic = Column(
        str,
        "The topic.",
        api="ListSubscriptions.TopicArn",
        cfn=("TopicArn", "^"),
        tf="topic_arn",
        reference=True,
    )
    protocol = Column(
        str,
        "http, https, email, sqs, lambda …",
        api="ListSubscriptions.Protocol",
        cfn="Protocol",
        tf="protocol",
    )
