"""Plans, made here by hand for one behaviour each; the shape is that of `terraform show -json`."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from remit.sources.declared import Document, Resource
from remit.sources.terraform_json import read_terraform_json
from remit.values import ACCOUNT, REGION, Partial, Reference, Unknown

Read = Callable[..., Document]


def resource(address: str, unknown: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    """A planned resource; the keys of `unknown` are marked in `after_unknown`."""
    local = address.rsplit("]." if "]." in address else "module.", 1)[-1]
    type_, name = local.removeprefix("data.").split("[")[0].split(".")[-2:]
    made = {"address": address, "mode": "managed", "type": type_, "name": name, "values": values}
    if "data." in address:
        made["mode"] = "data"
    if local.endswith("]"):
        made["index"] = json.loads(local.split("[", 1)[1][:-1])
    return made | {"unknown": unknown or {}}


def config(address: str, provider: str = "aws", **expressions: Any) -> dict[str, Any]:
    """A resource as written: expressions as `refs(…)`, `{"constant_value": …}` or blocks."""
    made: dict[str, Any] = {"address": address, "provider_config_key": provider}
    for meta in ("for_each", "count"):
        if meta in expressions:
            made[f"{meta}_expression"] = expressions.pop(meta)
    return made | {"expressions": expressions}


def refs(*references: str) -> dict[str, Any]:
    return {"references": list(references)}


def const(value: Any) -> dict[str, Any]:
    return {"constant_value": value}


def plan(
    resources: list[dict[str, Any]],
    configuration: list[dict[str, Any]],
    *,
    modules: list[dict[str, Any]] | None = None,
    calls: dict[str, Any] | None = None,
    providers: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A plan that creates `resources`, with child `modules` as in `planned_values`."""
    everything = [*resources]
    for module in modules or []:
        everything += module["resources"]
    changes = [
        {
            "address": one["address"],
            "mode": one["mode"],
            "type": one["type"],
            "change": {
                "actions": ["create" if one["mode"] == "managed" else "read"],
                "before": None,
                "after": one["values"],
                "after_unknown": one.pop("unknown"),
                "after_sensitive": {},
            },
        }
        for one in everything
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": resources, "child_modules": modules or []}},
        "resource_changes": changes,
        "configuration": {
            "provider_config": providers or {"aws": {"name": "aws"}},
            "root_module": {"resources": configuration, "module_calls": calls or {}},
        },
        "complete": True,
        "errored": False,
    } | more


@pytest.fixture
def read(tmp_path: pathlib.Path) -> Read:
    def read(content: Any) -> Document:
        path = tmp_path / "plan.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return read_terraform_json(path)

    return read


def only(document: Document, address: str) -> Resource:
    (found,) = [resource for resource in document.resources if resource.address == address]
    return found


def test_file_and_name_say_where_it_was_read(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan([resource("aws_sqs_queue.q")], [config("aws_sqs_queue.q")])))
    document = read_terraform_json(path, name="prod")
    assert document.name == "prod"
    assert document.resources[0].file == str(path)
    assert document.resources[0].line is None


def test_what_is_deleted_is_not_there_and_what_stays_is(read: Read) -> None:
    content = plan([resource("aws_sqs_queue.q", name="q")], [config("aws_sqs_queue.q")])
    gone = {"actions": ["delete"], "before": {"name": "old"}, "after": None, "after_unknown": {}}
    content["resource_changes"].append({"address": "aws_sqs_queue.old", "change": gone})
    content["resource_changes"][0]["change"]["actions"] = ["no-op"]
    assert [resource.address for resource in read(content).resources] == ["aws_sqs_queue.q"]


