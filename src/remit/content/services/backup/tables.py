"""AWS Backup tables."""

from typing import Any

from remit.content.common import document, public
from remit.content.keys import named_key
from remit.content.services.backup.schedules import hours_between
from remit.tables import At, Calls, Column, Derived, Records, Table
from remit.values import Partial, Reference, Unknown

DAILY = "cron(0 5 ? * * *)"
"""What AWS Backup does where a rule has no schedule (BackupRule.ScheduleExpression)."""

DAY = 24

FOREVER = 36500
"""Days that stand for no end: a recovery point without DeleteAfterDays is never deleted."""


def field(rule: Any, *names: str) -> Any:
    for name in names:
        value = rule.get(name) if isinstance(rule, dict) else None
        if value not in (None, "", []):
            return value
    return None


def _days(value: Any, silent: int) -> Any:
    if isinstance(value, (Unknown, Reference, Partial)):
        return Unknown(value.reason)
    return silent if value in (None, 0, "0") else int(float(value))


def rules(found: Any) -> Any:
    """The rules of a plan, in every source's spelling, as records."""
    return [_rule(one) for one in found]


def _rule(rule: Any) -> Any:
    if not isinstance(rule, dict):
        return rule if isinstance(rule, Unknown) else Unknown("a rule is not known")
    lifecycle = field(rule, "Lifecycle", "lifecycle") or {}
    lifecycle = lifecycle[0] if isinstance(lifecycle, list) else lifecycle
    if isinstance(lifecycle, (Unknown, Reference, Partial)):
        kept: Any = Unknown(lifecycle.reason)
        cold: Any = kept
    else:
        kept = _days(field(lifecycle, "DeleteAfterDays", "delete_after"), FOREVER)
        cold = _days(field(lifecycle, "MoveToColdStorageAfterDays", "cold_storage_after"), 0)
    copies = field(rule, "CopyActions", "copy_action") or []
    schedule = field(rule, "ScheduleExpression", "schedule") or DAILY
    return {
        "name": field(rule, "RuleName", "rule_name") or "",
        "hours_between": hours_between(schedule),
        "kept_days": kept,
        "cold_days": _in_cold(kept, cold),
        "copies": len(copies) if isinstance(copies, list) else Unknown(copies.reason),
    }


def _in_cold(kept: Any, after: Any) -> Any:
    """How long a copy stays in cold storage; for ever where it never goes there."""
    if after == 0:
        return FOREVER
    doubt = next((one for one in (kept, after) if isinstance(one, Unknown)), None)
    return kept - after if doubt is None else doubt


def daily_kept_days(found: Any) -> Any:
    """How long the best of the rules that run at least daily keeps its copies; 0 for none.

    A rule that is not known leaves it open, unless another one keeps them for ever.
    """
    known = [one for one in found if isinstance(one, dict)]
    doubt = next((one for one in found if isinstance(one, Unknown)), None)
    best = 0
    for rule in known:
        gap, kept = rule["hours_between"], rule["kept_days"]
        if isinstance(gap, int) and gap > DAY:
            continue
        if isinstance(gap, int) and isinstance(kept, int):
            best = max(best, kept)
        else:
            doubt = doubt or next(one for one in (gap, kept) if isinstance(one, Unknown))
    return doubt if doubt is not None and best < FOREVER else best


def shortest_cold_days(found: Any) -> Any:
    """The shortest stay in cold storage that a rule asks for; 36500 where none goes there."""
    return _over(found, "cold_days", lambda stays: min(stays, default=FOREVER))


def copies(found: Any) -> Any:
    """How many copies to other vaults the rules make."""
    return _over(found, "copies", sum)


def _over(found: Any, field: str, total: Any) -> Any:
    values = [one[field] if isinstance(one, dict) else one for one in found]
    return next((one for one in values if isinstance(one, Unknown)), None) or total(values)


def is_locked(lock: Any) -> Any:
    """That a vault has a lock at all, whether it can still be taken off or not."""
    return bool(lock)


def deletion_denied(policy: Any) -> bool | Unknown:
    """Whether the vault's policy keeps everyone from deleting recovery points.

    A Deny for everyone on backup:DeleteRecoveryPoint; conditions are taken to leave a way open.
    """
    if not policy:
        return False
    if not isinstance(policy, dict):
        return Unknown(getattr(policy, "reason", "the policy is no JSON"))
    statements = policy.get("Statement") or []
    return any(
        _denies(one) for one in (statements if isinstance(statements, list) else [statements])
    )


def _denies(statement: Any) -> bool:
    if not isinstance(statement, dict) or statement.get("Effect") != "Deny":
        return False
    actions = statement.get("Action") or []
    named = {str(one).lower() for one in (actions if isinstance(actions, list) else [actions])}
    who = statement.get("Principal")
    everyone = who == "*" or (isinstance(who, dict) and who.get("AWS") in ("*", ["*"]))
    wanted = {"*", "backup:*", "backup:delete*", "backup:deleterecoverypoint"}
    return everyone and not statement.get("Condition") and bool(named & wanted)


