"""AWS AppSync tables: GraphQL APIs, their caches and data sources. Event APIs are not read."""

from remit.content.services.appsync import values
from remit.tables import At, Calls, Column, Table


class GraphqlApi(
    Table,
    name="appsync_graphql_api",
    api=Calls(
        "appsync",
        lists="ListGraphqlApis",
        items="graphqlApis",
        fixed={"ListGraphqlApis": {"owner": "CURRENT_ACCOUNT"}},
    ),
    cfn="AWS::AppSync::GraphQLApi",
    tf="aws_appsync_graphql_api",
    config="AWS::AppSync::GraphQLApi",
    key="arn",
    satellites={
        "AWS::WAFv2::WebACLAssociation": "ResourceArn",
        "aws_wafv2_web_acl_association": "resource_arn",
    },
):
    """A GraphQL API of the account's own, merged ones too."""

    arn = Column(
        str,
        "The ARN.",
        api="ListGraphqlApis.arn",
        tf="arn",
        config="configuration.Arn",
        reference=True,
    )
    api_id = Column(
        str, "Its id.", api="ListGraphqlApis.apiId", tf="id", config="configuration.ApiId"
    )
    name = Column(
        str,
        "Its name.",
        api="ListGraphqlApis.name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListGraphqlApis.tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    authentication = Column(
        str,
        "How callers prove who they are, where the schema names no other way for a field: API_KEY,"
        " AWS_IAM, AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT or AWS_LAMBDA.",
        api="ListGraphqlApis.authenticationType",
        cfn="AuthenticationType",
        tf="authentication_type",
        config="configuration.AuthenticationType",
    )
    field_log_level = Column(
        str,
        "NONE, ERROR, INFO, DEBUG or ALL: what is logged of each field.",
        api="ListGraphqlApis.logConfig.fieldLogLevel",
        cfn="LogConfig.FieldLogLevel",
        tf="log_config.field_log_level",
        config="configuration.LogConfig.FieldLogLevel",
        absent="NONE",
    )
    traced = Column(
        bool,
        "AWS X-Ray traces requests.",
        api="ListGraphqlApis.xrayEnabled",
        cfn="XrayEnabled",
        tf="xray_enabled",
        config="configuration.XrayEnabled",
    )
    web_acl = Column(
        str,
        "The web ACL of AWS WAF, empty for none.",
        api="ListGraphqlApis.wafWebAclArn",
        cfn="AWS::WAFv2::WebACLAssociation.WebACLArn",
        tf="aws_wafv2_web_acl_association.web_acl_arn",
        reference=True,
    )


class Cache(
    Table,
    name="appsync_cache",
    api=Calls(
        "appsync",
        lists="GetApiCache",
        items="apiCache",
        per=GraphqlApi,
        per_argument="apiId",
        per_column="api_id",
        absent=("NotFoundException",),
    ),
    cfn="AWS::AppSync::ApiCache",
    tf="aws_appsync_api_cache",
    of=GraphqlApi,
    link="api",
):
    """The cache of an API, which has one or none.

    AWS encrypts every cache by now, whatever was asked for when it was made.
    https://docs.aws.amazon.com/securityhub/latest/userguide/appsync-controls.html#appsync-1
    """

    api = Column(str, "The API.", api="^", cfn="ApiId", tf="api_id", reference=True)
    encrypted_at_rest = Column(
        bool,
        "What it keeps is encrypted.",
        api="GetApiCache.atRestEncryptionEnabled",
        cfn="AtRestEncryptionEnabled",
        tf="at_rest_encryption_enabled",
        absent=True,
    )
    encrypted_in_transit = Column(
        bool,
        "What is sent to it is encrypted.",
        api="GetApiCache.transitEncryptionEnabled",
        cfn="TransitEncryptionEnabled",
        tf="transit_encryption_enabled",
        absent=True,
    )


class DataSource(
    Table,
    name="appsync_data_source",
    api=Calls(
        "appsync",
        lists="ListDataSources",
        items="dataSources",
        per=GraphqlApi,
        per_argument="apiId",
        per_column="api_id",
    ),
    cfn="AWS::AppSync::DataSource",
    tf="aws_appsync_datasource",
    of=GraphqlApi,
    link="api",
):
    """What resolvers of an API read and write."""

    api = Column(str, "The API.", api="^", cfn="ApiId", tf="api_id", reference=True)
    arn = Column(str, "The ARN.", api="ListDataSources.dataSourceArn", tf="arn")
    name = Column(str, "Its name.", api="ListDataSources.name", cfn="Name", tf="name")
    kind = Column(
        str,
        "AWS_LAMBDA, AMAZON_DYNAMODB, HTTP …",
        api="ListDataSources.type",
        cfn="Type",
        tf="type",
    )
    by_https = Column(
        bool,
        "An HTTP server is called by HTTPS.",
        api=At("ListDataSources.httpConfig.endpoint", via=values.by_https),
        cfn=At("HttpConfig.Endpoint", via=values.by_https),
        tf=At("http_config.endpoint", via=values.by_https),
    )
