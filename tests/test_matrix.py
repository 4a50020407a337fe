"""The matrix: every duty on every resource, with owner, status and AWS's proof."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from remit import catalog, decisions, responsibility, store
from remit.attestations.proving import Proof, ProofState
from remit.engine import Engine
from remit.findings import Findings
from remit.matrix import Decision, Matrix, State
from tests.examples import NOW, Section, estate, estates, sections

REMIT = responsibility.load()
TABLES = catalog.tables()
TEMPLATE = """
Resources:
  Zip: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Code: {}, Role: r}}
  Image:
    Type: AWS::Lambda::Function
    Properties: {PackageType: Image, Code: {ImageUri: x}, Role: r}
  Either:
    Type: AWS::Lambda::Function
    Properties: {PackageType: !Ref Kind, Code: {ImageUri: x}, Role: r}
  Kept: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled}}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: web, VpcId: vpc-1}}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      {GroupId: !GetAtt Group.GroupId, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
Parameters: {Kind: {Type: String}}
"""


def built(text: str = TEMPLATE, source: str = "cfn", **more: Any) -> Matrix:
    connection = estate(source, text, TABLES)
    return Matrix(connection, TABLES, REMIT, NOW, **more).build(catalog.checks())


def cells(matrix: Matrix) -> dict[tuple[str, str], dict[str, Any]]:
    answer = matrix.connection.execute(
        "SELECT r.resource, o.did, o.owner, o.status, o.proof, o.doubt FROM obligation o "
        "JOIN matrix_resource r USING (rid)"
    ).fetchall()
    return {
        (resource, matrix.duties[did].id): dict(
            zip(("owner", "status", "proof", "doubt"), rest, strict=True)
        )
        for resource, did, *rest in answer
    }


def test_every_resource_has_every_duty_once() -> None:
    matrix = built()
    found = cells(matrix)
    resources = {resource for resource, _ in found}
    assert resources == {"Zip", "Image", "Either", "Kept", "Group"}
    assert len(found) == len(resources) * len(REMIT.duties)
    assert sum(group.resources for group in matrix.groups()) == len(found)


def test_a_rule_counts_with_its_group_and_not_as_a_resource_beside_it() -> None:
    assert cells(built())["Group", "restrict-network-access"]["status"] == State.OPEN


CLOSED_THERE = "ListQueues: the Region is closed by a service control policy"


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ((CLOSED_THERE,), {State.CLOSED}),
        ((CLOSED_THERE, "denied"), {State.UNKNOWN, State.NOT_ASSESSED}),
    ],
)
@pytest.mark.parametrize("name", ["sqs_queue", "sns_topic"])
def test_what_lies_in_a_closed_region_is_nobodys_to_look_at(
    name: str, reasons: tuple[str, ...], told: set[State]
) -> None:
    queue = next(table for table in TABLES if table.spec.name == name)
    unseen = dict(zip(queue.own_columns(), (reasons * 99)[: len(queue.own_columns())], strict=True))
    row = {"resource": "arn:aws:sqs:eu-west-3:1:*", "id": "?", "item": "?", "account": "1",
           "region": "eu-west-3", "document": "", "source": "api", "listed": False, "arn": "",
           "name": "", "type": "", "address": "", "file": "", "line": 0,
           "unseen": unseen}  # fmt: skip
    connection = store.connect()
    with store.Spool() as spool:
        spool.add(queue, row)
        spool.load(connection, [queue])
    for checks, findings in (
        (catalog.checks(), None),
        ((), Findings.gather(Engine(connection, NOW, REMIT).judged(catalog.checks()))),
    ):
        matrix = Matrix(connection, TABLES, REMIT, NOW).build(checks, findings)
        groups = list(matrix.groups())
        assert {g.state for g in groups if g.share.owner != "inherited"} == told
        assert State.CLAIMED in {g.state for g in groups}


def test_a_configuration_moves_the_line_and_one_that_is_not_known_leaves_a_doubt() -> None:
    found = cells(built())
    assert found["Zip", "patch-runtime"]["owner"] == "shared"
    assert found["Image", "patch-runtime"]["owner"] == "customer"
    assert found["Either", "patch-runtime"]["owner"] == "shared"
    assert "package_type" in found["Either", "patch-runtime"]["doubt"]
    assert found["Zip", "patch-runtime"]["doubt"] is None


@pytest.mark.parametrize(
    "section", [s for s in sections() if s.expected], ids=lambda section: section.where
)
def test_the_database_judges_as_the_findings_say(section: Section) -> None:
    connection = estates(section.texts, TABLES)
    findings = Findings.gather(Engine(connection, NOW, REMIT).judged(catalog.checks()))
    matrix = Matrix(connection, TABLES, REMIT, NOW)
    by_findings = _counted(matrix.build((), findings))
    again = Matrix(connection, TABLES, REMIT, NOW).build(catalog.checks())
    assert _counted(again) == by_findings


def _counted(matrix: Matrix) -> Counter[Any]:
    answer = matrix.connection.execute(
        "SELECT r.service, r.resource, r.account, r.region, r.listed, o.did, o.owner, o.status "
        "FROM obligation o JOIN matrix_resource r USING (rid)"
    ).fetchall()
    return Counter(answer)


def test_a_list_that_was_refused_stands_in_the_matrix_as_unknown() -> None:
    found = cells(built('{"ListBuckets": "AccessDenied"}', "api"))
    assert {cell["status"] for cell in found.values()} == {
        State.UNKNOWN,
        State.NOT_ASSESSED,
        State.CLAIMED,
    }


def decided(state: State, duty: str, **more: Any) -> Decision:
    return Decision(state, duty, "jane", NOW + timedelta(days=1), "why", **more)


def test_a_persons_word_stands_for_what_no_check_told_and_never_for_what_is_open() -> None:
    matrix = built(decisions=[
        decided(State.ATTESTED, "classify-data", service="s3"),
        decided(State.ATTESTED, "restrict-network-access"),
    ])  # fmt: skip
    found = cells(matrix)
    assert found["Kept", "classify-data"]["status"] == State.ATTESTED
    assert found["Zip", "classify-data"]["status"] == State.NOT_ASSESSED
    assert found["Group", "restrict-network-access"]["status"] == State.OPEN


def test_an_exception_ends_and_covers_what_it_selects_only() -> None:
    past = Decision(State.EXCEPTED, "restrict-network-access", "jane", NOW, "why")
    assert cells(built(decisions=[past]))["Group", "restrict-network-access"]["status"] == "open"
    live = decided(State.EXCEPTED, "restrict-network-access", resource="Gro*")
    found = cells(built(decisions=[live]))
    assert found["Group", "restrict-network-access"]["status"] == State.EXCEPTED
    assert found["Kept", "restrict-network-access"]["status"] != State.EXCEPTED


def test_a_quote_in_a_decision_selects_nothing_else() -> None:
    hostile = decided(State.ATTESTED, "classify-data", resource="x' OR '1'='1")
    found = cells(built(decisions=[hostile]))
    assert State.ATTESTED not in {cell["status"] for cell in found.values()}


def test_what_is_inherited_is_as_well_shown_as_its_proof() -> None:
    def proofs(service: str, region: str | None, partition: str | None, duty: str) -> Proof:
        state = {"s3": ProofState.PROVEN, "ec2": ProofState.NOT_COVERED}
        return Proof(state.get(service, ProofState.CLAIMED), None, "because")

    found = cells(built(proofs=proofs))
    assert found["Kept", "secure-facilities"]["status"] == State.PROVEN
    assert found["Group", "secure-facilities"]["status"] == State.NOT_COVERED
    assert found["Zip", "secure-facilities"]["status"] == State.CLAIMED
    assert found["Kept", "classify-data"]["proof"] is None


def test_an_empty_estate_has_an_empty_matrix() -> None:
    connection = store.connect()
    assert list(Matrix(connection, TABLES, REMIT, NOW).build(catalog.checks()).groups()) == []


DECISIONS = """
[[attestation]]
duty = "test-restore"
service = "rds"
by = "jane"
until = 2027-06-30
note = "Restored on 3 October."
"""


def test_a_decision_counts_to_the_end_of_its_last_day(tmp_path: Path) -> None:
    path = tmp_path / "d.toml"
    path.write_text(DECISIONS)
    (one,) = decisions.read(path, REMIT.duties)
    assert one.until == datetime(2027, 7, 1, tzinfo=UTC)
    assert (one.state, one.service, one.by) == (State.ATTESTED, "rds", "jane")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (('by = "jane"\n', ""), "it has no by"),
        (("until = 2027-06-30", 'until = "soon"'), "until is a day"),
        (("test-restore", "no-such"), "there is no duty no-such"),
        (("attestation", "attestion"), "expected [[attestation]]"),
        (('note = "Restored', 'notes = "Restored'), "it has no note"),
        (('by = "jane"', 'by = "jane'), "d.toml"),
    ],
)
def test_a_decision_that_nobody_can_read_says_where_it_is(
    tmp_path: Path, changed: tuple[str, str], said: str
) -> None:
    path = tmp_path / "d.toml"
    path.write_text(DECISIONS.replace(*changed))
    with pytest.raises(decisions.DecisionError, match=r"d\.toml") as raised:
        decisions.read(path, REMIT.duties)
    assert said in str(raised.value)
