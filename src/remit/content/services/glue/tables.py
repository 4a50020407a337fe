"""AWS Glue tables."""

from datetime import datetime
from typing import Any

from remit.analysis.secrets import find_secrets
from remit.content.common import known
from remit.lifecycles import supported_until
from remit.tables import At, Calls, Column, Derived, Table

SETTINGS = "GetDataCatalogEncryptionSettings.DataCatalogEncryptionSettings"
CFN_SETTINGS = "DataCatalogEncryptionSettings"
TF_SETTINGS = "data_catalog_encryption_settings"
CONFIGURED = "GetSecurityConfigurations.EncryptionConfiguration"

NEWEST = "6.0"
"""The version that Glue gives a Spark job that names none, as of November 2026.

https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html
"""


@known
def secrets_in(arguments: Any) -> Any:
    """The names of arguments that hold a secret in plain text; values are dropped here."""
    return find_secrets(arguments)


class Catalog(
    Table,
    name="glue_catalog",
    api=Calls("glue", lists="GetDataCatalogEncryptionSettings", items=""),
    cfn="AWS::Glue::DataCatalogEncryptionSettings",
    tf="aws_glue_data_catalog_encryption_settings",
):
    """How the Data Catalog of a Region is encrypted. AWS Config does not record it."""

    encryption = Column(
        str,
        "DISABLED, SSE-KMS or SSE-KMS-WITH-SERVICE-ROLE for the metadata.",
        api=f"{SETTINGS}.EncryptionAtRest.CatalogEncryptionMode",
        cfn=f"{CFN_SETTINGS}.EncryptionAtRest.CatalogEncryptionMode",
        tf=f"{TF_SETTINGS}.encryption_at_rest.catalog_encryption_mode",
        absent="DISABLED",
    )
    kms_key = Column(
        str,
        "The KMS key of the metadata; empty for the one that AWS manages.",
        api=f"{SETTINGS}.EncryptionAtRest.SseAwsKmsKeyId",
        cfn=f"{CFN_SETTINGS}.EncryptionAtRest.SseAwsKmsKeyId",
        tf=f"{TF_SETTINGS}.encryption_at_rest.sse_aws_kms_key_id",
        reference=True,
    )
    passwords_encrypted = Column(
        bool,
        "Passwords of connections are encrypted, and stay so in answers.",
        api=f"{SETTINGS}.ConnectionPasswordEncryption.ReturnConnectionPasswordEncrypted",
        cfn=f"{CFN_SETTINGS}.ConnectionPasswordEncryption.ReturnConnectionPasswordEncrypted",
        tf=f"{TF_SETTINGS}.connection_password_encryption.return_connection_password_encrypted",
    )


class SecurityConfiguration(
    Table,
    name="glue_security_configuration",
    api=Calls("glue", lists="GetSecurityConfigurations", items="SecurityConfigurations"),
    cfn="AWS::Glue::SecurityConfiguration",
    tf="aws_glue_security_configuration",
    key="name",
):
    """What jobs, crawlers and endpoints encrypt, named by them. AWS Config does not record it."""

    name = Column(str, "Its name.", api="GetSecurityConfigurations.Name", cfn="Name", tf="name")
    s3 = Column(
        str,
        "What is written to buckets: DISABLED, SSE-S3 or SSE-KMS.",
        api=f"{CONFIGURED}.S3Encryption.S3EncryptionMode",
        cfn="EncryptionConfiguration.S3Encryptions.S3EncryptionMode",
        tf="encryption_configuration.s3_encryption.s3_encryption_mode",
        absent="DISABLED",
    )
    logs = Column(
        str,
        "What is written to CloudWatch Logs: DISABLED or SSE-KMS.",
        api=f"{CONFIGURED}.CloudWatchEncryption.CloudWatchEncryptionMode",
        cfn="EncryptionConfiguration.CloudWatchEncryption.CloudWatchEncryptionMode",
        tf="encryption_configuration.cloudwatch_encryption.cloudwatch_encryption_mode",
        absent="DISABLED",
    )
    bookmarks = Column(
        str,
        "The bookmarks of jobs: DISABLED or CSE-KMS.",
        api=f"{CONFIGURED}.JobBookmarksEncryption.JobBookmarksEncryptionMode",
        cfn="EncryptionConfiguration.JobBookmarksEncryption.JobBookmarksEncryptionMode",
        tf="encryption_configuration.job_bookmarks_encryption.job_bookmarks_encryption_mode",
        absent="DISABLED",
    )


