"""Every declared path exists in the vendor's published schema."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from cfnlint.schema import ResourceNotFoundError
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from remit import catalog
from remit.paths import parse
from remit.sources.api.closed import PROBE
from remit.sources.api.errors import SWITCHED_OFF
from remit.tables import AnyTable, Calls, Origin
from tests.oracle import folder_of

SCHEMAS = Path(__file__).parent / "data" / "schemas"
TABLES = [
    pytest.param(table, id=f"{folder_of(table)}-{table.spec.name}") for table in catalog.tables()
]
CALLED = [
    pytest.param(table, calls, id=f"{folder_of(table)}-{table.spec.name}-{calls.lists}")
    for table in catalog.tables()
    if table.spec.calls is not None
    for calls in table.spec.calls.every
]

VALUE, MAP, NOT_KEPT = 0, 1, 2
"""What `terraform.json` keeps instead of names; see refresh.py."""

OLDER_PROVIDERS: Mapping[str, str] = {
    "aws_db_instance.name": "the database's name until version 5 of the provider",
    "aws_elasticache_replication_group.replication_group_description": "renamed in version 5",
    "aws_elasticache_replication_group.number_cache_clusters": "renamed in version 5",
    "aws_secretsmanager_secret.rotation_lambda_arn": "a resource of its own since version 4",
    "aws_elasticache_replication_group.cluster_mode.num_node_groups": "a block until version 5",
}
"""Paths that people's code still has though version 5.100.0 knows them no more."""

NEWER_THAN_THE_REGISTRY: Mapping[str, str] = {}
"""CloudFormation paths that AWS documents and the registry's schema lacks, and where it does."""

ITEM_FIELDS = {
    "version", "accountId", "awsAccountId", "configurationItemCaptureTime",
    "configurationItemStatus", "configurationStateId", "configurationItemMD5Hash", "arn", "ARN",
    "resourceType", "resourceId", "resourceName", "awsRegion", "availabilityZone",
    "resourceCreationTime", "tags", "relatedEvents", "relationships", "configuration",
    "supplementaryConfiguration", "recordingFrequency", "configurationItemDeliveryTime",
}  # fmt: skip
"""https://docs.aws.amazon.com/config/latest/developerguide/config-item-table.html"""

Child = Callable[[Any, str], Any]


def follow(node: Any, path: str, child: Child) -> Any:
    """What a path leads to in a schema, or None where it leads nowhere; lists are their items."""
    for step in parse(path):
        if node is None:
            return None
        if isinstance(step, tuple):
            node = node if child(node, step[0]) is not None else None
        elif step is not None:
            node = child(node, step)
    return node


# --- the API ----------------------------------------------------------------------------------


@cache
def service_model(service: str) -> Any:
    return botocore.session.Session().get_service_model(service)


def member(shape: Any, key: str) -> Any:
    while shape.type_name == "list":
        shape = shape.member
    if shape.type_name == "map":
        return shape.value
    return shape.members.get(key) if shape.type_name == "structure" else None


def operation_of(calls: Calls, path: str) -> tuple[str, str]:
    operation, _, rest = path.partition(".")
    if "[" in operation:
        operation, bracket, more = path.partition("[")
        rest = bracket + more
    return operation, rest


def lies_in(calls: Calls, operation: str) -> Any:
    """The shape that the paths of an operation start from."""
    output = service_model(calls.service).operation_model(operation).output_shape
    if operation == calls.lists:
        return follow(follow(output, calls.items, member), calls.each, member)
    if operation in calls.join:
        return follow(output, calls.join[operation][0], member)
    return output


