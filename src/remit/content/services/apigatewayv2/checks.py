"""Amazon API Gateway checks for HTTP and WebSocket APIs."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.apigatewayv2.tables import (
    Api,
    DomainName,
    Integration,
    Route,
    Stage,
)

OVER_HTTP = ("HTTP", "HTTP_PROXY")
OF_WEBSOCKET = exists_in(Api, Api.id == Route.api, Api.protocol == "WEBSOCKET")
MAY_ASK = (
    Route.route_key.is_empty()
    | (Route.route_key.contains(" ") & ~Route.route_key.starts_with("OPTIONS "))
    | (Route.route_key == "$connect")
    | ((Route.route_key == "$default") & ~OF_WEBSOCKET)
)
"""A WebSocket API can ask on connecting only; browsers ask OPTIONS without a login."""


@check(severity="medium", duty="strong-authentication", where=MAY_ASK)
def apigatewayv2_route_authorised() -> Expr:
    """Each route asks who calls.

    By IAM, a JSON web token or a Lambda authorizer. A WebSocket API asks once, on connecting. The
    route that AWS makes of an API with a target asks nobody.

    https://docs.aws.amazon.com/securityhub/latest/userguide/apigateway-controls.html#apigateway-8
    """
    return Route.authorization != "NONE"


@check(severity="medium", duty="log-activity")
def apigatewayv2_stage_logs_access() -> Expr:
    """The stage writes who called what.

    https://docs.aws.amazon.com/securityhub/latest/userguide/apigateway-controls.html#apigateway-9
    """
    return Stage.access_logs


@check(
    severity="medium",
    duty="log-activity",
    where=exists_in(Api, Api.id == Stage.api, Api.protocol == "WEBSOCKET"),
)
def apigatewayv2_stage_logs_execution() -> Expr:
    """The stage of a WebSocket API logs errors of all routes.

    With INFO it logs every message. HTTP APIs have no such log.

    https://docs.aws.amazon.com/securityhub/latest/userguide/apigateway-controls.html#apigateway-1
    """
    return Stage.logging_level.is_in("ERROR", "INFO")


@check(severity="low", duty="protect-against-denial-of-service")
def apigatewayv2_stage_throttled() -> Expr:
    """The stage limits how often its routes are called.

    Without a limit of its own, one API can use up what the account may do in the Region, and its
    backend gets all of it.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
    """
    return Stage.rate_limit > 0


@check(
    severity="medium",
    duty="encrypt-in-transit",
    where=Integration.backends.any(lambda backend: backend.type.is_in(*OVER_HTTP)),
)
def apigatewayv2_integration_over_https() -> Expr:
    """HTTP backends are called by HTTPS.

    A private integration calls its load balancer in the clear unless it names the server whose
    certificate is verified.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
    """
    return ~Integration.backends.any(
        lambda backend: backend.type.is_in(*OVER_HTTP) & ~backend.encrypted
    )


@check(severity="medium", duty="encrypt-in-transit")
def apigatewayv2_domain_name_tls_current() -> Expr:
    """Clients cannot use a version of TLS before 1.2.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-ciphers.html
    """
    return DomainName.security_policy != "TLS_1_0"
