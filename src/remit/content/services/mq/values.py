"""How sources spell what the tables of Amazon MQ hold."""

from __future__ import annotations

from typing import Any

from remit.content.common import known
from remit.lifecycles import until
from remit.values import Unknown, unknown_reason

PRODUCTS = {"ACTIVEMQ": "mq-activemq", "RABBITMQ": "mq-rabbitmq"}


@known
def upper(value: Any) -> str:
    """A word in capitals: Terraform takes `ActiveMQ` too."""
    return str(value).upper()


def supported_until(engine: Any, version: Any) -> Any:
    """When Amazon MQ ends support of a version of an engine."""
    for one in (engine, version):
        if (reason := unknown_reason(one)) is not None:
            return Unknown(reason)
    product = PRODUCTS.get(str(engine))
    if product is None:
        return Unknown(f"Amazon MQ has no engine {engine!r}")
    return until(product, version)
