"""Findings: what each check says of each resource; kept row by row, told one by one.

A finding is a check, a resource and what was read of it. All findings on one resource share most
of that, so what is kept is a `Row` for all checks of a table, and findings are made of it when
they are asked for. Of a large estate the rows are on disk, and a byte for each finding in memory.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from remit.checks import Check, Status
from remit.pile import Pile, Place
from remit.rows import UNTOLD

STATUSES = (Status.PASS, Status.FAIL, Status.UNKNOWN, Status.NOT_APPLICABLE)
PASS, FAIL, UNKNOWN, NOT_APPLICABLE, NOT_PLANNED = range(5)


class Subject(NamedTuple):
    """The resource that findings are about: what every finding carries of its row."""

    resource: str
    name: str
    type: str
    account: str | None
    region: str | None
    arn: str
    address: str
    id: str
    item: str
    document: str
    file: str
    line: int
    source: str
    listed: bool
    tags: Mapping[str, str] | None


WHERE_FROM = Subject._fields


@dataclass(frozen=True)
class Finding:
    """What one check says of one resource, on what evidence."""

    check: Check
    subject: Subject
    status: Status
    evidence: Mapping[str, Any]
    reasons: tuple[str, ...] = ()
    owner: str = ""
    within: str = ""
    """The id of the resource that this one is part of, where that has a finding of its own."""

    @cached_property
    def fingerprint(self) -> str:
        """Stable between runs and unique in a report; line numbers are no part of it."""
        subject = self.subject
        place = subject.document if subject.address else ""
        parts = (self.check.id, subject.account or "", subject.region or "", place,
                 subject.resource or subject.id)  # fmt: skip
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Layout:
    """What the rows of one table mean: its checks, and the columns whose values are evidence.

    `owners` are those by the service's line; a row has its own where configuration moves it.
    """

    checks: tuple[Check, ...]
    names: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()

    @cached_property
    def reads(self) -> tuple[tuple[tuple[str, int], ...], ...]:
        """For each check the names of the columns it reads, and their places among the values."""
        at = {name: place for place, name in enumerate(self.names)}
        return tuple(tuple((c.name, at[c.name]) for c in check.columns) for check in self.checks)


class Row(NamedTuple):
    """What all checks of a table say of one resource: a code for each of the layout's checks.

    `values` are those of the layout's columns. Where the row sums up others, `told` has evidence
    and reasons for each check instead.
    """

    subject: Subject
    codes: Sequence[int]
    owners: Sequence[str] | None
    unseen: Mapping[str, str]
    values: Sequence[Any]
    within: str = ""
    told: Sequence[tuple[Mapping[str, Any], tuple[str, ...]]] | None = None

    def finding(self, layout: Layout, index: int) -> Finding:
        """The finding of one check, by its place in the layout."""
        check, code = layout.checks[index], self.codes[index]
        owner = (layout.owners if self.owners is None else self.owners)[index]
        if self.told is not None:
            evidence, reasons = self.told[index]
            return Finding(
                check, self.subject, STATUSES[code], evidence, reasons, owner, self.within
            )
        evidence = self.evidence(layout, index)
        reasons = self.reasons(check) if code == UNKNOWN else ()
        return Finding(check, self.subject, STATUSES[code], evidence, reasons, owner, self.within)

    def evidence(self, layout: Layout, index: int) -> dict[str, Any]:
        """The values that a check read."""
        values = self.values
        return {name: values[place] for name, place in layout.reads[index]}

    def reasons(self, check: Check) -> tuple[str, ...]:
        """Why a verdict could not be given, in the words of whoever read the columns."""
        unseen = self.unseen
        if not self.subject.listed:
            return tuple(dict.fromkeys(unseen.values())) or ("the list could not be read",)
        found = dict.fromkeys(
            f"{column.name}: {unseen[column.name]}"
            for column in check.columns
            if column.name in unseen
        )
        others = {c.table.spec.name for c in check.reads if c.table is not check.table}
        # a check is planned where it can be told without what a source never tells
        if found and not (others and all(why.endswith(UNTOLD) for why in found)):
            return tuple(found)
        return tuple(f"part of {name} could not be read" for name in sorted(others))


Judged = tuple[Layout, Row]

BLOCK = 500
"""Rows that are read and written together."""

HELD = 20_000
"""Rows in memory; those that follow are on disk. Most estates have fewer."""


@dataclass(frozen=True)
class _Block:
    """Rows of one layout: their codes row by row, and the rows or where they lie."""

    layout: Layout
    codes: bytes
    rows: list[Row] | Place

    def of(self, index: int) -> bytes:
        """The codes of one check."""
        return self.codes[index :: len(self.layout.checks)]


@dataclass
class Findings:
    """All findings of a scan: iterated as often as is wanted, counted without looking at them."""

    _blocks: list[_Block] = field(default_factory=list)
    _pile: Pile = field(default_factory=Pile)
    _kept: int = 0

    @staticmethod
    def gather(judged: Iterable[Judged], block: int = BLOCK, held: int = HELD) -> Findings:
        """Keep rows as they come, `block` of them together and `held` in memory."""
        found = Findings()
        layout, rows = None, list[Row]()
        for its, row in judged:
            if its is not layout or len(rows) == block:
                found._keep(layout, rows, held)
                layout, rows = its, []
            rows.append(row)
        found._keep(layout, rows, held)
        return found

    @staticmethod
    def of(findings: Iterable[Finding]) -> Findings:
        """Keep findings that were made elsewhere; those on one resource make a row."""
        return Findings.gather(_rows_of(findings))

    def _keep(self, layout: Layout | None, rows: list[Row], held: int) -> None:
        if layout is None or not rows:
            return
        codes = b"".join(bytes(row.codes) for row in rows)
        self._kept += len(rows)
        if self._kept <= held:
            self._blocks.append(_Block(layout, codes, rows))
            return
        place = self._pile.put([tuple(row) for row in rows])
        self._blocks.append(_Block(layout, codes, place))

    def _rows(self, block: _Block) -> list[Row]:
        if isinstance(block.rows, list):
            return block.rows
        return list(map(Row._make, self._pile.get(block.rows)))

    def __len__(self) -> int:
        return self.counts.total()

    def __iter__(self) -> Iterator[Finding]:
        for layout, row in self.judged():
            for index, code in enumerate(row.codes):
                if code != NOT_PLANNED:
                    yield row.finding(layout, index)

    def judged(self) -> Iterator[Judged]:
        """The rows that the findings are made of."""
        for block in self._blocks:
            for row in self._rows(block):
                yield block.layout, row

    @cached_property
    def counts(self) -> Counter[Status]:
        """How many findings there are of each status."""
        found: Counter[Status] = Counter()
        for code, status in enumerate(STATUSES):
            found[status] = sum(block.codes.count(code) for block in self._blocks)
        return found

    @cached_property
    def by_check(self) -> Mapping[Check, Counter[Status]]:
        """How many findings of each status a check has; checks without any are not there."""
        found: dict[Check, Counter[Status]] = {}
        for block in self._blocks:
            for index, check in enumerate(block.layout.checks):
                codes = block.of(index)
                counts = found.setdefault(check, Counter())
                for code, status in enumerate(STATUSES):
                    counts[status] += codes.count(code)
        return {check: counts for check, counts in found.items() if counts.total()}

    def where(self, check: Check, *statuses: Status) -> Iterator[Finding]:
        """The findings of one check that have one of the statuses, or any."""
        wanted = {STATUSES.index(status) for status in statuses or STATUSES}
        for block in self._blocks:
            if check not in block.layout.checks:
                continue
            index = block.layout.checks.index(check)
            codes = block.of(index)
            if wanted.isdisjoint(codes):
                continue
            for row, code in zip(self._rows(block), codes, strict=True):
                if code in wanted:
                    yield row.finding(block.layout, index)


def _rows_of(findings: Iterable[Finding]) -> Iterator[Judged]:
    """Findings that follow each other on one resource as one row."""
    layouts: dict[tuple[Check, ...], Layout] = {}
    mine: list[Finding] = []
    for finding in (*findings, None):
        if mine and not (finding and _together(mine, finding)):
            checks = tuple(one.check for one in mine)
            first = mine[0]
            yield (
                layouts.setdefault(checks, Layout(checks)),
                Row(
                    first.subject,
                    [STATUSES.index(one.status) for one in mine],
                    [one.owner for one in mine],
                    {},
                    (),
                    first.within,
                    [(one.evidence, one.reasons) for one in mine],
                ),
            )
            mine = []
        if finding is not None:
            mine.append(finding)


def _together(mine: Sequence[Finding], finding: Finding) -> bool:
    """Whether a finding is about the same resource as those, by another check."""
    first = mine[0]
    return (
        finding.subject == first.subject
        and finding.within == first.within
        and finding.check.table is first.check.table
        and all(finding.check is not one.check for one in mine)
    )
