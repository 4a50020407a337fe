"""What it means that AWS did not answer, in words that a reader can act on.

The sentences that IAM writes into a denial are described at
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
and, with the policy's ARN, at
https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns
"""

from __future__ import annotations

import re
from enum import StrEnum

from botocore import exceptions as bc
from botocore.parsers import ResponseParserError

from remit.sources.api import completeness
from remit.sources.api.permissions import actions


class Kind(StrEnum):
    """Why there is no answer."""

    DENIED = "access denied"
    DENIED_BY_IDENTITY = "denied by an identity-based policy"
    DENIED_BY_SCP = "denied by a service control policy"
    DENIED_WITHOUT_SCP = "allowed by no service control policy"
    CLOSED = completeness.CLOSED
    DENIED_BY_RCP = "denied by a resource control policy"
    DENIED_BY_BOUNDARY = "denied by a permissions boundary"
    DENIED_BY_ENDPOINT = "denied by a VPC endpoint policy"
    DENIED_BY_SESSION = "denied by a session policy"
    DENIED_BY_RESOURCE = "denied by a resource policy"
    REGION_NOT_ENABLED = "Region not enabled"
    NOT_SUBSCRIBED = "service not activated"
    NOT_IN_PLAN = "not in the support plan"
    UNAVAILABLE = "no such endpoint"
    THROTTLED = "throttled"
    TIMEOUT = "timeout"
    SERVER = "error in AWS"
    CONNECTION = "no connection"
    RESET = "connection reset"
    MALFORMED = "malformed answer"
    TRUNCATED = "truncated answer"
    REPEATED = "the same page twice"
    CREDENTIALS = "credentials"
    NOT_IMPLEMENTED = "not implemented"
    MISSING = "not found"
    INTERRUPTED = completeness.INTERRUPTED
    OTHER = "refused"

    @property
    def denied(self) -> bool:
        """Whether a policy stood in the way."""
        return self is Kind.CLOSED or self.name.startswith("DENIED")

    @property
    def expected(self) -> bool:
        """Whether nobody has anything to repair, so that a reading is whole all the same."""
        return self in (Kind.CLOSED, Kind.NOT_IN_PLAN)


class Refused(Exception):
    """AWS did not answer: its error code, what that means in a sentence, and of what kind it is."""

    def __init__(self, code: str, reason: str = "", kind: Kind = Kind.OTHER) -> None:
        super().__init__(reason or code)
        self.code, self.reason, self.kind = code, reason or code, kind


class CredentialsError(Exception):
    """There are no credentials that AWS accepts; nothing can be read. One line, for people."""


DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "AccessDeniedFault",
    "AllAccessDisabled",
    "AuthorizationError",
    "AuthorizationErrorException",
    "ForbiddenException",
    "NotAuthorized",
    "NotAuthorizedException",
    "UnauthorizedAccess",
    "UnauthorizedException",
    "UnauthorizedOperation",
}
THROTTLED = {
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
}
"""The codes that botocore's standard retries take for throttling (1.44)."""
EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
NOT_RECOGNISED = {
    "AuthFailure",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
"""With credentials that work elsewhere these say that the account has not enabled the Region."""
NOT_SUBSCRIBED = {"OptInRequired", "SubscriptionRequiredException", "InvalidSubscription"}
PLANS = {
    # https://docs.aws.amazon.com/health/latest/APIReference/Welcome.html
    "health": "AWS Health's API needs a Business, Enterprise On-Ramp or Enterprise Support plan",
}
"""What a service that comes with a support plan says where the account has none."""
SWITCHED_OFF = {
    "macie2": ("macie is not enabled", "ResourceNotFoundException"),
    # closed to new customers since June 2025:
    # https://docs.aws.amazon.com/timestream/latest/developerguide/timestream-availability-update.html
    "timestream-write": (
        "only existing timestream for liveanalytics customers",
        "ResourceNotFoundException",
    ),
}
"""Services that say with the code of a denial that they are off in the Region, or for the account:
in which words, and the code that their model has for what is not there."""
NOT_IMPLEMENTED = {
    "InvalidAction",
    "NotImplemented",
    "NotImplementedException",
    "UnknownOperationException",
}
MISSING = re.compile(r"NoSuch|NotFound|DoesNotExist|NonExistent")

POLICIES = (
    ("explicit deny in a service control polic", Kind.DENIED_BY_SCP),
    ("service control polic", Kind.DENIED_WITHOUT_SCP),
    ("resource control polic", Kind.DENIED_BY_RCP),
    ("permissions boundar", Kind.DENIED_BY_BOUNDARY),
    ("vpc endpoint polic", Kind.DENIED_BY_ENDPOINT),
    ("session polic", Kind.DENIED_BY_SESSION),
    ("explicit deny in a resource-based polic", Kind.DENIED_BY_RESOURCE),
    ("explicit deny in an identity-based polic", Kind.DENIED_BY_IDENTITY),
)
"""What a denial says of the policy that stands in the way, in small letters: AWS has written it
both ways."""
POLICY = re.compile(r"arn:[a-z-]+:(?:iam|organizations)::\d*:policy/([\w+=,.@/-]+)")
"""The policy that a denial names, for callers of its own account or organisation."""
NAMES_CAUSE = re.compile(r"explicit deny|because no [a-z -]+ allows", re.IGNORECASE)
"""Whether a denial says why; S3 and an older EC2 say no more than that it is one."""
ACTION = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)")

NO_CREDENTIALS: tuple[type[Exception], ...] = (
    bc.NoCredentialsError,
    bc.PartialCredentialsError,
    bc.CredentialRetrievalError,
    bc.NoAuthTokenError,
    bc.TokenRetrievalError,
    bc.SSOError,
    bc.LoginError,
    bc.UnknownCredentialError,
    bc.MissingDependencyException,
)
REPEATED = "offered twice"
"""What paging says of a token that comes back."""
TRANSPORT: tuple[type[Exception], ...] = (bc.HTTPClientError, bc.ConnectionError)
GARBLED: tuple[type[Exception], ...] = (
    ResponseParserError,
    bc.IncompleteReadError,
    bc.ResponseStreamingError,
    bc.ChecksumError,
    bc.PaginationError,
)
EXPECTED: tuple[type[Exception], ...] = (bc.ClientError, bc.BotoCoreError, ResponseParserError)
"""Everything by which botocore says that there is no answer."""


def refused(error: Exception, service: str, operation: str, region: str) -> Refused:
    """A failed call as what it means; `error` is one of EXPECTED."""
    if isinstance(error, bc.ClientError):
        return _of_answer(error, service, operation, region)
    code = type(error).__name__
    if isinstance(error, NO_CREDENTIALS):
        return Refused(code, f"no usable credentials: {_short(error)}", Kind.CREDENTIALS)
    if isinstance(error, (bc.ReadTimeoutError, bc.ConnectTimeoutError)):
        return Refused(code, f"{service} in {region} did not answer in time", Kind.TIMEOUT)
    if isinstance(error, bc.PaginationError) and REPEATED in str(error):
        return Refused(code, f"the list does not end: {_short(error)}", Kind.REPEATED)
    if "IncompleteRead" in f"{code} {error}":
        return Refused(code, f"the answer of {service} in {region} broke off", Kind.TRUNCATED)
    if isinstance(error, GARBLED):
        return Refused(code, f"the answer could not be read: {_short(error)}", Kind.MALFORMED)
    if isinstance(error, bc.ConnectionClosedError):
        return Refused(code, f"{service} in {region} closed the connection", Kind.RESET)
    if isinstance(error, TRANSPORT):
        return Refused(code, f"no connection to {service} in {region}", Kind.CONNECTION)
    if isinstance(error, (bc.EndpointProviderError, bc.BaseEndpointResolverError)):
        return Refused(code, f"{service} has no endpoint in {region}", Kind.UNAVAILABLE)
    return Refused(code, _short(error))