class Job(
    Table,
    name="glue_job",
    api=Calls("glue", lists="GetJobs", items="Jobs"),
    cfn="AWS::Glue::Job",
    tf="aws_glue_job",
    config="AWS::Glue::Job",
    key="name",
    arn="arn:{partition}:glue:{region}:{account}:job/{name}",
    tagged="glue:job",
):
    """A job: a script of the customer's in a runtime of AWS's."""

    name = Column(
        str, "Its name.", api="GetJobs.Name", cfn="Name", tf="name", config="configuration.Name"
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    command = Column(
        str,
        "glueetl or gluestreaming for Spark, pythonshell, glueray.",
        api="GetJobs.Command.Name",
        cfn="Command.Name",
        tf="command.name",
        config="configuration.Command.Name",
        default="glueetl",
    )
    version = Column(
        str,
        "The version of Glue, which decides those of Spark and Python; `auto` for AWS's choice.",
        api="GetJobs.GlueVersion",
        cfn="GlueVersion",
        tf="glue_version",
        config="configuration.GlueVersion",
        default=NEWEST,
    )
    supported_until = Column(
        datetime,
        "When Glue ends support of this version.",
        absent=None,
        derived=Derived(supported_until("glue"), ("version",)),
    )
    security_configuration = Column(
        str,
        "The security configuration that it uses; empty for none.",
        api="GetJobs.SecurityConfiguration",
        cfn="SecurityConfiguration",
        tf="security_configuration",
        config="configuration.SecurityConfiguration",
        reference=True,
    )
    secrets = Column(
        list[str],
        "The names of default arguments that hold a secret in plain text (values are not kept).",
        api=At("GetJobs.DefaultArguments", via=secrets_in),
        cfn=At("DefaultArguments", via=secrets_in),
        tf=At("default_arguments", via=secrets_in),
        config=At("configuration.DefaultArguments", via=secrets_in),
    )


class Crawler(
    Table,
    name="glue_crawler",
    api=Calls("glue", lists="GetCrawlers", items="Crawlers"),
    cfn="AWS::Glue::Crawler",
    tf="aws_glue_crawler",
    key="name",
    arn="arn:{partition}:glue:{region}:{account}:crawler/{name}",
    tagged="glue:crawler",
):
    """What looks through data and writes its shape into the Data Catalog."""

    name = Column(str, "Its name.", api="GetCrawlers.Name", cfn="Name", tf="name")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    security_configuration = Column(
        str,
        "The security configuration that it uses; empty for none.",
        api="GetCrawlers.CrawlerSecurityConfiguration",
        cfn="CrawlerSecurityConfiguration",
        tf="security_configuration",
        reference=True,
    )


class MachineLearningTransform(
    Table,
    name="glue_ml_transform",
    api=Calls("glue", lists="GetMLTransforms", items="Transforms"),
    cfn="AWS::Glue::MLTransform",
    config="AWS::Glue::MLTransform",
    key="name",
):
    """A transform that learns from examples. Terraform cannot say how it is encrypted."""

    name = Column(
        str,
        "Its name.",
        api="GetMLTransforms.Name",
        cfn="Name",
        config="configuration.Name",
    )
    user_data_encryption = Column(
        str,
        "How the examples are encrypted: DISABLED or SSE-KMS.",
        api="GetMLTransforms.TransformEncryption.MlUserDataEncryption.MlUserDataEncryptionMode",
        cfn="TransformEncryption.MLUserDataEncryption.MLUserDataEncryptionMode",
        config="configuration.TransformEncryption.MLUserDataEncryption.MLUserDataEncryptionMode",
        absent="DISABLED",
    )
