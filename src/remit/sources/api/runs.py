"""A run of a live scan on disk: what was read so far, so that a killed scan can go on.

    .remit/runs/20261126T104000Z-4711/
      run.json         what is scanned, and by which plan
      lock             held by the process that writes
      tables/*.ndjson  rows, a block for each unit
      calls.ndjson     call counts, a block for each unit
      journal.jsonl    a line for each unit that is finished: where its blocks end
      cut/             what an interrupted process read of units that it did not finish

Blocks are written before their line. What lies behind the last line's blocks belongs to a unit
that was not finished, and is cut off before the next process goes on.
"""

from __future__ import annotations

import shutil
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import orjson

from remit import store
from remit.sources.api.account import Account, Seen
from remit.sources.api.callfile import CallFile, encoded
from remit.sources.api.client import Call
from remit.sources.api.counts import Sums
from remit.sources.api.journal import Block, State, blocks_of, line_of, lines, seen_of
from remit.sources.api.locks import Busy, locked
from remit.sources.api.planning import Unit
from remit.sources.api.unit import Row
from remit.tables import AnyTable

__all__ = ["CALLS", "JOURNAL", "RECORD", "Run", "RunError", "read", "seen_of", "unfinished"]

FORMAT = 1
RECORD, JOURNAL, LOCK, CALLS = "run.json", "journal.jsonl", "lock", "calls.ndjson"

IN_MEMORY = 1 << 20
"""Bytes of a unit's rows that are held in memory before they go to a file."""

CHUNK = 1 << 20


class RunError(ValueError):
    """A run that is not there, not readable, being written, or of another plan; one line."""


class Spooled:
    """The rows of a unit that is being read: a stretch of bytes for each table."""

    def __init__(self, folder: Path) -> None:
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(folder))  # noqa: SIM115
        self.stretches: list[Stretch] = []

    def add(self, table: AnyTable, row: Row) -> None:
        """One more row."""
        line = store.encoded(row)
        last = self.stretches[-1] if self.stretches else None
        if last is None or last.name != table.spec.name:
            last = Stretch(table.spec.name)
            self.stretches.append(last)
        last.length += len(line)
        last.rows += 1
        self.file.write(line)


@dataclass
class Stretch:
    """Rows of one table that stand together."""

    name: str
    length: int = 0
    rows: int = 0


