"""The example pages read over HTTP: the verdicts they show, and none that a fault made.

Each operation meets one fault here. All faults in front of all operations: `benchmarks/faults.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.session import Session

from remit.checks import Status
from remit.sources.api.errors import Kind
from remit.sources.api.paging import paging_of
from tests.answers import answering
from tests.examples import short
from tests.fault_cases import PATTERNS, USES, Clean, Outcome, Pages, Product, Shown, Use
from tests.fault_rules import judged, kinds, reasons, strange, verdicts


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with answering(Session()) as page:
        yield Product(Pages(page))


@pytest.fixture(scope="module")
def homes(product: Product) -> dict[Use, Clean]:
    """For each operation the first page that it is asked for."""
    found = {use: next(product.homes(use), None) for use in sorted(USES)}
    missing = [use for use, clean in found.items() if clean is None]
    assert not missing, "these are in the catalogue, and no example page shows an answer of them"
    return {use: clean for use, clean in found.items() if clean is not None}


def test_over_http_a_page_is_judged_as_it_says(homes: dict[Use, Clean]) -> None:
    wrong = []
    for clean in {clean.flow.where: clean for clean in homes.values()}.values():
        if not isinstance(clean.flow, Shown):
            continue
        section = clean.flow.section
        for finding in clean.verdicts.values():
            status = "-" if finding.status is Status.NOT_APPLICABLE else str(finding.status)
            name = short(finding.subject, section.names)
            said = section.expected[finding.check.id].get(name, status)
            if said != status:
                wrong.append((section.where, finding.check.id, name, said, status))
    assert not wrong


def test_a_fault_in_front_of_an_operation_makes_no_verdict_but_unknown_and_says_why(
    product: Product, homes: dict[Use, Clean]
) -> None:
    wrong = []
    for use in homes:
        name = product.one_pattern(use)
        wrong += [(use, name, *found) for found in judged(product, use, name) if found[1]]
    assert not wrong


def test_all_faults_are_met_by_some_operation(product: Product) -> None:
    met = Counter(product.one_pattern(use) for use in USES)
    assert met.keys() == PATTERNS.keys() and min(met.values()) > 1


def test_every_operation_that_hands_out_a_page_token_is_paged(product: Product) -> None:
    loader = product.pages.clients().session
    models = [loader.get_service_model(s).operation_model(o) for s, o in sorted(USES)]
    token = re.compile(r"(token|marker)$|^exclusive", re.IGNORECASE)
    # LockToken of AWS WAF leads to no page: nothing that is read takes it
    handing = [
        m for m in models if m.output_shape and any(map(token.search, m.output_shape.members))
        and m.input_shape and any(map(token.search, m.input_shape.members))
    ]  # fmt: skip
    described = [m.name for m in handing if paging_of(m, None) is None]
    botocores = loader.get_component("data_loader")
    for model in handing:
        if model.name not in described:
            continue
        service = model.service_model.service_name
        pagers = botocores.load_service_model(service, "paginators-1")["pagination"]
        assert model.name in pagers, f"only the first page of {service} {model.name} is read"
    assert len(handing) > 100


def changed(outcome: Outcome, column: str, value: Any) -> Outcome:
    """The same with another value in a column of the first row."""
    (table, row), *others = outcome.rows
    return replace(outcome, rows=[(table, {**row, column: value}), *others])


def test_the_rules_hear_of_a_value_a_verdict_and_a_row_that_a_fault_made_or_took(
    product: Product, homes: dict[Use, Clean]
) -> None:
    clean = homes["sqs", "GetQueueAttributes"]
    outcome, found = clean.outcome, clean.verdicts
    words = {"throttled by"}
    assert not [*strange(outcome, outcome), *verdicts(found, found, words)]
    assert [*strange(outcome, changed(outcome, "name", "other"))]
    assert [*strange(outcome, replace(outcome, rows=outcome.rows[1:]))]
    assert [*reasons(clean, changed(outcome, "unseen", {"name": "for fun"}), words)]
    assert not [*reasons(clean, changed(outcome, "unseen", {"name": "throttled by sqs"}), words)]
    assert [*kinds(clean, outcome, ("sqs", "GetQueueAttributes"), "throttled", {Kind.THROTTLED})]
    key, failed = next((k, f) for k, f in found.items() if f.status is Status.FAIL)
    assert [*verdicts(found, {**found, key: replace(failed, status=Status.PASS)}, words)]
    assert [*verdicts(found, {k: f for k, f in found.items() if k[0] != key[0]}, words)]
    vague = replace(failed, status=Status.UNKNOWN, reasons=("not known",))
    assert [*verdicts(found, {**found, key: vague}, words)]
