"""What AWS Config can vouch for: which types it records in which account and Region, and whether
what it has of them is how things are now.

A type that nobody records has no items, and neither has one of which there is nothing: only the
recorder tells the two apart. An item is made when something changes, so an old one is how things
are as long as the recorder runs, and only then.
https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from remit.conditions import Kind
from remit.rows import Coercion, coerce

RECORDER = "AWS::Config::ConfigurationRecorder"
"""A recorder as an item of its own, which Config records wherever it is, and free of charge."""

LINKED = "AWSConfigurationRecorderFor"
"""How recorders begin that a service keeps for itself. What they record may stay in that service.
https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
"""

GLOBAL_TYPES = frozenset(
    {"AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"}
)
"""Recorded for the whole account, by the recorder of any Region that takes them in.
https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
"""

FIRST_REGIONS = frozenset({
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "eu-west-1",
    "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1", "eu-south-1", "af-south-1",
    "me-south-1", "ap-east-1", "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "us-gov-east-1", "us-gov-west-1",
    "cn-north-1", "cn-northwest-1",
})  # fmt: skip
"""Where Config was before February 2022. Only there it records IAM, and not all types elsewhere:
https://docs.aws.amazon.com/config/latest/developerguide/what-is-resource-config-coverage.html
"""

INCLUSION, EXCLUSION = "INCLUSION_BY_RESOURCE_TYPES", "EXCLUSION_BY_RESOURCE_TYPES"


@dataclass(frozen=True)
class Recorder:
    """What a configuration recorder takes in. `types` are those that it names: its only ones, or
    where `but` the ones that it leaves out. `since` is when it became so, `error` why it fails.
    """

    recording: bool
    types: frozenset[str] = frozenset()
    but: bool = True
    iam: bool = False
    since: str = ""
    error: str = ""

    def records(self, kind: str) -> bool:
        """Whether it takes in a type."""
        if not self.but:
            return kind in self.types
        return kind not in self.types and (kind not in GLOBAL_TYPES or self.iam)


def recorder_of(
    described: Mapping[str, Any], recording: bool, since: str = "", error: str = ""
) -> Recorder:
    """A recorder as the API or an item of Config describes it; those differ in capitals.

    One that is not readable takes in nothing, one without a recording group everything but IAM:
    https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorder.html
    """
    group = _get(described, "recordingGroup") or {}
    named = _names(_get(group, "resourceTypes"))
    left_out = _names(_get(_get(group, "exclusionByResourceTypes"), "resourceTypes"))
    strategy = _get(_get(group, "recordingStrategy"), "useOnly")
    if named is None or left_out is None:
        return Recorder(recording, frozenset(), False, False, since, error)
    if strategy == EXCLUSION:
        return Recorder(recording, left_out, True, True, since, error)
    everything = _get(group, "allSupported") is True or not (strategy or named)
    if strategy == INCLUSION or not everything:
        return Recorder(recording, named, False, False, since, error)
    iam = _get(group, "includeGlobalResourceTypes") is True
    return Recorder(recording, frozenset(), True, iam, since, error)


def _names(value: Any) -> frozenset[str] | None:
    """A list of names, empty where there is none; None for what is no such list."""
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        return None
    return frozenset(value)


def _get(thing: Any, name: str) -> Any:
    if not isinstance(thing, Mapping):
        return None
    return thing.get(name, thing.get(name[0].upper() + name[1:]))


@dataclass(frozen=True)
class Gathering:
    """How the gathering of an account's Region fares: SUCCEEDED, FAILED or OUTDATED, and when."""

    status: str
    updated: str = ""
    error: str = ""