class Run:
    """A run that this process writes; safe to use from several threads."""

    def __init__(self, folder: Path, lock: IO[str], record: Mapping[str, Any]) -> None:
        self.folder, self.held_lock, self.record = folder, lock, record
        self.tables, self.cut = folder / "tables", folder / "cut"
        self.lock = threading.Lock()
        self.state = State()
        self.earlier: dict[str, Seen] = {}
        self.cut_rows: dict[str, int] = {}
        self.cut_ends: dict[str, int] = {}

    @property
    def id(self) -> str:
        """What the run is called."""
        return self.folder.name

    @classmethod
    def start(cls, folder: Path, record: Mapping[str, Any]) -> Run:
        """A new run in a folder; `record` says what is scanned and how it is planned, as JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        lock = _locked(folder)
        if (folder / RECORD).exists():
            lock.close()
            raise RunError(f"{folder} holds a run already")
        run = cls(folder, lock, {"format": FORMAT, "id": folder.name, **record})
        run._prepare()
        text = orjson.dumps(run.record, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
        draft = folder / f"{RECORD}.draft"
        draft.write_bytes(text)
        draft.replace(folder / RECORD)
        return run

    @classmethod
    def resume(cls, folder: Path) -> Run:
        """Go on with a run: whatever its journal does not vouch for is cut off."""
        record = read(folder)
        run = cls(folder, _locked(folder), record)
        try:
            run._recover()
        except BaseException:
            run.close()
            raise
        return run

    def hold_to(self, plan: Mapping[str, Any]) -> None:
        """Raise RunError when the run was planned otherwise."""
        planned = self.record.get("plan", {})
        differing = sorted(k for k in {*planned, *plan} if planned.get(k) != plan.get(k))
        if differing:
            told = f"run {self.id} was planned otherwise: its {' and '.join(differing)} differ"
            raise RunError(f"{told}. Start a new scan")

    def close(self) -> None:
        """Let other processes go on with it."""
        self.held_lock.close()

    def remove(self) -> None:
        """Delete the run from disk."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _prepare(self) -> None:
        self.tables.mkdir(exist_ok=True)
        shutil.rmtree(self.cut, ignore_errors=True)
        self.cut.mkdir()

    def _recover(self) -> None:
        self._prepare()
        journal = self.folder / JOURNAL
        good = 0
        if journal.exists():
            for line, end in lines(journal):
                if not all(self._holds(block) for block in blocks_of(line)):
                    break
                self.state.take(line)
                good = end
            _cut_off(journal, good)
        for path in (*self.tables.iterdir(), self.folder / CALLS):
            if path.exists():
                name = "" if path.name == CALLS else path.stem
                _cut_off(path, self.state.ends.get(name, 0))
        self.earlier = dict(self.state.seen)

    def _holds(self, block: Block) -> bool:
        """Whether the file has the block, as it was written."""
        path = self._path(block.name)
        crc, left = 0, block.length
        try:
            with path.open("rb") as file:
                file.seek(block.start)
                while left and (part := file.read(min(left, CHUNK))):
                    crc, left = zlib.crc32(part, crc), left - len(part)
        except OSError:
            return False
        return not left and crc == block.crc

    def _path(self, name: str, cut: bool = False) -> Path:
        if not name:
            return (self.cut if cut else self.folder) / CALLS
        return (self.cut if cut else self.tables) / f"{name}.ndjson"

    # --- what a collection asks of it -------------------------------------------------------------

    def begin(self) -> Spooled:
        """A place for the rows of one unit."""
        return Spooled(self.folder)

    def keep(
        self, held: Spooled, account: Account, unit: Unit | None, calls: Sequence[Call]
    ) -> int:
        """Write a unit's rows and calls, and then its line; how many rows there were.

        What was cut short goes aside, so that the next process reads it again.
        """
        cut = bool(account.cut_short or account.seen.reason)
        with self.lock, held.file:
            blocks = list(self._append(held, calls, cut))
            if not cut:
                self._note(line_of(account, unit), blocks)
        return sum(stretch.rows for stretch in held.stretches)

    def closed(self, account: Account) -> None:
        """Every unit of the account is finished."""
        if not account.cut_short:
            with self.lock:
                self._note({"closed": account.seen.account}, [])

    def known(self, account: str, name: str) -> Seen | None:
        """An account as an earlier process found it, by its number, or else by its name."""
        if account:
            return self.earlier.get(account)
        named = [seen for seen in self.earlier.values() if seen.name == name]
        return named[0] if len(named) == 1 else None

    def finished(self, account: str) -> int | None:
        """How many units an account has, if all are finished."""
        return self.state.units(account) if account in self.state.closed else None

    def calls(self) -> CallFile:
        """The calls of all units; lies on disk."""
        return CallFile([p for p in (self._path(""), self._path("", cut=True)) if p.exists()])

    def is_done(self, account: Account, unit: Unit) -> bool:
        """Whether an earlier process finished a unit."""
        return self.state.is_done(account.seen.account, unit.region, unit.service)

    def sums(self) -> Sums:
        """What the calls come to so far."""
        found = Sums()
        found.add(self.calls())
        return found

    def rows(self) -> int:
        """How many rows there are so far."""
        return sum(count for name, count in self.state.rows.items() if name)

    def files(self, name: str) -> tuple[list[Path], int]:
        """The files with the rows of a table, and how many rows they hold."""
        paths = [path for path in (self._path(name), self._path(name, cut=True)) if path.exists()]
        return paths, self.state.rows.get(name, 0) + self.cut_rows.get(name, 0)

    def _append(self, held: Spooled, calls: Sequence[Call], cut: bool) -> Iterator[Block]:
        held.file.seek(0)
        ends = self.cut_ends if cut else self.state.ends
        for stretch in held.stretches:
            with self._path(stretch.name, cut).open("ab") as file:
                crc = _copied(held.file, file, stretch.length)
            yield self._block(ends, stretch, crc)
            if cut:
                rows = self.cut_rows
                rows[stretch.name] = rows.get(stretch.name, 0) + stretch.rows
        if calls:
            text = b"".join(map(encoded, calls))
            with self._path("", cut).open("ab") as file:
                file.write(text)
            yield self._block(ends, Stretch("", len(text), len(calls)), zlib.crc32(text))

    @staticmethod
    def _block(ends: dict[str, int], stretch: Stretch, crc: int) -> Block:
        start = ends.get(stretch.name, 0)
        ends[stretch.name] = start + stretch.length
        return Block(stretch.name, start, stretch.length, stretch.rows, crc)

    def _note(self, line: dict[str, Any], blocks: Sequence[Block]) -> None:
        """Write a line of the journal: the rows are on their way to the disk before it."""
        if blocks:
            line["blocks"] = [[b.name, b.start, b.length, b.rows, b.crc] for b in blocks]
        with (self.folder / JOURNAL).open("ab") as file:
            file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        self.state.take(line)


def read(folder: Path) -> Mapping[str, Any]:
    """What a run's record says; raises RunError when there is none."""
    path = folder / RECORD
    try:
        record = orjson.loads(path.read_bytes())
    except OSError:
        raise RunError(f"{folder} is no run: it has no {RECORD}") from None
    except orjson.JSONDecodeError as error:
        raise RunError(f"{path} is not readable: {error}") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise RunError(f"{path} is not the record of a run that this version can go on with")
    return record


def unfinished(home: Path) -> list[Path]:
    """The runs in a folder, the newest first. A finished one is not there any more."""
    found = []
    for folder in home.iterdir() if home.is_dir() else ():
        with suppress(RunError):
            found.append((str(read(folder).get("started", "")), folder.name, folder))
    return [folder for *_, folder in sorted(found, reverse=True)]


def _cut_off(path: Path, end: int) -> None:
    if path.stat().st_size > end:
        with path.open("r+b") as file:
            file.truncate(end)


def _copied(source: IO[bytes], target: IO[bytes], length: int) -> int:
    """Copy bytes; their CRC-32."""
    crc = 0
    while length:
        part = source.read(min(length, CHUNK))
        target.write(part)
        crc, length = zlib.crc32(part, crc), length - len(part)
    return crc


def _locked(folder: Path) -> IO[str]:
    try:
        return locked(folder / LOCK)
    except Busy as error:
        told = f"run {folder.name} is being written by another process"
        raise RunError(f"{told} ({error})") from None
