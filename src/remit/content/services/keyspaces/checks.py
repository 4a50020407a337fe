"""Amazon Keyspaces checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.keyspaces.tables import KeyspacesTable

OF_AWS = ("system", "system_schema", "system_schema_mcs", "system_multiregion_info")
"""Keyspaces that AWS keeps in each account, with tables that nobody can change:
https://docs.aws.amazon.com/keyspaces/latest/devguide/working-with-keyspaces.html"""

OWN = ~KeyspacesTable.keyspace.is_in(*OF_AWS)


@check(severity="medium", duty="recover-data", where=OWN)
def keyspaces_table_point_in_time_recovery() -> Expr:
    """Tables can be restored to any second of the last 35 days.

    It is off unless switched on, and billed by the size of the table. It undoes writes and deletes
    by mistake, and brings back a deleted table.

    https://docs.aws.amazon.com/keyspaces/latest/devguide/PointInTimeRecovery.html
    """
    return KeyspacesTable.point_in_time_recovery


@check(severity="low", duty="manage-keys", where=OWN)
def keyspaces_table_encrypted_with_own_key() -> Expr:
    """Tables are encrypted with a KMS key of the customer's.

    They always are encrypted; without a choice with a key that AWS owns, which has no policy and
    no log of yours, and cannot be revoked.

    https://docs.aws.amazon.com/keyspaces/latest/devguide/EncryptionAtRest.html
    """
    return KeyspacesTable.own_key
