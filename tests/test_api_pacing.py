"""How fast a service is asked: by a clock of our own, and over HTTP by one that throttles."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.session import Session

from remit.sources.api.client import Settings
from remit.sources.api.clients import Sharing
from remit.sources.api.pacing import LEAST, RATES, SECONDS_TO_RECOVER, Bucket, Pace, Rate, pause
from tests.answers import Page, answering
from tests.examples import Section
from tests.fault_cases import Outcome, Pages, Shown, Verdicts, no
from tests.faults import Fault


class Time:
    """A clock that sleeping moves on."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_a_burst_goes_through_and_then_the_rate_counts() -> None:
    bucket = Bucket(Rate(10, 5), 0)
    waits = [bucket.take(0) for _ in range(8)]
    assert waits == pytest.approx([0, 0, 0, 0, 0, 0.1, 0.2, 0.3])


def test_tokens_come_back_up_to_the_burst() -> None:
    bucket = Bucket(Rate(10, 5), 0)
    for _ in range(5):
        bucket.take(0)
    assert [bucket.take(60) for _ in range(6)] == pytest.approx([0, 0, 0, 0, 0, 0.1])


def test_throttling_halves_the_rate_once_for_calls_that_were_out_together() -> None:
    bucket = Bucket(Rate(16, 5), 0)
    bucket.throttled(0)
    bucket.throttled(0.4)
    assert bucket.per_second == pytest.approx(8, rel=0.02)
    bucket.throttled(2)
    assert bucket.per_second == pytest.approx(4, rel=0.1)


def test_a_throttled_service_is_given_time_at_once() -> None:
    bucket = Bucket(Rate(10, 100), 0)
    bucket.throttled(0)
    assert bucket.take(0) == pytest.approx(0.2)


def test_the_rate_never_falls_to_nothing_and_grows_back_evenly() -> None:
    bucket = Bucket(Rate(100, 100), 0)
    for second in range(0, 60, 2):
        bucket.throttled(second)
    low = bucket.per_second
    assert LEAST <= low < 10
    bucket.take(58 + SECONDS_TO_RECOVER / 10)
    assert bucket.per_second == pytest.approx(low + 10)
    bucket.take(1000)
    assert bucket.per_second == 100


def test_pauses_grow_and_end_somewhere() -> None:
    pauses = [pause(attempt, 0.5) for attempt in range(1, 20)]
    assert pauses == sorted(pauses) and pauses[-1] < 10
    assert pause(3, 0) < pause(3, 0.99)


def test_services_and_regions_wait_for_themselves_only() -> None:
    time = Time()
    pace = Pace(time, time.sleep)
    for _ in range(100):
        pace.wait("eu-west-1", "lambda", "ListFunctionUrlConfigs")
    pace.wait("eu-west-1", "lambda", "GetPolicy")
    pace.wait("eu-central-1", "lambda", "ListFunctionUrlConfigs")
    pace.wait("eu-west-1", "sqs", "ListQueues")
    assert not time.slept
    pace.wait("eu-west-1", "lambda", "GetFunctionConcurrency")
    assert time.slept == pytest.approx([1 / 15])
    assert (pace.waits, pace.waited) == (1, pytest.approx(1 / 15))


def test_ec2_limits_each_operation_by_itself() -> None:
    time = Time()
    pace = Pace(time, time.sleep)
    for operation in ("DescribeVolumes", "DescribeInstances"):
        for _ in range(int(RATES["ec2", ""].burst)):
            pace.wait("eu-west-1", "ec2", operation)
    assert not time.slept


def test_an_account_that_throttles_slows_no_other_down() -> None:
    time = Time()
    one, other = Pace(time, time.sleep), Pace(time, time.sleep)
    one.throttled(one.wait("eu-west-1", "sqs", "ListQueues"))
    other.wait("eu-west-1", "sqs", "ListQueues")
    assert not time.slept
    one.wait("eu-west-1", "sqs", "ListQueues")
    assert time.slept


def known(key: str) -> Session:
    made = Session()
    made.set_credentials(key, "secret")
    return made


