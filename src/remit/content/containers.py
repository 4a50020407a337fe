"""Container definitions as Amazon ECS and AWS Batch spell them, in every source.

The API, Terraform's JSON and CloudFormation differ in the first letter only. Values of environment
variables are dropped here; names stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.analysis.secrets import find_secrets
from remit.content.common import document
from remit.tables import Records
from remit.values import Unknown, unknown_reason

CONTAINERS = Records(name=str, image=str, privileged=bool, user=str, read_only=bool, log_driver=str)
"""What is kept of a container: its image, how it is confined, and where its output goes."""


def pick(record: Any, *names: str) -> Any:
    """The value under the first of some names, with a small or a capital first letter.

    A block of Terraform, which is a list of one, is entered.

    >>> pick({"LogConfiguration": {"LogDriver": "awslogs"}}, "logConfiguration")
    {'LogDriver': 'awslogs'}
    """
    if isinstance(record, list):
        record = record[0] if record else None
    if not isinstance(record, Mapping):
        return record if unknown_reason(record) is not None else None
    for name in names:
        for spelt in (name, name[:1].upper() + name[1:]):
            if record.get(spelt) is not None:
                return record[spelt]
    return None


def listed(definitions: Any) -> Any:
    """Container definitions as a list; `Unknown` where they cannot be read."""
    found = document(definitions)
    if isinstance(found, Mapping):
        found = [found]
    if isinstance(found, list):
        return found
    return Unknown(unknown_reason(definitions) or "the container definitions are no JSON")


def containers(definitions: Any) -> Any:
    """The records of `CONTAINERS` that definitions make; for `At(…, via=containers)`."""
    found = listed(definitions)
    if isinstance(found, Unknown):
        return found
    return [_record(one) if isinstance(one, Mapping) else one for one in found]


def _record(definition: Mapping[str, Any]) -> dict[str, Any]:
    driver = pick(pick(definition, "logConfiguration"), "logDriver")
    return {
        "name": pick(definition, "name") or "",
        "image": pick(definition, "image") or "",
        "privileged": pick(definition, "privileged") or False,
        "user": pick(definition, "user") or "",
        "read_only": pick(definition, "readonlyRootFilesystem") or False,
        "log_driver": driver or "",
    }


def secrets(definitions: Any) -> Any:
    """The names of environment variables that hold a secret in plain text, each once."""
    found = listed(definitions)
    if isinstance(found, Unknown):
        return found
    names: list[str] = []
    doubt: Unknown | None = None
    for one in found:
        variables = pick(one, "environment")
        reason = unknown_reason(one) or unknown_reason(variables)
        if reason is not None:
            doubt = Unknown(reason)
            continue
        names += find_secrets(variables)
    return list(dict.fromkeys(names)) or doubt or []
