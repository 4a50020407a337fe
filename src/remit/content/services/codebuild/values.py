"""How sources spell what the tables of AWS CodeBuild hold. Values of variables are dropped here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from remit.analysis.secrets import find_secrets
from remit.content.common import known
from remit.content.containers import pick
from remit.values import HOLE, Partial, Reference, Unknown, unknown_reason

ACCESS_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
"""Variables that hold a credential by name; so Security Hub CSPM's control CodeBuild.2 has it."""

PROBE = "kX7-pQ2-mZ9-tR4"
"""Stands for a value that nobody knows yet, to ask whether the variable's name says secret."""

IDENTITIES = ("arn", "id", "name", "url", "endpoint", "address")
"""How attributes of another resource end that name it; what else it has may be a secret."""

NO_URL = ("S3", "CODEPIPELINE", "NO_SOURCE")
"""Kinds of sources whose location is no URL, so that it holds no login."""

LOGIN = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://(?P<user>[^/@:]*)(?::(?P<password>[^/@]*))?@")
OLD_TOKEN = re.compile(r"[0-9a-f]{40}")


def described(key: str) -> Callable[[Any], Any]:
    """For `Calls.decode`: an answer without the one that was asked for tells nothing of it."""

    def decode(answer: Mapping[str, Any]) -> Any:
        return answer if answer.get(key) else Unknown("it was gone when it was asked for")

    return decode


@known
def artifacts(given: Any) -> Any:
    """Where builds put what they make, as records: the kind of place, and whether encrypted."""
    return [_artifact(one) if isinstance(one, Mapping) else one for one in _items(given)]


def _artifact(artifact: Mapping[str, Any]) -> dict[str, Any]:
    disabled = pick(artifact, "encryptionDisabled", "encryption_disabled")
    return {"type": pick(artifact, "type") or "", "encrypted": _opposite(disabled)}


def _opposite(flag: Any) -> Any:
    """The opposite of a flag that is off where nobody sets it."""
    return flag if unknown_reason(flag) is not None else str(flag).lower() != "true"


encrypted = known(_opposite)
"""Whether something is encrypted, by the flag that switches it off."""


@known
def secrets(variables: Any) -> Any:
    """The names of plain variables that hold a secret, each once."""
    names: list[str] = []
    doubt: Unknown | None = None
    for one in _items(variables):
        found = _secrets_in(one)
        if isinstance(found, Unknown):
            doubt = doubt or found
        else:
            names += found
    return list(dict.fromkeys(names)) or doubt or []


def _secrets_in(variable: Any) -> list[str] | Unknown:
    if not isinstance(variable, Mapping):
        return Unknown(unknown_reason(variable) or "a variable is no record")
    name, value, kind = (pick(variable, word) for word in ("name", "value", "type"))
    doubt = unknown_reason(kind)
    if value in (None, "") or (doubt is None and kind not in (None, "", "PLAINTEXT")):
        return []
    if name in ACCESS_KEYS:
        found = [str(name)]
    elif (reason := _may_be_one(value)) is not None:
        found, doubt = find_secrets([{"name": name, "value": PROBE}]), reason
    else:
        value = str(value) if isinstance(value, (int, float)) else value
        found = find_secrets([{"name": name, "value": value}])
    return Unknown(doubt) if found and doubt is not None else found


def _may_be_one(value: Any) -> str | None:
    """Why a value is not known that may turn out a secret; None where it is known or is none."""
    if isinstance(value, Reference):
        named = not value.attribute or value.attribute.lower().endswith(IDENTITIES)
        return None if named else value.reason
    if isinstance(value, Partial):
        return None if re.match(r"arn:|\{\{resolve:", value) else value.reason
    return value.reason if isinstance(value, Unknown) else None


def logins(sources: Any) -> Any:
    """The repositories whose URL holds a login, without it."""
    return _sources(sources, _login)


def _login(source: Mapping[str, Any]) -> str | Unknown | None:
    """The URL without its login, nothing where there is none."""
    location = pick(source, "location")
    if pick(source, "type") in NO_URL or location is None or isinstance(location, Reference):
        return None
    if isinstance(location, Unknown):
        return location
    text = HOLE.sub("⟦⟧", str(location))
    if (match := LOGIN.match(text)) is not None and _is_secret(match["user"], match["password"]):
        return text[: match.start("user")] + text[match.end() :]
    host = text.partition("://")[2].partition("/")[0] if "://" in text else text[:2]
    if "⟦" in host and match is None:
        return Unknown(unknown_reason(location) or "")
    return None


def _is_secret(user: str, password: str | None) -> bool:
    """A password, or a token where the name of a user stands; a name alone is no secret."""
    return bool(password) or bool(find_secrets(user)) or OLD_TOKEN.fullmatch(user) is not None


def careless(sources: Any) -> Any:
    """The repositories that are read although their certificate does not hold."""
    return _sources(sources, _careless)


def _careless(source: Mapping[str, Any]) -> str | Unknown | None:
    flag = pick(source, "insecureSsl", "insecure_ssl")
    if (reason := unknown_reason(flag)) is not None:
        return Unknown(reason)
    if str(flag).lower() != "true":
        return None
    location = pick(source, "location")
    return "a source" if not isinstance(location, str) else LOGIN.sub("", location)


def _sources(given: Any, find: Callable[[Mapping[str, Any]], str | Unknown | None]) -> Any:
    """What is found in each of some sources, or why that cannot be told of one."""
    if (reason := unknown_reason(given)) is not None:
        return Unknown(reason)
    found = [
        find(one) if isinstance(one, Mapping) else Unknown(unknown_reason(one) or "no record")
        for one in _items(given)
    ]
    sure = [one for one in found if isinstance(one, str)]
    return sure or next((one for one in found if isinstance(one, Unknown)), [])


def _items(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]
