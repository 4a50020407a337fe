"""What AWS currently owes on resources, and what it asks of their owner: from AWS Health. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

Row = Mapping[str, Any]


class Direction(StrEnum):
    """Who has to do something about an event."""

    AWS = "AWS owes"
    CUSTOMER = "AWS asks"


# https://docs.aws.amazon.com/health/latest/APIReference/API_Event.html
OWED_BY = {
    "issue": Direction.AWS,
    "investigation": Direction.AWS,
    "scheduledChange": Direction.CUSTOMER,
    "accountNotification": Direction.CUSTOMER,
}

# https://docs.aws.amazon.com/health/latest/APIReference/API_AffectedEntity.html: what is RESOLVED
# or UNIMPAIRED needs nothing more
SETTLED = {"RESOLVED", "UNIMPAIRED"}


@dataclass(frozen=True)
class Owed:
    """One open event and what it is about.

    `service` is AWS Health's word for it in lower case, which is botocore's id for most;
    `resource` is empty for what concerns no single one; `due` is when a change begins.
    """

    direction: Direction
    service: str
    code: str
    category: str
    resource: str
    account: str | None
    region: str | None
    since: datetime | str | None
    due: datetime | str | None
    event: str


def owed(events: Iterable[Row], entities: Iterable[Row]) -> Iterator[Owed]:
    """What is open, one for each resource that an event names and that is not settled.

    Takes the rows of the tables `health_event` and `health_entity`. An event whose resources could
    not be read, or that names none, is given once without a resource.
    """
    about: dict[str, list[Row]] = defaultdict(list)
    for entity in entities:
        about[entity["event"]].append(entity)
    for event in events:
        if not event["listed"] or event["status"] == "closed":
            continue
        known = [entity for entity in about[event["id"]] if entity["listed"]]
        named = [entity for entity in known if entity["status"] not in SETTLED]
        if known and not named:
            continue
        for resource in dict.fromkeys(entity["entity"] for entity in named) or [""]:
            yield _owed(event, resource or "")


def _owed(event: Row, resource: str) -> Owed:
    category = event["category"]
    direction = OWED_BY.get(category, Direction.CUSTOMER)
    change = category == "scheduledChange"
    return Owed(
        direction,
        str(event["service"] or "").lower(),
        event["code"],
        category,
        resource,
        event["account"],
        event["region"],
        event["started"],
        event["started"] if change else None,
        event["id"],
    )
