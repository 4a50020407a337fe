"""Whether what AWS Config gave is what it counts.

Counts run behind what is made and deleted, so a few more or less say nothing. Where resources of a
type are counted and not one was given, its items are not there to be asked for, and the list is
not whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from remit.sources.api.config_coverage import GLOBAL_TYPES
from remit.sources.api.config_query import AGGREGATED, OWN, SERVICE, Config

Given = Mapping[tuple[str, str], int]
"""How many items of a type were given: of an account by an aggregator, else of a Region."""


@dataclass(frozen=True)
class Missed:
    """Resources of a type that are counted in an account and of which no item was given.

    `region` is empty where an aggregator counts all Regions of the account.
    """

    kind: str
    account: str
    region: str
    number: int

    @property
    def reason(self) -> str:
        """What that means, in words."""
        return f"AWS Config counts {self.number} of {self.kind} and gave none"


def missed(config: Config, kinds: Iterable[str], given: Given) -> Iterator[Missed]:
    """What is counted and was not given; raises Refused.

    IAM is counted once for each Region that records it, and left out.
    """
    regional = [kind for kind in kinds if kind not in GLOBAL_TYPES]
    if config.aggregated:
        yield from _aggregated(config, regional, given)
        return
    for region in config.regions if regional else ():
        pages = config.api.pages(region, SERVICE, OWN[2], {"resourceTypes": []})
        counted = dict(_pairs(pages, "resourceCounts", "resourceType", "count"))
        for kind in regional:
            if counted.get(kind) and not given.get((kind, region)):
                yield Missed(kind, config.account, region, counted[kind])


def _aggregated(config: Config, kinds: Iterable[str], given: Given) -> Iterator[Missed]:
    """In sum first, and by account where that leaves a question."""
    totals: dict[str, int] = {}
    for (kind, _), number in given.items():
        totals[kind] = totals.get(kind, 0) + number
    counted = dict(_grouped(config, "RESOURCE_TYPE", {}))
    for kind in kinds:
        if counted.get(kind, 0) <= totals.get(kind, 0):
            continue
        for account, number in _grouped(config, "ACCOUNT_ID", {"ResourceType": kind}):
            if number and not given.get((kind, account)):
                yield Missed(kind, account, "", number)


def _grouped(config: Config, by: str, filters: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    asked = {"ConfigurationAggregatorName": config.where.name, "GroupByKey": by,
             **({"Filters": filters} if filters else {})}  # fmt: skip
    pages = config.api.pages(config.where.region, SERVICE, AGGREGATED[2], asked)
    return _pairs(pages, "GroupedResourceCounts", "GroupName", "ResourceCount")


def _pairs(
    pages: Iterable[Mapping[str, Any]], items: str, name: str, number: str
) -> Iterator[tuple[str, int]]:
    for page in pages:
        for item in page.get(items) or ():
            yield str(item.get(name)), int(item.get(number) or 0)
