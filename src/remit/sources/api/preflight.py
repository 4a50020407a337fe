"""Before a scan: whose credentials they are, what they may do, and whether the clocks agree.

Permissions are simulated where the caller may ask IAM to, else tried. A simulation asks about every
action of the plan, on all resources and in one Region. It knows the policies of the user or role,
its boundary and service control policies with their conditions, so far as it is told what they ask
for; it knows neither session policies nor policies of resources.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from botocore.session import Session

from remit.sources.api.asking import Place, constant
from remit.sources.api.client import HARMLESS, Api, Settings
from remit.sources.api.clients import Sharing
from remit.sources.api.closed import PROBES
from remit.sources.api.errors import EXPECTED, CredentialsError, Kind, Refused, refused
from remit.sources.api.planning import PlannedCall, permissions
from remit.sources.api.regions import GLOBAL, HOMES, enabled
from remit.tables import AnyTable

BATCH = 100
"""Actions in a simulation: as many results as come on a page where nobody asks for more. How many
may be asked about at once AWS does not say, neither on its page nor in botocore's model.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

SIDE_BY_SIDE = 16
ASSUMED = re.compile(r"arn:(aws[a-z-]*):sts::(\d{12}):assumed-role/([^/]+)/.+")
EARLY = (
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
)
"""What AWS answers to a signature whose time it does not take; some for other reasons too."""

REGIONS = (("ec2", "DescribeRegions"), ("account", "ListRegions"))
WHO = ("sts", "GetCallerIdentity")
HEARD = "after-call.sts.GetCallerIdentity"
SIMULATE, ROLE = ("iam", "SimulatePrincipalPolicy"), ("iam", "GetRole")
FIXED = frozenset({WHO, SIMULATE, ROLE, *REGIONS, *((p.service, p.operation) for p in PROBES)})
"""What is asked whatever the plan; a denial is followed by probes."""


class Method(StrEnum):
    """How it was found out what the credentials may do."""

    SIMULATED = "simulated"
    TRIED = "tried"


@dataclass(frozen=True)
class Identity:
    """Whose the credentials are, and by how many seconds the local clock is ahead of AWS's."""

    account: str
    arn: str
    ahead: float | None

    @property
    def partition(self) -> str:
        """aws, aws-cn …"""
        return self.arn.split(":")[1]


@dataclass(frozen=True)
class Allowed:
    """What the credentials may do of a plan: each action in one of three, with why not.

    `untold` are those that nobody answered for: what is asked about a resource cannot be tried
    without one, and an endpoint may not have answered. `why` says how it came to `method`.
    """

    method: Method
    why: str
    allowed: tuple[str, ...]
    denied: Mapping[str, str]
    untold: Mapping[str, str]


@dataclass
class Preflight:
    """Asks what a scan's first minutes would find out. `clock` gives the local time, with zone.

    `sharing` has the clients, where several accounts share them: those of FIXED and of the plan.
    """

    session: Session
    clock: Callable[[], datetime]
    endpoint_url: str | None = None
    region: str = ""
    settings: Settings = field(default_factory=lambda: Settings(attempts=3, patience=0))
    sharing: Sharing | None = None

    @cached_property
    def fixed(self) -> Api:
        """What may be asked whatever the plan; it refuses all that does more than read."""
        home = self._home() or HOMES["aws"]
        return self._api(FIXED, self.session.get_partition_for_region(home))

    def identity(self) -> Identity:
        """Who is asking; raises CredentialsError, which names the clock where that is the cause."""
        dates: list[str] = []

        def heard(http_response: Any, **_: Any) -> None:
            dates.append(http_response.headers.get("date", ""))

        where = self.fixed.first_region
        try:
            events = self.fixed.client(WHO[0], where).meta.events
        except EXPECTED as error:
            raise CredentialsError(refused(error, *WHO, GLOBAL).reason) from error
        events.register(HEARD, heard)
        try:
            answer = self.fixed.ask(where, *WHO, {})
        except Refused as refusal:
            raise CredentialsError(self._reason(refusal, self._ahead(dates))) from refusal
        finally:
            events.unregister(HEARD, heard)
        found = Identity(str(answer["Account"]), str(answer["Arn"]), self._ahead(dates))
        self.fixed.partition = found.partition
        return found

    def regions(self) -> tuple[tuple[str, ...], str]:
        """The Regions that the account has enabled; else none, and why nobody says."""
        api = self.fixed
        status = ["ENABLED", "ENABLED_BY_DEFAULT"]
        reasons = []
        for service, operation in REGIONS:
            given = {"RegionOptStatusContains": status} if service == "account" else {}
            try:
                return enabled(api.ask(api.first_region, service, operation, given)), ""
            except Refused as refusal:
                reasons.append(f"{service} {operation}: {refusal.reason}")
        return (), "; ".join(reasons)

    def permissions(
        self, planned: Sequence[PlannedCall], identity: Identity, tables: Sequence[AnyTable]
    ) -> Allowed:
        """Which actions of a plan the credentials have, by the better of the ways that work.

        `tables` are those that are planned: they say what their lists are asked with.
        """
        try:
            source = self._source(identity)
            return self._simulated(permissions(planned), source)
        except Refused as refusal:
            return self._tried(planned, identity, tables, refusal.reason)

    def _simulated(self, actions: Sequence[str], source: str) -> Allowed:
        denied: dict[str, str] = {}
        asked = set(actions)
        told: set[str] = set()
        for start in range(0, len(actions), BATCH):
            for found in self._simulate(source, actions[start : start + BATCH]):
                action = str(found["EvalActionName"])
                told.add(action)
                if found["EvalDecision"] != "allowed":
                    denied[action] = _why(found)
        return Allowed(
            Method.SIMULATED,
            f"IAM simulated the policies of {source}",
            tuple(sorted(asked & told - denied.keys())),
            denied,
            dict.fromkeys(sorted(asked - told), "the simulation says nothing of it"),
        )

    def _simulate(self, source: str, actions: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        where = self._home() or HOMES[source.split(":")[1]]
        context = [_context("aws:RequestedRegion", where, "string"),
                   _context("aws:SecureTransport", "true", "boolean")]  # fmt: skip
        given = {"PolicySourceArn": source, "ActionNames": list(actions),
                 "ContextEntries": context}  # fmt: skip
        yield from self.fixed.ask(GLOBAL, *SIMULATE, given).get("EvaluationResults") or ()

    def _source(self, identity: Identity) -> str:
        """The ARN whose policies count: of an assumed role IAM knows the path; raises Refused."""
        match = ASSUMED.fullmatch(identity.arn)
        if match is None:
            if ":user/" not in identity.arn:
                raise Refused("NotSimulated", "IAM simulates users and roles, and this is neither")
            return identity.arn
        return str(self.fixed.ask(GLOBAL, *ROLE, {"RoleName": match[3]})["Role"]["Arn"])

    def _tried(
        self,
        planned: Sequence[PlannedCall],
        identity: Identity,
        tables: Sequence[AnyTable],
        why: str,
    ) -> Allowed:
        """Ask each list once, for its first page."""
        api = self._api({(c.service, c.operation) for c in planned}, identity.partition)
        place = Place(identity.account, api.first_region, identity.partition)
        lists = [c for c in planned if not c.each and c.actions
                 and (c.service, c.operation) not in HARMLESS]  # fmt: skip
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            answers = list(pool.map(lambda call: _try(api, call, place, tables), lists))
        allowed: set[str] = set()
        denied: dict[str, str] = {}
        untold: dict[str, str] = {}
        for call, refusal in zip(lists, answers, strict=True):
            for action in call.actions:
                if refusal is None:
                    allowed.add(action)
                else:
                    (denied if refusal.kind.denied else untold)[action] = refusal.reason
        for action in permissions(planned):
            untold.setdefault(action, "it takes a resource to try this")
        return Allowed(
            Method.TRIED,
            f"each list was asked once, since there is no simulation: {why}",
            tuple(sorted(allowed - denied.keys())),
            dict(sorted(denied.items())),
            {a: why for a, why in sorted(untold.items()) if a not in denied and a not in allowed},
        )

    def _api(self, operations: Iterable[tuple[str, str]], partition: str) -> Api:
        home = self._home() or HOMES[partition]
        url, settings = self.endpoint_url, self.settings
        clients = None if self.sharing is None else self.sharing.of(self.session, url, settings)
        return Api(self.session, frozenset(operations), url, settings, partition=partition,
                   first_region=home, clients=clients)  # fmt: skip

    def _home(self) -> str:
        return self.region or self.session.get_config_variable("region") or ""

    def _ahead(self, dates: Sequence[str]) -> float | None:
        """Seconds by which the local clock is ahead of the last answer's Date header."""
        try:
            there = parsedate_to_datetime(dates[-1]) if dates else None
        except ValueError:
            return None
        return None if there is None else (self.clock() - there).total_seconds()

    def _reason(self, refusal: Refused, ahead: float | None) -> str:
        said = refusal.reason
        if refusal.kind is Kind.REGION_NOT_ENABLED:
            where = self.fixed.first_region
            said = f"AWS does not accept the credentials in {where} ({refusal.code})"
        if refusal.code not in EARLY or ahead is None:
            return said
        return f"{said}; the local clock is {skew(ahead)}"


def skew(ahead: float) -> str:
    """How the local clock stands to AWS's, in words.

    >>> skew(0.4), skew(-400)
    ('right to the second', '400 s behind that of AWS')
    """
    seconds = round(abs(ahead))
    if seconds <= 1:
        return "right to the second"
    return f"{seconds} s {'ahead of' if ahead > 0 else 'behind'} that of AWS"


def _try(api: Api, call: PlannedCall, place: Place, tables: Sequence[AnyTable]) -> Refused | None:
    """Why the first page of a list is refused, if it is; what says "not set" is an answer."""
    where = GLOBAL if call.scope == GLOBAL else place.region
    about = [table.spec.calls for table in tables if table.spec.name in call.tables]
    parameters: dict[str, Any] = {}
    absent: set[str] = set()
    for calls in (one for first in about if first is not None for one in first.every):
        parameters |= constant(calls, call.operation, place)
        absent |= set(calls.absent)
    try:
        next(api.pages(where, call.service, call.operation, parameters), None)
    except Refused as refusal:
        answered = refusal.code in absent or refusal.kind in (Kind.MISSING, Kind.NOT_IN_PLAN)
        return None if answered else refusal
    return None


def _context(key: str, value: str, kind: str) -> dict[str, Any]:
    return {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": kind}


def _why(found: Mapping[str, Any]) -> str:
    """What a simulation says of an action that is not allowed."""
    if not found.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations", True):
        return str(Kind.DENIED_BY_SCP)
    boundary = found.get("PermissionsBoundaryDecisionDetail", {})
    if not boundary.get("AllowedByPermissionsBoundary", True):
        return str(Kind.DENIED_BY_BOUNDARY)
    if found["EvalDecision"] == "explicitDeny":
        return "denied by a policy"
    missing = ", ".join(found.get("MissingContextValues") or [])
    return f"allowed by no policy, unless {missing} is given" if missing else "allowed by no policy"
