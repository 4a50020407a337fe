"""A Region that a service control policy closes is told from one where a service is denied."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from remit.content.services.account.tables import Region
from remit.sources.api.closed import ENOUGH, EXCEPTED, PROBES, Closures, Probe
from remit.sources.api.collect import Collected, Target, collect
from remit.sources.api.errors import Kind, Refused
from remit.sources.api.planning import plan
from remit.tables import AnyTable, Calls, Column, Table
from tests.api_tables import LogGroup, Queue, Topic, Volume
from tests.faults import SCP, Fault, spoiled, tagged
from tests.moto import FAST, REGIONS, Moto, moto, moto_server, session

__all__ = ["moto", "moto_server"]

OPEN, SHUT = REGIONS
DENIED = Fault("*", code="AccessDeniedException", message=SCP, region=SHUT)
QUICK = replace(FAST, attempts=1)
LISTED = Fault("ListRegions", "body", body=json.dumps({"Regions": [
    *({"RegionName": region, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for region in REGIONS),
    {"RegionName": "us-east-1", "RegionOptStatus": "ENABLED_BY_DEFAULT"}]}))  # fmt: skip
"""What moto does not implement."""


class Key(Table, name="t_key", key="key", api=Calls("kms", "ListKeys", "Keys")):
    """Of a service that the policies of AWS except."""

    key = Column(str, "The id.", api="ListKeys.KeyId")


def read(
    moto: Moto, *faults: Fault, tables: tuple[AnyTable, ...] = (Queue, Topic, LogGroup)
) -> tuple[dict[tuple[str, str], Any], Collected]:
    """The rows by table and Region, of estates where each Region has at most one."""
    rows: dict[tuple[str, str], Any] = {}
    with spoiled(moto.url, LISTED, *faults) as proxy:
        target = Target(lambda: tagged(session()), REGIONS, proxy.url, QUICK)
        wanted = {table: frozenset(table.own_columns()) for table in tables}
        found = collect(
            wanted, target, lambda t, row: rows.update({(t.spec.name, row["region"]): row})
        )
    return rows, found


def made(found: Collected, region: str) -> Counter[str]:
    return Counter({c.operation: c.made for c in found.calls if c.region == region and c.made})


def test_a_closed_region_is_not_asked_any_more_and_every_row_there_says_why(moto: Moto) -> None:
    rows, found = read(moto, DENIED, tables=(Queue, Topic, LogGroup, Volume, Region))
    for table in (Queue, Topic, LogGroup, Volume):
        row = rows[table.spec.name, SHUT]
        assert not row["listed"]
        assert all("the Region is closed by a service" in why for why in row["unseen"].values())
    probes = {probe.operation for probe in PROBES}
    assert made(found, SHUT).total() <= len(PROBES) + QUICK.workers
    assert probes <= set(made(found, SHUT))
    assert rows["account_region", SHUT]["closed"] is True
    assert rows["account_region", OPEN]["closed"] is False
    assert not found.problems, "nobody has anything to repair"


def test_what_was_not_asked_in_a_closed_region_is_counted_as_such(moto: Moto) -> None:
    _, found = read(moto, DENIED, tables=(Queue, Topic, LogGroup, Region))
    there = [call for call in found.calls if call.region == SHUT]
    lists = [call for call in there if call.operation in ("ListTopics", "DescribeLogGroups")]
    assert len(lists) == 2
    for call in lists:
        assert call.kinds == {Kind.CLOSED: 1} and call.made + call.skipped == 1


def test_a_service_that_is_denied_everywhere_closes_no_region(moto: Moto) -> None:
    moto.client("sns").create_topic(Name="orders")
    denied = replace(DENIED, operation="ListQueues", region="")
    rows, found = read(moto, denied, tables=(Queue, Topic, Region))
    for region in REGIONS:
        assert rows["account_region", region]["closed"] is False
        said = rows["t_queue", region]["unseen"]["url"]
        assert "denied by a service control policy (p-b)" in said and "closed" not in said
    assert rows["t_topic", OPEN]["listed"] and not rows["t_topic", OPEN]["unseen"]
    assert any("denied" in problem.message for problem in found.problems)


def test_services_that_such_policies_except_are_asked_on(moto: Moto) -> None:
    moto.client("kms", SHUT).create_key()
    excepted = Fault("ListKeys", "pass")
    rows, _ = read(moto, excepted, DENIED, tables=(Queue, Region, Key))
    assert rows["account_region", SHUT]["closed"] is True
    assert rows["t_key", SHUT]["listed"] and not rows["t_key", SHUT]["unseen"]


def test_the_probes_are_planned_and_after_a_denial_take_no_permission() -> None:
    names = {probe.operation for probe in PROBES}
    planned = {call.operation: call for call in plan({Queue: frozenset({"url"})}, REGIONS)}
    assert names <= set(planned)
    assert all(not planned[name].actions and not planned[name].least for name in names)
    for_evidence = {c.operation: c for c in plan({Region: frozenset({"closed"})}, REGIONS)}
    assert all(for_evidence[name].actions for name in names)


def refusal(kind: Kind) -> Refused:
    return Refused("Code", kind.value, kind)


def closures(*answers: Kind | None) -> Closures:
    """What four probes are answered with; None is an answer, the last goes for the rest too."""
    asked = iter(answers)
    last = answers[-1]

    def ask(region: str, probe: Probe) -> None:
        kind = next(asked, last)
        if kind is not None:
            raise refusal(kind)

    return Closures(ask)


BY_SCP = Kind.DENIED_BY_SCP


@pytest.mark.parametrize(
    ("answers", "closed"),
    [
        ([BY_SCP, BY_SCP, BY_SCP, BY_SCP], True),
        # EC2 did not name the policy before 2023
        ([Kind.DENIED, BY_SCP, BY_SCP, BY_SCP], True),
        ([BY_SCP, Kind.TIMEOUT, BY_SCP, BY_SCP], True),
        # a policy that excepts AWS Lambda: functions may run there
        ([BY_SCP, BY_SCP, None], False),
        ([None], False),
        ([Kind.DENIED, None], False),
        ([Kind.DENIED, Kind.DENIED], None),
        ([BY_SCP, Kind.THROTTLED, Kind.THROTTLED], None),
        ([Kind.DENIED_WITHOUT_SCP], None),
    ],
)
def test_a_region_is_closed_when_three_of_four_are_denied_and_none_answers(
    answers: list[Kind | None], closed: bool | None
) -> None:
    known = closures(*answers)
    state = known.state("eu-west-1")
    assert (None if isinstance(state, str) else state) is closed
    assert known.regions() == (("eu-west-1",) if closed else ())
    if closed is None:
        with pytest.raises(Refused, match="not all were denied by a service control policy"):
            known.answer("eu-west-1", "ENABLED")


def test_a_region_is_probed_once_and_only_after_an_explicit_denial() -> None:
    asked: list[str] = []

    def ask(region: str, probe: Probe) -> None:
        asked.append(probe.service)
        raise refusal(BY_SCP)

    known = Closures(ask)
    for kind in (Kind.DENIED, Kind.DENIED_WITHOUT_SCP, Kind.DENIED_BY_RCP, Kind.THROTTLED):
        assert known.heard("sqs", "eu-west-1", refusal(kind)).kind is kind
    assert known.heard("iam", "global", refusal(BY_SCP)).kind is BY_SCP
    assert asked == []
    assert known.heard("sqs", "eu-west-1", refusal(BY_SCP)).kind is Kind.CLOSED
    assert known.heard("sns", "eu-west-1", refusal(BY_SCP)).kind is Kind.CLOSED
    assert asked == [probe.service for probe in PROBES]


def test_in_a_closed_region_an_excepted_service_is_given_up_at_its_own_denial() -> None:
    known = closures(BY_SCP)
    assert known.state("eu-west-1") is True
    assert known.refusal("sqs", "eu-west-1") is not None
    assert known.refusal("kms", "eu-west-1") is None
    assert known.refusal("s3", "eu-west-1") is None
    assert known.refusal("sqs", "eu-north-1") is None
    known.heard("kms", "eu-west-1", refusal(BY_SCP))
    assert known.refusal("kms", "eu-west-1") is not None


def test_a_region_that_is_not_enabled_is_not_asked() -> None:
    with pytest.raises(Refused, match="not enabled"):
        closures(None).answer("af-south-1", "DISABLED")


def test_no_probe_is_of_a_service_that_region_denying_policies_except() -> None:
    assert not {probe.service for probe in PROBES} & EXCEPTED
    assert len({probe.service for probe in PROBES}) == len(PROBES) > ENOUGH
