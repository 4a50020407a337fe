"""Amazon EC2 checks: operating systems, their patches, and the images they came from."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.ec2.tables_compute import Instance
from remit.content.services.ec2.tables_guest import InstanceImage, ManagedInstance

FOREIGN = (
    ~InstanceImage.owner_alias.is_in("amazon", "aws-marketplace", "aws-backup-vault")
    & InstanceImage.public
    & ~(InstanceImage.owner == InstanceImage.account)
)


@check(severity="medium", duty="patch-guest-os", where=Instance.state == "running")
def ec2_instance_managed() -> Expr:
    """Instances that run report to Systems Manager.

    Without its agent nobody knows from outside what is installed, and no patch reaches the machine
    but by hand. Where another tool does it, except the instances that it looks after.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ssm-controls.html#ssm-1
    """
    return exists_in(
        ManagedInstance,
        (ManagedInstance.instance_id == Instance.instance_id)
        & (ManagedInstance.scope == Instance.scope),
    )


@check(severity="high", duty="patch-guest-os")
def ec2_guest_patched() -> Expr:
    """The operating system has all patches that its baseline asks for.

    What was never scanned fails too: nobody knows what it lacks.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ssm-controls.html#ssm-2
    """
    return ManagedInstance.patch_status == "COMPLIANT"


@check(severity="medium", duty="patch-guest-os")
def ec2_guest_scanned_recently(max_days: int = 30) -> Expr:
    """Patch Manager looked at the operating system within a month.

    An older result says nothing of the flaws found since, however good it was.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager.html
    """
    return ~ManagedInstance.patch_scanned.older_than(max_days)


@check(severity="high", duty="patch-guest-os")
def ec2_guest_os_supported(days_ahead: int = 0) -> Expr:
    """The operating system still gets security updates from its maker.

    Free ones, that is: for some systems more can be bought, such as Ubuntu Pro; except those
    machines that have it. Of systems that have no calendar here nothing is said.

    https://docs.aws.amazon.com/linux/al2023/ug/release-cadence.html
    """
    return ~ManagedInstance.supported_until.within_days(days_ahead)


@check(severity="low", duty="patch-guest-os")
def ec2_guest_agent_current() -> Expr:
    """The agent of Systems Manager is of the newest version.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-automatic-updates.html
    """
    return ManagedInstance.agent_current


@check(severity="low", duty="harden-guest-os", where=ManagedInstance.association_status != "")
def ec2_guest_associations_succeed() -> Expr:
    """What State Manager keeps in force on the machine was applied without an error.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ssm-controls.html#ssm-3
    """
    return ManagedInstance.association_status == "Success"


@check(severity="low", duty="patch-guest-os")
def ec2_instance_image_recent(max_days: int = 365) -> Expr:
    """Instances were started from an image that is younger than a year.

    An old image starts with a year of known flaws, and every new instance of a group with it.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html
    """
    return ~InstanceImage.created.older_than(max_days)


@check(severity="low", duty="patch-guest-os")
def ec2_instance_image_not_deprecated() -> Expr:
    """Instances were started from an image that its owner still offers.

    AWS deprecates its own images two years after it makes them.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html
    """
    return ~InstanceImage.deprecated.within_days(0)


@check(severity="medium", duty="secure-code")
def ec2_instance_image_of_known_owner() -> Expr:
    """No instance was started from a public image of a stranger.

    Anybody can publish an image under the name of a known one. Take those of AWS and of the
    providers that it verified (both have the alias amazon), of the Marketplace, or your own; or
    except the owners that you checked.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html
    """
    return ~FOREIGN