@pytest.mark.parametrize(("table", "calls"), CALLED)
def test_every_api_path_exists_in_botocores_model(table: AnyTable, calls: Calls) -> None:
    model = service_model(calls.service)
    known = set(model.operation_names)
    assert {calls.lists, *calls.join, *calls.fixed, *calls.arguments} - {PROBE} <= known
    output = model.operation_model(calls.lists).output_shape
    listed = follow(output, calls.items, member)
    assert listed is not None, f"{calls.lists} has no {calls.items}"
    nowhere = []
    for column, path in table.reads("api"):
        if path == "^":
            continue
        if path.startswith("^."):
            if follow(listed, path[2:], member) is None and not _joined(calls, path[2:]):
                nowhere.append(f"{column.name}: {path}")
            continue
        operation, rest = operation_of(calls, path)
        if operation == PROBE or operation in calls.foreign:
            continue
        if operation not in known or follow(lies_in(calls, operation), rest, member) is None:
            nowhere.append(f"{column.name}: {path}")
    assert not nowhere, "\n".join(nowhere)


def _joined(calls: Calls, path: str) -> bool:
    operation, rest = operation_of(calls, path)
    return operation in calls.join and follow(lies_in(calls, operation), rest, member) is not None


@cache
def types_with_tags() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((catalog.content() / "tagging.toml").read_text())


@pytest.mark.parametrize(
    "table", [t for t in catalog.tables() if t.spec.tagged], ids=lambda table: table.spec.name
)
def test_a_type_whose_tags_the_tagging_api_tells_is_one_that_a_page_of_aws_names(
    table: AnyTable,
) -> None:
    said = types_with_tags()[table.spec.tagged]
    assert said["source"].startswith("https://docs.aws.amazon.com/")
    assert all(re.fullmatch(r"AWS::\w+::\w+", name) for name in said["listed"])
    assert set(said) <= {"listed", "source", "note"}
    arn = table.columns()["arn"]
    assert table.spec.arn or "api" in arn.paths or arn.derived, "tags are looked up by ARN"
    if table.spec.arn:
        service, _, kind = table.spec.tagged.partition(":")
        _, _, spelt, _, _, rest = table.spec.arn.split(":", 5)
        assert spelt == service and re.match(rf"{kind}[:/]" if kind else "", rest)


def test_no_type_is_said_to_have_tags_that_no_table_asks_for() -> None:
    assert set(types_with_tags()) == {t.spec.tagged for t in catalog.tables()} - {""}


@pytest.mark.parametrize(("table", "calls"), CALLED)
def test_every_api_argument_is_one_that_the_operation_takes(table: AnyTable, calls: Calls) -> None:
    wrong = [
        f"{operation} takes no {name}"
        for operation, name in _arguments(table, calls)
        if not _takes(calls, operation, name)
    ]
    assert not wrong, "\n".join(wrong)


def _arguments(table: AnyTable, calls: Calls) -> Iterator[tuple[str, str]]:
    for operation, fixed in calls.fixed.items():
        for name, value in fixed.items():
            yield operation, f"{name}[]" if isinstance(value, list) else name
    if calls.per is not None:
        yield calls.lists, calls.per_argument
    for operation in _per_item(table, calls):
        names = calls.arguments.get(operation)
        if names is None:
            names = {calls.argument: ""}
        yield from ((operation, name) for name in names)


def _per_item(table: AnyTable, calls: Calls) -> set[str]:
    read = {operation_of(calls, path)[0] for _, path in table.reads("api") if path[0] != "^"}
    return read - {calls.lists, PROBE} - set(calls.join) - calls.foreign


def _takes(calls: Calls, operation: str, name: str) -> bool:
    shape = service_model(calls.service).operation_model(operation).input_shape
    for part in name.removesuffix("[]").split("."):
        shape = shape.members.get(part) if shape is not None else None
    return shape is not None and (shape.type_name == "list") == name.endswith("[]")


