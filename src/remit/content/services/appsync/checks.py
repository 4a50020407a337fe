"""AWS AppSync checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.appsync.tables import Cache, DataSource, GraphqlApi


@check(severity="high", duty="strong-authentication")
def appsync_graphql_api_not_by_key() -> Expr:
    """A GraphQL API asks for more than an API key.

    A key stands in every client, and says nothing of who calls. Keys as a further way open only the
    fields that the schema marks for them.

    https://docs.aws.amazon.com/securityhub/latest/userguide/appsync-controls.html#appsync-5
    """
    return GraphqlApi.authentication != "API_KEY"


@check(severity="medium", duty="log-activity")
def appsync_graphql_api_logs_fields(
    levels: tuple[str, ...] = ("ERROR", "INFO", "DEBUG", "ALL"),
) -> Expr:
    """A GraphQL API logs what happens in its fields.

    `levels` are those that are enough. Leave out the content of requests where it is personal.

    https://docs.aws.amazon.com/securityhub/latest/userguide/appsync-controls.html#appsync-2
    """
    return GraphqlApi.field_log_level.is_in(*levels)


@check(severity="low", duty="monitor-and-alert")
def appsync_graphql_api_traced() -> Expr:
    """AWS X-Ray traces requests to a GraphQL API.

    https://docs.aws.amazon.com/appsync/latest/devguide/x-ray-tracing.html
    """
    return GraphqlApi.traced


@check(severity="medium", duty="protect-against-denial-of-service")
def appsync_graphql_api_behind_waf() -> Expr:
    """AWS WAF inspects requests to a GraphQL API.

    https://docs.aws.amazon.com/appsync/latest/devguide/WAF-Integration.html
    """
    return GraphqlApi.web_acl != ""


@check(severity="medium", duty="configure-securely")
def appsync_cache_encrypted_at_rest() -> Expr:
    """No cache is asked for, or told, to keep answers in the clear.

    AWS encrypts all caches by now: take the switch out of templates that set it off, and make a
    cache anew that still says so.

    https://docs.aws.amazon.com/securityhub/latest/userguide/appsync-controls.html#appsync-1
    """
    return Cache.encrypted_at_rest


@check(severity="medium", duty="encrypt-in-transit")
def appsync_cache_encrypted_in_transit() -> Expr:
    """No cache is asked for, or told, to be reached in the clear.

    As with encryption at rest, AWS encrypts on the way to all caches by now.

    https://docs.aws.amazon.com/securityhub/latest/userguide/appsync-controls.html#appsync-6
    """
    return Cache.encrypted_in_transit


@check(severity="medium", duty="encrypt-in-transit", where=DataSource.kind == "HTTP")
def appsync_data_source_by_https() -> Expr:
    """HTTP servers that an API reads from are called by HTTPS.

    https://docs.aws.amazon.com/appsync/latest/devguide/data-protection.html
    """
    return DataSource.by_https
