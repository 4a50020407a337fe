"""Which conditions limit the callers of a statement to fixed accounts, networks or resources.

The keys and what counts as fixed follow AWS's definition of "public" for S3 and EFS:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
Keys, and when they are in a request:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
Operators: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from remit.analysis.policy_document import Condition
from remit.analysis.policy_patterns import (
    FIXED_HOLE,
    Verdict,
    every,
    has_hole,
    has_wildcard,
    some,
    why,
)
from remit.values import ACCOUNT, Unknown


class Kind(StrEnum):
    """What a condition key says about the caller."""

    ID = "an id, fixed if it has no wildcard"
    ARN = "an ARN, fixed if its account is"
    PATH = "a path in an organisation, fixed if the organisation is"
    USER = "a user id, fixed up to the session"
    IP = "an address range"
    SERVICE = "an AWS service"
    FLAG = "a flag that only callers of a fixed kind have"
    OPEN = "nothing that a stranger could not bring along"


_KEYS = {
    Kind.ID: """aws:sourceaccount aws:sourceowner aws:principalaccount aws:principalorgid
        aws:sourceorgid aws:sourcevpc aws:sourcevpce aws:vpceaccount aws:vpceorgid
        aws:ec2instancesourcevpc kms:calleraccount s3:dataaccesspointaccount""",
    Kind.ARN: """aws:sourcearn aws:principalarn aws:sourcevpcarn s3:dataaccesspointarn
        lambda:sourcefunctionarn ec2:sourceinstancearn""",
    Kind.PATH: "aws:principalorgpaths aws:sourceorgpaths aws:vpceorgpaths",
    Kind.USER: "aws:userid",
    Kind.IP: "aws:sourceip",
    Kind.SERVICE: "aws:principalservicename aws:principalservicenameslist",
    Kind.FLAG: "aws:principalisawsservice elasticfilesystem:accessedviamounttarget",
    Kind.OPEN: """aws:securetransport aws:referer aws:useragent aws:currenttime aws:epochtime
        aws:tokenissuetime aws:multifactorauthpresent aws:multifactorauthage aws:requestedregion
        aws:username aws:principaltype aws:sourceidentity aws:tagkeys aws:vpcsourceip
        aws:viaawsservice aws:calledvia aws:calledviafirst aws:calledvialast
        aws:resourceaccount aws:resourceorgid aws:resourceorgpaths aws:ec2instancesourceprivateipv4
        sts:externalid sts:rolesessionname sts:sourceidentity sts:transitivetagkeys
        s3:prefix s3:delimiter s3:max-keys s3:versionid s3:locationconstraint s3:resourceaccount
        s3:tlsversion s3:authtype s3:signatureage s3:signatureversion s3:x-amz-acl
        s3:x-amz-content-sha256 s3:x-amz-copy-source s3:x-amz-metadata-directive
        s3:x-amz-server-side-encryption s3:x-amz-storage-class s3:object-lock-mode
        s3:object-lock-remaining-retention-days s3:object-lock-retain-until-date
        s3:object-lock-legal-hold s3:if-match s3:if-none-match s3:objectcreationoperation
        kms:viaservice kms:grantisforawsresource kms:keyspec kms:keyusage kms:keyorigin
        lambda:functionurlauthtype lambda:invokedviafunctionurl lambda:functionarn
        lambda:principal sns:protocol secretsmanager:versionstage secretsmanager:secretid
        elasticfilesystem:accesspointarn""",
}
_OPEN_PREFIXES = (
    "aws:principaltag/",
    "aws:requesttag/",
    "aws:resourcetag/",
    "s3:existingobjecttag/",
    "s3:requestobjecttag",
    "s3:x-amz-grant-",
    "s3:buckettag/",
    "ecr:resourcetag/",
    "kms:requestalias",
    "kms:resourcealiases",
    "secretsmanager:resourcetag/",
)
_ALWAYS_PRESENT = ("aws:principalaccount", "kms:calleraccount", "aws:principalisawsservice")
"""Keys that every request has; for anonymous ones aws:PrincipalAccount is `anonymous`."""
_SIGNED_ONLY = ("aws:principalarn", "aws:userid", "aws:sourceip")
"""Keys that only some strangers lack: anonymous ones, or those behind a VPC endpoint."""

_LITERAL = ("stringequals", "stringequalsignorecase")
_POSITIVE = (*_LITERAL, "stringlike", "arnequals", "arnlike", "ipaddress")
_NEGATED = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
    "notipaddress": "ipaddress",
}
_OTHER = re.compile(r"null|bool|binaryequals|(date|numeric)\w+")
_RESOURCE_VARIABLES = re.compile(r"\$\{aws:Resource(Account|OrgID|OrgPaths)\}", re.IGNORECASE)
_ESCAPES = re.compile(r"\$\{[*?$]\}")
_VARIABLES = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator in its parts, in lower case: `ForAllValues:StringEqualsIfExists`."""

    base: str
    if_exists: bool
    every_value: bool
    any_value: bool

    @property
    def vacuous(self) -> bool:
        """Whether it is true of a request that lacks the key."""
        return self.if_exists or self.every_value


