"""An AWS Config that runs here: aggregators, recorders and advanced queries, over HTTP.

moto answers no advanced query. What this one does is what AWS documents and what is published of
its answers: plain fields and whole objects can be selected, tags come as a list, nothing that is
null comes at all, texts that hold JSON come as objects but for a bucket's ACL.
"""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.artifact import WHO

SELECT = re.compile(r"SELECT ([\w*, ]+) WHERE resourceType = '([\w:]+)'")
RECORDER = "AWS::Config::ConfigurationRecorder"
REGIONS = (
    '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><regionInfo>{}'
    "</regionInfo></DescribeRegionsResponse>"
)
REGION = (
    "<item><regionName>{}</regionName><optInStatus>opt-in-not-required</optInStatus>"
    "<regionEndpoint>ec2.amazonaws.com</regionEndpoint></item>"
)


def queried(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a snapshot file as an advanced query gives it."""
    renamed = {"awsAccountId": "accountId", "ARN": "arn"}
    found = {renamed.get(name, name): value for name, value in item.items()}
    tags = item.get("tags") or {}
    if isinstance(tags, Mapping):
        found["tags"] = [{"key": k, "value": v, "tag": f"{k}={v}"} for k, v in tags.items()]
    if "configuration" in item:
        found["configuration"] = parsed(item["configuration"])
    if "supplementaryConfiguration" in item:
        found["supplementaryConfiguration"] = {
            name: value if name == "AccessControlList" else parsed(value)
            for name, value in item["supplementaryConfiguration"].items()
        }
    without: dict[str, Any] = without_nulls(found)
    return without


def parsed(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)
    return value


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    return [without_nulls(v) for v in value] if isinstance(value, list) else value


def recorder(
    account: str, region: str, recording: bool = True, since: str = "", **group: Any
) -> dict[str, Any]:
    """The item of a configuration recorder; it takes in all types unless `group` says otherwise."""
    return {
        "resourceType": RECORDER,
        "resourceId": f"default-{account}-{region}",
        "resourceName": "default",
        "accountId": account,
        "awsRegion": region,
        "configurationItemCaptureTime": since or "2026-01-01T00:00:00.000Z",
        "configurationItemStatus": "OK",
        "configuration": {
            "Name": "default",
            "Recording": recording,
            "RecordingGroup": group or {"AllSupported": True, "IncludeGlobalResourceTypes": True},
        },
        "supplementaryConfiguration": {},
    }


def source(account: str, region: str, status: str = "SUCCEEDED", **more: Any) -> dict[str, Any]:
    """The state of a source of an aggregator."""
    return {"SourceId": account, "SourceType": "ACCOUNT", "AwsRegion": region,
            "LastUpdateStatus": status, "LastUpdateTime": 1793000000, **more}  # fmt: skip


@dataclass
class Estate:
    """What Config has, what it refuses (operation, or operation and type → code, message), and
    what was asked. `items` are as queries give them, or texts that are no items; `unqueried` ones
    are counted only, as those that were discovered and not recorded are. Other services
    than Config, STS (but for `strangers`) and EC2's list of Regions answer with the `denial`.
    """

    items: Sequence[Any] = ()
    sources: Sequence[Mapping[str, Any]] = ()
    aggregators: Sequence[Mapping[str, Any]] = ()
    recorders: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    states: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    regions: Sequence[str] = ("eu-west-1",)
    refused: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    unqueried: Sequence[Mapping[str, Any]] = ()
    denial: str = "AccessDenied"
    strangers: bool = False
    page: int = 100
    asked: Counter[str] = field(default_factory=Counter)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_POST(self) -> None:
        estate = self.server.estate
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        target = self.headers.get("x-amz-target", "")
        if not target.startswith("StarlingDove"):
            self.others(body, target)
            return
        operation, asked = target.rpartition(".")[2], json.loads(body)
        match = SELECT.fullmatch(asked.get("Expression", ""))
        with self.server.lock:
            estate.asked[operation] += 1
        for key in (operation, f"{operation} {match[2]}" if match else ""):
            if key in estate.refused:
                code, message = estate.refused[key]
                self.reply(400, json.dumps({"__type": code, "message": message}))
                return
        self.reply(200, json.dumps(self.answer(operation, asked, match)))

    def others(self, body: str, target: str) -> None:
        """STS and EC2 say who and where; nobody else is here."""
        with self.server.lock:
            self.server.estate.asked[target or body.partition("&")[0]] += 1
        if "GetCallerIdentity" in body and not self.server.estate.strangers:
            self.reply(200, WHO, "text/xml")
        elif "DescribeRegions" in body:
            regions = "".join(map(REGION.format, self.server.estate.regions))
            self.reply(200, REGIONS.format(regions), "text/xml")
        else:
            error = f"<Error><Code>{self.server.estate.denial}</Code><Message>no</Message></Error>"
            self.reply(403, f"<Response><Errors>{error}</Errors></Response>", "text/xml")

    def answer(self, operation: str, asked: Mapping[str, Any], match: Any) -> Mapping[str, Any]:
        estate, region = self.server.estate, self.region()
        match operation:
            case "DescribeConfigurationAggregators":
                return self.aggregators(asked)
            case "DescribeConfigurationAggregatorSourcesStatus":
                return self.paged("AggregatedSourceStatusList", list(estate.sources), asked)
            case "GetAggregateDiscoveredResourceCounts":
                return self.grouped(asked)
            case "GetDiscoveredResourceCounts":
                here = Counter(
                    i["resourceType"] for i in self.counted() if i["awsRegion"] == region
                )
                return {
                    "resourceCounts": [{"resourceType": k, "count": n} for k, n in here.items()]
                }
            case "DescribeConfigurationRecorders":
                return {"ConfigurationRecorders": list(estate.recorders.get(region, ()))}
            case "DescribeConfigurationRecorderStatus":
                return {"ConfigurationRecordersStatus": list(estate.states.get(region, ()))}
        names, kind = [name.strip() for name in match[1].split(",")], match[2]
        texts = []
        for item in estate.items:
            if isinstance(item, str):
                texts += [item] if kind in item else []
            elif item["resourceType"] == kind and self.is_here(item, operation, region):
                texts.append(json.dumps({n: item[n] for n in names if n in item}))
        return self.paged("Results", texts, asked)

    def counted(self) -> list[Mapping[str, Any]]:
        """All that Config knows of, those too that queries do not give."""
        estate = self.server.estate
        return [*(item for item in estate.items if not isinstance(item, str)), *estate.unqueried]

    def grouped(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        kind = asked.get("Filters", {}).get("ResourceType")
        name = {"ACCOUNT_ID": "accountId", "RESOURCE_TYPE": "resourceType"}[asked["GroupByKey"]]
        counts = Counter(i[name] for i in self.counted() if kind in (None, i["resourceType"]))
        groups = [{"GroupName": g, "ResourceCount": n} for g, n in sorted(counts.items())]
        return self.paged("GroupedResourceCounts", groups, asked)

    def is_here(self, item: Mapping[str, Any], operation: str, region: str) -> bool:
        return operation == "SelectAggregateResourceConfig" or item.get("awsRegion") in (
            region,
            "global",
        )

    def aggregators(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        names = asked.get("ConfigurationAggregatorNames")
        found = [a for a in self.server.estate.aggregators
                 if not names or a["ConfigurationAggregatorName"] in names]  # fmt: skip
        return {"ConfigurationAggregators": found}

    def paged(self, name: str, found: list[Any], asked: Mapping[str, Any]) -> Mapping[str, Any]:
        start = int(asked.get("NextToken") or 0)
        end = start + min(self.server.estate.page, asked.get("Limit") or 25)
        more = {"NextToken": str(end)} if end < len(found) else {}
        return {name: found[start:end], **more}

    def region(self) -> str:
        """The Region that the request is signed for."""
        signed = re.search(r"Credential=[^/]+/\d+/([a-z0-9-]+)/", self.headers["authorization"])
        assert signed is not None
        return signed[1]

    def reply(self, status: int, text: str, kind: str = "application/x-amz-json-1.1") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, estate: Estate) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.estate, self.lock = estate, threading.Lock()


@contextmanager
def serving() -> Iterator[Server]:
    """A server whose estate can be put in its place, as long as the block runs."""
    server = Server(Estate())
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
