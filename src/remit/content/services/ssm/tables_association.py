"""AWS Systems Manager tables: what State Manager keeps in force on machines."""

from typing import Any

from remit.content.common import known
from remit.tables import All, Calls, Column, Derived, Table
from remit.values import Unknown

PATCHERS = (
    "AWS-RunPatchBaseline",
    "AWS-RunPatchBaselineAssociation",
    "AWS-RunPatchBaselineWithHooks",
    "AWS-PatchInstanceWithRollback",
)
"""The documents by which AWS's Patch Manager scans and patches.
https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-ssm-documents.html"""


@known
def patches(document: Any) -> bool:
    """Whether a document, by name or ARN, is one of Patch Manager's."""
    return str(document).rpartition("/")[2] in PATCHERS


def everywhere(instances: Any) -> Any:
    """Whether a star among the targets stands for all machines of the account and Region."""
    if "*" in instances:
        return True
    doubt = next((one for one in instances if isinstance(one, Unknown)), None)
    return doubt or False


class Association(
    Table,
    name="ssm_association",
    api=Calls("ssm", lists="ListAssociations", items="Associations", key="AssociationId"),
    cfn="AWS::SSM::Association",
    tf="aws_ssm_association",
    key="association_id",
    arn="arn:{partition}:ssm:{region}:{account}:association/{association_id}",
    tagged="ssm:association",
):
    """A document that is applied to machines on a schedule. Targets by tag are not followed."""

    association_id = Column(str, "The id that AWS gives.", api="ListAssociations.AssociationId")
    name = Column(
        str,
        "The name that somebody gave it.",
        api="ListAssociations.AssociationName",
        cfn="AssociationName",
        tf="association_name",
    )
    document = Column(
        str,
        "The document that it applies.",
        api="ListAssociations.Name",
        cfn="Name",
        tf="name",
        reference=True,
    )
    instances = Column(
        list[str],
        "The machines that it names by id; a star stands for all.",
        api=All("ListAssociations.InstanceId", "ListAssociations.Targets[Key=InstanceIds].Values"),
        cfn=All("InstanceId", "Targets[Key=InstanceIds].Values"),
        tf=All("instance_id", "targets[key=InstanceIds].values"),
        reference=True,
    )
    everywhere = Column(
        bool,
        "It covers all machines of the account and Region.",
        derived=Derived(everywhere, ("instances",)),
    )
    patches = Column(
        bool,
        "It scans or patches operating systems.",
        derived=Derived(patches, ("document",)),
    )
