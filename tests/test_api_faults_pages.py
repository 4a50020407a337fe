"""The example pages read over HTTP: the verdicts they show, and none that a fault made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import pytest
from botocore.config import Config
from botocore.session import Session

from remit import catalog, computing, engine, store
from remit.checks import Status
from remit.sources.api.client import Api, Settings
from remit.sources.api.clients import Clients
from remit.sources.api.lanes import Lanes
from remit.sources.api.paging import paging_of
from remit.sources.api.planning import allowed, units
from remit.sources.api.reader import Place
from remit.sources.api.reading import Reading
from remit.sources.api.unit import UnitReader
from tests.answers import Page, answering, told
from tests.examples import NOW, Section, sections, short
from tests.faults import SCP, Fault
from tests.moto import session

REGION, ACCOUNT = "eu-west-1", "123456789012"
CHECKS = {check.id: check for check in catalog.checks()}
ALLOWED = allowed({t: frozenset(t.columns()) for t in catalog.tables() if t.spec.calls})
SETTINGS = Settings(connect_timeout=2, read_timeout=5, attempts=1, patience=0, prepare_wait=0.01)


def shown() -> Iterator[Section]:
    """Of all sections those that show an operation that none before them shows."""
    before: set[str] = set()
    for section in sections():
        if not section.expected or "api" not in section.texts:
            continue
        operations = set(orjson.loads(section.texts["api"]))
        if operations - before:
            before |= operations
            yield section


SHOWN = list(shown())
FAULTS = [
    (Fault("*"), "it takes the permission"),
    (Fault("*", message=SCP), "service control policy"),
    (Fault("*", code="ThrottlingException", status=400), "throttled by"),
    (Fault("*", code="InternalFailure", status=500), "failed on AWS's side"),
    (Fault("*", "reset"), "closed the connection"),
    (Fault("*", "cut"), "broke off"),
]
Verdicts = Mapping[tuple[str, str], Any]


class Pages:
    """Reads pages as a scan would; all of them share their clients."""

    def __init__(self, page: Page) -> None:
        self.page, self.lanes, self.session = page, Lanes(4), told(session())
        # a page's ids are shorter than AWS's, and no DNS knows hosts below the server's
        plain = Config(inject_host_prefix=False, parameter_validation=False)
        self.session.set_default_client_config(plain)
        self.clients = Clients(self.session, ALLOWED)
        self.known: dict[str, tuple[Verdicts, frozenset[str]]] = {}

    def clean(self, section: Section) -> tuple[Verdicts, frozenset[str]]:
        """The verdicts without a fault, and the operations that were asked; read once."""
        if section.where not in self.known:
            found = self.judged(section)
            self.known[section.where] = found, frozenset(self.page.seen)
        return self.known[section.where]

    def judged(self, section: Section, *faults: Fault) -> Verdicts:
        answers: dict[str, Any] = orjson.loads(section.texts["api"])
        self.page.turn(answers, faults)
        checks = [section.set(CHECKS[name]) for name in section.expected]
        tables = engine.tables_of(checks)
        reading = Reading({t: frozenset(t.columns()) for t in tables
                           if t.spec.calls and t.spec.calls.lists in answers})  # fmt: skip
        api = Api(self.session, ALLOWED, self.page.url, SETTINGS, reading.absent,
                  first_region=REGION, clients=self.clients)  # fmt: skip
        reader = UnitReader(api, lambda region: Place(ACCOUNT, region), reading, self.lanes,
                            (REGION,), frozenset())  # fmt: skip
        connection = store.connect()
        with store.Spool() as spool:
            for unit in units(reading.wanted, (REGION,), lambda service, region: True):
                for table, row in reader.rows(unit):
                    spool.add(table, row)
            spool.load(connection, tables)
        computing.compute(connection, tables)
        found = engine.run(connection, checks, NOW)
        return {(f.check.id, f.subject.resource): f for f in found}


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    with answering(Session()) as page:
        yield Pages(page)


def test_over_http_a_page_is_judged_as_it_says(pages: Pages) -> None:
    wrong = []
    for section in SHOWN:
        for finding in pages.clean(section)[0].values():
            status = "-" if finding.status is Status.NOT_APPLICABLE else str(finding.status)
            name = short(finding.subject, section.names)
            said = section.expected[finding.check.id].get(name, status)
            if said != status:
                wrong.append((section.where, finding.check.id, name, said, status))
    assert not wrong


def test_a_fault_in_an_operation_of_a_page_makes_no_verdict_but_unknown(pages: Pages) -> None:
    hit: set[str] = set()
    for number, section in enumerate(SHOWN):
        clean, asked = pages.clean(section)
        new = sorted(asked - hit)
        for turn, operation in enumerate(new):
            pattern, words = FAULTS[(number + turn) % len(FAULTS)]
            fault = Fault(operation, pattern.how, 0, pattern.code, pattern.message, pattern.status)
            found = pages.judged(section, fault)
            assert pages.page.hit[operation], (section.where, operation)
            hit.add(operation)
            changed_unlike_unknown(clean, found, f"{section.where}: {operation} {pattern.how}")
            told_by = [r for f in found.values() for r in f.reasons if operation in r]
            assert all(words in reason for reason in told_by), (section.where, told_by)
    assert len(hit) > 200


def changed_unlike_unknown(clean: Verdicts, found: Verdicts, where: str) -> None:
    """Fail where a fault made a verdict, or took a resource away without a word."""
    for key, finding in found.items():
        if finding.status is not Status.UNKNOWN:
            assert key in clean and clean[key].status is finding.status, (where, key)
    unknown = {check for (check, _), f in found.items() if f.status is Status.UNKNOWN}
    assert {check for check, _ in clean.keys() - found.keys()} <= unknown, where


def test_every_operation_that_hands_out_a_page_token_is_paged(pages: Pages) -> None:
    loader = pages.clients.session
    models = [loader.get_service_model(s).operation_model(o) for s, o in sorted(ALLOWED)]
    token = re.compile(r"(token|marker)$", re.IGNORECASE)
    handing = [
        m for m in models if m.output_shape and any(map(token.search, m.output_shape.members))
    ]
    described = [m.name for m in handing if paging_of(m, None) is None]
    botocores = loader.get_component("data_loader")
    for model in handing:
        if model.name not in described:
            continue
        service = model.service_model.service_name
        pagers = botocores.load_service_model(service, "paginators-1")["pagination"]
        assert model.name in pagers, f"only the first page of {service} {model.name} is read"
    assert len(handing) > 100
