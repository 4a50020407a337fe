"""AWS Config's advanced queries: what to ask, and the items in what comes back.

The language is a part of SQL's SELECT: no FROM, no AS, and `*` stands for the plain fields only,
so that the parts are named. Whole objects come back as JSON, without what is null in them.
https://docs.aws.amazon.com/config/latest/developerguide/querying-AWS-resources.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from remit.sources.api.client import Api
from remit.sources.api.config_coverage import (
    LINKED,
    RECORDER,
    Coverage,
    Gathering,
    moment,
    recorder_of,
)
from remit.sources.api.errors import Refused
from remit.sources.config import GONE, account_of, decoded

SERVICE = "config"
PAGE = 100
"""Results on a page at most; 25 come where nobody asks for more."""

FIELDS = (
    "accountId", "awsRegion", "arn", "resourceId", "resourceName", "resourceType",
    "configurationItemCaptureTime", "configurationItemStatus", "tags", "configuration",
    "supplementaryConfiguration",
)  # fmt: skip

AGGREGATED = ("DescribeConfigurationAggregators", "DescribeConfigurationAggregatorSourcesStatus",
              "GetAggregateDiscoveredResourceCounts", "SelectAggregateResourceConfig")  # fmt: skip
OWN = ("DescribeConfigurationRecorders", "DescribeConfigurationRecorderStatus",
       "GetDiscoveredResourceCounts", "SelectResourceConfig")  # fmt: skip

ARN = re.compile(r"arn:aws[a-z-]*:config:([a-z0-9-]+):\d{12}:config-aggregator/([\w-]+)")
NAME = re.compile(r"[\w-]{1,256}", re.ASCII)


class NotThere(Exception):
    """There is no such aggregator; one line, for people."""


@dataclass(frozen=True)
class Asked:
    """An aggregator by name or id and its Region; without a name each Region's own Config.

    `region` is empty for the Region that is asked first anyway.
    """

    name: str = ""
    region: str = ""
    arn: str = ""

    @property
    def operations(self) -> tuple[str, ...]:
        """What it takes to read it."""
        return AGGREGATED if self.name or self.arn else OWN

    def __str__(self) -> str:
        where = f" in {self.region}" if self.region else ""
        return f"aggregator {self.name}{where}" if self.name or self.arn else "AWS Config"


def asked(text: str) -> Asked:
    """NAME, NAME@REGION or an ARN as an aggregator; raises ValueError for what is neither.

    >>> asked("org@eu-west-1")
    Asked(name='org', region='eu-west-1', arn='')
    """
    if match := ARN.fullmatch(text):
        return Asked("", match[1], text)
    name, at, region = text.partition("@")
    if not NAME.fullmatch(name) or (at and not re.fullmatch(r"[a-z]{2}[a-z0-9-]+-\d", region)):
        raise ValueError(f"{text}: NAME, NAME@REGION or the ARN of an AWS Config aggregator")
    return Asked(name, region)


def expression(kind: str) -> str:
    """The query for all items of a type.

    >>> expression("AWS::S3::Bucket").partition(" WHERE ")[2]
    "resourceType = 'AWS::S3::Bucket'"
    """
    return f"SELECT {', '.join(FIELDS)} WHERE resourceType = '{kind}'"


@dataclass(frozen=True)
class Question:
    """A type of resource to ask for, in the Region where it is asked."""

    kind: str
    region: str


class Config:
    """AWS Config as one account's credentials see it, through an aggregator or in its Regions."""

    def __init__(self, api: Api, where: Asked, account: str, regions: Sequence[str]) -> None:
        self.api, self.account, self.regions = api, account, tuple(regions)
        self.where = replace(where, region=where.region or api.first_region)
        self.aggregated = bool(where.name or where.arn)

    def questions(self, kinds: Sequence[str]) -> list[Question]:
        """What to ask to have every item of these types."""
        places = (self.where.region,) if self.aggregated else self.regions
        return [Question(kind, region) for kind in kinds for region in places]

    def pages(self, question: Question) -> Iterator[list[Mapping[str, Any] | None]]:
        """The items of a type, page by page; None for a result that is no such item.

        Raises Refused.
        """
        asked: dict[str, Any] = {"Expression": expression(question.kind), "Limit": PAGE}
        operation = OWN[-1]
        if self.aggregated:
            operation = AGGREGATED[-1]
            asked["ConfigurationAggregatorName"] = self.where.name
        for page in self.api.pages(question.region, SERVICE, operation, asked):
            items = [self._item(text, question) for text in page.get("Results") or ()]
            yield [i for i in items if i is None or i.get("configurationItemStatus") not in GONE]

    def items(self, question: Question) -> Iterator[Mapping[str, Any] | None]:
        """The same one by one."""
        for page in self.pages(question):
            yield from page

    def _item(self, text: Any, question: Question) -> Mapping[str, Any] | None:
        try:
            item = orjson.loads(text)
        except orjson.JSONDecodeError:
            return None
        if not isinstance(item, dict) or item.get("resourceType") != question.kind:
            return None
        if not self.aggregated:
            item = {"accountId": self.account, "awsRegion": question.region, **item}
        return decoded(item)

    def coverage(self) -> Coverage:
        """What Config has of whom; raises NotThere where the aggregator is not to be found."""
        model = self.api.session.get_service_model(SERVICE)
        coverage = Coverage(frozenset(model.shape_for("ResourceType").enum))
        if self.aggregated:
            self._find(coverage)
            self._sources(coverage)
            self._aggregated_recorders(coverage)
        else:
            for region in self.regions:
                self._recorders(coverage, region)
        return coverage

    def _find(self, coverage: Coverage) -> None:
        """Note what the aggregator is limited to, and its name where only the ARN is known."""
        names = {"ConfigurationAggregatorNames": [self.where.name]} if self.where.name else {}
        where = self.where
        try:
            answer = self.api.ask(where.region, SERVICE, AGGREGATED[0], names)
        except Refused as refusal:
            if refusal.code.startswith("NoSuch") or where.arn:
                raise NotThere(f"no {where}: {refusal.reason}") from refusal
            coverage.unread = f"{AGGREGATED[0]}: {refusal.reason}"
            return
        for found in answer.get("ConfigurationAggregators") or ():
            if where.arn in ("", found.get("ConfigurationAggregatorArn")):
                self.where = replace(where, name=str(found["ConfigurationAggregatorName"]))
                _limits(found, coverage)
                return
        raise NotThere(f"no {where}: this account has none of that name there")

    def _sources(self, coverage: Coverage) -> None:
        name = {"ConfigurationAggregatorName": self.where.name}
        try:
            for page in self.api.pages(self.where.region, SERVICE, AGGREGATED[1], name):
                for source in page.get("AggregatedSourceStatusList") or ():
                    coverage.add_source(source)
        except Refused as refusal:
            coverage.unread = coverage.unread or f"{AGGREGATED[1]}: {refusal.reason}"

    def _aggregated_recorders(self, coverage: Coverage) -> None:
        try:
            for item in self.items(Question(RECORDER, self.where.region)):
                described = item.get("configuration") if item is not None else None
                if item is None or not isinstance(described, Mapping):
                    coverage.unread = coverage.unread or "a configuration recorder is not readable"
                    continue
                if str(described.get("Name") or "").startswith(LINKED):
                    continue
                since = moment(item.get("configurationItemCaptureTime"))
                recorder = recorder_of(described, described.get("Recording") is True, since)
                coverage.add_recorder(account_of(item), str(item.get("awsRegion")), recorder)
        except Refused as refusal:
            coverage.unread = coverage.unread or f"{AGGREGATED[-1]}: {refusal.reason}"

    def _recorders(self, coverage: Coverage, region: str) -> None:
        coverage.known[self.account].add(region)
        try:
            described = self.api.ask(region, SERVICE, OWN[0], {}).get("ConfigurationRecorders")
            told = self.api.ask(region, SERVICE, OWN[1], {}).get("ConfigurationRecordersStatus")
        except Refused as refusal:
            coverage.gathered[self.account, region] = Gathering("FAILED", "", refusal.reason)
            return
        states = {state.get("name"): state for state in told or ()}
        for recorder in described or ():
            state = states.get(recorder.get("name")) or {}
            since = moment(state.get("lastStopTime"))
            failed = state.get("lastStatus") == "Failure"
            error = str(state.get("lastErrorCode") or "no reason given") if failed else ""
            found = recorder_of(recorder, state.get("recording") is True, since, error)
            coverage.add_recorder(self.account, region, found)


def _limits(aggregator: Mapping[str, Any], coverage: Coverage) -> None:
    """Note the accounts, Regions and types that an aggregator is limited to."""
    accounts = aggregator.get("AccountAggregationSources") or ()
    organisation = aggregator.get("OrganizationAggregationSource")
    sources = [*accounts, *([organisation] if organisation else [])]
    if sources and not any(source.get("AllAwsRegions") for source in sources):
        coverage.regions = {r for source in sources for r in source.get("AwsRegions") or ()}
    for source in accounts:
        for account in source.get("AccountIds") or ():
            coverage.known[account] |= set(source.get("AwsRegions") or ())
    kinds = (aggregator.get("AggregatorFilters") or {}).get("ResourceType") or {}
    if kinds.get("Value"):
        coverage.only = frozenset(kinds["Value"])
