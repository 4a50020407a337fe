"""`remit checks coverage`: which source tells which column."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

from cyclopts import Parameter

from remit.cli import EXIT_MET, UsageError


def coverage(
    *,
    service: Annotated[tuple[str, ...], Parameter(consume_multiple=False)] = (),
    format_: Annotated[
        Literal["text", "json", "csv", "md"], Parameter(name=["--format", "-f"])
    ] = "text",
) -> int:
    """Show what each source tells: the API, CloudFormation, Terraform, AWS Config.

    Parameters
    ----------
    service
        Only the tables of this service. Repeatable.
    format_
        text and csv count columns; json and md also name those that a source does not tell.
    """
    from remit import catalog
    from remit.reports.coverage import coverages, markdown
    from remit.reports.tables import write

    found = coverages(catalog.tables())
    known = {one.table.spec.service for one in found}
    for name in service:
        if name not in known:
            raise UsageError(f"--service {name}: no table is of that service (remit checks list)")
    if service:
        found = [one for one in found if one.table.spec.service in service]
    if format_ == "md":
        sys.stdout.writelines(f"{line}\n" for line in markdown(found))
        sys.stdout.flush()
    else:
        whole = format_ == "json"
        records = [one.detail() if whole else one.record() for one in found]
        write(sys.stdout.buffer, records, format_)
    return EXIT_MET
