"""Which operating system a guest runs, and until when somebody mends it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from remit.lifecycles import until
from remit.values import Unknown

SYSTEMS: Mapping[str, str] = {
    "amazon linux": "amazon-linux",
    "ubuntu": "ubuntu",
    "debian": "debian",
    "red hat enterprise linux": "rhel",
    "centos linux": "centos",
    "sles": "sles",
    "suse linux enterprise server": "sles",
    "microsoft windows server": "windows-server",
}
"""How the agent's name of a platform begins → the calendar of its versions."""


def os_supported_until(platform: Any, version: Any) -> Any:
    """When free security updates of a platform end; Windows is known by the year in its name."""
    name = str(platform).lower()
    product = next((one for start, one in SYSTEMS.items() if name.startswith(start)), None)
    if product is None:
        return Unknown(f"no end of support is known for {platform or 'a system without a name'}")
    if product == "windows-server":
        year = re.search(r"\b(20\d\d)\b", name)
        return until(product, year[1] if year else "")
    return until(product, version)


def guest_arn(identity: Any, partition: Any, region: Any, account: Any) -> Any:
    """The ARN of a managed machine: an EC2 instance, or one of another place."""
    kind = ("ec2", "instance") if str(identity).startswith("i-") else ("ssm", "managed-instance")
    return f"arn:{partition}:{kind[0]}:{region}:{account}:{kind[1]}/{identity}"
