"""Tags that no answer of a table's own brings: one list of a Region tells those of all."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session

from remit import catalog, scan
from remit.checks import Status
from remit.cli import live
from remit.cli.accounts import Chosen
from remit.cli.plan import how_often
from remit.reports.coverage import Coverage
from remit.sources.api.account import Target
from remit.sources.api.collect import Collected, collect
from remit.sources.api.completeness import CLOSED, completeness
from remit.sources.api.errors import Refused
from remit.sources.api.planning import permissions, plan
from remit.sources.api.runs import JOURNAL, Run
from remit.sources.api.tagging import MOST_TYPES, OPERATION, SERVICE, Tagging, types
from remit.tables import AnyTable, Calls, Column, DeclarationError, Table
from tests.faults import SCP, Fault, Proxy, spoiled, tagged
from tests.moto import ACCOUNT, FAST, REGIONS, Moto, moto, moto_server, session

__all__ = ["moto", "moto_server"]

HERE, THERE = REGIONS
TABLES = {table.spec.name: table for table in catalog.tables()}
GROUP, QUEUE, TOPIC, BUCKET, KEY, ROLE = (
    TABLES[name]
    for name in ("logs_group", "sqs_queue", "sns_topic", "s3_bucket", "kms_key", "iam_role")
)
DISTRIBUTION, POLICY = TABLES["cloudfront_distribution"], TABLES["iam_policy"]


class Asked:
    """Answers with what it is given, and keeps what it was asked."""

    def __init__(self, told: Mapping[str, Mapping[str, str]] | Refused, once: bool = False) -> None:
        self.told, self.once = told, once
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.lock = threading.Lock()

    def __call__(
        self, region: str, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        assert (service, operation) == (SERVICE, OPERATION)
        with self.lock:
            self.asked.append((region, parameters))
        if isinstance(self.told, Refused):
            refusal, self.told = self.told, {} if self.once else self.told
            raise refusal
        pairs = {
            arn: [{"Key": k, "Value": v} for k, v in t.items()] for arn, t in self.told.items()
        }
        return {
            "ResourceTagMappingList": [
                {"ResourceARN": arn, "Tags": tags} for arn, tags in pairs.items()
            ]
        }


def queue(name: str, region: str = HERE, account: str = ACCOUNT) -> str:
    return f"arn:aws:sqs:{region}:{account}:{name}"


def row(arn: str, region: str = HERE, **more: Any) -> dict[str, Any]:
    return {
        "arn": arn, "region": region, "account": ACCOUNT, "listed": True,
        "unseen": {"tags": "not asked yet"}, **more,
    }  # fmt: skip


def told(ask: Asked, table: AnyTable, *rows: dict[str, Any]) -> list[Any]:
    """The tags of rows, or why they are not known."""
    tagging = Tagging(ask, {table})
    for one in rows:
        tagging.tell(table, one)
    return [one["unseen"]["tags"] if one["tags"] is None else one["tags"] for one in rows]


def test_a_resource_has_the_tags_that_are_told_and_none_where_it_is_not_listed() -> None:
    ask = Asked({queue("kept"): {"team": "shop", "stage": ""}, queue("once"): {}})
    rows = [row(queue(name)) for name in ("kept", "once", "never")]
    assert told(ask, QUEUE, *rows) == [{"team": "shop", "stage": ""}, {}, {}]
    assert all(one["unseen"] == {} for one in rows)
    assert ask.asked == [(HERE, {"ResourceTypeFilters": ["sqs"]})]


def test_where_the_list_is_refused_nobody_knows_and_the_reason_is_the_calls() -> None:
    ask = Asked(Refused("AccessDenied", "it takes the permission tag:GetResources"))
    reason = "GetResources: it takes the permission tag:GetResources"
    assert told(ask, QUEUE, row(queue("a")), row(queue("b"))) == [reason, reason]
    assert len(ask.asked) == 1


@pytest.mark.parametrize("answer", [{}, {"ResourceTagMappingList": None}])
def test_an_answer_without_a_list_does_not_say_that_nothing_is_tagged(
    answer: Mapping[str, Any],
) -> None:
    one = row(queue("a"))
    Tagging(lambda *asked: answer, {QUEUE}).tell(QUEUE, one)
    assert (one["tags"], one["unseen"]["tags"]) == (
        None, "GetResources: the answer is not as described",
    )  # fmt: skip


def test_tags_that_are_no_tags_are_unknown_for_that_resource_alone() -> None:
    listed = [{"ResourceARN": queue("a"), "Tags": "?"}, {"ResourceARN": queue("b"), "Tags": []}]
    rows = [row(queue("a")), row(queue("b"))]
    tagging = Tagging(lambda *asked: {"ResourceTagMappingList": listed}, {QUEUE})
    for one in rows:
        tagging.tell(QUEUE, one)
    assert [one["tags"] for one in rows] == [None, {}]


def test_each_region_is_asked_for_what_lies_there() -> None:
    ask = Asked({queue("a"): {"stage": "test"}, queue("a", THERE): {"stage": "live"}})
    rows = row(queue("a")), row(queue("a", THERE), THERE)
    assert told(ask, QUEUE, *rows) == [{"stage": "test"}, {"stage": "live"}]
    assert [region for region, _ in ask.asked] == [HERE, THERE]


def test_a_bucket_is_told_in_its_own_region_and_not_where_that_is_unknown() -> None:
    ask = Asked({"arn:aws:s3:::mine": {"team": "shop"}})
    unseen = {"region": "GetBucketLocation: access denied"}
    rows = (
        row("arn:aws:s3:::mine", THERE),
        row("arn:aws:s3:::dark", "", unseen=unseen),
    )
    assert told(ask, BUCKET, *rows) == [{"team": "shop"}, "GetBucketLocation: access denied"]
    assert ask.asked == [(THERE, {"ResourceTypeFilters": ["s3"]})]


def test_what_is_global_is_told_in_one_region_and_elsewhere_nobody_knows_which() -> None:
    web = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"
    ask = Asked({web: {"team": "web"}})
    other = web.replace("arn:aws:", "arn:aws-cn:")
    first, second = told(ask, DISTRIBUTION, row(web, "global"), row(other, "global"))
    assert first == {"team": "web"}
    assert "in aws-cn is not known" in second
    assert [region for region, _ in ask.asked] == ["us-east-1"]


def test_global_types_are_asked_for_in_that_region_alone() -> None:
    chosen = {QUEUE, BUCKET, DISTRIBUTION, POLICY}
    assert types(chosen, "us-east-1") == ("cloudfront", "iam:policy", "s3", "sqs")
    assert types(chosen, HERE) == ("s3", "sqs")


@pytest.mark.parametrize(
    ("table", "arn", "region", "why"),
    [
        (QUEUE, "", HERE, "its ARN is not known"),
        (QUEUE, queue("a", account="111111111111"), HERE, "only the account that owns it"),
        (QUEUE, queue("a", THERE), HERE, f"it lies in {THERE}"),
        (QUEUE, f"arn:aws:sns:{HERE}:{ACCOUNT}:a", HERE, "is none of sqs"),
        (POLICY, f"arn:aws:iam::{ACCOUNT}:role/admin", "global", "is none of iam:policy"),
        (POLICY, "arn:aws:iam::aws:policy/ReadOnlyAccess", "global", "only the account that owns"),
    ],
)
def test_of_what_the_list_cannot_tell_nothing_is_said(
    table: AnyTable, arn: str, region: str, why: str
) -> None:
    ask = Asked({})
    (reason,) = told(ask, table, row(arn, region))
    assert why in reason
    assert ask.asked == []


def test_a_region_that_does_not_know_a_type_is_asked_for_all_of_them() -> None:
    ask = Asked(Refused("InvalidParameterException", "unsupported"), once=True)
    assert told(ask, QUEUE, row(queue("a"))) == [{}]
    assert ask.asked == [(HERE, {"ResourceTypeFilters": ["sqs"]}), (HERE, {})]


def test_more_types_than_a_request_takes_are_asked_for_without_naming_them() -> None:
    every = {table for table in catalog.tables() if table.spec.tagged}
    assert 0 < len(types(every, "us-east-1")) <= MOST_TYPES
    many = [_made(f"m{number}") for number in range(MOST_TYPES + 1)]
    assert types(many, HERE) == ()
    assert len(types(many[1:], HERE)) == MOST_TYPES


def _made(name: str) -> AnyTable:
    body = {"id": Column(str, "The id.", api="ListQueues.Id")}
    calls = Calls("sqs", "ListQueues", "QueueUrls")
    return type(name, (Table,), body, name=name, key="id", api=calls, tagged=name)


def test_a_region_is_read_once_however_many_need_it_at_the_same_time() -> None:
    started, ask = threading.Barrier(8), Asked({queue("a"): {"team": "shop"}})
    tagging = Tagging(ask, {QUEUE, TOPIC})

    def tell(number: int) -> Any:
        started.wait()
        one = row(queue("a"))
        tagging.tell(QUEUE, one)
        return one["tags"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(tell, range(8))) == [{"team": "shop"}] * 8
    assert len(ask.asked) == 1


def test_tags_that_answers_bring_are_not_to_be_looked_up_too() -> None:
    calls, tags = (
        Calls("sqs", "ListQueues", "Queues"),
        Column(dict[str, str], "The tags.", api="ListQueues.Tags"),
    )
    with pytest.raises(DeclarationError, match="nowhere else"):
        type("Twice", (Table,), {"tags": tags}, name="t_twice", api=calls, tagged="sqs")


# --- a whole collection -------------------------------------------------------------------------

Rows = dict[str, dict[str, Any]]


def wanted(*tables: AnyTable, columns: str = "name tags") -> dict[AnyTable, frozenset[str]]:
    return {table: frozenset(columns.split()) for table in tables}


def read(
    moto: Moto, *tables: AnyTable, faults: tuple[Fault, ...] = (), columns: str = "name tags",
    regions: tuple[str, ...] = REGIONS,
) -> tuple[Rows, Collected, Proxy]:  # fmt: skip
    rows: Rows = {}
    with spoiled(moto.url, *faults) as proxy:
        found = collect(wanted(*tables, columns=columns), target(proxy, regions),
                        lambda _, one: rows.update({one["arn"] or one["id"]: one}))  # fmt: skip
    return rows, found, proxy


def target(proxy: Proxy, regions: tuple[str, ...] = REGIONS) -> Target:
    return Target(lambda: tagged(session(proxy.url)), regions, proxy.url, FAST)


def group(moto: Moto, name: str, region: str = HERE, **tags: str) -> None:
    extra = {"tags": tags} if tags else {}
    moto.client("logs", region).create_log_group(logGroupName=name, **extra)


def topic(moto: Moto, name: str, region: str = HERE, **tags: str) -> None:
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    moto.client("sns", region).create_topic(Name=name, Tags=pairs)


def test_units_of_several_services_share_one_list_of_their_region(moto: Moto) -> None:
    for region in REGIONS:
        group(moto, "plain", region)
        group(moto, "mine", region, where=region)
        topic(moto, "news", region, team="shop")
    rows, found, proxy = read(moto, GROUP, TOPIC)
    assert proxy.seen[OPERATION] == 2
    told = {(one["region"], one["name"]): one["tags"] for one in rows.values()}
    for region in REGIONS:
        assert told[region, "plain"] == {}
        assert told[region, "news"] == {"team": "shop"}
    calls = [call for call in found.calls if call.operation == OPERATION]
    assert {(call.account, call.region, call.made) for call in calls} == {
        (ACCOUNT, region, 1) for region in REGIONS
    }


def test_all_pages_are_read(moto: Moto) -> None:
    for number in range(120):
        topic(moto, f"t{number}", number=str(number))
    rows, _, proxy = read(moto, TOPIC, regions=(HERE,))
    assert {one["name"]: one["tags"]["number"] for one in rows.values()} == {
        f"t{number}": str(number) for number in range(120)
    }
    assert proxy.seen[OPERATION] == 2


def test_nothing_is_asked_where_nothing_needs_it(moto: Moto) -> None:
    topic(moto, "news", HERE)
    assert read(moto, TOPIC)[2].seen[OPERATION] == 1, "the other Region has no topic"
    assert read(moto, TOPIC, columns="name")[2].seen[OPERATION] == 0, "no tags are wanted"
    moto.client("ec2").create_volume(AvailabilityZone=f"{HERE}a", Size=1)
    rows, _, proxy = read(moto, TABLES["ec2_volume"])
    assert [one["tags"] for one in rows.values()] == [{}]
    assert proxy.seen[OPERATION] == 0, "DescribeVolumes tells them"


def test_buckets_are_told_in_their_regions_without_a_call_for_each(moto: Moto) -> None:
    for number in range(6):
        region = REGIONS[number % 2]
        moto.client("s3", region).create_bucket(
            Bucket=f"bucket-{number}", CreateBucketConfiguration={"LocationConstraint": region}
        )
        tags = {"TagSet": [{"Key": "team", "Value": str(number)}]}
        moto.client("s3", region).put_bucket_tagging(Bucket=f"bucket-{number}", Tagging=tags)
    rows, _, proxy = read(moto, BUCKET)
    assert {one["name"]: one["tags"] for one in rows.values()} == {
        f"bucket-{number}": {"team": str(number)} for number in range(6)
    }
    assert (proxy.seen[OPERATION], proxy.seen["GetBucketTagging"]) == (2, 0)
    rows, _, proxy = read(moto, BUCKET, regions=(HERE,))
    assert (len(rows), proxy.seen[OPERATION]) == (3, 1), "no Region is asked that was not chosen"


def test_a_refusal_is_told_of_every_row_and_stands_among_the_calls(moto: Moto) -> None:
    for region in REGIONS:
        topic(moto, "news", region, team="shop")
    rows, found, proxy = read(moto, TOPIC, GROUP, faults=(Fault(OPERATION, region=HERE),))
    by_region = {one["region"]: one for one in rows.values()}
    assert by_region[THERE]["tags"] == {"team": "shop"}
    assert by_region[HERE]["tags"] is None
    assert "tag:GetResources" in by_region[HERE]["unseen"]["tags"]
    lacking = completeness([vars(call) for call in found.calls]).lacking
    assert [(place.account, place.region, place.denied) for place in lacking] == [
        (ACCOUNT, HERE, 1)
    ]
    assert any("tag:GetResources" in str(problem) for problem in found.problems)
    assert proxy.seen[OPERATION] == 2


def test_a_region_that_a_policy_closes_for_it_is_known_as_such(moto: Moto) -> None:
    for number, region in enumerate(REGIONS):
        moto.client("s3", region).create_bucket(
            Bucket=f"bucket-{number}", CreateBucketConfiguration={"LocationConstraint": region}
        )
    rows, found, _ = read(moto, BUCKET, faults=(Fault("*", message=SCP, region=THERE),))
    by_region = {one["region"]: one for one in rows.values()}
    assert by_region[HERE]["tags"] == {}
    assert by_region[THERE]["tags"] is None and CLOSED in by_region[THERE]["unseen"]["tags"]
    assert not found.problems, "nobody has anything to repair"


@pytest.mark.parametrize("how", ["throttled", "cut", "broken", "empty", "second page"])
def test_what_is_not_whole_is_not_known(moto: Moto, how: str) -> None:
    for number in range(120):
        topic(moto, f"t{number}", team="shop")
    match how:
        case "throttled":
            fault = Fault(OPERATION, code="ThrottledException", status=400)
        case "second page":
            fault = Fault(OPERATION, holding='"PaginationToken"')
        case _:
            fault = Fault(OPERATION, how)
    with spoiled(moto.url, fault) as proxy:
        goal = replace(target(proxy, (HERE,)), settings=replace(FAST, attempts=1, patience=0))
        rows: list[dict[str, Any]] = []
        collect(wanted(TOPIC), goal, lambda _, one: rows.append(one))
    assert len(rows) == 120
    assert all(one["tags"] is None and one["unseen"]["tags"] for one in rows)


def test_a_type_that_a_region_does_not_know_is_nobodys_to_repair(moto: Moto) -> None:
    topic(moto, "news", team="shop")
    fault = Fault(OPERATION, code="InvalidParameterException", status=400, holding="TypeFilters")
    rows, found, _ = read(moto, TOPIC, faults=(fault,))
    assert [one["tags"] for one in rows.values()] == [{"team": "shop"}]
    assert not found.problems


def test_of_what_no_page_of_aws_lists_nobody_knows_and_it_says_so(moto: Moto) -> None:
    moto.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}",
                                   Tags=[{"Key": "team", "Value": "shop"}])  # fmt: skip
    moto.client("logs").put_resource_policy(policyName="p", policyDocument="{}")
    rows, _, proxy = read(moto, ROLE, TABLES["logs_resource_policy"], regions=(HERE,))
    assert proxy.seen[OPERATION] == 0
    tags = {one["name"]: (one.get("tags"), one["unseen"].get("tags")) for one in rows.values()}
    assert tags["r"] == ({"team": "shop"}, None), "IAM tells them itself"
    assert tags["p"] == (None, "no answer about it tells its tags")


def test_a_run_that_goes_on_asks_only_where_a_unit_still_needs_it(
    moto: Moto, tmp_path: Path
) -> None:
    for region in REGIONS:
        topic(moto, "news", region, team="shop")
        group(moto, "g", region)
    want = wanted(TOPIC, GROUP)
    with spoiled(moto.url) as proxy:
        one = replace(target(proxy), settings=replace(FAST, workers=1))
        whole = Run.start(tmp_path / "whole", {})
        collect(want, one, run=whole)
        lines = (tmp_path / "whole" / JOURNAL).read_text().splitlines(keepends=True)
        last = max(number for number, line in enumerate(lines) if '"unit"' in line)
        whole.close()
        assert proxy.seen[OPERATION] == 2
        proxy.seen.clear()
        # as if it had been killed before the last unit was kept
        (tmp_path / "whole" / JOURNAL).write_text("".join(lines[:last]))
        again = Run.resume(tmp_path / "whole")
        collect(want, one, run=again)
        paths, count = again.files("sns_topic")
        again.close()
    assert proxy.seen[OPERATION] == 1
    assert count == 2 and all('"team":"shop"' in path.read_text() for path in paths)


# --- the plan, and what is said of it ------------------------------------------------------------


def test_the_plan_names_the_call_and_what_it_takes() -> None:
    found = {(c.service, c.operation): c for c in plan(wanted(TOPIC, GROUP), REGIONS)}
    call = found[SERVICE, OPERATION]
    assert call.regions == REGIONS and call.tables == ("logs_group", "sns_topic")
    assert call.least == 0 and how_often(call) == "once per Region with such resources"
    assert "tag:GetResources" in permissions(found.values())


def test_what_is_looked_up_counts_as_told_by_the_api() -> None:
    for table in (QUEUE, BUCKET, KEY):
        assert "tags" in Coverage(table).told("api")
    assert "tags" not in Coverage(TABLES["logs_resource_policy"]).told("api")
    assert "tags" in Coverage(QUEUE).untold("cfn"), "no path tells them of a template"


def test_the_plan_leaves_it_out_where_no_tags_are_looked_up() -> None:
    for tables, columns in (((TOPIC,), "name"), ((TABLES["ec2_volume"], ROLE), "name tags")):
        found = plan(wanted(*tables, columns=columns), REGIONS)
        assert (SERVICE, OPERATION) not in {(c.service, c.operation) for c in found}


def test_the_plan_asks_where_what_is_global_is_told() -> None:
    (call,) = [c for c in plan(wanted(DISTRIBUTION), REGIONS) if c.service == SERVICE]
    assert call.regions == ("us-east-1",)
    (call,) = [c for c in plan(wanted(DISTRIBUTION, TOPIC), REGIONS) if c.service == SERVICE]
    assert call.regions == (*REGIONS, "us-east-1")


def test_a_refused_list_turns_no_verdict(moto: Moto) -> None:
    topic(moto, "news", team="shop")
    group(moto, "g", team="shop")
    checks = [c for c in catalog.checks() if c.table in (TOPIC, GROUP)]

    def verdicts(*faults: Fault) -> dict[tuple[str, str], Status]:
        with spoiled(moto.url, *faults) as proxy:
            made: Session = tagged(session(proxy.url))
            goal = Target(lambda: made, (HERE,), proxy.url, FAST)
            where = live.Where(chosen=Chosen((goal,)))
            found = live.read(checks, scan.clock(), where)
        return {(f.check.id, f.subject.resource): f.status for f in found.findings}

    assert verdicts(Fault(OPERATION)) == verdicts() != {}
