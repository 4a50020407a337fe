"""AWS CodePipeline tables."""

from remit.content.services.codepipeline.values import own_keys
from remit.tables import At, Calls, Column, Table

GET = "GetPipeline.pipeline"


class Pipeline(
    Table,
    name="codepipeline_pipeline",
    api=Calls(
        "codepipeline",
        lists="ListPipelines",
        items="pipelines",
        key="name",
        argument="name",
    ),
    cfn="AWS::CodePipeline::Pipeline",
    tf="aws_codepipeline",
    config="AWS::CodePipeline::Pipeline",
    key="name",
    arn="arn:{partition}:codepipeline:{region}:{account}:{name}",
    tagged="codepipeline",
):
    """A pipeline: stages that what a source holds passes through, until it is deployed."""

    name = Column(
        str,
        "The pipeline's name.",
        api="ListPipelines.name",
        cfn="Name",
        tf="name",
        config="configuration.pipeline.name",
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    own_keys = Column(
        bool,
        "Each bucket of artifacts, of which there is one to a Region, has a KMS key named for it.",
        api=(
            At(f"{GET}.artifactStore", via=own_keys),
            At(f"{GET}.artifactStores", via=own_keys),
        ),
        cfn=(At("ArtifactStore", via=own_keys), At("ArtifactStores[]", via=own_keys)),
        tf=At("artifact_store[]", via=own_keys),
        config=(
            At("configuration.pipeline.artifactStore", via=own_keys),
            At("configuration.pipeline.artifactStores", via=own_keys),
        ),
    )
