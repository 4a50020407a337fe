"""AWS Amplify tables."""

from remit.content.services.amplify.values import secrets_in, token_written_down
from remit.tables import At, Calls, Column, Table


class App(
    Table,
    name="amplify_app",
    api=Calls("amplify", lists="ListApps", items="apps", key="appId"),
    cfn="AWS::Amplify::App",
    tf="aws_amplify_app",
):
    """An app: a site that is built from a repository and served by Amplify Hosting."""

    name = Column(str, "The app's name.", api="ListApps.name", cfn="Name", tf="name")
    arn = Column(str, "The ARN.", api="ListApps.appArn", tf="arn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListApps.tags",
        cfn="Tags",
        tf="tags_all",
    )
    secret_variables = Column(
        list[str],
        "The names of environment variables of all branches that hold a secret in plain text.",
        api=At("ListApps.environmentVariables", via=secrets_in),
        cfn=At("EnvironmentVariables[]", via=secrets_in),
        tf=At("environment_variables", via=secrets_in),
    )
    token_in_template = Column(
        bool,
        "A token for the repository is written down in the template (the value is not kept).",
        cfn=At("", via=token_written_down),
        tf=At("", via=token_written_down),
    )