def test_an_instance_is_chosen_by_an_explicit_key_with_dots_and_brackets(read: Read) -> None:
    buckets = [
        resource('aws_s3_bucket.b["x.y[0]"]', {"id": True}),
        resource('aws_s3_bucket.b["z"]'),
    ]
    policy = resource("aws_s3_bucket_policy.p", {"bucket": True})
    reference = 'aws_s3_bucket.b["x.y[0]"]'
    written = config("aws_s3_bucket_policy.p", bucket=refs(f"{reference}.id", reference))
    buckets[0]["name"] = buckets[1]["name"] = "b"
    buckets[0]["type"] = buckets[1]["type"] = "aws_s3_bucket"
    buckets[0]["index"], buckets[1]["index"] = "x.y[0]", "z"
    document = read(plan([*buckets, policy], [config("aws_s3_bucket.b"), written]))
    found = only(document, "aws_s3_bucket_policy.p").values["bucket"]
    assert found == Reference(reference, "id")


def test_a_whole_group_of_instances_is_no_one_resource(read: Read) -> None:
    topics = [resource(f"aws_sns_topic.t[{n}]", {"arn": True}) for n in range(2)]
    alarm = resource("aws_thing.a", {"topic_arn": True})
    written = config("aws_thing.a", topic_arn=refs("aws_sns_topic.t"))
    document = read(plan([*topics, alarm], [config("aws_sns_topic.t"), written]))
    value = only(document, "aws_thing.a").values["topic_arn"]
    assert value == Unknown("known after apply: aws_sns_topic.t")


def test_an_index_that_may_be_computed_is_not_taken_for_the_own_one(read: Read) -> None:
    keys = [resource(f"aws_kms_key.k[{n}]", {"arn": True}) for n in range(3)]
    queues = [resource(f"aws_sqs_queue.q[{n}]", {"kms_master_key_id": True}) for n in range(2)]
    written = config("aws_sqs_queue.q", kms_master_key_id=refs("aws_kms_key.k", "count.index"))
    document = read(plan([*keys, *queues], [config("aws_kms_key.k"), written]))
    value = only(document, "aws_sqs_queue.q[1]").values["kms_master_key_id"]
    assert isinstance(value, Unknown)
    assert "aws_kms_key.k" in value.reason


def test_two_references_in_one_expression_are_both_named(read: Read) -> None:
    made = [resource("aws_kms_key.a", {"arn": True}), resource("aws_kms_key.b", {"arn": True})]
    queue = resource("aws_sqs_queue.q", {"kms_master_key_id": True})
    both = refs("aws_kms_key.a.arn", "aws_kms_key.a", "aws_kms_key.b.arn", "aws_kms_key.b")
    written = [config("aws_kms_key.a"), config("aws_kms_key.b")]
    document = read(
        plan([*made, queue], [*written, config(queue["address"], kms_master_key_id=both)])
    )
    value = only(document, "aws_sqs_queue.q").values["kms_master_key_id"]
    assert value == Unknown("known after apply: aws_kms_key.a.arn, aws_kms_key.b.arn")


def test_a_known_variable_beside_a_reference_may_be_a_part_of_a_name_but_not_of_an_arn(
    read: Read,
) -> None:
    key = resource("aws_kms_key.k", {"id": True})
    user = resource("aws_thing.t", {"name": True, "key_arn": True})
    both = refs("var.on", "aws_kms_key.k.id", "aws_kms_key.k")
    written = config("aws_thing.t", name=both, key_arn=both)
    values = only(read(plan([key, user], [config("aws_kms_key.k"), written])), "aws_thing.t").values
    assert isinstance(values["name"], Unknown)
    assert values["key_arn"] == Reference("aws_kms_key.k", "id")


