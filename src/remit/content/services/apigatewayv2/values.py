"""How sources spell what the tables of Amazon API Gateway's HTTP and WebSocket APIs hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from remit.content.common import document
from remit.content.containers import pick
from remit.paths import LEAF_ABSENT
from remit.values import Reference, Unknown, unknown_reason

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ANY = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"


def arn_of(kind: str) -> Callable[..., str]:
    """For `Derived`: the ARN of a part of an API that runs; in a template it is not known."""

    def fill(partition: Any, region: Any, api: Any, part: Any) -> str:
        known = all(type(text) is str and text for text in (partition, region, api, part))
        return f"arn:{partition}:apigateway:{region}::/apis/{api}/{kind}/{part}" if known else ""

    return fill


def api_in(arn: Any) -> Any:
    """The API that the ARN of a stage names."""
    found = re.search(r"/apis/([^/]+)/stages/", str(arn))
    return found[1] if found else Unknown("the ARN of the stage names no API")


def definition(item: Any) -> Any:
    """The OpenAPI definition that an item is; None for a resource of its own."""
    if not isinstance(item, Mapping):
        return Unknown(unknown_reason(item) or "no record")
    if "" in item:
        found = document(item[""])
        is_one = isinstance(found, Mapping)
        return found if is_one else Unknown("the definition is no JSON that stands in the document")
    if "Bucket" in item:
        return Unknown("the definition lies in Amazon S3")
    return item if {"openapi", "swagger", "paths"} & set(item) else None


def authorization(item: Any) -> Any:
    """NONE where a definition has an operation that asks nobody; OPENAPI where each asks."""
    found = definition(item)
    if found is None:
        return LEAF_ABSENT
    if isinstance(found, Unknown):
        return found
    doubt: Unknown | None = None
    for method, operation in _operations(found):
        asks = _asks(operation, found)
        if asks is False and method != "options":
            return "NONE"
        doubt = doubt or (asks if isinstance(asks, Unknown) else None)
    return doubt or "OPENAPI"


def _operations(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    paths = found.get("paths") or {}
    for path in paths.values() if isinstance(paths, Mapping) else (paths,):
        if not isinstance(path, Mapping):
            yield "", path
            continue
        for method, operation in path.items():
            if method in METHODS or method == ANY:
                yield method, operation


def _asks(operation: Any, found: Mapping[str, Any]) -> bool | Unknown:
    """Whether an operation names who may call it."""
    if not isinstance(operation, Mapping):
        return Unknown(unknown_reason(operation) or "an operation is no record")
    security = operation.get("security")
    if (reason := unknown_reason(security)) is not None:
        return Unknown(reason)
    if security is None and found.get("security"):
        return Unknown("the definition asks for all operations together")
    asked = security if isinstance(security, list) else []
    return bool(asked) and all(bool(one) for one in asked)


def backends(item: Any) -> Any:
    """What an integration, or each of a definition's, calls: its type, and whether by HTTPS."""
    found = definition(item)
    if found is None:
        return [_backend(item)]
    if isinstance(found, Unknown):
        return found
    return [_described(operation) for _, operation in _operations(found)]


def _described(operation: Any) -> Any:
    """The record of an operation's integration, which AWS writes in other words."""
    given = operation.get(INTEGRATION) if isinstance(operation, Mapping) else operation
    if given is None:
        return {"type": "", "encrypted": True}
    if not isinstance(given, Mapping) or "$ref" in given:
        return Unknown(unknown_reason(given) or "the integration stands elsewhere")
    words = {
        "IntegrationType": given.get("type"),
        "IntegrationUri": given.get("uri"),
        "TlsConfig": given.get("tlsConfig"),
    }
    return _backend(words)


def _backend(item: Mapping[str, Any]) -> dict[str, Any]:
    kind = pick(item, "IntegrationType", "integration_type")
    uri = pick(item, "IntegrationUri", "integration_uri")
    tls = pick(item, "TlsConfig", "tls_config")
    return {
        "type": kind.upper() if type(kind) is str else kind,
        "encrypted": _encrypted(uri, tls),
    }


def _encrypted(uri: Any, tls: Any) -> bool | Unknown:
    """By a configuration of TLS, which private integrations have, or by the scheme of the address.

    A listener or a service, named by a reference or an ARN, is called over HTTP without one.
    """
    if tls not in (None, []):
        reason = unknown_reason(tls)
        return True if reason is None else Unknown(reason)
    if uri is None or isinstance(uri, Reference):
        return False
    text = "" if isinstance(uri, Unknown) else str(uri).lower()
    if (scheme := re.match(r"https?:|arn:", text)) is not None:
        return scheme[0] == "https:"
    return Unknown(unknown_reason(uri) or "a variable of the stage says what is called")
