"""Which resources the selections of AWS Backup cover.

A pure function from rows to rows; what it needs of each is named in `RESOURCE` and `SELECTION`.
https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from typing import Any

Row = Mapping[str, Any]

RESOURCE = ("id", "arn", "tags", "scope", "account", "region")
"""Columns read of a resource: its identity, ARN and tags, and where it is."""

SELECTION = ("id", "plan", "resources", "not_resources", "any_tag", "all_tags", "scope",
             "account", "region", "listed")  # fmt: skip
"""Columns read of a selection (`backup_selection`); NULL is what nobody has seen."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What can be said of one resource.

    `covered` is None where it is not known, and `reason` says why; `plans` are the identities of
    the plans with a selection that certainly covers it.
    """

    covered: bool | None
    plans: tuple[str, ...] = ()
    reason: str = ""


def coverage(resources: Iterable[Row], selections: Sequence[Row]) -> Iterator[Coverage]:
    """For each resource, in order, whether some selection of its scope and Region covers it.

    Unknown beats no, and yes beats unknown: a selection that could not be read may cover
    anything, but takes nothing away that another one gives.
    """
    by_scope: dict[Any, list[Row]] = {}
    for selection in selections:
        by_scope.setdefault(selection.get("scope"), []).append(selection)
    for resource in resources:
        yield _of(resource, by_scope.get(resource.get("scope"), []))


def _of(resource: Row, selections: Iterable[Row]) -> Coverage:
    plans: dict[str, None] = {}
    doubt = ""
    for selection in selections:
        if _elsewhere(resource, selection):
            continue
        verdict = covers(selection, resource)
        if verdict is True:
            plans[str(selection.get("plan") or "")] = None
        elif verdict is None and not doubt:
            doubt = f"selection {selection.get('id')} may or may not cover it"
    if plans:
        return Coverage(True, tuple(plans))
    return Coverage(None, (), doubt) if doubt else Coverage(False)


def _elsewhere(resource: Row, selection: Row) -> bool:
    """Plans work in one Region: another one's do not count, but a Region nobody knows may."""
    here, there = resource.get("region"), selection.get("region")
    return here is not None and there is not None and here != there


def covers(selection: Row, resource: Row) -> bool | None:
    """Whether one selection covers one resource; None where that depends on what nobody has seen.

    One of the ARNs *or* one of `any_tag` takes it in, everything where there are neither; it must
    then be none of `not_resources` and meet all of `all_tags`. Whether an account has opted in to
    back up a kind of resource is not asked.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
    https://github.com/hashicorp/terraform-provider-aws/pull/49870 (ARNs or tags, 2026-09-06)
    """
    if selection.get("listed") is False:
        return None
    return _all(
        _taken_in(selection, resource),
        _not(_listed(selection.get("not_resources"), resource)),
        _every_tag(selection.get("all_tags"), resource.get("tags")),
    )


def _taken_in(selection: Row, resource: Row) -> bool | None:
    arns, tests = selection.get("resources"), selection.get("any_tag")
    if arns == [] and tests == []:
        return True
    return _any([_listed(arns, resource), _one_tag(tests, resource.get("tags"))])


def _listed(patterns: Any, resource: Row) -> bool | None:
    """Whether a list of ARNs with wildcards names a resource, by its ARN or its identity."""
    if patterns is None:
        return None
    names = [name for name in (resource.get("arn"), resource.get("id")) if name]
    doubt: bool | None = False
    for pattern in patterns:
        if pattern is None:
            doubt = None
        elif pattern == "*" or any(_pattern(pattern).match(name) for name in names):
            return True
        elif not resource.get("arn") and pattern.startswith("arn:"):
            doubt = None
    return doubt


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(translate(text.replace("[", "[[]")))


def _one_tag(tests: Any, tags: Any) -> bool | None:
    if tests is None:
        return None
    return _any(_tag(test, tags) for test in tests)


def _every_tag(tests: Any, tags: Any) -> bool | None:
    if tests is None:
        return None
    return _all(*(_tag(test, tags) for test in tests))


def _tag(test: Any, tags: Any) -> bool | None:
    """Whether tags pass one test; a tag that is not there equals nothing."""
    if test is None or tags is None or None in (test.get("key"), test.get("value")):
        return None
    if test["key"] in tags and tags[test["key"]] is None:
        return None
    value, wanted = tags.get(test["key"]), test["value"]
    match str(test.get("operator")).replace("_", "").upper():
        case "STRINGEQUALS":
            return bool(value == wanted)
        case "STRINGNOTEQUALS":
            return bool(value != wanted)
        case "STRINGLIKE":
            return value is not None and bool(_pattern(wanted).match(value))
        case "STRINGNOTLIKE":
            return value is None or not _pattern(wanted).match(value)
    return None


def _all(*verdicts: bool | None) -> bool | None:
    return False if False in verdicts else None if None in verdicts else True


def _any(verdicts: Iterable[bool | None]) -> bool | None:
    found = list(verdicts)
    return True if True in found else None if None in found else False


def _not(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict
