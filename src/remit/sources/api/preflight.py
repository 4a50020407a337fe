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
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from remit.sources.api.client import HARMLESS, Api
from remit.sources.api.errors import EXPECTED, CredentialsError, Kind, Refused, refused
from remit.sources.api.planning import PlannedCall, permissions
from remit.sources.api.reader import Place, constant
from remit.sources.api.regions import GLOBAL, HOMES, enabled
from remit.tables import AnyTable

BATCH = 100
"""Actions in a simulation; more make the request long."""

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
    """Asks what a scan's first minutes would find out. `clock` gives the local time, with zone."""

    session: Session
    clock: Callable[[], datetime]
    endpoint_url: str | None = None
    region: str = ""
    config: Config = field(
        default_factory=lambda: Config(
            connect_timeout=10,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": 3},
            account_id_endpoint_mode="disabled",
        )
    )

    def identity(self) -> Identity:
        """Who is asking; raises CredentialsError, which names the clock where that is the cause."""
        try:
            answer = self._client("sts").get_caller_identity()
        except EXPECTED as error:
            raise CredentialsError(self._reason(error)) from error
        told = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        return Identity(str(answer["Account"]), str(answer["Arn"]), self._ahead(told))

    def regions(self, partition: str) -> tuple[tuple[str, ...], str]:
        """The Regions that the account has enabled; else none, and why nobody says."""
        api = self._api(REGIONS, partition)
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
        client = self._client("iam")
        where = self._home() or HOMES[source.split(":")[1]]
        context = [_context("aws:RequestedRegion", where, "string"),
                   _context("aws:SecureTransport", "true", "boolean")]  # fmt: skip
        given = {"PolicySourceArn": source, "ActionNames": list(actions),
                 "ContextEntries": context}  # fmt: skip
        try:
            for page in client.get_paginator("simulate_principal_policy").paginate(**given):
                yield from page["EvaluationResults"]
        except EXPECTED as error:
            raise refused(error, "iam", "SimulatePrincipalPolicy", GLOBAL) from error

    def _source(self, identity: Identity) -> str:
        """The ARN whose policies count: of an assumed role IAM knows the path; raises Refused."""
        match = ASSUMED.fullmatch(identity.arn)
        if match is None:
            if ":user/" not in identity.arn:
                raise Refused("NotSimulated", "IAM simulates users and roles, and this is neither")
            return identity.arn
        try:
            found = self._client("iam").get_role(RoleName=match[3])
        except EXPECTED as error:
            raise refused(error, "iam", "GetRole", GLOBAL) from error
        return str(found["Role"]["Arn"])

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
        return Api(self.session, frozenset(operations), self.endpoint_url, partition=partition,
                   first_region=home)  # fmt: skip

    def _client(self, service: str) -> Any:
        region = self._home() or HOMES["aws"]
        partition = self.session.get_partition_for_region(region)
        where = region if service == "sts" else HOMES.get(partition, region)
        return self.session.create_client(
            service, region_name=where, endpoint_url=self.endpoint_url, config=self.config
        )

    def _home(self) -> str:
        return self.region or self.session.get_config_variable("region") or ""

    def _ahead(self, told: str | None) -> float | None:
        """Seconds by which the local clock is ahead of an answer's Date header."""
        try:
            there = parsedate_to_datetime(told) if told else None
        except ValueError:
            return None
        return None if there is None else (self.clock() - there).total_seconds()

    def _reason(self, error: Exception) -> str:
        said = refused(error, "sts", "GetCallerIdentity", GLOBAL).reason
        if not isinstance(error, ClientError) or error.response["Error"]["Code"] not in EARLY:
            return said
        headers = error.response["ResponseMetadata"].get("HTTPHeaders", {})
        ahead = self._ahead(headers.get("date"))
        return said if ahead is None else f"{said}; the local clock is {skew(ahead)}"


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
