"""Whose a KMS key is: the customer's, or the one that AWS manages for a service in each account.

What runs names either key by its ARN, so only KMS can tell them apart (KeyManager):
https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
"""

from __future__ import annotations

from typing import Any

from remit.conditions import Expr, exists_in
from remit.content.services.kms.tables import Key
from remit.tables import Column, Derived
from remit.values import Unknown

MANAGED = "alias/aws/"
"""AWS keeps aliases that begin so to itself:
https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"""

ARN_PARTS = 6


def named(key: Any, source: str, account: Any) -> bool | Unknown:
    """Whether a key is named that is not AWS's by its name; `customers` asks KMS for the rest.

    AWS manages keys in the account of what they encrypt, so the key of another account is a
    customer's. AWS Config may have recorded no keys: there a bare name tells nothing.
    """
    if not key or (isinstance(key, str) and MANAGED in key):
        return False
    if source != "config":
        return True
    parts = str(key).split(":")
    home = account if isinstance(account, str) else ""
    foreign = len(parts) == ARN_PARTS and home not in ("", parts[4])
    if foreign or parts[-1].startswith("alias/"):
        return True
    return Unknown("AWS Config recorded no such KMS key, so it may be AWS's or the customer's")


def named_key(column: str = "kms_key") -> Column:
    """A column on whether another one names a key that may be the customer's; for `customers`."""
    return Column(
        bool,
        "A KMS key is named, and by its name it is not one that AWS manages.",
        derived=Derived(named, (column, "source", "account")),
    )


def customers(key: Column, key_named: Column) -> Expr:
    """The key in a column is the customer's; `key_named` is the `named_key` of that column.

    No AWS managed key of that ARN or id is known to KMS; in AWS Config, a customer's is recorded.
    """
    known = Key.names.any(lambda name: name == key)
    recorded = exists_in(Key, known, Key.manager == "CUSTOMER")
    return (key_named | ((key.table.source == "config") & recorded)) & ~exists_in(
        Key, known, Key.manager == "AWS"
    )
