"""Every operation with every fault in front of it: what is read then, and what is wrong with it.

The example pages are read over HTTP as a scan would, and so are an account's Regions and the units
of an organisation. Then the same again with one fault in front of one operation of one service.
"""

from __future__ import annotations

import threading
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import orjson
from botocore.config import Config

from remit import catalog, computing, engine, store
from remit.sources.api import organisation
from remit.sources.api.client import PREPARED, Api, Settings
from remit.sources.api.clients import Clients
from remit.sources.api.collect import Target, collect
from remit.sources.api.completeness import completeness
from remit.sources.api.errors import CredentialsError, Kind
from remit.sources.api.lanes import Lanes
from remit.sources.api.pacing import Pace
from remit.sources.api.planning import Wanted, allowed, calls_of, units
from remit.sources.api.reader import Place
from remit.sources.api.reading import Reading
from remit.sources.api.tally import Call
from remit.sources.api.unit import UnitReader
from remit.tables import AnyTable
from tests.answers import Page, paging, told
from tests.examples import NOW, Section, fresh, sections
from tests.faults import SCP, Fault
from tests.moto import session

REGION, ACCOUNT = "eu-west-1", "123456789012"
LIMIT = 30
"""Seconds that a case may take, also on a machine that has other things to do."""
TRIES = 2
"""On a busy machine what is asked before may not be answered within the time of `timeout`."""

Use = tuple[str, str]
"""A service, as botocore calls it, and an operation."""
Rows = Sequence[tuple[AnyTable, Mapping[str, Any]]]
Verdicts = Mapping[tuple[str, str], Any]

TABLES = {table.spec.name: table for table in catalog.tables() if table.spec.calls}
CHECKS = {check.id: check for check in catalog.checks()}
ROOTS, UNITS_OF, MEMBERS_OF = (TABLES[name] for name in organisation.TABLES)
OF_ORGANISATION = (ROOTS, UNITS_OF, MEMBERS_OF)
USES = (
    allowed({table: frozenset(table.columns()) for table in TABLES.values()})
    | organisation.operations(OF_ORGANISATION)
)  # fmt: skip
"""All that the catalogue may ask."""

ONCE = Settings(connect_timeout=2, read_timeout=10, attempts=1, patience=0, prepare_wait=0.01)


@dataclass(frozen=True)
class Pattern:
    """A fault, and how it must be told: by one of these kinds, in these words.

    Without kinds nothing may be lost by it. `of_pages` is for what is handed out in pages only.
    """

    fault: Fault
    kinds: tuple[Kind, ...] = ()
    words: str = ""
    settings: Settings = ONCE
    of_pages: bool = False

    def told(self, service: str) -> tuple[set[Kind], set[str]]:
        """The kinds and the words by which a service's fault is told."""
        kinds, words = set(self.kinds), {self.words}
        if service == "s3" and Kind.MALFORMED in kinds:
            # botocore takes XML of S3 that does not parse for a failure of S3 (1.44, handlers.py)
            kinds, words = kinds | {Kind.SERVER}, words | {"failed on AWS's side"}
        return kinds, words if kinds else set()


