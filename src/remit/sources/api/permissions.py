"""Which IAM actions an operation takes: its own name under the service's prefix, but for these.

Source: the Service Authorization Reference,
https://docs.aws.amazon.com/service-authorization/latest/reference/ (October 2026); the tests hold
every operation that the content asks against it.
"""

from __future__ import annotations

from collections.abc import Mapping

PREFIXES: Mapping[str, str] = {
    "accessanalyzer": "access-analyzer",
    "account-access-runtime": "account-access",
    "agent-registry-control": "agent-registry",
    "amp": "aps",
    "apigatewayv2": "apigateway",
    "appconfigdata": "appconfig",
    "appintegrations": "app-integrations",
    "application-insights": "applicationinsights",
    "backupsearch": "backup-search",
    "bedrock-agent": "bedrock",
    "bedrock-agent-runtime": "bedrock",
    "bedrock-agentcore-control": "bedrock-agentcore",
    "bedrock-data-automation": "bedrock",
    "bedrock-data-automation-runtime": "bedrock",
    "bedrock-runtime": "bedrock",
    "chime-sdk-identity": "chime",
    "chime-sdk-media-pipelines": "chime",
    "chime-sdk-meetings": "chime",
    "chime-sdk-messaging": "chime",
    "chime-sdk-voice": "chime",
    "cleanroomsml": "cleanrooms-ml",
    "cloudcontrol": "cloudformation",
    "cloudhsmv2": "cloudhsm",
    "cloudsearchdomain": "cloudsearch",
    "cloudwatchomni": "cloudwatch",
    "codeguruprofiler": "codeguru-profiler",
    "compute-optimizer-automation": "aco-automation",
    "connect-contact-lens": "connect",
    "connectcampaigns": "connect-campaigns",
    "connectcampaignsv2": "connect-campaigns",
    "connectcases": "cases",
    "connecthealth": "health-agent",
    "connectscheduling": "connect",
    "customer-profiles": "profile",
    "devops-agent": "aidevops",
    "docdb": "rds",
    "dynamodbstreams": "dynamodb",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "elementalinference": "elemental-inference",
    "emr": "elasticmapreduce",
    "endusermessaging": "end-user-messaging",
    "eventbridgev2": "events",
    "forecastquery": "forecast",
    "greengrassv2": "greengrass",
    "iam-toolbox": "iam",
    "iot-data": "iot",
    "iot-jobs-data": "iotjobsdata",
    "iot-managed-integrations": "iotmanagedintegrations",
    "iotsecuretunneling": "iot",
    "ivs-realtime": "ivs",
    "keyspaces": "cassandra",
    "keyspacesstreams": "cassandra",
    "kinesis-video-archived-media": "kinesisvideo",
    "kinesis-video-media": "kinesisvideo",
    "kinesis-video-signaling": "kinesisvideo",
    "kinesis-video-webrtc-storage": "kinesisvideo",
    "kinesisanalyticsv2": "kinesisanalytics",
    "lambda-core": "lambda",
    "lambda-microvms": "lambda",
    "lambda-web": "lambda",
    "launch-wizard": "launchwizard",
    "lex-models": "lex",
    "lex-runtime": "lex",
    "lexv2-models": "lex",
    "lexv2-runtime": "lex",
    "location": "geo",
    "mailmanager": "ses",
    "marketplace-agreement": "aws-marketplace",
    "marketplace-catalog": "aws-marketplace",
    "marketplace-deployment": "aws-marketplace",
    "marketplace-discovery": "aws-marketplace",
    "marketplace-entitlement": "aws-marketplace",
    "marketplace-reporting": "aws-marketplace",
    "mediastore-data": "mediastore",
    "meteringmarketplace": "aws-marketplace",
    "migration-hub-refactor-spaces": "refactor-spaces",
    "migrationhub-config": "mgh",
    "migrationhuborchestrator": "migrationhub-orchestrator",
    "migrationhubstrategy": "migrationhub-strategy",
    "mturk": "mechanicalturk",
    "mwaa": "airflow",
    "mwaa-serverless": "airflow-serverless",
    "neptune": "rds",
    "neptunedata": "neptune-db",
    "notificationscontacts": "notifications-contacts",
    "opensearch": "es",
    "opensearchserverless": "aoss",
    "partnercentral-account": "partnercentral",
    "partnercentral-benefits": "partnercentral",
    "partnercentral-channel": "partnercentral",
    "partnercentral-revenue-measurement": "partnercentral",
    "partnercentral-selling": "partnercentral",
    "payment-cryptography-data": "payment-cryptography",
    "personalize-events": "personalize",
    "personalize-runtime": "personalize",
    "pinpoint": "mobiletargeting",
    "pinpoint-email": "ses",
    "pinpoint-sms-voice": "sms-voice",
    "pinpoint-sms-voice-v2": "sms-voice",
    "pricing-plan-manager": "pricingplanmanager",
    "qconnect": "wisdom",
    "resiliencehubv2": "resiliencehub",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "s3outposts": "s3-outposts",
    "sagemaker-a2i-runtime": "sagemaker",
    "sagemaker-edge": "sagemaker",
    "sagemaker-featurestore-runtime": "sagemaker",
    "sagemaker-gateway-runtime": "sagemaker",
    "sagemaker-inference-router-runtime": "sagemaker",
    "sagemaker-metrics": "sagemaker",
    "sagemaker-runtime": "sagemaker",
    "sagemakerjobruntime": "sagemaker",
    "sagemakertrainingsessionruntime": "sagemaker",
    "service-quotas": "servicequotas",
    "servicecatalog-appregistry": "servicecatalog",
    "sesv2": "ses",
    "signer-data": "signer",
    "simpledbv2": "sdb",
    "socialmessaging": "social-messaging",
    "sso-admin": "sso",
    "sso-oidc": "sso-oauth",
    "stepfunctions": "states",
    "supplychain": "scn",
    "support-app": "supportapp",
    "taxsettings": "tax",
    "timestream-query": "timestream",
    "timestream-write": "timestream",
    "voice-id": "voiceid",
    "workspaces-thin-client": "thinclient",
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
    ("s3", "GetBucketMetadataConfiguration"): ("s3:GetBucketMetadataTableConfiguration",),
    ("s3", "ListParts"): ("s3:ListMultipartUploadParts",),
    ("s3", "ListMultipartUploads"): ("s3:ListBucketMultipartUploads",),
    ("accessanalyzer", "GetFindingV2"): ("access-analyzer:GetFinding",),
    ("accessanalyzer", "ListFindingsV2"): ("access-analyzer:ListFindings",),
    ("budgets", "DescribeBudget"): ("budgets:ViewBudget",),
    ("budgets", "DescribeBudgetNotificationsForAccount"): ("budgets:ViewBudget",),
    ("budgets", "DescribeBudgetPerformanceHistory"): ("budgets:ViewBudget",),
    ("budgets", "DescribeSubscribersForNotification"): ("budgets:ViewBudget",),
    ("budgets", "DescribeBudgets"): ("budgets:ViewBudget",),
    ("budgets", "DescribeNotificationsForBudget"): ("budgets:ViewBudget",),
    ("keyspaces", "GetKeyspace"): ("cassandra:Select",),
    ("keyspaces", "GetTable"): ("cassandra:Select",),
    ("keyspaces", "GetTableAutoScalingSettings"): (
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:DescribeScalingPolicies",
        "cassandra:Select",
    ),
    ("keyspaces", "ListKeyspaces"): ("cassandra:Select",),
    ("keyspaces", "ListTables"): ("cassandra:Select",),
    ("keyspaces", "ListTagsForResource"): ("cassandra:Select",),
    ("lambda", "GetLayerVersionByArn"): ("lambda:GetLayerVersion",),
    ("memorydb", "DescribeACLs"): ("memorydb:DescribeAcls",),
    # botocore asks first which endpoint the account is to use
    ("timestream-write", "ListDatabases"): (
        "timestream:DescribeEndpoints",
        "timestream:ListDatabases",
    ),
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
