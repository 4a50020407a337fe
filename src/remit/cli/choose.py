"""What a scan is asked to do: which checks with which thresholds, and how to read templates."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from remit import catalog
from remit.checks import SEVERITIES, Check, CheckError, Severity
from remit.cli import UsageError
from remit.cli.wanted import Wanted
from remit.sources.inputs import Options


def checks(wanted: Wanted, settings: Sequence[str] = ()) -> list[Check]:
    """The chosen checks, with thresholds set; a choice that matches nothing raises UsageError."""
    found = list(catalog.checks())
    for file in wanted.checks_file:
        found += own_checks(file)
    found = _adjusted(found, settings)
    for pattern in wanted.check:
        if not any(fnmatchcase(check.id, pattern) for check in found):
            raise UsageError(f"no check is called {pattern} (remit checks list)")
    for service in wanted.service:
        if not any(check.service == service for check in found):
            raise UsageError(f"no check is about the service {service} (remit checks list)")
    least = [str(known) for known in SEVERITIES].index(wanted.severity)
    chosen = [
        check
        for check in found
        if (not wanted.check or any(fnmatchcase(check.id, pattern) for pattern in wanted.check))
        and (not wanted.service or check.service in wanted.service)
        and SEVERITIES.index(check.severity) >= least
    ]
    if not chosen:
        raise UsageError("no check is left by this choice of checks, services and severity")
    return chosen


def _adjusted(found: list[Check], settings: Sequence[str]) -> list[Check]:
    by_id = {check.id: check for check in found}
    for setting in settings:
        name, equals, text = setting.partition("=")
        id, _, parameter = name.partition(".")
        if not equals or id not in by_id or not parameter:
            raise UsageError(f"--set {setting}: expected CHECK.PARAMETER=VALUE of a known check")
        try:
            value: Any = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            value = text
        try:
            by_id[id] = by_id[id].adjusted({parameter: value})
        except CheckError as error:
            raise UsageError(str(error)) from None
    return list(by_id.values())


def own_checks(file: Path) -> list[Check]:
    """The checks of a user's TOML file; see docs/how-to/own-checks.md for its shape.

    Raises UsageError, naming the file and the check, for whatever is wrong in it.
    """
    from remit import responsibility
    from remit.conditions import ConditionError
    from remit.sqltext import parse

    try:
        record = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{file}: {error}") from None
    tables = {table.spec.name: table for table in catalog.tables()}
    duties = responsibility.load().duties
    made = []
    for id, entry in record.items():
        try:
            table = tables[entry["table"]]
            passes = parse(entry["condition"], table, tables)
            where = parse(entry["where"], table, tables) if "where" in entry else None
            severity = Severity(entry.get("severity", "medium"))
            if entry["duty"] not in duties:
                raise ValueError(f"there is no duty {entry['duty']} (remit explain lists them)")
            made.append(
                Check(
                    id,
                    entry.get("title", id),
                    entry.get("about", ""),
                    severity,
                    entry["duty"],
                    table,
                    lambda passes=passes: passes,
                    {},
                    where,
                    str(file),
                )
            )
        except KeyError as error:
            raise UsageError(f"{file}: [{id}]: no such or no {error}") from None
        except (ConditionError, ValueError, TypeError, AttributeError) as error:
            raise UsageError(f"{file}: [{id}]: {error}") from None
    return made


def options(
    parameters: Sequence[str],
    parameter_files: Sequence[Path],
    variables: Sequence[str],
    variable_files: Sequence[Path],
    regions: Sequence[str],
    account: str | None,
) -> Options:
    """How templates are to be read."""
    values: dict[str, str] = {}
    for file in parameter_files:
        values |= _parameter_file(file)
    values |= dict(_pair("--parameter", text) for text in parameters)
    for variable_file in variable_files:
        if not variable_file.is_file():
            raise UsageError(f"--var-file {variable_file}: there is no such file")
    if account is not None and not (account.isdigit() and len(account) == 12):
        raise UsageError(f"--account {account}: an account has 12 digits")
    return Options(
        parameters=values,
        variables=dict(_pair("--var", text) for text in variables),
        var_files=tuple(variable_files),
        regions=tuple(regions),
        account=account,
    )


def _parameter_file(file: Path) -> dict[str, str]:
    from remit.sources.cloudformation import InputError, read_parameter_file

    try:
        return read_parameter_file(file)
    except InputError as error:
        raise UsageError(str(error)) from None


def _pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"{option} {text}: expected NAME=VALUE")
    return name, value