def operator_of(condition: Condition) -> Operator:
    """The operator of a condition in its parts."""
    name = condition.operator.lower()
    every_value, any_value = name.startswith("forallvalues:"), name.startswith("foranyvalue:")
    name = name.partition(":")[2] if every_value or any_value else name
    return Operator(
        name.removesuffix("ifexists"), name.endswith("ifexists"), every_value, any_value
    )


def kind_of(key: str) -> Kind | None:
    """What is known of a condition key; None when it is not in the tables above."""
    key = key.lower()
    if key.startswith(_OPEN_PREFIXES):
        return Kind.OPEN
    return next((kind for kind, keys in _KEYS.items() if key in keys.split()), None)


def restricted(conditions: Iterable[Condition]) -> Verdict:
    """Whether the conditions of an Allow shut out strangers: anonymous and unnamed accounts.

    Conditions are ANDed, so one that restricts is enough. A multivalued or `IfExists` operator is
    true of a request without the key, unless a `Null` condition demands the key.
    """
    conditions = tuple(conditions)
    demanded = {
        c.key.lower(): _says(c, "false") for c in conditions if operator_of(c).base == "null"
    }
    return some(_restricts(c, demanded) for c in conditions)


def spares_only_fixed(conditions: Iterable[Condition]) -> Verdict:
    """Whether those whom a Deny spares are fixed callers.

    A caller is spared when any one condition is false, so each must be false for fixed callers
    only: `StringNotEquals aws:PrincipalOrgID` and `aws:SourceVpce` together do; either of them
    together with `Bool aws:SecureTransport false` does not, for strangers come by TLS. A Deny
    without conditions spares nobody.
    """
    return every(_spares(c) for c in conditions)


def _restricts(condition: Condition, demanded: Mapping[str, Verdict]) -> Verdict:
    operator, key = operator_of(condition), condition.key.lower()
    kind = _kind_or_unknown(condition)
    if isinstance(kind, Unknown) or kind is None:
        return kind or False
    if operator.base == "null":
        return every([kind is Kind.SERVICE, _says(condition, "false")])
    if operator.base in _NEGATED:
        return _odd(condition) if _everything(condition, _NEGATED[operator.base]) else False
    if operator.base.startswith("date"):
        return False
    if kind is Kind.FLAG:
        verdict = _flag(condition, "true")
    elif operator.base in _POSITIVE:
        verdict = every(_fixed(kind, operator.base, v) for v in condition.values)
    else:
        return _odd(condition)
    if verdict is False or not operator.vacuous or key in _ALWAYS_PRESENT:
        return verdict
    if demanded.get(key, False) is not False:
        return every([verdict, demanded[key]])
    if key in _SIGNED_ONLY or kind is Kind.FLAG:
        return Unknown(f"{condition.operator} {condition.key} also admits requests without the key")
    return False


