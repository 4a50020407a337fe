"""AWS Backup: what plans cover."""

from typing import Any

from remit.analysis import backups
from remit.content.services.backup.coverage import RESOURCES, covered_by
from remit.content.services.backup.tables import Plan, field
from remit.tables import At, Calls, Column, Computed, Records, Table
from remit.values import Partial, Unknown


def _tag_key(key: Any) -> Any:
    """A tag's key without the prefix that conditions on it carry; what is not known stays so."""
    known = isinstance(key, str) and not isinstance(key, Partial)
    return key.removeprefix("aws:ResourceTag/") if known else key


def tag_conditions(found: Any) -> Any:
    """The tags that a selection asks for, as records: operator, key and value."""
    records: list[Any] = []
    for one in found if isinstance(found, list) else [found]:
        if not isinstance(one, dict):
            records.append(one if isinstance(one, Unknown) else Unknown("a tag is not known"))
            continue
        key = _tag_key(field(one, "ConditionKey", "key") or "")
        value = field(one, "ConditionValue", "value") or ""
        kind = field(one, "ConditionType", "type") or "STRINGEQUALS"
        records.append({"operator": kind, "key": key, "value": value})
    return records


def all_conditions(found: Any) -> Any:
    """A selection's further conditions, which must all hold, as the same records."""
    blocks = found if isinstance(found, list) else [found]
    records = []
    for block in blocks:
        if not isinstance(block, dict):
            return Unknown(getattr(block, "reason", "the conditions are not known"))
        for operator, tests in block.items():
            kind = operator.replace("_", "").upper()
            for test in tests if isinstance(tests, list) else [tests] if tests else []:
                one = test if isinstance(test, dict) else {}
                key = _tag_key(field(one, "ConditionKey", "key") or "")
                value = field(one, "ConditionValue", "value") or ""
                records.append({"operator": kind, "key": key, "value": value})
    return records


class Selection(
    Table,
    name="backup_selection",
    api=Calls(
        "backup",
        lists="ListBackupSelections",
        items="BackupSelectionsList",
        key="SelectionId",
        arguments={
            "GetBackupSelection": {"BackupPlanId": "BackupPlanId", "SelectionId": "SelectionId"}
        },
        per=Plan,
        per_argument="BackupPlanId",
        per_column="plan_id",
    ),
    cfn="AWS::Backup::BackupSelection",
    tf="aws_backup_selection",
    key="selection_id",
):
    """What a plan covers: ARNs with wildcards, and tags.

    One of `resources` or one of `any_tag` takes a resource in (all, where there are neither); it
    must not be one of `not_resources`, and needs all of `all_tags`.
    """

    selection_id = Column(
        str, "The id; empty in a template.", api="ListBackupSelections.SelectionId", tf="id"
    )
    name = Column(
        str,
        "The selection's name.",
        api="ListBackupSelections.SelectionName",
        cfn="BackupSelection.SelectionName",
        tf="name",
    )
    plan = Column(
        str,
        "The plan it belongs to.",
        api="ListBackupSelections.BackupPlanId",
        cfn="BackupPlanId",
        tf="plan_id",
        reference=True,
    )
    resources = Column(
        list[str],
        "The ARNs, with wildcards, that it covers.",
        api="GetBackupSelection.BackupSelection.Resources",
        cfn="BackupSelection.Resources",
        tf="resources",
        reference=True,
    )
    not_resources = Column(
        list[str],
        "The ARNs, with wildcards, that it leaves out.",
        api="GetBackupSelection.BackupSelection.NotResources",
        cfn="BackupSelection.NotResources",
        tf="not_resources",
        reference=True,
    )
    any_tag = Column(
        Records(operator=str, key=str, value=str),
        "Tags of which a resource must have one.",
        api=At("GetBackupSelection.BackupSelection.ListOfTags[]", via=tag_conditions),
        cfn=At("BackupSelection.ListOfTags[]", via=tag_conditions),
        tf=At("selection_tag[]", via=tag_conditions),
    )
    all_tags = Column(
        Records(operator=str, key=str, value=str),
        "Conditions on tags that must all hold.",
        api=At("GetBackupSelection.BackupSelection.Conditions", via=all_conditions),
        cfn=At("BackupSelection.Conditions", via=all_conditions),
        tf=At("condition[]", via=all_conditions),
    )


class Coverage(
    Table,
    name="backup_coverage",
    service="backup",
    computed=Computed(
        covered_by,
        inputs=dict.fromkeys(RESOURCES, backups.RESOURCE) | {Selection: backups.SELECTION},
        needs=Selection,
    ),
):
    """Whether the selections of its account and Region cover a resource, where there are any."""

    resource_id = Column(str, "The resource, as selections in templates name it.")
    covered = Column(bool, "A selection covers it.")
    plans = Column(list[str], "The plans with a selection that certainly covers it.")
