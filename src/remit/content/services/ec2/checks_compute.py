"""Amazon EC2 checks: instances, what they start from, and their storage."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.keys import customers
from remit.content.services.ec2.tables_account import (
    EbsEncryptionDefault,
    ImagePublicAccessBlock,
    MetadataDefaults,
    SerialConsole,
    SnapshotPublicAccessBlock,
)
from remit.content.services.ec2.tables_compute import Instance
from remit.content.services.ec2.tables_launch import LaunchConfiguration, LaunchTemplate
from remit.content.services.ec2.tables_network import Subnet
from remit.content.services.ec2.tables_storage import Image, Snapshot, Volume
from remit.tables import AnyTable


def declared(table: AnyTable) -> Expr:
    """The row says what shall be: AWS applies the account's defaults to it when it is made."""
    return table.source.is_in("cfn", "tf")


def encrypted_by_default(table: AnyTable) -> Expr:
    """The Region encrypts every new volume of the account, this one too."""
    default = EbsEncryptionDefault
    return declared(table) & exists_in(default, default.place == table.place, default.enabled)  # type: ignore[attr-defined]


def requires_tokens_by_default(table: AnyTable) -> Expr:
    """The account requires IMDSv2 in this Region of what does not say otherwise."""
    default = MetadataDefaults
    return exists_in(
        default,
        default.place == table.place,  # type: ignore[attr-defined]
        default.http_tokens == "required",
    )


# --- instances --------------------------------------------------------------------------------


@check(severity="high", duty="harden-guest-os")
def ec2_instance_imdsv2_required() -> Expr:
    """The metadata service of instances answers only requests with a session token (IMDSv2).

    With IMDSv1 one forged request from a web server hands out the instance's credentials. Where a
    template says nothing its launch template decides, then the account's default, then the image.
    Agents from before 2020 may need an update first.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
    """
    template = LaunchTemplate
    its = template.id == Instance.launch_template
    unstated = Instance.http_tokens_stated == ""
    by_account = requires_tokens_by_default(Instance)
    by_template = exists_in(template, its, template.http_tokens == "required")
    open_template = exists_in(template, its, template.http_tokens == "optional") | (
        exists_in(template, its, template.http_tokens == "") & ~by_account
    )
    required = (Instance.http_tokens == "required") | (
        unstated & (by_template | (Instance.launch_template.is_empty() & by_account))
    )
    return (Instance.http_endpoint == "disabled") | (required & ~(unstated & open_template))


@check(severity="high", duty="restrict-network-access")
def ec2_instance_no_public_ip() -> Expr:
    """Instances have no public IPv4 address.

    What is reachable from the internet is scanned within minutes. Put a load balancer in front, and
    use Session Manager instead of SSH; an exception is fine for what must answer the internet
    itself. Where a template does not say, the subnet decides.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
    """
    its = Subnet.id == Instance.subnet
    left = Instance.public_ip_asked == "subnet"
    refused = ~Instance.public_ip | (left & exists_in(Subnet, its, ~Subnet.public_addresses))
    return refused & ~(left & exists_in(Subnet, its, Subnet.public_addresses))


@check(severity="high", duty="encrypt-at-rest")
def ec2_instance_block_devices_encrypted() -> Expr:
    """All volumes of instances are encrypted.

    Volumes from an image that is not encrypted are not either, unless the launch asks for it or the
    account encrypts by default. Encrypting later means a snapshot, a copy and a new volume.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
    """
    volume = Volume
    its = volume.attached_to.has(Instance.id)  # type: ignore[arg-type]
    asked = ~declared(Instance) | Instance.unencrypted_devices.is_empty()
    return (asked | encrypted_by_default(Instance)) & ~exists_in(volume, its, ~volume.encrypted)


