"""How sources spell which events a trail records.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from remit.content.common import known
from remit.paths import LEAF_ABSENT
from remit.values import Unknown, unknown_reason

S3_OBJECTS = "AWS::S3::Object"


def pick(item: Any, *names: str) -> Any:
    """The first of these keys that the item has a value at; the item itself if it is not known."""
    if unknown_reason(item) is not None:
        return item
    found = (item.get(name) for name in names) if isinstance(item, Mapping) else ()
    return next((value for value in found if value is not None), None)


def many(value: Any) -> list[Any]:
    """A list of what is there."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _doubt(values: list[Any]) -> Unknown | None:
    reasons = (unknown_reason(value) for value in values)
    return next((Unknown(reason) for reason in reasons if reason is not None), None)


def _selectors(about: Callable[[list[Any]], Any]) -> Callable[[Any], Any]:
    """A question about selectors; without any the trail follows AWS's default."""

    @known
    def asked(selectors: Any) -> Any:
        listed = many(selectors)
        return about(listed) if listed else LEAF_ABSENT

    return asked


def _management(selectors: list[Any]) -> Any:
    kinds, doubts = set(), []
    for selector in selectors:
        include = pick(selector, "IncludeManagementEvents", "include_management_events")
        kind = pick(selector, "ReadWriteType", "read_write_type")
        doubts += [selector, include, kind]
        if unknown_reason(include) is None and str(include).lower() != "false":
            kinds.add("All" if kind is None else kind)
    if "All" in kinds or {"ReadOnly", "WriteOnly"} <= kinds:
        return _doubt([s for s in selectors if unknown_reason(s)]) or True
    return _doubt(doubts) or False


def _excluded(selectors: list[Any]) -> Any:
    found = [pick(s, "ExcludeManagementEventSources", "exclude_management_event_sources")
             for s in selectors]  # fmt: skip
    items = [
        item for one in found for item in (many(one) if unknown_reason(one) is None else [one])
    ]
    return _doubt(items) or [str(item) for item in items]


def _objects(selectors: list[Any]) -> Any:
    doubts: list[Any] = list(selectors)
    for selector in selectors:
        for data in many(pick(selector, "DataResources", "data_resource")):
            kind, values = pick(data, "Type", "type"), pick(data, "Values", "values")
            doubts += [data, kind, *(many(values) if unknown_reason(values) is None else [values])]
            if kind == S3_OBJECTS and {"arn:aws:s3", "arn:aws:s3:::"} & {
                str(value) for value in doubts[-len(many(values)) :]
            }:
                return True
    return _doubt(doubts) or False


def _fields(selector: Any) -> dict[str, Any]:
    """Field → its selector, of one advanced selector."""
    listed = many(pick(selector, "FieldSelectors", "field_selector"))
    return {str(pick(one, "Field", "field")): one for one in listed}


def _equals(selector: Mapping[str, Any], field: str) -> list[Any]:
    return many(pick(selector.get(field), "Equals", "equals"))


def _advanced_management(selectors: list[Any]) -> Any:
    kinds = set()
    for selector in selectors:
        fields = _fields(selector)
        if _equals(fields, "eventCategory") == ["Management"]:
            only = [str(value).lower() for value in _equals(fields, "readOnly")]
            kinds.add(only[0] if only else "all")
    return _doubt(selectors) or "all" in kinds or {"true", "false"} <= kinds


def _advanced_excluded(selectors: list[Any]) -> Any:
    found: list[Any] = []
    for selector in selectors:
        fields = _fields(selector)
        if _equals(fields, "eventCategory") == ["Management"]:
            found += many(pick(fields.get("eventSource"), "NotEquals", "not_equals"))
    return _doubt([*selectors, *found]) or [str(item) for item in found]


def _advanced_objects(selectors: list[Any]) -> Any:
    for selector in selectors:
        fields = _fields(selector)
        if S3_OBJECTS in _equals(fields, "resources.type") and not (
            {"resources.ARN", "readOnly", "eventName"} & set(fields)
        ):
            return True
    return _doubt(selectors) or False


management = _selectors(_management)
excluded = _selectors(_excluded)
objects = _selectors(_objects)
advanced_management = _selectors(_advanced_management)
advanced_excluded = _selectors(_advanced_excluded)
advanced_objects = _selectors(_advanced_objects)


@known
def by_default(custom: Any) -> Any:
    """AWS's default where there are no selectors; AWS Config does not say what others do."""
    if custom in (True, "true"):
        return Unknown("AWS Config does not tell the event selectors")
    return LEAF_ABSENT