@pytest.mark.parametrize(("table", "calls"), CALLED)
def test_every_required_api_parameter_is_given(table: AnyTable, calls: Calls) -> None:
    model = service_model(calls.service)
    given: dict[str, set[str]] = {operation: set() for operation in (calls.lists, *calls.join)}
    for operation, name in _arguments(table, calls):
        given.setdefault(operation, set()).add(name.partition(".")[0].removesuffix("[]"))
    for operation, names in given.items():
        taken = model.operation_model(operation).input_shape
        missing = set(taken.required_members) - names if taken is not None else set()
        assert not missing, f"{operation} also needs {', '.join(sorted(missing))}"


@pytest.mark.parametrize(("table", "calls"), CALLED)
def test_every_listed_key_exists_in_the_listed_item(table: AnyTable, calls: Calls) -> None:
    model = service_model(calls.service)
    listed = follow(model.operation_model(calls.lists).output_shape, calls.items, member)
    wanted = [calls.key] if calls.key else []
    for names in calls.arguments.values():
        wanted += [path for path in names.values() if path not in ("", "^")]
    missing = [path for path in wanted if follow(listed, path, member) is None
               and not _joined(calls, path)]  # fmt: skip
    missing += [f"{operation}: {path}" for operation, (_, path) in calls.join.items()
                if follow(lies_in(calls, operation), path, member) is None]  # fmt: skip
    item = follow(listed, calls.each, member)
    assert item is not None, f"{calls.items} has no {calls.each}"
    missing += [key for key in calls.explode if member(item, key) is None]
    assert not missing, f"{calls.lists} has no {', '.join(missing)}"


@pytest.mark.parametrize(("table", "calls"), CALLED)
def test_codes_that_mean_not_set_are_errors_that_aws_declares(
    table: AnyTable, calls: Calls
) -> None:
    """Where the model declares errors for every operation called; S3's and EC2's declare none."""
    model = service_model(calls.service)
    # what a service says in words, we translate
    declared = {code for name, (_, code) in SWITCHED_OFF.items() if name == calls.service}
    for operation in {calls.lists, *calls.join, *_per_item(table, calls)}:
        errors = model.operation_model(operation).error_shapes
        if not errors:
            return
        for shape in errors:
            declared |= {shape.name, shape.metadata.get("error", {}).get("code", shape.name)}
    assert set(calls.absent) <= declared, f"declared are {sorted(declared)}"


# --- CloudFormation ---------------------------------------------------------------------------


@cache
def registry(kind: str) -> Mapping[str, Any] | None:
    try:
        schema: Mapping[str, Any] = PROVIDER_SCHEMA_MANAGER.get_resource_schema(
            "us-east-1", kind
        ).schema
    except ResourceNotFoundError:
        return None
    return schema


class Registry:
    """One place in a CloudFormation registry schema."""

    def __init__(self, root: Mapping[str, Any], node: Mapping[str, Any]) -> None:
        self.root, self.node = root, node

    def all(self) -> Iterator[Mapping[str, Any]]:
        """This place through references, alternatives and the items of lists."""
        queue, seen = [self.node], 0
        while queue and seen < 200:
            node, seen = queue.pop(), seen + 1
            if reference := node.get("$ref"):
                queue.append(self._resolved(reference))
                continue
            for word in ("anyOf", "oneOf", "allOf"):
                queue.extend(n for n in node.get(word, ()) if isinstance(n, Mapping))
            if isinstance(node.get("items"), Mapping):
                queue.append(node["items"])
            yield node

    def _resolved(self, reference: str) -> Mapping[str, Any]:
        node: Any = self.root
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
        return dict(node)

    def child(self, key: str) -> Registry | None:
        """A property, by name or by pattern; anything in an object that declares none."""
        for node in self.all():
            if key in node.get("properties", {}):
                return Registry(self.root, node["properties"][key])
            patterns = list(node.get("patternProperties", {}).values())
            if patterns:
                return Registry(self.root, patterns[0])
        for node in self.all():
            kinds = node.get("type")
            free = "object" in (kinds if isinstance(kinds, list) else [kinds])
            if free and not node.get("properties"):
                return Registry(self.root, {"type": "object"})
        return None


