"""What the user gave to `remit scan`, as its run keeps it on disk for `--resume`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from remit.cli import UsageError
from remit.cli.accounts import Accounts
from remit.cli.wanted import Least, Wanted

OUTPUT = frozenset({"format_", "export", "save", "fail_on", "exit_zero", "max_unknown", "quiet",
                    "progress"})  # fmt: skip
"""What may be given anew when a run goes on: it does not change what is read."""

UNKEPT = frozenset({"parameter", "parameter_file", "var", "var_file", "dry_run"})
"""What a live scan does not use; variables of templates may be secrets, too."""

ALONE = Accounts()
"""No account is named: the one that the credentials lead to."""

FILES = frozenset({"paths", "checks_file", "export"})


@dataclass(frozen=True)
class Given:
    """Every option of `remit scan` but `--resume`, under its parameter's name."""

    paths: tuple[Path, ...] = ()
    live: bool = False
    profile: str | None = None
    endpoint_url: str | None = None
    region: tuple[str, ...] = ()
    accounts: Accounts = ALONE
    aggregator: str | None = None
    config: bool = False
    config_max_age: float | None = None
    parameter: tuple[str, ...] = ()
    parameter_file: tuple[Path, ...] = ()
    var: tuple[str, ...] = ()
    var_file: tuple[Path, ...] = ()
    check: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    severity: Least = "low"
    checks_file: tuple[Path, ...] = ()
    set_: tuple[str, ...] = ()
    format_: str = "text"
    export: tuple[Path, ...] = ()
    save: bool | None = None
    fail_on: str = "low"
    exit_zero: bool = False
    max_unknown: int = 0
    dry_run: bool = False
    engine: str = ""
    shared: str = ""
    progress: str = "auto"
    quiet: bool = False
    now: datetime | None = None

    @property
    def wanted(self) -> Wanted:
        """Which checks were chosen."""
        return Wanted(self.check, self.service, self.severity, self.checks_file)

    def record(self) -> dict[str, Any]:
        """What a run keeps of it, as JSON."""
        kept = {name: value for name, value in vars(self).items() if name not in UNKEPT}
        return {name: _plain(value) for name, value in kept.items()}

    def resuming(self, kept: Mapping[str, Any]) -> Given:
        """The options that a run kept, with those of output that were given anew.

        Raises UsageError where another was given: it belongs to a new scan.
        """
        values: dict[str, Any] = {}
        for known in fields(self):
            name, value = known.name, getattr(self, known.name)
            before = _read(name, kept[name]) if name in kept else known.default
            if isinstance(before, Accounts):  # a code works once, so the new process needs another
                values[name] = replace(before, mfa_token=value.mfa_token)
                value = replace(value, mfa_token="")
                if value in (ALONE, before):
                    continue
            if value == known.default or name == "live":
                values[name] = before
            elif name in OUTPUT or value == before:
                values[name] = value
            else:
                option = (
                    name
                    if name in ("paths", "accounts")
                    else f"--{name.strip('_').replace('_', '-')}"
                )
                raise UsageError(f"{option} cannot be given with --resume: the run has its own")
        return Given(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Accounts):
        return value.record()
    return str(value) if isinstance(value, Path) else value


def _read(name: str, value: Any) -> Any:
    if name == "now" and value is not None:
        return datetime.fromisoformat(value)
    if name == "accounts":
        return Accounts.read(value)
    if isinstance(value, list):
        return tuple(Path(item) if name in FILES else item for item in value)
    return value