def test_a_reference_through_modules_at_any_depth_is_followed(read: Read) -> None:
    key = resource('module.a["x.y"].module.b.aws_kms_key.k', {"arn": True})
    queue = resource('module.a["x.y"].aws_sqs_queue.q', {"kms_master_key_id": True})
    topic = resource("aws_sns_topic.t", {"kms_master_key_id": True})
    for one, type_, name in ((key, "aws_kms_key", "k"), (queue, "aws_sqs_queue", "q")):
        one["type"], one["name"] = type_, name
        one.pop("index", None)
    inner = {"address": 'module.a["x.y"].module.b', "resources": [key]}
    outer = {"address": 'module.a["x.y"]', "resources": [queue], "child_modules": [inner]}
    calls = {
        "a": {
            "for_each_expression": refs("var.names"),
            "module": {
                "outputs": {"key": {"expression": refs("module.b.key", "module.b")}},
                "resources": [config("aws_sqs_queue.q", kms_master_key_id=refs("module.b.key"))],
                "module_calls": {
                    "b": {
                        "module": {
                            "outputs": {"key": {"expression": refs("aws_kms_key.k.arn")}},
                            "resources": [config("aws_kms_key.k")],
                        }
                    }
                },
            },
        }
    }
    expression = refs('module.a["x.y"].key', 'module.a["x.y"]', "module.a")
    written = config("aws_sns_topic.t", kms_master_key_id=expression)
    content = plan([topic], [written], modules=[outer], calls=calls)
    unknown = {"address": key["address"], "change": {"after_unknown": key.pop("unknown")}}
    content["resource_changes"].append(unknown)
    document = read(content)
    target = Reference('module.a["x.y"].module.b.aws_kms_key.k', "arn")
    assert only(document, "aws_sns_topic.t").values["kms_master_key_id"] == target
    assert only(document, queue["address"]).values["kms_master_key_id"] == target


def test_a_reference_round_in_circles_ends_in_unknown(read: Read) -> None:
    module = {
        "address": "module.m",
        "resources": [resource("module.m.aws_thing.t", {"a_id": True})],
    }
    calls = {
        "m": {
            "expressions": {"x": refs("module.m.y")},
            "module": {
                "outputs": {"y": {"expression": refs("var.x")}},
                "resources": [config("aws_thing.t", a_id=refs("var.x"))],
            },
        }
    }
    document = read(plan([], [config("aws_x.y")], modules=[module], calls=calls))
    assert document.resources[0].values["a_id"] == Unknown("known after apply: a_id")


def test_blocks_of_a_set_are_matched_by_what_is_written_in_them(read: Read) -> None:
    keys = [resource("aws_kms_key.a", {"arn": True}), resource("aws_kms_key.b", {"arn": True})]
    table = resource(
        "aws_dynamodb_table.t",
        {"replica": [{"kms_key_arn": True}, {"kms_key_arn": True}, {"kms_key_arn": True}]},
        replica=[{"region_name": "b"}, {"region_name": "a"}, {"region_name": "dynamic"}],
    )
    blocks = [
        {"region_name": const("a"), "kms_key_arn": refs("aws_kms_key.a.arn", "aws_kms_key.a")},
        {"region_name": const("b"), "kms_key_arn": refs("aws_kms_key.b.arn", "aws_kms_key.b")},
    ]
    written = [config("aws_kms_key.a"), config("aws_kms_key.b")]
    written.append(config("aws_dynamodb_table.t", replica=blocks))
    replicas = only(read(plan([*keys, table], written)), "aws_dynamodb_table.t").values["replica"]
    assert replicas[0]["kms_key_arn"] == Reference("aws_kms_key.b", "arn")
    assert replicas[1]["kms_key_arn"] == Reference("aws_kms_key.a", "arn")
    assert isinstance(replicas[2]["kms_key_arn"], Unknown)


def test_blocks_that_cannot_be_told_apart_are_not_guessed(read: Read) -> None:
    keys = [resource("aws_kms_key.a", {"arn": True}), resource("aws_kms_key.b", {"arn": True})]
    disk = resource("aws_thing.t", {"disk": [{"key_arn": True}, {"key_arn": True}]}, disk=[{}, {}])
    blocks = [{"key_arn": refs("aws_kms_key.a.arn")}, {"key_arn": refs("aws_kms_key.b.arn")}]
    written = [config("aws_kms_key.a"), config("aws_kms_key.b"), config("aws_thing.t", disk=blocks)]
    disks = only(read(plan([*keys, disk], written)), "aws_thing.t").values["disk"]
    assert all(isinstance(disk["key_arn"], Unknown) for disk in disks)


