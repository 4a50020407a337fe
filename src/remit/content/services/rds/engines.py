"""What differs between the database engines of Amazon RDS."""

from __future__ import annotations

import re
from typing import Any

from remit.values import Partial, Reference, Unknown

MYSQL_LOGS = frozenset({"audit", "error", "general", "slowquery"})

INSTANCE_LOGS = {
    "mysql": MYSQL_LOGS,
    "mariadb": MYSQL_LOGS,
    "postgres": frozenset({"postgresql", "upgrade"}),
    "oracle": frozenset({"alert", "audit", "listener", "trace"}),
    "sqlserver": frozenset({"agent", "error"}),
    "db2": frozenset({"diag.log", "notify.log"}),
}
"""The logs of each engine, as AWS Config's rule rds-logging-enabled wants them exported.
https://docs.aws.amazon.com/config/latest/developerguide/rds-logging-enabled.html"""

CLUSTER_LOGS = {
    "aurora": frozenset({"audit"}),
    "aurora-mysql": frozenset({"audit"}),
    "aurora-postgresql": frozenset({"postgresql"}),
    "mysql": MYSQL_LOGS - {"audit"},
    "postgres": frozenset({"postgresql"}),
    "neptune": frozenset({"audit"}),
    "docdb": frozenset({"audit"}),
}
"""The logs of clusters; a Multi-AZ cluster of MySQL cannot export an audit log.
https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html"""

PORTS = {
    "mysql": 3306, "mariadb": 3306, "postgres": 5432, "oracle": 1521, "sqlserver": 1433,
    "db2": 50000,
}  # fmt: skip

DEFAULT_TLS_SINCE = {"postgres": 15}
"""The major version from which the default parameter group refuses plain connections.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html"""

TLS_DOUBT_SINCE = {"mysql": (8, 4), "mariadb": (11, 8)}
"""Versions whose default for require_secure_transport could not be confirmed."""

ON = ("1", "on", "true")


def base(engine: str) -> str:
    """The engine without its edition.

    >>> base("oracle-ee"), base("sqlserver-web"), base("aurora-mysql")
    ('oracle', 'sqlserver', 'aurora-mysql')
    """
    word = engine.lower()
    return word if word.startswith("aurora") else word.removeprefix("custom-").partition("-")[0]


def logs_not_exported(engine: Any, exports: Any) -> Any:
    """The logs of an instance's engine that go nowhere; everything for an engine we do not know."""
    return _missing(INSTANCE_LOGS, engine, exports)


def cluster_logs_not_exported(engine: Any, exports: Any) -> Any:
    """The logs of a cluster's engine that go nowhere."""
    return _missing(CLUSTER_LOGS, engine, exports)


def _missing(table: dict[str, frozenset[str]], engine: Any, exports: Any) -> Any:
    if not isinstance(engine, str) or isinstance(engine, Partial):
        return Unknown("the engine is not known")
    wanted = table.get(base(engine))
    if wanted is None:
        return [] if exports else ["any"]
    given = exports if isinstance(exports, list) else [exports]
    missing = sorted(wanted - {one.lower() for one in given if isinstance(one, str)})
    doubt = next((one for one in given if isinstance(one, (Unknown, Reference, Partial))), None)
    return Unknown(doubt.reason) if missing and doubt is not None else missing


def on_default_port(engine: Any, port: Any) -> Any:
    """Whether a database listens where everybody looks; port 0 stands for the engine's own."""
    if isinstance(port, (Reference, Partial)) or isinstance(engine, (Reference, Partial)):
        return Unknown(getattr(port, "reason", "the engine is not known"))
    try:
        number = int(port)
    except (TypeError, ValueError):
        return Unknown(f"{port!r} is no port")
    return number == 0 or number == PORTS.get(base(str(engine)))


def setting_forces_tls(family: Any, setting: Any) -> Any:
    """Whether a parameter group refuses plain connections: by its setting or its family's own."""
    if isinstance(setting, (Reference, Partial)):
        return Unknown(setting.reason)
    if setting != "":
        return str(setting).lower() in ON
    found = re.fullmatch(r"([a-z-]+?)-?(\d+(?:\.\d+)?)", str(family))
    return _by_default(found[1], found[2]) if found else False


def default_group_forces_tls(group: Any, engine: Any, version: Any, source: Any) -> Any:
    """Whether an instance refuses plain connections without a parameter group of its own.

    False for a group that its own row speaks for; unknown for one that this source does not show.
    """
    if isinstance(group, Reference):
        return False
    if group and not str(group).startswith("default"):
        elsewhere = Unknown(f"parameter group {group} is not in the template")
        return False if source == "api" else elsewhere
    if isinstance(engine, (Reference, Partial)) or isinstance(version, (Reference, Partial)):
        return Unknown("the engine's version is not known")
    return _by_default(base(str(engine)), str(version))


def _by_default(engine: str, version: str) -> Any:
    if engine not in DEFAULT_TLS_SINCE and engine not in TLS_DOUBT_SINCE:
        return False
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    if not numbers:
        return Unknown(f"the version of {engine} is left to AWS")
    if engine in DEFAULT_TLS_SINCE:
        return numbers[0] >= DEFAULT_TLS_SINCE[engine]
    if numbers >= TLS_DOUBT_SINCE[engine]:
        return Unknown(f"the default for {engine} {version} is not documented here")
    return False
