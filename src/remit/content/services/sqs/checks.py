"""Amazon SQS checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.sqs.tables import Queue


@check(severity="critical", duty="block-public-access")
def sqs_queue_policy_not_public() -> Expr:
    """No queue policy grants anything to everyone.

    Whoever may send can feed your systems with messages of their own; whoever may receive takes
    yours away. Name accounts, an organisation or the sources of the messages.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html
    """
    return ~Queue.policy_is_public


@check(severity="low", duty="limit-cross-account")
def sqs_queue_not_shared_with_other_accounts() -> Expr:
    """No queue policy lets in another account.

    Sharing is often wanted: then except the queue and say for whom.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html
    """
    return Queue.shared_accounts.is_empty()


@check(severity="medium", duty="encrypt-at-rest")
def sqs_queue_encrypted() -> Expr:
    """Messages are encrypted while they wait, with a key of SQS or one in KMS.

    New queues are encrypted by default since 2022; older ones, and those where somebody said no,
    are not. It costs nothing.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
    """
    return Queue.sqs_managed_encryption | (Queue.kms_key != "")


@check(severity="low", duty="manage-keys")
def sqs_queue_encrypted_with_own_key() -> Expr:
    """Messages are encrypted with a KMS key that the customer made.

    It adds a key policy, a log of each use, and the power to revoke, and costs KMS requests.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    """
    return customers(Queue.kms_key, Queue.key_named)


@check(severity="medium", duty="encrypt-in-transit")
def sqs_queue_requires_tls() -> Expr:
    """The queue policy refuses to send and receive over plain HTTP.

    SQS answers HTTP too in most Regions. A Deny on aws:SecureTransport = false closes that.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html
    """
    return Queue.policy_requires_tls


@check(severity="low", duty="recover-data")
def sqs_queue_keeps_failed_messages() -> Expr:
    """Messages that fail again and again go to a dead-letter queue, or the queue is one.

    Otherwise they come back until they expire, and hold up what is behind them.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    """
    return (Queue.dead_letter_queue != "") | Queue.takes_dead_letters
