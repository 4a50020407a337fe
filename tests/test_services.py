"""Every AWS service is listed with its kind, and what the list says is so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.endpoint_provider import EndpointProvider

from remit import catalog, responsibility
from remit.responsibility import Owner, Service

REMIT = responsibility.load()
SERVICES = REMIT.services
OFFICIAL = re.compile(r"https://(docs\.)?aws\.amazon\.com/\S+")
SCOPES = {"regional", "zonal", "global", "edge"}
SEVERAL = "several"
"""Where one endpoint stands before more than one Region."""

PER_RESOURCE = {"acm", "cloudfront-keyvaluestore", "neptune-graph"}
"""Their endpoint needs more than a Region: it depends on the resource or the kind of call."""

APART = ("eu-west-1", "ap-southeast-2", "us-west-2")


@cache
def session() -> Any:
    return botocore.session.get_session()


def data(name: str, service: str = "") -> Any:
    loader = session().get_component("data_loader")
    return loader.load_service_model(service, name) if service else loader.load_data(name)


def endpoint(service: str, region: str) -> tuple[str, str]:
    """The address that botocore would call in a Region, and the Region that it would sign for."""
    rules = data("endpoint-rule-set-1", service)
    given: dict[str, Any] = {}
    for name, about in rules["parameters"].items():
        if name == "Region":
            given[name] = region
        elif about.get("default") is not None:
            given[name] = about["default"]
    found = EndpointProvider(rules, data("partitions")).resolve_endpoint(**given)
    schemes = found.properties.get("authSchemes") or [{}]
    return found.url, schemes[0].get("signingRegion", SEVERAL)


def in_one_place() -> Iterator[tuple[str, str]]:
    """The services that botocore calls at one address from everywhere, and the Region of it."""
    for service in sorted(set(SERVICES) - PER_RESOURCE):
        places = {endpoint(service, region) for region in APART}
        if len(places) == 1:
            yield service, places.pop()[1]


def test_every_service_of_botocore_is_listed_and_nothing_else() -> None:
    known = set(session().get_available_services())
    new, gone = sorted(known - set(SERVICES)), sorted(set(SERVICES) - known)
    assert not new, (
        f"new in botocore: {', '.join(new)}. Add a table for each to content/services.toml: name, "
        "category, kind, scope, content, and source or judgement (its head says what they mean)"
    )
    assert not gone, f"botocore has no client for {', '.join(gone)}"


def test_services_stand_in_the_order_of_their_ids() -> None:
    text = (catalog.content() / "services.toml").read_text(encoding="utf-8")
    ids = re.findall(r"^\[(.+)\]$", text, flags=re.MULTILINE)
    assert ids == sorted(ids)
    assert len(ids) == len(SERVICES)


def wrong(holds: Callable[[Service], bool]) -> list[str]:
    """The services that something does not hold for."""
    return [id for id, service in SERVICES.items() if not holds(service)]


def test_a_service_has_a_name_a_category_a_kind_and_a_scope() -> None:
    assert wrong(lambda service: bool(re.fullmatch(r"[A-Z].*[^.\s]", service.name))) == []
    assert wrong(lambda service: bool(service.category)) == []
    assert wrong(lambda service: service.kind in REMIT.kinds) == []
    assert wrong(lambda service: service.scope in SCOPES) == []


def test_a_kind_rests_on_a_page_of_aws_or_on_a_reason_but_never_on_both() -> None:
    assert wrong(lambda service: bool(service.source) != bool(service.judgement)) == []
    pages = {service.source for service in SERVICES.values() if service.source}
    assert [page for page in pages if not OFFICIAL.fullmatch(page)] == []
    reasons = {service.judgement for service in SERVICES.values() if service.judgement}
    assert [reason for reason in reasons if not re.fullmatch(r"[A-Z].{20,}\.", reason)] == []


def test_management_is_what_holds_no_content() -> None:
    assert wrong(lambda service: service.content == (service.kind != "management")) == []


def test_a_control_plane_is_told_of_global_and_edge_services_alone() -> None:
    wide = {"global", "edge"}
    assert wrong(lambda service: bool(service.control_plane) == (service.scope in wide)) == []
    places = {*session().get_available_regions("ec2"), SEVERAL, ""}
    assert wrong(lambda service: service.control_plane in places) == []


def test_a_part_belongs_to_a_whole_of_the_same_kind_and_has_no_line_of_its_own() -> None:
    for service in SERVICES.values():
        if service.part_of:
            whole = SERVICES[service.part_of]
            assert not whole.part_of, f"{service.id} is part of {whole.id}, itself a part"
            assert whole.kind == service.kind, service.id
            assert service.id not in REMIT.lines, f"{service.id} has a line: is it a part?"


def test_names_and_judgements_are_of_one_service_each() -> None:
    """A reason that fits two services says of neither what makes its kind."""
    for words in (
        [service.name for service in SERVICES.values()],
        [service.judgement for service in SERVICES.values() if service.judgement],
    ):
        assert [word for word, times in Counter(words).items() if times > 1] == []


def test_a_service_with_a_line_of_its_own_is_of_the_kind_that_the_line_says() -> None:
    differing = {
        id: (line.kind, SERVICES[id].kind)
        for id, line in REMIT.lines.items()
        if line.kind != SERVICES[id].kind
    }
    assert differing == {}


def test_what_botocore_calls_in_one_place_is_global_and_managed_there() -> None:
    told = dict(in_one_place())
    listed = {
        id: SERVICES[id].control_plane for id in told if SERVICES[id].scope in {"global", "edge"}
    }
    assert listed == told
    assert len(told) > 20, "botocore's rules are no longer read"


# --- what is known of the best known ----------------------------------------------------------

KINDS = {
    "infrastructure": ("ec2", "lightsail", "outposts", "evs", "snowball"),
    "container": [
        "rds",
        "emr",
        "elasticbeanstalk",
        "ecs",
        "eks",
        "elasticache",
        "memorydb",
        "opensearch",
        "redshift",
        "kafka",
        "mq",
        "mwaa",
        "fsx",
        "ds",
        "sagemaker",
        "workspaces",
        "docdb",
        "neptune",
        "cloudhsmv2",
        "codebuild",
    ],
    "abstracted": [
        "s3",
        "glacier",
        "dynamodb",
        "sqs",
        "ses",
        "sns",
        "lambda",
        "kinesis",
        "efs",
        "kms",
        "secretsmanager",
        "cloudfront",
        "apigateway",
        "bedrock",
        "athena",
        "logs",
        "stepfunctions",
        "cognito-idp",
        "opensearchserverless",
        "dsql",
    ],
    "management": [
        "iam",
        "sts",
        "organizations",
        "account",
        "budgets",
        "ce",
        "cloudformation",
        "support",
        "health",
        "artifact",
        "ram",
        "config",
        "controltower",
        "trustedadvisor",
        "service-quotas",
        "resourcegroupstaggingapi",
    ],
}
"""EC2, RDS, EMR, Beanstalk, S3, Glacier, DynamoDB, SQS and SES are AWS's own examples."""