@check(severity="critical", duty="protect-secrets")
def ec2_instance_user_data_without_secrets() -> Expr:
    """User data of instances holds no secrets in plain text.

    Everybody who may describe the instance, and every process on it, can read user data. Fetch
    secrets at start from Secrets Manager or Parameter Store with the instance's role.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
    """
    return Instance.user_data_secrets.is_empty()


@check(severity="medium", duty="rotate-credentials")
def ec2_instance_has_profile() -> Expr:
    """Instances have an instance profile, so that they get temporary credentials.

    Without one, software that calls AWS needs a long-lived access key on the disk, and Systems
    Manager needs other means. An instance that never calls AWS can be an exception.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
    """
    return ~Instance.profile.is_empty()


@check(severity="low", duty="monitor-and-alert")
def ec2_instance_monitored_in_detail() -> Expr:
    """Metrics of instances come every minute.

    Alarms and scaling then react within a minute rather than five. Each metric costs money.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
    """
    return Instance.detailed_monitoring


@check(severity="low", duty="protect-from-deletion")
def ec2_instance_termination_protected() -> Expr:
    """Instances cannot be terminated by one call.

    It keeps a machine with state from a slip of the hand. Leave it off for what an Auto Scaling
    group replaces.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingDisableAPITermination.html
    """
    return Instance.termination_protection


@check(severity="low", duty="configure-securely")
def ec2_instance_source_destination_checked() -> Expr:
    """Instances send and receive only traffic of their own.

    Without the check a machine can pass on traffic for others. NAT instances, VPN gateways and
    firewalls need it off: except them.

    https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
    """
    return Instance.source_dest_check


@check(severity="medium", duty="configure-securely")
def ec2_instance_not_paravirtual() -> Expr:
    """Instances are hardware virtual machines, not paravirtual ones.

    Only previous generation types run paravirtual images; the Nitro System does not.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/virtualization_types.html
    """
    return Instance.virtualization != "paravirtual"


@check(severity="medium", duty="inventory-assets", where=Instance.state == "stopped")
def ec2_instance_not_stopped_for_long(max_days: int = 30) -> Expr:
    """Stopped instances are started again or removed within a month.

    A stopped machine gets no updates, so it is weak on the day it is started; its volumes cost on.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-4
    """
    return ~Instance.stopped.older_than(max_days)


@check(severity="low", duty="patch-guest-os", where=Instance.state == "running")
def ec2_instance_restarted_lately(max_days: int = 180) -> Expr:
    """Running instances were started within the last half year.

    A kernel update takes effect with a restart, and an old machine often stands outside of what
    replaces machines. Live patching is a reason for an exception.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/update-management.html
    """
    return ~Instance.launched.older_than(max_days)


# --- launch templates and launch configurations ----------------------------------------------


@check(severity="high", duty="harden-guest-os")
def ec2_launch_template_imdsv2_required() -> Expr:
    """Launch templates require session tokens for the metadata service (IMDSv2).

    A template that says nothing leaves it to the account's default and to the image.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-170
    """
    unstated = LaunchTemplate.http_tokens == ""
    return (
        (LaunchTemplate.http_tokens == "required")
        | (LaunchTemplate.http_endpoint == "disabled")
        | (unstated & requires_tokens_by_default(LaunchTemplate))
    )


@check(severity="high", duty="restrict-network-access")
def ec2_launch_template_no_public_ip() -> Expr:
    """Launch templates do not ask for public IPv4 addresses.

    Each instance that starts from such a template stands on the internet.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-25
    """
    return ~LaunchTemplate.asks_for_public_ip


@check(severity="high", duty="encrypt-at-rest")
def ec2_launch_template_block_devices_encrypted() -> Expr:
    """Launch templates ask for encrypted volumes, or the account encrypts by default.

    A template that lists no volumes takes those of the image as they are.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
    """
    default = EbsEncryptionDefault
    by_default = exists_in(default, default.place == LaunchTemplate.place, default.enabled)
    return LaunchTemplate.unencrypted_devices.is_empty() | by_default


