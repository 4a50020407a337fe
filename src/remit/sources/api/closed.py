"""Which Regions a service control policy closes to an account, and what is then not asked there.

The rule. The first call that a service control policy denies explicitly in a Region makes us ask
four more there, of four services that keep or run what customers have: `PROBES`. The Region is
closed when none of them answers and three or more are denied explicitly by a service control
policy; it is open as soon as one answers. Why so:

- One such denial says nothing of the Region: organisations deny single services everywhere.
- Counting denials as they come would depend on the order of the calls: with a policy that denies
  the first three services of the alphabet everywhere, every Region would look closed.
- Policies that deny Regions except global services, and some regional ones (`EXCEPTED`). None of
  the four is among those, and no exception answers in their place.
- Three of four, since not every service names the policy in every denial.

A policy binds principals, not resources: "you will not have access to your resources after you
apply the control"
(https://docs.aws.amazon.com/controltower/latest/userguide/region-deny.html). So what was made
there before may still run. Closed means that nobody of the account makes, changes or reads
anything there, unless the policy excepts them or the service.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from remit.sources.api.errors import Kind, Refused
from remit.sources.api.permissions import prefix
from remit.sources.api.regions import GLOBAL

PROBE = "@closed"
"""What a table asks for instead of an operation, to learn whether a Region is closed."""

ENOUGH = 3
"""Probes that a service control policy must deny."""

USABLE = ("ENABLED", "ENABLED_BY_DEFAULT")

REASON = f"the Region is {Kind.CLOSED}"


@dataclass(frozen=True)
class Probe:
    """A list that AWS gives to whoever may use the Region; one short page of it is asked."""

    service: str
    operation: str
    parameters: Mapping[str, Any]


PROBES = (
    Probe("ec2", "DescribeVpcs", {"MaxResults": 5}),
    Probe("dynamodb", "ListTables", {"Limit": 1}),
    Probe("lambda", "ListFunctions", {"MaxItems": 1}),
    Probe("rds", "DescribeDBInstances", {"MaxRecords": 20}),
)

EXCEPTED = frozenset(
    {
        "access-analyzer", "account", "acm", "artifact", "budgets", "ce", "cloudfront",
        "compute-optimizer", "config", "cur", "devicefarm", "directconnect", "ecr-public", "fms",
        "globalaccelerator", "health", "iam", "kms", "networkmanager", "notifications",
        "organizations", "pricing", "resource-explorer-2", "route53", "route53domains",
        "route53-recovery-control-config", "route53-recovery-readiness", "shield", "sso", "sts",
        "support", "trustedadvisor", "waf", "waf-regional", "wafv2",
    }
)  # fmt: skip
"""Services (by IAM's prefix) that AWS's own Region-denying policies except as a whole: the example
of Organizations and the control of Control Tower.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
"""

BY_BUCKET = "s3"
"""Buckets are listed for all Regions at once, and each is asked about where it lies."""

Ask = Callable[[str, Probe], None]
"""Asks a probe in a Region; raises Refused."""

Count = Callable[[Refused, str, str, str], Refused]
"""Counts a refusal of a service's operation in a Region."""


def uncounted(refusal: Refused, service: str, operation: str, region: str) -> Refused:
    """Count nothing."""
    return refusal


class Closures:
    """What is known of the Regions of one account; safe to use from several threads.

    Probes that are refused are counted where that closes the Region. Elsewhere they are ours, and
    nobody's to repair.
    """

    def __init__(self, ask: Ask, count: Count = uncounted) -> None:
        self.ask, self.count = ask, count
        self.lock = threading.Lock()
        self.locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self.known: dict[str, bool | str] = {}
        self.denied: set[tuple[str, str]] = set()

    def refusal(self, service: str, region: str) -> Refused | None:
        """Why a service is not asked in a Region any more, if it is not."""
        if self.known.get(region) is not True:
            return None
        if (region, service) not in self.denied and (
            service == BY_BUCKET or prefix(service) in EXCEPTED
        ):
            return None
        return Refused("Closed", f"{REASON}, so nothing is asked there", Kind.CLOSED)

    def heard(self, service: str, region: str, refusal: Refused) -> Refused:
        """What an explicit denial by a service control policy means, once the Region is known."""
        if refusal.kind is not Kind.DENIED_BY_SCP or region == GLOBAL:
            return refusal
        if self.state(region) is not True:
            return refusal
        if service != BY_BUCKET:
            self.denied.add((region, service))
        return _closed(refusal)

    def state(self, region: str) -> bool | str:
        """Whether a Region is closed, or the reason why that cannot be told; asked once."""
        with self.lock:
            lock = self.locks[region]
        with lock:
            if region not in self.known:
                self.known[region] = self._probed(region)
            return self.known[region]

    def answer(self, region: str, status: str) -> Mapping[str, bool]:
        """The state of a Region as the answer to `PROBE`; raises Refused where it is not known.

        `status` is what the account says of the Region: one that is not enabled is not asked.
        """
        if status not in USABLE:
            raise Refused("NotEnabled", "the Region is not enabled", Kind.REGION_NOT_ENABLED)
        found = self.state(region)
        if isinstance(found, str):
            raise Refused("Undecided", found)
        return {"Closed": found}

    def regions(self) -> tuple[str, ...]:
        """The Regions that are closed."""
        return tuple(sorted(region for region, state in self.known.items() if state is True))

    def _probed(self, region: str) -> bool | str:
        refusals: list[tuple[Probe, Refused]] = []
        for probe in PROBES:
            try:
                self.ask(region, probe)
            except Refused as refusal:
                refusals.append((probe, refusal))
            else:
                return False
            others = [one for one in refusals if one[1].kind is not Kind.DENIED_BY_SCP]
            if len(others) > len(PROBES) - ENOUGH:
                break
        else:
            for one, said in refusals:
                told = _closed(said) if said.kind is Kind.DENIED_BY_SCP else said
                self.count(told, one.service, one.operation, region)
            return True
        probe, first = others[0]
        return (
            f"none of {len(refusals)} calls was answered there, and not all were denied by a "
            f"service control policy; {probe.service} {probe.operation}: {first.reason}"
        )


def _closed(refusal: Refused) -> Refused:
    """A denial in a closed Region."""
    return Refused(refusal.code, f"{REASON}: {refusal.reason}", Kind.CLOSED)
