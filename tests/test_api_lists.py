"""Tables whose rows come from several lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from remit.sources.api.planning import permissions, plan
from remit.sources.api.reader import Ask, Place, Reader, Refused, operations
from remit.sources.api.reading import Reading
from remit.tables import AnyTable, Calls, Column, DeclarationError, Table

PLACE = Place("123456789012", "eu-west-1")


class Server(
    Table,
    name="t_server",
    key="name",
    api=(
        Calls("transfer", "ListServers", "Servers", key="ServerId", argument="ServerId",
              arguments={"DescribeServer": {"ServerId": "ServerId"},
                         "ListTagsForResource": {"Arn": "Arn"}},
              absent=("ResourceNotFoundException",)),
        Calls("transfer", "ListConnectors", "Connectors", key="ConnectorId",
              arguments={"DescribeConnector": {"ConnectorId": "ConnectorId"},
                         "ListTagsForResource": {"Arn": "Arn"}},
              fixed={"ListConnectors": {"MaxResults": 7}}, absent=("InvalidRequestException",)),
    ),
):  # fmt: skip
    """Two kinds of things that are judged alike."""

    name = Column(str, "The id.", api=("ListServers.ServerId", "ListConnectors.ConnectorId"))
    role = Column(
        str,
        "The role that logs.",
        api=("DescribeServer.Server.LoggingRole", "DescribeConnector.Connector.LoggingRole"),
    )
    tags = Column(dict[str, str], "The tags.", api="ListTagsForResource.Tags")


ANSWERS: Mapping[str, Any] = {
    "ListServers": {"Servers": [{"ServerId": "s", "Arn": "arn:s"}]},
    "ListConnectors": {"Connectors": [{"ConnectorId": "c", "Arn": "arn:c"}]},
    "DescribeServer": {"Server": {"LoggingRole": "of servers"}},
    "DescribeConnector": {"Connector": {"LoggingRole": "of connectors"}},
    "ListTagsForResource": {"Tags": [{"Key": "owner", "Value": "web"}]},
}


def telling(answers: Mapping[str, Any], asked: list[tuple[str, Mapping[str, Any]]]) -> Ask:
    def ask(service: str, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        asked.append((operation, parameters))
        found: Mapping[str, Any] | str = answers[operation]
        if isinstance(found, str):
            raise Refused(found)
        return found

    return ask


def rows(answers: Mapping[str, Any], wanted: frozenset[str] | None = None) -> list[dict[str, Any]]:
    return list(Reader(Server, wanted).rows(telling(answers, []), PLACE))


def test_the_rows_of_all_lists_come_each_with_the_answers_about_it() -> None:
    found = rows(ANSWERS)
    assert [(row["name"], row["role"]) for row in found] == [
        ("s", "of servers"),
        ("c", "of connectors"),
    ]
    assert all(row["tags"] == {"owner": "web"} for row in found)


def test_nothing_is_asked_about_the_items_of_another_list() -> None:
    asked: list[tuple[str, Mapping[str, Any]]] = []
    list(Reader(Server).rows(telling(ANSWERS, asked), PLACE))
    expected: list[tuple[str, Mapping[str, Any]]] = [
        ("ListServers", {}),
        ("DescribeServer", {"ServerId": "s"}),
        ("ListTagsForResource", {"Arn": "arn:s"}),
        ("ListConnectors", {"MaxResults": 7}),
        ("DescribeConnector", {"ConnectorId": "c"}),
        ("ListTagsForResource", {"Arn": "arn:c"}),
    ]
    assert sorted(asked, key=repr) == sorted(expected, key=repr)


def test_an_answer_that_is_refused_is_unseen_though_another_list_has_such_answers() -> None:
    found = rows({**ANSWERS, "DescribeConnector": "AccessDenied"})
    assert [row["role"] for row in found] == ["of servers", None]
    assert "DescribeConnector: AccessDenied" in found[1]["unseen"]["role"]


def test_one_list_that_is_refused_leaves_the_rows_of_the_other_and_one_that_says_why() -> None:
    found = rows({**ANSWERS, "ListServers": "AccessDenied"})
    assert [(row["name"], row["listed"]) for row in found] == [("c", True), ("", False)]
    assert "ListServers: AccessDenied" in found[1]["unseen"]["role"]


def test_lists_that_are_all_refused_give_one_row_with_every_reason() -> None:
    (row,) = rows({**ANSWERS, "ListServers": "AccessDenied", "ListConnectors": "Throttling"})
    assert not row["listed"]
    for words in ("ListServers: AccessDenied", "ListConnectors: Throttling"):
        assert words in row["unseen"]["role"]


def test_a_list_that_means_nothing_there_is_not_missed() -> None:
    found = rows({**ANSWERS, "ListConnectors": "InvalidRequestException"})
    assert [row["name"] for row in found] == ["s"]


def test_the_plan_and_the_permissions_name_every_list() -> None:
    wanted: dict[AnyTable, frozenset[str]] = {Server: frozenset({"role"})}
    planned = {
        call.operation: (call.each, call.least)
        for call in plan(wanted, ["eu-west-1"])
        if call.service == "transfer"
    }
    assert planned == {
        "ListServers": ("", 1),
        "ListConnectors": ("", 1),
        "DescribeServer": ("t_server", 0),
        "DescribeConnector": ("t_server", 0),
    }
    assert permissions(plan(wanted, ["eu-west-1"])) == [
        "transfer:DescribeConnector",
        "transfer:DescribeServer",
        "transfer:ListConnectors",
        "transfer:ListServers",
    ]
    assert operations(Server, frozenset({"name"})) == {"ListServers", "ListConnectors"}


def test_what_means_nothing_there_is_known_of_every_list() -> None:
    absent = Reading({Server: frozenset({"name"})}).absent["transfer"]
    assert absent == {"ResourceNotFoundException", "InvalidRequestException"}


def test_lists_of_different_services_make_no_table() -> None:
    with pytest.raises(DeclarationError, match="not of one service"):

        class Mixed(
            Table,
            name="t_mixed",
            api=(
                Calls("sqs", "ListQueues", "QueueUrls"),
                Calls("sns", "ListTopics", "Topics", key="TopicArn"),
            ),
        ):
            """Two services."""
