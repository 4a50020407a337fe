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
    "csv": "FORMAT csv, HEADER true",
    "json": "FORMAT json, ARRAY true",
    "jsonl": "FORMAT json",
}


def write(view: View, out: BinaryIO, format: str) -> None:
    """Write every selected row; the columns are those of `sql`."""
    prepare(view)
    with tempfile.TemporaryDirectory(prefix="remit-") as folder:
        path = Path(folder) / "matrix"
        chosen = sql(view, safe=format == "csv")
        view.matrix.connection.execute(f"COPY ({chosen}) TO {quoted(str(path))} ({COPY[format]})")
        with path.open("rb") as file:
            shutil.copyfileobj(file, out)


def prepare(view: View) -> None:
    """Put the words of the line and of the proofs beside their numbers."""
    matrix = view.matrix
    lines = []
    for number, (service, duty, share, side) in enumerate(matrix.shares):
        lines.append((
            number, matrix.remit.name(service), matrix.remit.line(service).kind, duty.layer,
            duty.id, duty.title, share.aws, share.customer, " ".join(share.sources),
            f"where {share.basis}" if side else share.basis,
            " ".join(view.checks.get((service, duty.id), ())),
        ))  # fmt: skip
    words = ("service_name", "kind", "layer", "duty", "title", "aws", "customer", "sources",
             "basis", "checks")  # fmt: skip
    matrix.make("matrix_words", {"line_id": "BIGINT", **dict.fromkeys(words, "VARCHAR")}, lines)
    proofs = [(n, p.attestation.title if p.attestation else "", p.reason) for n, p in enumerate(matrix.proven)]
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


def sql(view: View, safe: bool) -> str:
    """The rows as a query; `safe` puts an apostrophe before what a spreadsheet would compute.

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
        "o.owner, CASE WHEN o.doubt IS NULL THEN w.basis ELSE w.basis || '; not known whether ' || "
        "o.doubt END AS basis, w.aws, w.customer, w.sources, o.status, o.proof AS aws_part, "
        "p.report, p.proof_reason, w.checks, d.decided_by, d.decided_until, d.decision_note, "
        f"{told['file']}, r.line, r.source "
        "FROM obligation o JOIN matrix_resource r USING (rid) "
        "JOIN matrix_words w ON w.line_id = o.line_id "
        "LEFT JOIN matrix_reports p ON p.pid = o.pid "
        "LEFT JOIN matrix_people d ON d.decision = o.decision "
        f"WHERE {view.where} ORDER BY r.service, r.account, r.region, r.resource, r.rid, o.did"
    )
