"""Amazon DynamoDB checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.dax.tables import DaxCluster
from remit.content.services.dynamodb.tables import DynamoTable


@check(severity="medium", duty="recover-data")
def dynamodb_table_point_in_time_recovery_enabled() -> Expr:
    """Tables can be restored to any second of the last weeks.

    A faulty job or a deleted table is else gone for good. It costs by the size of the table. Of a
    global table, every replica must have it.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
    """
    return DynamoTable.point_in_time_recovery


@check(severity="medium", duty="manage-keys")
def dynamodb_table_encrypted_with_kms() -> Expr:
    """Tables are encrypted with a KMS key of this account.

    Every table is encrypted; without a choice it is with a key that AWS owns, whose use nobody
    can see. The key that AWS manages in your account, or one of your own, shows in CloudTrail.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
    """
    return DynamoTable.key_kind == "KMS"


@check(severity="low", duty="manage-keys", where=DynamoTable.key_kind == "KMS")
def dynamodb_table_encrypted_with_named_key() -> Expr:
    """Tables are encrypted with a KMS key of the customer's.

    A key of your own has a policy that you write, and can be revoked. The key that AWS manages for
    DynamoDB cannot.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
    """
    return customers(DynamoTable.kms_key, DynamoTable.key_named)


@check(severity="medium", duty="protect-from-deletion")
def dynamodb_table_deletion_protected() -> Expr:
    """Tables cannot be deleted by a single call.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
    """
    return DynamoTable.deletion_protection


@check(severity="critical", duty="block-public-access")
def dynamodb_table_policy_not_public() -> Expr:
    """No resource policy of a table grants anything to everyone.

    DynamoDB refuses such policies where Block Public Access sees through them; conditions can hide
    what they open.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-bpa-rbp.html
    """
    return ~DynamoTable.policy_is_public


@check(severity="medium", duty="encrypt-at-rest")
def dynamodb_dax_encrypted() -> Expr:
    """What DAX clusters keep on disk is encrypted.

    It is off unless chosen when the cluster is made.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html
    """
    return DaxCluster.encrypted


@check(severity="medium", duty="encrypt-in-transit")
def dynamodb_dax_tls_required() -> Expr:
    """Clients talk to DAX clusters over TLS.

    It is off unless chosen when the cluster is made.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionInTransit.html
    """
    return DaxCluster.endpoint_encryption == "TLS"