def cfn_root(kind: str) -> Registry | None:
    schema = registry(kind)
    return Registry(schema, schema) if schema is not None else None


def cfn_child(node: Registry, key: str) -> Registry | None:
    return node.child(key)


# --- Terraform --------------------------------------------------------------------------------


@cache
def terraform() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((SCHEMAS / "terraform.json").read_text())
    return found


def tf_root(kind: str) -> Any:
    return terraform().get(kind)


def tf_child(node: Any, key: str) -> Any:
    if isinstance(node, Mapping):
        return node.get(key)
    return {MAP: VALUE, NOT_KEPT: NOT_KEPT}.get(node)


# --- both -------------------------------------------------------------------------------------

DECLARED: Mapping[str, tuple[Callable[[str], Any], Child, Mapping[str, str]]] = {
    "cfn": (cfn_root, cfn_child, NEWER_THAN_THE_REGISTRY),
    "tf": (tf_root, tf_child, OLDER_PROVIDERS),
}


def satellite_of(table: AnyTable, path: str) -> tuple[str, str]:
    """The satellite type that a path starts with, if it does, and the rest of the path."""
    head, dot, rest = path.partition(".")
    head, bracket, more = head.partition("[")
    return (head, bracket + more + dot + rest) if head in table.spec.satellites else ("", path)


@pytest.mark.parametrize("source", DECLARED)
@pytest.mark.parametrize("table", TABLES)
def test_every_resource_type_of_a_template_exists(table: AnyTable, source: str) -> None:
    root, child, _ = DECLARED[source]
    origins = table.spec.origins[source]
    missing = [origin.type for origin in origins if root(origin.type) is None]
    for origin in origins:
        item = follow(root(origin.type), origin.each, child)
        if item is None:
            missing.append(f"{origin.type}.{origin.each}")
        else:
            missing += [f"{origin.type}.{origin.each}.{key}"
                        for key in origin.explode if child(item, key) is None]  # fmt: skip
    for kind, link in table.spec.satellites.items():
        if ("::" in kind) == (source == "cfn") and follow(root(kind), link, child) is None:
            missing.append(f"{kind}.{link}")
    assert not missing, f"{source} has no {', '.join(missing)}"


@pytest.mark.parametrize("source", DECLARED)
@pytest.mark.parametrize("table", TABLES)
def test_every_path_of_a_template_exists(table: AnyTable, source: str) -> None:
    root, child, allowed = DECLARED[source]
    nowhere = []
    for column, path in table.reads(source):
        if path in ("^", "."):
            continue
        satellite, rest = satellite_of(table, path)
        starts = [follow(root(satellite), "", child)] if satellite else list(
            _starts(table.spec.origins[source], path.startswith("^."), root, child)
        )  # fmt: skip
        rest = rest.removeprefix("^.").removeprefix(".")
        names = [satellite] if satellite else [o.type for o in table.spec.origins[source]]
        older = any(f"{name}.{rest}" in allowed for name in names)
        if not older and all(follow(start, rest, child) is None for start in starts):
            nowhere.append(f"{column.name}: {path}")
    assert not nowhere, f"{source} has none of these:\n" + "\n".join(nowhere)


def _starts(
    origins: Iterable[Origin], above: bool, root: Callable[[str], Any], child: Child
) -> Iterator[Any]:
    for origin in origins:
        yield root(origin.type) if above else follow(root(origin.type), origin.each, child)


def test_allowed_older_paths_are_indeed_unknown_to_the_provider() -> None:
    for path in OLDER_PROVIDERS:
        kind, _, rest = path.partition(".")
        assert follow(tf_root(kind), rest, tf_child) is None, path


# --- AWS Config -------------------------------------------------------------------------------


