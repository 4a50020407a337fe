"""Where a resource is: in a file of yours, or in an account."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from urllib.parse import quote

from remit.findings import Subject
from remit.tables import DECLARED


def is_declared(subject: Subject) -> bool:
    """Whether the resource was read from a template or a configuration, and not as it runs."""
    return subject.source in DECLARED and bool(subject.file)


def place(subject: Subject) -> str:
    """The file and line that declare it, or the account and Region that it runs in."""
    if is_declared(subject):
        where = f"{subject.file}:{subject.line}" if subject.line else subject.file
        return " ".join(filter(None, (where, subject.account, subject.region)))
    return " ".join(filter(None, (subject.account, subject.region)))


def resource(subject: Subject) -> str:
    """What the resource is called: its ARN or address, else whatever of it is known."""
    return subject.resource or subject.arn or subject.id or subject.name or subject.type


def relative(file: str, root: Path) -> str:
    """A path relative to `root`, with forward slashes; one outside of it without its anchor."""
    path = Path(os.path.normpath(root / file))
    try:
        inside = path.relative_to(os.path.normpath(root))
    except ValueError:
        inside = path.relative_to(path.anchor)
    return inside.as_posix()


def uri(subject: Subject, root: Path) -> str:
    """A relative URI that is never empty and stays the same between runs.

    A declared resource's is its file. GitHub refuses a whole SARIF file for one result without a
    location (github/codeql-action#1738), so what runs gets a path made of its identity:
    `aws/<account>/<region>/<service>/<id>`.
    """
    if is_declared(subject):
        return encoded(relative(subject.file, root))
    parts = subject.arn.split(":", 5)
    if len(parts) == 6 and parts[0] == "arn":
        service, name = parts[2], parts[5]
    else:
        service, name = subject.type, subject.id or subject.name or subject.resource
    account, region = subject.account or "unknown-account", subject.region or "unknown-region"
    return "/".join(["aws", *(segments(text) for text in (account, region, service, name))])


def encoded(path: str) -> str:
    """A path percent-encoded as a relative URI; names that are no UTF-8 keep their bytes."""
    return quote(path, safe="/", errors="surrogateescape")


def segments(text: str) -> str:
    """A name as one or more segments of a path that leads nowhere else."""
    steps = PurePath(text.replace("\\", "/").replace(":", "/")).parts
    safe = [step.strip("/") for step in steps if step.strip("/.")]
    return "/".join(quote(step, safe="", errors="replace") for step in safe) or "-"
