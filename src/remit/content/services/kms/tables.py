"""AWS KMS tables."""

from typing import Any

from remit.content.common import document, known, public, shared_with
from remit.tables import At, Calls, Column, Derived, Origin, Table
from remit.values import Unknown, unknown_reason

OWN = {"manager": "CUSTOMER", "state": "Enabled"}
"""What a template makes belongs to the customer, and is not about to be deleted."""


def alias(name: Any) -> Any:
    """An alias without the word that each begins with."""
    return name.removeprefix("alias/")


def names_of(arn: Any) -> list[str] | Unknown:
    """What others call a key by: its ARN, or its id, which the ARN ends in."""
    reason = unknown_reason(arn)
    return [arn, arn.rpartition("/")[2]] if reason is None else Unknown(reason)


class Key(
    Table,
    name="kms_key",
    api=Calls(
        "kms",
        lists="ListKeys",
        items="Keys",
        key="KeyId",
        argument="KeyId",
        arguments={"GetKeyPolicy": {"KeyId": "KeyId"}},
        fixed={"GetKeyPolicy": {"PolicyName": "default"}},
        join={"ListAliases": ("Aliases", "TargetKeyId")},
        absent=("UnsupportedOperationException",),
    ),
    cfn=(
        Origin("AWS::KMS::Key", fixed={**OWN, "replica": False}),
        Origin("AWS::KMS::ReplicaKey", fixed={**OWN, "replica": True}),
    ),
    tf=(
        Origin("aws_kms_key", fixed={**OWN, "replica": False}),
        Origin("aws_kms_external_key", fixed={**OWN, "replica": False, "origin": "EXTERNAL"}),
        Origin("aws_kms_replica_key", fixed={**OWN, "replica": True}),
        Origin(
            "aws_kms_replica_external_key", fixed={**OWN, "replica": True, "origin": "EXTERNAL"}
        ),
    ),
    config="AWS::KMS::Key",
    satellites={
        "AWS::KMS::Alias": "TargetKeyId",
        "aws_kms_alias": "target_key_id",
        "aws_kms_key_policy": "key_id",
    },
    tagged="kms",
):
    """A KMS key. AWS managed keys are listed too, and out of scope of most checks."""

    arn = Column(str, "The ARN.", api="ListKeys.KeyArn", config="configuration.arn")
    names = Column(
        list[str],
        "What others call it by: its ARN and its id.",
        derived=Derived(names_of, ("arn",)),
    )
    name = Column(
        str,
        "One of the key's aliases, without `alias/`.",
        api=At("ListAliases.AliasName", via=known(alias)),
        cfn=At("AWS::KMS::Alias.AliasName", via=known(alias)),
        tf=At("aws_kms_alias.name", via=known(alias)),
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    manager = Column(
        str,
        "CUSTOMER, or AWS for the keys that services make.",
        api="DescribeKey.KeyMetadata.KeyManager",
        config="configuration.keyManager",
        absent="CUSTOMER",
    )
    state = Column(
        str,
        "Enabled, Disabled, PendingDeletion and the like.",
        api="DescribeKey.KeyMetadata.KeyState",
        config="configuration.keyState",
        absent="Enabled",
    )
    key_spec = Column(
        str,
        "SYMMETRIC_DEFAULT, or the kind of an asymmetric or HMAC key.",
        api="DescribeKey.KeyMetadata.KeySpec",
        cfn="KeySpec",
        tf="customer_master_key_spec",
        config="configuration.customerMasterKeySpec",
        absent="SYMMETRIC_DEFAULT",
    )
    origin = Column(
        str,
        "Where the key material comes from: AWS_KMS, EXTERNAL (imported), AWS_CLOUDHSM or "
        "EXTERNAL_KEY_STORE.",
        api="DescribeKey.KeyMetadata.Origin",
        cfn="Origin",
        tf=(
            At("xks_key_id", via=lambda _: "EXTERNAL_KEY_STORE"),
            At("custom_key_store_id", via=lambda _: "AWS_CLOUDHSM"),
        ),
        config="configuration.origin",
        absent="AWS_KMS",
    )
    replica = Column(
        bool,
        "It copies a key in another Region, which decides on rotation for both.",
        api=At(
            "DescribeKey.KeyMetadata.MultiRegionConfiguration.MultiRegionKeyType",
            via=lambda word: word == "REPLICA",
        ),
        config=At(
            "configuration.multiRegionConfiguration.multiRegionKeyType",
            via=lambda word: word == "REPLICA",
        ),
    )
    rotation = Column(
        bool,
        "KMS replaces the key material by itself.",
        api="GetKeyRotationStatus.KeyRotationEnabled",
        cfn="EnableKeyRotation",
        tf="enable_key_rotation",
        config="supplementaryConfiguration.KeyRotationStatus",
    )
    deletion_window = Column(
        int,
        "How many days KMS waits before it deletes the key.",
        cfn="PendingWindowInDays",
        tf="deletion_window_in_days",
        absent=30,
    )
    policy = Column(
        str,
        "The key policy as JSON; empty where AWS writes its default, which trusts the account.",
        api=At("GetKeyPolicy.Policy", via=document),
        cfn=At("KeyPolicy", via=document),
        tf=(At("aws_kms_key_policy.policy", via=document), At("policy", via=document)),
        config=At("supplementaryConfiguration.Policy", via=document),
    )
    policy_is_public = Column(
        bool,
        "The key policy lets everyone do something.",
        derived=Derived(public, ("policy", "account")),
    )
    shared_with = Column(
        list[str],
        "The other accounts that the key policy names.",
        derived=Derived(shared_with, ("policy", "account")),
    )
