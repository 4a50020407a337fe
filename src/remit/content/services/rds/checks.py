"""Amazon RDS checks: instances."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.keys import customers
from remit.content.services.rds.tables import Instance, ParameterGroup

ALONE = Instance.cluster.is_empty()
PRIMARY = ALONE & Instance.replica_of.is_empty()


@check(severity="high", duty="encrypt-at-rest", where=ALONE)
def rds_instance_storage_encrypted() -> Expr:
    """The storage of database instances is encrypted.

    It covers the backups, snapshots and replicas too. It can only be chosen when the instance is
    made: later it takes an encrypted copy of a snapshot, and a restore. Members of a cluster have
    the cluster's storage.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
    """
    return Instance.storage_encrypted


@check(severity="low", duty="manage-keys", where=ALONE & Instance.storage_encrypted)
def rds_instance_encrypted_with_named_key() -> Expr:
    """The storage of database instances is encrypted with a KMS key of the customer's.

    A key of your own has a policy that you write and can be shared with the account that keeps
    the backups. AWS's key for RDS can do neither.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
    """
    return customers(Instance.kms_key, Instance.key_named)


@check(severity="critical", duty="block-public-access")
def rds_instance_not_public() -> Expr:
    """Database instances have no public address.

    A public instance is one security group rule away from everybody's password guesses. Without
    a word on it, an instance outside Aurora that names no subnet group is public.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
    """
    return ~Instance.publicly_accessible


@check(severity="medium", duty="schedule-backups", where=PRIMARY)
def rds_instance_backups_kept(min_days: int = 7) -> Expr:
    """Automated backups of database instances are on and kept long enough.

    They allow a restore to any second of those days. Terraform switches them off unless told
    otherwise; CloudFormation keeps one day. A read replica is backed up at its source.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
    """
    return Instance.backup_retention_days >= min_days


@check(severity="medium", duty="protect-from-deletion", where=ALONE)
def rds_instance_deletion_protected() -> Expr:
    """Database instances cannot be deleted by a single call.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html
    """
    return Instance.deletion_protection


@check(severity="medium", duty="survive-failure", where=PRIMARY)
def rds_instance_multi_az() -> Expr:
    """Database instances have a standby in another Availability Zone.

    It takes over in a minute or two when the zone or the hardware fails, and during maintenance.
    It doubles the price of the instance: except what may be down for an hour.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html
    """
    return Instance.multi_az


@check(severity="medium", duty="patch-managed-software")
def rds_instance_minor_versions_automatic() -> Expr:
    """Database instances install minor versions of their engine by themselves.

    Minor versions bring the security fixes. Where a change needs a test first, except the
    instance and say who installs them.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html
    """
    return Instance.auto_minor_version_upgrade


@check(
    severity="medium",
    duty="strong-authentication",
    where=ALONE & Instance.engine.is_in("mysql", "mariadb", "postgres"),
)
def rds_instance_iam_authentication_enabled() -> Expr:
    """Users can sign in to database instances with IAM tokens.

    A token lasts fifteen minutes and is written down nowhere; a database password is kept by
    everyone who ever used it. Mind the limit on new connections a second.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
    """
    return Instance.iam_authentication


@check(
    severity="medium", duty="log-activity", where=ALONE & ~Instance.engine.starts_with("custom-")
)
def rds_instance_logs_exported() -> Expr:
    """Database instances send all logs of their engine to CloudWatch Logs.

    On the instance they are overwritten after days and go with it when it is deleted. Which logs
    there are depends on the engine; the audit log of MySQL and MariaDB needs an option group.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html
    """
    return Instance.logs_not_exported.is_empty()


@check(
    severity="low",
    duty="monitor-and-alert",
    where=ALONE | ~Instance.engine.is_in("neptune", "docdb"),
)
def rds_instance_enhanced_monitoring_enabled() -> Expr:
    """Database instances report what their operating system does.

    Neptune and DocumentDB do not offer it.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html
    """
    return Instance.monitoring_seconds > 0


@check(severity="low", duty="inventory-assets", where=ALONE)
def rds_instance_copies_tags_to_snapshots() -> Expr:
    """Snapshots of database instances carry the instance's tags.

    Rules that go by tags (who may read it, how long it stays) else do not hold for the copies.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html
    """
    return Instance.copies_tags_to_snapshots


@check(severity="low", duty="restrict-network-access", where=ALONE)
def rds_instance_not_on_default_port() -> Expr:
    """Database instances do not listen on their engine's usual port.

    It only spares them the plainest scans; what counts is who can reach the port at all.

    https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-23
    """
    return ~Instance.on_default_port


@check(severity="low", duty="strong-authentication", where=PRIMARY)
def rds_instance_admin_renamed() -> Expr:
    """The administrator of a database instance has a name that is not everybody's first guess.

    https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-25
    """
    return ~Instance.admin_name.lower().is_in("admin", "postgres")


@check(severity="high", duty="protect-secrets", where=Instance.source.is_in("cfn", "tf"))
def rds_instance_password_not_in_template() -> Expr:
    """No template spells out the password of a database instance.

    Whoever reads the repository, or its history, has it. RDS can make the password itself and
    keep it in Secrets Manager (ManageMasterUserPassword).

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
    """
    return ~Instance.password_in_template


@check(severity="low", duty="manage-keys", where=Instance.performance_insights)
def rds_instance_performance_insights_key_named() -> Expr:
    """The samples of Performance Insights are encrypted with a KMS key of the customer's.

    They hold the text of queries, and with it sometimes data. Without a choice it is the key that
    AWS manages for RDS.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.html
    """
    return customers(Instance.performance_insights_kms_key, Instance.performance_insights_key_named)


@check(severity="medium", duty="encrypt-in-transit")
def rds_instance_certificate_authority_current() -> Expr:
    """The TLS certificate of database instances comes from an authority that has not expired.

    The certificates of rds-ca-2015 and rds-ca-2019 ended in 2020 and 2024: clients that check
    them no longer connect, and the others no longer check.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL-certificate-rotation.html
    """
    return ~Instance.ca_certificate.is_in("rds-ca-2010", "rds-ca-2015", "rds-ca-2019")


@check(
    severity="medium",
    duty="encrypt-in-transit",
    where=ALONE
    & (
        Instance.engine.is_in("mysql", "mariadb", "postgres")
        | Instance.engine.starts_with("sqlserver")
    ),
)
def rds_instance_tls_required() -> Expr:
    """Database instances refuse connections without TLS.

    The parameter group decides: rds.force_ssl for PostgreSQL and SQL Server, and
    require_secure_transport for MySQL and MariaDB. PostgreSQL refuses by itself since version 15.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
    """
    group = ParameterGroup
    same = (
        (group.id == Instance.parameter_group)
        & (group.scope == Instance.scope)
        & ((group.region == Instance.region) | Instance.source.is_in("cfn", "tf"))
    )
    return (Instance.default_group_forces_tls | exists_in(group, same, group.forces_tls)) & (
        ~exists_in(group, same, ~group.forces_tls)
    )
