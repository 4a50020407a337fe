"""Every list that the whole catalogue asks meets every fault: no crash, no hang, no clean row."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from remit import catalog
from remit.sources.api.collect import Collected, Target, collect
from remit.sources.api.errors import Kind
from remit.tables import AnyTable
from tests.faults import SCP, Fault, spoiled, tagged
from tests.moto import FAST, Moto, moto, moto_server, session

__all__ = ["moto", "moto_server"]

REGION = "eu-west-1"
WANTED = {table: frozenset(table.own_columns()) for table in catalog.tables() if table.spec.calls}
LISTS = {
    (calls.service, calls.lists)
    for table in WANTED
    if table.spec.calls and table.spec.calls.per is None
    for calls in table.spec.calls.every
}
"""What is asked whatever the answers are."""

SETTINGS = replace(FAST, attempts=1, patience=0, workers=16)

FAULTS = [
    (Fault("*"), Kind.DENIED, "it takes the permission"),
    (Fault("*", message=SCP), Kind.CLOSED, "by a service control policy"),
    (Fault("*", code="ThrottlingException", status=400), Kind.THROTTLED, "throttled by"),
    (Fault("*", code="InternalFailure", status=500), Kind.SERVER, "failed on AWS's side"),
    (Fault("*", "hang", seconds=20), Kind.TIMEOUT, "did not answer in time"),
    (Fault("*", "reset"), Kind.RESET, "connection"),
    (Fault("*", "html"), Kind.MALFORMED, "could not be read"),
]
ALSO = {
    # what answers for all Regions is not in the Region that is closed
    Kind.CLOSED: (Kind.DENIED_BY_SCP,),
    # where botocore asks through a proxy it blames that
    Kind.RESET: (Kind.CONNECTION,),
}


def read(url: str, fault: Fault) -> tuple[list[tuple[AnyTable, Any]], Collected]:
    rows: list[tuple[AnyTable, Any]] = []
    with spoiled(url, Fault("GetCallerIdentity", "pass"), fault) as proxy:
        # what has the account in its host's name is led to the proxy too
        settings = replace(SETTINGS, read_timeout=0.4) if fault.how == "hang" else SETTINGS
        target = Target(lambda: tagged(session(proxy.url)), (REGION,), proxy.url, settings)
        found = collect(WANTED, target, lambda table, row: rows.append((table, row)))
    return rows, found


@pytest.mark.parametrize(
    ("fault", "kind", "words"), FAULTS, ids=[kind.name for _, kind, _ in FAULTS]
)
def test_every_list_of_the_catalogue_that_does_not_come_says_why(
    moto_server: Moto, fault: Fault, kind: Kind, words: str
) -> None:
    rows, found = read(moto_server.url, fault)
    gone = {service for _, service in found.unavailable}
    there = {table for table in WANTED if table.spec.calls and table.spec.calls.service not in gone}
    assert {table for table, _ in rows} == there
    listed = [table.spec.name for table, row in rows if row["listed"]]
    assert not listed, f"these look as if they had been read: {listed}"
    silent = [
        (table.spec.name, set(row["unseen"].values()))
        for table, row in rows
        if not all(words in why for why in row["unseen"].values())
    ]
    assert not silent
    asked = {(call.service, call.operation) for call in found.calls}
    missing = {one for one in LISTS if one[0] not in gone} - asked
    assert not missing, "what is planned is made or said not to be asked"
    kinds: Counter[str] = Counter()
    for call in found.calls:
        kinds.update(call.kinds)
        assert call.operation == "GetCallerIdentity" or call.kinds, call
    assert set(kinds) <= {kind, *ALSO.get(kind, ())}
