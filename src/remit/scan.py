"""One scan: read what the user points at, judge it, say what could not be read."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from remit import computing, snapshot, store
from remit.checks import Check, Status
from remit.engine import Engine
from remit.findings import HELD, Findings
from remit.responsibility import Remit
from remit.sources.declared import Document, Problem
from remit.sources.declared_rows import Declared
from remit.sources.inputs import Input, Options, find_inputs, read_declared, without_children
from remit.tables import AnyTable


@dataclass
class Scan:
    """What came of a scan; the estate stays queryable as long as the scan is kept."""

    connection: duckdb.DuckDBPyConnection
    tables: Sequence[AnyTable]
    checks: Sequence[Check]
    now: datetime
    remit: Remit | None = None
    findings: Findings = field(default_factory=Findings)
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    inputs: list[dict[str, Any]] = field(default_factory=list)
    resources: int = 0
    covered: int = 0
    unknown_types: Counter[str] = field(default_factory=Counter)
    snapshots: list[snapshot.Snapshot] = field(default_factory=list)
    live: Any = None
    spilled: Any = None
    """The folder for what of a lean scan does not fit in memory."""

    @property
    def counts(self) -> dict[Status, int]:
        """How many findings there are of each status."""
        return {status: self.findings.counts[status] for status in Status}

    @property
    def fatal(self) -> bool:
        """Whether something that was named came to nothing at all."""
        return any(problem.fatal for problem in self.problems)

    @property
    def incomplete(self) -> bool:
        """Whether part of what was pointed at could not be read."""
        return any(problem.incomplete for problem in self.problems)


FEW = 1000
"""Rows whose findings stay in memory in a lean scan."""

Progress = Callable[[str], None]


def clock() -> datetime:
    """Now, to the second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)


def silent(message: str) -> None:
    """Progress that nobody watches."""


def read_files(
    paths: Sequence[Path],
    options: Options,
    tables: Sequence[AnyTable],
    spool: store.Spool,
    scan: Scan,
    progress: Progress = silent,
) -> None:
    """Read every template, plan, directory and export under the paths into the spool."""
    found = find_inputs(paths)
    scan.problems += found.problems
    documents: list[Document] = []
    with without_collections():
        for given in found.inputs:
            progress(f"reading {given.path}")
            if given.kind == "config":
                _read_config(given, tables, spool, scan)
            elif given.kind == "snapshot":
                _read_snapshot(given, scan)
            else:
                documents += read_declared(given, options)
        makers = {source: Declared(tables, source) for source in ("cfn", "tf")}
        for document in without_children(documents):
            _add_document(document, makers[document.source], spool, scan)


def _add_document(document: Document, maker: Declared, spool: store.Spool, scan: Scan) -> None:
    """The rows of a document, and what it holds that no table looks at."""
    scan.problems += document.problems
    scan.assumptions += [f"{document.name}: {line}" for line in document.assumptions]
    scan.inputs.append(
        {"path": document.name, "source": document.source, "resources": len(document.resources)}
    )
    for resource in document.resources:
        scan.resources += 1
        if resource.type in maker.origins or resource.type in maker.satellite_types:
            scan.covered += 1
        else:
            scan.unknown_types[resource.type] += 1
    for table, row in maker.rows(document):
        spool.add(table, row)


def _read_snapshot(given: Input, scan: Scan) -> None:
    """Note a snapshot, to be added once the tables are there; one that was changed is refused."""
    try:
        found = snapshot.read(given.path)
        wrong = snapshot.verify(found)
    except snapshot.SnapshotError as error:
        scan.problems.append(Problem(str(error), fatal=given.named))
        return
    if wrong:
        hint = "Record it again: what was changed cannot be trusted"
        scan.problems.append(Problem(wrong[0], hint=hint, fatal=given.named))
        return
    scan.resources += found.rows
    scan.covered += found.rows
    scan.inputs.append({"path": str(given.path), "source": "snapshot", "resources": found.rows})
    scan.snapshots.append(found)


def _read_config(given: Input, tables: Sequence[AnyTable], spool: store.Spool, scan: Scan) -> None:
    from remit.sources.config import ConfigRows, read_config

    export = read_config(given.path)
    scan.problems += export.problems
    maker = ConfigRows(tables)
    scan.inputs.append(
        {"path": str(given.path), "source": "config", "resources": len(export.items)}
    )
    for item in export.items:
        scan.resources += 1
        if item["resourceType"] in maker.origins:
            scan.covered += 1
        else:
            scan.unknown_types[str(item["resourceType"])] += 1
    for table, row in maker.rows(export.items, str(given.path)):
        spool.add(table, row)


@contextmanager
def without_collections() -> Iterator[None]:
    """No garbage collection meanwhile: rows by the thousand are no garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def run(
    fill: Callable[[store.Spool, Scan], None],
    tables: Sequence[AnyTable],
    checks: Sequence[Check],
    remit: Remit | None,
    now: datetime,
    settled: bool = False,
    lean: bool = False,
) -> Scan:
    """Fill the tables with whatever `fill` reads, and judge them.

    `settled` findings come in an order that does not hang on the order of the rows. A `lean` scan
    takes little memory for its tables and findings, whatever there are of them, and a bit longer.
    """
    connection = store.connect()
    scan = Scan(connection, tables, checks, now, remit)
    with store.Spool() as spool:
        fill(spool, scan)
        store.widen(connection, sum(spool.counts.values()))
        little = store.lean if lean else nullcontext
        if lean:
            scan.spilled = store.spills(connection)
        with little(connection):
            spool.load(connection, tables)
        for found in scan.snapshots:
            snapshot.append(connection, found, tables)
        computing.compute(connection, tables)
        with without_collections(), little(connection):
            judge = Engine(connection, now, remit, settled)
            scan.findings = Findings.gather(judge.judged(checks), held=FEW if lean else HELD)
    if scan.resources and checks and not scan.findings:
        message = f"none of the {scan.resources} resources read is of a type that a check looks at"
        scan.problems.append(Problem(message))
    return scan
