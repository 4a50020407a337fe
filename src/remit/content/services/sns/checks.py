"""Amazon SNS checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.sns.tables import Subscription, Topic


@check(severity="critical", duty="block-public-access")
def sns_topic_policy_not_public() -> Expr:
    """No topic policy grants anything to everyone.

    Whoever may publish can feed your systems with messages of their own; whoever may subscribe
    reads yours. Name accounts, an organisation or the sources of the messages.

    https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
    """
    return ~Topic.policy_is_public


@check(severity="low", duty="limit-cross-account")
def sns_topic_not_shared_with_other_accounts() -> Expr:
    """No topic policy lets in another account.

    Sharing is often wanted: then except the topic and say for whom.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    """
    return Topic.shared_accounts.is_empty()


@check(severity="medium", duty="encrypt-at-rest")
def sns_topic_encrypted() -> Expr:
    """Messages are encrypted with a KMS key while SNS keeps them.

    SNS stores messages for as long as it tries to deliver them. Encryption is off unless a key is
    named; services that publish then need permission for the key.

    https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html
    """
    return Topic.kms_key != ""


@check(severity="low", duty="manage-keys")
def sns_topic_encrypted_with_own_key() -> Expr:
    """Messages are encrypted with a KMS key that the customer made.

    Under the AWS managed key no other AWS service may publish, and its policy cannot be changed.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    return customers(Topic.kms_key, Topic.key_named)


@check(severity="medium", duty="encrypt-in-transit")
def sns_topic_requires_tls() -> Expr:
    """The topic policy refuses messages that are published over plain HTTP.

    SNS answers HTTP too. A Deny of sns:Publish on aws:SecureTransport = false closes that.

    https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
    """
    return Topic.policy_requires_tls


@check(severity="medium", duty="encrypt-in-transit")
def sns_topic_delivers_over_tls() -> Expr:
    """No subscription delivers over plain HTTP.

    What was encrypted at rest would cross the internet in the clear. Use https.

    https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
    """
    return Subscription.protocol != "http"


@check(severity="low", duty="log-activity")
def sns_topic_logs_failed_deliveries() -> Expr:
    """Failed deliveries are written to CloudWatch Logs.

    A message that could not be delivered leaves no other trace. The log is billed by volume.

    https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html
    """
    return Topic.failures_logged
