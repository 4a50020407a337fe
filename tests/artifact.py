"""An AWS Artifact and an AWS Health that run here: moto has neither, so STS and these answer."""

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
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "123456789012"
IDENTITY = f"arn:aws:iam::{ACCOUNT}:user/audit"
WHO = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
    f"<GetCallerIdentityResult><Arn>{IDENTITY}</Arn><UserId>AIDAEXAMPLE</UserId>"
    f"<Account>{ACCOUNT}</Account></GetCallerIdentityResult>"
    "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
)
ROLE = (
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA{account}0000"
    "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>"
    "2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
)
DENIED = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>{0}</Code><Message>{1}</Message></Error>"
    "</ErrorResponse>"
)
ASSUMED = re.compile(r"Credential=ASIA(\d{12})0000/")
PATHS = {
    "/v1/report/list": ("ListReports", "reports"),
    "/v1/customer-agreement/list": ("ListCustomerAgreements", "customerAgreements"),
}
PAGE = 2
"""How many items a page of AWS Artifact has here."""


@dataclass
class Cloud:
    """What the services hold, what they refuse (operation → code, message), what was asked."""

    reports: Sequence[Mapping[str, Any]] = ()
    agreements: Sequence[Mapping[str, Any]] = ()
    events: Sequence[Mapping[str, Any]] = ()
    entities: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    refused: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        cloud, parts = self.server.cloud, urlsplit(self.path)
        operation, member = PATHS[parts.path]
        if self.refuses(operation):
            return
        items = cloud.reports if member == "reports" else cloud.agreements
        start = int(parse_qs(parts.query).get("nextToken", ["0"])[0])
        answer: dict[str, Any] = {member: list(items[start : start + PAGE])}
        if start + PAGE < len(items):
            answer["nextToken"] = str(start + PAGE)
        self.reply(200, json.dumps(answer))

    def do_POST(self) -> None:
        cloud = self.server.cloud
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        target = self.headers.get("x-amz-target", "")
        if not target:
            self.sts({name: value[0] for name, value in parse_qs(body.decode()).items()})
            return
        operation = target.rpartition(".")[2]
        if self.refuses(operation):
            return
        if operation == "DescribeEvents":
            self.reply(200, json.dumps({"events": list(cloud.events)}))
            return
        (event,) = json.loads(body)["filter"]["eventArns"]
        self.reply(200, json.dumps({"entities": list(cloud.entities.get(event, ()))}))

    def sts(self, form: Mapping[str, str]) -> None:
        """Who asks; or a role of another account, whose keys say which."""
        role = form.get("RoleArn", "")
        if role in self.server.cloud.refused:
            self.reply(403, DENIED.format(*self.server.cloud.refused[role]), "text/xml")
        elif role:
            self.reply(200, ROLE.format(account=role.split(":")[4]), "text/xml")
        else:
            assumed = ASSUMED.search(self.headers["authorization"])
            who = WHO.replace(ACCOUNT, assumed[1]) if assumed else WHO
            self.reply(200, who, "text/xml")

    def refuses(self, operation: str) -> bool:
        cloud = self.server.cloud
        cloud.asked[operation] += 1
        if operation not in cloud.refused:
            return False
        code, message = cloud.refused[operation]
        self.reply(403, json.dumps({"__type": code, "message": message}), code=code)
        return True

    def reply(self, status: int, text: str, kind: str = "application/json", code: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        if code:
            self.send_header("x-amzn-ErrorType", code)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.cloud = cloud


@contextmanager
def running(cloud: Cloud) -> Iterator[Cloud]:
    """The cloud at its url, as long as the block runs."""
    server = Server(cloud)
    cloud.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield cloud
    finally:
        server.shutdown()
        server.server_close()
