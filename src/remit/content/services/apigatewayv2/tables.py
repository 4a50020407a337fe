"""Amazon API Gateway tables: HTTP and WebSocket APIs, what they route where, and their stages."""

from remit.content.common import stated
from remit.content.services.apigatewayv2 import values
from remit.tables import At, Calls, Column, Derived, Origin, Records, Table
from remit.values import Unknown

TLS_BY_AWS = Unknown("the template leaves the versions of TLS to AWS")
QUICK = {"authorization": "NONE", "route_key": "$default"}
"""The route that AWS makes of an API with a target.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html#http-api-examples.cli.quick-create
"""


class Api(
    Table,
    name="apigatewayv2_api",
    api=Calls("apigatewayv2", lists="GetApis", items="Items", key="ApiId"),
    cfn="AWS::ApiGatewayV2::Api",
    tf="aws_apigatewayv2_api",
    config="AWS::ApiGatewayV2::Api",
    key="api_id",
    arn="arn:{partition}:apigateway:{region}::/apis/{api_id}",
):
    """An HTTP or WebSocket API."""

    api_id = Column(
        str,
        "Its id; empty in a template.",
        api="GetApis.ApiId",
        tf="id",
        config="configuration.apiId",
    )
    name = Column(
        str, "Its name.", api="GetApis.Name", cfn="Name", tf="name", config="configuration.name"
    )
    tags = Column(
        dict[str, str], "The tags.", api="GetApis.Tags", cfn="Tags", tf="tags_all", config="tags"
    )
    protocol = Column(
        str,
        "HTTP or WEBSOCKET; a definition in OpenAPI makes an HTTP API.",
        api="GetApis.ProtocolType",
        cfn="ProtocolType",
        tf="protocol_type",
        config="configuration.protocolType",
        absent="HTTP",
    )


class Stage(
    Table,
    name="apigatewayv2_stage",
    api=Calls("apigatewayv2", lists="GetStages", items="Items", per=Api, per_argument="ApiId"),
    cfn="AWS::ApiGatewayV2::Stage",
    tf="aws_apigatewayv2_stage",
    config="AWS::ApiGatewayV2::Stage",
):
    """A stage: an API as it is served under a name."""

    api = Column(
        str,
        "The API.",
        api="^",
        cfn="ApiId",
        tf="api_id",
        config=(At("ARN", via=values.api_in), At("arn", via=values.api_in)),
        reference=True,
    )
    name = Column(
        str,
        "Its name.",
        api="GetStages.StageName",
        cfn="StageName",
        tf="name",
        config="configuration.stageName",
    )
    arn = Column(
        str,
        "The ARN.",
        derived=Derived(
            values.arn_of("stages"), ("partition", "region", "api", "name"), lenient=True
        ),
    )
    tags = Column(
        dict[str, str], "The tags.", api="GetStages.Tags", cfn="Tags", tf="tags_all", config="tags"
    )
    access_logs = Column(
        bool,
        "Each call is written to a log.",
        api=At("GetStages.AccessLogSettings.DestinationArn", via=stated),
        cfn=At("AccessLogSettings.DestinationArn", via=stated),
        tf=At("access_log_settings.destination_arn", via=stated),
        config=At("configuration.accessLogSettings.destinationArn", via=stated),
    )
    logging_level = Column(
        str,
        "OFF, ERROR or INFO: what is logged of how calls are carried out; for WebSocket APIs.",
        api="GetStages.DefaultRouteSettings.LoggingLevel",
        cfn="DefaultRouteSettings.LoggingLevel",
        tf="default_route_settings.logging_level",
        config="configuration.defaultRouteSettings.loggingLevel",
        absent="OFF",
    )
    rate_limit = Column(
        float,
        "How many calls a second each route takes; 0 for no limit but the account's.",
        api="GetStages.DefaultRouteSettings.ThrottlingRateLimit",
        cfn="DefaultRouteSettings.ThrottlingRateLimit",
        tf="default_route_settings.throttling_rate_limit",
        config="configuration.defaultRouteSettings.throttlingRateLimit",
        absent=0.0,
    )


