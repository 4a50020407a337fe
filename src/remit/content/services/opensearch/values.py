"""How sources spell what the tables of Amazon OpenSearch Service hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from remit.content.common import known, spelled_out
from remit.lifecycles import until
from remit.values import Unknown, unknown_reason

FAR = "9999-12-31T00:00:00Z"
"""The moment that stands for *no date set*."""

PRODUCTS = {"opensearch": "opensearch", "elasticsearch": "opensearch-elasticsearch"}


@known
def elasticsearch(version: Any) -> Any:
    """A version as the older resource type spells it: without the engine's name."""
    return f"Elasticsearch_{version}"


def supported_until(version: Any) -> Any:
    """When standard support ends for a version such as OpenSearch_2.11."""
    if (reason := unknown_reason(version)) is not None:
        return Unknown(reason)
    engine, _, number = str(version).partition("_")
    product = PRODUCTS.get(engine.lower())
    if product is None:
        named = f"{version!r} names no engine" if version else "no version is named"
        return Unknown(named)
    return until(product, number)


def published(options: Any) -> Any:
    """The logs that go to CloudWatch Logs, from a map: log type → its options.

    What does not say that it is on is off. https://docs.aws.amazon.com/AWSCloudFormation/latest/
    UserGuide/aws-properties-opensearchservice-domain-logpublishingoption.html
    """
    if not isinstance(options, Mapping):
        return Unknown(unknown_reason(options) or "the options are not a map")
    return _on({kind: _enabled(entry, False) for kind, entry in options.items()})


def published_blocks(blocks: Any) -> Any:
    """The logs that go to CloudWatch Logs, from Terraform's blocks, which are on unless told."""
    return _on({str(one.get("log_type")): one.get("enabled", True) for one in blocks
                if isinstance(one, Mapping)})  # fmt: skip


def _enabled(entry: Any, otherwise: bool) -> Any:
    if not isinstance(entry, Mapping):
        return Unknown(unknown_reason(entry) or "not an object")
    return entry.get("Enabled", entry.get("enabled", otherwise))


def _on(states: Mapping[str, Any]) -> Any:
    kinds: list[Any] = []
    for kind, state in states.items():
        if (reason := unknown_reason(state)) is not None:
            kinds.append(Unknown(reason))
        elif state is None or str(state).lower() == "true":
            kinds.append(kind)
    return kinds


def written_down(*names: str) -> Callable[[Any], Any]:
    """A conversion: whether a password stands in the options of the master user themselves.

    A parameter, a variable without a value and a reference to a secret are none; the password is
    dropped here.
    """

    def find(options: Any) -> Any:
        one = options[0] if isinstance(options, list) and options else options
        found = [one.get(name) for name in names] if isinstance(one, Mapping) else []
        return any(spelled_out(text) for text in found)

    return find
