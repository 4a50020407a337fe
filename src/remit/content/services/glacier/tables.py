"""Amazon Glacier tables: vaults, as its own API keeps them."""

from remit.content.common import document, public, shared_with
from remit.tables import At, Calls, Column, Derived, Table

OF_THE_CALLER = {"accountId": "-"}


class Vault(
    Table,
    name="glacier_vault",
    api=Calls(
        "glacier",
        lists="ListVaults",
        items="VaultList",
        key="VaultName",
        argument="vaultName",
        fixed={
            "ListVaults": OF_THE_CALLER,
            "GetVaultAccessPolicy": OF_THE_CALLER,
            "GetVaultLock": OF_THE_CALLER,
        },
        absent=("ResourceNotFoundException", "NoLongerSupportedException"),
    ),
    tf="aws_glacier_vault",
    key="name",
    satellites={"aws_glacier_vault_lock": "vault_name"},
    tagged="glacier",
):
    """A vault of archives. Every archive is encrypted; the key is AWS's.

    AWS answers NoLongerSupportedException to customers who have nothing in Glacier.
    """

    name = Column(str, "The vault's name.", api="ListVaults.VaultName", tf="name")
    arn = Column(str, "The ARN.", api="ListVaults.VaultARN", tf="arn")
    tags = Column(dict[str, str], "The tags.", tf="tags_all")
    policy = Column(
        str,
        "The access policy as JSON, empty if there is none: then IAM alone decides.",
        api=At("GetVaultAccessPolicy.policy.Policy", via=document),
        tf=At("access_policy", via=document),
    )
    policy_is_public = Column(
        bool,
        "The access policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )
    shared_accounts = Column(
        list[str],
        "The other accounts that the access policy lets in.",
        derived=Derived(shared_with, ("policy", "account")),
    )
    lock = Column(
        str,
        "Locked, InProgress while a lock policy is tried for a day, or empty without one.",
        api="GetVaultLock.State",
        tf="aws_glacier_vault_lock.complete_lock",
        words={True: "Locked", False: "InProgress"},
    )