class Route(
    Table,
    name="apigatewayv2_route",
    api=Calls("apigatewayv2", lists="GetRoutes", items="Items", per=Api, per_argument="ApiId"),
    cfn=(
        Origin("AWS::ApiGatewayV2::Route"),
        Origin("AWS::ApiGatewayV2::Api", each="Body[]"),
        Origin("AWS::ApiGatewayV2::Api", each="BodyS3Location[]"),
        Origin("AWS::ApiGatewayV2::Api", each="Target[]", fixed=QUICK),
    ),
    tf=(
        Origin("aws_apigatewayv2_route"),
        Origin("aws_apigatewayv2_api", each="body[]"),
        Origin("aws_apigatewayv2_api", each="target[]", fixed=QUICK),
    ),
    of=Api,
    link="api",
):
    """A route of an API, or all that a template writes down as one definition in OpenAPI."""

    api = Column(str, "The API.", api="^", cfn=("ApiId", "^"), tf=("api_id", "^"), reference=True)
    route_id = Column(str, "Its id; empty in a template.", api="GetRoutes.RouteId")
    arn = Column(
        str,
        "The ARN.",
        derived=Derived(
            values.arn_of("routes"), ("partition", "region", "api", "route_id"), lenient=True
        ),
    )
    route_key = Column(
        str,
        "Method and path, $default, or the key of a WebSocket API; empty for a whole definition.",
        api="GetRoutes.RouteKey",
        cfn="RouteKey",
        tf="route_key",
    )
    authorization = Column(
        str,
        "NONE, AWS_IAM, JWT or CUSTOM; OPENAPI for a definition whose operations all ask.",
        api="GetRoutes.AuthorizationType",
        cfn=("AuthorizationType", At("", via=values.authorization)),
        tf=("authorization_type", At("", via=values.authorization)),
        absent="NONE",
    )


class Integration(
    Table,
    name="apigatewayv2_integration",
    api=Calls(
        "apigatewayv2", lists="GetIntegrations", items="Items", per=Api, per_argument="ApiId"
    ),
    cfn=(
        Origin("AWS::ApiGatewayV2::Integration"),
        Origin("AWS::ApiGatewayV2::Api", each="Body[]"),
        Origin("AWS::ApiGatewayV2::Api", each="BodyS3Location[]"),
    ),
    tf=(
        Origin("aws_apigatewayv2_integration"),
        Origin("aws_apigatewayv2_api", each="body[]"),
    ),
    of=Api,
    link="api",
):
    """What routes of an API call, or all that a definition in OpenAPI does."""

    api = Column(str, "The API.", api="^", cfn=("ApiId", "^"), tf=("api_id", "^"), reference=True)
    integration_id = Column(
        str, "Its id; empty in a template.", api="GetIntegrations.IntegrationId"
    )
    arn = Column(
        str,
        "The ARN.",
        derived=Derived(
            values.arn_of("integrations"),
            ("partition", "region", "api", "integration_id"),
            lenient=True,
        ),
    )
    backends = Column(
        Records(type=str, encrypted=bool),
        "What is called: AWS_PROXY, HTTP_PROXY …, and whether by HTTPS.",
        api=At("GetIntegrations", via=values.backends),
        cfn=At("", via=values.backends),
        tf=At("", via=values.backends),
    )


class DomainName(
    Table,
    name="apigatewayv2_domain_name",
    service="apigatewayv2",
    cfn="AWS::ApiGatewayV2::DomainName",
    tf="aws_apigatewayv2_domain_name",
    key="name",
    arn="arn:{partition}:apigateway:{region}::/domainnames/{name}",
):
    """A name of the customer's for APIs, as a template declares it.

    Of what runs, `apigateway_domain_name` has all names, whichever kind of API they serve.
    """

    name = Column(str, "The name.", cfn="DomainName", tf="domain_name")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    security_policy = Column(
        str,
        "The policy that says which versions of TLS it takes: TLS_1_0 or TLS_1_2.",
        cfn="DomainNameConfigurations.SecurityPolicy",
        tf="domain_name_configuration.security_policy",
        absent=TLS_BY_AWS,
    )
