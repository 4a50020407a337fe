"""The rows of `backup_coverage`, from resources and selections."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from remit.analysis.backups import Row, coverage
from remit.content.services.dynamodb.tables import DynamoTable
from remit.content.services.ec2.tables_storage import Volume
from remit.content.services.efs.tables import FileSystem
from remit.content.services.rds.tables import Instance
from remit.content.services.rds.tables_cluster import Cluster
from remit.tables import BASE, AnyTable

RESOURCES: tuple[AnyTable, ...] = (Cluster, DynamoTable, FileSystem, Instance, Volume)
"""What is looked at; AWS Backup knows more kinds."""


def covered_by(rows: Mapping[str, Sequence[Row]]) -> Iterator[dict[str, Any]]:
    """A row for each resource, in the place of the resource and under its name."""
    selections = rows.get("backup_selection", ())
    for table in RESOURCES:
        resources = [row for row in rows.get(table.spec.name, ()) if row["listed"]]
        for resource, found in zip(resources, coverage(resources, selections), strict=True):
            yield {
                **{name: resource[name] for name in BASE},
                "resource_id": resource["id"],
                "covered": found.covered,
                "plans": list(found.plans),
                "unseen": {"covered": found.reason} if found.reason else {},
            }
