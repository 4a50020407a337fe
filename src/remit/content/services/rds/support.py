"""Until when AWS supports the version of a database engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from remit.content.services.rds.engines import base
from remit.lifecycles import until
from remit.values import Partial, Reference, Unknown

PRODUCTS: Mapping[str, str] = {
    "postgres": "rds-postgres",
    "mysql": "rds-mysql",
    "mariadb": "rds-mariadb",
    "oracle": "rds-oracle",
    "sqlserver": "rds-sqlserver",
    "aurora": "aurora-mysql",
    "aurora-mysql": "aurora-mysql",
    "aurora-postgresql": "aurora-postgresql",
    "docdb": "docdb",
    "neptune": "neptune",
}
"""The calendar of each engine. Checks on Neptune and DocumentDB lie in folders of their own."""


def until_end(*, paid: bool = False) -> Callable[[Any, Any], Any]:
    """A derivation: engine and version → when standard support ends, or all that can be bought."""

    def end(engine: Any, version: Any) -> Any:
        if isinstance(engine, (Reference, Partial)):
            return Unknown(engine.reason)
        product = PRODUCTS.get(base(str(engine)))
        if product is None:
            return Unknown(f"no end of support is known for the engine {engine}")
        if version == "":
            return Unknown("the version is left to AWS")
        return until(product, version, extended=paid)

    return end
