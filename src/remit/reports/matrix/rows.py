"""The matrix as rows, one per duty and resource: CSV, JSON and JSON Lines, written by the database.

An estate of a hundred thousand resources makes five million rows; none of them passes through
Python.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from remit.reports.csv import FORMULA_STARTS
from remit.reports.matrix.view import View
from remit.store import quoted

OUTSIDE = ("account", "region", "resource", "name", "type", "file")
"""Columns with texts from outside, which a spreadsheet must not take for formulas."""

COPY = {
    "csv": "FORMAT csv, HEADER false",
    "json": "FORMAT json",
    "jsonl": "FORMAT json",
}


AT_ONCE = 4000
"""Resources that are written at once: a bound on memory, whatever the size of the estate."""


def write(view: View, out: BinaryIO, format: str) -> None:
    """Write every selected row; the columns are those of `sql`."""
    prepare(view)
    last = view.matrix.connection.execute(f"SELECT max(rid) FROM {view.shown}").fetchone()
    highest = last[0] if last and last[0] else 0
    with tempfile.TemporaryDirectory(prefix="remit-") as folder:
        path = Path(folder) / "matrix"
        if format == "json":
            out.write(b"[")
        for first in range(0, highest + 1, AT_ONCE):
            chosen = sql(view, format == "csv", f"o.rid >= {first} AND o.rid < {first + AT_ONCE}")
            copy = COPY[format].replace("false", "true") if not first else COPY[format]
            view.matrix.connection.execute(f"COPY ({chosen}) TO {quoted(str(path))} ({copy})")
            with path.open("rb") as file:
                if format == "json":
                    _as_items(file, out, not first)
                else:
                    shutil.copyfileobj(file, out)
        if format == "json":
            out.write(b"\n]\n")


def _as_items(lines: BinaryIO, out: BinaryIO, is_first: bool) -> None:
    """JSON Lines as the items of a list."""
    for line in lines:
        out.write(b"\n" if is_first else b",\n")
        out.write(line.rstrip(b"\n"))
        is_first = False


def prepare(view: View) -> None:
    """Put the words of the line and of the proofs beside their numbers."""
    matrix = view.matrix
    lines = []
    for number, (service, duty, share, side) in enumerate(matrix.shares):
        lines.append((
            number, matrix.remit.name(service), matrix.remit.line(service).kind, duty.layer,
            duty.id, duty.title, share.aws, share.customer, " ".join(share.sources),
            f"where {share.basis}" if side else share.basis,
            " ".join(view.checks.get((service, duty.id), ())), str(share.owner),
        ))  # fmt: skip
    words = ("service_name", "kind", "layer", "duty", "title", "aws", "customer", "sources",
             "basis", "checks", "owner")  # fmt: skip
    matrix.make("matrix_words", {"line_id": "BIGINT", **dict.fromkeys(words, "VARCHAR")}, lines)
    proofs = [
        (n, p.attestation.title if p.attestation else "", p.reason)
        for n, p in enumerate(matrix.proven)
    ]
    matrix.make(
        "matrix_reports", {"pid": "BIGINT", "report": "VARCHAR", "proof_reason": "VARCHAR"}, proofs
    )
    decided = [
        (n, d.by, d.until.isoformat() if d.until else "", d.note)
        for n, d in enumerate(matrix.decisions)
    ]
    matrix.make(
        "matrix_people",
        {"decision": "BIGINT", "decided_by": "VARCHAR", "decided_until": "VARCHAR",
         "decision_note": "VARCHAR"},
        decided,
    )  # fmt: skip


def sql(view: View, safe: bool, where: str = "true", shown: str = "") -> str:
    """The rows as a query, of what is selected or of the part of it that `shown` is.

    `safe` puts an apostrophe before what a spreadsheet would compute.
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    starts = ", ".join(quoted(start) for start in FORMULA_STARTS)

    def outside(name: str) -> str:
        if not safe:
            return f"r.{name}"
        return (
            f"CASE WHEN left(r.{name}, 1) IN ({starts}) THEN '''' || r.{name} ELSE r.{name} END "
            f"AS {name}"
        )

    told = {name: outside(name) for name in OUTSIDE}
    return (
        f"SELECT r.service, w.service_name, w.kind, {told['account']}, {told['region']}, "
        f"{told['resource']}, {told['name']}, {told['type']}, r.listed, w.layer, w.duty, w.title, "
        "w.owner, CASE WHEN o.doubt IS NULL THEN w.basis ELSE w.basis || '; not known whether ' || "
        "o.doubt END AS basis, w.aws, w.customer, w.sources, o.status, o.proof AS aws_part, "
        "p.report, p.proof_reason, w.checks, d.decided_by, d.decided_until, d.decision_note, "
        f"{told['file']}, r.line, r.source "
        f"FROM {shown or view.shown} o JOIN matrix_resource r USING (rid) "
        "JOIN matrix_words w ON w.line_id = o.line_id "
        "LEFT JOIN matrix_reports p ON p.pid = o.pid "
        "LEFT JOIN matrix_people d ON d.decision = o.decision "
        f"WHERE {where} ORDER BY o.rid, o.did"
    )
