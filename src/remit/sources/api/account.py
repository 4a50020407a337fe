"""One account: who the credentials are, which Regions it has, and how its units are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.session import Session

from remit.sources.api.client import Api, Call, Settings
from remit.sources.api.errors import EXPECTED, CredentialsError, Kind, Refused, refused
from remit.sources.api.lanes import Lanes
from remit.sources.api.planning import Unit, calls_of
from remit.sources.api.reader import Place
from remit.sources.api.reading import Reading, Work
from remit.sources.api.regions import GLOBAL, HOMES, enabled, resolves
from remit.sources.api.tagging import Tagging
from remit.sources.api.unit import Row, UnitReader
from remit.sources.declared import Problem
from remit.tables import AnyTable


@dataclass(frozen=True)
class Target:
    """What is looked at: one account, as the credentials of a botocore session see it.

    `session` makes that session; it is called in a worker, once, and may raise what botocore
    raises, CredentialsError, or Refused. `regions` is None for all Regions that the account has
    enabled.
    `endpoint_url` sends every call to one address instead of AWS's. `account` are the 12 digits
    where they are known already, and `name` is what people call it. Credentials that lead
    to another account than `account` are refused. `elsewhere` are tables that another source
    tells of this account.
    """

    session: Callable[[], Session]
    regions: tuple[str, ...] | None = None
    endpoint_url: str | None = None
    settings: Settings = field(default_factory=Settings)
    account: str = ""
    name: str = ""
    elsewhere: frozenset[AnyTable] = frozenset()


@dataclass(frozen=True)
class Seen:
    """An account as it was found. `reason` says why nothing of it could be read, if so."""

    account: str
    name: str = ""
    partition: str = "aws"
    identity: str = ""
    regions: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    kind: Kind | None = None


class Account:
    """One account while it is read; `number` is its place among the targets."""

    def __init__(self, target: Target, reading: Reading, number: int = 0) -> None:
        self.target, self.reading, self.number = target, reading, number
        self.chosen = frozenset(target.regions or ())
        self.stopped: Refused | None = None
        self.api: Api | None = None
        self.tagging: Tagging | None = None
        """Shared by the units that are read, and forgotten with the account."""
        self.seen = Seen(target.account, target.name)
        self.work = Work((), ())
        self.left = 0
        """Units that are not finished."""

    def stop(self, refusal: Refused) -> None:
        """From now on every call is refused for this reason, so that all ends soon."""
        self.stopped = self.stopped or refusal
        if self.api is not None:
            self.api.stop(self.stopped)

    @property
    def cut_short(self) -> Refused | None:
        """Why the account is not read to its end, if so: interrupted, credentials expired."""
        return self.api.stopped if self.api is not None else self.stopped

    def open(self, known: Seen | None = None) -> None:
        """Ask who the credentials are and which Regions there are; raises Refused.

        `known` is what an earlier process found, whose Regions then hold.
        """
        try:
            session = self.target.session()
            api = self.api = self._api(session)
            self.tagging = Tagging(api.ask, self.reading.tagged)
        except CredentialsError as error:
            raise Refused("NoCredentials", str(error), Kind.CREDENTIALS) from error
        except EXPECTED as error:
            raise refused(error, "sts", "AssumeRole", "global") from error
        if self.stopped is not None:
            api.stop(self.stopped)
        account, identity = self._identify(api)
        problems: tuple[Problem, ...] = ()
        if known is not None:
            regions, problems = known.regions, known.problems
        elif self.target.regions:
            regions = self.target.regions
        else:
            regions, problems = _regions(api)
        self.seen = Seen(account, self.target.name, api.partition, identity, regions, problems)
        network = resolves if self.target.endpoint_url is None else None
        work = self.reading.work(api.shared.session, api.partition, regions, network)
        self.work = work.without(self.target.elsewhere)

    def _api(self, session: Session) -> Api:
        chosen = self.target.regions
        region = (chosen or (session.get_config_variable("region"),))[0]
        url, settings = self.target.endpoint_url, self.target.settings
        clients = self.reading.sharing.of(session, url, settings)
        # the shared session has read botocore's list of endpoints already
        partition = "aws" if not region else clients.session.get_partition_for_region(region)
        return Api(
            session,
            self.reading.allowed,
            url,
            settings,
            self.reading.absent,
            partition,
            region or HOMES[partition],
            clients,
        )

    def _identify(self, api: Api) -> tuple[str, str]:
        """The account and the ARN that the credentials belong to."""
        api.tally.account = self.target.account
        answer = api.ask(api.first_region, "sts", "GetCallerIdentity", {})
        account, arn = str(answer["Account"]), str(answer["Arn"])
        if self.target.account not in ("", account):
            told = f"the credentials lead to account {account}, not to {self.target.account}"
            raise Refused("OtherAccount", told, Kind.CREDENTIALS)
        api.partition = arn.split(":")[1]
        api.tally.account = account
        with api.tally.lock:
            for call in api.tally.calls.values():
                call.account = account
        return account, arn

    def rows(self, unit: Unit, lanes: Lanes) -> Iterator[tuple[AnyTable, Row]]:
        """The rows of a unit; what cannot be read is a row or a column that says why."""
        assert self.api is not None, "an account is opened before it is read"
        reader = UnitReader(self.api, self._place, self.reading, lanes, self.seen.regions,
                            self.chosen, self.tagging)  # fmt: skip
        return reader.rows(unit)

    def unread(self, reason: str) -> Iterator[tuple[AnyTable, Row]]:
        """A row for each table, which says why nothing of it could be read in this account."""
        if not self.seen.account:
            return
        for table in self.reading.wanted:
            reader = self.reading.readers.get(table)
            if reader is None or table in self.target.elsewhere:
                continue
            regions = (GLOBAL,) if calls_of(table).scope == GLOBAL else self.target.regions or ("",)
            for region in regions:
                yield table, reader.unlisted(self._place(region), "", reason)

    def take_calls(self) -> list[Call]:
        """The counts since this was last asked."""
        if self.api is None:
            return []
        tally = self.api.tally
        with tally.lock:
            calls, tally.calls = tally.calls, {}
        return list(calls.values())

    def _place(self, region: str) -> Place:
        return Place(self.seen.account, region, self.seen.partition)


def why(refusal: Refused, account: Account) -> str:
    """Why an account could not be opened, in words."""
    if account.api is None:
        return refusal.reason
    region = account.api.first_region
    reason = refusal.reason
    if refusal.kind is Kind.REGION_NOT_ENABLED:
        reason = f"AWS does not accept the credentials in {region} ({refusal.code})"
    return f"cannot tell who is asking: {reason}"


def _regions(api: Api) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The Regions that the account has enabled, or all of the partition's when it will not say."""
    status = ["ENABLED", "ENABLED_BY_DEFAULT"]
    ways: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
        ("ec2", "DescribeRegions", {}),
        ("account", "ListRegions", {"RegionOptStatusContains": status}),
    )
    reasons = []
    for service, operation, parameters in ways:
        try:
            return enabled(api.ask(api.first_region, service, operation, parameters)), ()
        except Refused as refusal:
            reasons.append(f"{service} {operation}: {refusal.reason}")
    every = tuple(sorted(api.shared.session.get_available_regions("ec2", api.partition)))
    message = f"the enabled Regions could not be listed ({'; '.join(reasons)})"
    problem = Problem(f"{message}, so all {len(every)} of {api.partition} are tried",
                      hint="Name the Regions to look at")  # fmt: skip
    return every, (problem,)