def _spares(condition: Condition) -> Verdict:
    operator = operator_of(condition)
    kind = _kind_or_unknown(condition)
    if isinstance(kind, Unknown) or kind is None:
        return kind or False
    if operator.base == "null":
        return every([kind is Kind.SERVICE, _says(condition, "true")])
    if operator.base in _NEGATED:
        if operator.any_value:
            return False
        base = _NEGATED[operator.base]
        return every(_fixed(kind, base, v) for v in condition.values)
    if operator.base in _POSITIVE:
        return _odd(condition) if _everything(condition, operator.base) else False
    if kind is Kind.FLAG:
        return _flag(condition, "false")
    return False if operator.base.startswith("date") else _odd(condition)


def _kind_or_unknown(condition: Condition) -> Kind | Unknown | None:
    """The kind of the key; None when the condition cannot restrict, Unknown if nobody can tell."""
    if "⟦" in condition.operator + condition.key:
        return why(condition.operator + condition.key)
    base = operator_of(condition).base
    if base not in _POSITIVE and base not in _NEGATED and not _OTHER.fullmatch(base):
        return Unknown(f"condition operator {condition.operator} is not understood")
    kind = kind_of(condition.key)
    if kind is None and base != "null" and not base.startswith("date"):
        return Unknown(f"condition key {condition.key} is not understood")
    return None if kind is Kind.OPEN else kind


def _odd(condition: Condition) -> Unknown:
    return Unknown(f"condition {condition.operator} {condition.key} is not understood")


def _says(condition: Condition, word: str) -> Verdict:
    """Whether the values are the one boolean `word`."""
    return every([bool(condition.values), *(_is_word(v, word) for v in condition.values)])


def _is_word(value: str, word: str) -> Verdict:
    return why(value) if has_hole(value) else value.lower() == word


def _flag(condition: Condition, word: str) -> Verdict:
    if operator_of(condition).base not in ("bool", "stringequals"):
        return _odd(condition)
    return _says(condition, word)


def _everything(condition: Condition, base: str) -> bool:
    """Whether some value stands for every caller: `*`, or all addresses."""
    if base == "ipaddress":
        return any(v.endswith("/0") or "⟦" in v for v in condition.values)
    return base not in _LITERAL and any(not v.strip("*") or "⟦" in v for v in condition.values)


def _fixed(kind: Kind, base: str, value: str) -> Verdict:
    """Whether a value of a key pins the caller down.

    `${aws:ResourceAccount}` and its like are one value for a given resource; every other policy
    variable is the caller's, hence as good as `*`.
    """
    if kind is Kind.IP:
        return _narrow(value) if base != "stringlike" else _narrow(value.replace("*", "⟦*⟧"))
    if base in _LITERAL:
        value = re.sub(r"(?<!\$\{)[*?]", "x", value)
    value = _RESOURCE_VARIABLES.sub("o-resource", value)
    value = _VARIABLES.sub("*", _ESCAPES.sub("x", value))
    value = FIXED_HOLE.sub("arn:aws:any::111122223333:x", value).replace(ACCOUNT, "111122223333")
    match kind:
        case Kind.SERVICE:
            return True
        case Kind.ARN:
            return _fixed_arn(value)
        case Kind.PATH:
            return _plain(value.partition("/")[0])
        case Kind.USER:
            value = value.partition(":")[0] if not value.startswith("arn:") else value
    return value.lower() != "anonymous" and _plain(value)


def _plain(value: str) -> Verdict:
    if has_wildcard(value):
        return False
    return why(value) if has_hole(value) else True


def _fixed_arn(value: str) -> Verdict:
    parts = value.split(":", 5)
    if len(parts) < 6:
        return why(value) if has_hole(value) else _plain(value)
    account, resource = parts[4], parts[5]
    if not account:
        # S3's ARNs have no account; the bucket's name is unique in the world.
        return _plain(resource.partition("/")[0])
    return why(account) if has_hole(account) else _plain(account)


def _narrow(value: str) -> Verdict:
    """Whether an address range is narrower than the one S3 calls public: /8, or /32 for IPv6."""
    if "⟦" in value:
        return why(value)
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return Unknown(f"aws:SourceIp {value} is not an address range")
    return network.prefixlen >= (8 if network.version == 4 else 32)
