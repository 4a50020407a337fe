"""The answers of a unit of work: what several tables need is asked for once and kept for them.

Long lists are kept page by page, on disk, so that an account with many things takes no more memory
than one with few.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from remit.pile import Pile, Place
from remit.sources.api.errors import Refused
from remit.sources.api.reader import Ask, Pages

Page = Mapping[str, Any]
PagesIn = Callable[[str, str, str, Mapping[str, Any]], Iterator[Page]]
"""Asks page by page: Region, service, operation and parameters. Raises Refused."""
Whole = Callable[[str, str, Iterator[Page]], Page]
"""Makes one answer of the pages of a service's operation."""


@dataclass
class _Kept:
    """The pages of one answer: the first as it is, the others on disk; and how it ended."""

    first: Page | None = None
    pile: Pile = field(default_factory=Pile)
    places: list[Place] = field(default_factory=list)
    refusal: Refused | None = None

    def fill(self, pages: Iterator[Page]) -> None:
        """Read to the end, or until a page is refused."""
        try:
            self.first = next(pages)
            for page in pages:
                self.places.append(self.pile.put(page))
        except Refused as refusal:
            self.refusal = refusal

    def pages(self) -> Iterator[Page]:
        """The pages again; raises Refused where they ended like this."""
        if self.first is not None:
            yield self.first
        yield from map(self.pile.get, self.places)
        if self.refusal is not None:
            raise Refused(self.refusal.code, self.refusal.reason, self.refusal.kind)


class Answers:
    """Asks for what no table of the unit asked for before; `shared` are what several need."""

    def __init__(self, pages: PagesIn, whole: Whole, shared: Collection[tuple[str, str]]) -> None:
        self._pages, self._whole, self.shared = pages, whole, shared
        self.kept: dict[tuple[str, str], dict[str, _Kept]] = {}

    def forget(self, needed: Collection[tuple[str, str]]) -> None:
        """Keep only the answers of these operations."""
        for use in self.kept.keys() - set(needed):
            del self.kept[use]

    def asker(self, region: str) -> Ask:
        """Answers as a whole, in one Region."""

        def ask(service: str, operation: str, parameters: Mapping[str, Any]) -> Page:
            pages = self.pages(region, service, operation, parameters)
            return self._whole(service, operation, pages)

        return ask

    def pager(self, region: str) -> Pages:
        """Answers page by page, in one Region."""
        return partial(self.pages, region)

    def pages(
        self, region: str, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Iterator[Page]:
        """The pages of an answer; raises Refused."""
        if (service, operation) not in self.shared:
            return self._pages(region, service, operation, parameters)
        answers = self.kept.setdefault((service, operation), {})
        key = json.dumps([region, parameters], sort_keys=True, default=str)
        if key not in answers:
            kept = _Kept()
            kept.fill(self._pages(region, service, operation, parameters))
            answers[key] = kept
        return answers[key].pages()
