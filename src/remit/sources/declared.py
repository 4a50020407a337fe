"""What a reader of templates hands on: resources with evaluated values, and problems.

CloudFormation, Terraform plans and Terraform configuration all end here; one piece of code
(`remit.sources.rows`) then turns declared resources into rows of the canonical tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from remit.values import Unknown

ANY_REGION = Unknown("the Region is chosen at deployment")
ANY_ACCOUNT = Unknown("the account is chosen at deployment")


@dataclass(slots=True)
class Resource:
    """One resource as declared, after evaluation.

    `address` names it within its document, as its tool prints it: a CloudFormation logical id
    (`Parent.Child` inside a nested stack), `module.x.aws_s3_bucket.logs[0]` in Terraform.
    `values` is the evaluated body (see `remit.values`); a meta-argument (`count`, `DependsOn`) is
    not part of it. `line` counts from 1. `region` and `account` are `Unknown` where the document
    leaves them open.
    """

    type: str
    address: str
    values: Mapping[str, Any]
    file: str
    line: int | None = None
    region: str | Unknown = ANY_REGION
    account: str | Unknown = ANY_ACCOUNT


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read, in one line: what, where, what to do.

    `fatal` says that nothing at all came of this file (exit code 2 if it was named by the user);
    otherwise the scan goes on and is incomplete (exit code 3) when `incomplete`.
    """

    message: str
    file: str = ""
    line: int | None = None
    hint: str = ""
    fatal: bool = False
    incomplete: bool = True

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}. {self.hint[0].upper()}{self.hint[1:]}" if self.hint else text


@dataclass(slots=True)
class Document:
    """All that came of one template, plan or configuration directory.

    `name` is unique among the documents of a scan (a path); `source` is `cfn` or `tf`.
    `assumptions` says what the reader took for granted, one line each.
    """

    name: str
    source: str
    resources: list[Resource] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
