"""CloudFormation templates: YAML, JSON, what SAM and CDK write, and nested stacks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from remit.sources.cloudformation.decoding import InputError
from remit.sources.cloudformation.sniffing import looks_like_template
from remit.sources.declared import Document

_NONE: Mapping[str, str] = MappingProxyType({})

__all__ = ["InputError", "looks_like_template", "read_parameter_file", "read_template"]


def read_template(
    path: Path,
    *,
    parameters: Mapping[str, str] = _NONE,
    region: str | None = None,
    account: str | None = None,
    name: str | None = None,
) -> Document:
    """Read a template, with the ones nested in it, as it is deployed to a Region and account.

    Never raises on what a file holds: the document's problems say what could not be read.
    """
    from remit.sources.cloudformation.reader import read_document

    return read_document(Path(path), parameters, region, account, name)


def read_parameter_file(path: Path) -> dict[str, str]:
    """Read the values of parameters from JSON or YAML; raises `InputError`.

    Takes `[{"ParameterKey": …, "ParameterValue": …}]`, `{"Parameters": {…}}` and
    `{"Key": "Value"}`.
    """
    from remit.sources.cloudformation import parameters

    return parameters.read_parameter_file(path)