CONTROL_PLANES = {
    "us-east-1": [
        "iam",
        "organizations",
        "account",
        "route53",
        "cloudfront",
        "shield",
        "waf",
        "health",
        "support",
        "budgets",
    ],
    "us-west-2": ["networkmanager", "globalaccelerator", "route53-recovery-control-config"],
    "us-east-2": ["route53globalresolver"],
}
"""https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html"""

PARTS = {
    "lexv2-runtime": "lexv2-models",
    "sagemaker-runtime": "sagemaker",
    "dynamodbstreams": "dynamodb",
    "s3control": "s3",
    "es": "opensearch",
    "rds-data": "rds",
    "bedrock-runtime": "bedrock",
    "iot-data": "iot",
}


@pytest.mark.parametrize(("kind", "id"), [(kind, id) for kind, ids in KINDS.items() for id in ids])
def test_well_known_services_are_of_the_kind_that_they_are_known_for(kind: str, id: str) -> None:
    assert SERVICES[id].kind == kind


@pytest.mark.parametrize(
    ("region", "id"), [(region, id) for region, ids in CONTROL_PLANES.items() for id in ids]
)
def test_global_services_are_managed_where_aws_says(region: str, id: str) -> None:
    assert SERVICES[id].control_plane == region


@pytest.mark.parametrize("id", ["ec2", "ebs"])
def test_the_services_that_aws_calls_zonal_are_zonal(id: str) -> None:
    assert SERVICES[id].scope == "zonal"


@pytest.mark.parametrize("id", ["s3", "rds", "lambda", "sqs", "kms", "dynamodb", "sts", "wafv2"])
def test_services_that_live_in_a_region_are_regional(id: str) -> None:
    assert SERVICES[id].scope == "regional"


@pytest.mark.parametrize(("part", "whole"), PARTS.items())
def test_a_part_has_the_line_of_the_service_that_it_is_part_of(part: str, whole: str) -> None:
    assert SERVICES[part].part_of == whole
    assert REMIT.line(part).shares == REMIT.line(whole).shares


def test_aws_answers_for_encryption_and_backups_of_what_holds_no_content() -> None:
    """Budgets has no line of its own, so it shows what its kind says."""
    assert "budgets" not in REMIT.lines
    owners = {duty: REMIT.share("budgets", duty).owner for duty in REMIT.duties}
    for duty in ("encrypt-at-rest", "manage-keys", "schedule-backups", "survive-failure"):
        assert owners[duty] is Owner.INHERITED
    for duty in ("least-privilege", "strong-authentication", "configure-securely"):
        assert owners[duty] is Owner.CUSTOMER
