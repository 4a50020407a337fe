"""Sums up what is said of the parts of a resource: its rules, its statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from remit.findings import (
    FAIL,
    NOT_APPLICABLE,
    NOT_PLANNED,
    PASS,
    UNKNOWN,
    Layout,
    Row,
    Subject,
)
from remit.tables import DECLARED

SHOWN = 20
"""Rows that a rolled-up finding carries as evidence."""


def summed(layout: Layout, subject: Subject, rows: Sequence[Row], unseen: Mapping[str, str]) -> Row:
    """One row over all rows of a parent, with those that decided as evidence of each check."""
    codes, told = [], []
    for index, check in enumerate(layout.checks):
        code, deciding = _worst([row.codes[index] for row in rows])
        if code == PASS and _beyond(index, rows):
            code = NOT_APPLICABLE
        if not subject.listed:
            code = UNKNOWN
        picked = [row for row in rows if row.codes[index] == code] if deciding else []
        reasons: dict[str, None] = {}
        if code == UNKNOWN:
            for row in picked:
                reasons.update(dict.fromkeys(row.reasons(check)))
            if not subject.listed:
                reasons.update(dict.fromkeys(unseen.values()))
        shown = [row.evidence(layout, index) for row in picked[:SHOWN]]
        codes.append(code if subject.source in check.sources else NOT_PLANNED)
        told.append(({"rows": shown, "counted": len(rows)}, tuple(reasons)))
    return Row(subject, codes, None, unseen, (), told=told)


def stands_alone(row: Subject) -> bool:
    """Whether a row that belongs to a resource is a resource itself: declared, or with an ARN."""
    itself = row.source in DECLARED or bool(row.arn)
    return itself and not row.item and row.listed


def same_place(row: Subject, parent: Subject) -> bool:
    """Whether a list that was refused would have covered this parent."""
    return (row.account, row.document) == (parent.account, parent.document) and (
        row.region in (parent.region, "global")
    )


def _beyond(index: int, rows: Sequence[Row]) -> bool:
    """Whether all rows are resources of their own to which the check does not apply.

    A list inside a resource that holds nothing in scope passes: nothing in it is wrong.
    """
    return bool(rows) and all(
        row.codes[index] == NOT_APPLICABLE and stands_alone(row.subject) for row in rows
    )


def _worst(codes: Sequence[int]) -> tuple[int, bool]:
    """The status of a whole from those of its parts, and whether some part decided it."""
    for code in (FAIL, UNKNOWN):
        if code in codes:
            return code, True
    return PASS, False
