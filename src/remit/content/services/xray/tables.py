"""AWS X-Ray tables."""

from remit.content.keys import named_key
from remit.tables import Calls, Column, Table


class Encryption(
    Table,
    name="xray_encryption",
    api=Calls("xray", lists="GetEncryptionConfig", items=""),
    tf="aws_xray_encryption_config",
):
    """How X-Ray encrypts traces in a Region of the account: always, the question is with what.

    CloudFormation has no resource for it.
    """

    mode = Column(
        str,
        "KMS where a key was named; NONE where AWS encrypts with a key of its own.",
        api="GetEncryptionConfig.EncryptionConfig.Type",
        tf="type",
        absent="NONE",
    )
    kms_key = Column(
        str,
        "The KMS key; empty without one.",
        api="GetEncryptionConfig.EncryptionConfig.KeyId",
        tf="key_id",
        reference=True,
    )
    key_named = named_key()
