"""How sources spell what the tables of Amazon MemoryDB hold."""

from __future__ import annotations

from typing import Any

from remit.content.common import known

ALL_KEYS, ALL_COMMANDS = ("~*", "allkeys"), ("+@all", "allcommands")


def replicated(replicas: Any) -> Any:
    """Whether shards have a replica, which MemoryDB puts in another zone."""
    return int(replicas) > 0


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