class Vault(
    Table,
    name="backup_vault",
    api=Calls(
        "backup",
        lists="ListBackupVaults",
        items="BackupVaultList",
        key="BackupVaultName",
        argument="BackupVaultName",
        absent=("ResourceNotFoundException",),
    ),
    cfn="AWS::Backup::BackupVault",
    tf="aws_backup_vault",
    config="AWS::Backup::BackupVault",
    key="name",
    arn="arn:{partition}:backup:{region}:{account}:backup-vault:{name}",
    satellites={
        "aws_backup_vault_lock_configuration": "backup_vault_name",
        "aws_backup_vault_policy": "backup_vault_name",
    },
    tagged="backup:backup-vault",
):
    """A vault that keeps recovery points."""

    name = Column(
        str,
        "The vault's name.",
        api="ListBackupVaults.BackupVaultName",
        cfn="BackupVaultName",
        tf="name",
        config="configuration.BackupVaultName",
    )
    arn = Column(
        str,
        "The ARN.",
        api="ListBackupVaults.BackupVaultArn",
        config="configuration.BackupVaultArn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        cfn="BackupVaultTags",
        tf="tags_all",
        config="tags",
    )
    kms_key = Column(
        str,
        "The KMS key; empty for the AWS managed one where a template says nothing.",
        api="ListBackupVaults.EncryptionKeyArn",
        cfn="EncryptionKeyArn",
        tf="kms_key_arn",
        config="configuration.EncryptionKeyArn",
        reference=True,
    )
    key_named = named_key()
    locked = Column(
        bool,
        "Vault Lock keeps recovery points from being deleted early.",
        api="ListBackupVaults.Locked",
        cfn=At("LockConfiguration", via=is_locked),
        tf=At("aws_backup_vault_lock_configuration.backup_vault_name", via=is_locked),
    )
    policy = Column(
        str,
        "The access policy as JSON, empty if there is none.",
        api=At("GetBackupVaultAccessPolicy.Policy", via=document),
        cfn=At("AccessPolicy", via=document),
        tf=At("aws_backup_vault_policy.policy", via=document),
    )
    policy_is_public = Column(
        bool,
        "The policy grants something to everyone.",
        derived=Derived(public, ("policy", "account")),
    )
    policy_denies_deletion = Column(
        bool,
        "The policy keeps everyone from deleting recovery points.",
        derived=Derived(deletion_denied, ("policy",)),
    )


class Plan(
    Table,
    name="backup_plan",
    api=Calls(
        "backup",
        lists="ListBackupPlans",
        items="BackupPlansList",
        key="BackupPlanId",
        argument="BackupPlanId",
    ),
    cfn="AWS::Backup::BackupPlan",
    tf="aws_backup_plan",
    config="AWS::Backup::BackupPlan",
    key="plan_id",
    tagged="backup:backup-plan",
):
    """A plan: rules that say when copies are taken and how long they stay."""

    plan_id = Column(
        str,
        "The id; empty in a template.",
        api="ListBackupPlans.BackupPlanId",
        tf="id",
        config="resourceId",
    )
    name = Column(
        str,
        "The plan's name.",
        api="ListBackupPlans.BackupPlanName",
        cfn="BackupPlan.BackupPlanName",
        tf="name",
        config="resourceName",
    )
    arn = Column(str, "The ARN.", api="ListBackupPlans.BackupPlanArn")
    tags = Column(
        dict[str, str],
        "The tags.",
        cfn="BackupPlanTags",
        tf="tags_all",
        config="tags",
    )
    rules = Column(
        Records(name=str, hours_between=int, kept_days=int, cold_days=int, copies=int),
        "The rules: longest gap between two runs in hours, days that copies stay, days of them in"
        " cold storage (36500 for ever, or where that does not matter), copies to other vaults.",
        api=At("GetBackupPlan.BackupPlan.Rules[]", via=rules),
        cfn=At("BackupPlan.BackupPlanRule[]", via=rules),
        tf=At("rule[]", via=rules),
        config=At("configuration.BackupPlan.BackupPlanRule[]", via=rules),
    )
    daily_kept_days = Column(
        int,
        "How many days the best rule that runs at least daily keeps its copies; 0 without one,"
        " 36500 for ever.",
        derived=Derived(daily_kept_days, ("rules",)),
        absent=0,
    )
    shortest_cold_days = Column(
        int,
        "The shortest stay in cold storage, in days; 36500 where no rule moves anything there.",
        derived=Derived(shortest_cold_days, ("rules",)),
        absent=FOREVER,
    )
    copies = Column(
        int,
        "How many copies to other vaults the rules make.",
        derived=Derived(copies, ("rules",)),
        absent=0,
    )


class RecoveryPoint(
    Table,
    name="backup_recovery_point",
    api=Calls(
        "backup",
        lists="ListRecoveryPointsByBackupVault",
        items="RecoveryPoints",
        key="RecoveryPointArn",
        per=Vault,
        per_argument="BackupVaultName",
        per_column="name",
    ),
    config="AWS::Backup::RecoveryPoint",
    key="arn",
):
    """One copy of one resource. Templates do not make them."""

    arn = Column(
        str,
        "The ARN.",
        api="ListRecoveryPointsByBackupVault.RecoveryPointArn",
        config="configuration.RecoveryPointArn",
    )
    of_resource = Column(
        str,
        "The ARN of what it is a copy of.",
        api="ListRecoveryPointsByBackupVault.ResourceArn",
        config="configuration.ResourceArn",
        reference=True,
    )
    encrypted = Column(
        bool,
        "The copy is encrypted.",
        api="ListRecoveryPointsByBackupVault.IsEncrypted",
        config="configuration.IsEncrypted",
    )


class ProtectedResource(
    Table,
    name="backup_protected_resource",
    api=Calls("backup", lists="ListProtectedResources", items="Results", key="ResourceArn"),
    key="arn",
):
    """A resource that AWS Backup has at least one recovery point of."""

    arn = Column(str, "The resource's ARN.", api="ListProtectedResources.ResourceArn")
    backed_up = Column(
        str,
        "The resource's ARN, as what other rows are joined on.",
        api="ListProtectedResources.ResourceArn",
        reference=True,
    )
    kind = Column(str, "EBS, EFS, RDS, DynamoDB …", api="ListProtectedResources.ResourceType")
