"""How sources spell what the tables of Amazon ElastiCache hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from remit.content.common import known, spelled_out
from remit.lifecycles import until
from remit.paths import LEAF_ABSENT
from remit.values import Partial, Reference, Unknown, unknown_reason

FAR = "9999-12-31T00:00:00Z"
"""The moment that stands for *no date recommended*."""

PRODUCTS = {
    "redis": "elasticache-redis",
    "valkey": "elasticache-valkey",
    "memcached": "elasticache-memcached",
}

DURABLE = ("sync", "async")

ALL_KEYS, ALL_COMMANDS = ("~*", "allkeys"), ("+@all", "allcommands")


def is_on(status: Any) -> Any:
    """Whether a status says that something is on, or is being switched on."""
    return status in ("enabled", "enabling")


def encrypted(kind: Any) -> Any:
    """Whether a storage encryption type encrypts at all: none, sse-elasticache or sse-kms."""
    return kind != "none"


def of_global_datastore(_: Any) -> Any:
    """What the secondary of a global datastore takes from it, as its template does not say."""
    return Unknown("follows the global datastore that it belongs to")


def encrypted_unasked(values: Any) -> Any:
    """Whether a replication group is encrypted at rest when its template does not say so.

    Valkey is unless told otherwise, and so is what is durable; Redis OSS is not.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
    """
    for name in ("GlobalReplicationGroupId", "global_replication_group_id"):
        if values.get(name) not in (None, ""):
            return of_global_datastore(values[name])
    if values.get("Durability") in DURABLE:
        return True
    engine = values.get("Engine", values.get("engine")) or "redis"
    if (reason := unknown_reason(engine)) is not None:
        return Unknown(reason)
    return str(engine).lower() == "valkey"


def present(name: str) -> Callable[[Any], Any]:
    """A conversion: that a secret of this name is given; the secret is dropped here.

    One that CloudFormation fetches from a store is given too, though its value is not known.
    """

    def find(values: Any) -> Any:
        secret = values.get(name) if isinstance(values, Mapping) else values
        if isinstance(secret, Unknown) and not secret.reason.startswith("dynamic reference"):
            return secret
        return secret not in (None, "", [])

    return find


def written_down(*names: str) -> Callable[[Any], Any]:
    """A conversion: whether a secret of one of these names stands in the template itself.

    A parameter, a variable without a value and a reference to a secret are none; the secrets are
    dropped here.
    """

    def find(values: Any) -> Any:
        found = [values.get(name) for name in names if isinstance(values, Mapping)]
        flat = [one for item in found for one in (item if isinstance(item, list) else [item])]
        return any(spelled_out(one) for one in flat)

    return find


def supported_until(engine: Any, version: Any) -> Any:
    """When standard support for a version of an engine ends."""
    for one in (engine, version):
        if (reason := unknown_reason(one)) is not None:
            return Unknown(reason)
    product = PRODUCTS.get(str(engine).lower())
    if product is None:
        return Unknown(f"no engine of ElastiCache is called {engine!r}")
    return until(product, version)


def no_password(flag: Any) -> Any:
    """How a user signs in who was told whether a password is needed."""
    if isinstance(flag, (Reference, Partial)):
        return Unknown(flag.reason)
    return "no-password" if str(flag).lower() == "true" else LEAF_ABSENT


def by_password(_: Any) -> str:
    """A user who has passwords signs in with one."""
    return "password"


@known
def unlimited(access: Any) -> Any:
    """Whether an access string that is on gives all commands on all keys.

    A user is off unless told to be on. The rules apply from left to right: what is taken away
    after all was given limits it.
    """
    words = str(access).lower().split()
    given = [place for place, word in enumerate(words) if word in ALL_COMMANDS]
    if "on" not in words or not given or not set(words) & set(ALL_KEYS):
        return False
    return not any(word.startswith("-") or word == "nocommands" for word in words[given[-1] :])


def updates_of(member: str) -> Callable[[Any], Any]:
    """A reading of DescribeUpdateActions that keeps the updates of one kind of cache."""

    def kept(answer: Any) -> Any:
        actions = [one for one in answer.get("UpdateActions") or () if one.get(member)]
        return {**answer, "UpdateActions": actions}

    return kept
