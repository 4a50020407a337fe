"""Amazon API Gateway tables: REST APIs with their stages and methods, and names of their own."""

from remit.content.common import stated
from remit.content.services.apigateway import values
from remit.tables import At, Calls, Column, Derived, Table
from remit.values import Unknown

TLS_BY_AWS = Unknown("the template leaves the versions of TLS to AWS")


class RestApi(
    Table,
    name="apigateway_rest_api",
    api=Calls("apigateway", lists="GetRestApis", items="items", key="id"),
    cfn="AWS::ApiGateway::RestApi",
    tf="aws_api_gateway_rest_api",
    config="AWS::ApiGateway::RestApi",
    key="api_id",
    arn="arn:{partition}:apigateway:{region}::/restapis/{api_id}",
    satellites={"aws_api_gateway_rest_api_policy": "rest_api_id"},
):
    """A REST API."""

    api_id = Column(
        str,
        "Its id; empty in a template.",
        api="GetRestApis.id",
        tf="id",
        config="configuration.id",
    )
    name = Column(
        str, "Its name.", api="GetRestApis.name", cfn="Name", tf="name", config="configuration.name"
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="GetRestApis.tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    policy = Column(
        str,
        "The resource policy as JSON, empty if there is none.",
        api=At("GetRestApis.policy", via=values.policy),
        cfn=At("Policy", via=values.policy),
        tf=(
            At("aws_api_gateway_rest_api_policy.policy", via=values.policy),
            At("policy", via=values.policy),
        ),
    )
    limited_by_policy = Column(
        bool,
        "A resource policy keeps everyone out but those whom it names.",
        derived=Derived(values.limits, ("policy", "account")),
    )


class Stage(
    Table,
    name="apigateway_stage",
    api=Calls("apigateway", lists="GetStages", items="item", per=RestApi, per_argument="restApiId"),
    cfn="AWS::ApiGateway::Stage",
    tf="aws_api_gateway_stage",
    config="AWS::ApiGateway::Stage",
):
    """A stage: a REST API as it was deployed under a name.

    Terraform keeps the settings of methods apart, by the stage's name alone: not looked at.
    """

    rest_api = Column(str, "The API.", api="^", cfn="RestApiId", tf="rest_api_id", reference=True)
    name = Column(
        str,
        "Its name.",
        api="GetStages.stageName",
        cfn="StageName",
        tf="stage_name",
        config="configuration.stageName",
    )
    arn = Column(
        str,
        "The ARN.",
        derived=Derived(
            values.stage_arn, ("partition", "region", "rest_api", "name"), lenient=True
        ),
    )
    tags = Column(
        dict[str, str], "The tags.", api="GetStages.tags", cfn="Tags", tf="tags_all", config="tags"
    )
    access_logs = Column(
        bool,
        "Each call is written to a log.",
        api=At("GetStages.accessLogSettings.destinationArn", via=stated),
        cfn=At("AccessLogSetting.DestinationArn", via=stated),
        tf=At("access_log_settings.destination_arn", via=stated),
        config=At("configuration.accessLogSettings.destinationArn", via=stated),
    )
    logging_level = Column(
        str,
        "OFF, ERROR or INFO: what is logged of how calls of all methods are carried out.",
        api=At("GetStages.methodSettings", via=values.logging_level),
        cfn=At("MethodSettings[]", via=values.logging_level),
        absent="OFF",
    )
    cache = Column(
        bool,
        "It has a cache for answers.",
        api="GetStages.cacheClusterEnabled",
        cfn="CacheClusterEnabled",
        tf="cache_cluster_enabled",
        config="configuration.cacheClusterEnabled",
    )
    caches_in_clear = Column(
        bool,
        "Answers of some method are cached in the clear.",
        api=At("GetStages.methodSettings", via=values.caches_in_clear),
        cfn=At("MethodSettings[]", via=values.caches_in_clear),
    )
    traced = Column(
        bool,
        "AWS X-Ray traces a sample of the calls.",
        api="GetStages.tracingEnabled",
        cfn="TracingEnabled",
        tf="xray_tracing_enabled",
        config="configuration.tracingEnabled",
    )
    client_certificate = Column(
        str,
        "The certificate by which backends know the stage, empty for none.",
        api="GetStages.clientCertificateId",
        cfn="ClientCertificateId",
        tf="client_certificate_id",
        config="configuration.clientCertificateId",
        reference=True,
    )
    web_acl = Column(
        str,
        "The web ACL of AWS WAF, empty for none; templates tie one to a stage elsewhere.",
        api="GetStages.webAclArn",
        cfn=At("", via=values.nothing),
        tf=At("", via=values.nothing),
        config="configuration.webAclArn",
    )


class WebAclAssociation(
    Table,
    name="apigateway_web_acl_association",
    service="apigateway",
    cfn="AWS::WAFv2::WebACLAssociation",
    tf="aws_wafv2_web_acl_association",
):
    """A web ACL of AWS WAF that a template ties to a stage, or to something else.

    The API says of each stage which web ACL it has.
    """

    stage = Column(
        str,
        "The stage; empty or another resource where it is tied to something else.",
        cfn=At("ResourceArn", via=values.associated_stage),
        tf=At("resource_arn", via=values.associated_stage),
        reference=True,
    )


class Method(
    Table,
    name="apigateway_method",
    api=Calls(
        "apigateway",
        lists="GetResources",
        items="items",
        fixed={"GetResources": {"embed": ["methods"]}},
        per=RestApi,
        per_argument="restApiId",
        decode={"GetResources": values.by_method},
    ),
    cfn="AWS::ApiGateway::Method",
    tf="aws_api_gateway_method",
    of=RestApi,
    link="rest_api",
):
    """A method that can be called on a path of a REST API.

    Those that a template writes down as OpenAPI are not looked at.
    """

    rest_api = Column(str, "The API.", api="^", cfn="RestApiId", tf="rest_api_id", reference=True)
    path = Column(str, "The path; templates tell it of a resource.", api="GetResources.path")
    http_method = Column(
        str,
        "GET, POST …, or ANY.",
        api=At("GetResources.resourceMethods", via=values.of_method("httpMethod")),
        cfn="HttpMethod",
        tf="http_method",
    )
    authorization = Column(
        str,
        "NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS.",
        api=At("GetResources.resourceMethods", via=values.of_method("authorizationType")),
        cfn="AuthorizationType",
        tf="authorization",
        absent="NONE",
    )


class DomainName(
    Table,
    name="apigateway_domain_name",
    api=Calls("apigateway", lists="GetDomainNames", items="items", key="domainName"),
    cfn="AWS::ApiGateway::DomainName",
    tf="aws_api_gateway_domain_name",
    key="name",
    arn="arn:{partition}:apigateway:{region}::/domainnames/{name}",
):
    """A name of the customer's for APIs."""

    name = Column(
        str, "The name.", api="GetDomainNames.domainName", cfn="DomainName", tf="domain_name"
    )
    tags = Column(dict[str, str], "The tags.", api="GetDomainNames.tags", cfn="Tags", tf="tags_all")
    security_policy = Column(
        str,
        "The policy that says which versions of TLS it takes: TLS_1_0, TLS_1_2 and newer ones.",
        api="GetDomainNames.securityPolicy",
        cfn="SecurityPolicy",
        tf="security_policy",
        absent=TLS_BY_AWS,
    )
