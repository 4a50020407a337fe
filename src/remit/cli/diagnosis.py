"""What `remit doctor` found, and how it is written."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from remit.cli import EXIT_ERROR, EXIT_MET, EXIT_NOT_MET


class State(StrEnum):
    """How one thing stands."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"
    ERROR = "error"


@dataclass(frozen=True)
class Line:
    """One thing that was looked at: how it stands, what was found, what to do about it."""

    what: str
    state: State
    found: str
    do: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examined:
    """One account of several: how it stands, who looked, and what may not be called there.

    `denied` and `untold` are IAM actions with why, `unknown` the checks that they leave undecided.
    """

    account: str
    name: str
    state: State
    found: str
    identity: str = ""
    method: str = ""
    denied: Mapping[str, str] = field(default_factory=dict)
    untold: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """What people call it."""
        return f"{self.account} {self.name}".strip()


@dataclass
class Report:
    """Everything that was looked at; `unknown` are the checks that could not be decided."""

    lines: list[Line] = field(default_factory=list)
    unknown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    method: str = ""
    accounts: list[Examined] = field(default_factory=list)

    def add(self, what: str, state: State, found: str, do: str = "", *details: str) -> None:
        """Note one thing."""
        self.lines.append(Line(what, state, found, do, details))

    @property
    def code(self) -> int:
        """The exit code: 2 where AWS could not be asked, 1 where something is missing."""
        states = {line.state for line in self.lines}
        if State.ERROR in states:
            return EXIT_ERROR
        return EXIT_NOT_MET if State.MISSING in states else EXIT_MET


def write(report: Report, format_: str) -> None:
    """To stdout, as text or JSON."""
    if format_ == "json":
        import orjson

        record = {
            "well": report.code == EXIT_MET,
            "method": report.method or None,
            "lines": [asdict(line) for line in report.lines],
            "unknown": {name: list(lacks) for name, lacks in report.unknown.items()},
            "accounts": [asdict(one) for one in report.accounts],
        }
        sys.stdout.buffer.write(orjson.dumps(record, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        sys.stdout.writelines(_text(line) for line in report.lines)
    sys.stdout.flush()


def _text(line: Line) -> str:
    parts = [f"{line.state:<8} {line.what}: {line.found}\n"]
    parts += [f"{'':<8}   {detail}\n" for detail in line.details]
    parts += [f"{'':<8} → {line.do}\n"] if line.do else []
    return "".join(parts)