def test_a_list_keeps_its_known_elements(read: Read) -> None:
    thing = resource("aws_thing.t", {"ids": [False, True]}, ids=["sg-1", None])
    written = config("aws_thing.t", ids=refs("aws_x.gone.id"))
    ids = only(read(plan([thing], [written])), "aws_thing.t").values["ids"]
    assert ids[0] == "sg-1"
    assert ids[1] == Unknown("known after apply: aws_x.gone.id")


def test_without_a_configuration_nothing_is_taken_for_not_set(read: Read) -> None:
    content = plan([resource("aws_sns_topic.t", {"kms_master_key_id": True, "arn": True})], [])
    del content["configuration"]
    document = read(content)
    values = document.resources[0].values
    assert isinstance(values["kms_master_key_id"], Unknown)
    assert values["arn"] == Reference("aws_sns_topic.t", "arn")
    assert any("no configuration" in line for line in document.assumptions)


def test_an_unknown_account_id_is_a_hole_with_a_meaning(read: Read) -> None:
    caller = resource("data.aws_caller_identity.c", {"account_id": True})
    thing = resource("aws_thing.t", {"owner": True, "place": True})
    written = config(
        "aws_thing.t",
        owner=refs("data.aws_caller_identity.c.account_id", "data.aws_caller_identity.c"),
        place=refs("data.aws_region.r.name", "data.aws_region.r"),
    )
    values = only(read(plan([caller, thing], [written])), "aws_thing.t").values
    assert values["owner"] == ACCOUNT
    assert isinstance(values["owner"], Partial)
    assert values["place"] == REGION


def _document(expressions: dict[str, Any], after: Any, unknown: Any) -> dict[str, Any]:
    data = resource("data.aws_iam_policy_document.d", {"json": True, "statement": unknown})
    data["values"]["statement"] = after
    role = resource("aws_iam_role.r", {"arn": True})
    policy = resource("aws_thing.p", {"policy": True})
    reference = refs("data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d")
    written = [
        config("data.aws_iam_policy_document.d", statement=[expressions]),
        config("aws_iam_role.r"),
        config("aws_thing.p", policy=reference),
    ]
    return plan([data, role, policy], written)


def test_the_principals_of_a_document_refer_to_their_roles(read: Read) -> None:
    reference = refs("aws_iam_role.r.arn", "aws_iam_role.r")
    content = _document(
        {"principals": [{"type": const("AWS"), "identifiers": reference}]},
        [{"actions": ["sts:AssumeRole"], "principals": [{"type": "AWS", "identifiers": [None]}]}],
        [{"principals": [{"identifiers": [True]}]}],
    )
    policy = only(read(content), "aws_thing.p").values["policy"]
    statement = json.loads(policy)["Statement"][0]
    assert statement["Principal"] == {"AWS": "⟦aws_iam_role.r.arn⟧"}
    assert statement["Action"] == "sts:AssumeRole"
    assert isinstance(policy, Partial)


def test_principals_that_cannot_be_listed_are_a_hole_and_not_left_out(read: Read) -> None:
    content = _document({}, [{"actions": ["s3:*"]}], [{"principals": True, "condition": True}])
    statement = json.loads(only(read(content), "aws_thing.p").values["policy"])["Statement"][0]
    assert "⟦" in statement["Principal"]["AWS"]
    assert "⟦" in next(iter(statement["Condition"]))


def test_a_document_that_merges_others_is_unknown(read: Read) -> None:
    content = _document({}, [{"actions": ["s3:*"]}], [{}])
    change = content["resource_changes"][0]["change"]
    change["after_unknown"]["source_policy_documents"] = [True]
    value = only(read(content), "aws_thing.p").values["policy"]
    assert isinstance(value, Unknown)
    assert "merges other documents" in value.reason


def test_the_region_argument_of_a_resource_wins(read: Read) -> None:
    queue = resource("aws_sqs_queue.q", region="eu-north-1")
    providers = {"aws": {"name": "aws", "expressions": {"region": const("us-east-1")}}}
    document = read(plan([queue], [config("aws_sqs_queue.q")], providers=providers))
    assert document.resources[0].region == "eu-north-1"


