"""Which IAM actions an operation takes: its own name under the service's prefix, but for these.

Source: the Service Authorization Reference,
https://docs.aws.amazon.com/service-authorization/latest/reference/ (October 2026).
"""

from __future__ import annotations

from collections.abc import Mapping

PREFIXES: Mapping[str, str] = {
    "accessanalyzer": "access-analyzer",
    "amp": "aps",
    "application-insights": "applicationinsights",
    "bedrock-agent": "bedrock",
    "bedrock-agentcore-control": "bedrock-agentcore",
    "cloudhsmv2": "cloudhsm",
    "customer-profiles": "profile",
    "docdb": "rds",
    "dynamodbstreams": "dynamodb",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "emr": "elasticmapreduce",
    "greengrassv2": "greengrass",
    "keyspaces": "cassandra",
    "keyspacesstreams": "cassandra",
    "kinesisanalyticsv2": "kinesisanalytics",
    "lexv2-models": "lex",
    "location": "geo",
    "mailmanager": "ses",
    "mwaa": "airflow",
    "mwaa-serverless": "airflow-serverless",
    "neptune": "rds",
    "opensearch": "es",
    "opensearchserverless": "aoss",
    "pinpoint": "mobiletargeting",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "s3outposts": "s3-outposts",
    "service-quotas": "servicequotas",
    "servicecatalog-appregistry": "servicecatalog",
    "sesv2": "ses",
    "sso-admin": "sso",
    "stepfunctions": "states",
    "timestream-query": "timestream",
    "timestream-write": "timestream",
}
"""botocore's service id → the prefix of its actions, where they differ."""

IRREGULAR: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("s3", "ListBuckets"): ("s3:ListAllMyBuckets",),
    ("s3", "HeadBucket"): ("s3:ListBucket",),
    ("s3", "ListObjects"): ("s3:ListBucket",),
    ("s3", "ListObjectsV2"): ("s3:ListBucket",),
    ("s3", "ListObjectVersions"): ("s3:ListBucketVersions",),
    ("s3", "GetBucketAccelerateConfiguration"): ("s3:GetAccelerateConfiguration",),
    ("s3", "GetBucketAnalyticsConfiguration"): ("s3:GetAnalyticsConfiguration",),
    ("s3", "ListBucketAnalyticsConfigurations"): ("s3:GetAnalyticsConfiguration",),
    ("s3", "GetBucketCors"): ("s3:GetBucketCORS",),
    ("s3", "GetBucketEncryption"): ("s3:GetEncryptionConfiguration",),
    ("s3", "GetBucketIntelligentTieringConfiguration"): ("s3:GetIntelligentTieringConfiguration",),
    ("s3", "ListBucketIntelligentTieringConfigurations"): (
        "s3:GetIntelligentTieringConfiguration",
    ),
    ("s3", "GetBucketInventoryConfiguration"): ("s3:GetInventoryConfiguration",),
    ("s3", "ListBucketInventoryConfigurations"): ("s3:GetInventoryConfiguration",),
    ("s3", "GetBucketLifecycle"): ("s3:GetLifecycleConfiguration",),
    ("s3", "GetBucketLifecycleConfiguration"): ("s3:GetLifecycleConfiguration",),
    ("s3", "GetBucketMetricsConfiguration"): ("s3:GetMetricsConfiguration",),
    ("s3", "ListBucketMetricsConfigurations"): ("s3:GetMetricsConfiguration",),
    ("s3", "GetBucketNotificationConfiguration"): ("s3:GetBucketNotification",),
    ("s3", "GetBucketReplication"): ("s3:GetReplicationConfiguration",),
    ("s3", "GetObjectLockConfiguration"): ("s3:GetBucketObjectLockConfiguration",),
    ("s3", "GetPublicAccessBlock"): ("s3:GetBucketPublicAccessBlock",),
    ("s3control", "GetPublicAccessBlock"): ("s3:GetAccountPublicAccessBlock",),
    ("s3", "ListDirectoryBuckets"): ("s3express:ListAllMyDirectoryBuckets",),
    ("s3", "ListMultipartUploads"): ("s3:ListBucketMultipartUploads",),
    ("accessanalyzer", "GetFindingV2"): ("access-analyzer:GetFinding",),
    ("accessanalyzer", "ListFindingsV2"): ("access-analyzer:ListFindings",),
    ("budgets", "DescribeBudget"): ("budgets:ViewBudget",),
    ("budgets", "DescribeBudgets"): ("budgets:ViewBudget",),
    ("budgets", "DescribeNotificationsForBudget"): ("budgets:ViewBudget",),
    ("lambda", "GetLayerVersionByArn"): ("lambda:GetLayerVersion",),
}

API_GATEWAY = ("apigateway", "apigatewayv2")


def prefix(service: str) -> str:
    """The prefix of a service's IAM actions.

    >>> prefix("elbv2"), prefix("dynamodb")
    ('elasticloadbalancing', 'dynamodb')
    """
    return PREFIXES.get(service, service)


def actions(service: str, operation: str) -> tuple[str, ...]:
    """The IAM actions that an operation takes; empty for one that everybody may call.

    >>> actions("s3", "ListBuckets"), actions("rds", "DescribeDBInstances")
    (('s3:ListAllMyBuckets',), ('rds:DescribeDBInstances',))
    """
    if (service, operation) == ("sts", "GetCallerIdentity"):
        return ()
    if service in API_GATEWAY and operation.startswith("Get"):
        # its actions are the HTTP verbs on the paths of its own API
        return ("apigateway:GET",)
    return IRREGULAR.get((service, operation), (f"{prefix(service)}:{operation}",))
