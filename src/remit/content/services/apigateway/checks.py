"""Amazon API Gateway checks for REST APIs."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.apigateway.tables import (
    DomainName,
    Method,
    RestApi,
    Stage,
    WebAclAssociation,
)


@check(severity="high", duty="strong-authentication", where=Method.http_method != "OPTIONS")
def apigateway_method_authorised() -> Expr:
    """Each method asks who calls.

    By IAM, a user pool or an authorizer, or by a resource policy that lets in only whom it names.
    An API key is none of these. Browsers ask OPTIONS without a login.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
    """
    return (Method.authorization != "NONE") | exists_in(
        RestApi, RestApi.id == Method.rest_api, RestApi.limited_by_policy
    )


@check(severity="medium", duty="log-activity")
def apigateway_stage_logs_access() -> Expr:
    """The stage writes who called what.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """
    return Stage.access_logs


@check(severity="low", duty="log-activity")
def apigateway_stage_logs_execution() -> Expr:
    """The stage logs errors of all methods.

    With INFO it logs every call. Do not log requests and answers in full where they hold personal
    data.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """
    return Stage.logging_level.is_in("ERROR", "INFO")


@check(severity="medium", duty="encrypt-at-rest", where=Stage.cache)
def apigateway_stage_cache_encrypted() -> Expr:
    """Answers in the cache of a stage are encrypted.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/data-protection-encryption.html
    """
    return ~Stage.caches_in_clear


@check(severity="low", duty="monitor-and-alert")
def apigateway_stage_traced() -> Expr:
    """AWS X-Ray traces calls to the stage.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html
    """
    return Stage.traced


@check(severity="low", duty="encrypt-in-transit")
def apigateway_stage_has_client_certificate() -> Expr:
    """Backends can tell by a certificate that it is the stage that calls.

    It is of use where a server over HTTP answers: except stages before functions and other services
    of AWS.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html
    """
    return Stage.client_certificate != ""


@check(severity="medium", duty="protect-against-denial-of-service")
def apigateway_stage_behind_waf() -> Expr:
    """AWS WAF inspects requests to the stage.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
    """
    return (Stage.web_acl != "") | exists_in(
        WebAclAssociation, WebAclAssociation.stage == Stage.id, Stage.source.is_in("cfn", "tf")
    )


@check(severity="medium", duty="encrypt-in-transit")
def apigateway_domain_name_tls_current() -> Expr:
    """Clients cannot use a version of TLS before 1.2.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
    """
    return DomainName.security_policy != "TLS_1_0"
