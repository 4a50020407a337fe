"""From a file to a document of declared resources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from remit.sources.cloudformation.decoding import InputError, read_source
from remit.sources.cloudformation.stack import Scan, Stack
from remit.sources.declared import Document, Problem

_MARKS = frozenset({"AWSTemplateFormatVersion", "Transform", "Resources"})


def read_document(
    path: Path,
    parameters: Mapping[str, str],
    region: str | None,
    account: str | None,
    name: str | None,
) -> Document:
    """Read a template; every failure ends as a problem of the document."""
    file = str(path)
    document = Document(name or file, "cfn")
    scan = Scan(document, region, account)
    try:
        source = read_source(path)
        data = source.data
        if not isinstance(data, dict) or _MARKS.isdisjoint(data):
            problem = Problem("not a CloudFormation template", file, fatal=True)
            raise InputError(problem)
        Stack(source, path, parameters, scan).read()
    except InputError as error:
        scan.report(error.problem)
    except RecursionError:
        scan.report(Problem("nested too deeply to be read", file, fatal=True))
    return document
