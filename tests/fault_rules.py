"""What must be true of a reading with a fault in it, held against the same without it."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from remit.checks import Status
from remit.sources.api.errors import Kind
from tests.fault_cases import LIMIT, PATTERNS, Clean, Outcome, Product, Use, Verdicts

NOT_MET = "the fault meets no call of any page"
Row = Mapping[str, Any]
Key = tuple[str, str, str, str, int]
PART = re.compile(r"part of \w+ could not be read")
"""What a check says of another table than its own."""
OWN = {"unseen", "id", "item", "resource", "listed"}
"""What a row has besides its columns."""


def judged(
    product: Product, use: Use, name: str, pages: int = 1
) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with this fault in front of this operation, by pages where it meets a call."""
    met = 0
    for clean in product.homes(use):
        found = problems(product, clean, use, name)
        if NOT_MET not in found:
            met += 1
            yield clean.flow.where, found
        if met == pages:
            return
    if not met:
        yield "", [NOT_MET]


def problems(product: Product, clean: Clean, use: Use, name: str) -> list[str]:
    """What is wrong with a reading with this fault in front of this operation."""
    before = list[tuple[Outcome, bool]]()
    work = threading.Thread(
        target=lambda: before.append(product.spoilt(clean, use, name)), daemon=True
    )
    work.start()
    work.join(LIMIT)
    if work.is_alive():
        return [f"not done after {LIMIT} s"]
    if not before:
        return ["it crashed"]
    outcome, met = before[0]
    if not met:
        return [NOT_MET]
    told_as, words = PATTERNS[name].told(use[0])
    found = [*kinds(clean, outcome, use, name, told_as), *reasons(clean, outcome, words)]
    if same_rows(clean.outcome, outcome):
        return found
    found += [*strange(clean.outcome, outcome)]
    if not told_as:
        found.append("rows differ, although nothing was lost")
    return [*found, *verdicts(clean.verdicts, clean.flow.judged(outcome.rows), words)]


def kinds(clean: Clean, outcome: Outcome, use: Use, name: str, wanted: set[Kind]) -> Iterator[str]:
    """The table of completeness names the fault's kind, and no other that was not there before."""
    said, times = outcome.kinds(use), PATTERNS[name].fault.times
    count = "throttled" if name.startswith("throttled") else "retried"
    before = clean.outcome.kinds(use)
    if not wanted and said != before:
        yield f"told as {dict(said)}, although nothing was lost"
    if times and outcome.of(use, count) != times:
        yield f"{outcome.of(use, count)} {count}, not {times}"
    # without credentials there is no account that a table could be of
    if (
        wanted
        and outcome.calls
        and (not said.keys() & wanted or said.keys() - wanted - before.keys())
    ):
        yield f"told as {dict(said)}"


def reasons(clean: Clean, outcome: Outcome, words: set[str]) -> Iterator[str]:
    """Everything that is newly unseen says why, and so does what is said besides."""
    for why in sorted(outcome.reasons - clean.outcome.reasons):
        if not any(word in why for word in words):
            yield f"a reason is: {why}"
    if outcome.said != clean.outcome.said and not any(word in outcome.said for word in words):
        yield f"it is said: {outcome.said}"


def keyed(outcome: Outcome) -> dict[Key, Row]:
    """The rows by table, Region, id, part, and number of those that have all that in common."""
    times, found = Counter[tuple[str, ...]](), dict[Key, Row]()
    for table, row in outcome.rows:
        key = (table.spec.name, str(row["region"]), str(row["id"]), str(row["item"]))
        found[*key, times[key]] = row
        times[key] += 1
    return found


def same_rows(clean: Outcome, found: Outcome) -> bool:
    return keyed(clean) == keyed(found)


def strange(clean: Outcome, found: Outcome) -> Iterator[str]:
    """No row says what was not read, and none is gone without a word."""
    before, now = keyed(clean), keyed(found)
    links = {table.spec.name: table.spec.link for table, _ in (*clean.rows, *found.rows)}
    seen, excused = set[Key](), set[tuple[str, str]]()
    for key, row in now.items():
        name, link = key[0], links[key[0]]
        if not row["listed"]:
            excused.add((name, row[link] if link and link not in row["unseen"] else ""))
            continue
        others = [at for at in before if at[0] == name and agrees(row, before[at])]
        if not others:
            yield f"{name} {row['id']} says what was not read: {differs(row, before.get(key))}"
        seen |= {key} if key in others else set(others)
    for key, row in before.items():
        name, link = key[0], links[key[0]]
        above = {(name, ""), (name, str(row.get(link)) if link else "")}
        if row["listed"] and key not in seen and not above & excused and not found.said:
            yield f"{name} {row['id']} is gone without a word"


def agrees(row: Row, clean: Row) -> bool:
    """Whether a row says nothing but what the clean one says."""
    return not differs(row, clean)


def differs(row: Row, clean: Row | None) -> list[str]:
    """The columns in which a row says something else."""
    if clean is None:
        return ["all of it"]
    return [f"{column} = {value!r:.60}, was {clean.get(column)!r:.60}"
            for column, value in row.items()
            if column not in OWN and column not in row["unseen"] and value != clean.get(column)
            ]  # fmt: skip


def verdicts(clean: Verdicts, found: Verdicts, words: set[str]) -> Iterator[str]:
    """A fault makes no verdict but unknown, and takes none away without a word."""
    for key, finding in found.items():
        if finding.status is not Status.UNKNOWN:
            if key not in clean or clean[key].status is not finding.status:
                was = clean[key].status if key in clean else "not there"
                yield f"{key[0]} on {key[1]} is {finding.status}, was {was}"
        elif key not in clean or clean[key].reasons != finding.reasons:
            told = " ".join(finding.reasons)
            if not any(w in told for w in words) and not PART.search(told):
                yield f"{key[0]} on {key[1]} is unknown because: {told}"
    unknown = {check for (check, _), f in found.items() if f.status is Status.UNKNOWN}
    for check, resource in sorted(clean.keys() - found.keys()):
        if check not in unknown:
            yield f"{check} on {resource} has no verdict any more"
