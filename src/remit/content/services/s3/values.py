"""How sources spell what the tables of Amazon S3 hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from remit.analysis.policies import statements
from remit.content.common import known
from remit.values import Partial, Unknown, unknown_reason

PUBLIC_GROUPS = (
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
)
PUBLIC_CANNED = ("public-read", "public-read-write", "authenticated-read")
LOG_DELIVERY_GROUP = "http://acs.amazonaws.com/groups/s3/LogDelivery"


def allows_customer_keys(blocked: Any) -> Any:
    """Whether uploads with SSE-C are allowed, by the types of encryption that are blocked."""
    if (unsure := doubt(*blocked)) is not None:
        return unsure
    return "SSE-C" not in blocked


def field(item: Any, *names: str) -> Any:
    """The first of these keys that the item has a value at."""
    if unknown_reason(item) is not None:
        return item
    found = (item.get(name) for name in names) if isinstance(item, Mapping) else ()
    return next((value for value in found if value is not None), None)


def doubt(*values: Any) -> Unknown | None:
    """The first of the values that is not known."""
    reasons = (unknown_reason(value) for value in values)
    return next((Unknown(reason) for reason in reasons if reason is not None), None)


def _uris(grants: Any) -> list[Any]:
    grantees = [field(grant, "Grantee", "grantee") for grant in grants]
    return [field(grantee, "URI", "uri") for grantee in grantees]


@known
def public_grants(grants: Any) -> Any:
    """Whether an access control list grants anything to everyone: its grants, as the API says."""
    return public_uris(_uris(grants))


@known
def public_uris(uris: Any) -> Any:
    """Whether one of the grantees' URIs is a group of everyone."""
    if any(isinstance(uri, str) and uri in PUBLIC_GROUPS for uri in uris):
        return True
    return doubt(*uris) or False


@known
def public_canned(acl: Any) -> Any:
    """Whether a canned ACL grants anything to everyone; both spellings (`PublicRead`)."""
    return _dashed(acl) in PUBLIC_CANNED


def public_config_grants(value: Any) -> Any:
    """Whether the grants that AWS Config keeps as JSON name a group of everyone."""
    return bool(_config_grantees(value) & {"AllUsers", "AuthenticatedUsers"})


@known
def delivery_grants(grants: Any) -> Any:
    """Whether an access control list lets S3 write access logs: its grants, as the API says."""
    return delivery_uris(_uris(grants))


@known
def delivery_uris(uris: Any) -> Any:
    """Whether one of the grantees' URIs is the group that delivers access logs."""
    return LOG_DELIVERY_GROUP in uris or doubt(*uris) or False


@known
def delivery_canned(acl: Any) -> Any:
    """Whether a canned ACL lets S3 write access logs."""
    return _dashed(acl) == "log-delivery-write"


def delivery_config_grants(value: Any) -> Any:
    """Whether the grants that AWS Config keeps as JSON name the log delivery group."""
    return "LogDelivery" in _config_grantees(value)


def _dashed(acl: Any) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in str(acl)).strip("-")


def _config_grantees(value: Any) -> set[str]:
    return {str(field(grant, "grantee")) for grant in field(value, "grantList") or []}


def receives_logs(policy: Any, acl: Any) -> Any:
    """Whether the log delivery group or service may write here.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    if acl is True:
        return True
    found = statements(policy) if not isinstance(policy, Unknown) else policy
    if not isinstance(found, Unknown) and any(
        "Service:logging.s3.amazonaws.com" in statement["principals"]
        and statement["effect"] == "Allow"
        for statement in found
    ):
        return True
    return doubt(found, acl) or False


@known
def is_enabled(word: Any) -> Any:
    """Whether the word is Enabled."""
    return word == "Enabled"


@known
def is_on(on: Any) -> Any:
    """The older block's boolean as the state of versioning."""
    return "Enabled" if on in (True, "true") else "Off"


@known
def lock(block: Any) -> Any:
    """Whether the older block switches Object Lock on: Enabled is its only value."""
    block = block[0] if isinstance(block, list) and block else block
    return is_enabled(field(block, "object_lock_enabled") or "Enabled") if block else False


def named_here(target: Any) -> bool:
    """Whether a target is one that a bucket of the same template can be."""
    return target is not None and not isinstance(target, Unknown)


@known
def enabled(rules: Any) -> Any:
    """How many of the rules are enabled, whatever the source calls that."""
    words = [field(rule, "Status", "status", "enabled") for rule in _listed(rules)]
    return doubt(*words) or sum(word in ("Enabled", True, "true") for word in words)


@known
def replicas(rules: Any) -> Any:
    """The names of the destination buckets of the enabled rules."""
    found: list[Any] = []
    for rule in _listed(rules):
        status = field(rule, "Status", "status")
        if (unclear := doubt(rule, status)) is not None:
            return unclear
        if status == "Enabled":
            target = field(rule, "Destination", "destination", "destinationConfig")
            target = target[0] if isinstance(target, list) and target else target
            found.append(bucket_name(field(target, "Bucket", "bucket", "bucketARN")))
    return found


def bucket_name(arn: Any) -> Any:
    """The name in a bucket's ARN; what is no text, or no ARN, as it is."""
    if not isinstance(arn, str):
        return arn
    name = re.sub(r"^arn:[^:]*:s3:::", "", arn)
    return Partial(name) if isinstance(arn, Partial) and "⟦" in name else name


def _listed(rules: Any) -> list[Any]:
    """Rules as a list: Config keeps those of replication under their ids."""
    if not isinstance(rules, Mapping):
        return list(rules)
    return [rules] if {"status", "Status", "enabled"} & set(rules) else list(rules.values())