def _of_answer(error: bc.ClientError, service: str, operation: str, region: str) -> Refused:
    answer = error.response.get("Error", {})
    code, message = str(answer.get("Code", "")), str(answer.get("Message", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
    words, off = SWITCHED_OFF.get(service, (None, ""))
    if words is not None and words in message.lower():
        code = off
    kind = kind_of(code, message, status)
    if kind is Kind.NOT_SUBSCRIBED and service in PLANS:
        return Refused(code, f"{PLANS[service]} ({code})", Kind.NOT_IN_PLAN)
    return Refused(code or str(status), _sentence(kind, code, message, service, operation, region),
                   kind)  # fmt: skip


def kind_of(code: str, message: str, status: int) -> Kind:
    """The kind of an error answer, from its code, its message and its HTTP status.

    >>> kind_of("AccessDenied", "… with an explicit deny in a service control policy", 403).name
    'DENIED_BY_SCP'
    """
    if code in EXPIRED:
        return Kind.CREDENTIALS
    if code in NOT_RECOGNISED:
        return Kind.REGION_NOT_ENABLED
    if code in NOT_SUBSCRIBED:
        return Kind.NOT_SUBSCRIBED
    if code in THROTTLED or status == 429:
        return Kind.THROTTLED
    if code in DENIED:
        said = message.lower()
        return next((kind for words, kind in POLICIES if words in said), Kind.DENIED)
    # a bare 404 is no answer of the service: it names what it does not find
    if code in NOT_IMPLEMENTED or status == 501 or code == "404":
        return Kind.NOT_IMPLEMENTED
    if MISSING.search(code):
        return Kind.MISSING
    if status >= 500:
        return Kind.SERVER
    return {403: Kind.DENIED, 404: Kind.MISSING}.get(status, Kind.OTHER)


def _sentence(
    kind: Kind, code: str, message: str, service: str, operation: str, region: str
) -> str:
    where = f"{service} in {region}"
    if kind.denied:
        named = ACTION.search(message)
        action = named[1] if named else " or ".join(actions(service, operation))
        return f"{_denial(kind, action, message)} ({code})"
    match kind:
        case Kind.CREDENTIALS:
            return f"the credentials have expired ({code})"
        case Kind.REGION_NOT_ENABLED:
            return f"the account cannot use {region}: the Region is not enabled ({code})"
        case Kind.NOT_SUBSCRIBED:
            return f"the account has not activated {where} ({code})"
        case Kind.THROTTLED:
            return f"throttled by {where}, after every retry ({code})"
        case Kind.SERVER:
            return f"{where} failed on AWS's side, after every retry ({code})"
        case Kind.NOT_IMPLEMENTED:
            return f"{where} does not implement this call ({code})"
        case Kind.MISSING:
            return f"not found, perhaps deleted since it was listed ({code})"
    return f"{code}: {_short(message)}" if message else code


def _denial(kind: Kind, action: str, message: str) -> str:
    if kind is Kind.DENIED_WITHOUT_SCP:
        return f"no service control policy allows {action}"
    if kind is not Kind.DENIED:
        named = POLICY.search(message)
        policy = f" ({named[1].rpartition('/')[2]})" if named else ""
        return f"{kind}{policy}, which does not allow {action}"
    if "explicit deny" in message:
        return f"access denied, with an explicit deny: it takes the permission {action}"
    unnamed = "" if NAMES_CAUSE.search(message) else ", or a policy denies it that is not named"
    return f"access denied: it takes the permission {action}{unnamed}"


def _short(text: object) -> str:
    """One line without the encoded authorization message, which only its own account can read."""
    line = re.sub(r"\s*Encoded authorization failure message:.*", "", str(text), flags=re.DOTALL)
    line = " ".join(re.sub(r"\.? Further retries may succeed:.*", "", line).split())
    return line if len(line) <= 200 else line[:199] + "…"
