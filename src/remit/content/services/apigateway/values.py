"""How sources spell what the tables of Amazon API Gateway hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from remit.content.common import document, public
from remit.values import Partial, Reference, Unknown, unknown_reason

ALL_METHODS = ("*/*", "/*/*")
NAMES: Mapping[str, tuple[str, ...]] = {
    "path": ("ResourcePath",),
    "method": ("HttpMethod",),
    "level": ("loggingLevel", "LoggingLevel"),
    "caching": ("cachingEnabled", "CachingEnabled"),
    "encrypted": ("cacheDataEncrypted", "CacheDataEncrypted"),
}


def policy(text: Any) -> Any:
    """A resource policy; the API gives it as JSON whose quotation marks are escaped once more."""
    found = document(text)
    if isinstance(found, str) and not isinstance(found, Partial):
        return document(found.replace('\\"', '"').replace("\\/", "/"))
    return found


def limits(policy: Any, account: Any) -> Any:
    """Whether a resource policy keeps everyone out but those whom it names."""
    if policy in ("", None, {}):
        return False
    open_to_all = public(policy, account)
    return open_to_all if isinstance(open_to_all, Unknown) else not open_to_all


def stage_arn(partition: Any, region: Any, api: Any, name: Any) -> str:
    """The ARN of a stage that runs; of one in a template it is not known."""
    known = all(type(part) is str and part for part in (partition, region, api, name))
    return f"arn:{partition}:apigateway:{region}::/restapis/{api}/stages/{name}" if known else ""


def by_method(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The resources of an API, each once for every method that it has."""
    resources = [
        {**resource, "resourceMethods": {name: method}}
        for resource in answer.get("items", ())
        for name, method in (resource.get("resourceMethods") or {}).items()
    ]
    return {**answer, "items": resources}


def of_method(key: str) -> Callable[[Any], Any]:
    """A conversion: what the one method of a resource says under a key."""

    def find(methods: Mapping[str, Any]) -> Any:
        name, method = next(iter(methods.items()))
        return name if key == "httpMethod" else method.get(key, "")

    return find


def logging_level(settings: Any) -> Any:
    """OFF, ERROR or INFO: what a stage logs of the calls of all methods."""
    for path, one in _settings(settings):
        if isinstance(path, Unknown):
            return path
        if path in ALL_METHODS and (level := _get(one, "level")) is not None:
            return level
    return "OFF"


def caches_in_clear(settings: Any) -> Any:
    """Whether answers of some method are cached in the clear."""
    doubt: Unknown | None = None
    for path, one in _settings(settings):
        caching, encrypted = _get(one, "caching"), _get(one, "encrypted")
        if _is(caching, "false") or _is(encrypted, "true"):
            continue
        reasons = (unknown_reason(part) for part in (path, caching, encrypted))
        why = next((reason for reason in reasons if reason), None)
        if why is None:
            return True
        doubt = doubt or Unknown(why)
    return doubt if doubt is not None else False


def _is(value: Any, word: str) -> bool:
    return str(value if value is not None else "false").lower() == word


def _get(setting: Any, name: str) -> Any:
    return next((setting[key] for key in NAMES[name] if setting.get(key) is not None), None)


def _settings(settings: Any) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Path and settings: of a map by path, or of CloudFormation's list."""
    if isinstance(settings, Mapping):
        yield from settings.items()
        return
    for one in settings:
        if not isinstance(one, Mapping):
            yield Unknown(unknown_reason(one) or "a setting is no record"), {}
        else:
            path, method = _get(one, "path"), _get(one, "method")
            doubt = unknown_reason(path) or unknown_reason(method)
            yield Unknown(doubt) if doubt else f"{path}/{method}", one


def associated_stage(arn: Any) -> Any:
    """The stage that a web ACL is tied to by its ARN, empty for what is no stage."""
    if isinstance(arn, Reference) or (reason := unknown_reason(arn)) is None:
        return arn
    if not isinstance(arn, Partial):
        return Unknown(reason)
    if "/stages/" not in arn:
        return ""
    whole = re.search(r"/stages/⟦([\w.]+?)(\.stage_name|\.StageName)?⟧$", arn)
    return Reference(whole[1]) if whole else Unknown(reason)


def nothing(_: Any) -> str:
    """Nothing: what this source says in a resource of its own."""
    return ""
