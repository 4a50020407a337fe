"""Known facts of the Service Authorization Reference: which action an operation takes."""

from __future__ import annotations

import pytest

from remit import catalog
from remit.sources.api.client import reads_only
from remit.sources.api.permissions import actions
from remit.sources.api.planning import plan

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


def test_every_operation_that_the_content_declares_only_reads() -> None:
    wanted = {t: frozenset(t.columns()) for t in catalog.tables() if t.spec.calls}
    planned = plan(wanted, None)
    assert len(planned) > 50
    assert [c for c in planned if not reads_only(c.service, c.operation)] == []
