"""Amazon Cognito tables: identity pools, which give AWS credentials to an application's users."""

from remit.content.services.cognitoidentity.values import checked_providers
from remit.tables import At, Calls, Column, Records, Table


class IdentityPool(
    Table,
    name="cognitoidentity_pool",
    api=Calls(
        "cognito-identity",
        lists="ListIdentityPools",
        items="IdentityPools",
        key="IdentityPoolId",
        argument="IdentityPoolId",
        fixed={"ListIdentityPools": {"MaxResults": 60}},
    ),
    cfn="AWS::Cognito::IdentityPool",
    tf="aws_cognito_identity_pool",
    config="AWS::Cognito::IdentityPool",
    key="pool_id",
    arn="arn:{partition}:cognito-identity:{region}:{account}:identitypool/{pool_id}",
    tagged="cognito-identity",
):
    """An identity pool: whose users get AWS credentials, and by which roles."""

    pool_id = Column(
        str, "The pool's id.", api="ListIdentityPools.IdentityPoolId", config="configuration.Id"
    )
    name = Column(
        str,
        "The pool's name.",
        api="ListIdentityPools.IdentityPoolName",
        cfn="IdentityPoolName",
        tf="identity_pool_name",
        config="configuration.IdentityPoolName",
    )
    guests = Column(
        bool,
        "Everyone gets credentials, without signing in.",
        api="DescribeIdentityPool.AllowUnauthenticatedIdentities",
        cfn="AllowUnauthenticatedIdentities",
        tf="allow_unauthenticated_identities",
        config="configuration.AllowUnauthenticatedIdentities",
    )
    classic_flow = Column(
        bool,
        "The application chooses the role itself, without the limits of the enhanced flow.",
        api="DescribeIdentityPool.AllowClassicFlow",
        cfn="AllowClassicFlow",
        tf="allow_classic_flow",
        config="configuration.AllowClassicFlow",
    )
    providers = Column(
        Records(name=str, checked=bool),
        "The user pools whose users it takes, and whether it asks them if the user still is one.",
        api=At("DescribeIdentityPool.CognitoIdentityProviders[]", via=checked_providers),
        cfn=At("CognitoIdentityProviders[]", via=checked_providers),
        tf=At("cognito_identity_providers[]", via=checked_providers),
        config=At("configuration.CognitoIdentityProviders[]", via=checked_providers),
    )
