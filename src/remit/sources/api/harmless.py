"""Which operations may be called at all: those that read settings."""

from __future__ import annotations

import re

READING = re.compile(r"(Get|List|Describe|BatchGet|Lookup|Search|Select)[A-Z]")
HARMLESS = {("iam", "GenerateCredentialReport"), ("iam", "SimulatePrincipalPolicy")}
"""Operations that only read although their name does not say so."""

SECRET = re.compile(
    r"GetSecretValue|GetObject$|GetParameters?($|ByPath|History)|GetSessionToken|GetFederationToken"
    r"|GetAuthorizationToken|GetPasswordData|GetItem$|GetRecords|GetRandomPassword"
    r"|GetCredentials($|For)|GetAccessToken|GetDownloadUrl"
)
"""Reading operations that hand out data, passwords or tokens."""


def reads_only(service: str, operation: str) -> bool:
    """Whether an operation only reads, and reads settings rather than data or secrets.

    >>> reads_only("s3", "GetBucketAcl"), reads_only("s3", "PutBucketAcl")
    (True, False)
    >>> reads_only("secretsmanager", "GetSecretValue")
    False
    """
    if (service, operation) in HARMLESS:
        return True
    return READING.match(operation) is not None and not SECRET.search(operation)