def test_a_region_from_a_variable_without_value_is_unknown_and_names_it(read: Read) -> None:
    providers = {"aws": {"name": "aws", "expressions": {"region": refs("local.region")}}}
    queue = resource("aws_sqs_queue.q")
    region = (
        read(plan([queue], [config("aws_sqs_queue.q")], providers=providers)).resources[0].region
    )
    assert isinstance(region, Unknown)
    assert "local.region" in region.reason


def test_a_provider_in_a_module_takes_its_region_through_the_call(read: Read) -> None:
    one = resource("module.m.aws_sqs_queue.q")
    expressions = {"region": refs("var.place")}
    providers = {"m:aws": {"name": "aws", "module_address": "module.m", "expressions": expressions}}
    inner = {"resources": [config("aws_sqs_queue.q", provider="m:aws")]}
    calls = {"m": {"expressions": {"place": refs("var.region")}, "module": inner}}
    content = plan(
        [],
        [],
        modules=[{"address": "module.m", "resources": [one]}],
        calls=calls,
        providers=providers,
        variables={"region": {"value": "sa-east-1"}},
    )
    assert read(content).resources[0].region == "sa-east-1"


def test_a_module_inherits_the_one_provider_and_never_one_of_several(read: Read) -> None:
    one = resource("module.m.aws_sqs_queue.q")
    calls = {"m": {"module": {"resources": [config("aws_sqs_queue.q", provider="m:aws")]}}}
    aws = {"name": "aws", "expressions": {"region": const("eu-west-1")}}
    other = {"name": "aws", "alias": "us", "expressions": {"region": const("us-east-1")}}
    modules = [{"address": "module.m", "resources": [one]}]

    def region(providers: dict[str, Any]) -> str | Unknown:
        one["unknown"] = {}
        content = plan([], [], modules=modules, calls=calls, providers=providers)
        return read(content).resources[0].region

    assert region({"aws": aws}) == "eu-west-1"
    assert isinstance(region({"aws": aws, "aws.us": other}), Unknown)


@pytest.mark.parametrize(
    "expressions",
    [
        {"allowed_account_ids": const(["111122223333"])},
        {"assume_role": [{"role_arn": const("arn:aws:iam::111122223333:role/deploy")}]},
    ],
)
def test_the_account_is_the_one_that_the_provider_is_bound_to(
    read: Read, expressions: dict[str, Any]
) -> None:
    providers = {"aws": {"name": "aws", "expressions": expressions}}
    content = plan([resource("aws_sqs_queue.q")], [config("aws_sqs_queue.q")], providers=providers)
    assert read(content).resources[0].account == "111122223333"


def test_region_and_account_are_learnt_from_what_the_same_provider_has(read: Read) -> None:
    old = resource("aws_sqs_queue.old", arn="arn:aws:sqs:eu-west-3:111122223333:old")
    new = resource("aws_sqs_queue.new", {"arn": True})
    written = [config("aws_sqs_queue.old"), config("aws_sqs_queue.new")]
    found = only(read(plan([old, new], written)), "aws_sqs_queue.new")
    assert (found.region, found.account) == ("eu-west-3", "111122223333")


def test_an_account_of_aws_itself_is_not_taken_for_the_customers(read: Read) -> None:
    policy = resource("aws_iam_policy.p", arn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    account = read(plan([policy], [config("aws_iam_policy.p")])).resources[0].account
    assert isinstance(account, Unknown)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"errored": True}, "stopped with an error"),
        ({"complete": False}, "not complete"),
        (
            {"deferred_changes": [{"resource_change": {"address": "aws_thing.later"}}]},
            "aws_thing.later",
        ),
    ],
)
def test_a_plan_that_lacks_something_is_incomplete(
    read: Read, more: dict[str, Any], words: str
) -> None:
    document = read(plan([resource("aws_x.y")], [config("aws_x.y")], **more))
    (problem,) = document.problems
    assert words in problem.message
    assert problem.incomplete
    assert not problem.fatal
    assert document.resources