def test_accounts_share_clients_and_each_signs_with_its_own_keys() -> None:
    sharing = Sharing({("sqs", "ListQueues")})
    one, other = known("AKIAONE"), known("AKIAOTHER")
    assert sharing.of(one, "http://a") is sharing.of(other, "http://a")
    assert sharing.of(one, "http://a") is not sharing.of(one, "http://b")
    clients = sharing.of(one, "http://a")
    credentials = clients.session.get_credentials()
    for session, key in ((one, "AKIAONE"), (other, "AKIAOTHER")):
        clients.speaker.session = session
        assert credentials.get_frozen_credentials().access_key == key


def test_a_shared_client_knows_no_operation_but_those_of_the_plan() -> None:
    clients = Sharing({("ec2", "DescribeVolumes")}).of(known("AKIAONE"))
    model = clients.session.get_service_model("ec2")
    whole = Session().get_service_model("ec2")
    assert list(model.operation_names) == ["DescribeVolumes"]
    assert model.metadata == whole.metadata
    ours, theirs = (m.operation_model("DescribeVolumes").output_shape for m in (model, whole))
    assert ours.members.keys() == theirs.members.keys()
    assert ours.members["Volumes"].member.members.keys() == (
        theirs.members["Volumes"].member.members.keys()
    )


THROTTLES = Fault("*", code="ThrottlingException", status=400)
MANY = [f"https://sqs.eu-west-1.amazonaws.com/123456789012/queue-{n}" for n in range(60)]
ATTRIBUTES = {url: {"Attributes": {"SqsManagedSseEnabled": str(n % 2 == 0).lower()}}
              for n, url in enumerate(MANY)}  # fmt: skip
QUEUES = Shown(Section(
    "sqs/Many queues",
    {"api": json.dumps({"ListQueues": {"QueueUrls": MANY}, "GetQueueAttributes": ATTRIBUTES,
                        "GetResources": {"ResourceTagMappingList": []}})},
    (), {"sqs_queue_encrypted": {}}, {}, {},
))  # fmt: skip


class Limited(Page):
    """Answers 10 calls at once and 20 a second, and throttles what is more."""

    def turn(self, answers: Any, faults: tuple[Fault, ...]) -> None:
        super().turn(answers, faults)
        self.tokens, self.at, self.refused = 10.0, time.monotonic(), 0

    def pick(self, operation: str, text: str, region: str = "", service: str = "") -> Fault | None:
        with self.lock:
            now = time.monotonic()
            self.tokens, self.at = min(self.tokens + (now - self.at) * 20, 10), now
            if self.tokens < 1:
                self.refused += 1
                return THROTTLES
            self.tokens -= 1
        return super().pick(operation, text, region, service)


def unpaced() -> Pace:
    """A pace that never waits."""
    return Pace(sleep=lambda seconds: None)


def scanned(
    kind: type[Page], pace: Callable[[], Pace | None] = no
) -> tuple[Outcome, Verdicts, int]:
    """The queues as a server of this kind has them, and how many calls it throttled."""
    with answering(Session(), kind) as page:
        page.turn(QUEUES.answers, ())
        pages = Pages(page, 16, pace)
        outcome = QUEUES.read(pages, Settings(connect_timeout=2, read_timeout=10))
        return outcome, QUEUES.judged(outcome.rows), getattr(page, "refused", 0)


def test_a_server_that_throttles_is_asked_as_fast_as_it_answers_and_nothing_is_lost() -> None:
    _, wanted, none = scanned(Page)
    paced, judged, few = scanned(Limited)
    hurried, same, many = scanned(Limited, unpaced)
    for outcome, verdicts in ((paced, judged), (hurried, same)):
        assert not outcome.reasons and len(outcome.rows) == len(MANY)
        assert {k: f.status for k, f in verdicts.items()} == (
            {k: f.status for k, f in wanted.items()}
        )
    use = ("sqs", "GetQueueAttributes")
    assert none == 0 and paced.of(use, "throttled") <= few
    assert 0 < few < many
    assert {str(f.status) for f in wanted.values()} == {"pass", "fail"}
