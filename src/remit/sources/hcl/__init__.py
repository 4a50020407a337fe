"""Terraform configuration (HCL and its JSON form), read and evaluated without Terraform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from remit.sources.declared import Document
from remit.sources.hcl.reader import is_directory, read

_NONE: Mapping[str, Any] = MappingProxyType({})


def read_directory(
    path: Path,
    *,
    variables: Mapping[str, Any] = _NONE,
    var_files: Sequence[Path] = (),
    workspace: str = "default",
) -> Document:
    """All AWS resources that the configuration in a directory (or one file) declares.

    `variables` are those of `--var`: texts are converted by the declared type. Values that only
    a plan or AWS could tell are unknown with a reason; modules come from disk only. Bad input
    becomes problems of the document, never an exception.
    """
    return read(path, variables, var_files, workspace)


def is_directory_of_hcl(path: Path) -> bool:
    """Does Terraform configuration (`*.tf`, `*.tf.json`) lie in this directory itself?"""
    return is_directory(path)
