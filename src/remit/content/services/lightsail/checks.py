"""Amazon Lightsail checks."""

from functools import reduce
from operator import or_

from remit.checks import check
from remit.conditions import Expr, Item
from remit.content.services.lightsail.tables import Bucket, Database, Instance, LoadBalancer


def _lets_in(rule: Item, ports: tuple[int, ...]) -> Expr:
    """The rule lets the internet in to one of the ports."""
    covered = reduce(or_, ((rule.first <= port) & (rule.last >= port) for port in ports))
    return rule.open & rule.protocol.is_in("tcp", "udp", "all") & covered


@check(severity="high", duty="restrict-network-access")
def lightsail_instance_no_remote_administration_from_internet(
    ports: tuple[int, ...] = (22, 23, 3389, 5900, 5985, 5986),
) -> Expr:
    """The internet cannot reach SSH, Remote Desktop and the like on an instance.

    Lightsail opens SSH or Remote Desktop to all unless the firewall is told otherwise. The console
    gets in by the alias lightsail-connect; others by the addresses that you name.

    https://docs.aws.amazon.com/lightsail/latest/userguide/understanding-firewall-and-port-mappings-in-amazon-lightsail.html
    """
    return ~Instance.ports.any(lambda rule: _lets_in(rule, ports))


@check(severity="medium", duty="schedule-backups")
def lightsail_instance_takes_snapshots() -> Expr:
    """A snapshot of the instance is taken every day.

    Automatic snapshots are off unless somebody switches them on; seven are kept, and billed.

    https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-configuring-automatic-snapshots.html
    """
    return Instance.auto_snapshots


@check(severity="medium", duty="harden-guest-os")
def lightsail_instance_requires_imdsv2() -> Expr:
    """The instance metadata service answers version 2 only, or not at all.

    Version 1 answers whoever makes the instance fetch an address.

    https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-configuring-instance-metadata-service.html
    """
    return (Instance.metadata_tokens == "required") | (Instance.metadata_endpoint == "disabled")


@check(severity="high", duty="block-public-access")
def lightsail_database_not_public() -> Expr:
    """The database cannot be reached from the internet.

    In public mode everyone may try its password.

    https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-configuring-database-public-mode.html
    """
    return ~Database.public


@check(severity="high", duty="schedule-backups")
def lightsail_database_backed_up() -> Expr:
    """The database is backed up every day.

    Without it there is no going back to a moment of the last seven days.

    https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-turn-off-database-point-in-time-backup.html
    """
    return Database.backups


@check(severity="high", duty="protect-secrets")
def lightsail_database_password_not_in_template() -> Expr:
    """The administrator's password does not stand in the template.

    Whoever reads the template or its history has it. Take it from Secrets Manager or a variable.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    return ~Database.password_in_template


@check(severity="high", duty="block-public-access")
def lightsail_bucket_not_public() -> Expr:
    """Not everyone may read the bucket's objects, nor may single ones be made public.

    Buckets of pictures for a website are meant to be read: then except them.

    https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-understanding-bucket-permissions.html
    """
    return ~Bucket.public & ~Bucket.public_overrides


@check(severity="low", duty="recover-data")
def lightsail_bucket_versioned() -> Expr:
    """The bucket keeps the earlier versions of its objects.

    Without them what was overwritten or deleted is gone.

    https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-managing-bucket-object-versioning.html
    """
    return Bucket.versioned


@check(severity="medium", duty="encrypt-in-transit")
def lightsail_load_balancer_https_only() -> Expr:
    """The load balancer sends plain HTTP to HTTPS.

    It needs a certificate that is attached; Lightsail makes one without charge.

    https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-configure-load-balancer-https-redirection.html
    """
    return LoadBalancer.https_only


@check(severity="medium", duty="encrypt-in-transit")
def lightsail_load_balancer_tls_modern() -> Expr:
    """The load balancer does not speak TLS 1.0 and 1.1.

    The policy that Lightsail takes by default still does.

    https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-configure-load-balancer-tls-security-policy.html
    """
    return LoadBalancer.tls_policy != "TLS-2016-08"
