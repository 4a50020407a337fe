"""AWS CodePipeline checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.codepipeline.tables import Pipeline


@check(severity="medium", duty="manage-keys")
def codepipeline_pipeline_artifacts_encrypted_with_own_key() -> Expr:
    """Artifacts are encrypted with a KMS key that somebody named.

    Without one CodePipeline uses the key that AWS manages for S3, whose policy cannot be changed
    and which actions in other accounts cannot use.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html
    """
    return Pipeline.own_keys
