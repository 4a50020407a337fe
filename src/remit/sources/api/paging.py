"""All pages of an operation as one answer, by botocore's own description of its paging."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jmespath  # type: ignore[import-untyped]
from botocore.exceptions import PaginationError
from botocore.model import ListShape, OperationModel, StructureShape

Call = Callable[[dict[str, Any]], Mapping[str, Any]]

TOKENS = (
    ("NextToken", "NextToken"),
    ("nextToken", "nextToken"),
    ("Marker", "NextMarker"),
    ("Marker", "Marker"),
    ("NextMarker", "NextMarker"),
    ("nextPageToken", "nextPageToken"),
    # Amazon Lightsail: GetBuckets, for one
    ("pageToken", "nextPageToken"),
    ("PageToken", "NextPageToken"),
    ("ContinuationToken", "NextContinuationToken"),
    ("position", "position"),
)
"""Parameter and member that carry the token where botocore describes no paging."""

SIZES: Mapping[tuple[str, str], int] = {
    # SQS gives a token only to those who say how many they want (API reference, ListQueues)
    ("sqs", "ListQueues"): 1000,
    # EC2 gives everything at once unless told otherwise, and times out in large accounts; a page of
    # a thousand instances, the most there is, takes 30 MiB to parse
    ("ec2", "DescribeImages"): 250,
    ("ec2", "DescribeInstances"): 250,
    ("ec2", "DescribeNetworkInterfaces"): 250,
    ("ec2", "DescribeSecurityGroups"): 250,
    ("ec2", "DescribeSnapshots"): 250,
    ("ec2", "DescribeVolumes"): 250,
    # users and roles come with the documents of their policies, and their answer is XML, too
    ("iam", "GetAccountAuthorizationDetails"): 250,
    # https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
    ("resourcegroupstaggingapi", "GetResources"): 100,
}
"""The size of a page, where botocore's model does not say the largest and AWS's documentation does,
or where the largest takes more memory than it spares calls."""

MOST_PAGES = 100_000


@dataclass(frozen=True)
class Paging:
    """How an operation hands out its pages."""

    inputs: tuple[str, ...]
    outputs: tuple[Any, ...]
    results: tuple[str, ...]
    more: Any
    limit: str
    size: int | None


def paging_of(model: OperationModel, described: Mapping[str, Any] | None) -> Paging | None:
    """How to page through an operation; None for one that answers once.

    `described` is botocore's entry for it in `paginators-1`, if there is one.
    """
    accepts = model.input_shape.members if model.input_shape else {}
    if described is None:
        described = _guessed(model)
        if described is None:
            return None
    limit = described.get("limit_key", "")
    size = SIZES.get((model.service_model.service_name, model.name))
    if size is None and limit in accepts and accepts[limit].type_name in ("integer", "long"):
        size = accepts[limit].metadata.get("max")
    return Paging(
        inputs=tuple(_many(described["input_token"])),
        outputs=tuple(compiled(path) for path in _many(described["output_token"])),
        results=tuple(_many(described.get("result_key", []))),
        more=compiled(described["more_results"]) if "more_results" in described else None,
        limit=limit if size else "",
        size=size,
    )


def each_page(
    call: Call, parameters: Mapping[str, Any], paging: Paging | None
) -> Iterator[Mapping[str, Any]]:
    """The pages one by one; PaginationError when a token comes back again, or is missing."""
    asked = dict(parameters)
    if paging is None:
        yield call(asked)
        return
    if paging.limit and paging.limit not in asked:
        asked[paging.limit] = paging.size
    token: dict[str, Any] = {}
    seen: set[str] = set()
    while True:
        page = call(asked | token)
        token = _token(page, paging)
        if repr(token) in seen or len(seen) > MOST_PAGES:
            raise PaginationError(message=f"the same page was offered twice: {token!r:.60}")
        if not token and paging.more is not None and paging.more.search(page):
            raise PaginationError(message="it says that there is more, and not where")
        yield page
        if not token:
            return
        seen.add(repr(token))


def merged(pages: Iterator[Mapping[str, Any]], paging: Paging | None) -> Mapping[str, Any]:
    """Every page merged into a copy of the first one, which others may be given too."""
    whole, own = dict(next(pages)), False
    for page in pages:
        for path in paging.results if paging else ():
            if not own:
                _copy(whole, path)
            _merge(whole, page, path)
        own = True
    return whole


def _token(page: Mapping[str, Any], paging: Paging) -> dict[str, Any]:
    if paging.more is not None and not paging.more.search(page):
        return {}
    found = (path.search(page) for path in paging.outputs)
    named = zip(paging.inputs, found, strict=False)
    return {name: value for name, value in named if value not in (None, "", [], {})}


def _copy(whole: dict[str, Any], path: str) -> None:
    """Make the list at a path, and what it lies in, a copy."""
    *above, last = path.split(".")
    for key in above:
        whole[key] = dict(whole.get(key) or {})
        whole = whole[key]
    if isinstance(whole.get(last), list):
        whole[last] = list(whole[last])


def _merge(whole: dict[str, Any], page: Mapping[str, Any], path: str) -> None:
    """Append a page's list to the one at the same path (`DistributionList.Items`)."""
    found = compiled(path).search(page)
    if not isinstance(found, list) or not found:
        return
    *above, last = path.split(".")
    holder = whole
    for key in above:
        holder = holder.setdefault(key, {})
    if isinstance(holder.get(last), list):
        holder[last].extend(found)
    else:
        holder[last] = found


@cache
def compiled(path: str) -> Any:
    """A JMESPath expression, as botocore writes its tokens."""
    return jmespath.compile(path)


def _guessed(model: OperationModel) -> Mapping[str, Any] | None:
    accepts, gives = model.input_shape, model.output_shape
    if not isinstance(accepts, StructureShape) or not isinstance(gives, StructureShape):
        return None
    lists = [name for name, shape in gives.members.items() if isinstance(shape, ListShape)]
    sizes = [name for name in ("MaxResults", "maxResults", "Limit", "limit", "MaxItems")
             if name in accepts.members]  # fmt: skip
    for entry, exit_ in TOKENS:
        if entry in accepts.members and exit_ in gives.members:
            return {"input_token": entry, "output_token": exit_, "result_key": lists,
                    "limit_key": sizes[0] if sizes else ""}  # fmt: skip
    return None


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
