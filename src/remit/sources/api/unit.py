"""Reads one unit of work: the tables of a service in a Region, parents before their children."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from remit.sources.api.answers import Answers
from remit.sources.api.client import Api
from remit.sources.api.lanes import Lanes
from remit.sources.api.planning import Unit, calls_of
from remit.sources.api.reader import Place
from remit.sources.api.reading import Reading
from remit.sources.api.regions import GLOBAL
from remit.sources.api.tagging import Tagging
from remit.tables import AnyTable
from remit.values import Unknown

Row = dict[str, Any]

OF_ALL_REGIONS = {
    ("s3", "ListBuckets"): ("Buckets", "BucketRegion"),
    ("account", "ListRegions"): ("Regions", "RegionName"),
}
"""Lists that tell of all Regions at once: their items, and the Region of each."""


@dataclass
class Parents:
    """The rows of a table that others are listed by: what to ask with, by Region and identity."""

    asked_with: dict[str, dict[str, Mapping[str, Any]]] = field(default_factory=dict)
    unlisted: list[str] = field(default_factory=list)

    def keep(self, row: Row, columns: Iterable[str], region: str) -> None:
        """Remember a row by the columns that children are asked with."""
        unseen = row["unseen"]
        if not row["listed"]:
            reason = next(iter(unseen.values()), "the list could not be read")
            self.unlisted.append(f"{row['type']}: {reason}")
            return
        where = row["region"] or region
        values = {c: Unknown(unseen[c]) if c in unseen else row.get(c) for c in columns}
        self.asked_with.setdefault(where, {})[row["id"]] = values


class UnitReader:
    """Reads the tables of a unit; an answer that several of them need is asked for once."""

    def __init__(
        self,
        api: Api,
        place: Callable[[str], Place],
        reading: Reading,
        lanes: Lanes,
        regions: Sequence[str],
        chosen: frozenset[str],
        tagging: Tagging | None = None,
    ) -> None:
        self.api, self.place, self.reading = api, place, reading
        self.lanes, self.regions, self.chosen = lanes, regions, chosen
        self.tagging = tagging or Tagging(api.ask, reading.tagged)
        self.parents: dict[tuple[AnyTable, str], Parents] = {}
        self.answers = Answers(self._pages, api.whole, reading.shared)

    def rows(self, unit: Unit) -> Iterator[tuple[AnyTable, Row]]:
        """The rows of the unit's tables."""
        for number, table in enumerate(unit.tables):
            for row in self._read(table, unit.region):
                yield table, row
            self._forget(unit.tables[number + 1 :])

    def _forget(self, tables: Sequence[AnyTable]) -> None:
        """Keep only those answers that one of these tables may still need."""
        self.answers.forget({use for table in tables for use in self.reading.uses(table)})

    def _read(self, table: AnyTable, region: str) -> Iterator[Row]:
        """The rows of a table in a Region; keeps of them what children are asked with."""
        columns = self.reading.asked_with.get(table)
        parents = self.parents.setdefault((table, region), Parents())
        for row in self._rows(table, region):
            if self._elsewhere(row):
                continue
            if table in self.reading.tagged:
                self.tagging.tell(table, row)
            if columns:
                parents.keep(row, columns, region)
            yield row

    def _rows(self, table: AnyTable, region: str) -> Iterator[Row]:
        reader, calls = self.reading.readers[table], calls_of(table)
        ask, pages = self.answers.asker(region), self.answers.pager(region)
        if calls.per is None:
            yield from reader.rows(ask, self.place(region), None, self.lanes.map, pages)
            return
        for where in self._places(calls.per, region):
            parents = self._parents(calls.per, where)
            for reason in parents.unlisted:
                yield reader.unlisted(self.place(region), "", reason)
            for home, rows in parents.asked_with.items():
                arguments = {
                    identity: values[calls.per_column]
                    for identity, values in rows.items()
                    if values[calls.per_column]
                }
                lies = region if region != GLOBAL else home
                where_to = self.place(lies)
                yield from reader.rows(ask, where_to, arguments, self.lanes.map, pages)

    def _places(self, parent: AnyTable, region: str) -> Sequence[str]:
        """Where the parents are listed of what is read in a Region."""
        if calls_of(parent).scope == GLOBAL:
            return (GLOBAL,)
        return self.regions if region == GLOBAL else (region,)

    def _parents(self, parent: AnyTable, region: str) -> Parents:
        """The rows that children are listed by; read now when the unit has not done so."""
        if (parent, region) not in self.parents:
            for _ in self._read(parent, region):
                pass
        return self.parents[parent, region]

    def _elsewhere(self, row: Row) -> bool:
        """Whether a row that was listed for all Regions lies in one that was not chosen."""
        lies = row["region"]
        return bool(self.chosen and lies and lies != GLOBAL and lies not in self.chosen)

    def _pages(
        self, region: str, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        """The pages of an answer, without what lies in Regions that were not chosen."""
        items, lies = OF_ALL_REGIONS.get((service, operation), ("", ""))
        inside = (None, "", *self.chosen)
        for page in self.api.pages(region, service, operation, parameters):
            if items and self.chosen:
                page = {**page, items: [i for i in page.get(items) or [] if i.get(lies) in inside]}
            yield page