@check(severity="critical", duty="protect-secrets")
def ec2_launch_template_user_data_without_secrets() -> Expr:
    """User data of launch templates holds no secrets in plain text.

    Every version of a template is kept, so a secret stays readable after it was taken out: delete
    the version, and replace the secret.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
    """
    return LaunchTemplate.user_data_secrets.is_empty()


@check(severity="high", duty="harden-guest-os")
def ec2_launch_configuration_imdsv2_required() -> Expr:
    """Launch configurations require session tokens for the metadata service (IMDSv2).

    A launch configuration cannot be changed: make a launch template and move the group to it.

    https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html#autoscaling-3
    """
    return (LaunchConfiguration.http_tokens == "required") | (
        LaunchConfiguration.http_endpoint == "disabled"
    )


@check(severity="high", duty="restrict-network-access")
def ec2_launch_configuration_no_public_ip() -> Expr:
    """Launch configurations do not ask for public IPv4 addresses.

    Let a load balancer take what comes from the internet.

    https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html#autoscaling-5
    """
    return ~LaunchConfiguration.asks_for_public_ip


@check(severity="high", duty="encrypt-at-rest")
def ec2_launch_configuration_block_devices_encrypted() -> Expr:
    """Launch configurations ask for encrypted volumes, or the account encrypts by default.

    One that lists no volumes takes those of the image as they are.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-launch-config.html
    """
    default = EbsEncryptionDefault
    by_default = exists_in(default, default.place == LaunchConfiguration.place, default.enabled)
    return LaunchConfiguration.unencrypted_devices.is_empty() | by_default


@check(severity="critical", duty="protect-secrets")
def ec2_launch_configuration_user_data_without_secrets() -> Expr:
    """User data of launch configurations holds no secrets in plain text.

    Who may describe the configuration, and every process on its instances, reads them.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-launch-config.html
    """
    return LaunchConfiguration.user_data_secrets.is_empty()


# --- volumes and snapshots --------------------------------------------------------------------


@check(severity="high", duty="encrypt-at-rest")
def ec2_volume_encrypted() -> Expr:
    """EBS volumes are encrypted.

    It costs neither money nor speed. A volume is encrypted if that was asked for, if it is made
    from an encrypted snapshot, or if the account encrypts by default when it is made; afterwards
    it takes a copy.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
    """
    return Volume.encrypted | encrypted_by_default(Volume)


@check(severity="low", duty="manage-keys")
def ec2_volume_encrypted_with_own_key() -> Expr:
    """EBS volumes are encrypted with a KMS key of your own.

    AWS's key for EBS cannot be shared, so neither can snapshots of the volume, and its policy
    cannot be changed. A key of your own costs a dollar a month and adds both.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html
    """
    return customers(Volume.kms_key, Volume.key_named)


@check(severity="low", duty="retain-and-dispose-of-data")
def ec2_volume_attached() -> Expr:
    """EBS volumes are attached to an instance.

    A volume that nobody uses keeps its data, and its price, until somebody remembers it.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-volume.html
    """
    return Volume.attached_to.length() > 0


@check(severity="medium", duty="schedule-backups", where=~declared(Volume))
def ec2_volume_has_recent_snapshot(max_days: int = 7) -> Expr:
    """EBS volumes have a snapshot from the last week.

    A volume lives in one zone and does not survive a wrong delete. AWS Backup and Data Lifecycle
    Manager take snapshots on a schedule.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-snapshots.html
    """
    return exists_in(Snapshot, Snapshot.volume == Volume.id, ~Snapshot.started.older_than(max_days))