TWICE = replace(ONCE, attempts=2)
THROTTLING = Fault("", code="ThrottlingException", status=400)
BROKEN = ((Kind.MALFORMED,), "could not be read")
PATTERNS: Mapping[str, Pattern] = {
    "denied": Pattern(Fault(""), (Kind.DENIED,), "it takes the permission"),
    "SCP": Pattern(Fault("", message=SCP), (Kind.DENIED_BY_SCP, Kind.CLOSED),
                   "service control policy"),
    "throttled x 2": Pattern(replace(THROTTLING, times=2), settings=replace(ONCE, attempts=3)),
    "throttled": Pattern(THROTTLING, (Kind.THROTTLED,), "throttled by", TWICE),
    "500": Pattern(Fault("", code="InternalFailure", status=500), (Kind.SERVER,),
                   "failed on AWS's side", TWICE),
    "500 x 1": Pattern(Fault("", code="InternalFailure", status=500, times=1), settings=TWICE),
    "timeout": Pattern(Fault("", "hang", seconds=LIMIT), (Kind.TIMEOUT,),
                       "did not answer in time", replace(ONCE, read_timeout=0.25)),
    "reset": Pattern(Fault("", "reset"), (Kind.RESET,), "closed the connection", TWICE),
    "cut": Pattern(Fault("", "cut"), (Kind.TRUNCATED,), "broke off", TWICE),
    "cut x 1": Pattern(Fault("", "cut", times=1), settings=TWICE),
    "broken": Pattern(Fault("", "broken"), *BROKEN),
    "nothing": Pattern(Fault("", "empty"), *BROKEN),
    "HTML": Pattern(Fault("", "html"), *BROKEN),
    "empty page": Pattern(Fault("", "empty page"), of_pages=True),
    "page 2 denied": Pattern(Fault("", "one page"), (Kind.DENIED,), "it takes the permission",
                             of_pages=True),
    "same page": Pattern(Fault("", "same page"), (Kind.REPEATED,), "does not end", of_pages=True),
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What came of a reading: rows, counts of calls, and what was said besides."""

    rows: Rows
    calls: Sequence[Call]
    said: str = ""

    def kinds(self, use: Use) -> Counter[str]:
        """Why calls of an operation had no answer, as the table of completeness has it."""
        places = completeness(asdict(call) for call in self.calls
                              if (call.service, call.operation) == use).places  # fmt: skip
        return sum((place.kinds for place in places), Counter())

    def of(self, use: Use, count: str) -> int:
        """The sum of one of the counts of an operation."""
        return sum(getattr(call, count) for call in self.calls
                   if (call.service, call.operation) == use)  # fmt: skip

    @cached_property
    def reasons(self) -> frozenset[str]:
        return frozenset(why for _, row in self.rows for why in row["unseen"].values())


def no() -> None:
    """No pace of one's own."""


class Pages:
    """Reads pages as a scan would, `width` items at a time; all of them share their clients."""

    def __init__(self, page: Page, width: int = 4, pace: Callable[[], Pace | None] = no) -> None:
        self.page, self.pace = page, pace
        self.lanes, self.session = Lanes(width), told(session())
        # a page's ids are shorter than AWS's, and no DNS knows hosts below the server's
        plain = Config(inject_host_prefix=False, parameter_validation=False)
        self.session.set_default_client_config(plain)
        self.made: dict[float, Clients] = {}

    def clients(self, settings: Settings = ONCE) -> Clients:
        """The clients that wait as long as the settings say."""
        waits = settings.read_timeout
        if waits not in self.made:
            self.made[waits] = Clients(self.session, USES)
        return self.made[waits]

    def api(self, settings: Settings, absent: Mapping[str, set[str]]) -> Api:
        return Api(self.session, USES, self.page.url, settings, absent, first_region=REGION,
                   clients=self.clients(settings), own_pace=self.pace())  # fmt: skip


class Flow(Protocol):
    """A way in which operations are asked; `uses` are those that its answers show."""

    @property
    def where(self) -> str: ...

    @property
    def answers(self) -> Mapping[str, Any]: ...

    @property
    def uses(self) -> frozenset[Use]: ...

    def read(self, pages: Pages, settings: Settings) -> Outcome: ...

    def judged(self, rows: Rows) -> Verdicts: ...


class Shown:
    """A section of an example page: its tables are read as units, its checks asked.

    Of these checks if any are named, and `wanted` of its tables, or all that they have.
    """

    def __init__(
        self, section: Section, checks: Collection[str] = (), wanted: Wanted | None = None
    ) -> None:
        self.section, self.where = section, section.where
        self.answers = orjson.loads(section.texts["api"])
        self.checks = [section.set(CHECKS[name]) for name in checks or section.expected]
        self.tables = engine.tables_of(self.checks)
        folder = f".{section.where.partition('/')[0]}."
        of_page = (table for table in TABLES.values() if folder in f"{table.__module__}.")
        everything = {t: frozenset(t.columns()) for t in (*self.tables, *of_page)}
        self.reading = Reading({
            table: columns for table, columns in (everything if wanted is None else wanted).items()
            if table.spec.calls and table.spec.calls.lists in self.answers
        })  # fmt: skip
        asked = {use for table in self.reading.needed for use in self.reading.uses(table)}
        asked |= {(use[0], PREPARED[use].operation) for use in asked & PREPARED.keys()}
        services = {calls_of(table).service for table in TABLES.values()}
        asked |= {use for use in USES if use[0] not in services}
        shown = {*self.answers, *(prepare.operation for prepare in PREPARED.values())}
        self.uses = frozenset(use for use in asked & USES if use[1] in shown)

    def read(self, pages: Pages, settings: Settings) -> Outcome:
        api = pages.api(settings, self.reading.absent)
        reader = UnitReader(api, lambda region: Place(ACCOUNT, region), self.reading, pages.lanes,
                            (REGION,), frozenset())  # fmt: skip
        rows = [row for unit in units(self.reading.wanted, (REGION,), lambda service, region: True)
                for row in reader.rows(unit)]  # fmt: skip
        return Outcome(rows, tuple(api.tally.calls.values()))

    def judged(self, rows: Rows) -> Verdicts:
        connection = fresh()
        with store.Spool() as spool:
            for table, row in rows:
                spool.add(table, row)
            spool.load(connection, self.tables)
        computing.compute(connection, self.tables)
        found = engine.run(connection, self.checks, NOW)
        return {(f.check.id, f.subject.resource): f for f in found}


@dataclass
class Opened:
    """An account that is opened: who asks, and which Regions there are."""

    where: str
    answers: Mapping[str, Any]
    table: AnyTable = field(default_factory=lambda: TABLES["sqs_queue"])

    @property
    def uses(self) -> frozenset[Use]:
        known = {("sts", "GetCallerIdentity"), ("ec2", "DescribeRegions"),
                 ("account", "ListRegions")}  # fmt: skip
        return frozenset(use for use in known if isinstance(self.answers.get(use[1]), dict))

    def read(self, pages: Pages, settings: Settings) -> Outcome:
        rows: list[tuple[AnyTable, Mapping[str, Any]]] = []
        target = Target(lambda: told(session()), None, pages.page.url, settings, ACCOUNT)
        wanted = {self.table: frozenset({calls_of(self.table).key or self.table.spec.key})}
        try:
            found = collect(wanted, target, lambda table, row: rows.append((table, row)))
        except CredentialsError as error:
            return Outcome(rows, (), str(error))
        said = [problem.message for seen in found.accounts for problem in seen.problems]
        return Outcome(rows, tuple(found.calls), " ".join(said))

    def judged(self, rows: Rows) -> Verdicts:
        return {}


@dataclass
class Listed:
    """An organisation whose accounts are listed."""

    where: str
    answers: Mapping[str, Any]

    @property
    def uses(self) -> frozenset[Use]:
        return organisation.operations(OF_ORGANISATION)

    def read(self, pages: Pages, settings: Settings) -> Outcome:
        api, others = pages.api(settings, {}), set(threading.enumerate())
        lister = organisation.Lister(api, Place(ACCOUNT, ""), ROOTS, UNITS_OF, MEMBERS_OF)
        try:
            rows, said = lister.read(lambda member: True).rows, ""
        except CredentialsError as error:
            rows, said = (), str(error)
        # what is still asked after the first refusal must not meet the next fault
        for thread in set(threading.enumerate()) - others:
            if thread.name == "item":
                thread.join(LIMIT)
        return Outcome(rows, tuple(api.tally.calls.values()), said)

    def judged(self, rows: Rows) -> Verdicts:
        return {}


ASKS = {
    "GetCallerIdentity": {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/audit"},
    "ListQueues": {"QueueUrls": []},
    "ListRegions": {"Regions": [{"RegionName": REGION, "RegionOptStatus": "ENABLED"}]},
}
ARN = "arn:aws:organizations::111111111111"
UNITS = {"r-ab12": ["ou-ab12-11111111"], "ou-ab12-11111111": []}
MEMBERS = {"r-ab12": ["111111111111"], "ou-ab12-11111111": ["222222222222"]}
ORGANISATION = {
    "ListRoots": {"Roots": [{"Id": "r-ab12", "Arn": f"{ARN}:root/o-ab/r-ab12", "Name": "Root"}]},
    "ListOrganizationalUnitsForParent": {
        above: {"OrganizationalUnits": [{"Id": one, "Arn": f"{ARN}:ou/o-ab/{one}", "Name": one}
                                        for one in below]} for above, below in UNITS.items()},
    "ListAccounts": {"Accounts": [
        {"Id": one, "Arn": f"{ARN}:account/o-ab/{one}", "Name": "shop", "State": "ACTIVE"}
        for members in MEMBERS.values() for one in members]},
    "ListAccountsForParent": {
        above: {"Accounts": [{"Id": one} for one in members]} for above, members in MEMBERS.items()
    },
    "ListTagsForResource": {"Tags": [{"Key": "owner", "Value": "web"}]},
}  # fmt: skip


def flows() -> list[Flow]:
    """All ways in which operations are asked."""
    regions = {"Regions": [{"RegionName": REGION, "OptInStatus": "opt-in-not-required"}]}
    found: list[Flow] = [
        Opened("an account", {**ASKS, "DescribeRegions": regions}),
        Opened("an account without ec2", {**ASKS, "DescribeRegions": "UnauthorizedOperation"}),
        Listed("an organisation", ORGANISATION),
    ]
    return found + [Shown(section) for section in sections() if "api" in section.texts]


@dataclass(frozen=True)
class Clean:
    """A flow without a fault, and what its checks say."""

    flow: Flow
    outcome: Outcome
    uses: frozenset[Use]

    @cached_property
    def verdicts(self) -> Verdicts:
        return self.flow.judged(self.outcome.rows)


class Product:
    """All operations with all faults; what is read without one is read once."""

    def __init__(self, pages: Pages) -> None:
        self.pages, self.known = pages, dict[str, Clean]()
        self.showing: dict[Use, list[Flow]] = {use: [] for use in USES}
        for flow in flows():
            for use in flow.uses:
                self.showing[use].append(flow)

    def clean(self, flow: Flow) -> Clean:
        if flow.where not in self.known:
            self.pages.page.turn(flow.answers, ())
            outcome = flow.read(self.pages, ONCE)
            self.known[flow.where] = Clean(flow, outcome, frozenset(self.pages.page.uses))
        return self.known[flow.where]

    def homes(self, use: Use) -> Iterator[Clean]:
        """Where an operation is really asked."""
        found = (self.clean(flow) for flow in self.showing[use])
        return (clean for clean in found if use in clean.uses)

    def patterns(self, use: Use) -> list[str]:
        """The faults that make sense for an operation."""
        service, operation = use
        whole = self.pages.page.session
        model = whole.get_service_model(service).operation_model(operation)
        answer = model.output_shape
        raw = answer and answer.serialization.get("payload")
        # of a text as it is, no half is known for one
        spared = {"broken"} if raw and answer.members[raw].type_name != "structure" else set()
        paged = paging(whole, *use) is not None
        return [name for name, pattern in PATTERNS.items()
                if (paged or not pattern.of_pages) and name not in spared]  # fmt: skip

    def one_pattern(self, use: Use) -> str:
        """One of them, the same in every run, and all of them over all operations."""
        names = self.patterns(use)
        return names[zlib.crc32(" ".join(use).encode()) % len(names)]

    def spoilt(self, clean: Clean, use: Use, name: str) -> tuple[Outcome, bool]:
        """A flow with a fault, and whether that met a call."""
        pattern = PATTERNS[name]
        fault = replace(pattern.fault, service=use[0], operation=use[1])
        for _ in range(TRIES):
            self.pages.page.turn(clean.flow.answers, (fault,))
            outcome = clean.flow.read(self.pages, pattern.settings)
            if self.pages.page.hits[use] > 0:
                return outcome, True
        return outcome, False