def test_a_resource_without_values_is_there_and_one_without_type_is_a_problem(read: Read) -> None:
    content = plan([resource("aws_x.y"), resource("aws_x.z")], [config("aws_x.y")])
    del content["planned_values"]["root_module"]["resources"][0]["values"]
    del content["planned_values"]["root_module"]["resources"][1]["type"]
    document = read(content)
    assert [resource.address for resource in document.resources] == ["aws_x.y"]
    assert [problem.incomplete for problem in document.problems] == [True, True]
    assert "no address, type or values" in document.problems[0].message
    assert "aws_x.z" in document.problems[1].message


def test_a_plan_whose_values_were_cut_out_is_incomplete(read: Read) -> None:
    content = plan([resource("aws_x.y"), resource("aws_x.z")], [config("aws_x.y")])
    del content["planned_values"]["root_module"]["resources"][1]
    (problem,) = read(content).problems
    assert "aws_x.z" in problem.message


def test_a_plan_whose_changes_were_cut_out_is_incomplete(read: Read) -> None:
    content = plan([resource("aws_x.y"), resource("aws_x.z", id="z")], [config("aws_x.y")])
    del content["resource_changes"]
    (problem,) = read(content).problems
    assert problem.message.endswith(": aws_x.y")


def test_lists_that_are_none_are_said(read: Read) -> None:
    content = plan([], [])
    content["planned_values"]["root_module"] = {"resources": {}, "child_modules": "x"}
    assert len(read(content).problems) == 2


SECRETS = [
    (const("hunter2"), {}, True),
    (refs("var.password"), {}, False),
    (refs("var.password"), {"default": "hunter2"}, True),
    (refs("var.password"), {"default": "another"}, False),
    (refs("random_password.p.result", "random_password.p"), {}, False),
    (refs("local.password"), {}, True),
    ({}, {}, True),
]


@pytest.mark.parametrize(("expression", "variable", "kept"), SECRETS)
def test_a_secret_that_the_code_takes_from_elsewhere_is_not_known(
    read: Read, expression: dict[str, Any], variable: dict[str, Any], kept: bool
) -> None:
    made = plan(
        [resource("aws_db_instance.a", password="hunter2", engine="mysql")],
        [config("aws_db_instance.a", password=expression, engine=refs("var.engine"))],
    )
    made["configuration"]["root_module"]["variables"] = {"password": variable}
    values = only(read(made), "aws_db_instance.a").values
    assert values["engine"] == "mysql"
    assert (values["password"] == "hunter2") is kept
    assert kept or isinstance(values["password"], Unknown)


@pytest.mark.parametrize(
    ("given", "kept"),
    [(const("hunter2"), True), (refs("var.password"), False), (None, True)],
)
def test_a_secret_is_followed_through_the_calls_of_modules(
    read: Read, given: dict[str, Any] | None, kept: bool
) -> None:
    inner = {
        "resources": [config("aws_mq_broker.b", user=[{"password": refs("var.secret")}])],
        "variables": {"secret": {"default": "hunter2"}},
    }
    user = [{"username": "u", "password": "hunter2"}]
    made = plan(
        [],
        [],
        modules=[{"address": "module.m", "resources": [
            resource("module.m.aws_mq_broker.b", user=user)]}],
        calls={"m": {"module": inner, "expressions": {"secret": given} if given else {}}},
    )  # fmt: skip
    made["configuration"]["root_module"]["variables"] = {"password": {}}
    (found,) = only(read(made), "module.m.aws_mq_broker.b").values["user"]
    assert (found["password"] == "hunter2") is kept
    assert kept or isinstance(found["password"], Unknown)


def test_each_of_several_secrets_is_looked_at(read: Read) -> None:
    made = plan(
        [resource("aws_elasticache_user.u", passwords=["hunter2", "hunter3"])],
        [config("aws_elasticache_user.u", passwords=refs("var.one", "var.two"))],
    )
    made["configuration"]["root_module"]["variables"] = {"one": {}, "two": {"default": "hunter3"}}
    first, second = only(read(made), "aws_elasticache_user.u").values["passwords"]
    assert isinstance(first, Unknown)
    assert second == "hunter3"