@check(severity="high", duty="encrypt-at-rest")
def ec2_snapshot_encrypted() -> Expr:
    """EBS snapshots are encrypted.

    A snapshot is as encrypted as its volume; to encrypt one, copy it with a key. It is also what
    keeps it from being made public.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
    """
    its = Volume.id == Snapshot.volume
    follows = declared(Snapshot)
    return (
        Snapshot.encrypted
        | encrypted_by_default(Snapshot)
        | (follows & exists_in(Volume, its, Volume.encrypted))
    ) & ~(follows & exists_in(Volume, its, ~Volume.encrypted) & ~encrypted_by_default(Snapshot))


@check(severity="critical", duty="block-public-access")
def ec2_snapshot_not_public() -> Expr:
    """No EBS snapshot can be restored by everyone.

    A public snapshot is a copy of a disk for anybody with an AWS account. With all public sharing
    blocked for the Region it opens nothing.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
    """
    block = SnapshotPublicAccessBlock
    return ~Snapshot.public | exists_in(
        block,
        block.account == Snapshot.account,
        block.region == Snapshot.region,
        block.state == "block-all-sharing",
    )


@check(severity="low", duty="limit-cross-account")
def ec2_snapshot_not_shared() -> Expr:
    """EBS snapshots are not shared with other accounts.

    Who may use a snapshot can copy all that is on it, and keeps the copy when the share ends.
    Accounts of your own, for backup say, are a reason for an exception.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
    """
    return Snapshot.shared_with.is_empty()


# --- images -----------------------------------------------------------------------------------


@check(severity="critical", duty="block-public-access")
def ec2_image_not_public() -> Expr:
    """No machine image of the account can be started by everyone.

    Images tend to hold code, configuration and credentials. Publish one only if that is the point.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
    """
    return ~Image.public


@check(severity="low", duty="limit-cross-account")
def ec2_image_not_shared() -> Expr:
    """Machine images are not shared with other accounts.

    Accounts of your own organization are a reason for an exception.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html
    """
    return Image.shared_with.is_empty()


@check(severity="medium", duty="encrypt-at-rest")
def ec2_image_encrypted() -> Expr:
    """The volumes of machine images are encrypted.

    Instances that start from them are then encrypted too, whatever the launch asks for.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html
    """
    return Image.unencrypted_devices.is_empty()


@check(severity="low", duty="patch-guest-os")
def ec2_image_recent(max_days: int = 365) -> Expr:
    """Machine images of the account are younger than a year.

    Every instance from an old image starts with a year of known flaws until it has updated itself.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html
    """
    return ~Image.created.older_than(max_days)


# --- what the account decides for a Region ---------------------------------------------------


@check(severity="medium", duty="encrypt-at-rest")
def ec2_ebs_encrypted_by_default() -> Expr:
    """The Region encrypts every new EBS volume of the account.

    It holds whatever a template or a person forgets, and cannot be overridden by a launch. What
    exists already stays as it is.

    https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
    """
    return EbsEncryptionDefault.enabled


@check(severity="high", duty="block-public-access")
def ec2_snapshot_public_access_blocked() -> Expr:
    """All public sharing of EBS snapshots is blocked in the Region.

    Blocking all sharing also closes what is public already; blocking new sharing does not.

    https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
    """
    return SnapshotPublicAccessBlock.state == "block-all-sharing"


@check(severity="medium", duty="block-public-access")
def ec2_image_public_access_blocked() -> Expr:
    """New public sharing of machine images is blocked in the Region.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html
    """
    return ImagePublicAccessBlock.state == "block-new-sharing"


@check(severity="medium", duty="harden-guest-os")
def ec2_metadata_defaults_require_imdsv2() -> Expr:
    """New instances require session tokens for the metadata service unless a launch says otherwise.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-options-order-of-precedence.html
    """
    return MetadataDefaults.http_tokens == "required"


@check(severity="low", duty="restrict-network-access")
def ec2_serial_console_off() -> Expr:
    """Nobody can use the serial console of instances.

    It reaches a machine past its network and firewall. Switch it on for the hour that you need it.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-access-to-serial-console.html
    """
    return ~SerialConsole.enabled
