"""Which checks a command is about: options that commands share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from remit.checks import Check

Least = Literal["low", "medium", "high", "critical"]


@Parameter(name="*")
@dataclass(frozen=True)
class Wanted:
    """Which checks are meant; nothing chosen means all of the package's own."""

    check: Annotated[
        tuple[str, ...], Parameter(name=["--check", "-c"], consume_multiple=False)
    ] = ()
    """Only this check, or those that a pattern with * matches. Repeatable."""
    service: Annotated[tuple[str, ...], Parameter(consume_multiple=False)] = ()
    """Only the checks of this service. Repeatable."""
    severity: Least = "low"
    """Only checks of this severity and above."""
    checks_file: Annotated[tuple[Path, ...], Parameter(consume_multiple=False)] = ()
    """A TOML file with checks of your own. Repeatable."""

    def checks(self, settings: Sequence[str] = ()) -> list[Check]:
        """The chosen checks, with thresholds set; what matches nothing raises UsageError."""
        from remit.cli import choose

        return choose.checks(self, settings)
