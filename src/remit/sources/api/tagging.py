"""The tags that no answer of a table's own brings: all those of a Region in one list.

GetResources gives every resource of a Region that is tagged, or was once: those without tags now
come with an empty list, those that never had any do not come. All tagged resources come, however
they were tagged, and all types that it supports (IAM users and roles, and Auto Scaling groups, are
none of them).
https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from remit.conditions import Kind
from remit.rows import Coercion, coerce
from remit.sources.api.errors import Refused
from remit.sources.api.regions import GLOBAL, HOMES
from remit.tables import AnyTable
from remit.values import Unknown

SERVICE, OPERATION = "resourcegroupstaggingapi", "GetResources"

MOST_TYPES = 100
"""So many types a request may name; without any it is about all of them."""

NOT_A_TYPE = "InvalidParameterException"
"""How a Region answers that does not know one of the types, say where the service is not there."""

Tags = Mapping[str, str]
AskIn = Callable[[str, str, str, Mapping[str, Any]], Mapping[str, Any]]
"""Asks an operation of a service in a Region, with all pages: Region, service, operation and
parameters. Raises Refused."""


def is_asked(table: AnyTable, columns: frozenset[str]) -> bool:
    """Whether these columns of a table take the tagging API."""
    return bool(table.spec.tagged) and "tags" in columns


def lies_in_regions(table: AnyTable) -> bool:
    """Whether rows of a table lie in Regions: a list for all of them may say so of each row."""
    calls = table.spec.calls
    return calls is not None and (calls.scope != GLOBAL or "api" in table.columns()["region"].paths)


def types(tables: Iterable[AnyTable], region: str) -> tuple[str, ...]:
    """The resource types to ask for in a Region; none for all, where they are too many.

    Global resources lie in us-east-1 only.
    """
    here = region == HOMES["aws"]
    found = sorted({t.spec.tagged for t in tables if here or lies_in_regions(t)} - {""})
    return tuple(found) if len(found) <= MOST_TYPES else ()


@dataclass
class _Region:
    """What is known of a Region; whoever has the lock may read it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    told: Mapping[str, Tags | Unknown] | Unknown | None = None


class Tagging:
    """The tags of one account's resources; thread-safe.

    A Region is read once, when the first row needs it, however many units wait for it. `tables`
    are those whose rows need it.
    """

    def __init__(self, ask: AskIn, tables: Iterable[AnyTable]) -> None:
        self.ask, self.tables = ask, tuple(tables)
        self.lock = threading.Lock()
        self.regions: dict[str, _Region] = {}

    def tell(self, table: AnyTable, row: dict[str, Any]) -> None:
        """Fill in a row's tags, or why nobody knows them."""
        if not row["listed"]:
            return
        tags = self._of(table, row)
        if isinstance(tags, Unknown):
            row["tags"], row["unseen"]["tags"] = None, tags.reason
        else:
            row["tags"] = tags
            row["unseen"].pop("tags", None)

    def _of(self, table: AnyTable, row: Mapping[str, Any]) -> Tags | Unknown:
        where = place(table.spec.tagged, row)
        if isinstance(where, Unknown):
            return where
        told = self._told(where)
        return told if isinstance(told, Unknown) else told.get(row["arn"], {})

    def _told(self, region: str) -> Mapping[str, Tags | Unknown] | Unknown:
        with self.lock:
            known = self.regions.setdefault(region, _Region())
        with known.lock:
            if known.told is None:
                known.told = self._read(region)
            return known.told

    def _read(self, region: str) -> Mapping[str, Tags | Unknown] | Unknown:
        chosen = types(self.tables, region)
        try:
            answer = self._asked(region, {"ResourceTypeFilters": list(chosen)} if chosen else {})
        except Refused as refusal:
            return Unknown(f"{OPERATION}: {refusal.reason}")
        listed = answer.get("ResourceTagMappingList")
        if not isinstance(listed, list):
            return Unknown(f"{OPERATION}: the answer is not as described")
        return {str(one.get("ResourceARN")): _tags(one.get("Tags")) for one in listed}

    def _asked(self, region: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return self.ask(region, SERVICE, OPERATION, parameters)
        except Refused as refusal:
            if refusal.code != NOT_A_TYPE or not parameters:
                raise
        return self.ask(region, SERVICE, OPERATION, {})


def place(tagged: str, row: Mapping[str, Any]) -> str | Unknown:
    """The Region that is asked for a row's tags, or why none can be.

    Global resources are told in us-east-1, and which Region it is in other partitions AWS does not
    say: https://docs.aws.amazon.com/ARG/latest/userguide/supported-resources.html
    """
    arn = str(row["arn"] or "").split(":", 5)
    if len(arn) < 6:
        return Unknown("its ARN is not known, by which its tags are looked up")
    _, partition, service, lies, owner, rest = arn
    wanted, _, kind = tagged.partition(":")
    if service != wanted or not (not kind or rest.startswith((f"{kind}/", f"{kind}:"))):
        return Unknown(f"{row['arn']} is none of {tagged}, whose tags were asked for")
    if owner and owner != row["account"]:
        return Unknown("only the account that owns it is told its tags")
    here = row["region"]
    if not here:
        return Unknown(str(row["unseen"].get("region") or "its Region is not known"))
    if lies and lies != here:
        return Unknown(f"it lies in {lies}, where its tags are told")
    if here != GLOBAL:
        return str(here)
    if partition != "aws":
        return Unknown(
            f"which Region tells the tags of global resources in {partition} is not known"
        )
    return HOMES[partition]


def _tags(value: Any) -> Tags | Unknown:
    try:
        found: Tags = coerce(Kind.MAP, value)
    except Coercion as error:
        return Unknown(f"{OPERATION}: {error}")
    return found
