"""The matrix as a workbook: filters, frozen headers, and nothing that a spreadsheet computes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO

import xlsxwriter

from remit.assessment import FORMULA, score
from remit.matrix import State
from remit.reports import ReportOptions
from remit.reports.matrix.rows import prepare, sql
from remit.reports.matrix.view import WORST, View, proof_of, yours
from remit.reports.safe import clean, xml_text

MOST = 20_000
"""Rows of the sheet of obligations; the CSV has them all."""

LONGEST = 32_000
"""Characters of a cell; Excel refuses more than 32,767."""

WIDE, NARROW = 48, 16
WORDY = {"aws", "customer", "basis", "sources", "title", "AWS's part", "Your part", "Why",
         "Sources", "Checks", "resource", "Resource", "proof_reason", "checks"}  # fmt: skip
FIRST = (State.OPEN, State.NOT_COVERED, State.UNKNOWN, State.EXCEPTED, State.ATTESTED,
         State.NOT_ASSESSED, State.DONE, State.CLOSED, State.CLAIMED, State.PROVEN)  # fmt: skip
"""What goes in first where not all rows do."""


def write(view: View, out: BinaryIO, options: ReportOptions) -> None:
    """Write a workbook with the sheets Summary, Matrix, Resources and Obligations."""
    with tempfile.TemporaryDirectory(prefix="remit-") as folder:
        path = Path(folder) / "matrix.xlsx"
        # texts from AWS must stay texts: no formula, no number, no link is made of them
        book = xlsxwriter.Workbook(
            str(path),
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False},
        )  # fmt: skip
        try:
            sheets = _Sheets(book)
            sheets.add("Summary", *_summary(view, options))
            sheets.add("Matrix", MATRIX, _matrix(view))
            sheets.add("Resources", RESOURCES, _resources(view))
            sheets.add("Obligations", *_obligations(view))
        finally:
            book.close()
        with path.open("rb") as file:
            copyfileobj(file, out)


class _Sheets:
    """Sheets with a header that stays, filters, and columns that can be read."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.cell = book.add_format({"valign": "top"})
        self.wrapped = book.add_format({"valign": "top", "text_wrap": True})

    def add(self, name: str, header: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
        sheet = self.book.add_worksheet(name)
        for column, title in enumerate(header):
            wordy = title in WORDY
            sheet.set_column(
                column, column, WIDE if wordy else NARROW, self.wrapped if wordy else self.cell
            )
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, header, self.head)
        number = 0
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._write(sheet, number, column, value)
        if number:
            sheet.autofilter(0, 0, number, len(header) - 1)

    def _write(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if isinstance(value, bool) or value is None:
            sheet.write_string(row, column, "" if value is None else str(value).lower())
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, xml_text(clean(value))[:LONGEST])


def _summary(view: View, options: ReportOptions) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    header = ("Service", "Name", "Kind", "Resources", "Duties yours or shared", "Done",
              "Of", *(str(state) for state in WORST))  # fmt: skip

    def rows() -> Iterator[Sequence[Any]]:
        remit = view.matrix.remit
        for service in view.services:
            states, found = view.states(service), view.of(service)
            reached = view.score(service)
            yield (
                service, remit.name(service), remit.line(service).kind,
                view.counted.get(service, 0), f"{yours(found)}/{len(found)}", reached.done,
                reached.of, *(states[state] for state in WORST),
            )  # fmt: skip
        yield ()
        yield ("Score", f"{view.score()} = {FORMULA}")
        yield ("As of", view.as_of)
        yield ("Read", ", ".join(view.inputs))
        yield ("Written by", f"remit {options.version}")

    return header, rows()


MATRIX = ("Service", "Name", "Kind", "Layer", "Duty", "Title", "Owner", "Moved by configuration",
          "Resources", "AWS's part", "Your part", "Why", "Sources", "AWS's proof",
          *(str(state) for state in WORST), "Done", "Of", "Checks")  # fmt: skip


def _matrix(view: View) -> Iterator[Sequence[Any]]:
    """A row per service, duty and side of the line."""
    remit = view.matrix.remit
    sides: dict[tuple[Any, ...], list[Any]] = {}
    for group in view.groups:
        sides.setdefault((group.service, group.duty.id, group.moved, group.share), []).append(group)
    for (service, duty_id, moved, share), groups in sides.items():
        duty = remit.duties[duty_id]
        states: dict[State, int] = {}
        for group in groups:
            states[group.state] = states.get(group.state, 0) + group.resources
        reached = score(states)
        whole = next(o for o in view.of(service) if o.duty.id == duty_id)
        yield (
            service, remit.name(service), remit.line(service).kind, duty.layer, duty_id, duty.title,
            share.owner, share.basis if moved else "", sum(states.values()), share.aws,
            share.customer, share.basis, " ".join(share.sources), proof_of(whole),
            *(states.get(state, 0) for state in WORST), reached.done, reached.of,
            " ".join(view.checks.get((service, duty_id), ())),
        )  # fmt: skip


RESOURCES = ("Service", "Account", "Region", "Resource", "Name", "Type", "File", "Line",
             "Duties yours or shared", *(str(state) for state in WORST))  # fmt: skip


def _resources(view: View) -> Iterator[Sequence[Any]]:
    for number, one in enumerate(view.resources(limit=MOST + 1)):
        if number >= MOST:
            yield (f"and {sum(view.counted.values()) - MOST} more: --export matrix.csv has all",)
            return
        yield (
            one.service, one.account, one.region, one.label, one.name, one.type, one.file,
            one.line or "", one.ours, *(one.states.get(state, 0) for state in WORST),
        )  # fmt: skip


def _obligations(view: View) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    """A row per duty and resource, what is open first where there are too many."""
    prepare(view)
    whole = view.states().total()
    order = " ".join(f"WHEN '{state}' THEN {n}" for n, state in enumerate(FIRST))
    first = f"(SELECT * FROM {view.shown} ORDER BY CASE status {order} END, rid, did LIMIT {MOST})"
    chosen = sql(view, safe=False, shown=first if whole > MOST else "")
    cursor = view.matrix.connection.execute(chosen)
    header = [column[0] for column in cursor.description or ()]

    def rows() -> Iterator[Sequence[Any]]:
        while found := cursor.fetchmany(2000):
            yield from found
        if whole > MOST:
            yield (f"{MOST} of {whole} are shown: --export matrix.csv has them all",)

    return header, rows()
