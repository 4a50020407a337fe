"""How the compute and storage tables of Amazon EC2 read what is more than a field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from remit.analysis.secrets import find_secrets
from remit.tables import DECLARED
from remit.values import Partial, Reference, Unknown, unknown_reason

IMAGE_DEVICES = "(the image's devices)"
"""Stands for the volumes that an image brings along when nobody says anything of them."""

SUBNET_DECIDES = Unknown("nobody asked for a public address or against one, so the subnet decides")
ORIGIN_DECIDES = Unknown("it is as encrypted as the volume or snapshot that it is made from")

HASH = re.compile(r"[0-9a-f]{40}")
STOPPED = re.compile(r"\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) GMT\)")


def secrets_in(user_data: Any) -> Any:
    """What kinds of secrets stand in user data, plain or in base64; the text is dropped here.

    The Terraform provider kept only its SHA-1 in the state until version 6.
    """
    if isinstance(user_data, Reference):
        return Unknown(user_data.reason)
    if isinstance(user_data, str) and HASH.fullmatch(user_data):
        return Unknown("only a hash of the user data is kept")
    return find_secrets(user_data)


def sold(kinds: Any) -> bool:
    """Whether a product code is one of AWS Marketplace."""
    return "marketplace" in kinds


def place(scope: Any, region: Any) -> Any:
    """What a setting per account and Region covers.

    Where a template leaves the Region open, resources that leave it open for the same reason
    lie in the same one.
    """
    return f"{scope}/{region.reason if isinstance(region, Unknown) else region}"


def _known(value: Any) -> bool:
    return unknown_reason(value) is None


def _yes(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def _block(device: Mapping[str, Any], *names: str) -> Any:
    """A block in a device, a list of one as Terraform has it or an object."""
    found = next((device[name] for name in names if device.get(name) is not None), None)
    return (found[0] if found else None) if isinstance(found, list) else found


def _doubts(devices: Any) -> Iterator[str | Unknown]:
    """Names of devices that are not encrypted, and `Unknown` where nobody can tell."""
    for device in devices if isinstance(devices, list) else [devices]:
        if not isinstance(device, Mapping):
            yield Unknown(getattr(device, "reason", "a block device is not an object"))
            continue
        ebs = _block(device, "Ebs", "ebs") or ({} if "Ebs" in device or "ebs" in device else device)
        if not isinstance(ebs, Mapping):
            yield Unknown(getattr(ebs, "reason", "a block device is not an object"))
            continue
        encrypted = next((ebs[key] for key in ("Encrypted", "encrypted") if key in ebs), None)
        if encrypted is not None and not _known(encrypted):
            yield Unknown(encrypted.reason)
        elif not _yes(encrypted):
            names = (device.get(key) for key in ("DeviceName", "deviceName", "device_name"))
            name = str(next((name for name in names if name), "(root)"))
            keys = ("SnapshotId", "snapshotId", "snapshot_id")
            if encrypted is None and any(ebs.get(key) for key in keys):
                yield Unknown(f"the snapshot decides whether {name} is encrypted")
            else:
                yield name


def _is_volume(device: Any) -> bool:
    """Whether a mapping is an EBS volume: neither an instance store nor a device left out."""
    if not isinstance(device, Mapping):
        return True
    left_out = ("NoDevice", "noDevice", "no_device", "VirtualName", "virtualName", "virtual_name")
    return not any(device.get(key) not in (None, False) for key in left_out)


def _named(doubts: Iterator[str | Unknown]) -> Any:
    found = list(doubts)
    names = [one for one in found if isinstance(one, str)]
    return names or next(iter(found), [])


def unencrypted(devices: Any) -> Any:
    """The volumes of a list of block devices that are not encrypted, by device name.

    Those of the image, if the list has none: they are encrypted only if the image is.
    """
    listed = devices if isinstance(devices, list) else [devices]
    volumes = [device for device in listed if _is_volume(device)]
    return _named(_doubts(volumes)) if volumes else [IMAGE_DEVICES]


def of_instance(devices: Any, template: Any) -> Any:
    """As `unencrypted`, for an instance, whose launch template may speak where it does not."""
    return template_speaks() if devices in (None, []) and template else unencrypted(devices or [])


def template_speaks() -> Unknown:
    """The reason why an instance does not tell itself."""
    return Unknown("the launch template decides")


def cfn_instance(values: Mapping[str, Any]) -> Any:
    """The unencrypted volumes of an AWS::EC2::Instance."""
    return of_instance(values.get("BlockDeviceMappings"), values.get("LaunchTemplate"))


def tf_devices(values: Mapping[str, Any]) -> Any:
    """The unencrypted volumes of an aws_instance or aws_launch_configuration.

    Without `root_block_device` the root volume is encrypted only if the image is.
    """
    root, more = values.get("root_block_device"), values.get("ebs_block_device")
    if not root and not more and values.get("launch_template"):
        return template_speaks()
    devices = [one for part in (root, more) if part
               for one in (part if isinstance(part, list) else [part])]  # fmt: skip
    found = unencrypted(devices)
    if root or found == [IMAGE_DEVICES]:
        return found
    return [IMAGE_DEVICES, *(found if isinstance(found, list) else [])]


def effective_tokens(stated: Any, template: Any) -> Any:
    """`required` or `optional` once a launch template has had its say."""
    if isinstance(stated, Unknown) or stated:
        return stated
    if isinstance(template, Unknown):
        return template
    return template_speaks() if template else "optional"


def effective_profile(stated: Any, template: Any) -> Any:
    """The instance profile, unless a launch template may give one."""
    if isinstance(stated, Unknown) or stated:
        return stated
    return template_speaks() if template and not isinstance(template, Unknown) else template


def last_part(arn: Any) -> Any:
    """The name at the end of an ARN."""
    return arn if not isinstance(arn, str) or isinstance(arn, Partial) else arn.rsplit("/", 1)[-1]


def yes_or_no(value: Any) -> Any:
    """`yes` for an address, a list with something in it, or a `true` in any spelling."""
    if why := unknown_reason(value):
        return Unknown(why)
    return "yes" if value and str(value).lower() != "false" else "no"


def asks_for_public(interfaces: Any) -> Any:
    """Whether the network interfaces of an instance ask for a public IPv4 address.

    One that exists already may have an address or not.
    """
    listed = interfaces if isinstance(interfaces, list) else [interfaces]
    asked = [i.get("AssociatePublicIpAddress") if isinstance(i, Mapping) else i for i in listed]
    if any(_known(one) and _yes(one) for one in asked):
        return "yes"
    if doubt := next((Unknown(why) for one in asked if (why := unknown_reason(one))), None):
        return doubt
    if any(isinstance(i, Mapping) and i.get("NetworkInterfaceId") for i in listed):
        return Unknown("a network interface that exists already may have a public address")
    return "subnet" if None in asked else "no"


def effective_address(stated: Any, template: Any) -> Any:
    """`yes`, `no` or `subnet` once a launch template has had its say."""
    if stated != "subnet" or not template:
        return stated
    return template if isinstance(template, Unknown) else template_speaks()


def has_public_ip(asked: Any) -> Any:
    """Whether an instance has a public address, as far as it says so itself."""
    return SUBNET_DECIDES if asked == "subnet" else asked == "yes"


def template_asks_for_public(interfaces: Any) -> Any:
    """As `asks_for_public` for a launch template, where not asking is enough."""
    asked = [next((i[key] for key in ("AssociatePublicIpAddress", "associate_public_ip_address")
                   if key in i), None) if isinstance(i, Mapping) else i
             for i in (interfaces if isinstance(interfaces, list) else [interfaces])]  # fmt: skip
    if any(_known(one) and _yes(one) for one in asked):
        return True
    return next((Unknown(why) for one in asked if (why := unknown_reason(one))), False)


def stopped_at(reason: Any) -> Any:
    """When an instance was stopped: `User initiated (2026-01-31 10:00:00 GMT)`."""
    found = STOPPED.search(str(reason))
    return f"{found[1]}T{found[2]}Z" if found else Unknown("AWS does not say when it was stopped")


def encrypted_unless_snapshot(stated: Any, snapshot: Any, source: str) -> Any:
    """Whether a volume is encrypted: asked for, or because the snapshot it is made from is."""
    if source not in DECLARED or isinstance(stated, Unknown) or stated in (True, "true", "True"):
        return stated
    if isinstance(stated, (Reference, Partial)):
        return Unknown(stated.reason)
    if isinstance(snapshot, Unknown):
        return snapshot
    return Unknown("the snapshot it is made from decides") if snapshot else False


def in_group_all(permissions: Any) -> Any:
    """Whether everyone is among those who may use a snapshot."""
    return any(p.get("Group") == "all" for p in permissions if isinstance(p, Mapping))


def everyone(groups: Any) -> Any:
    """Whether `all` is among the groups that a launch permission names."""
    if "all" in [group for group in groups if isinstance(group, str)]:
        return True
    return next((Unknown(why) for group in groups if (why := unknown_reason(group))), False)