@dataclass
class Coverage:
    """Everything known of what Config has of whom.

    `types` are all that Config records anywhere; `only` and `regions` those that an aggregator is
    limited to. `unread` says why the state of the sources is not known, if so.
    """

    types: Collection[str]
    only: Collection[str] | None = None
    regions: Collection[str] | None = None
    unread: str = ""
    recorders: dict[tuple[str, str], list[Recorder]] = field(
        default_factory=lambda: defaultdict(list)
    )
    gathered: dict[tuple[str, str], Gathering] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add_recorder(self, account: str, region: str, recorder: Recorder) -> None:
        """Note a recorder of an account's Region."""
        self.recorders[account, region].append(recorder)
        self.known[account].add(region)

    def add_source(self, source: Mapping[str, Any]) -> None:
        """Note one entry of DescribeConfigurationAggregatorSourcesStatus.

        That of an organisation speaks for each of its accounts.
        """
        account = str(source.get("SourceId") or "")
        region = str(source.get("AwsRegion") or "")
        if source.get("SourceType") == "ORGANIZATION":
            account = ""
        code, message = source.get("LastErrorCode"), source.get("LastErrorMessage")
        error = ": ".join(str(part) for part in (code, message) if part)
        self.gathered[account, region] = Gathering(
            str(source.get("LastUpdateStatus") or ""), moment(source.get("LastUpdateTime")), error
        )
        if account and region:
            self.known[account].add(region)

    def gathering(self, account: str, region: str) -> Gathering | None:
        """How the gathering of a place fares; None where nothing says so."""
        places = ((account, region), (account, ""), ("", region), ("", ""))
        return next((self.gathered[p] for p in places if p in self.gathered), None)

    def doubt(self, account: str, region: str, kind: str) -> str:
        """Why items of a type may not be how things are in a place; empty where they are."""
        if kind in GLOBAL_TYPES:
            return self._anywhere(account, kind)
        return self._doubt(account, region, kind)

    def gap(self, account: str, region: str, kind: str, seen: bool = False) -> str:
        """Why items of a type may be missing from a place; empty where all are there.

        `seen` tells that somebody has such an item in that Region, so it is recorded there.
        """
        if self.only is not None and kind not in self.only:
            return f"the aggregator leaves out {kind}"
        if self.unread:
            return self.unread
        doubt = self.doubt(account, region, kind)
        if doubt or seen or kind in GLOBAL_TYPES:
            return doubt
        if kind not in self.types:
            return f"AWS does not list {kind} among the types that AWS Config records"
        if region not in FIRST_REGIONS:  # that a recorder names a type proves nothing there
            return f"AWS Config does not record every type in {region}, and has no {kind} there"
        return ""

    def _doubt(self, account: str, region: str, kind: str) -> str:
        gathering = self.gathering(account, region)
        recorders = self.recorders.get((account, region), ())
        if gathering is not None and gathering.status == "FAILED":
            return f"the aggregator could not gather it ({gathering.error or 'no reason given'})"
        if gathering is not None and gathering.status == "OUTDATED":
            since = f" since {gathering.updated}" if gathering.updated else ""
            return f"what the aggregator has of it is outdated{since}"
        if not recorders and self.regions is not None and region not in self.regions:
            return "the aggregator does not gather from there"
        if not recorders:
            return "no configuration recorder is known there"
        running = [one for one in recorders if one.recording]
        if not running:
            since = max(one.since for one in recorders)
            return f"the configuration recorder is stopped{f' since {since}' if since else ''}"
        recording = [one for one in running if one.records(kind)]
        if not recording:
            return f"the configuration recorder does not record {kind}"
        return next(
            (f"the configuration recorder fails: {r.error}" for r in recording if r.error), ""
        )

    def _anywhere(self, account: str, kind: str) -> str:
        """Why IAM's types are not recorded in any of the account's Regions."""
        regions = sorted(self.known.get(account, set()) & FIRST_REGIONS)
        doubts = [self._doubt(account, region, kind) for region in regions]
        if not doubts:
            return "no configuration recorder is known in a Region that can record IAM"
        return "" if "" in doubts else doubts[0]


def moment(value: Any) -> str:
    """A time as the rows have it; empty for none, and for what is no time."""
    if value is None:
        return ""
    try:
        found: str = coerce(Kind.TIME, value)
    except (Coercion, ValueError, OverflowError, OSError):
        return ""
    return found


def listing(reasons: Iterable[tuple[str, str]]) -> str:
    """Reasons by Region in one line, the same one once.

    >>> listing([("eu-west-1", "no recorder"), ("eu-west-3", "no recorder"), ("us-east-1", "")])
    'no recorder (eu-west-1, eu-west-3)'
    """
    regions: dict[str, list[str]] = {}
    for region, reason in reasons:
        if reason:
            regions.setdefault(reason, []).append(region)
    return "; ".join(
        f"{reason} ({_some(places)})" if any(places) else reason
        for reason, places in regions.items()
    )


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:4])
    return shown if len(names) <= 4 else f"{shown} and {len(names) - 4} more Regions"
