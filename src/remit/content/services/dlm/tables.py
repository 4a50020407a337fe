"""Amazon Data Lifecycle Manager tables: the policies that take, copy and share snapshots."""

from remit.content.services.dlm.values import copies
from remit.tables import All, At, Calls, Column, Records, Table

ASKED = "GetLifecyclePolicy.Policy.PolicyDetails"


class LifecyclePolicy(
    Table,
    name="dlm_lifecycle_policy",
    api=Calls(
        "dlm",
        lists="GetLifecyclePolicies",
        items="Policies",
        key="PolicyId",
        argument="PolicyId",
    ),
    cfn="AWS::DLM::LifecyclePolicy",
    tf="aws_dlm_lifecycle_policy",
    key="policy_id",
    arn="arn:{partition}:dlm:{region}:{account}:policy/{policy_id}",
):
    """A policy that makes snapshots or images on a schedule, or copies what was shared."""

    policy_id = Column(str, "Its id.", api="GetLifecyclePolicies.PolicyId")
    name = Column(
        str,
        "What it is for, in its description.",
        api="GetLifecyclePolicies.Description",
        cfn="Description",
        tf="description",
    )
    tags = Column(
        dict[str, str], "The tags.", api="GetLifecyclePolicies.Tags", cfn="Tags", tf="tags_all"
    )
    state = Column(
        str,
        "ENABLED, DISABLED, or ERROR where it cannot run.",
        api="GetLifecyclePolicies.State",
        cfn="State",
        tf="state",
        default="ENABLED",
    )
    copies = Column(
        Records(region=str, encrypted=bool, kms_key=str),
        "Its copies to other Regions, whether it encrypts each by itself, and with which KMS key.",
        api=All(
            At(f"{ASKED}.Schedules[].CrossRegionCopyRules[]", via=copies),
            At(f"{ASKED}.Actions[].CrossRegionCopy[]", via=copies),
        ),
        cfn=All(
            At("PolicyDetails.Schedules[].CrossRegionCopyRules[]", via=copies),
            At("PolicyDetails.Actions[].CrossRegionCopy[]", via=copies),
        ),
        tf=All(
            At("policy_details.schedule[].cross_region_copy_rule[]", via=copies),
            At("policy_details.action[].cross_region_copy[]", via=copies),
        ),
    )
    shared_accounts = Column(
        list[str],
        "The accounts that its snapshots are shared with.",
        api=f"{ASKED}.Schedules[].ShareRules[].TargetAccounts[]",
        cfn="PolicyDetails.Schedules[].ShareRules[].TargetAccounts[]",
        tf="policy_details.schedule[].share_rule[].target_accounts[]",
    )