CONFIG_ALONE: Mapping[str, str] = {
    "ipv4ranges": "AWS::EC2::SecurityGroup, beside the older ipRanges",
    "httpfailurefeedbackrolearn": "AWS::SNS::Topic keeps the topic's attributes by name",
    "sqsfailurefeedbackrolearn": "AWS::SNS::Topic",
    "lambdafailurefeedbackrolearn": "AWS::SNS::Topic",
    "applicationfailurefeedbackrolearn": "AWS::SNS::Topic",
    "rotationscheduleexpression": "AWS::SecretsManager::Secret, ScheduleExpression in the API",
}
"""Words that only awslabs/aws-config-resource-schema publishes, and of which type."""


@cache
def words_of_api(service: str) -> frozenset[str]:
    """The name of every member of every shape of a service, in lower case."""
    model = service_model(service)
    shapes = (model.shape_for(name) for name in model.shape_names)
    return frozenset(
        name.lower() for shape in shapes if shape.type_name == "structure" for name in shape.members
    )


@cache
def words_of_type(kind: str) -> frozenset[str]:
    """The name of every property at any depth of a CloudFormation type, in lower case."""
    found: set[str] = set()
    queue: list[Any] = [registry(kind) or {}]
    while queue:
        node = queue.pop()
        if isinstance(node, Mapping):
            found |= {str(name).lower() for name in node.get("properties", {})}
            queue.extend(node.values())
        elif isinstance(node, list):
            queue.extend(node)
    return frozenset(found)


@pytest.mark.parametrize("table", TABLES)
def test_every_config_path_is_spelt_in_words_of_the_api_or_the_type(table: AnyTable) -> None:
    nowhere = []
    kinds = {origin.type: origin for origin in table.spec.origins["config"]}
    services = {table.spec.calls.service} if table.spec.calls is not None else set()
    for column, path in table.reads("config"):
        if path in ("^", "."):
            continue
        whole = {
            f"{origin.each}.{path}" if origin.each and not path.startswith("^.") else path
            for origin in kinds.values()
        }
        known = [_in_config(list(kinds), one.removeprefix("^."), services) for one in whole]
        if not any(known):
            nowhere.append(f"{column.name}: {path}")
    assert not nowhere, "neither the API nor the type has these words:\n" + "\n".join(nowhere)


def _in_config(kinds: list[str], path: str, services: Iterable[str] = ()) -> bool:
    """Whether every step is a word of the API or of the type's schema.

    `configuration` repeats the API's answer with a small first letter, or, for types recorded since
    about 2021, CloudFormation's properties. What AWS publishes as Config's own schema
    (awslabs/aws-config-resource-schema) lacks properties that its items have, such as RDS's
    deletionProtection, so it cannot be held against.
    """
    steps = [step for step in parse(path) if isinstance(step, str)]
    if not steps or steps[0] not in ITEM_FIELDS:
        return False
    if steps[0] != "configuration":
        return True
    known = frozenset(CONFIG_ALONE).union(*map(words_of_type, kinds), *map(words_of_api, services))
    return all(step.lower() in known for step in steps[1:])


def test_a_misspelt_path_leads_nowhere_in_any_schema() -> None:
    bucket = service_model("s3").operation_model("GetBucketVersioning").output_shape
    assert follow(bucket, "Status", member) is not None
    assert follow(bucket, "Statuz", member) is None
    assert follow(cfn_root("AWS::S3::Bucket"), "VersioningConfiguration.Status", cfn_child)
    assert follow(cfn_root("AWS::S3::Bucket"), "VersioningConfiguration.State", cfn_child) is None
    versioning = tf_root("aws_s3_bucket_versioning")
    assert follow(versioning, "versioning_configuration.status", tf_child) == VALUE
    assert follow(versioning, "versioning_configuration.state", tf_child) is None
    assert not _in_config(["AWS::S3::Bucket"], "configurations.name")
    assert not _in_config(["AWS::S3::Bucket"], "configuration.bucketNam", ["s3"])
