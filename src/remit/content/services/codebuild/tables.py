"""AWS CodeBuild tables: projects, and groups of the reports that their builds write."""

from remit.content import common
from remit.content.keys import named_key
from remit.content.services.codebuild import values
from remit.tables import All, At, Calls, Column, Records, Table


class Project(
    Table,
    name="codebuild_project",
    api=Calls(
        "codebuild",
        lists="ListProjects",
        items="projects",
        arguments={"BatchGetProjects": {"names[]": ""}},
        decode={"BatchGetProjects": values.described("projects")},
    ),
    cfn="AWS::CodeBuild::Project",
    tf="aws_codebuild_project",
    config="AWS::CodeBuild::Project",
    key="name",
    arn="arn:{partition}:codebuild:{region}:{account}:project/{name}",
):
    """A project: what is built, in which environment, and where the result goes."""

    name = Column(
        str,
        "Its name.",
        api=At("ListProjects", via=common.listed),
        cfn="Name",
        tf="name",
        config="configuration.name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="BatchGetProjects.projects.tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    artifacts = Column(
        Records(type=str, encrypted=bool),
        "Where builds put what they make: S3, CODEPIPELINE or NO_ARTIFACTS, and whether encrypted.",
        api=All(
            At("BatchGetProjects.projects.artifacts", via=values.artifacts),
            At("BatchGetProjects.projects.secondaryArtifacts", via=values.artifacts),
        ),
        cfn=All(
            At("Artifacts", via=values.artifacts),
            At("SecondaryArtifacts[]", via=values.artifacts),
        ),
        tf=All(
            At("artifacts[]", via=values.artifacts),
            At("secondary_artifacts[]", via=values.artifacts),
        ),
        config=All(
            At("configuration.artifacts", via=values.artifacts),
            At("configuration.secondaryArtifacts", via=values.artifacts),
        ),
    )
    encryption_key = Column(
        str,
        "The KMS key for what builds make; empty, or alias/aws/s3, for the one that AWS manages.",
        api="BatchGetProjects.projects.encryptionKey",
        cfn="EncryptionKey",
        tf="encryption_key",
        config="configuration.encryptionKey",
        reference=True,
    )
    key_named = named_key("encryption_key")
    log_group = Column(
        str,
        "ENABLED or DISABLED: builds write to CloudWatch Logs.",
        api="BatchGetProjects.projects.logsConfig.cloudWatchLogs.status",
        cfn="LogsConfig.CloudWatchLogs.Status",
        tf="logs_config.cloudwatch_logs.status",
        config="configuration.logsConfig.cloudWatchLogs.status",
        absent="ENABLED",
    )
    log_bucket = Column(
        str,
        "ENABLED or DISABLED: builds write logs to Amazon S3.",
        api="BatchGetProjects.projects.logsConfig.s3Logs.status",
        cfn="LogsConfig.S3Logs.Status",
        tf="logs_config.s3_logs.status",
        config="configuration.logsConfig.s3Logs.status",
        absent="DISABLED",
    )
    log_bucket_encrypted = Column(
        bool,
        "Logs in Amazon S3 are encrypted.",
        api=At(
            "BatchGetProjects.projects.logsConfig.s3Logs.encryptionDisabled", via=values.encrypted
        ),
        cfn=At("LogsConfig.S3Logs.EncryptionDisabled", via=values.encrypted),
        tf=At("logs_config.s3_logs.encryption_disabled", via=values.encrypted),
        config=At("configuration.logsConfig.s3Logs.encryptionDisabled", via=values.encrypted),
        absent=True,
    )
    secrets = Column(
        list[str],
        "The names of environment variables that hold a secret in plain text.",
        api=At("BatchGetProjects.projects.environment.environmentVariables", via=values.secrets),
        cfn=At("Environment.EnvironmentVariables[]", via=values.secrets),
        tf=At("environment.environment_variable[]", via=values.secrets),
        config=At("configuration.environment.environmentVariables", via=values.secrets),
    )
    logins = Column(
        list[str],
        "The repositories whose URL holds a password or a token; it is left out here.",
        api=All(
            At("BatchGetProjects.projects.source", via=values.logins),
            At("BatchGetProjects.projects.secondarySources", via=values.logins),
        ),
        cfn=All(
            At("Source", via=values.logins),
            At("SecondarySources[]", via=values.logins),
        ),
        tf=All(
            At("source[]", via=values.logins),
            At("secondary_sources[]", via=values.logins),
        ),
        config=All(
            At("configuration.source", via=values.logins),
            At("configuration.secondarySources", via=values.logins),
        ),
    )
    unverified_sources = Column(
        list[str],
        "The repositories that are read although their certificate does not hold.",
        api=All(
            At("BatchGetProjects.projects.source", via=values.careless),
            At("BatchGetProjects.projects.secondarySources", via=values.careless),
        ),
        cfn=All(
            At("Source", via=values.careless),
            At("SecondarySources[]", via=values.careless),
        ),
        tf=All(
            At("source[]", via=values.careless),
            At("secondary_sources[]", via=values.careless),
        ),
    )
    privileged = Column(
        bool,
        "Builds run the Docker daemon in a privileged container.",
        api="BatchGetProjects.projects.environment.privilegedMode",
        cfn="Environment.PrivilegedMode",
        tf="environment.privileged_mode",
        config="configuration.environment.privilegedMode",
    )
    visibility = Column(
        str,
        "PRIVATE, or PUBLIC_READ: everyone reads results, logs and artifacts of builds.",
        api="BatchGetProjects.projects.projectVisibility",
        cfn="Visibility",
        tf="project_visibility",
        absent="PRIVATE",
    )


class ReportGroup(
    Table,
    name="codebuild_report_group",
    api=Calls(
        "codebuild",
        lists="ListReportGroups",
        items="reportGroups",
        arguments={"BatchGetReportGroups": {"reportGroupArns[]": ""}},
        decode={"BatchGetReportGroups": values.described("reportGroups")},
    ),
    cfn="AWS::CodeBuild::ReportGroup",
    tf="aws_codebuild_report_group",
    config="AWS::CodeBuild::ReportGroup",
    arn="arn:{partition}:codebuild:{region}:{account}:report-group/{name}",
):
    """A group of reports on tests or on coverage by tests."""

    arn = Column(
        str,
        "The ARN.",
        api=At("ListReportGroups", via=common.listed),
        config="configuration.Arn",
    )
    name = Column(
        str,
        "Its name.",
        api=At("ListReportGroups", via=common.last),
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="BatchGetReportGroups.reportGroups.tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    export = Column(
        str,
        "S3, or NO_EXPORT where the raw reports stay with CodeBuild.",
        api="BatchGetReportGroups.reportGroups.exportConfig.exportConfigType",
        cfn="ExportConfig.ExportConfigType",
        tf="export_config.type",
        config="configuration.ExportConfig.ExportConfigType",
        absent="NO_EXPORT",
    )
    export_encrypted = Column(
        bool,
        "Exported reports are encrypted.",
        api=At(
            "BatchGetReportGroups.reportGroups.exportConfig.s3Destination.encryptionDisabled",
            via=values.encrypted,
        ),
        cfn=At("ExportConfig.S3Destination.EncryptionDisabled", via=values.encrypted),
        tf=At("export_config.s3_destination.encryption_disabled", via=values.encrypted),
        config=At(
            "configuration.ExportConfig.S3Destination.EncryptionDisabled", via=values.encrypted
        ),
        absent=True,
    )
