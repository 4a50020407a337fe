"""Which Regions there are to look at, where a service answers, and where a bucket lies."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.session import Session

GLOBAL = "global"
"""The Region of what answers for all Regions from one endpoint."""

HOMES: Mapping[str, str] = {
    "aws": "us-east-1",
    "aws-cn": "cn-northwest-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
    "aws-eusc": "eusc-de-east-1",
}
"""Where the services without Regions of their own sign and answer, by partition."""

Resolves = Callable[[str], bool]


def resolves(host: str) -> bool:
    """Whether DNS knows a host."""
    try:
        return bool(socket.getaddrinfo(host, 443))
    except OSError:
        return False


@dataclass(frozen=True)
class Endpoints:
    """Where services are, by botocore's own data; nothing is asked of AWS.

    A service that the data does not list for a Region may be newer than the data, so DNS has the
    last word where there is a network to ask (`resolves`).
    """

    session: Session
    partition: str
    resolves: Resolves | None = None

    def there(self, service: str, region: str) -> bool:
        """Whether a service has an endpoint in a Region."""
        if region == GLOBAL:
            return True
        listed = self._listed(service)
        if not listed or region in listed:
            return True
        if region not in self._listed("ec2"):
            return True  # a Region that the data has not heard of says nothing about services
        return self.resolves is not None and self.resolves(self._host(service, region))

    def regionless(self, service: str) -> bool:
        """Whether a service answers from one endpoint for all Regions, as IAM does."""
        return not self._listed(service)

    def _listed(self, service: str) -> Collection[str]:
        found: Collection[str] = self.session.get_available_regions(service, self.partition)
        return found

    def _host(self, service: str, region: str) -> str:
        prefix = self.session.get_service_model(service).metadata["endpointPrefix"]
        resolver = self.session.get_component("endpoint_resolver")
        found = resolver.construct_endpoint(prefix, region, self.partition)
        return str(found["hostname"]) if found else f"{prefix}.{region}.amazonaws.com"


def enabled(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """The enabled Regions in an answer of EC2 DescribeRegions or Account ListRegions.

    >>> enabled({"Regions": [{"RegionName": "eu-west-1", "OptInStatus": "opt-in-not-required"},
    ...                      {"RegionName": "af-south-1", "OptInStatus": "not-opted-in"}]})
    ('eu-west-1',)
    """
    names = []
    for region in answer.get("Regions") or []:
        status = region.get("OptInStatus") or region.get("RegionOptStatus") or "ENABLED"
        if status.lower() not in ("not-opted-in", "disabled", "disabling"):
            names.append(str(region["RegionName"]))
    return tuple(sorted(names))


def location(constraint: str | None) -> str:
    """The Region that S3 GetBucketLocation's LocationConstraint means.

    >>> location(None), location("EU"), location("eu-west-3")
    ('us-east-1', 'eu-west-1', 'eu-west-3')
    """
    return {"": "us-east-1", "EU": "eu-west-1"}.get(constraint or "", constraint or "")
